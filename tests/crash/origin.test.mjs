// Death at each step towards an existing server, of whose user we are: everything arrives once, in order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { until } from "../support/processes.mjs";
import { incoming, nameOf, Ordeal, outgoing } from "./ordeal.mjs";

let origin, bridge, ordeal;

before(async () => {
  origin = await makeOrigin();
  bridge = await Bridge.make({
    networks: originSection(origin),
    channels: { general: ["origin/7/31"] },
    gateway: "posts = { burst = 1000, per_second = 0 }",
  });
  ordeal = new Ordeal(bridge, bridge.addUser("alice", "Alice").token, { send: '["post"' });
});

after(async () => {
  if (bridge?.child) assert.equal((await bridge.down()).code, 0);
  await origin?.down();
});

const said = () => origin.said(31).map((line) => line.replace(/^42: <Alice> /, "")).filter((text) => /^(round|mark)/.test(text));

for (const death of outgoing)
  test(nameOf(death), async () => {
    await ordeal.speaking(death);
    await ordeal.check_history();
    assert.deepEqual(said(), ordeal.posts.slice(-said().length), "each once, in order");
    assert.ok(said().length >= Math.min(ordeal.posts.length, 40), "the server shows its newest");
  });

for (const death of incoming)
  test(`heard: ${nameOf(death)}`, async () => {
    const mark = await ordeal.hearing(death, (text) => origin.say(31, 1, text));
    origin.say(31, 1, `${mark} after`);
    const ours = async () => (await ordeal.history()).filter((text) => text.startsWith(mark));
    await until("it is told again", async () => (await ours()).length >= 2, 30_000);
    assert.deepEqual(await ours(), [mark, `${mark} after`]);
  });
