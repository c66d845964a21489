// Every misuse that is not fatal is answered with a reason, and the connection lives on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep } from "../support/processes.mjs";

let bridge, alice, native, active;

before(async () => {
  bridge = await Bridge.make({ channels: { general: [] }, gateway: 'posts = { burst = 20, per_second = 20 }' });
  alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  native = await Native.login(bridge.url, alice.token);
  await native.ask("listguilds");
  const [guild] = await native.next("listguilds");
  await native.ask("guild", guild.id);
  active = { guild: guild.id, channel: (await native.next("guild")).channels[0].id };
});

after(async () => {
  native?.close();
  assert.equal((await bridge?.down())?.code, 0);
});

const file = (fileName, userId = 1) => ({ content: "b", attachments: [{ userId, fileName }] });

/** [what, packet, arguments, does it need an active channel] */
const misuses = [
  ["an unknown packet", "nosuch", [1]],
  ["an event named error", "error", []],
  ["a guild id as a string", "guild", ["1"]],
  ["a guild that does not exist", "guild", [4711]],
  ["the guild of direct messages", "guild", [-1]],
  ["no guild id", "guild", []],
  ["a channel that does not exist", "channel", [4711]],
  ["a channel id beyond safe integers", "channel", [9007199254740993]],
  ["a fractional channel id", "channel", [1.5]],
  ["an active channel that is null", "setactivechannel", [null]],
  ["an active channel of another guild", "setactivechannel", [{ guild: 4711, channel: 1 }]],
  ["a post without an active channel", "post", [{ content: "x" }]],
  ["typing without an active channel", "typing", []],
  ["a post without an argument", "post", [], true],
  ["a post with three arguments", "post", [1, 2, 3], true],
  ["a post of a number", "post", [{ content: 5 }], true],
  ["an empty post", "post", [{ content: "" }], true],
  ["a post that is too long", "post", [{ content: "x".repeat(70_000) }], true],
  ["a post with a list of attachments that is none", "post", [{ content: "x", attachments: 7 }], true],
  ["a file that does not exist", "post", [file("nope")], true],
  ["a file name that climbs", "post", [file("../../x")], true],
  ["a file name that climbs the other way", "post", [file("..\\\\x")], true],
  ["an absolute file name", "post", [file("/abs")], true],
  ["a file name with a NUL", "post", [file("a\u0000b")], true],
  ["a file name that is too long", "post", [file("x".repeat(300))], true],
  ["a file of somebody whose id is a string", "post", [file("x.png", "1")], true],
  ["a nonce that is a number", "post", [{ content: "x", nonce: 5 }], true],
  ["history of a channel that does not exist", "history", [{ channel: 4711 }]],
  ["history with a negative limit", "history", [{ channel: 1, limit: -1 }]],
  ["history of nothing", "history", []],
];

for (const [what, packet, args, needsActive] of misuses)
  test(what, async () => {
    if (needsActive) assert.equal((await native.ask("setactivechannel", active)).ok, true);
    else native.send("unsetactivechannel");

    const acked = await native.ask(packet, ...args);
    assert.equal(acked.ok, false);
    assert.ok(acked.error.length > 5, `a reason: ${acked.error}`);

    native.send(packet, ...args);
    const rejected = await native.next("rejected");
    assert.equal(rejected.packet, packet);
    assert.equal(rejected.reason, acked.error);

    assert.equal((await native.ask("listguilds")).ok, true, "alive");
    await native.next("listguilds");
    assert.equal(native.packets.length, 0, "and nothing else happened");
  });

test("upload is refused with a reason", async () => {
  const acked = await native.ask("upload", Buffer.from([1, 2, 3]));
  assert.equal(acked.ok ?? acked.result === "success", false);
  const status = await native.next("uploadstatus");
  assert.equal(status.result, "failure");
  assert.ok(status.reason.length > 5);
});

test("the same nonce gives the same message", async () => {
  await native.ask("setactivechannel", active);
  const first = await native.ask("post", { content: "once", nonce: "n-1" });
  const again = await native.ask("post", { content: "once", nonce: "n-1" });
  assert.deepEqual(again, first);
  await native.next("message");
  await sleep(200);
  assert.equal(native.count("message"), 0);
});

test("history goes back page by page", async () => {
  await native.ask("setactivechannel", active);
  for (let n = 0; n < 12; n++) assert.equal((await native.ask("post", { content: `page ${n}` })).ok, true);
  assert.equal((await native.ask("history", { channel: active.channel, limit: 5 })).ok, true);
  const last = await native.next("history");
  assert.deepEqual(last.messages.map((message) => message.content), [7, 8, 9, 10, 11].map((n) => `page ${n}`));
  assert.equal(last.more, true);
  await native.ask("history", { channel: active.channel, before: last.messages[0].id, limit: 5 });
  const earlier = await native.next("history");
  assert.deepEqual(earlier.messages.map((message) => message.content), [2, 3, 4, 5, 6].map((n) => `page ${n}`));
  await native.ask("history", { channel: active.channel, after: last.messages[1].id, limit: 100 });
  const later = await native.next("history");
  assert.deepEqual(later.messages.map((message) => message.content), [9, 10, 11].map((n) => `page ${n}`));
  assert.equal(later.more, false);
  native.packets.length = 0;
});

test("too many posts are refused with a reason, and the rest is not", async () => {
  await sleep(1100);
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => native.ask("post", { content: `flood ${n}` })));
  const refused = answers.filter((answer) => !answer.ok);
  assert.ok(refused.length > 0 && refused.length <= 20, `${refused.length} refused`);
  assert.match(refused[0].error, /per second|retry|slow/i);
  await sleep(300);
  assert.equal(native.count("message"), 40 - refused.length);
  assert.equal((await native.ask("listguilds")).ok, true);
});
