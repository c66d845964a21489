// SIGTERM while a post is on its way to a server that does not answer: an orderly end all the same.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep } from "../support/processes.mjs";

for (const [what, insist] of [["asked once", false], ["asked twice", true]])
  test(what, async () => {
    const server = await ngircd();
    const bob = await IrcClient.join(server.port, "bob", ["#gen"]);
    const bridge = await Bridge.make({ networks: network("net", server.port), channels: { general: ["irc.net/#gen"] } });
    const alice = bridge.addUser("alice");
    await bridge.up();
    await bob.line(/:gb\S* JOIN :?#gen/i);
    assert.equal(statSync(join(bridge.folder, "guildbridge.db")).mode & 0o077, 0, "the database is ours alone");
    const native = await Native.login(bridge.url, alice.token);
    await native.ask("setactivechannel", { guild: 1, channel: 1 });
    server.child.kill("SIGSTOP");
    assert.equal((await native.ask("post", { content: "on its way" })).ok, true);
    await sleep(200);
    const begin = Date.now();
    if (insist) setTimeout(() => bridge.child.kill("SIGTERM"), 200);
    assert.deepEqual(await bridge.down(), { code: 0, signal: null }, bridge.log);
    assert.ok(Date.now() - begin < 8000);
    native.close();
    bob.quit();
    await server.down();
  });
