// `guildbridge init`: what it writes works at once, is for nobody else's eyes, and replaces nothing.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { freePort, start, stop, temporaryFolder, until } from "../support/processes.mjs";

const binary = process.env.GUILDBRIDGE;
const init = (folder, ...more) => {
  const file = join(folder, "guildbridge.toml");
  return { file, ...spawnSync(binary, ["init", "--config", file, ...more], { encoding: "utf8", input: "" }) };
};
const mode = (path) => (statSync(path).mode & 0o777).toString(8);
const tokenOf = (out) => out.match(/token for native clients: (\S+)/)[1];
const run = (...args) => spawnSync(binary, args, { encoding: "utf8" });

test("by options, and then it runs", async () => {
  const irc = await ngircd();
  const folder = temporaryFolder("init");
  const port = await freePort();
  const { file, status, stdout, stderr } = init(folder, "--yes", "--listen", `127.0.0.1:${port}`, "--irc", `127.0.0.1:${irc.port}`,
    "--irc-no-tls", "--irc-nick", "gb", "--irc-room", "#gen", "--guild", "My Guild", "--channel", "Talk", "--admin", "root");
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^ok +irc\.home: /m);
  assert.match(stdout, /What to do next:[\s\S]*guildbridge run/);
  for (const name of readdirSync(folder)) assert.match(mode(join(folder, name)), /^[67]00$/, name);
  const [, password] = stdout.match(/password: (\S+)/);
  assert.ok(password.length >= 16);
  assert.ok(!readFileSync(file, "utf8").includes(password));

  const bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  const bridge = start(binary, ["run", "--config", file]);
  await bob.line(/^:gb!\S+ JOIN :?#gen/);
  const native = await Native.login(`http://127.0.0.1:${port}`, tokenOf(stdout));
  native.send("listguilds");
  const [guild] = await native.next("listguilds");
  assert.equal(guild.name, "My Guild");
  await native.ask("setactivechannel", { guild: guild.id, channel: 1 });
  await native.ask("post", { content: "first words" });
  await until("they are heard", () => bob.said("#gen").some(({ text }) => text === "<root> first words"));
  native.close();
  bob.quit();
  assert.equal((await stop(bridge)).code, 0);
  await irc.down();
});

test("secrets go into files of their own, given by files", () => {
  const folder = temporaryFolder("init");
  const given = join(folder, "given");
  writeFileSync(given, "S3CRET words\n");
  const { file, status, stdout, stderr } = init(folder, "--yes", "--offline", "--irc", "irc.libera.chat:6697", "--irc-account", "me",
    "--irc-password-file", given, "--matrix", "https://matrix.example.org", "--matrix-user", "@gb:example.org", "--matrix-token-file", given);
  assert.equal(status, 0, stderr);
  const toml = readFileSync(file, "utf8");
  assert.ok(!(toml + stdout + stderr).includes("S3CRET"));
  assert.match(toml, /password_file = "irc-libera\.secret"/);
  assert.match(toml, /access_token_file = "matrix-example\.secret"/);
  for (const name of ["irc-libera.secret", "matrix-example.secret"]) {
    assert.equal(readFileSync(join(folder, name), "utf8"), "S3CRET words\n");
    assert.equal(mode(join(folder, name)), "600");
  }
  assert.match(stdout, /invite @gb:example\.org/);
  assert.equal(run("check", "--config", file).status, 0);
});

test("an application service gets its registration", () => {
  const folder = temporaryFolder("init");
  const { file, status, stdout, stderr } = init(folder, "--yes", "--offline", "--matrix", "http://127.0.0.1:8008", "--matrix-mode", "appservice",
    "--matrix-server-name", "example.net");
  assert.equal(status, 0, stderr);
  const registration = join(folder, "matrix-home-registration.yaml");
  assert.ok(stdout.includes(registration));
  assert.equal(mode(registration), "600");
  assert.equal(run("matrix", "registration", "--config", file).stdout, readFileSync(registration, "utf8"));
});

