// `guildbridge check --online`: what is wrong outside is told, with what to do, and nobody in the conversation notices.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ergo, ngircd } from "../support/irc_servers.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { MatrixClient } from "../support/matrix_client.mjs";
import { makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { freePort } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

/** Runs the check; `line(what)` is the finding on it, with its advice. */
async function look(bridge) {
  const child = spawn(process.env.GUILDBRIDGE, ["check", "--online", "--config", bridge.file]);
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => { out += chunk; });
  const code = await new Promise((done) => child.on("close", done));
  const line = (what) => out.match(new RegExp(`^(ok|note|WRONG) +${what.replace(/[[\]!#:/.$+*?]/g, "\\$&")}: .*\\n( {3,}.*)?`, "m"))?.[0] ?? `nothing of ${what} in:\n${out}`;
  return { code, out, line };
}

test("IRC: channels that let nobody in, and servers that are not there", async () => {
  const server = await ngircd();
  const bob = await IrcClient.join(server.port, "bob", ["#open", "#keyed", "#invited", "#moderated"]);
  for (const [channel, mode] of [["#keyed", "+k sesame"], ["#invited", "+i"], ["#moderated", "+m"]]) {
    bob.send(`MODE ${channel} ${mode}`);
    await bob.line(new RegExp(` MODE ${channel} `));
  }
  const seen = bob.lines.length;
  const settings = {
    networks: network("net", server.port) + network("gone", await freePort()) + network("sure", server.port, { tls: "true" }),
    channels: { general: ["irc.net/#open", "irc.net/#keyed", "irc.net/#invited", "irc.net/#moderated", "irc.net/#nobody",
      '{ room = "irc.net/#KEYED2", key = "sesame" }', "irc.gone/#x", "irc.sure/#x"] },
  };
  const bridge = await Bridge.make(settings);
  const { code, line, out } = await look(bridge);
  assert.equal(code, 1, out);
  assert.match(line("irc.net"), new RegExp(`^ok .*127\\.0\\.0\\.1 port ${server.port} without TLS, as gb\n`));
  assert.match(line("irc.net/#open"), /^ok .*the channel is there/);
  assert.match(line("irc.net/#keyed"), /^WRONG .*wants a key\n +.*key_file/);
  assert.match(line("irc.net/#invited"), /^note .*invited.*\n.*MODE #invited \+I gb!\*@\*/);
  assert.match(line("irc.net/#moderated"), /^note .*moderated\n.*\+v gb/);
  assert.match(line("irc.net/#nobody"), /^note .*nobody is in/);
  assert.match(line("irc.gone"), /^WRONG .*refused.*\n +check the key server/i);
  assert.match(line("irc.sure"), /^WRONG .*TLS.*\n +check that this port is the one for TLS/);
  assert.ok(!bob.lines.slice(seen).some((text) => text.includes("gb!")), "nobody in the channels sees anything of it");

  await bridge.up();
  await bob.line(/^:gb!\S+ JOIN :?#open/);
  const running = await look(bridge);
  assert.match(running.line("irc.net"), /^note .*as gb_: gb is taken\n.*this bridge, running/);
  assert.equal((await bridge.down()).code, 0);

  bridge.configure({ ...settings, networks: network("net", server.port), channels: { general: ["irc.net/#open"] } });
  const good = await look(bridge);
  assert.equal(good.code, 0, good.out);
  assert.match(good.out, /All that could be looked at is fine/);
  await server.down();
});

test("IRC: a login that is refused, and one that is not", async () => {
  const server = await ergo();
  const bob = await IrcClient.join(server.port, "gb", []);
  bob.send("PRIVMSG NickServ :REGISTER the-right-one");
  await bob.line(/NickServ.*(created|logged in)/i);
  bob.quit();
  for (const [password, code, wanted] of [["the-wrong-one", 1, /^WRONG .*SASL.*\n +check sasl/], ["the-right-one", 0, /^ok .*as gb, logged in with PLAIN/]]) {
    const bridge = await Bridge.make({
      networks: network("net", server.port, { sasl: `{ mechanism = "PLAIN", account = "gb", password = "${password}" }` }),
      channels: { general: ["irc.net/#gen"] },
    });
    const told = await look(bridge);
    assert.match(told.line("irc.net"), wanted);
    assert.equal(told.code, code, told.out);
    assert.ok(!told.out.includes(password), "no password is shown");
  }
  await server.down();
});

test("Matrix: a bot, its rooms, and an application service", async () => {
  const peer = await startSynapse();
  const bob = await signUp(peer, "bob");
  const bot = await botSection(peer);
  const me = "@guildbot:synapse.test";
  const make = (name, more = {}) => bob.createRoom({ room_alias_name: name, preset: "private_chat", ...more });
  await make("public", { preset: "public_chat" });
  await make("closed");
  await make("invited", { invite: [me] });
  await make("inside", { preset: "public_chat" });
  await make("sealed", { preset: "public_chat", initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }] });
  const places = ["public", "closed", "invited", "sealed", "none", "inside"].map((name) => `matrix.home/#${name}:synapse.test`);
  const itself = new MatrixClient(peer.url, { userId: me, accessToken: bot.match(/access_token = "(.*)"/)[1] });
  for (const name of ["inside", "sealed"]) await itself.join(`#${name}:synapse.test`);
  const bridge = await Bridge.make({ networks: bot, channels: { general: [...places, '{ room = "matrix.home/#made:synapse.test", create = true }'] } });
  const { code, line, out } = await look(bridge);
  assert.equal(code, 1, out);
  assert.match(line("matrix.home"), /^ok .*as @guildbot:synapse\.test/);
  assert.match(line(places[0]), /^ok .*everybody may enter/);
  assert.match(line(places[1]), /^WRONG .*neither in it nor invited\n +invite @guildbot:synapse\.test/);
  assert.match(line(places[2]), /^ok .*we are invited/);
  assert.match(line(places[3]), /^WRONG .*encrypted/);
  assert.match(line(places[4]), /^WRONG .*no such room/);
  assert.match(line(places[5]), /^ok .*we are in it/);
  assert.match(line("matrix.home/#made:synapse.test"), /^ok .*will make it/);

  bridge.configure({ networks: bot.replace(/access_token = ".*"/, 'access_token = "not-this"'), channels: { general: [places[0]] } });
  const refused = await look(bridge);
  assert.equal(refused.code, 1);
  assert.match(refused.line("matrix.home"), /^WRONG .*M_UNKNOWN_TOKEN.*\n +log in as @guildbot/);

  bridge.configure({ networks: bot.replace(/access_token = ".*"/, 'password = "password of guildbot"'), channels: { general: [places[0]] } });
  const byPassword = await look(bridge);
  assert.equal(byPassword.code, 0, byPassword.out);

  const service = await serviceSection(peer);
  bridge.configure({ networks: service, channels: { general: [places[0]] } });
  const unknown = await look(bridge);
  assert.equal(unknown.code, 1);
  assert.match(unknown.line("matrix.home"), /^WRONG .*\n +give the homeserver the file/);
  await register(bridge, peer);
  const known = await look(bridge);
  assert.match(known.line("matrix.home"), /^ok .*as @guildbridge:synapse\.test/);
  assert.match(known.line("matrix.home push"), /^ok .*reaches us/);
  assert.equal(known.code, 0, known.out);

  bridge.configure({ networks: service.replace("hs-S3CRET", "another"), channels: { general: [places[0]] } });
  const stranger = await look(bridge);
  assert.match(stranger.line("matrix.home push"), /^WRONG .*does not reach us.*\n.*hs_token/);
  assert.ok(!stranger.out.includes("S3CRET"));
  await peer.stop();
});

