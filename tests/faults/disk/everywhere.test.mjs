// The database cannot be written for a while, with people talking on all sides. New posts are refused with the reason;
// what was accepted stays; reading goes on; what was said elsewhere meanwhile comes once, in order, when the disk is
// back; it is said once, and stands in /status.
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Bridge, network } from "../../support/bridge.mjs";
import { IrcClient } from "../../support/irc_client.mjs";
import { ngircd } from "../../support/irc_servers.mjs";
import { botSection, register, serviceSection } from "../../support/matrix_bridge.mjs";
import { Native } from "../../support/native.mjs";
import { makeOrigin, originSection } from "../../support/origin_bridge.mjs";
import { Disk } from "../../support/preload.mjs";
import { sleep, stop, until } from "../../support/processes.mjs";
import { lock } from "../../support/sql.mjs";
import { signUp, startSynapse } from "../../support/synapse.mjs";

let irc, peer, origin, bridge, disk, alice, bob, mira, rooms;
const database = () => join(bridge.folder, "guildbridge.db");
const count = (text) => bridge.log.split(text).length - 1;

before(async () => {
  [irc, peer, origin] = await Promise.all([ngircd(), startSynapse(), makeOrigin()]);
  mira = await signUp(peer, "mira", { displayName: "Mira" });
  rooms = { bot: await mira.createRoom({ room_alias_name: "bot" }), service: await mira.createRoom({ room_alias_name: "service" }) };
  bridge = await Bridge.make({
    networks: network("net", irc.port) + originSection(origin) + await botSection(peer, "bot") + await serviceSection(peer, "service"),
    channels: {
      general: ["irc.net/#gen", `matrix.bot/#bot:${peer.serverName}`],
      side: ["origin/7/31", `matrix.service/#service:${peer.serverName}`],
    },
    gateway: "posts = { burst = 1000, per_second = 0 }\npackets = { burst = 1000, per_second = 0 }",
  });
  await register(bridge, peer);
  bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  alice = { token: bridge.addUser("alice", "Alice").token };
  disk = new Disk(bridge.folder);
  bridge.env = disk.env;
  await up();
});

after(async () => {
  disk?.mend();
  if (bridge?.child) assert.equal((await bridge.down()).code, 0);
  await Promise.all([irc?.down(), peer?.stop(), origin?.down()]);
});

async function up() {
  await bridge.up();
  await until(() => `all rooms are joined: ${bridge.log.slice(-2000)}`, async () =>
    (await bridge.status()).links.every(({ state }) => state === "joined"), 60_000);
  for (const [name, channel] of [["general", 1], ["side", 2]]) {
    alice[name] = await Native.login(bridge.url, alice.token);
    await alice[name].ask("setactivechannel", { guild: 1, channel });
  }
}

async function history(name, channel) {
  await alice[name].ask("history", { channel, limit: 100 });
  return (await alice[name].next("history")).messages.map(({ content }) => content);
}

/** Everybody says something. */
async function everybody(text) {
  bob.say("#gen", `bob ${text}`);
  await mira.sendText(rooms.bot, `mira ${text}`);
  origin.say(31, 1, `carol ${text}`);
  await mira.sendText(rooms.service, `mira ${text}`);
}

const faults = {
  "full": { reason: /disk is full/, begin: () => disk.fail("ENOSPC"), end: () => disk.mend() },
  "read-only": { reason: /read-only|disk failed/, begin: () => disk.fail("EROFS"), end: () => disk.mend() },
  "failing": { reason: /disk failed/, begin: () => disk.fail("EIO"), end: () => disk.mend() },
  "locked by another program": {
    reason: /locked by another program/, begin: async () => { disk.holder = await lock(database()); }, end: () => stop(disk.holder, "SIGKILL"),
  },
  "taken away": {
    reason: /is not where it was/, begin: () => renameSync(database(), `${database()}.away`), end: () => renameSync(`${database()}.away`, database()),
  },
};

for (const [name, { reason, begin, end }] of Object.entries(faults))
  test(`the disk is ${name}`, async () => {
    const said = [count("nothing can be written"), count("can be written again")];
    assert.equal((await alice.general.ask("post", { content: `${name}: before` })).ok, true);
    await begin();

    const refused = await alice.general.ask("post", { content: `${name}: refused` });
    assert.equal(refused.ok, false);
    assert.match(refused.error, reason);
    for (const text of ["one", "two"]) await everybody(`${name} ${text}`);
    const { store } = await bridge.status();
    assert.equal(store.state, "failing");
    assert.match(store.reason, reason);
    assert.ok((await history("general", 1)).includes(`${name}: before`), "reading goes on");
    assert.equal((await alice.general.ask("typing")).ok, true);
    for (let n = 0; n < 5; n++) assert.equal((await alice.side.ask("post", { content: `${name}: refused` })).ok, false);
    await sleep(1500);
    assert.equal(alice.general.packets.filter(({ name: kind, value }) => kind === "message" && value.content.includes(`${name} one`)).length, 0);
    await end();

    await until("it is written again", async () => (await bridge.status()).store.state === "fine", 15_000);
    const expected = { general: ["bob", "mira"], side: ["carol", "mira"] };
    for (const [key, channel] of [["general", 1], ["side", 2]]) {
      const of = (all, who) => all.filter((text) => text.startsWith(`${who} ${name} `));
      for (const who of expected[key])
        await until(() => `${key}: ${who}, ${bridge.log.slice(-3000)}`, async () => of(await history(key, channel), who).length >= 2, 60_000);
      const all = await history(key, channel);
      for (const who of expected[key]) assert.deepEqual(of(all, who), ["one", "two"].map((text) => `${who} ${name} ${text}`));
      assert.equal(all.includes(`${name}: refused`), false);
    }
    assert.equal((await alice.general.ask("post", { content: `${name}: after` })).ok, true);
    await until("on IRC", () => bob.said("#gen").some(({ text }) => text.includes(`${name}: after`)));
    const onIrc = bob.said("#gen").map(({ text }) => text);
    assert.equal(onIrc.filter((text) => text.includes(`mira ${name} one`)).length, 1, "of the Matrix room, once");
    // The same words again within a minute are not said.
    const [begun, ended] = [count("nothing can be written") - said[0], count("can be written again") - said[1]];
    assert.ok(begun === ended && (begun === 1 || (begun === 0 && said[0] > 0)), `${begun} and ${ended}`);
  });

test("killed while the disk is full: what can be asked for again comes once", async () => {
  disk.fail("ENOSPC");
  await everybody("and killed");
  await sleep(500);
  await bridge.kill();
  disk.mend();
  await up();
  for (const [key, channel, who] of [["general", 1, "mira"], ["side", 2, "carol"], ["side", 2, "mira"]]) {
    await until(`${who} in ${key}`, async () => (await history(key, channel)).includes(`${who} and killed`), 60_000);
    assert.equal((await history(key, channel)).filter((text) => text === `${who} and killed`).length, 1);
  }
});
