// Real IRC servers on loopback: ngircd, InspIRCd and Ergo, each with a configuration of its own.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, start, stop, temporaryFolder, untilListening } from "./processes.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

class IrcServer {
  constructor(kind, port, folder, launch) {
    Object.assign(this, { kind, port, folder, launch });
  }

  async up() {
    this.child = this.launch();
    await untilListening(this.port, this.child, this.kind);
    return this;
  }

  /** Ends the server without a goodbye. */
  down() {
    return stop(this.child, "SIGKILL");
  }
}

export async function ngircd(port) {
  port ??= await freePort();
  const folder = temporaryFolder("ngircd");
  chmodSync(folder, 0o777);
  const file = join(folder, "ngircd.conf");
  writeFileSync(file, `[Global]
Name = ngircd.example.test
Info = test
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = hello
PidFile = ${folder}/ngircd.pid
AdminEMail = admin@example.test
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 30
MaxPenaltyTime = 0
PingTimeout = 120
[Options]
DNS = no
Ident = no
PAM = no
`, { mode: 0o644 });
  return new IrcServer("ngircd", port, folder, () => start("/usr/sbin/ngircd", ["-n", "-f", file])).up();
}

export async function inspircd(port) {
  port ??= await freePort();
  const folder = temporaryFolder("inspircd");
  chmodSync(folder, 0o777);
  const file = join(folder, "inspircd.conf");
  const modules = ["cap", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_capnotify", "ircv3_chghost",
    "ircv3_ctctags", "ircv3_echomessage", "ircv3_labeledresponse", "ircv3_msgid", "ircv3_servertime", "namesx",
    "blockcolor"];
  writeFileSync(file, `<server name="inspircd.example.test" description="test" network="TestNet" id="1AA">
<admin name="test" nick="test" email="admin@example.test">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect name="test" allow="*" timeout="60" pingfreq="120" hardsendq="64M" softsendq="64M" recvq="4M"
  threshold="1000000" commandrate="1000000000" fakelag="no" localmax="10000" globalmax="10000"
  resolvehostnames="no" useident="no" limit="10000" modes="">
<performance softlimit="12800" somaxconn="1024" netbuffersize="65536" quietbursts="yes">
<options prefixquit="Quit: " defaultmodes="" allowhalfop="no">
<path configdir="${folder}" datadir="${folder}" logdir="${folder}" runtimedir="${folder}">
<pid file="${folder}/inspircd.pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="${folder}/inspircd.log">
<limits maxnick="30" maxchan="64">
<maxlist chan="*" limit="100">
<channels users="200" opers="200">
${modules.map((name) => `<module name="${name}">`).join("\n")}
`, { mode: 0o644 });
  return new IrcServer("inspircd", port, folder,
    () => start("/usr/sbin/inspircd", ["--runasroot", "--nofork", `--config=${file}`])).up();
}

export async function ergo(port) {
  port ??= await freePort();
  const home = execFileSync(join(here, "peers/get-ergo.sh"), { encoding: "utf8" }).trim();
  const binary = ["usr/bin/ergo", "usr/bin/ergochat"].map((name) => join(home, name)).find(existsSync);
  const folder = temporaryFolder("ergo");
  const file = join(folder, "ircd.yaml");
  writeFileSync(file, ergoConfiguration(home, port, folder));
  execFileSync(binary, ["initdb", "--conf", file, "--quiet"], { cwd: folder });
  return new IrcServer("ergo", port, folder, () => start(binary, ["run", "--conf", file], { cwd: folder })).up();
}

/** Ergo's own default file with one plain listener on loopback and its limits on floods and connections off. */
function ergoConfiguration(home, port, folder) {
  const lines = readFileSync(join(home, "usr/share/doc/ergochat/examples/default.yaml"), "utf8").split("\n");
  const out = [];
  let skipDeeperThan = null;
  let section = "";
  for (let line of lines) {
    const indent = line.search(/\S/);
    if (skipDeeperThan !== null && (indent < 0 || indent > skipDeeperThan || line.trim().startsWith("#"))) continue;
    skipDeeperThan = null;
    if (/^\s*(":6697"|"\[::1\]:6667"):/.test(line)) {
      skipDeeperThan = indent;
      continue;
    }
    if (/^[a-z-]+:/.test(line)) section = line.trim().replace(/:.*/, "");
    line = line.replace('"127.0.0.1:6667"', `"127.0.0.1:${port}"`);
    if (/^\s+(count|throttle): true/.test(line)) line = line.replace("true", "false");
    if (section === "fakelag" && /^ {4}enabled: true/.test(line)) line = line.replace("true", "false");
    if (/^\s+path: ircd.db/.test(line)) line = line.replace("ircd.db", join(folder, "ircd.db"));
    if (/^\s+path: languages/.test(line)) line = line.replace("languages", join(home, "usr/share/ergochat/languages"));
    if (/^\s+motd: /.test(line)) continue;
    out.push(line);
  }
  return out.join("\n");
}
