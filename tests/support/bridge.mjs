// The program under test: a configuration in a folder of its own, users, start, stop and kill.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, start, stop, temporaryFolder, until } from "./processes.mjs";

const binary = process.env.GUILDBRIDGE;
if (!binary) throw new Error("set GUILDBRIDGE to the program under test");

export class Bridge {
  /** What else stands in the environment of the next `up`. */
  env;

  /** `networks` is TOML of the [irc.*] sections; `channels` maps a channel's key to its list of rooms (TOML strings). */
  static async make({ networks = "", channels = { general: [] }, gateway = "", guild = "", folder } = {}) {
    const bridge = new Bridge();
    bridge.folder = folder ?? temporaryFolder("bridge");
    bridge.port = await freePort();
    bridge.adminPort = await freePort();
    bridge.url = `http://127.0.0.1:${bridge.port}`;
    bridge.file = join(bridge.folder, "guildbridge.toml");
    bridge.configure({ networks, channels, gateway, guild });
    return bridge;
  }

  configure({ networks = "", channels, gateway = "", guild = "" }) {
    const rooms = Object.entries(channels).map(([key, list]) =>
      `[guild.community.channel.${key}]\nname = "${key}"\nrooms = [${list.map((r) => (r.startsWith("{") ? r : JSON.stringify(r))).join(", ")}]\n`);
    writeFileSync(this.file, `[gateway]
listen = "127.0.0.1:${this.port}"
public_url = "${this.url}"
${gateway}
[admin]
listen = "127.0.0.1:${this.adminPort}"
[store]
path = "${join(this.folder, "guildbridge.db")}"
[log]
level = "debug"
${networks}
[guild.community]
name = "Community"
members = "everyone"
${guild}
${rooms.join("\n")}`);
  }

  /** Makes a user and returns {id, token}. */
  addUser(handle, displayName = handle) {
    const out = execFileSync(binary, ["user", "add", "--config", this.file, "--handle", handle, "--display-name", displayName,
      "--password-stdin"], { input: `password of ${handle}\n`, encoding: "utf8" });
    return JSON.parse(out);
  }

  async up() {
    this.child = start(binary, ["run", "--config", this.file], this.env ? { env: { ...process.env, ...this.env } } : {});
    await until(`the bridge serves: ${this.child.output}`, async () => {
      if (this.child.exitCode !== null) throw new Error(`the bridge ended: ${this.child.output}`);
      return fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false);
    }, 20_000);
    return this;
  }

  down() {
    return stop(this.child);
  }

  kill() {
    return stop(this.child, "SIGKILL");
  }

  status() {
    return fetch(`http://127.0.0.1:${this.adminPort}/status`).then((answer) => answer.json());
  }

  get log() {
    return this.child.output;
  }
}

/** TOML of a network without TLS and pacing, as tests on loopback want it; `changes` are further keys, as TOML. */
export function network(name, port, changes = {}) {
  const keys = {
    server: `"127.0.0.1:${port}"`,
    tls: "false",
    nick: '"gb"',
    pace: "{ burst = 64, per_second = 0 }",
    reconnect_min: '"300 ms"',
    reconnect_max: '"1 s"',
    rejoin_delay: '"300 ms"',
    ...changes,
  };
  return `[irc.${name}]\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}\n`).join("")}\n`;
}
