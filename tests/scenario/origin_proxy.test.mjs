// In front of an existing server: its clients point at the bridge instead, see its guilds as before, and the bridged ones.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { everyKind, nameOf, Native } from "../support/native.mjs";
import { isJoined, makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { Origin } from "../support/origin.mjs";
import { png } from "../support/pictures.mjs";
import { sleep, until } from "../support/processes.mjs";

const offset = 2 ** 52;
let origin, server, bridge, bob;
const said = (text) => bob.said("#gen").filter((line) => line.text === text).length;

before(async () => {
  origin = await makeOrigin();
  origin.say(33, 1, "of old");
  server = await ngircd();
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#linked"]);
  bridge = await Bridge.make({
    gateway: 'auth = "origin"\n',
    networks: network("net", server.port) + originSection(origin),
    channels: { general: ["irc.net/#gen"], lobby: ["irc.net/#linked", "origin/7/31"] },
  });
  await bridge.up();
  await bob.line(/ JOIN :?#gen/i);
  await until("the origin is there", () => isJoined(bridge, "origin/7/31"));
});

after(async () => {
  if (process.env.SHOW) console.log(bridge.log.slice(-3000));
  const end = await bridge?.down();
  await origin?.down();
  await server?.down();
  assert.deepEqual(end, { code: 0, signal: null });
});

/** Logs in and goes to a channel of the bridge, by its name. */
async function enter(id, name = "general", kind = undefined) {
  const native = await Native.login(bridge.url, origin.token(id), kind);
  native.send("listguilds");
  const guilds = await native.next("listguilds");
  const ours = guilds.find((guild) => guild.name === "Community");
  native.send("guild", ours.id);
  const { channels } = await native.next("guild");
  native.channel = channels.find((channel) => channel.name === name);
  native.guild = ours;
  await native.ask("setactivechannel", { guild: ours.id, channel: native.channel.id });
  return native;
}

for (const kind of everyKind)
  test(`both worlds: ${nameOf(kind)}`, async () => {
    const native = await Native.login(bridge.url, origin.token(1), kind);
    assert.equal(native.user.id, 1);
    assert.equal(native.user.handle, "carol");
    native.send("listguilds");
    const guilds = await native.next("listguilds");
    assert.deepEqual(guilds.map((guild) => guild.name), ["Old home", "Community"]);
    assert.equal(guilds[0].id, 7);
    assert.ok(guilds[1].id > offset);

    native.send("guild", 7);
    const { channels } = await native.next("guild");
    assert.deepEqual(channels.map((channel) => channel.id), [31, 32, 33]);
    native.send("setactivechannel", { guild: 7, channel: 33 });
    const words = `to the origin ${Math.random()}`;
    native.send("post", { content: words });
    const heard = await native.next("message", (message) => message.content === words);
    assert.equal(heard.author.id, 1);
    assert.equal(heard.channel, 33);
    assert.ok(heard.id < offset);

    native.send("guild", guilds[1].id);
    const { channels: [general] } = await native.next("guild");
    assert.ok(general.id > offset && general.guild === guilds[1].id);
    await native.ask("setactivechannel", { guild: guilds[1].id, channel: general.id });
    const more = `to irc ${Math.random()}`;
    const { ok, message } = await native.ask("post", { content: more });
    assert.ok(ok && message.id > offset && message.channel === general.id);
    assert.deepEqual({ id: message.author.id, handle: message.author.handle, displayName: message.author.displayName },
      { id: 1, handle: "carol", displayName: "Carol" });
    await until("on IRC", () => said(`<Carol> ${more}`) === 1);
    const answer = `from irc ${Math.random()}`;
    bob.say("#gen", answer);
    const fromBob = await native.next("message", (one) => one.content === answer);
    assert.ok(fromBob.author.id > offset, "people from outside are apart from the origin's");
    native.send("channel", general.id);
    const { messages, users } = await native.next("channel");
    assert.deepEqual(messages.at(-1), fromBob);
    assert.ok(users.some((user) => user.id === 1 && user.handle === "carol") && users.some((user) => user.handle === "bob@irc.net"));
    assert.ok(!origin.said(33).includes(`1: ${more}`));

    native.send("post", { content: "x", attachments: [{ userId: 1, fileName: "nope.png" }] });
    assert.equal((await native.next("rejected")).packet, "post");
    native.close();
  });

test("messages and typing come from the active world only", async () => {
  const carol = await enter(1);
  origin.say(33, 2, "not for who is elsewhere");
  carol.send("setactivechannel", { guild: 7, channel: 33 });
  await sleep(200);
  origin.types(33, 2);
  assert.equal((await carol.next("typing")).id, 2);
  bob.say("#gen", "not for who is at the origin");
  origin.say(33, 2, "for her");
  await carol.next("message", (message) => message.content === "for her");
  await carol.ask("setactivechannel", { guild: carol.guild.id, channel: carol.channel.id });
  await sleep(200);
  origin.say(33, 2, "she has left");
  bob.say("#gen", "she is here");
  await carol.next("message", (message) => message.content === "she is here");
  await sleep(200);
  assert.equal(carol.count("message"), 0, JSON.stringify(carol.packets));
  carol.close();
});

test("both together: an origin channel, IRC and proxied natives, everyone once", async () => {
  const [carol, dave] = [await enter(1, "lobby"), await Native.login(origin.url, origin.token(2))];
  dave.send("setactivechannel", { guild: 7, channel: 31 });
  await sleep(200);
  dave.send("post", { content: "dave at the origin" });
  const heard = await carol.next("message", (message) => message.content === "dave at the origin");
  assert.equal(heard.author.id, 2, "who is of the origin has his id from there in both worlds");
  await carol.ask("post", { content: "carol in the bridged guild" });
  const posted = await dave.next("message", (message) => message.content === "<Carol> carol in the bridged guild");
  assert.equal(posted.author.id, 42);
  bob.say("#linked", "bob on irc");
  await dave.next("message", (message) => message.content === "<bob> bob on irc");
  await carol.next("message", (message) => message.content === "bob on irc");
  await until("on IRC", () => bob.said("#linked").length === 2);
  await sleep(300);
  assert.deepEqual(bob.said("#linked").map((line) => line.text), ["<Dave> dave at the origin", "<Carol> carol in the bridged guild"]);
  assert.deepEqual(origin.said(31), ["2: dave at the origin", "42: <Carol> carol in the bridged guild", "42: <bob> bob on irc"]);
  for (const native of [carol, dave]) native.close();
});

test("pictures: looked for here, else at the origin; from the other world they are copied", async () => {
  const [first, second] = [png(50, 40, 3), png(41, 31, 4)];
  const carol = await enter(1);
  const get = async ({ userId, fileName }, query = "") => {
    const answer = await fetch(`${bridge.url}/files/${userId}/${fileName}${query}`);
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), type: answer.headers.get("content-type") };
  };
  // Uploaded here, attached at the origin.
  const { uploadedAs } = await carol.ask("upload", first);
  assert.deepEqual((await get({ userId: 1, fileName: uploadedAs })).bytes, first);
  carol.send("setactivechannel", { guild: 7, channel: 33 });
  carol.send("post", { content: "with ours", attachments: [{ userId: 1, fileName: uploadedAs }] });
  carol.send("post", { content: "right behind" });
  const posted = await carol.next("message", (message) => message.content === "with ours");
  assert.equal(posted.attachments.length, 1);
  assert.deepEqual(origin.files.get(`1/${posted.attachments[0].fileName}`), first);
  assert.equal(carol.count("uploadstatus"), 1, "the copy is not her business");
  assert.deepEqual(origin.said(33).slice(-2), ["1: with ours", "1: right behind"]);

  // Uploaded there, attached here.
  carol.send("upload", second);
  await until("two answers", () => carol.count("uploadstatus") === 2);
  const { uploadedAs: theirs } = carol.packets.filter((packet) => packet.name === "uploadstatus").at(-1).value;
  assert.deepEqual(origin.files.get(`1/${theirs}`), second);
  const served = await get({ userId: 1, fileName: theirs });
  assert.deepEqual(served.bytes, second, "streamed from the origin");
  assert.equal(served.type, "image/png");
  await carol.ask("setactivechannel", { guild: carol.guild.id, channel: carol.channel.id });
  const { ok, message } = await carol.ask("post", { content: "with theirs", attachments: [{ userId: 1, fileName: theirs }] });
  assert.ok(ok);
  assert.notEqual(message.attachments[0].fileName, theirs);
  assert.deepEqual((await get(message.attachments[0])).bytes, second);
  const link = (await bob.line(/with theirs/), await bob.line(/files\/\d+\/[0-9a-f]+\.png(?!.*with)/, { since: bob.lines.findIndex((line) => /with theirs/.test(line)) })).match(/http\S+/)[0];
  assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), second, "the link on IRC works");

  assert.equal((await get({ userId: 1, fileName: "none.png" })).status, 404);
  assert.equal((await fetch(`${bridge.url}/files/1/..%2f..%2fsocket.io`)).status, 404);
  carol.close();
});

