// Somebody with a native client and somebody in an IRC channel hold a conversation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { everyKind, nameOf, Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

let server, bridge, alice, bob;

before(async () => {
  server = await ngircd();
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#random"]);
  bridge = await Bridge.make({
    networks: network("net", server.port),
    channels: { general: ["irc.net/#gen"], random: ["irc.net/#random"] },
  });
  alice = bridge.addUser("alice", "Alice");
  await bridge.up();
  await bob.line(/ JOIN :?#gen/i);
  await bob.line(/ JOIN :?#random/i);
});

after(async () => {
  bob?.quit();
  const end = await bridge?.down();
  await server?.down();
  assert.deepEqual(end, { code: 0, signal: null });
});

for (const kind of everyKind)
  test(nameOf(kind), async () => {
    const native = await Native.login(bridge.url, alice.token, kind);
    assert.equal(native.user.id, alice.id);
    assert.equal(native.user.handle, "alice");
    assert.equal(native.user.displayName, "Alice");
    assert.match(native.user.handleLastUpdated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

    native.send("listguilds");
    const [guild] = await native.next("listguilds");
    assert.equal(guild.name, "Community");

    native.send("guild", guild.id);
    const { channels } = await native.next("guild");
    assert.deepEqual(channels.map((channel) => channel.name), ["general", "random"]);
    const [general] = channels;

    native.send("setactivechannel", { guild: guild.id, channel: general.id });
    const words = `hello from ${nameOf(kind)} ${Math.random()}`;
    const posted = await native.ask("post", { content: words });
    assert.equal(posted.ok, true);
    assert.equal(posted.message.content, words);
    const echoed = await native.next("message", (message) => message.content === words);
    assert.deepEqual(echoed, posted.message);
    await until("bob reads it", () => bob.said("#gen").some(({ text }) => text === `<Alice> ${words}`));

    const reply = `hi back ${Math.random()}`;
    bob.say("#gen", reply);
    const heard = await native.next("message", (message) => message.content === reply);
    assert.equal(heard.author.displayName, "bob");
    assert.equal(heard.author.handle, "bob@irc.net");
    assert.equal(heard.channel, general.id);
    assert.equal(heard.guild, guild.id);
    assert.deepEqual(heard.attachments, []);
    assert.ok(heard.id > posted.message.id);

    native.send("channel", general.id);
    const { messages, users } = await native.next("channel");
    assert.deepEqual(messages.slice(-2).map((message) => message.content), [words, reply]);
    assert.ok(users.some((user) => user.id === alice.id));
    assert.ok(users.some((user) => user.handle === "bob@irc.net" && user.id === heard.author.id));
    assert.ok(!users.some((user) => user.handle.startsWith("gb@")), "the bridge's own nick is nobody's friend");

    native.send("unsetactivechannel");
    assert.equal((await native.ask("listguilds")).ok, true);
    await native.next("listguilds");
    bob.say("#gen", "unheard");
    await sleep(300);
    assert.equal(native.count("message"), 0);
    assert.equal(native.count("rejected"), 0);
    native.close();
  });

test("an action, a notice and formatting", async () => {
  const native = await Native.login(bridge.url, alice.token);
  const [guild] = await native.ask("listguilds").then(() => native.next("listguilds"));
  await native.ask("guild", guild.id);
  const { channels } = await native.next("guild");
  await native.ask("setactivechannel", { guild: guild.id, channel: channels[0].id });
  bob.say("#gen", "\x01ACTION waves\x01");
  assert.equal((await native.next("message")).content, "* bob waves");
  bob.say("#gen", "a \x02b \x1dc\x02 d\x0f e \x0304red\x03 5");
  assert.equal((await native.next("message")).content, "a b c d e red 5");
  await native.ask("post", { content: "/me nods" });
  assert.equal((await native.next("message")).content, "* Alice nods");
  await until("bob sees the action", () => bob.said("#gen").some(({ text }) => /^(\* Alice nods|\x01ACTION Alice nods\x01)$/.test(text)));
  await native.ask("post", { content: "see https://h.example/a_b__x__?q=*1* and my_var, 2*3*4, __init__" });
  await until("links and identifiers arrive as typed", () =>
    bob.said("#gen").some(({ text }) => text === "<Alice> see https://h.example/a_b__x__?q=*1* and my_var, 2*3*4, __init__"));
  native.close();
});

test("channels do not mix", async () => {
  const native = await Native.login(bridge.url, alice.token);
  await native.ask("listguilds");
  const [guild] = await native.next("listguilds");
  await native.ask("guild", guild.id);
  const { channels } = await native.next("guild");
  await native.ask("setactivechannel", { guild: guild.id, channel: channels[1].id });
  bob.say("#gen", "for the other channel");
  bob.say("#random", "for this one");
  assert.equal((await native.next("message")).content, "for this one");
  assert.equal(native.count("message"), 0);
  native.close();
});
