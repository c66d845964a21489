// The Debian package in a bare Debian: installed, set up with `init`, run as its unit file says, upgraded with its data,
// removed, purged. Nothing runs systemd there: what the package asks of it is written down by a stand-in.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { freePort, start, stop, temporaryFolder, until } from "../support/processes.mjs";

const build = process.env.GB_BUILD;
const here = fileURLToPath(new URL(".", import.meta.url));
const folder = temporaryFolder("package");
const root = join(folder, "root");
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "guildbridge-tests", "archives");
const config = "/etc/guildbridge/guildbridge.toml";
const port = await freePort();
let irc, bridge, token;

/** Runs a command in the root. */
function inside(...command) {
  const ran = spawnSync("chroot", [root, ...command], {
    encoding: "utf8", env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" },
  });
  return { ...ran, all: ran.stdout + ran.stderr };
}

function done(...command) {
  const ran = inside(...command);
  assert.equal(ran.status, 0, `${command.join(" ")}: ${ran.all}`);
  return ran.stdout;
}

/** Makes a package of that version and puts it into the root. */
function pack(version) {
  execFileSync("cpack", ["--config", join(build, "CPackConfig.cmake"), "-B", folder, "-D", `CPACK_PACKAGE_VERSION=${version}`,
    "-D", `CPACK_PACKAGE_DIRECTORY=${folder}`], { stdio: "pipe" });
  const file = readdirSync(folder).find((name) => name.startsWith(`guildbridge_${version}_`) && name.endsWith(".deb"));
  cpSync(join(folder, file), join(root, "tmp", file));
  return `/tmp/${file}`;
}

const owner = (path) => done("stat", "-c", "%U:%G %a", path).trim();
// A link in the root leads elsewhere when it is followed from outside.
const isThere = (path) => lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
const asked = () => readFileSync(join(root, "tmp/systemctl.log"), "utf8");
const unit = () => readFileSync(join(root, "usr/lib/systemd/system/guildbridge.service"), "utf8");

/** What the unit's ExecStart says, as its user, until it says that it is ready. */
async function run() {
  const notified = join(root, "run/notify");
  rmSync(notified, { force: true });
  const listener = start("python3", ["-c", `import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True: print(s.recv(4096).decode(), flush=True)`, notified]);
  await until("somebody listens", () => existsSync(notified));
  chmodSync(notified, 0o777);
  const [, user] = unit().match(/^User=(.*)$/m);
  const [, command] = unit().match(/^ExecStart=(.*)$/m);
  bridge = start("chroot", [`--userspec=${user}:${user}`, root, ...command.split(" ")],
    { env: { PATH: "/usr/sbin:/usr/bin", NOTIFY_SOCKET: "/run/notify" } });
  await until(() => `it is ready: ${bridge.output}`, () => {
    if (bridge.exitCode !== null) throw new Error(bridge.output);
    return listener.output.includes("READY=1");
  }, 20_000);
  return async () => {
    assert.deepEqual(await stop(bridge), { code: 0, signal: null }, bridge.output);
    await until("it said that it stops", () => listener.output.includes("STOPPING=1"));
    await stop(listener);
  };
}

before(() => {
  assert.ok(build, "set GB_BUILD to the release build");
  assert.equal(process.getuid(), 0, "this test makes a root of its own, so it has to run as root");
  const archive = execFileSync(join(here, "../support/peers/get-root.sh"), { encoding: "utf8" }).trim();
  mkdirSync(root);
  execFileSync("tar", ["-C", root, "-xf", archive]);
  // Downloads are kept for the next time.
  mkdirSync(cache, { recursive: true });
  cpSync(cache, join(root, "var/cache/apt/archives"), { recursive: true });
  cpSync("/etc/resolv.conf", join(root, "etc/resolv.conf"), { dereference: true });
  cpSync("/etc/hosts", join(root, "etc/hosts"));
  writeFileSync(join(root, "usr/bin/systemctl"), '#!/bin/sh\necho "$@" >> /tmp/systemctl.log\n', { mode: 0o755 });
  writeFileSync(join(root, "tmp/systemctl.log"), "");
  mkdirSync(join(root, "run/systemd/system"), { recursive: true });
  writeFileSync(join(root, "etc/apt/apt.conf.d/99fast"), 'Dpkg::Options { "--force-unsafe-io"; };\n');  // It lives for minutes.
  done("apt-get", "update", "-qq");
});

after(async () => {
  if (bridge) await stop(bridge, "SIGKILL");
  await irc?.down();
  rmSync(folder, { recursive: true, force: true });
});

