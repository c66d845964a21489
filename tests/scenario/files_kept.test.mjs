// How long files are kept: beyond a restart, as long as a setting or a message shows them, until they are swept.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { bytesOf, upload } from "../support/files.mjs";
import { Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { temporaryFolder } from "../support/processes.mjs";

test("files are there after a restart", async () => {
  const bridge = await Bridge.make();
  const { token } = bridge.addUser("alice");
  await bridge.up();
  let alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  const picture = png(22, 22, 61);
  const fileName = await upload(alice, picture);
  await alice.ask("post", { content: "kept", attachments: [{ userId: alice.user.id, fileName }] });
  assert.equal((await bridge.down()).code, 0);
  await bridge.up();
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  await alice.ask("history", { channel: 1, limit: 1 });
  const { messages } = await alice.next("history");
  assert.deepEqual(messages.at(-1).attachments, [{ userId: alice.user.id, fileName }]);
  assert.deepEqual(await bytesOf(await fetch(`${bridge.url}/files/${alice.user.id}/${fileName}`)), picture);
  alice.close();
  assert.equal((await bridge.down()).code, 0);
});

test("a guild's icon is a file like any other, and goes with the setting", async () => {
  const picture = png(32, 32, 71);
  const file = join(temporaryFolder("icon"), "logo.png");
  writeFileSync(file, picture);
  const bridge = await Bridge.make({ guild: `icon = "${file}"` });
  const { token } = bridge.addUser("alice");
  await bridge.up();
  const native = await Native.login(bridge.url, token);
  native.send("listguilds");
  const [{ icon }] = await native.next("listguilds");
  assert.deepEqual(await bytesOf(await fetch(`${bridge.url}/files/${icon.userId}/${icon.fileName}`)), picture);
  native.close();
  assert.equal((await bridge.down()).code, 0);
  writeFileSync(file, "no picture");
  const check = spawnSync(process.env.GUILDBRIDGE, ["check", "--config", bridge.file], { encoding: "utf8" });
  assert.equal(check.status, 2);
  assert.match(check.stderr, /guild\.community\.icon: .*logo\.png: the file is no PNG, JPEG or GIF picture/);
});

test("files gc removes what the settings say", async () => {
  const bridge = await Bridge.make({ networks: "[files]\nkeep_days = 1\nkeep_unused_days = 0\n" });
  const { token } = bridge.addUser("alice");
  await bridge.up();
  const native = await Native.login(bridge.url, token);
  await native.ask("setactivechannel", { guild: 1, channel: 1 });
  const names = [];
  for (const seed of [81, 82]) names.push((await native.ask("upload", png(9, 9, seed))).uploadedAs);
  await native.ask("post", { content: "", attachments: [{ userId: native.user.id, fileName: names[0] }] });
  const gc = () => spawnSync(process.env.GUILDBRIDGE, ["files", "gc", "--config", bridge.file], { encoding: "utf8" });
  assert.deepEqual([gc().status, gc().stdout], [0, "0 files went.\n"], "what is new may be attached in a moment");
  const age = (hours) => execFileSync("python3", ["-c", `
import sqlite3
with sqlite3.connect("${join(bridge.folder, "guildbridge.db")}") as db:
    db.execute("UPDATE files SET asked = asked - ?, created = created - ?", (${hours} * 3600000, ${hours} * 3600000))`]);
  age(2);
  assert.equal(gc().stdout, "1 file went.\n", "the one that no message shows");
  age(23);
  assert.equal(gc().stdout, "1 file went.\n");
  for (const name of names) assert.equal((await fetch(`${bridge.url}/files/${native.user.id}/${name}`)).status, 404);
  await native.ask("history", { channel: 1 });
  assert.equal((await native.next("history")).messages.length, 1, "the message stays");
  native.close();
  assert.equal((await bridge.down()).code, 0);
});
