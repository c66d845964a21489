// A disk whose every sync takes seconds: who posts waits for it, and nobody else does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../../support/bridge.mjs";
import { IrcClient } from "../../support/irc_client.mjs";
import { ngircd } from "../../support/irc_servers.mjs";
import { Native } from "../../support/native.mjs";
import { png } from "../../support/pictures.mjs";
import { Disk } from "../../support/preload.mjs";
import { sleep, until } from "../../support/processes.mjs";

const delay = 1500;
const quick = 600;

test("a sync of seconds", async (t) => {
  const irc = await ngircd();
  const bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  const bridge = await Bridge.make({
    networks: network("net", irc.port), channels: { general: ["irc.net/#gen"] },
    gateway: 'ping_interval = "1 s"\nping_timeout = "1 s"\npackets = { burst = 10000, per_second = 0 }',
  });
  const tokens = ["alice", "carol"].map((name) => bridge.addUser(name).token);
  const disk = new Disk(bridge.folder);
  bridge.env = disk.env;
  await bridge.up();
  await until("joined", async () => (await bridge.status()).links[0].state === "joined");
  const [alice, carol] = await Promise.all(tokens.map((token) => Native.login(bridge.url, token)));
  for (const native of [alice, carol]) await native.ask("setactivechannel", { guild: 1, channel: 1 });
  assert.equal((await alice.ask("post", { content: "before" })).ok, true);

  const { uploadedAs } = await alice.ask("upload", png(10, 10));
  const picture = `${bridge.url}/files/${alice.user.id}/${uploadedAs}`;
  disk.fail(`SLOW ${delay}`);
  const began = Date.now();
  const posting = alice.ask("post", { content: "slow" }).then((answer) => ({ answer, took: Date.now() - began }));
  const uploading = alice.ask("upload", png(20, 20));
  bob.say("#gen", "slow as well");
  let worst = 0;
  const timed = async (what, work) => {
    const start = Date.now();
    await work();
    const took = Date.now() - start;
    worst = Math.max(worst, took);
    assert.ok(took < quick, `${what} took ${took} ms`);
  };
  while (Date.now() - began < 2 * delay) {
    await timed("healthz", async () => assert.equal((await fetch(`${bridge.url}/healthz`)).status, 200));
    await timed("status", () => bridge.status());
    await timed("a file", async () => assert.equal((await fetch(picture)).status, 200));
    await timed("history", async () => { await carol.ask("history", { channel: 1, limit: 10 }); await carol.next("history"); });
    await timed("typing", () => carol.ask("typing"));
    await timed("guilds", async () => { carol.send("listguilds"); await carol.next("listguilds"); });
    await sleep(50);
  }
  await timed("a login", async () => (await Native.login(bridge.url, tokens[1])).close());
  t.diagnostic(`the slowest of all else took ${worst} ms`);
  const { answer, took } = await posting;
  assert.equal(answer.ok, true);
  assert.ok(took >= delay, `acknowledged after ${took} ms, before it was on disk`);
  assert.equal((await uploading).ok, true);
  await carol.next("message", ({ content }) => content === "slow as well");
  assert.equal(carol.count("disconnect") + alice.count("disconnect"), 0, "heartbeats went on");
  disk.mend();
  assert.equal((await bridge.down()).code, 0);
  await irc.down();
});
