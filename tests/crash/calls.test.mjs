// Commands and uploads that die before the first, the second ... the last change they make to the disk: afterwards the
// database is whole, nothing that was there is lost, and the same command does its work.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { dieAt } from "../support/preload.mjs";
import { until } from "../support/processes.mjs";
import { sql } from "../support/sql.mjs";

const schema = fileURLToPath(new URL("../../bridge/store/schema", import.meta.url));
const steps = readdirSync(schema).sort().map((name) => readFileSync(join(schema, name), "utf8"));
const newest = steps.length;
let bridge, database;

const run = (env, ...command) =>
  spawnSync(process.env.GUILDBRIDGE, [...command, "--config", bridge.file], { encoding: "utf8", env: { ...process.env, ...env } });

before(async () => {
  bridge = await Bridge.make({ networks: "[files]\nkeep_days = 1\nkeep_unused_days = 0\n" });
  database = join(bridge.folder, "guildbridge.db");
});

const clear = () => ["", "-wal", "-shm", "-journal"].forEach((part) => rmSync(database + part, { force: true }));

/** Runs a command again and again, each time further (by `stride`, from `first` on), until it comes to its end; `check` looks at what a death leaves. */
function die_everywhere(path, prepare, command, check, stride = 1, first = 1) {
  for (let count = first; ; count += stride) {
    assert.ok(count < 500, "it never ends");
    prepare();
    const end = run(dieAt("call", { path, count }), ...command);
    if (end.signal === null) {
      assert.equal(end.status, 0, end.stderr);
      return count - 1;
    }
    assert.equal(end.signal, "SIGKILL");
    check(count);
  }
}

const people = "INSERT INTO people VALUES (1, 1000, 'alice', 'Alice')";
const account = "INSERT INTO accounts VALUES (1, 'alice', 1000, '', 0, 'hash')";
const everything = `SELECT user_version, (SELECT count(*) FROM entries), (SELECT max(text) FROM entries),
  (SELECT integrity_check FROM pragma_integrity_check) FROM pragma_user_version`;
const entries = `INSERT INTO entries (channel, created, author, kind, text)
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT 1, i, 1, 0, 'said ' || i FROM n`;

for (let version = 1; version < newest; version++)
  test(`a climb from schema ${version}`, (t) => {
    const old = join(bridge.folder, `v${version}.db`);
    sql(old, "PRAGMA journal_mode = WAL", ...steps.slice(0, version), people, account, entries, `PRAGMA user_version = ${version}`, "PRAGMA wal_checkpoint(TRUNCATE)");
    const deaths = die_everywhere("guildbridge.db", () => { clear(); copyFileSync(old, database); }, ["user", "list"], () => {
      const list = run({}, "user", "list");
      assert.match(list.stdout, /alice/, list.stderr);
      assert.deepEqual(sql(database, everything), [[newest, 300, "said 99", "ok"]]);
    }, 5, version);  // The versions together come by every step.
    t.diagnostic(`${deaths} deaths`);
    assert.ok(deaths >= 3, `${deaths}`);
  });

test("a backup", (t) => {
  clear();
  sql(database, "PRAGMA journal_mode = WAL", ...steps, people, account, entries, `PRAGMA user_version = ${newest}`);
  const copy = join(bridge.folder, "copy.db");
  const deaths = die_everywhere("copy.db", () => rmSync(copy, { force: true }), ["store", "backup", copy], (count) => {
    // Half a copy is never there under the name of a whole one.
    if (existsSync(copy)) assert.deepEqual(sql(copy, everything), [[newest, 300, "said 99", "ok"]], `${count}`);
  }, 3);
  for (const file of [database, copy]) assert.deepEqual(sql(file, everything), [[newest, 300, "said 99", "ok"]]);
  assert.equal(readdirSync(bridge.folder).filter((name) => name.startsWith("copy.db.")).length, 0, "nothing is left beside it");
  t.diagnostic(`${deaths} deaths`);
  assert.ok(deaths >= 5, `${deaths}`);
});

const blobs = () => readdirSync(join(bridge.folder, "files"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map(({ name }) => name).sort();
const known = () => sql(database, "SELECT DISTINCT blob FROM files ORDER BY blob").map(([blob]) => blob);

for (const step of ["before-file-rename", "after-file-rename", "after-file-in-book"])
  test(`an upload: ${step}`, async () => {
    clear();
    rmSync(join(bridge.folder, "files"), { recursive: true, force: true });
    const { token } = bridge.addUser("alice");
    bridge.env = dieAt(step, { path: "/files/" });
    await bridge.up();
    let alice = await Native.login(bridge.url, token);
    alice.send("upload", png(40, 40));
    await until(() => `it dies: ${bridge.log.slice(-2000)}`, () => bridge.child.signalCode === "SIGKILL");
    alice.close();
    assert.equal(blobs().length, 1, "the bytes, or their beginning");
    assert.equal(known().length, step === "after-file-in-book" ? 1 : 0);
    bridge.env = undefined;
    await bridge.up();
    assert.equal(run({}, "store", "check").status, 0);
    alice = await Native.login(bridge.url, token);
    const answer = await alice.ask("upload", png(40, 40));
    assert.equal(answer.ok, true);
    const file = await fetch(`${bridge.url}/files/${alice.user.id}/${answer.uploadedAs}`);
    assert.equal(file.status, 200);
    assert.deepEqual(blobs().filter((name) => !known().includes(name)), [], "no bytes that nobody knows");
    assert.equal((await bridge.down()).code, 0);
  });

test("a sweep of old files", async (t) => {
  clear();
  rmSync(join(bridge.folder, "files"), { recursive: true, force: true });
  const { token } = bridge.addUser("alice");
  await bridge.up();
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  for (let seed = 1; seed <= 4; seed++) {
    const { uploadedAs } = await alice.ask("upload", png(20, 20, seed));
    assert.equal((await alice.ask("post", { content: `${seed}`, attachments: [{ userId: alice.user.id, fileName: uploadedAs }] })).ok, true);
  }
  await bridge.down();
  // Two are old.
  sql(database, "UPDATE files SET asked = 1000 WHERE name IN (SELECT name FROM files ORDER BY name LIMIT 2)", "PRAGMA wal_checkpoint(TRUNCATE)");
  const [base, folder] = ["old.db", "old-files"].map((name) => join(bridge.folder, name));
  copyFileSync(database, base);
  spawnSync("cp", ["-r", join(bridge.folder, "files"), folder]);
  const prepare = () => {
    clear();
    copyFileSync(base, database);
    spawnSync("cp", ["-rT", folder, join(bridge.folder, "files")]);
  };
  const deaths = die_everywhere(bridge.folder, prepare, ["files", "gc"], (count) => {
    const check = run({}, "store", "check");
    assert.equal(check.status, 0, `${count}: ${check.stderr}`);
    assert.equal(run({}, "files", "gc").status, 0);
    assert.equal(known().length, 2);
    assert.deepEqual(blobs(), known(), `${count}: what is left on the disk is what is in the book`);
    assert.deepEqual(sql(database, "SELECT count(*) FROM entries WHERE text <> ''"), [[4]], "messages stay");
  }, 3);
  t.diagnostic(`${deaths} deaths`);
  assert.ok(deaths >= 4, `${deaths}`);
});
