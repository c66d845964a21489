// Existing servers as they are found in the field, and worse: loose about types, silent, hostile. What can be understood
// is relayed once; the rest is said in the log and the state, and never disturbs other links.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { bot, isJoined, makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { ScriptedOrigin } from "../support/scripted_origin.mjs";
import { sleep, until } from "../support/processes.mjs";

const room = "origin/7/31";
let server, bob;

before(async () => {
  server = await ngircd();
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#other", "#third"]);
});
after(() => server?.down());

const onIrc = (text, channel = "#gen") => bob.said(channel).filter((line) => line.text === text).length;
const state = (bridge, name = room) => bridge.status().then(({ links }) => links.find((one) => one.room === name));

/** Runs `story` with a bridge between IRC and this origin. */
async function bridged(origin, story, { channels = { general: ["irc.net/#gen", room], other: ["irc.net/#other"] }, changes = {} } = {}) {
  const since = bob.lines.length;
  const bridge = await Bridge.make({ networks: network("net", server.port) + originSection(origin, { request_timeout: '"1 s"', ...changes }), channels });
  const alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  try {
    await bob.line(/ JOIN :?#gen/i, { since });
    await story(bridge, alice);
    assert.equal(bridge.child.exitCode, null, "it still runs");
  } finally {
    const end = await bridge.down();
    await origin.down();
    assert.deepEqual(end, { code: 0, signal: null });
    bob.lines = [];
  }
}

test("a loose server: ids as strings, authors as bare ids, no dates, no guilds", async () => {
  const origin = await makeOrigin({ loose: ["ids", "authors", "dates", "guilds"] });
  await bridged(origin, async (bridge) => {
    await until("joined", () => isJoined(bridge, room));
    origin.say(31, 1, "loose words");
    await until("by name, since `channel` tells who is who", () => onIrc("<Carol> loose words") === 1);
    bob.say("#gen", "and back");
    await until("posted", () => origin.said(31).includes("42: <bob> and back"));
    await sleep(200);
    await origin.down();
    origin.say(31, 2, "while it was away");
    await origin.up();
    await until("caught up", () => onIrc("<Dave> while it was away") === 1);
    await origin.down();
    origin.forget();
    await origin.up();
    await until("joined again", () => isJoined(bridge, room));
    origin.say(31, 2, "numbered anew");
    await until("a low id is no reason to drop it", () => onIrc("<Dave> numbered anew") === 1);
    assert.equal(origin.said(31).length, 1, "nothing was posted twice");
    assert.equal(onIrc("<Carol> loose words"), 1);
  });
});

test("wrong types and unknown packets are left out, and the rest is heard", async () => {
  const origin = await new ScriptedOrigin({ answers: {
    channel: (_, peer) => peer.emitPacket("channel", { messages: [null, 5, { content: 7 }, "x"], users: [{}, "nobody", null, { id: {} }] }),
  } }).up();
  await bridged(origin, async (bridge) => {
    await until("joined", () => isJoined(bridge, room));
    for (const payload of [null, 5, "text", [], {}, { id: 1 }, { id: 1, content: 5, author: 1 }, { id: 1, content: "no author" },
      { id: {}, content: "x", author: [] }, { id: 2, channel: 99, content: "of another channel", author: 1 }])
      origin.say("message", payload);
    origin.say("message");
    origin.say("message", {}, {}, {});
    origin.say("typing", null);
    origin.say("typing", { id: "x" });
    origin.say("uploadstatus", 5);
    origin.say("hello", { id: 42 });
    for (let n = 0; n < 200; n++) origin.say(`nosuch${n}`, { n });
    origin.say("message", { id: 10, channel: 31, content: "still heard", author: { id: 9, displayName: "\u202ezero\u0007\nbad" }, attachments: [{}, 5, { userId: 1, fileName: "../../x" }] });
    await until("heard", () => bob.said("#gen").some(({ text }) => text.endsWith("still heard")));
    assert.equal(bob.said("#gen").length, 1);
    assert.ok(bridge.log.split("not as the protocol has it").length < 40, "the log is not flooded");
  });
});

test("10 MB at once ends the connection; others go on, and it is tried again", async () => {
  const origin = await new ScriptedOrigin().up();
  await bridged(origin, async (bridge, alice) => {
    await until("joined", () => isJoined(bridge, room));
    origin.say("message", { id: 1, channel: 31, content: "x".repeat(10e6), author: 9 });
    await until("a second connection", () => origin.connects >= 2);
    await until("joined", () => isJoined(bridge, room));
    origin.say("message", { id: 2, channel: 31, content: "y".repeat(4e6), author: 9 });
    await until("a long one is cut on IRC", () => bob.said("#gen").length >= 5, 20_000);
    bob.say("#other", "unaffected");
    assert.ok(alice.id);
  });
});

for (const [name, script, expected] of [
  ["silent from the beginning", { silent: true }, /hello/],
  ["no answer to CONNECT", { connect: () => {} }, /hello/],
  ["no hello", { connect: (peer) => peer.send('40{"sid":"s"}') }, /hello/],
  ["no answer to `channel`", { answers: { channel: () => {} } }, /member of guild 7/],
  ["a malformed packet", { answers: { channel: (_, peer) => peer.send("42[[[") } }, /malformed/],
  ["no JSON in the open packet", { open: "0nonsense" }, /open packet/],
  ["frames that are none", { connect: (peer) => peer._socket.write(Buffer.from([0xff, 0x05, 1, 2, 3, 4, 5])) }, /WebSocket/],
  ["somebody else's hello", { hello: { id: 43 } }, /somebody else/],
  ["refused", { connect: (peer) => peer.send('44{"message":"Invalid credentials"}') }, /Invalid credentials/],
  ["redirects without end", { upgrade: (request, socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: ${request.url}\r\n\r\n`),
    http: (request, response) => response.writeHead(302, { Location: request.url }).end() }, /302/],
  ["an error page", { upgrade: (_, socket) => socket.end("HTTP/1.1 500 Oops\r\n\r\n"), http: (_, response) => response.writeHead(500).end("<html>") }, /500/],
  ["no HTTP at all", { upgrade: (_, socket) => socket.end("220 mail.example.org ESMTP\r\n") }, /no HTTP|404/],
])
  test(`${name}: said in the state; other links are not disturbed`, async () => {
    const origin = await new ScriptedOrigin(script).up();
    await bridged(origin, async (bridge) => {
      const found = await until("a reason", async () => {
        const { state: condition, reason } = await state(bridge);
        return ["down", "failed"].includes(condition) && reason && { reason };
      }, 25_000);
      assert.match(found.reason, expected);
      assert.equal((await state(bridge, "irc.net/#other")).state, "joined");
    });
  });

test("no pings: the connection counts as dead, and is made again (F129)", async () => {
  const origin = await new ScriptedOrigin({ pingInterval: 1000, pingTimeout: 1000 }).up();
  await bridged(origin, async (bridge) => {
    await until("joined", () => isJoined(bridge, room));
    await until("made again", () => origin.connects >= 2, 6000);
    assert.ok(!origin.heard.includes("2"), "a client does not ping");
    origin.peers.forEach((peer) => peer.send("2"));
    await until("a pong", () => origin.heard.includes("3"));
  });
});

test("an origin that does not show what we post: tried again, then refused, and said once; the others follow", async () => {
  const posts = [];
  const origin = await new ScriptedOrigin({ answers: {
    post: ({ content }, peer) => {
      posts.push(content);
      if (!content.includes("swallowed")) peer.emitPacket("message", { id: 1000 + posts.length, channel: 31, content, author: "42", created: new Date().toISOString() });
    },
  } }).up();
  await bridged(origin, async (bridge) => {
    await until("joined", () => isJoined(bridge, room));
    bob.say("#gen", "swallowed");
    bob.say("#gen", "shown");
    await until("the next one comes through", () => posts.includes("<bob> shown"), 40_000);
    assert.equal(posts.filter((post) => post === "<bob> swallowed").length, 8);
    assert.equal(posts.filter((post) => post === "<bob> shown").length, 1);
    await until("told", () => bob.lines.some((line) => /NOTICE #gen .*origin\/7\/31/.test(line)) || bridge.log.includes("refused"), 5000);
  }, { changes: { request_timeout: '"300 ms"', reconnect_min: '"100 ms"', reconnect_max: '"100 ms"' } });
});

test("our own words are known by who says them, in any form of the id (F95)", async () => {
  let form = 0;
  const authors = [{ id: 42 }, { id: "42" }, 42, "42"];
  const origin = await new ScriptedOrigin({ answers: {
    post: ({ content }, peer) => peer.emitPacket("message", { id: 100 + form, channel: 31, content, author: authors[form++ % authors.length] }),
  } }).up();
  await bridged(origin, async (bridge) => {
    await until("joined", () => isJoined(bridge, room));
    for (let n = 0; n < authors.length; n++) bob.say("#gen", `mine ${n}`);
    await until("all posted", () => form === authors.length);
    origin.say("message", { id: 200, channel: 31, content: "<bob> mine 0", author: 42 });
    origin.say("message", { id: 201, channel: 31, content: "<bob> mine 0", author: { id: 9, displayName: "Nine" } });
    await until("somebody else's", () => onIrc("<Nine> <bob> mine 0") === 1);
    assert.equal(bob.said("#gen").length, 1);
  });
});

test("polling, where WebSocket is not let through", async () => {
  const origin = await makeOrigin();
  origin.http.removeAllListeners("upgrade");
  origin.http.on("upgrade", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  await bridged(origin, async (bridge) => {
    await until("joined", () => isJoined(bridge, room));
    origin.say(31, 1, "by polling ünïcödé");
    await until("heard", () => onIrc("<Carol> by polling ünïcödé") === 1);
    bob.say("#gen", "and back 💥");
    await until("posted", () => origin.said(31).includes("42: <bob> and back 💥"));
  });
});

test("three linked channels: after restarts one connection each, each message once (F130)", async () => {
  const origin = await makeOrigin();
  const channels = { general: ["irc.net/#gen", room], other: ["irc.net/#other", "origin/7/32"], third: ["irc.net/#third", "origin/7/33"] };
  await bridged(origin, async (bridge) => {
    const all = () => Promise.all([31, 32, 33].map((id) => isJoined(bridge, `origin/7/${id}`))).then((list) => list.every(Boolean));
    await until("joined", all);
    for (let n = 0; n < 3; n++) {
      await origin.down();
      await sleep(n * 300);
      await origin.up();
      await until("joined", all);
    }
    assert.equal((await origin.io.fetchSockets()).filter((one) => one.data.user.id === bot.id).length, 3);
    for (const [id, channel] of [[31, "#gen"], [32, "#other"], [33, "#third"]]) {
      origin.say(id, 1, `to ${channel}`);
      bob.say(channel, `from ${channel}`);
      await until("there", () => onIrc(`<Carol> to ${channel}`, channel) === 1);
      await until("and here", () => origin.said(id).includes(`42: <bob> from ${channel}`));
    }
    await sleep(300);
    for (const [id, channel] of [[31, "#gen"], [32, "#other"], [33, "#third"]]) {
      assert.deepEqual(origin.said(id), [`1: to ${channel}`, `42: <bob> from ${channel}`]);
      assert.equal(bob.said(channel).length, 1);
    }
  }, { channels });
});