test("pages sign people in by their id; the origin judges the password when they connect", async () => {
  const ask = async (user, password) => {
    const answer = await fetch(`${bridge.url}/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user, password }) });
    return [answer.status, await answer.json()];
  };
  assert.deepEqual(await ask("1", origin.users.get(1).pass), [200, { id: 1, token: origin.token(1) }]);
  const [status, { error }] = await ask("carol", origin.users.get(1).pass);
  assert.equal(status, 400);
  assert.match(error, /sign in with their id, which is a number/);
});

test("a wrong password is the origin's to refuse; it does not lock others out", async () => {
  const wrong = new Native(bridge.url, Origin.token(1, "guessed"));
  assert.equal(await wrong.next("refused"), "Invalid credentials");
  const nonsense = new Native(bridge.url, "nonsense");
  assert.match(await nonsense.next("refused"), /see spec for info/);
  wrong.close();
  nonsense.close();
});

test("what a client sees of the origin is the same with the bridge in between, byte for byte", async () => {
  // One script, run twice on an origin that begins anew, its clock stopped so that dates are the same.
  const script = async (url) => {
    origin.forget();
    const frames = [];
    const native = new Native(url, origin.token(1));
    native.socket.io.engine.on("packet", ({ type, data }) => type === "message" && frames.push(data));
    await native.next("hello");
    const steps = [
      ["guild", 7], ["channel", 31], ["setactivechannel", { guild: 7, channel: 31 }], ["post", { content: "ünïcödé \u0001 \"quoted\" 💥" }],
      ["nosuch", { deep: [[[1.50, -0, 1e3]]] }], ["guild", 99], ["guild", "7"], ["typing"], ["post", { content: 5 }], ["upload", png(20, 20, 9)],
      ["upload", Buffer.from("no picture")], ["channel", 31], ["unsetactivechannel"], ["post", { content: "nowhere" }],
    ];
    for (const [name, ...args] of steps) {
      native.send(name, ...args);
      await sleep(60);
    }
    origin.io.emit("extra", { kept: "as it is", n: 1.0 }, [1, 2], Buffer.from([1, 2, 3]));
    const acked = new Promise((done) => origin.io.sockets.sockets.forEach((socket) => socket.data.user.id === 1 && socket.timeout(5000).emit("question", 1, (_, answer) => done(answer))));
    native.socket.on("question", (n, answer) => answer({ n }));
    assert.deepEqual(await acked, { n: 1 });
    await sleep(100);
    native.close();
    // The answer to CONNECT has a random id, and is each server's own; the origin counts its questions over all clients.
    return frames.filter((frame) => !(typeof frame === "string" && frame.startsWith("0"))).map((frame) => (typeof frame === "string"
      ? frame.replace(/^2\d+\["question"/, '2N["question"').replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "DATE") : Buffer.from(frame).toString("hex")));
  };
  const [direct, proxied] = [await script(origin.url), await script(bridge.url)];
  assert.ok(direct.length > 8, JSON.stringify(direct));
  assert.deepEqual(proxied, direct);
});

test("the origin is away: bridged guilds go on, and what does not is said", async () => {
  const carol = await enter(1);
  (await enter(2)).close();
  await origin.down();
  await carol.ask("post", { content: "the origin is gone" });
  await until("on IRC", () => said("<Carol> the origin is gone"));
  carol.send("guild", 7);
  assert.match((await carol.next("rejected")).reason, /origin server cannot be reached/);
  carol.send("listguilds");
  assert.deepEqual((await carol.next("listguilds")).map((guild) => guild.name), ["Community"]);
  assert.match((await carol.next("rejected")).reason, /origin server cannot be reached/);
  const dave = await enter(2);
  assert.equal(dave.user.displayName, "Dave", "he was verified a moment ago");
  const wrong = new Native(bridge.url, Origin.token(2, "guessed"));
  await wrong.next("disconnect");  // Not a refusal: its client tries again by itself.
  await bridge.down();
  await bridge.up();
  const again = await enter(1);
  await again.ask("post", { content: "also after a restart" });

  const bothWorlds = () => {
    again.send("listguilds");
    return again.packets.some(({ name, value }) => name === "listguilds" && value.length === 2);
  };
  await origin.up();
  await until("the origin is back", bothWorlds, 20_000, 200);
  again.send("setactivechannel", { guild: 7, channel: 33 });
  await sleep(100);
  again.send("post", { content: "there again" });
  await again.next("message", (message) => message.content === "there again");
  // Who is in a channel of the origin has missed what was said there: he is let go of, and comes back to look.
  again.socket.emit("unanswered", (answer) => again.packets.push({ name: "ack", value: answer }));
  await sleep(100);
  await origin.down();
  assert.match((await again.next("ack")).error, /lost before it answered/);
  again.send("post", { content: "not now" });
  assert.match((await again.next("rejected", ({ packet }) => packet === "post")).reason, /cannot be reached/);
  await origin.up();
  await again.next("disconnect", undefined, 20_000);
  for (const native of [carol, dave, wrong, again]) native.close();
});
