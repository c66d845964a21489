// SIGHUP with Matrix rooms and channels of an origin: links come, move and go, and the others hear nothing of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

async function reload(bridge, pattern) {
  const from = bridge.log.length;
  bridge.child.kill("SIGHUP");
  return until(`the log says ${pattern}`, () => bridge.log.slice(from).match(pattern), 15_000);
}

const stateOf = async (bridge, room) => (await bridge.status()).links.find((link) => link.room === room)?.state;
const joined = (bridge, room) => until(`${room} is joined`, async () => (await stateOf(bridge, room)) === "joined", 20_000);

for (const kind of ["bot", "appservice"]) {
  test(`Matrix rooms, as a ${kind}`, async () => {
    const peer = await startSynapse();
    const mira = await signUp(peer, "mira", { displayName: "Mira" });
    const [one, two] = [await mira.createRoom({ room_alias_name: "one" }), await mira.createRoom({ room_alias_name: "two" })];
    const place = (name) => `matrix.home/#${name}:${peer.serverName}`;
    const networks = kind === "bot" ? await botSection(peer) : await serviceSection(peer);
    const bridge = await Bridge.make({ networks, channels: { general: [place("one")], other: [] } });
    if (kind === "appservice") await register(bridge, peer);
    const alice = bridge.addUser("alice", "Alice");
    await bridge.up();
    await joined(bridge, place("one"));
    const native = await Native.login(bridge.url, alice.token);
    await native.ask("setactivechannel", { guild: 1, channel: 1 });
    const saysOn = async (room, text) => {
      await mira.sendText(room, text);
      await native.next("message", (message) => message.content === text);
    };
    await saysOn(one, "before");

    bridge.configure({ networks, channels: { general: [place("one"), place("two")], other: [] } });
    await reload(bridge, /two:.*: added/);
    await joined(bridge, place("two"));
    await saysOn(two, "from two");
    await native.ask("post", { content: "to both" });
    await Promise.all([one, two].map((room) => mira.waitFor(({ room_id: where, content }) => where === room && content?.body?.includes("to both"))));

    // The room moves to another channel: it is not left.
    bridge.configure({ networks, channels: { general: [place("one")], other: [place("two")] } });
    await reload(bridge, /other with .*two:.*: added/);
    await joined(bridge, place("two"));
    const second = await Native.login(bridge.url, alice.token);
    await second.ask("setactivechannel", { guild: 1, channel: 2 });
    await mira.sendText(two, "in the other");
    await second.next("message", (message) => message.content === "in the other");
    await saysOn(one, "one goes on");

    // And goes.
    bridge.configure({ networks, channels: { general: [place("one")], other: [] } });
    await reload(bridge, /two:.*: removed/);
    const bot = kind === "bot" ? /^@guildbot:/ : /^@guildbridge:/;
    const isIn = async (room) =>
      (await mira.getMembers(room)).some(({ userId, membership }) => bot.test(userId) && membership === "join");
    await until("the bot has left", async () => !(await isIn(two)), 10_000);
    await saysOn(one, "still there");
    assert.ok(await isIn(one));
    second.close();
    native.close();
    mira.close();
    assert.deepEqual(await bridge.down(), { code: 0, signal: null });
    await peer.stop();
  });
}

test("channels of an origin", async () => {
  const origin = await makeOrigin();
  const networks = originSection(origin);
  const bridge = await Bridge.make({ networks, channels: { general: ["origin/7/31"] } });
  const alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  await joined(bridge, "origin/7/31");
  const native = await Native.login(bridge.url, alice.token);
  await native.ask("setactivechannel", { guild: 1, channel: 1 });
  bridge.configure({ networks, channels: { general: ["origin/7/31", "origin/7/32"] } });
  await reload(bridge, /origin\/7\/32: added/);
  await joined(bridge, "origin/7/32");
  origin.say(32, 1, "from the side");
  await native.next("message", (message) => message.content === "from the side");
  const { networks: [{ counters }] } = await bridge.status();
  assert.equal(counters.connects, 2, "the first one was not connected anew");
  bridge.configure({ networks, channels: { general: ["origin/7/31"] } });
  await reload(bridge, /origin\/7\/32: removed/);
  await native.ask("post", { content: "only to the lobby" });
  await until("the lobby hears", () => origin.said(31).some((line) => line.includes("only to the lobby")));
  assert.ok(!origin.said(32).some((line) => line.includes("only to the lobby")));
  native.close();
  assert.deepEqual(await bridge.down(), { code: 0, signal: null });
  await origin.down();
});
