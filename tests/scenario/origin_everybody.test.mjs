// An existing server, IRC and Matrix in one channel, with clients at the server itself and through the bridge: everybody
// hears everybody, once, also while all of it is restarted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { botSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { png } from "../support/pictures.mjs";
import { sleep, until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

let origin, peer, irc, bridge, matrix, room, bob, carol, dave;
const allJoined = () => until("all rooms", () => bridge.status().then(({ links }) => links.every(({ state }) => state === "joined"), () => false), 30_000);

before(async () => {
  [origin, peer, irc] = await Promise.all([makeOrigin(), startSynapse(), ngircd()]);
  matrix = await signUp(peer, "mira", { displayName: "Mira" });
  room = await matrix.createRoom({ room_alias_name: "general", preset: "public_chat" });
  bridge = await Bridge.make({
    gateway: 'auth = "origin"\n',
    networks: network("net", irc.port) + (await botSection(peer)) + originSection(origin),
    channels: { lobby: ["irc.net/#gen", `matrix.home/#general:${peer.serverName}`, "origin/7/31"] },
  });
  bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  await bridge.up();
  await bob.line(/:gb\S* JOIN :?#gen/i);
  await allJoined();
  // Carol is at the server itself, dave comes through the bridge and stays in the server's own channel.
  carol = await Native.login(origin.url, origin.token(1));
  dave = await Native.login(bridge.url, origin.token(2));
  for (const native of [carol, dave]) native.send("setactivechannel", { guild: 7, channel: 31 });
  await sleep(200);
});

after(async () => {
  matrix?.close();
  const end = await bridge?.down();
  await Promise.all([origin?.down(), peer?.stop(), irc?.down()]);
  assert.deepEqual(end, { code: 0, signal: null });
});

const onIrc = (text) => bob.said("#gen").filter((line) => line.text === text).length;
const onMatrix = (text) => matrix.said(room).filter(({ body }) => body === text).length;
const atOrigin = (text) => origin.said(31).filter((line) => line === text).length;

test("a conversation of everybody, the right names, once each", async () => {
  carol.send("post", { content: "carol speaks" });
  await dave.next("message", ({ content, author }) => content === "carol speaks" && author.id === 1);
  await until("on IRC", () => onIrc("<Carol> carol speaks"));
  await matrix.waitForText(room, "**Carol**: carol speaks");
  dave.send("post", { content: "dave speaks" });
  await carol.next("message", ({ content, author }) => content === "dave speaks" && author.id === 2);
  await until("on IRC", () => onIrc("<Dave> dave speaks"));
  await matrix.waitForText(room, "**Dave**: dave speaks");
  bob.say("#gen", "bob speaks");
  for (const native of [carol, dave]) await native.next("message", ({ content, author }) => content === "<bob> bob speaks" && author.id === 42);
  await matrix.waitForText(room, "**bob**: bob speaks");
  await matrix.sendText(room, "mira speaks");
  for (const native of [carol, dave]) await native.next("message", ({ content }) => content === "<Mira> mira speaks");
  await until("on IRC", () => onIrc("<Mira> mira speaks"));
  await sleep(500);
  assert.deepEqual(origin.said(31), ["1: carol speaks", "2: dave speaks", "42: <bob> bob speaks", "42: <Mira> mira speaks"]);
  assert.equal(bob.said("#gen").length, 3);
  for (const text of ["**Carol**: carol speaks", "**Dave**: dave speaks", "**bob**: bob speaks", "mira speaks"]) assert.equal(onMatrix(text), 1, text);
});

test("typing from the server's channel reaches Matrix", async () => {
  origin.types(31, 1);
  await matrix.waitFor((event) => event.type === "m.typing" && event.content.user_ids.length === 1);
});

test("a picture in each direction", async () => {
  const [first, second] = [png(33, 22, 11), png(22, 33, 12)];
  carol.send("upload", first);
  const { uploadedAs } = await carol.next("uploadstatus");
  carol.send("post", { content: "look", attachments: [{ userId: 1, fileName: uploadedAs }] });
  const event = await matrix.waitFor(({ type, content }) => type === "m.room.message" && content.msgtype === "m.image");
  const copy = await matrix.download(event.content.url);
  assert.deepEqual(Buffer.from(copy.bytes ?? copy.body ?? copy), first);
  const url = await matrix.upload(second, { type: "image/png", name: "cat.png" });
  await matrix.send(room, "m.room.message", { msgtype: "m.image", body: "cat.png", url, info: { size: second.length, mimetype: "image/png" } });
  const seen = await dave.next("message", ({ author, attachments }) => author.id === 42 && attachments.length === 1);
  const [file] = seen.attachments;
  assert.deepEqual(Buffer.from(await (await fetch(`${bridge.url}/files/${file.userId}/${file.fileName}`)).arrayBuffer()), second, "through the bridge");
  assert.deepEqual(origin.files.get(`${file.userId}/${file.fileName}`), second);
});

test("under traffic, the origin is restarted and the bridge killed: nothing is lost, nothing twice", async () => {
  const count = { origin: 0, matrix: 0 };
  let going = true;
  const talk = async (name, speak, pause) => {
    while (going) {
      await speak(count[name]++);
      await sleep(pause);
    }
  };
  const talks = [
    talk("origin", (n) => origin.say(31, 1, `origin ${n}`), 25),
    talk("matrix", (n) => matrix.sendText(room, `matrix ${n}`), 120),
  ];
  for (const step of ["origin", "bridge", "origin", "origin", "bridge"]) {
    await sleep(700);
    if (step === "origin") {
      await origin.down();
      await sleep(300);
      await origin.up();
    } else {
      await bridge.kill();
      await bridge.up();
    }
    await allJoined();
  }
  await sleep(500);
  going = false;
  await Promise.all(talks);
  const numbers = (list, pattern) => list.map((text) => text.match(pattern)?.[1]).filter(Boolean).map(Number);
  const whole = (total) => Array.from({ length: total }, (_, n) => n);
  const toOrigin = () => numbers(origin.said(31), /^42: .*<Mira> matrix (\d+)$/);
  const toMatrix = () => numbers(matrix.said(room).map(({ body }) => body), /Carol\*\*: origin (\d+)$/);
  await until(() => `all at the origin: ${toOrigin().length} of ${count.matrix}`, () => toOrigin().length >= count.matrix, 60_000);
  await until(() => `all on Matrix: ${toMatrix().length} of ${count.origin}`, () => toMatrix().length >= count.origin, 60_000);
  await sleep(1000);
  assert.deepEqual(toOrigin(), whole(count.matrix), "in order, each once");
  assert.deepEqual(toMatrix(), whole(count.origin), "in order, each once");
  const toIrc = numbers(bob.said("#gen").map(({ text }) => text), /<Carol> origin (\d+)$/);
  assert.equal(new Set(toIrc).size, count.origin, "IRC has no receipts that outlive a crash: its window may come twice, but none is lost");
});
