// Deaths and outages: nothing acknowledged is lost, and nothing is doubled beyond the stated window.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const generous = "posts = { burst = 100000, per_second = 0 }";

async function activate(bridge, token) {
  const native = await Native.login(bridge.url, token);
  await native.ask("listguilds");
  const [guild] = await native.next("listguilds");
  await native.ask("guild", guild.id);
  const { channels } = await native.next("guild");
  await native.ask("setactivechannel", { guild: guild.id, channel: channels[0].id });
  native.channel = channels[0].id;
  return native;
}

async function wholeHistory(native) {
  const all = [];
  let before;
  for (;;) {
    await native.ask("history", { channel: native.channel, limit: 100, ...(before ? { before } : {}) });
    const page = await native.next("history");
    all.unshift(...page.messages);
    if (!page.more) return all;
    before = page.messages[0].id;
  }
}

test("kill -9 under load, three times", async () => {
  const server = await ngircd();
  const bob = await IrcClient.join(server.port, "bob", ["#gen"]);
  const bridge = await Bridge.make({ networks: network("net", server.port), channels: { general: ["irc.net/#gen"] }, gateway: generous });
  const alice = bridge.addUser("alice", "Alice");
  const acknowledged = [];
  let number = 0;

  for (let round = 0; round < 3; round++) {
    const since = bob.lines.length;
    await bridge.up();
    await bob.line(/^:gb\S* JOIN :?#gen/i, { since, limit: 20_000 });
    const native = await activate(bridge, alice.token);
    const goOn = { value: true };
    const posting = (async () => {
      while (goOn.value) {
        for (let n = 0; n < 10; n++) {
          const content = `m${number++}`;
          native.ask("post", { content }).then((answer) => answer.ok && acknowledged.push(content), () => {});
        }
        await sleep(5);
      }
    })();
    await sleep(1500);
    await bridge.kill();
    goOn.value = false;
    await posting;
    native.close();
  }

  await bridge.up();
  const native = await activate(bridge, alice.token);
  const history = (await wholeHistory(native)).map((message) => message.content);
  assert.ok(acknowledged.length > 300, `${acknowledged.length} acknowledged`);
  const inHistory = new Set(history);
  assert.equal(inHistory.size, history.length, "nothing stands twice in the history");
  assert.deepEqual(acknowledged.filter((content) => !inHistory.has(content)), [], "missing in the history");

  const onIrc = () => bob.said("#gen").filter(({ nick }) => nick === "gb").map(({ text }) => text.replace(/^(\[\S+\] )?<Alice> /, ""));
  await until("everything is on IRC", () => new Set(onIrc()).size >= history.length, 60_000);
  const seen = onIrc();
  assert.deepEqual(history.filter((content) => !seen.includes(content)), [], "missing on IRC");
  const doubles = seen.length - new Set(seen).size;
  assert.ok(doubles <= 3 * 64, `${doubles} doubles for three deaths with a window of 64`);
  const firsts = [...new Set(seen)];
  assert.deepEqual(firsts, [...firsts].sort((a, b) => a.slice(1) - b.slice(1)), "in order");
  native.close();
  bob.quit();
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});

test("50 posts while the IRC server is down", async () => {
  const server = await ngircd();
  // The bridge waits long enough before it comes back that bob is there first and hears everything.
  const networks = network("net", server.port, { reconnect_min: '"3 s"', reconnect_max: '"4 s"' });
  const bridge = await Bridge.make({ networks, channels: { general: ["irc.net/#gen"] }, gateway: generous });
  const alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  const native = await activate(bridge, alice.token);
  await until("joined", async () => JSON.stringify(await bridge.status()).includes("joined"));
  await server.down();
  await until("seen down", async () => !JSON.stringify(await bridge.status()).includes('"joined"'));
  for (let n = 0; n < 50; n++) assert.equal((await native.ask("post", { content: `late ${n}` })).ok, true);
  await server.up();
  const bob = await IrcClient.join(server.port, "bob", ["#gen"]);
  const heard = () => bob.said("#gen").map(({ text }) => text.replace(/^(\[\S+\] )?<Alice> /, ""));
  await until("all 50 arrive", () => heard().length >= 50, 30_000);
  await sleep(500);
  assert.deepEqual(heard(), Array.from({ length: 50 }, (_, n) => `late ${n}`));
  native.close();
  bob.quit();
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});
