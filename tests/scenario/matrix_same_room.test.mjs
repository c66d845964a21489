// One Matrix room under two names: the second link is refused in words, and nothing goes round in circles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Homeserver, pushTransaction } from "../support/homeserver.mjs";
import { serviceSection } from "../support/matrix_bridge.mjs";
import { sleep, until } from "../support/processes.mjs";

test("by two networks, and by two names on one", async () => {
  const server = await Homeserver.open();
  const sections = [await serviceSection(server, "one"), await serviceSection(server, "two", { ghost_prefix: '"_other_"', bot: '"otherbot"' })];
  const pushTo = sections.map((section) => `http://${section.match(/listen = "(.*)"/)[1]}`);
  server.on("GET", /\/directory\/room\//, () => ({ body: { room_id: "!r:example.test", servers: ["example.test"] } }));
  const bridge = await Bridge.make({
    networks: sections.join(""),
    channels: { general: ["matrix.one/!r:example.test", "matrix.two/!r:example.test"], other: ["matrix.one/#r:example.test"] },
  });
  await bridge.up();
  const links = async () => (await bridge.status()).links;
  await until("one is joined, two are refused", async () => (await links()).filter(({ state }) => state === "failed").length === 2, 20_000);
  const refused = (await links()).filter(({ state }) => state === "failed");
  for (const { reason } of refused) assert.match(reason, /^it is the same room as matrix\.(one|two)\/[!#]r:example\.test$/);
  const bots = ["@guildbridge:example.test", "@otherbot:example.test"];
  for (const [n, url] of pushTo.entries())
    await pushTransaction(url, "hs-S3CRET", `t${n}`, { events: [
      { room_id: "!r:example.test", ...server.event("m.room.member", bots[n], { membership: "join" }, { state_key: bots[n] }) },
      { room_id: "!r:example.test", ...server.message("@mira:example.test", "round and round") },
    ] });
  await sleep(1000);
  assert.equal(server.sent.filter(({ content }) => content.body?.includes("round")).length, 0);
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});