test("nothing is replaced unless it is said, and nothing is left of what cannot be", () => {
  const folder = temporaryFolder("init");
  const first = init(folder, "--yes", "--offline");
  assert.equal(first.status, 0, first.stderr);
  const before = readFileSync(first.file, "utf8");
  const second = init(folder, "--yes", "--offline", "--guild", "Other");
  assert.equal(second.status, 2);
  assert.match(second.stderr, /guildbridge\.toml is there already; --force/);
  assert.equal(readFileSync(first.file, "utf8"), before);
  const forced = init(folder, "--yes", "--offline", "--guild", "Other", "--force");
  assert.equal(forced.status, 0, forced.stderr);
  assert.match(readFileSync(first.file, "utf8"), /Other/);
  assert.match(forced.stdout, /There is a user admin already/, "his password stays");

  for (const [wrong, words] of [[["--listen", "nonsense"], /--listen: /], [["--irc", "nonsense"], /--irc: /], [["--admin", "no spaces"], /--admin: /],
    [["--matrix", "https://m.example.org"], /--matrix-user: /], [["--irc-password-file", "/no/such/file"], /cannot be read/],
    [["--service-user", "root"], /--data/], [["--service-user", "nobody-of-that-name", "--data", "/tmp/x"], /no user/]]) {
    const empty = temporaryFolder("init");
    const refused = init(empty, "--yes", "--offline", ...wrong);
    assert.equal(refused.status, 2, wrong.join(" "));
    assert.match(refused.stderr, words);
    assert.deepEqual(readdirSync(empty), [], wrong.join(" "));
  }
});

test("a network that cannot be reached is told, and all is written all the same", async () => {
  const folder = temporaryFolder("init");
  const { file, status, stdout } = init(folder, "--yes", "--irc", `127.0.0.1:${await freePort()}`, "--irc-no-tls");
  assert.equal(status, 1);
  assert.match(stdout, /^WRONG +irc\.home: /m);
  assert.match(stdout, /What to do next/);
  assert.ok(existsSync(file));
});

test("the first user's password from standard input", () => {
  const folder = temporaryFolder("init");
  const file = join(folder, "guildbridge.toml");
  const made = spawnSync(binary, ["init", "--config", file, "--offline", "--password-stdin"], { encoding: "utf8", input: "of my own\n" });
  assert.equal(made.status, 0, made.stderr);
  assert.equal(JSON.parse(Buffer.from(tokenOf(made.stdout), "base64")).pass, "of my own");
  assert.ok(!made.stdout.includes("of my own"));
});

test("a person on a terminal is asked", async () => {
  const folder = temporaryFolder("init");
  const file = join(folder, "guildbridge.toml");
  const child = spawn("script", ["-qec", `${binary} init --offline --config ${file}`, "/dev/null"]);
  let out = "";
  child.stdout.on("data", (chunk) => { out += chunk; });
  const answers = [["native clients connect", "nonsense"], ["an address of this machine", "127.0.0.1:18080"], ["others reach that", ""],
    ["name of the guild", "Asked"], ["first channel", ""], ["An IRC server", "irc.libera.chat:6697"], ["port for TLS", ""], ["nick", "asked"],
    ["The channel", "#asked"], ["An account", "acct"], ["password", "H1DDEN"], ["A Matrix homeserver", ""], ["first user", "me"], ["A password", ""]];
  let from = 0;
  for (const [question, answer] of answers) {
    await until(() => `it asks for ${question}: ${out}`, () => out.indexOf(question, from) >= 0 && /: $|: \r?\n?$/.test(out));
    from = out.length;
    child.stdin.write(`${answer}\n`);
  }
  const code = await new Promise((done) => child.on("close", done));
  assert.equal(code, 0, out);
  assert.ok(!out.includes("H1DDEN"), "what is secret is not shown");
  const toml = readFileSync(file, "utf8");
  for (const words of ["127.0.0.1:18080", "Asked", "#asked", 'nick = "asked"', "acct"]) assert.ok(toml.includes(words), words);
  assert.equal(readFileSync(join(folder, "irc-libera.secret"), "utf8"), "H1DDEN\n");
});
