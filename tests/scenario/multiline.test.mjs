// A post of many lines is one message on IRC too, where the server knows such (draft/multiline, on Ergo).
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient, plain } from "../support/irc_client.mjs";
import { ergo } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { until } from "../support/processes.mjs";

test("one batch each way, lines for who knows no batches, and nothing twice", async () => {
  const server = await ergo();
  const bob = await IrcClient.join(server.port, "bob", ["#gen"], "batch message-tags draft/multiline");
  const carol = await IrcClient.join(server.port, "carol", ["#gen"]);
  const bridge = await Bridge.make({
    networks: network("net", server.port),
    channels: { general: ['{ room = "irc.net/#gen", max_lines = 50 }'] },
  });
  const token = bridge.addUser("alice", "Alice").token;
  await bridge.up();
  await bob.line(/:gb\S* JOIN :?#gen/i);
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });

  await alice.ask("post", { content: "one\ntwo\n\nthree" });
  await alice.ask("post", { content: "alone" });
  const opened = await bob.line(/ BATCH \+\S+ draft\/multiline :?#gen/);
  const reference = opened.match(/ BATCH \+(\S+)/)[1];
  await bob.line(new RegExp(` BATCH :?-${reference}$`));
  const inside = bob.lines.filter((line) => line.includes(`batch=${reference}`) && line.includes(" PRIVMSG #gen "));
  assert.deepEqual(inside.map((line) => plain(line.replace(/^.* PRIVMSG #gen :/, ""))), ["<Alice> one", "<Alice> two", "<Alice> three"]);
  await until("carol has all lines", () => carol.said("#gen").length === 4);
  assert.deepEqual(carol.said("#gen").map(({ text }) => text), ["<Alice> one", "<Alice> two", "<Alice> three", "<Alice> alone"]);

  for (const line of ["BATCH +x draft/multiline #gen", "@batch=x PRIVMSG #gen :first", "@batch=x PRIVMSG #gen :second ",
    "@batch=x;draft/multiline-concat PRIVMSG #gen :half", "BATCH -x"]) bob.send(line);
  const heard = await alice.next("message", ({ author }) => author.displayName === "bob");
  assert.equal(heard.content, "first\nsecond half");

  // More than fits in a batch goes as lines, as ever.
  await alice.ask("post", { content: Array.from({ length: 30 }, (_, n) => `${n} ${"x".repeat(300)}`).join("\n") });
  await until("all thirty", () => carol.said("#gen").filter(({ text }) => /x{300}$/.test(text)).length === 30);
  assert.equal(carol.said("#gen").filter(({ nick }) => nick !== "bob").length, 34, "each line once");
  assert.equal(alice.count("message"), 3, "our own words do not come back");
  alice.close();
  for (const one of [bob, carol]) one.quit();
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});
