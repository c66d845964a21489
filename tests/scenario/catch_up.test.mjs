// Rooms that were away for long: what is left out, by number and by age, is announced in one line on both sides; what is
// not comes once and in order. The same for IRC, Matrix and channels of an origin.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { Homeserver } from "../support/homeserver.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { bot, makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { freePort, sleep, until } from "../support/processes.mjs";

const generous = "posts = { burst = 100000, per_second = 0 }";

/** Each kind of room: how it is made, taken away and given back, and what was said in it. */
const kinds = {
  async irc(limits) {
    const server = await ngircd();
    let bob = await IrcClient.join(server.port, "bob", ["#gen"]);
    return {
      section: network("net", server.port, { reconnect_min: '"3 s"', reconnect_max: '"4 s"', ...limits }),
      room: "irc.net/#gen",
      away: () => server.down(),
      back: async () => { await server.up(); bob = await IrcClient.join(server.port, "bob", ["#gen"]); },
      said: () => bob.lines.map((line) => line.match(/ (?:PRIVMSG|NOTICE) #gen :(.*)$/)?.[1]).filter(Boolean)
        .map((text) => text.replace(/[\x02\x0f\u200b]|\x03\d{0,2}/g, "").replace(/^(\[\d\d:\d\d\] )?<Alice> /, "")),
      down: () => { bob.quit(); return server.down(); },
    };
  },
  async matrix(limits) {
    const server = await Homeserver.open();
    server.on("GET", /\/directory\/room\//, () => ({ body: { room_id: "!r:example.test", servers: ["example.test"] } }));
    const keys = Object.entries(limits).map(([key, value]) => `${key} = ${value}\n`).join("");
    return {
      section: `[matrix.home]\nmode = "appservice"\nhomeserver = "${server.url}"\nserver_name = "example.test"\nlisten = "127.0.0.1:${await freePort()}"
as_token = "as-S3CRET"\nhs_token = "hs-S3CRET"\nreconnect_min = "200 ms"\nreconnect_max = "500 ms"\n${keys}`,
      room: "matrix.home/!r:example.test",
      away: () => server.down(),
      back: () => server.up(),
      said: () => server.sent.map(({ content }) => content.body).filter(Boolean).map((text) => text.replace(/^\[\d\d:\d\d\] /, "")),
      down: () => server.down(),
    };
  },
  async origin(limits) {
    const origin = await makeOrigin();
    return {
      section: originSection(origin, limits),
      room: "origin/7/31",
      away: () => origin.down(),
      back: async () => { await origin.up(); },
      said: () => origin.messages(31).filter(({ author }) => author === bot.id).map(({ content }) => content.replace(/^(\[\d\d:\d\d\] )?<Alice> /, "")),
      down: () => origin.down(),
    };
  },
};

async function story(kind, limits, act) {
  const place = await kinds[kind](limits);
  const bridge = await Bridge.make({ networks: place.section, channels: { general: [place.room] }, gateway: generous });
  const { token } = bridge.addUser("alice", "Alice");
  await bridge.up();
  const link = async () => (await bridge.status()).links[0];
  await until("joined", async () => (await link()).state === "joined", 20_000);
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  const say = async (text) => assert.equal((await alice.ask("post", { content: text })).ok, true);
  await place.away();
  await say("old 1");
  await until("seen away", async () => (await link()).state !== "joined", 20_000);
  await act(say);
  await place.back();
  await until("the newest is there", () => place.said().includes("the newest"), 30_000);
  const told = await until("told to natives", () => alice.packets.map(({ value }) => value?.content).find((text) => /relayed while this room was away/.test(text)), 10_000);
  await until("told in the room", () => place.said().some((text) => /relayed while this room was away/.test(text)), 10_000);
  await sleep(300);
  const said = place.said();
  const { counters } = await link();
  assert.match(bridge.log, /relayed while this room was away: too old or too many, up to entry \d+/);
  alice.close();
  assert.equal((await bridge.down()).code, 0);
  await place.down();
  return { said, told, counters, room: place.room };
}

for (const kind of Object.keys(kinds)) {
  test(`${kind}: more than the limit`, { timeout: 90_000 }, async () => {
    const { said, told, counters, room } = await story(kind, { catch_up_entries: 5 }, async (say) => {
      for (let n = 2; n < 100; n++) await say(`old ${n}`);
      await say("the newest");
    });
    assert.equal(told, `95 messages were not relayed while this room was away: ${room}`);
    assert.deepEqual(said.filter((text) => /^old|^the newest/.test(text)), ["old 96", "old 97", "old 98", "old 99", "the newest"]);
    assert.equal(said.filter((text) => text.endsWith("95 messages were not relayed while this room was away")).length, 1);
    assert.equal(counters.skipped, 95);
  });

  test(`${kind}: older than the limit`, { timeout: 90_000 }, async () => {
    const { said, told, counters, room } = await story(kind, { catch_up_age: '"12 s"' }, async (say) => {
      for (let n = 2; n <= 10; n++) await say(`old ${n}`);
      await sleep(13_000);
      await say("the newest");
    });
    assert.equal(told, `10 messages were not relayed while this room was away: ${room}`);
    assert.deepEqual(said.filter((text) => /^old|^the newest/.test(text)), ["the newest"]);
    assert.equal(counters.skipped, 10);
  });
}
