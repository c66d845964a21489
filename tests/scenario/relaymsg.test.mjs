// People speak under their own names where the server lets us (RELAYMSG, on Ergo); and an orderly end in full swing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ergo } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

test("relayed under her own name, and stopped while she speaks", async () => {
  const server = await ergo();
  const bob = await IrcClient.join(server.port, "bob", ["#gen"]);
  const bridge = await Bridge.make({
    networks: network("net", server.port, { relaymsg: "true" }),
    channels: { general: ["irc.net/#gen"] },
    gateway: "posts = { burst = 1, per_second = 0 }",
  });
  const alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  await bob.line(/^(@\S+ )?:gb\S* JOIN :?#gen/i);
  bob.send("MODE #gen +o gb");
  await bob.line(/ MODE #gen \+o :?gb/);

  const native = await Native.login(bridge.url, alice.token);
  await native.ask("setactivechannel", { guild: 1, channel: 1 });
  await native.ask("post", { content: "it is me" });
  await bob.line(/^(@\S+ )?:Alice\/g!\S+ PRIVMSG #gen :?it is me$/);
  bob.say("#gen", "hello you");
  assert.equal((await native.next("message", (message) => message.author.displayName !== "Alice")).content, "hello you");

  let speaking = true;
  const speech = (async () => {
    for (let n = 0; speaking; n++) {
      native.socket.emit("post", { content: `word ${n}` });
      await sleep(1);
    }
  })();
  await until("the flow is there", () => bob.said("#gen").length > 100);
  const begin = Date.now();
  assert.deepEqual(await bridge.down(), { code: 0, signal: null });
  assert.ok(Date.now() - begin < 8000);
  speaking = false;
  await speech;
  const words = bob.said("#gen").map(({ text }) => text).filter((text) => text.startsWith("word "));
  assert.deepEqual(words, words.map((_, n) => `word ${n}`), "whole, once and in order, as far as it came");

  native.close();
  bob.quit();
  await server.down();
});