test("an existing server: its account, guilds and channels", async () => {
  const origin = await makeOrigin();
  const rooms = ["origin/7/31", "origin/7/99", "origin/8/1"];
  const bridge = await Bridge.make({ networks: originSection(origin), channels: { general: rooms } });
  const { code, line, out } = await look(bridge);
  assert.equal(code, 1, out);
  assert.match(line("origin"), /^ok .*as user 42/);
  assert.match(line(rooms[0]), /^ok .*there/);
  assert.match(line(rooms[1]), /^WRONG .*guild 7 has no channel 99/);
  assert.match(line(rooms[2]), /^WRONG .*user 42 is in no guild 8/);

  bridge.configure({ networks: originSection(origin, { password: '"wrong"' }), channels: { general: [rooms[0]] } });
  const refused = await look(bridge);
  assert.equal(refused.code, 1);
  assert.match(refused.line("origin"), /^WRONG .*does not let us in.*\n +check user and password/);

  bridge.configure({ networks: `[origin]\nurl = "${origin.url}"\n`, channels: { general: [] } });
  const nobody = await look(bridge);
  assert.equal(nobody.code, 0, nobody.out);
  assert.match(nobody.line("origin"), /^ok .*answers/);
  await origin.down();
  const gone = await look(bridge);
  assert.equal(gone.code, 1);
  assert.match(gone.line("origin"), /^WRONG /);
});
