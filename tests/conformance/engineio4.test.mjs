// Engine.IO protocol 4: handshake, heartbeat, close, messages, upgrade.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Echo, maxPayload, times } from "./echo.mjs";
import { sleep, until } from "../support/processes.mjs";

let echo;
before(async () => { echo = await Echo.up("engineio"); });
after(async () => assert.equal((await echo.down()).code, 0));

const polling = "EIO=4&transport=polling";
const websocket = "EIO=4&transport=websocket";

async function open() {
  const answer = await echo.http(polling);
  assert.equal(answer.status, 200);
  const text = await answer.text();
  assert.equal(text[0], "0");
  return JSON.parse(text.slice(1)).sid;
}

const poll = (sid) => echo.http(`${polling}&sid=${sid}`);
const push = (sid, body) => echo.post(`${polling}&sid=${sid}`, body);

describe("handshake", () => {
  it("over polling names the session and its times", async () => {
    const answer = await echo.http(polling);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /text\/plain/);
    const { sid, upgrades, ...rest } = JSON.parse((await answer.text()).slice(1));
    assert.match(sid, /^[\w-]{16,}$/);
    assert.deepEqual(upgrades, ["websocket"]);
    assert.deepEqual(rest, { pingInterval: times.interval, pingTimeout: times.timeout, maxPayload });
  });

  it("over WebSocket offers no upgrade", async () => {
    const socket = await echo.socket(websocket);
    const first = await socket.next();
    assert.equal(first[0], "0");
    assert.deepEqual(JSON.parse(first.slice(1)).upgrades, []);
    socket.close();
  });

  const refusals = [
    ["no version", "transport=polling", 5], ["version 5", "EIO=5&transport=polling", 5],
    ["two versions", "EIO=4&EIO=3&transport=polling", 5], ["an unknown transport", "EIO=4&transport=foo", 0],
    ["a transport named like a property", "EIO=4&transport=__proto__", 0], ["no transport", "EIO=4", 0],
    ["an unknown session", "EIO=4&transport=polling&sid=nope", 1],
  ];
  for (const [what, query, code] of refusals)
    it(`refuses ${what} with 400`, async () => {
      const answer = await echo.http(query);
      assert.equal(answer.status, 400);
      assert.equal((await answer.json()).code, code);
    });

  it("refuses the methods PUT and, for a new session, POST", async () => {
    for (const method of ["PUT", "POST"]) {
      const answer = await echo.http(polling, { method, body: "4x" });
      assert.equal(answer.status, 400);
      assert.equal((await answer.json()).code, 2);
    }
  });

  it("refuses WebSocket requests of that kind as well", async () => {
    for (const query of ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4&transport=foo", "EIO=4",
      "EIO=4&transport=websocket&sid=nope"]) {
      const socket = await echo.socket(query);
      assert.ok(socket.failed, query);
      await socket.untilClosed();
    }
  });
});

describe("messages over polling", () => {
  it("come back, one by one", async () => {
    const sid = await open();
    const pushed = await push(sid, "4hello");
    assert.equal(pushed.status, 200);
    assert.equal(await pushed.text(), "ok");
    assert.equal(await (await poll(sid)).text(), "4hello");
  });

  it("come back, several in one payload", async () => {
    const sid = await open();
    await push(sid, "4one\x1e4two\x1e4ţĥŕéé 😀");
    assert.equal(await (await poll(sid)).text(), "4one\x1e4two\x1e4ţĥŕéé 😀");
  });

  it("come back when binary", async () => {
    const sid = await open();
    await push(sid, "bAQIDBA==");
    const answer = await poll(sid);
    assert.match(answer.headers.get("content-type"), /text\/plain/);
    assert.equal(await answer.text(), "bAQIDBA==");
  });

  for (const [what, body] of [["an unknown packet", "abc"], ["an empty body", ""], ["bad base64", "b%%%"], ["two separators", "4a\x1e\x1e4b"],
    ["UTF-8 that is cut", Buffer.from([0x34, 0xc3])]])
    it(`closes the session on ${what}`, async () => {
      const sid = await open();
      assert.equal((await push(sid, body)).status, 400);
      assert.equal((await poll(sid)).status, 400);
    });

  it("closes the session on overlapping polls", async () => {
    const sid = await open();
    const first = poll(sid);
    await sleep(20);
    assert.equal((await poll(sid)).status, 400);
    assert.ok([200, 400].includes((await first).status));
    assert.equal((await poll(sid)).status, 400);
  });

  it("refuses what is larger than maxPayload, and takes what is exactly as large", async () => {
    assert.equal((await push(await open(), "4" + "x".repeat(maxPayload))).status, 413);
    const sid = await open();
    assert.equal((await push(sid, "4" + "x".repeat(maxPayload - 1))).status, 200);
    assert.equal((await (await poll(sid)).text()).length, maxPayload);
  });
});

