// Death at each step towards an IRC server: nothing that was acknowledged is lost, and at most the window that was not
// confirmed is said twice. For the native who posted, nothing happens twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { inspircd } from "../support/irc_servers.mjs";
import { sleep } from "../support/processes.mjs";
import { incoming, nameOf, Ordeal, outgoing } from "./ordeal.mjs";

const window = 4;
const acknowledgement = '"ok":true';
let server, reader, bridge, ordeal;

before(async () => {
  server = await inspircd();
  reader = await IrcClient.join(server.port, "reader", ["#gen"]);
  bridge = await Bridge.make({
    networks: network("net", server.port, { pace: `{ burst = ${window}, per_second = 1000 }` }),
    channels: { general: ["irc.net/#gen"] },
    gateway: "posts = { burst = 1000, per_second = 0 }",
  });
  ordeal = new Ordeal(bridge, bridge.addUser("alice").token, { send: "PRIVMSG", receipt: "PONG" });
});

after(async () => {
  if (bridge?.child) assert.equal((await bridge.down()).code, 0);
  await server?.down();
});

const said = () => reader.said("#gen").map(({ text }) => text.replace(/^(\[\d\d:\d\d\] )?<alice> /, "")).filter((text) => /^(round|mark)/.test(text));

async function account(doubled_before) {
  await ordeal.check_history();
  await sleep(100);
  const lines = said();
  assert.deepEqual(lines.filter((text, at) => lines.indexOf(text) === at), ordeal.posts, "each at least once, in order");
  const doubled = lines.length - ordeal.posts.length - doubled_before;
  assert.ok(doubled <= window, `${doubled} were said twice, a window is ${window}`);
  return doubled;
}

for (const death of outgoing)
  test(nameOf(death), async (t) => {
    const doubled_before = said().length - ordeal.posts.length;
    await ordeal.speaking(death);
    const doubled = await account(doubled_before);
    t.diagnostic(`${doubled} twice`);
    if (["before-log-write", "before-log-sync", "before-send"].includes(death.step)) assert.ok(doubled <= window - 1);
  });

test("before the acknowledgement leaves: a repeat of the post is the same message", async () => {
  const doubled_before = said().length - ordeal.posts.length;
  await ordeal.speaking({ step: "before-send" }, { send: acknowledgement });
  await account(doubled_before);
});

test("after the acknowledgement has left", async () => {
  const doubled_before = said().length - ordeal.posts.length;
  await ordeal.speaking({ step: "after-send" }, { send: acknowledgement });
  await account(doubled_before);
});

for (const death of incoming)
  test(`heard: ${nameOf(death)}`, async () => {
    const mark = await ordeal.hearing(death, (text) => reader.say("#gen", text));
    const found = (await ordeal.history()).filter((text) => text === mark).length;
    // A server without a history does not say it again; what was synced is there.
    assert.equal(found, death.step === "after-log-sync" || (death.step === "before-log-sync" && !death.loses) ? 1 : 0);
    reader.say("#gen", `${mark} after`);
    await ordeal.native.next("message", ({ content }) => content === `${mark} after`);
  });
