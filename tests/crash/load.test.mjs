// The bridge is killed under load and started again: nothing that was acknowledged is lost, and what stands on IRC twice
// is at most the window whose cursor was not on disk.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { inspircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const window = 8;
const authors = 3;
const kills = 4;

async function history(native, channel) {
  const found = [];
  for (let before; ;) {
    await native.ask("history", { channel, limit: 100, ...(before ? { before } : {}) });
    const page = await native.next("history");
    found.unshift(...page.messages);
    if (!page.more) return found;
    before = page.messages[0].id;
  }
}

test("kill -9 under load, again and again", async (t) => {
  const server = await inspircd();
  const reader = await IrcClient.join(server.port, "reader", ["#gen"]);
  const bridge = await Bridge.make({
    networks: network("net", server.port, { pace: `{ burst = ${window}, per_second = 2000 }`, catch_up_entries: "100000" }),
    channels: { general: ["irc.net/#gen"] },
    gateway: "posts = { burst = 100000, per_second = 0 }\npackets = { burst = 100000, per_second = 0 }",
  });
  const users = Array.from({ length: authors }, (_, n) => bridge.addUser(`user${n}`));
  const acknowledged = [];
  const next = users.map(() => 0);

  for (let kill = 0; kill < kills; kill++) {
    await bridge.up();
    const natives = await Promise.all(users.map((user) => Native.login(bridge.url, user.token)));
    await Promise.all(natives.map((native) => native.ask("setactivechannel", { guild: 1, channel: 1 })));
    let alive = true;
    const posting = natives.map(async (native, who) => {
      while (alive) {
        const content = `u${who} ${next[who]++}`;
        native.socket.emit("post", { content }, (answer) => answer.ok && acknowledged.push(content));
        await sleep(1);
      }
    });
    await sleep(400 + 150 * kill);
    await bridge.kill();
    alive = false;
    await Promise.all(posting);
    natives.forEach((native) => native.close());
  }

  await bridge.up();
  const native = await Native.login(bridge.url, users[0].token);
  await until("the room has caught up", async () => {
    const [link] = (await bridge.status()).links;
    return link.state === "joined" && link.lag === 0;
  }, 60_000);
  await sleep(300);

  t.diagnostic(`${acknowledged.length} posts acknowledged over ${kills} kills`);
  assert.ok(acknowledged.length > 200, `too little load: ${acknowledged.length}`);
  const stored = (await history(native, 1)).map((message) => message.content);
  const storedOnce = new Set(stored);
  assert.equal(storedOnce.size, stored.length, "nothing stands in the history twice");
  assert.deepEqual(acknowledged.filter((content) => !storedOnce.has(content)), [], "acknowledged and not in the history");

  const relayed = reader.said("#gen").map(({ text }) => text.replace(/^<user\d> /, "")).filter((text) => /^u\d \d+$/.test(text));
  const seen = new Map();
  relayed.forEach((text) => seen.set(text, (seen.get(text) ?? 0) + 1));
  assert.deepEqual(stored.filter((content) => !seen.has(content)), [], "stored and not on IRC");
  const twice = [...seen.values()].reduce((sum, count) => sum + count - 1, 0);
  t.diagnostic(`${twice} lines stand on IRC twice; allowed: ${window * kills}`);
  assert.ok(twice <= window * kills, `${twice} doubled`);
  const firsts = relayed.filter((text, at) => relayed.indexOf(text) === at);
  assert.deepEqual(firsts, stored.filter((content) => seen.has(content)), "the order of the log");

  native.close();
  reader.quit();
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});
