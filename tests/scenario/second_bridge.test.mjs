// Another bridge in the same rooms: one that repeats what it hears, and one that makes a loop with ours. Both are noticed
// and left out, with a notice; people who say the same thing at once are not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

let irc, synapse;

before(async () => ([irc, synapse] = await Promise.all([ngircd(), startSynapse()])));
after(() => Promise.all([irc.down(), synapse.stop()]));

const generous = "posts = { burst = 1000, per_second = 1000 }";
const notice = (name) => `${name} seems to be a bridge that repeats what is said here. What it says is left out for 10 minutes.`;
const words = (n) => `the weather of day ${n} was fine`;
const link = async (bridge, kind) => (await bridge.status()).links.find(({ room }) => room.startsWith(kind));

async function up(networks, rooms, make = async () => {}) {
  const bridge = await Bridge.make({ networks, channels: { general: rooms }, gateway: generous });
  const { token } = bridge.addUser("alice", "Alice");
  await make(bridge);
  await bridge.up();
  await until("joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 60_000);
  return { bridge, alice: await enter(bridge, token), token };
}

async function enter(bridge, token) {
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  alice.heard = () => alice.packets.filter(({ name }) => name === "message").map(({ value }) => ({ name: value.author.displayName, text: value.content }));
  return alice;
}

/** A bot in an IRC channel that hands each line of others to `tell`. */
async function listening(nick, channel, tell) {
  const client = await IrcClient.join(irc.port, nick, [channel]);
  let seen = 0;
  const timer = setInterval(() => {
    const said = client.said(channel);
    for (; seen < said.length; seen++) if (said[seen].nick !== nick) tell(said[seen], client);
  }, 20);
  timer.unref();
  client.stop = () => { clearInterval(timer); client.quit(); };
  return client;
}

test("on IRC: a bot that repeats everything, and twenty people of one mind", { timeout: 120_000 }, async () => {
  const { bridge, alice, token } = await up(network("net", irc.port), ["irc.net/#gen"]);
  const parrot = await listening("parrot", "#gen", ({ nick, text }, self) => self.say("#gen", `<${nick}> ${text}`));
  const people = await Promise.all(Array.from({ length: 20 }, (_, n) => IrcClient.join(irc.port, `p${n}`, ["#gen"])));
  const by = (name) => alice.heard().filter((one) => one.name === name);

  for (const text of ["lol", "+1", "good morning"]) people.forEach((one) => one.say("#gen", text));
  await until("all twenty are heard", () => people.every(({ nick }) => by(nick).length === 3));
  parrot.since = by("parrot").length;

  for (let n = 0; n < 12; n++) {
    await alice.ask("post", { content: words(n) });
    await sleep(100);
  }
  await until("told to natives", () => alice.heard().some(({ text }) => text === notice("parrot")));
  await parrot.line(/NOTICE #gen .*parrot seems to be a bridge that repeats/);
  await sleep(500);
  const copies = by("parrot").filter(({ text }) => text.includes("weather"));
  assert.ok(copies.length < 5, `${copies.length} copies`);
  assert.equal(alice.heard().filter(({ text }) => text.includes("seems to be a bridge")).length, 1, "once, and nobody else");
  assert.ok((await link(bridge, "irc")).counters.leftOut >= 7);
  assert.match(bridge.log, /parrot \(irc\.net\) seems to be a bridge that repeats what is said in channel general: left out for 10 minutes/);

  people[0].say("#gen", "I am heard as before");
  await until("others are heard", () => by("p0").some(({ text }) => text === "I am heard as before"));
  alice.close();
  assert.equal((await bridge.down()).code, 0);

  // A restart hears it again, until it repeats again.
  await bridge.up();
  await until("joined", async () => (await link(bridge, "irc")).state === "joined", 20_000);
  const again = await enter(bridge, token);
  parrot.say("#gen", "the parrot has words of its own");
  await until("heard again", () => again.heard().some(({ text }) => text === "the parrot has words of its own"));
  parrot.stop();
  people.forEach((one) => one.quit());
  again.close();
  assert.equal((await bridge.down()).code, 0);
});

for (const mode of ["bot", "appservice"])
  test(`on Matrix, as ${mode}: one that repeats everything, word for word`, { timeout: 120_000 }, async () => {
    const service = mode === "appservice";
    const host = await signUp(synapse, `host_${mode}`, { displayName: "Host" });
    const parrot = await signUp(synapse, `parrot_${mode}`, { displayName: "Parrot" });
    const roomId = await host.createRoom({ preset: "public_chat", room_alias_name: mode });
    await parrot.join(roomId);
    const section = service ? await serviceSection(synapse) : await botSection(synapse);
    const { bridge, alice } = await up(section, [`matrix.home/#${mode}:${synapse.serverName}`], async (made) => service && register(made, synapse));
    let seen = 0;
    const timer = setInterval(() => {
      const said = parrot.said(roomId);
      for (; seen < said.length; seen++) if (said[seen].sender !== parrot.userId) parrot.sendText(roomId, said[seen].body).catch(() => {});
    }, 20);
    for (let n = 0; n < 20; n++) {
      await alice.ask("post", { content: words(n) });
      await sleep(300);
    }
    await until("told to natives", () => alice.heard().some(({ text }) => text === notice("Parrot")), 20_000);
    await host.waitFor((event) => event.content?.body?.includes(notice("Parrot")), 40_000);
    await sleep(500);
    const copies = alice.heard().filter(({ name }) => name === "Parrot");
    assert.ok(copies.length < 8, `${copies.length} copies`);
    assert.ok((await link(bridge, "matrix")).counters.leftOut > 0);
    await host.sendText(roomId, "I am heard as before");
    await until("others are heard", () => alice.heard().some(({ text }) => text === "I am heard as before"), 20_000);
    clearInterval(timer);
    [host, parrot, alice].forEach((one) => one.close());
    assert.equal((await bridge.down()).code, 0);
  });

test("a loop through two networks ends after a few rounds", { timeout: 120_000 }, async () => {
  const relay = await signUp(synapse, "relay", { displayName: "Relay" });
  const roomId = await relay.createRoom({ preset: "public_chat", room_alias_name: "loop" });
  const { bridge, alice } = await up(network("net", irc.port) + await serviceSection(synapse, "home", { ghost_prefix: '"_loop_"', bot: '"loopbot"' }),
    ["irc.net/#loop", `matrix.home/#loop:${synapse.serverName}`], (made) => register(made, synapse));
  let rounds = 0;
  const carrier = await listening("carrier", "#loop", ({ nick, text }) => relay.sendText(roomId, `[${++rounds}] <${nick}> ${text}`).catch(() => {}));
  await alice.ask("post", { content: "round and round it goes" });
  await until("told", () => alice.heard().some(({ text }) => text === notice("Relay")), 20_000);
  await sleep(2000);
  assert.ok(rounds < 12, `${rounds} rounds`);
  assert.equal(alice.heard().filter(({ text }) => text === notice("Relay")).length, 1);
  carrier.stop();
  relay.close();
  alice.close();
  assert.equal((await bridge.down()).code, 0);
});
