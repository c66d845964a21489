// Posts of the web client on their way, with a connection that comes and goes.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Outbox, repeatable } from "../../web/src/outbox.js";

let outbox, line, isUp, sent, now;
const place = { guild: 1, channel: 2 };

beforeEach(() => {
  [line, sent, isUp, now] = [[], [], true, 1000];
  let nonces = 0;
  outbox = new Outbox({
    send: (entry, acknowledged) => {
      if (isUp) line.push({ content: entry.content, nonce: entry.nonce, acknowledged });
      return isUp;
    },
    changed: () => {},
    sent: (entry, message) => sent.push([entry.content, message?.id]),
    now: () => now,
    makeNonce: () => `n${++nonces}`,
  });
});

test("a post is over when it is acknowledged", () => {
  outbox.post({ ...place, content: "a" });
  assert.equal(outbox.waiting.length, 1);
  line[0].acknowledged({ ok: true, message: { id: 7 } });
  assert.deepEqual(sent, [["a", 7]]);
  assert.equal(outbox.of(2).length, 0);
});

test("what is not acknowledged is sent again, in order, under the same nonce", () => {
  outbox.post({ ...place, content: "a" });
  isUp = false;
  outbox.post({ ...place, content: "b" });
  isUp = true;
  outbox.flush();
  assert.deepEqual(line.map(({ content, nonce }) => content + nonce), ["an1", "an1", "bn2"]);
  line[1].acknowledged({ ok: true, message: { id: 7 } });
  line[0].acknowledged({ ok: true, message: { id: 7 } });
  assert.deepEqual(sent, [["a", 7]], "a late acknowledgement is none");
});

test("what may have arrived too long ago to be known again is for the person to decide", () => {
  const entry = outbox.post({ ...place, content: "a" });
  now += repeatable + 1;
  outbox.flush();
  assert.equal(entry.state, "refused");
  assert.equal(line.length, 1);
  outbox.again(entry);
  assert.deepEqual(line.map(({ nonce }) => nonce), ["n1", "n2"]);
});

test("what was never sent waits as long as it takes", () => {
  isUp = false;
  const entry = outbox.post({ ...place, content: "a" });
  now += 10 * repeatable;
  isUp = true;
  outbox.flush();
  assert.equal(entry.state, "waiting");
  assert.equal(line.length, 1);
});

test("a refusal is kept with its reason until it is sent again or dropped", () => {
  const entry = outbox.post({ ...place, content: "a" });
  line[0].acknowledged({ ok: false, error: "Too fast" });
  assert.deepEqual([entry.state, entry.reason], ["refused", "Too fast"]);
  outbox.flush();
  assert.equal(line.length, 1, "not by itself");
  outbox.again(entry);
  assert.deepEqual(line.map(({ nonce }) => nonce), ["n1", "n1"]);
  line[1].acknowledged({ ok: false, error: "Too fast" });
  outbox.drop(entry);
  assert.deepEqual(outbox.of(2), []);
});

test("a server that acknowledges nothing is believed by its message, and is sent nothing twice", () => {
  const [a, b] = ["a", "b"].map((content) => outbox.post({ ...place, content }));
  assert.equal(outbox.heard({ channel: 2, content: "other" }, false), null);
  assert.equal(outbox.heard({ channel: 2, content: "a", id: 9 }, false), a);
  assert.deepEqual(sent, [["a", 9]]);
  outbox.flush(false);
  assert.equal(b.state, "refused");
  assert.equal(line.length, 2);
});

test("one that acknowledges decides itself", () => {
  const a = outbox.post({ ...place, content: "a" });
  assert.equal(outbox.heard({ channel: 2, content: "a", id: 9 }, true), a);
  assert.deepEqual([a.seen, sent], [true, []]);
  outbox.flush(true);
  assert.equal(line.length, 2);
});