test("installed: its user, its folders, and all that belongs to it", () => {
  const said = done("apt-get", "install", "-y", "-qq", "--no-install-recommends", pack("0.1.0"));
  for (const name of readdirSync(join(root, "var/cache/apt/archives")))
    if (name.endsWith(".deb")) cpSync(join(root, "var/cache/apt/archives", name), join(cache, name));
  assert.match(said, /guildbridge init --config/, "it says what to do next");
  assert.match(done("guildbridge", "--version"), /^guildbridge \d+\.\d+\.\d+ \([0-9a-f]{12}\+?\)\n$/);
  assert.equal(owner("/etc/guildbridge"), "root:guildbridge 750");
  assert.equal(owner("/var/lib/guildbridge"), "guildbridge:guildbridge 750");
  assert.match(done("getent", "passwd", "guildbridge"), /:\/usr\/sbin\/nologin$/m);
  for (const path of ["usr/share/man/man1/guildbridge.1.gz", "usr/share/bash-completion/completions/guildbridge",
    "usr/share/zsh/vendor-completions/_guildbridge", "usr/share/fish/vendor_completions.d/guildbridge.fish",
    "usr/share/doc/guildbridge/copyright", "usr/share/doc/guildbridge/CHANGELOG.md.gz", "usr/share/doc/guildbridge/examples/full.toml"])
    assert.ok(existsSync(join(root, path)), path);
  assert.match(asked(), /preset guildbridge\.service/, "it starts with the machine");
  assert.ok(!/\bstart\b/.test(asked()), "nothing is started that has no configuration");
});

test("set up with `init`, and a message goes through", async () => {
  irc = await ngircd();
  const set_up = inside("guildbridge", "init", "--yes", "--config", config, "--data", "/var/lib/guildbridge", "--service-user", "guildbridge",
    "--listen", `127.0.0.1:${port}`, "--irc", `127.0.0.1:${irc.port}`, "--irc-no-tls", "--irc-nick", "gb", "--irc-room", "#gen");
  assert.equal(set_up.status, 0, set_up.all);
  assert.match(set_up.stdout, /^ok +irc\.home: /m);
  assert.match(set_up.stdout, /systemctl start guildbridge/);
  assert.equal(owner(config), "root:guildbridge 640");
  assert.equal(owner("/var/lib/guildbridge/guildbridge.db"), "guildbridge:guildbridge 600");
  [, token] = set_up.stdout.match(/token for native clients: (\S+)/);

  const bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  const end = await run();
  await bob.line(/^:gb!\S+ JOIN :?#gen/);
  const native = await Native.login(`http://127.0.0.1:${port}`, token);
  await native.ask("setactivechannel", { guild: 1, channel: 1 });
  assert.equal((await native.ask("post", { content: "hello from the package" })).ok, true);
  await until("bob hears it", () => bob.said("#gen").some(({ text }) => text === "<admin> hello from the package"));
  bob.say("#gen", "hello back");
  await native.next("message", (message) => message.content === "hello back");
  native.close();
  bob.quit();
  await end();
});

test("upgraded: what was said is still there", async () => {
  const before = asked().length;
  done("apt-get", "install", "-y", "-qq", "--no-install-recommends", pack("0.1.1"));
  assert.match(done("dpkg-query", "-W", "guildbridge"), /\t0\.1\.1$/m);
  assert.match(asked().slice(before), /try-restart guildbridge\.service/, "what ran is replaced by the new version");
  assert.ok(!/(^|\s)stop guildbridge/.test(asked().slice(before)), "and runs until then");
  assert.equal(owner(config), "root:guildbridge 640");
  const end = await run();
  const native = await Native.login(`http://127.0.0.1:${port}`, token);
  const history = await native.ask("history", { channel: 1 });
  assert.equal(history.ok, true);
  const { messages } = await native.next("history");
  assert.deepEqual(messages.map(({ content }) => content).slice(-2), ["hello from the package", "hello back"]);
  native.close();
  await end();
});

test("removed, the data stays; purged, nothing does", () => {
  const before = asked().length;
  done("apt-get", "remove", "-y", "-qq", "guildbridge");
  assert.match(asked().slice(before), /stop guildbridge\.service/);
  assert.ok(!existsSync(join(root, "usr/bin/guildbridge")));
  assert.ok(existsSync(join(root, config)) && existsSync(join(root, "var/lib/guildbridge/guildbridge.db")));
  done("apt-get", "purge", "-y", "-qq", "guildbridge");
  for (const path of ["etc/guildbridge", "var/lib/guildbridge", "etc/systemd/system/guildbridge.service"])
    assert.ok(!isThere(path), path);
  assert.notEqual(inside("getent", "passwd", "guildbridge").status, 0);
});
