// Typing, in both directions, on the servers that can carry it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ergo, inspircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep } from "../support/processes.mjs";

for (const [name, launch] of [["InspIRCd", inspircd], ["Ergo", ergo]])
  test(name, async () => {
    const server = await launch();
    const bob = await IrcClient.join(server.port, "bob", ["#gen"], "message-tags");
    const bridge = await Bridge.make({ networks: network("net", server.port), channels: { general: ["irc.net/#gen"] } });
    const alice = bridge.addUser("alice", "Alice");
    const carol = bridge.addUser("carol", "Carol");
    await bridge.up();
    await bob.line(/^(@\S+ )?:gb\S* JOIN :?#gen/i);

    const native = await Native.login(bridge.url, alice.token);
    const other = await Native.login(bridge.url, carol.token);
    await native.ask("listguilds");
    const [guild] = await native.next("listguilds");
    await native.ask("guild", guild.id);
    const { channels } = await native.next("guild");
    const active = { guild: guild.id, channel: channels[0].id };
    await native.ask("setactivechannel", active);
    await other.ask("setactivechannel", active);

    bob.send("@+typing=active TAGMSG #gen");
    const typist = await native.next("typing");
    assert.equal(typist.displayName, "bob");
    assert.equal(typist.handle, "bob@irc.net");
    bob.say("#gen", "done typing");
    assert.equal((await native.next("message")).author.id, typist.id);

    assert.equal((await native.ask("typing")).ok, true);
    await bob.line(/\+typing=active.* TAGMSG :?#gen/);
    assert.equal((await other.next("typing", (user) => user.id === alice.id)).id, alice.id);
    const before = bob.lines.length;
    assert.equal((await native.ask("typing")).ok, true, "more is dropped silently");
    await sleep(300);
    assert.ok(!bob.lines.slice(before).some((line) => line.includes("TAGMSG")));
    assert.equal(native.count("typing"), 0, "nobody sees himself type");

    native.close();
    other.close();
    bob.quit();
    assert.equal((await bridge.down()).code, 0);
    await server.down();
  });
