// A hundred people who are new to the room speak at once: nobody's words are lost or change their order, and those who
// talk elsewhere notice nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { register, serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

const crowd = 100;
const each = 3;

test("a hundred ghosts at once", async () => {
  const peer = await startSynapse();
  const mira = await signUp(peer, "mira");
  const room = await mira.createRoom({ room_alias_name: "general" });
  const bridge = await Bridge.make({
    networks: await serviceSection(peer),
    channels: { general: [`matrix.home/#general:${peer.serverName}`], elsewhere: [] },
  });
  await register(bridge, peer);
  const people = Array.from({ length: crowd }, (_, n) => JSON.stringify({ handle: `p${n}`, password: "x", displayName: `Person ${n}` }));
  const tokens = execFileSync(process.env.GUILDBRIDGE, ["user", "import", "--weak-hash", "--config", bridge.file],
    { input: people.join("\n"), encoding: "utf8" }).trim().split("\n").map((line) => JSON.parse(line).token);
  const { token } = bridge.addUser("watcher");
  await bridge.up();
  await until("the room is joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
  const natives = await Promise.all(tokens.map((one) => Native.login(bridge.url, one)));
  await Promise.all(natives.map((native) => native.ask("setactivechannel", { guild: 1, channel: 1 })));
  const watcher = await Native.login(bridge.url, token);
  await watcher.ask("setactivechannel", { guild: 1, channel: 2 });

  let speaking = true;
  const times = [];
  const watching = (async () => {
    while (speaking) {
      const begin = performance.now();
      await watcher.ask("typing");
      times.push(performance.now() - begin);
      await sleep(20);
    }
  })();
  await Promise.all(natives.map(async (native, n) => {
    for (let k = 0; k < each; k++) assert.ok((await native.ask("post", { content: `p${n} says ${k}` })).ok);
  }));
  const said = async () => (await mira.messages(room)).filter(({ type }) => type === "m.room.message");
  await until("all is there", async () => (await said()).length >= crowd * each, 120_000);
  speaking = false;
  await watching;

  const events = await said();
  assert.equal(events.length, crowd * each);
  for (let n = 0; n < crowd; n++) {
    const own = events.filter(({ sender }) => sender === `@_guild_p${n}:${peer.serverName}`).map(({ content }) => content.body);
    assert.deepEqual(own, Array.from({ length: each }, (_, k) => `p${n} says ${k}`));
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)];
  console.log(`# ${times.length} answers meanwhile, p50 ${times[times.length >> 1].toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  assert.ok(p99 < 50, `p99 ${p99} ms`);
  for (const native of [...natives, watcher]) native.close();
  mira.close();
  assert.equal((await bridge.down()).code, 0);
  await peer.stop();
});
