// What happens to rooms: made, encrypted, upgraded, entered by invitation only, left by force. On a real Synapse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

let peer, bridge, mira, alice, upgraded, secret;
const bridges = [];

before(async () => {
  peer = await startSynapse();
  mira = await signUp(peer, "mira", { displayName: "Mira" });
  upgraded = await mira.createRoom({ room_alias_name: "upgraded", room_version: "11" });
  secret = await mira.createRoom({ room_alias_name: "secret", initial_state: [{ type: "m.room.encryption", content: { algorithm: "m.megolm.v1.aes-sha2" } }] });
  const invited = await mira.createRoom({ preset: "private_chat", name: "invited" });
  for (const name of ["one", "two"]) await mira.createRoom({ room_alias_name: name });
  const place = (name) => `matrix.home/#${name}:${peer.serverName}`;
  bridge = await Bridge.make({
    networks: await serviceSection(peer),
    channels: {
      upgraded: [place("upgraded")], secret: [place("secret")], invited: [`matrix.home/${invited}`],
      twins: [place("one"), place("two")],
      made: [`{ room = "${place("made")}", create = true }`],
    },
  });
  bridge.invitedRoom = invited;
  await register(bridge, peer);
  const { token } = bridge.addUser("alice", "Alice");
  await bridge.up();
  alice = await Native.login(bridge.url, token);
  bridges.push(bridge);
});

after(async () => {
  alice?.close();
  mira?.close();
  for (const one of bridges) assert.deepEqual(await one.down(), { code: 0, signal: null });
  await peer?.stop();
});

const stateOf = async (name, one = bridge) => (await one.status()).links.find(({ channel }) => channel === `community/${name}`);
const joined = (name, one = bridge) => until(() => `${name} is joined: ${one.log.slice(-1500)}`, async () => (await stateOf(name, one)).state === "joined", 20_000);
const channelOf = { upgraded: 1, secret: 2, invited: 3, twins: 4, made: 5 };

async function talks(name, room) {
  const words = `${name} ${Math.random()}`;
  await alice.ask("setactivechannel", { guild: 1, channel: channelOf[name] });
  await alice.ask("post", { content: words });
  await mira.waitForText(room, words, 20_000);
  await mira.sendText(room, `re ${words}`);
  await alice.next("message", ({ content }) => content === `re ${words}`, 20_000);
}

test("a room is made where the config says so", async () => {
  await joined("made");
  const room = await mira.join(`#made:${peer.serverName}`);
  await talks("made", room);
});

test("what is said in one room is edited, answered and taken back in the other", async () => {
  await until("both are joined", async () => (await bridge.status()).links.filter(({ channel, state }) =>
    channel === "community/twins" && state === "joined").length === 2, 20_000);
  const [one, two] = await Promise.all(["one", "two"].map((name) => mira.join(`#${name}:${peer.serverName}`)));
  const first = await mira.sendText(one, "a thing");
  const copy = await mira.waitForText(two, "a thing");
  assert.match(copy.sender, /^@_guild_matrix\.home_/);
  await mira.edit(one, first, "another thing");
  const edit = await mira.waitFor(({ room_id, content }) => room_id === two && content?.["m.relates_to"]?.rel_type === "m.replace");
  assert.equal(edit.content["m.relates_to"].event_id, copy.event_id);
  assert.equal(edit.content["m.new_content"].body, "another thing");
  await mira.reply(one, first, "an answer");
  const answer = await mira.waitForText(two, "an answer");
  assert.equal(answer.content["m.relates_to"]["m.in_reply_to"].event_id, copy.event_id);
  await mira.redact(one, first);
  for (const gone of [copy.event_id, edit.event_id])
    await mira.waitFor(({ room_id, type, content }) => room_id === two && type === "m.room.redaction" && content.redacts === gone);
});

test("an encrypted room is told so once, and nothing is relayed", async () => {  // F63
  await until("it has failed", async () => (await stateOf("secret")).state === "failed", 20_000);
  assert.match((await stateOf("secret")).reason, /encrypted/);
  await mira.waitFor(({ room_id, content }) => room_id === secret && /encrypted, so I cannot read/.test(content?.body ?? ""));
  for (let n = 0; n < 3; n++)
    await mira.send(secret, "m.room.encrypted", { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x", device_id: "D", sender_key: "k", session_id: "s" });
  await alice.ask("setactivechannel", { guild: 1, channel: 2 });
  await alice.ask("post", { content: "not for a clear-text room" });
  await sleep(1500);
  assert.equal(mira.said(secret).length, 1);
});

test("by invitation, and back after a kick", async () => {
  await until("the door is closed", async () => (await stateOf("invited")).state === "failed", 20_000);
  await mira.invite(bridge.invitedRoom, `@guildbridge:${peer.serverName}`);
  await joined("invited");
  await talks("invited", bridge.invitedRoom);
  await mira.kick(bridge.invitedRoom, `@guildbridge:${peer.serverName}`, "calm down");
  await until("it is out", async () => (await stateOf("invited")).state !== "joined");
  assert.match((await stateOf("invited")).reason, /thrown out/);
});

test("an upgraded room is followed, also while we are down", async () => {  // F64
  await joined("upgraded");
  await talks("upgraded", upgraded);
  const second = await mira.upgradeRoom(upgraded, "12");
  await until("the new one is joined", async () => (await mira.getMembers(second)).some(({ userId }) => userId === `@guildbridge:${peer.serverName}`), 20_000);
  await joined("upgraded");
  await talks("upgraded", second);
  alice.close();
  await bridge.down();
  const third = await mira.upgradeRoom(second, "12");
  await bridge.up();
  alice = await Native.login(bridge.url, bridge.addUser("later").token);
  await joined("upgraded");
  await talks("upgraded", third);
});

test("an invitation to a room that the config does not name is refused", async () => {
  const other = await mira.createRoom({ preset: "private_chat" });
  await mira.invite(other, `@guildbridge:${peer.serverName}`);
  await until("it is refused", async () => (await mira.getMembers(other)).some(({ userId, membership }) =>
    userId === `@guildbridge:${peer.serverName}` && membership === "leave"));
});

test("the same for a bot", async () => {
  const bot = await Bridge.make({ networks: await botSection(peer), channels: { general: [`matrix.home/${await mira.createRoom({ preset: "private_chat" })}`] } });
  bridges.push(bot);
  await bot.up();
  await until("the door is closed", async () => (await stateOf("general", bot)).state === "failed", 20_000);
  const [, room] = (await stateOf("general", bot)).room.split("/");
  await mira.invite(room, `@guildbot:${peer.serverName}`);
  await joined("general", bot);
  const other = await mira.createRoom({ preset: "private_chat" });
  await mira.invite(other, `@guildbot:${peer.serverName}`);
  await until("it is refused", async () => (await mira.getMembers(other)).some(({ userId, membership }) =>
    userId === `@guildbot:${peer.serverName}` && membership === "leave"));
});
