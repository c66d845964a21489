// What was said on IRC while the bridge was not there: fetched where the server keeps a history, once, in order, with its own
// time; counted as a gap where it does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { FaultLink } from "../support/fault_link.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ergo, ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const joined = (bridge) => until("joined", () => bridge.status().then(({ links }) => links[0].state === "joined", () => false), 20_000);
const counted = async (bridge, name) => (await bridge.status()).networks[0].counters[name];

async function history(bridge, token) {
  const native = await Native.login(bridge.url, token);
  await native.ask("history", { channel: 1, limit: 100 });
  const { messages } = await native.next("history");
  native.close();
  return messages.filter(({ author }) => author.handle === "bob@irc.net");
}

test("a server that keeps a history", async () => {
  const server = await ergo();
  const link = await FaultLink.to(server.port);
  const bridge = await Bridge.make({ networks: network("net", link.port), channels: { general: ["irc.net/#gen"] } });
  const { token } = bridge.addUser("alice", "Alice");
  const bob = await IrcClient.join(server.port, "bob", ["#gen"]);
  bob.say("#gen", "before anybody came");
  await bridge.up();
  await bob.line(/ JOIN :?#gen/i);
  await joined(bridge);
  bob.say("#gen", "first");
  await until("heard", async () => (await history(bridge, token)).length === 1);
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  await alice.ask("post", { content: "ours, before" });
  await until("on IRC", () => bob.said("#gen").some(({ text }) => text.endsWith("ours, before")));

  // The link is lost.
  link.refuse();
  link.cut();
  await sleep(100);
  for (let n = 0; n < 5; n++) bob.say("#gen", `while it was cut ${n}`);
  await sleep(1500);
  link.refuse(false);
  await joined(bridge);
  bob.say("#gen", "and live again");
  await until("all of it", async () => (await history(bridge, token)).some(({ content }) => content === "and live again"));

  // The bridge is not there at all; more was said than fits in one answer.
  await bridge.kill();
  for (let n = 0; n < 250; n++) bob.say("#gen", `while it was dead ${n}`);
  await sleep(300);
  const back = Date.now();
  await bridge.up();
  await joined(bridge);
  bob.say("#gen", "the end");
  await until("the end", async () => (await history(bridge, token)).some(({ content }) => content === "the end"), 20_000);

  const native = await Native.login(bridge.url, token);
  const all = [];
  for (let before; ;) {
    await native.ask("history", { channel: 1, limit: 100, ...(before ? { before } : {}) });
    const page = await native.next("history");
    all.unshift(...page.messages);
    if (!page.more) break;
    before = page.messages[0].id;
  }
  const expected = ["first", "ours, before", ...Array.from({ length: 5 }, (_, n) => `while it was cut ${n}`), "and live again",
    ...Array.from({ length: 250 }, (_, n) => `while it was dead ${n}`), "the end"];
  assert.deepEqual(all.map(({ content }) => content), expected, "once, in order, and nothing of ours comes back");
  assert.ok(Date.parse(all.find(({ content }) => content === "while it was dead 0").created) < back, "with the time when it was said");
  assert.ok(await counted(bridge, "caughtUp") >= 250);
  assert.equal(await counted(bridge, "gaps"), 0);
  native.close();
  alice.close();
  assert.equal((await bridge.down()).code, 0);
  bob.quit();
  await link.down();
  await server.down();
});

test("a server that keeps none: the gap is counted and said", async () => {
  const server = await ngircd();
  const link = await FaultLink.to(server.port);
  const bridge = await Bridge.make({ networks: network("net", link.port), channels: { general: ["irc.net/#gen"] } });
  bridge.addUser("alice", "Alice");
  await bridge.up();
  await joined(bridge);
  assert.equal(await counted(bridge, "gaps"), 0, "the first time nothing can be missing");
  link.cut();
  await until("a gap", async () => (await counted(bridge, "gaps")) === 1);
  assert.match(bridge.log, /#gen: what was said since .* is not known: the server keeps no history/);
  assert.equal((await bridge.down()).code, 0);
  await link.down();
  await server.down();
});