describe("messages over WebSocket", () => {
  it("come back as text and as binary", async () => {
    const socket = await echo.socket(websocket);
    await socket.next();
    socket.send("4hello 😀");
    assert.equal(await socket.next(), "4hello 😀");
    socket.send(Buffer.from([1, 2, 3]));
    assert.deepEqual(await socket.next(), Buffer.from([1, 2, 3]));
    socket.close();
  });

  it("close the session when malformed", async () => {
    const socket = await echo.socket(websocket);
    await socket.next();
    socket.send("abc");
    await socket.untilClosed();
  });

  it("close with 1009 when too large", async () => {
    const socket = await echo.socket(websocket);
    await socket.next();
    socket.send("4" + "x".repeat(maxPayload));
    await socket.untilClosed();
    assert.equal(socket.ended, 1009);
  });
});

describe("heartbeat", () => {
  it("pings over polling and closes a session that does not answer", async () => {
    const sid = await open();
    for (let n = 0; n < 3; n++) {
      assert.equal(await (await poll(sid)).text(), "2");
      assert.equal((await push(sid, "3")).status, 200);
    }
    assert.equal(await (await poll(sid)).text(), "2");
    await sleep(times.timeout + 150);
    assert.equal((await poll(sid)).status, 400);
  });

  it("pings over WebSocket and closes a session that does not answer", async () => {
    const socket = await echo.socket(websocket);
    await socket.next();
    for (let n = 0; n < 3; n++) {
      assert.equal(await socket.next(), "2");
      socket.send("3");
    }
    assert.equal(await socket.next(), "2");
    const silent = Date.now();
    await socket.untilClosed();
    assert.ok(Date.now() - silent < times.timeout + 250);
  });

  it("forgets a polling session that nobody polls", async () => {
    const sid = await open();
    await sleep(times.interval + times.timeout + 250);
    assert.equal((await poll(sid)).status, 400);
  });
});

describe("close", () => {
  it("by packet over polling", async () => {
    const sid = await open();
    const [first] = await Promise.all([poll(sid), sleep(20).then(() => push(sid, "1"))]);
    assert.equal(await first.text(), "6");
    assert.equal((await poll(sid)).status, 400);
  });

  it("by packet over WebSocket", async () => {
    const socket = await echo.socket(websocket);
    await socket.next();
    socket.send("1");
    await socket.untilClosed();
  });
});

describe("upgrade", () => {
  const probe = async () => {
    const sid = await open();
    const socket = await echo.socket(`${websocket}&sid=${sid}`);
    socket.send("2probe");
    assert.equal(await socket.next(), "3probe");
    return { sid, socket };
  };

  it("moves the session, and messages flow on the WebSocket", async () => {
    const { sid, socket } = await probe();
    socket.send("5");
    socket.send("4hello");
    assert.equal(await socket.next(), "4hello");
    assert.equal((await poll(sid)).status, 400);
    socket.close();
  });

  it("ends the waiting poll and each one during it, and loses nothing", async () => {
    const sid = await open();
    const waiting = poll(sid);
    await sleep(20);
    const socket = await echo.socket(`${websocket}&sid=${sid}`);
    socket.send("2probe");
    assert.equal(await socket.next(), "3probe");
    assert.equal(await (await waiting).text(), "6");
    assert.equal(await (await poll(sid)).text(), "6");
    socket.send("5");
    socket.send("4after");
    assert.equal(await socket.next(), "4after");
    socket.close();
  });

  it("carries over what was queued", async () => {
    const { sid, socket } = await probe();
    await push(sid, "4queued");
    socket.send("5");
    const frames = [await socket.next()];
    assert.deepEqual(frames, ["4queued"]);
    socket.close();
  });

  for (const [what, frames] of [["garbage for a probe", ["4hello"]], ["a malformed frame", ["abc"]]])
    it(`survives ${what}: the polling session goes on`, async () => {
      const sid = await open();
      const socket = await echo.socket(`${websocket}&sid=${sid}`);
      frames.forEach((frame) => socket.send(frame));
      await socket.untilClosed();
      await push(sid, "4still");
      const texts = [];
      await until("the echo", async () => {
        texts.push(await (await poll(sid)).text());
        if (texts.at(-1) === "2") await push(sid, "3");
        return texts.join().includes("4still");
      });
    });

  it("refuses a second WebSocket for an upgraded session", async () => {
    const { sid, socket } = await probe();
    socket.send("5");
    socket.send("4x");
    await socket.next();
    const second = await echo.socket(`${websocket}&sid=${sid}`);
    await until("refused or closed", () => second.failed || second.ended !== undefined);
    socket.send("4y");
    assert.equal(await socket.next(), "4y");
    socket.close();
  });
});
