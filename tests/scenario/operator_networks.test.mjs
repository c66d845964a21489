// "Reconnect" on networks that are no IRC: the rooms are entered anew, at once, and nothing is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Homeserver } from "../support/homeserver.mjs";
import { serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { isJoined, makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { until } from "../support/processes.mjs";

const rooms = { "matrix.home": "matrix.home/!r:example.test", origin: "origin/7/31" };
let homeserver, origin, bridge, alice;

before(async () => {
  [homeserver, origin] = await Promise.all([Homeserver.open(), makeOrigin()]);
  homeserver.room("!r:example.test");
  bridge = await Bridge.make({ networks: (await serviceSection(homeserver)) + originSection(origin), channels: { general: Object.values(rooms) } });
  const { token } = bridge.addUser("alice", "Alice");
  await bridge.up();
  for (const room of Object.values(rooms)) await until(room, () => isJoined(bridge, room), 20_000);
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
});

after(async () => {
  alice?.close();
  assert.equal((await bridge.down()).code, 0);
  await Promise.all([homeserver.down(), origin.down()]);
});

for (const [network, room] of Object.entries(rooms))
  test(network, async () => {
    const link = async () => (await bridge.status()).links.find((one) => one.room === room);
    const before = await link();
    const answer = await fetch(`http://127.0.0.1:${bridge.adminPort}/actions/reconnect`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ network }),
    });
    assert.equal(answer.status, 200);
    await until("joined anew", async () => (await isJoined(bridge, room)) && (await link()).since > before.since, 2000);
    assert.equal((await alice.ask("post", { content: `after ${network}` })).ok, true);
    await until("it is there", async () => (await link()).lag === 0 && (await link()).messages.out > before.messages.out);
  });
