// SIGHUP: links, channels, guilds and networks come, go and change while people talk; nobody else is disturbed, and a bad
// file changes nothing.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { inspircd, ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const fast = "posts = { burst = 100000, per_second = 0 }\npackets = { burst = 100000, per_second = 0 }";

async function reload(bridge, pattern) {
  const from = bridge.log.length;
  bridge.child.kill("SIGHUP");
  return until(`the log says ${pattern}`, () => bridge.log.slice(from).match(pattern), 10_000);
}

const joined = (bridge, room) =>
  until(`${room} is joined`, async () => (await bridge.status()).links.find((link) => link.room === room)?.state === "joined",
    15_000);

// Numbers, one after the other, from a native to an IRC channel; `lost()` says which did not arrive there.
function talk(native, reader, channel) {
  let next = 0;
  let on = true;
  const talking = (async () => {
    while (on) {
      await native.ask("post", { content: `t ${next++}` });
      await sleep(10);
    }
  })();
  return {
    async end() {
      await until("enough is said", () => next > 50, 30_000);
      on = false;
      await talking;
      const numbers = () => reader.said(channel).map(({ text }) => text.match(/t (\d+)$/)?.[1]).filter(Boolean).map(Number);
      await until("all has arrived", () => numbers().length >= next, 15_000);
      assert.deepEqual(numbers(), Array.from({ length: next }, (_, n) => n), "each once, in order");
    },
  };
}

