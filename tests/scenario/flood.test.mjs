// An IRC server that says more at once than a disk takes: everything arrives, in order; nobody else waits long for it.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { until } from "../support/processes.mjs";

const flood = 60_000;
let bridge;

after(async () => assert.equal((await bridge?.down())?.code, 0));

/** Lets everybody in and, once `#gen` is joined, writes as fast as the socket takes it. */
function floodingServer() {
  const server = createServer((socket) => {
    const lines = { sent: 0 };
    const more = () => {
      let room = true;
      while (room && lines.sent < flood) room = socket.write(`:bob!b@h PRIVMSG #gen :${++lines.sent}\r\n`);
      if (lines.sent < flood) socket.once("drain", more);
    };
    socket.on("error", () => {});
    socket.on("data", (data) => {
      for (const line of data.toString().split("\r\n")) {
        if (line.startsWith("CAP LS")) socket.write(":s CAP * LS :\r\n");
        if (line.startsWith("USER")) socket.write(":s 001 gb :hi\r\n:s 376 gb :end\r\n");
        if (line.startsWith("PING")) socket.write(`:s PONG s ${line.slice(5)}\r\n`);
        if (line.startsWith("JOIN")) {
          socket.write(":gb!g@h JOIN #gen\r\n:s 366 gb #gen :end\r\n");
          more();
        }
      }
    });
  });
  server.unref();
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));
}

async function page(native, range) {
  assert.ok((await native.ask("history", { channel: 1, limit: 100, ...range })).ok);
  return (await native.next("history")).messages;
}

test("a flood waits in its own socket and loses nothing", async () => {
  const port = await floodingServer();
  bridge = await Bridge.make({ networks: network("net", port), channels: { general: ["irc.net/#gen"], quiet: [] } });
  const token = bridge.addUser("alice").token;
  await bridge.up();
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 2 });
  let slowest = 0;
  await until("all lines are kept", async () => {
    const begin = Date.now();
    const { ok, error } = await alice.ask("post", { content: "am I heard?" });
    assert.ok(ok, error);
    slowest = Math.max(slowest, Date.now() - begin);
    return (await page(alice, {})).at(-1)?.content === `${flood}`;
  }, 60_000, 250);  // four posts a second stay below the rate limit, however long the flood takes
  assert.ok(slowest < 2000, `a post took ${slowest} ms`);
  let before;
  for (let expected = flood, pages = 0; pages < 20; pages++) {
    const messages = await page(alice, { before });
    for (const { content } of messages.reverse()) assert.equal(content, `${expected--}`);
    before = messages.at(-1).id;
  }
  alice.close();
  assert.ok(!/could not be kept/.test(bridge.log));
  const told = bridge.log.split("\n").filter((line) => /irc\.net: /.test(line));
  // Not at all where the disk keeps up.
  assert.ok(told.filter((line) => /more is said than the disk takes at once/.test(line)).length <= 1, "said once a minute");
  assert.ok(told.length < 50, `${told.length} lines of the network in the log`);
});
