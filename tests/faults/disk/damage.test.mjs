// The database is damaged, or gone for good, while the bridge runs on it; and what helps: a backup.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Bridge, network } from "../../support/bridge.mjs";
import { IrcClient } from "../../support/irc_client.mjs";
import { ngircd } from "../../support/irc_servers.mjs";
import { Native } from "../../support/native.mjs";
import { until } from "../../support/processes.mjs";
import { sql } from "../../support/sql.mjs";

const acts = {
  damaged: {
    reason: /damaged/,
    // All but the first page, where the schema is, and with nothing left in the log beside it.
    act: (database) => {
      sql(database, "PRAGMA wal_checkpoint(TRUNCATE)");
      const size = statSync(database).size;
      const file = openSync(database, "r+");
      writeSync(file, Buffer.alloc(size - 4096, 0xaa), 0, size - 4096, 4096);
      closeSync(file);
    },
  },
  deleted: { reason: /is not where it was/, act: (database) => ["", "-wal", "-shm"].forEach((part) => rmSync(database + part)) },
};

for (const [name, { reason, act }] of Object.entries(acts))
  test(`${name} while running`, async () => {
    const irc = await ngircd();
    const bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
    const bridge = await Bridge.make({ networks: network("net", irc.port), channels: { general: ["irc.net/#gen"] }, gateway: "posts = { burst = 1000, per_second = 0 }" });
    const database = join(bridge.folder, "guildbridge.db");
    const copy = join(bridge.folder, "copy.db");
    const { token } = bridge.addUser("alice");
    const login = async () => {
      await until("joined", async () => (await bridge.status()).links[0].state === "joined");
      const native = await Native.login(bridge.url, token);
      await native.ask("setactivechannel", { guild: 1, channel: 1 });
      return native;
    };
    await bridge.up();
    let alice = await login();
    for (let n = 0; n < 30; n++) assert.equal((await alice.ask("post", { content: `${n} ${"x".repeat(3000)}` })).ok, true);
    const backup = spawnSync(process.env.GUILDBRIDGE, ["store", "backup", copy, "--config", bridge.file], { encoding: "utf8" });
    assert.equal(backup.status, 0, backup.stderr);
    act(database);
    let answer;
    // What SQLite still remembers of a damaged file may do for a while.
    for (let n = 0; n < 200 && (answer === undefined || answer.ok); n++) answer = await alice.ask("post", { content: `after ${n} ${"y".repeat(3000)}` });
    assert.equal(answer.ok, false);
    assert.match(answer.error, reason);
    assert.match((await bridge.status()).store.reason, reason);
    for (let n = 0; n < 20; n++) bob.say("#gen", `lost ${n}`);
    for (let n = 0; n < 20; n++) assert.equal((await alice.ask("post", { content: `no ${n}` })).ok, false);
    assert.equal(bridge.log.split("nothing can be written").length - 1, 1, bridge.log.slice(-3000));
    assert.ok(bridge.log.split(/could not be kept|cannot be read/).length - 1 <= 4, `not once per message: ${bridge.log.slice(-3000)}`);
    const end = await bridge.down();
    assert.equal(end.code, 0, `it ends in order: ${bridge.log.slice(-2000)}`);

    const restored = spawnSync(process.env.GUILDBRIDGE, ["store", "restore", copy, "--config", bridge.file], { encoding: "utf8" });
    assert.equal(restored.status, 0, restored.stderr);
    await bridge.up();
    alice = await login();
    await alice.ask("history", { channel: 1, limit: 100 });
    assert.equal((await alice.next("history")).messages.length, 30);
    const posted = await alice.ask("post", { content: "from the backup on" });
    assert.equal(posted.ok, true);
    assert.ok(posted.message.id > 10_000_000, "its number was never given before");
    await until("on IRC", () => bob.said("#gen").some(({ text }) => text.includes("from the backup on")));
    assert.equal((await bridge.down()).code, 0);
    await irc.down();
  });