test("links and channels come, go and change under traffic", async () => {
  const server = await inspircd();
  const reader = await IrcClient.join(server.port, "reader", ["#one", "#two", "#three"]);
  const networks = network("net", server.port);
  const bridge = await Bridge.make({ networks, gateway: fast, channels: { general: ["irc.net/#one"] } });
  const alice = bridge.addUser("alice", "Alice");
  const bob = bridge.addUser("bob", "Bob");
  await bridge.up();
  await joined(bridge, "irc.net/#one");
  const native = await Native.login(bridge.url, alice.token);
  await native.ask("setactivechannel", { guild: 1, channel: 1 });
  const traffic = talk(native, reader, "#one");
  await sleep(200);

  // A link more, and a channel more.
  bridge.configure({ networks, gateway: fast, channels: { general: ["irc.net/#one", "irc.net/#two"], more: ["irc.net/#three"] } });
  await reload(bridge, /reload: link of community\/general with irc.net\/#two: added/);
  await joined(bridge, "irc.net/#two");
  await joined(bridge, "irc.net/#three");
  const second = await Native.login(bridge.url, bob.token);
  await second.ask("guild", 1);
  const { channels } = await second.next("guild");
  const more = channels.find(({ name }) => name === "more");
  assert.ok((await second.ask("setactivechannel", { guild: 1, channel: more.id })).ok);
  assert.ok((await second.ask("post", { content: "hello three" })).ok);
  await until("#three hears", () => reader.said("#three").some(({ text }) => text === "<Bob> hello three"));
  reader.say("#three", "hello bob");
  await second.next("message", (message) => message.content === "hello bob");
  await until("#two hears too", () => reader.said("#two").length > 3);
  assert.ok(!reader.said("#two").some(({ text }) => / t 0$/.test(text)), "first contact relays nothing old");

  // A room that is only heard from now on.
  bridge.configure({ networks, gateway: fast, channels: {
    general: ["irc.net/#one", '{ room = "irc.net/#two", direction = "in" }'], more: ["irc.net/#three"] } });
  await reload(bridge, /with irc.net\/#two: changed/);
  await joined(bridge, "irc.net/#two");
  await native.ask("post", { content: "not to two" });
  await until("#one hears it", () => reader.said("#one").some(({ text }) => text === "<Alice> not to two"));
  await sleep(200);
  assert.ok(!reader.said("#two").some(({ text }) => text === "<Alice> not to two"), "nothing goes there any more");
  reader.say("#two", "still heard");
  await native.next("message", (message) => message.content === "still heard");

  // And spoken in again: from now on, not what was said meanwhile.
  bridge.configure({ networks, gateway: fast, channels: { general: ["irc.net/#one", "irc.net/#two"], more: ["irc.net/#three"] } });
  await reload(bridge, /with irc.net\/#two: changed/);
  await native.ask("post", { content: "to two again" });
  await until("#two hears again", () => reader.said("#two").some(({ text }) => text === "<Alice> to two again"));
  assert.ok(!reader.said("#two").some(({ text }) => text === "<Alice> not to two"), "nothing of what was said meanwhile");

  // The room of a channel moves to the other one.
  bridge.configure({ networks, gateway: fast, channels: { general: ["irc.net/#one", "irc.net/#three"], more: [] } });
  await reload(bridge, /with irc.net\/#three: added/);
  await joined(bridge, "irc.net/#three");
  await until("#three hears the other channel", () => reader.said("#three").some(({ text }) => /^<Alice> t \d+$/.test(text)));

  // A channel goes, with somebody in it.
  bridge.configure({ networks, gateway: fast, channels: { general: ["irc.net/#one"] } });
  await reload(bridge, /channel community\/more: removed/);
  const told = await second.next("rejected");
  assert.equal(told.packet, "setactivechannel");
  assert.match(told.reason, /gone/);
  assert.equal((await second.ask("post", { content: "nowhere" })).ok, false);
  await until("#three is left", () => reader.lines.some((line) => /^:gb!\S+ PART :?#three/.test(line)));

  await traffic.end();
  assert.ok(!reader.lines.some((line) => /^:gb!\S+ (QUIT|PART #one|PART :#one)/.test(line)), "#one was never left");
  const { networks: [net] } = await bridge.status();
  assert.equal(net.counters.connects, 1, "one connection all the time");
  native.close();
  second.close();
  reader.quit();
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});

test("networks come, go and change; a bad file changes nothing", async () => {
  const [first, second] = [await inspircd(), await ngircd()];
  const [here, there] = [await IrcClient.join(first.port, "here", ["#gen"]), await IrcClient.join(second.port, "there", ["#gen"])];
  const bridge = await Bridge.make({ networks: network("a", first.port), gateway: fast, channels: { general: ["irc.a/#gen"] } });
  const alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  await joined(bridge, "irc.a/#gen");
  const native = await Native.login(bridge.url, alice.token);
  await native.ask("setactivechannel", { guild: 1, channel: 1 });
  const traffic = talk(native, here, "#gen");

  // A network more.
  const both = network("a", first.port) + network("b", second.port, { nick: '"gbtwo"' });
  bridge.configure({ networks: both, gateway: fast, channels: { general: ["irc.a/#gen", "irc.b/#gen"] } });
  await reload(bridge, /reload: irc.b: added/);
  await joined(bridge, "irc.b/#gen");
  there.say("#gen", "from the other side");
  await native.next("message", (message) => message.content === "from the other side");

  // Bad files, of each kind: said with file and line, and all goes on.
  const good = readFileSync(bridge.file, "utf8");
  for (const [bad, complaint] of [
    [good.replace("irc.b/#gen", "irc.c/#gen"), /no network \[irc.c\]/],
    ["[gateway\n", /guildbridge.toml:1/],
    [good + '\nsurprise = 1\n', /surprise/],
    ["", /names no guild any more/],
    [good.replace('name = "Community"', 'name = "Community"\nicon = "missing.png"'), /icon/],
  ]) {
    writeFileSync(bridge.file, bad);
    const from = bridge.log.length;
    await reload(bridge, /nothing is reloaded/);
    assert.match(bridge.log.slice(from), complaint);
  }
  writeFileSync(bridge.file, good);
  assert.equal((await bridge.status()).links.length, 2);

  // What only counts at a start is said.
  writeFileSync(bridge.file, good.replace(`listen = "127.0.0.1:${bridge.port}"`, 'listen = "127.0.0.1:1"'));
  await reload(bridge, /\[gateway\] has changed, which counts from the next start/);

  // Another nick: that network is entered anew, the other is not disturbed.
  bridge.configure({ networks: both.replace("gbtwo", "gbthree"), gateway: fast, channels: { general: ["irc.a/#gen", "irc.b/#gen"] } });
  await reload(bridge, /irc.b: changed/);
  await until("the new nick is there", () => there.lines.some((line) => /^:gbthree!\S+ JOIN/.test(line)), 10_000);
  await joined(bridge, "irc.b/#gen");

  // And gone.
  bridge.configure({ networks: network("a", first.port), gateway: fast, channels: { general: ["irc.a/#gen"] } });
  await reload(bridge, /irc.b: removed/);
  await until("it has left", () => there.lines.some((line) => /^:gbthree!\S+ QUIT/.test(line)));
  assert.deepEqual((await bridge.status()).networks.map(({ name }) => name), ["irc.a"]);

  await traffic.end();
  assert.ok(!here.lines.some((line) => /^:gb!\S+ (QUIT|PART)/.test(line)));
  native.close();
  here.quit();
  there.quit();
  assert.equal((await bridge.down()).code, 0);
  await first.down();
  await second.down();
});

test("guildbridge reload tells what has become of it", async () => {
  const bridge = await Bridge.make({ gateway: fast });
  await bridge.up();
  const run = () => spawnSync(process.env.GUILDBRIDGE, ["reload", "--config", bridge.file], { encoding: "utf8" });
  assert.deepEqual([run().status, run().stdout], [0, "nothing has changed\n"]);
  const good = readFileSync(bridge.file, "utf8");
  writeFileSync(bridge.file, good.replace('name = "Community"', 'name = "Renamed"'));
  const changed = run();
  assert.deepEqual([changed.status, changed.stdout], [0, "guild community: changed\n"]);
  writeFileSync(bridge.file, good.replace('name = "Community"', 'name = "Community"\nicon = "guildbridge.toml"'));
  const refused = run();
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /icon[^]*nothing is reloaded/);
  writeFileSync(bridge.file, "[gateway\n");
  assert.equal(run().status, 2);
  assert.equal((await bridge.down()).code, 0);
  writeFileSync(bridge.file, good);
  const nobody = run();
  assert.equal(nobody.status, 1);
  assert.match(nobody.stderr, /no bridge answers/);
});

test("members change", async () => {
  const bridge = await Bridge.make({ gateway: fast });
  const [alice, bob] = [bridge.addUser("alice"), bridge.addUser("bob")];
  await bridge.up();
  const [one, two] = [await Native.login(bridge.url, alice.token), await Native.login(bridge.url, bob.token)];
  for (const native of [one, two]) await native.ask("setactivechannel", { guild: 1, channel: 1 });
  writeFileSync(bridge.file, readFileSync(bridge.file, "utf8").replace('members = "everyone"', 'members = ["alice"]'));
  await reload(bridge, /guild community: changed/);
  await two.next("rejected", ({ packet }) => packet === "setactivechannel");
  await one.ask("post", { content: "among ourselves" });
  await one.next("message");
  await sleep(200);
  assert.ok(!two.packets.some(({ name }) => name === "message"), "who is no member hears nothing");
  two.send("listguilds");
  assert.deepEqual(await two.next("listguilds"), []);
  one.close();
  two.close();
  assert.equal((await bridge.down()).code, 0);
});
