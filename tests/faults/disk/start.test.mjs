// A start on a file that is no good: what is wrong, what to do next, exit code 1; and the file is left as it is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, openSync, readFileSync, rmSync, writeFileSync, writeSync, closeSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { Bridge } from "../../support/bridge.mjs";
import { Native } from "../../support/native.mjs";
import { Disk } from "../../support/preload.mjs";
import { stop } from "../../support/processes.mjs";
import { lock, sql } from "../../support/sql.mjs";

let bridge, database, whole;
const run = (command = ["run"], env = {}) =>
  spawnSync(process.env.GUILDBRIDGE, [...command, "--config", bridge.file], { encoding: "utf8", timeout: 30_000, env: { ...process.env, ...env } });

before(async () => {
  bridge = await Bridge.make();
  database = join(bridge.folder, "guildbridge.db");
  const { token } = bridge.addUser("alice");
  await bridge.up();
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  for (let n = 0; n < 20; n++) assert.equal((await alice.ask("post", { content: `post ${n} ${"x".repeat(4000)}` })).ok, true);
  await bridge.down();
  whole = join(bridge.folder, "whole.db");
  copyFileSync(database, whole);
});

/** With `spoil` done to a whole database. */
async function start(spoil, { env, messages, same = true }) {
  for (const part of ["", "-wal", "-shm"]) rmSync(database + part, { force: true, recursive: true });
  copyFileSync(whole, database);
  const undo = await spoil();
  const was = statSync(database, { throwIfNoEntry: false })?.isFile() ? readFileSync(database) : undefined;
  const end = run(["run"], env);
  await undo?.();
  assert.equal(end.status, 1, `${end.status}: ${end.stderr}`);
  const words = end.stderr.trim().split("\n");
  for (const message of messages) assert.match(end.stderr, message);
  assert.ok(words.length <= 3, `said once: ${end.stderr}`);
  if (was && same) assert.deepEqual(readFileSync(database), was, "it is left alone");
}

const overwrite = (at, size) => {
  const file = openSync(database, "r+");
  writeSync(file, Buffer.alloc(size, 0xaa), 0, size, at);
  closeSync(file);
};

test("not a database", () => start(() => writeFileSync(database, "x".repeat(9000)), { messages: [/not a database of guildbridge/, /\[store\] path|restore/] }));
test("another program's database", () => start(() => { rmSync(database); sql(database, "CREATE TABLE t (x)"); }, { messages: [/not of guildbridge/, /\[store\] path/] }));
test("of a newer version", () => start(() => { sql(database, "PRAGMA user_version = 99"); }, { messages: [/newer version/, /install/] }));
test("damaged in the middle", () => start(() => overwrite(Math.floor(statSync(database).size / 2), 20_000), { messages: [/damaged/, /store check/, /backup/] }));
test("its head is overwritten", () => start(() => overwrite(0, 200), { messages: [/not a database|damaged/, /backup/] }));
test("cut off", () => start(() => writeFileSync(database, readFileSync(whole).subarray(0, 30_000)), { messages: [/damaged/, /backup/] }));
test("its folder is not there", async () => {
  const text = readFileSync(bridge.file, "utf8");
  writeFileSync(bridge.file, text.replace(database, join(bridge.folder, "no/such/folder.db")));
  const end = run();
  writeFileSync(bridge.file, text);
  assert.equal(end.status, 1);
  assert.match(end.stderr, /does its folder exist/);
});
test("locked by another program", () => start(async () => {
  const holder = await lock(database);
  return () => stop(holder, "SIGKILL");
}, { messages: [/locked by another program/, /stop it|end it/] }));
test("read-only", () => {
  const disk = new Disk(bridge.folder);
  return start(() => disk.fail("EROFS"), { env: disk.env, messages: [/[Rr]ead-only/] });
});
test("on a full disk", () => {
  const disk = new Disk(bridge.folder);
  return start(() => { sql(database, "DELETE FROM kept"); disk.fail("ENOSPC"); }, { env: disk.env, messages: [/disk is full|No space left|disk failed, or is full|is the disk full/] });
});
test("`store check` says what is wrong, too", () => {
  copyFileSync(whole, database);
  assert.equal(run(["store", "check"]).status, 0);
  overwrite(Math.floor(statSync(database).size / 2), 20_000);
  const end = run(["store", "check"]);
  assert.equal(end.status, 1);
  assert.match(end.stderr, /damaged/);
});
