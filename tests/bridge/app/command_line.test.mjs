// The command line, as a person and a script use it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freePort, start, stop, temporaryFolder, until } from "../../support/processes.mjs";

const binary = process.env.GUILDBRIDGE;
const run = (args, input = "") => spawnSync(binary, args, { input, encoding: "utf8" });
const folder = temporaryFolder("cli");
const file = join(folder, "guildbridge.toml");
const port = await freePort();
writeFileSync(file, `[gateway]\nlisten = "127.0.0.1:${port}"\n[guild.g.channel.c]\n`);
const decode = (token) => JSON.parse(Buffer.from(token, "base64").toString());

test("help and version, everywhere", () => {
  for (const command of [[], ["run"], ["check"], ["user"], ["user", "add"], ["user", "import"], ["user", "list"], ["user", "remove"], ["user", "passwd"], ["status"], ["trace"]]) {
    const help = run([...command, "--help"]);
    assert.equal(help.status, 0, command.join(" "));
    assert.match(help.stdout, /Usage:/);
    const version = run([...command, "--version"]);
    assert.equal(version.status, 0, command.join(" "));
    assert.match(version.stdout, /^guildbridge \d+\.\d+\.\d+/);
  }
});

test("wrong usage is 2 and says what to do", () => {
  for (const args of [[], ["nonsense"], ["run", "--nonsense"], ["user"], ["user", "add"], ["user", "add", "--handle", "x"], ["user", "remove"], ["trace"],
    ["check", "--config", join(folder, "none.toml")]]) {
    const wrong = run(args);
    assert.equal(wrong.status, 2, args.join(" "));
    assert.notEqual(wrong.stderr + wrong.stdout, "");
  }
});

test("check explains a good file and refuses a bad one", () => {
  const good = run(["check", "--config", file]);
  assert.equal(good.status, 0);
  assert.match(good.stdout, /good/);
  assert.ok(!existsSync(join(folder, "guildbridge.db")), "checking leaves nothing behind");
  const bad = join(folder, "bad.toml");
  writeFileSync(bad, "[gateway]\nlistn = 1\n");
  for (const args of [["check"], ["run"], ["user", "list"]]) {
    const wrong = run([...args, "--config", bad]);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /bad\.toml:2:1: error: gateway\.listn: unknown key \(did you mean "listen"\?\)/);
  }
});

test("users", () => {
  const added = run(["user", "add", "--config", file, "--handle", "alice", "--display-name", "Alice Ä 👋", "--admin", "--password-stdin"], "secret\n");
  assert.equal(added.status, 0, added.stderr);
  const { id, token } = JSON.parse(added.stdout);
  assert.equal(id, 1);
  assert.deepEqual(decode(token), { id: 1, pass: "secret" });

  const again = run(["user", "add", "--config", file, "--handle", "ALICE", "--password-stdin"], "x\n");
  assert.equal(again.status, 2);
  assert.match(again.stderr, /taken/);
  assert.equal(run(["user", "add", "--config", file, "--handle", "bob", "--password-stdin"], "\n").status, 2, "an empty password");

  const lines = '{"handle":"carol","password":"c","id":10}\n\n{"handle":"dave","displayName":"Dave","password":"d"}\n';
  const imported = run(["user", "import", "--config", file], lines);
  assert.equal(imported.status, 0, imported.stderr);
  assert.deepEqual(imported.stdout.trim().split("\n").map((line) => JSON.parse(line).id), [10, 11]);
  const broken = run(["user", "import", "--config", file], '{"handle":"erin","password":"e"}\n{"handle":"carol","password":"c"}\n');
  assert.equal(broken.status, 2);
  assert.match(broken.stderr, /row 2/);

  const list = run(["user", "list", "--config", file]).stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(list.map((user) => user.handle), ["alice", "carol", "dave"]);
  assert.equal(list[0].displayName, "Alice Ä 👋");
  assert.equal(list[0].admin, true);

  const passwd = run(["user", "passwd", "--config", file, "alice", "--password-stdin"], "new\n");
  assert.deepEqual(decode(JSON.parse(passwd.stdout).token), { id: 1, pass: "new" });
  assert.equal(run(["user", "remove", "--config", file, "dave"]).status, 0);
  assert.equal(run(["user", "remove", "--config", file, "dave"]).status, 2);
});

