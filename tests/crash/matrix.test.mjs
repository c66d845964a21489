// Death at each step towards a homeserver, as a bot and as an application service: everything arrives once, in order.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";
import { incoming, nameOf, Ordeal, outgoing } from "./ordeal.mjs";

for (const mode of ["bot", "appservice"])
  describe(mode, () => {
    let peer, mira, room, bridge, ordeal;

    before(async () => {
      peer = await startSynapse();
      mira = await signUp(peer, "mira", { displayName: "Mira" });
      room = await mira.createRoom({ room_alias_name: "general" });
      const service = mode === "appservice";
      bridge = await Bridge.make({
        networks: service ? await serviceSection(peer) : await botSection(peer),
        channels: { general: [`matrix.home/#general:${peer.serverName}`] },
        gateway: "posts = { burst = 1000, per_second = 0 }",
      });
      if (service) await register(bridge, peer);
      ordeal = new Ordeal(bridge, bridge.addUser("alice", "Alice").token, { send: '"msgtype"', receipt: '{"event_id":"' });
    });

    after(async () => {
      if (bridge?.child) assert.equal((await bridge.down()).code, 0);
      await peer?.stop();
    });

    const said = async () => (await mira.messages(room))
      .filter(({ type, sender }) => type === "m.room.message" && sender !== mira.userId)
      .map(({ content }) => content.body.replace(/^(\[\d\d:\d\d\] )?(\*\*Alice\*\*: )?/, "")).filter((text) => /^(round|mark)/.test(text));

    for (const death of outgoing)
      test(nameOf(death), async () => {
        await ordeal.speaking(death);
        await ordeal.check_history();
        assert.deepEqual(await said(), ordeal.posts, "each once, in order");
      });

    for (const death of incoming)
      test(`heard: ${nameOf(death)}`, async () => {
        const mark = await ordeal.hearing(death, (text) => mira.sendText(room, text));
        await mira.sendText(room, `${mark} after`);
        const ours = async () => (await ordeal.history()).filter((text) => text.startsWith(mark));
        await until("it is told again", async () => (await ours()).length >= 2, 60_000);
        assert.deepEqual(await ours(), [mark, `${mark} after`]);
      });
  });
