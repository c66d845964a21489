// A small file system of its own that really is full, where we may make one.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Bridge, network } from "../../support/bridge.mjs";
import { IrcClient } from "../../support/irc_client.mjs";
import { ngircd } from "../../support/irc_servers.mjs";
import { Native } from "../../support/native.mjs";
import { png } from "../../support/pictures.mjs";
import { temporaryFolder, until } from "../../support/processes.mjs";

const folder = join(temporaryFolder("small"), "disk");
mkdirSync(folder);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=6m", "none", folder]).status === 0;
process.prependListener("exit", () => mounted && execFileSync("umount", ["-l", folder]));

test("a full file system", { skip: mounted ? false : "no right to mount" }, async () => {
  const irc = await ngircd();
  const bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  const bridge = await Bridge.make({
    networks: network("net", irc.port), channels: { general: ["irc.net/#gen"] }, folder,
    gateway: "posts = { burst = 1000, per_second = 0 }",
  });
  const { token } = bridge.addUser("alice");
  await bridge.up();
  await until("joined", async () => (await bridge.status()).links[0].state === "joined");
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  const ballast = join(folder, "ballast");
  const fill = () => {
    for (let size = 8 << 20; size >= 512; size /= 2)
      for (let n = 0; spawnSync("dd", ["if=/dev/zero", `of=${ballast}`, `bs=${size}`, "count=1", "oflag=append", "conv=notrunc"]).status === 0 && n < 20;) n++;
  };
  const accepted = [];
  let answer = { ok: true };
  fill();
  // What is left in the log's file is used up first.
  for (let n = 0; n < 3000 && answer.ok; n++) {
    const content = `post ${n} ${"x".repeat(1500)}`;
    answer = await alice.ask("post", { content });
    if (answer.ok) accepted.push(content);
  }
  assert.match(answer.error, /disk is full/);
  assert.match((await bridge.status()).store.reason, /disk is full/);
  assert.match((await alice.ask("upload", png(300, 300))).error, /space|full|disk/);
  for (const n of [1, 2, 3]) bob.say("#gen", `held ${n} ${"y".repeat(300)}`);
  await until("they wait", async () => (await bridge.status()).store.waiting === 3);
  rmSync(ballast);
  for (const n of [1, 2, 3]) await alice.next("message", ({ content }) => content.startsWith(`held ${n} `));
  assert.equal((await alice.ask("post", { content: "room again" })).ok, true);
  assert.equal((await bridge.status()).store.state, "fine");

  // A start on a full disk says so, and harms nothing.
  await bridge.down();
  writeFileSync(ballast, "");
  fill();
  const start = spawnSync(process.env.GUILDBRIDGE, ["run", "--config", bridge.file], { encoding: "utf8", timeout: 5000 });
  if (start.status !== null) {
    assert.equal(start.status, 1);
    assert.match(start.stderr, /is full|No space left/);
  }
  rmSync(ballast);
  await bridge.up();
  const again = await Native.login(bridge.url, token);
  await again.ask("history", { channel: 1, limit: 100 });
  const { messages } = await again.next("history");
  assert.deepEqual(messages.filter(({ content }) => content.startsWith("post")).map(({ content }) => content), accepted.slice(-96));
  assert.equal((await bridge.down()).code, 0);
  await irc.down();
});