test("weak hashes only where nobody else can come in", () => {
  const open = join(folder, "open.toml");
  writeFileSync(open, `[gateway]\nlisten = "0.0.0.0:${port}"\n[store]\npath = "open.db"\n`);
  const refused = run(["user", "import", "--config", open, "--weak-hash"], '{"handle":"x","password":"y"}\n');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /loopback/);
  assert.equal(run(["user", "import", "--config", file, "--weak-hash"], '{"handle":"x","password":"y"}\n').status, 0);
});

test("one bridge at a time, and an orderly end", async () => {
  // A port that was free some seconds ago may be another test's by now.
  const port = await freePort();
  writeFileSync(file, `[gateway]\nlisten = "127.0.0.1:${port}"\n[guild.g.channel.c]\n`);
  const first = start(binary, ["run", "--config", file]);
  await until("it serves", () => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false));
  const second = run(["run", "--config", file]);
  assert.equal(second.status, 1);
  assert.match(second.stderr, /already runs/);
  assert.equal(run(["user", "list", "--config", file]).status, 0, "the accounts can be edited meanwhile");
  assert.deepEqual(await stop(first, "SIGINT"), { code: 0, signal: null });
});

test("what is in the way is said", async () => {
  const garbage = join(folder, "garbage.toml");
  writeFileSync(join(folder, "garbage.db"), "x".repeat(5000));
  writeFileSync(garbage, `[gateway]\nlisten = "127.0.0.1:${port}"\n[store]\npath = "garbage.db"\n`);
  const refused = run(["run", "--config", garbage]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /garbage\.db: the file is not a database of guildbridge/);
  assert.equal(readFileSync(join(folder, "garbage.db"), "utf8"), "x".repeat(5000), "it is left as it was");
  const nowhere = join(folder, "nowhere.toml");
  writeFileSync(nowhere, `[store]\npath = "no/such/x.db"\n`);
  assert.match(run(["run", "--config", nowhere]).stderr, /folder/);
});

test("the database: checked and copied, also while the bridge runs", async () => {
  const port = await freePort();
  writeFileSync(file, `[gateway]\nlisten = "127.0.0.1:${port}"\n[guild.g.channel.c]\n`);
  const child = start(binary, ["run", "--config", file]);
  await until("it serves", () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ ok }) => ok, () => false));
  const good = run(["store", "check", "--config", file]);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /All is well/);
  const copy = join(folder, "copy.db");
  const copied = run(["store", "backup", "--config", file, copy]);
  assert.equal(copied.status, 0, copied.stderr);
  assert.ok(existsSync(copy) && !existsSync(`${copy}.part`));
  const again = run(["store", "backup", "--config", file, copy]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /overwrites nothing/);
  await stop(child);

  // The copy is as good as the original, until somebody writes into the middle of it.
  const other = join(folder, "other.toml");
  writeFileSync(other, `[gateway]\nlisten = "127.0.0.1:${port}"\n[store]\npath = "copy.db"\n[guild.g.channel.c]\n`);
  assert.equal(run(["store", "check", "--config", other]).status, 0);
  assert.equal(run(["user", "list", "--config", other]).stdout, run(["user", "list", "--config", file]).stdout);
  const bytes = readFileSync(copy);
  bytes.fill(0xa5, 8192, Math.min(bytes.length, 60_000));
  writeFileSync(copy, bytes);
  const damaged = run(["store", "check", "--config", other]);
  assert.equal(damaged.status, 1);
  assert.match(damaged.stderr, /damaged/);
  const none = join(folder, "none_there.toml");
  writeFileSync(none, `[store]\npath = "not/there.db"\n[guild.g.channel.c]\n`);
  assert.match(run(["store", "check", "--config", none]).stderr, /no such database/);
});
