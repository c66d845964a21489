// Alongside an existing server: the bridge is one of its users, and links its channels to IRC. Everybody hears everybody
// once, whatever is lost on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { isJoined, makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { png } from "../support/pictures.mjs";
import { sleep, until } from "../support/processes.mjs";

let origin, server, bridge, alice, bob, carol, native;
const room = "origin/7/31";
const joined = () => until("the bridge is there", () => isJoined(bridge, room), 20_000);
const onIrc = (text) => bob.said("#gen").filter((line) => line.text === text).length;
const atOrigin = (text) => origin.said(31).filter((line) => line === text).length;

before(async () => {
  origin = await makeOrigin();
  origin.say(31, 1, "said long ago");
  server = await ngircd();
  bob = await IrcClient.join(server.port, "bob", ["#gen"]);
  bridge = await Bridge.make({
    networks: network("net", server.port) + originSection(origin),
    channels: { general: ["irc.net/#gen", room] },
  });
  alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  await bob.line(/ JOIN :?#gen/i);
  await joined();
  carol = await Native.login(origin.url, origin.token(1));
  carol.send("setactivechannel", { guild: 7, channel: 31 });
  native = await Native.login(bridge.url, alice.token);
  native.send("listguilds");
  const [guild] = await native.next("listguilds");
  native.send("guild", guild.id);
  const { channels: [general] } = await native.next("guild");
  native.general = general;
  await native.ask("setactivechannel", { guild: guild.id, channel: general.id });
});

after(async () => {
  const end = await bridge?.down();
  await origin?.down();
  await server?.down();
  assert.deepEqual(end, { code: 0, signal: null });
});

test("a conversation of three sides", async () => {
  carol.send("post", { content: "hello from carol" });
  await until("on IRC", () => onIrc("<Carol> hello from carol"));
  const heard = await native.next("message", (message) => message.content === "hello from carol");
  assert.equal(heard.author.displayName, "Carol");
  assert.equal(heard.author.handle, "carol@origin");

  bob.say("#gen", "hello from bob");
  const fromBob = await carol.next("message", (message) => message.content === "<bob> hello from bob");
  assert.equal(fromBob.author.id, 42);
  await native.ask("post", { content: "hello from alice" });
  await carol.next("message", (message) => message.content === "<Alice> hello from alice");
  await native.ask("post", { content: "/me waves" });
  await carol.next("message", (message) => message.content === "* Alice waves");

  await sleep(300);
  assert.equal(onIrc("<Carol> hello from carol"), 1);
  for (const text of ["42: <bob> hello from bob", "42: <Alice> hello from alice", "42: * Alice waves"]) assert.equal(atOrigin(text), 1, text);
  assert.equal(native.count("message"), 3, "of bob and of alice herself, each once");
});

test("nothing old is relayed at the first contact", () => {
  assert.equal(onIrc("<Carol> said long ago"), 0);
});

test("another user's same words are relayed, though they are ours (F95)", async () => {
  origin.say(31, 2, "<bob> hello from bob");
  await until("on IRC", () => onIrc("<Dave> <bob> hello from bob") === 1);
});

test("typing and presence come from the origin", async () => {
  origin.types(31, 2);
  const typing = await native.next("typing");
  assert.equal(typing.displayName, "Dave");
  native.send("channel", native.general.id);
  const { users } = await native.next("channel");
  assert.deepEqual(users.map((user) => user.handle).filter((handle) => handle.endsWith("@origin")).sort(), ["carol@origin", "dave@origin"]);
});

test("pictures go both ways", async () => {
  const picture = png(40, 30, 5);
  carol.send("upload", picture);
  const { uploadedAs } = await carol.next("uploadstatus");
  carol.send("post", { content: "look", attachments: [{ userId: 1, fileName: uploadedAs }] });
  const heard = await native.next("message", (message) => message.content === "look");
  const served = await fetch(`${bridge.url}/files/${heard.attachments[0].userId}/${heard.attachments[0].fileName}`);
  assert.deepEqual(Buffer.from(await served.arrayBuffer()), picture);
  await bob.line(/\[image: .*\] http.*\/files\//);

  const other = png(30, 40, 6);
  const { uploadedAs: ours } = await native.ask("upload", other);
  await native.ask("post", { content: "and mine", attachments: [{ userId: alice.id, fileName: ours }] });
  const seen = await carol.next("message", (message) => message.content === "<Alice> and mine");
  assert.equal(seen.attachments.length, 1);
  const [file] = seen.attachments;
  assert.deepEqual(Buffer.from(await (await fetch(`${origin.url}/files/${file.userId}/${file.fileName}`)).arrayBuffer()), other);
});

test("the origin goes and comes back with its history: nothing is lost, nothing twice", async () => {
  await origin.down();
  bob.say("#gen", "while it is away");
  origin.say(31, 1, "said before anybody is back 1");
  origin.say(31, 1, "said before anybody is back 2");
  await origin.up();
  await joined();
  await until("the words of bob", () => atOrigin("42: <bob> while it is away"));
  await until("those of carol", () => onIrc("<Carol> said before anybody is back 2"));
  await origin.down();
  await origin.up();
  await joined();
  await sleep(300);
  assert.equal(atOrigin("42: <bob> while it is away"), 1);
  for (const n of [1, 2]) assert.equal(onIrc(`<Carol> said before anybody is back ${n}`), 1);
});

test("the origin comes back without its history, and numbers anew", async () => {
  await origin.down();
  origin.forget();
  await origin.up();
  await joined();
  for (let n = 1; n <= 5; n++) origin.say(31, 2, `a new age ${n}`);
  await until("heard", () => onIrc("<Dave> a new age 5"));
  await origin.down();
  origin.forget();
  origin.say(31, 2, "before the bridge was back");
  await origin.up();
  await joined();
  await until("what was said later than all before is heard", () => onIrc("<Dave> before the bridge was back"));
  origin.say(31, 2, "and live");
  await until("heard", () => onIrc("<Dave> and live"));
  for (let n = 1; n <= 5; n++) assert.equal(onIrc(`<Dave> a new age ${n}`), 1);
  assert.equal(onIrc("<Dave> before the bridge was back"), 1);
});

test("the bridge is killed under traffic: each message once on each side", async () => {
  const lines = 60;
  for (let n = 0; n < lines; n++) {
    bob.say("#gen", `from irc ${n}`);
    origin.say(31, 1, `from origin ${n}`);
    await sleep(10);
    if (n === 19 || n === 39) {
      await bridge.kill();
      origin.say(31, 1, `while dead ${n}`);
      await bridge.up();
      await joined();
      await until("back on IRC", () => bob.lines.slice(-200).some((line) => / JOIN :?#gen/i.test(line)));
    }
  }
  await until("all of the origin is on IRC", () => onIrc(`<Carol> from origin ${lines - 1}`), 20_000);
  await until("what came last from IRC", () => atOrigin(`42: <bob> from irc ${lines - 1}`), 20_000);
  await sleep(500);
  const counts = origin.said(31).filter((line) => line.startsWith("42: <bob> from irc"));
  assert.equal(new Set(counts).size, counts.length, "nothing twice at the origin");
  for (let n = 0; n < lines; n++) {
    // IRC has no receipts that outlive a crash: there the window may repeat.
    assert.ok(onIrc(`<Carol> from origin ${n}`) >= 1, `from origin ${n}`);
  }
  for (const n of [19, 39]) assert.ok(onIrc(`<Carol> while dead ${n}`) >= 1);
});
