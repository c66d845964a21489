// Measures the bridge side by side with the same job on Node's socket.io, and IRC to IRC, in one run on one machine.
// The server has core 0, the clients core 1. Prints the figures and the ratios; build the release preset first.
//
//   node tests/bench/run.mjs [BUILD]          default: build
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { closeSync, fdatasyncSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2] ?? join(here, "../../build"));
process.env.GUILDBRIDGE ??= join(build, "guildbridge");
const { network } = await import("../support/bridge.mjs");
const { IrcClient } = await import("../support/irc_client.mjs");
const { inspircd, ngircd } = await import("../support/irc_servers.mjs");
const { freePort, sleep, start, stop, temporaryFolder, until, untilListening } = await import("../support/processes.mjs");

const runs = 3;
const connections = 9_500;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const run = promisify(execFile);

async function load(...args) {
  const { stdout } = await run("taskset", ["-c", "1", join(build, "tests/bench_load"), ...args.map(String)], { timeout: 120_000 });
  return JSON.parse(stdout);
}

const users = Array.from({ length: connections + 300 }, (_, n) =>
  JSON.stringify({ id: n + 1, handle: `user${n + 1}`, displayName: `User ${n + 1}`, password: `pw-${n + 1}` })).join("\n");

async function startBridge(extra = "", listenUsers = true) {
  const folder = temporaryFolder("bench");
  const port = await freePort();
  const file = join(folder, "guildbridge.toml");
  writeFileSync(file, `[gateway]
listen = "127.0.0.1:${port}"
logins_per_minute = 0
posts = { burst = 1, per_second = 0 }
packets = { burst = 1, per_second = 0 }
[log]
level = "warn"
${extra}
[guild.community]
id = 1
[guild.community.channel.general]
id = 1
${extra ? 'rooms = ["irc.a/#bench", "irc.b/#bench"]' : ""}
`);
  if (listenUsers)
    execFileSync(process.env.GUILDBRIDGE, ["user", "import", "--config", file, "--weak-hash"], { input: users, stdio: ["pipe", "ignore", "inherit"] });
  const child = start("taskset", ["-c", "0", process.env.GUILDBRIDGE, "run", "--config", file]);
  await untilListening(port, child, "the bridge");
  return { port, child };
}

async function startNode() {
  const port = await freePort();
  const child = start("taskset", ["-c", "0", process.execPath, join(here, "node_server.mjs"), port]);
  await untilListening(port, child, "the yardstick");
  return { port, child };
}

/** The same measurement of both, taking turns; medians of each figure. */
async function sideBySide(measure) {
  const found = { bridge: [], node: [] };
  for (let n = 0; n < runs; n++)
    for (const [name, launch] of [["bridge", () => startBridge()], ["node", startNode]]) {
      const server = await launch();
      found[name].push(await measure(server));
      await stop(server.child);
    }
  const medians = (list) => Object.fromEntries(Object.keys(list[0]).map((key) => [key, median(list.map((item) => item[key]))]));
  return { bridge: medians(found.bridge), node: medians(found.node) };
}

const results = [];
const show = (what, bridge, node, ratio, goal) => {
  results.push({ what, bridge, node, ratio, goal });
  console.log(`${what}: ${bridge} (Node ${node}); ${ratio}; goal: ${goal}`);
};
const times = (a, b) => `${(a / b).toFixed(a < b ? 2 : 1)} times`;

/** p50 of writing 300 bytes and fdatasync, in ms. */
function diskTime() {
  const file = openSync(join(temporaryFolder("disk"), "x"), "w");
  const took = [];
  for (let n = 0; n < 500; n++) {
    const begin = process.hrtime.bigint();
    writeSync(file, Buffer.alloc(300, 1));
    fdatasyncSync(file);
    took.push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
  closeSync(file);
  return median(took);
}

async function ircToIrc() {
  const servers = [await ngircd(), await inspircd()];
  const bridge = await startBridge(servers.map((server, n) => network("ab"[n], server.port)).join(""), false);
  const talker = await IrcClient.join(servers[0].port, "talker", ["#bench"]);
  const listener = await IrcClient.join(servers[1].port, "listener", ["#bench"]);
  for (const person of [talker, listener])
    await until("the bridge is in the channel", () => {
      person.send("NAMES #bench");
      return person.lines.some((line) => / 353 .*\bgb\b/.test(line));
    }, 10_000, 200);
  await sleep(500);

  const heard = [];
  let rest = "";
  listener.socket.removeAllListeners("data");
  listener.socket.on("data", (chunk) => {
    const now = process.hrtime.bigint();
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop();
    for (const line of lines) {
      const match = line.match(/ n(\d+) t(\d+)$/);
      if (match) heard.push({ number: Number(match[1]), ms: Number(now - BigInt(match[2])) / 1e6 });
      else if (line.startsWith("PING")) listener.send(`PONG ${line.slice(5)}`);
    }
  });

  async function talk(count, perSecond) {
    heard.length = 0;
    const begin = Date.now();
    for (let sent = 0; sent < count;) {
      const due = Math.min(count, Math.floor(((Date.now() - begin) * perSecond) / 1000) + 1);
      let lines = "";
      for (; sent < due; sent++) lines += `PRIVMSG #bench :n${sent} t${process.hrtime.bigint()}\r\n`;
      talker.socket.write(lines);
      await sleep(1);
    }
    await until("all were heard", () => heard.length >= count, 30_000).catch(() => {});
    return {
      lost: count - new Set(heard.map(({ number }) => number)).size,
      disordered: heard.filter(({ number }, at) => at > 0 && number !== heard[at - 1].number + 1).length,
      rate: Math.round((count * 1000) / (Date.now() - begin)),
      p50: median(heard.map(({ ms }) => ms)),
    };
  }

  const disk = diskTime();
  const calm = await talk(2000, 200);
  const busy = await talk(60_000, 6000);
  await stop(bridge.child);
  [talker, listener].forEach((person) => person.quit());
  for (const server of servers) await server.down();
  return { disk, calm, busy };
}

const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", cwd: here }).stdout.trim();
const processor = readFileSync("/proc/cpuinfo", "utf8").match(/model name\s*: (.*)/)?.[1] ?? "unknown";
console.log(`commit ${commit}, ${processor}, node ${process.version}\n`);

const most = await sideBySide(({ port }) => load("fanout", port, 1000, 0, 5));
show("deliveries/s, one channel, 1,000 listeners", most.bridge.delivered_per_second, most.node.delivered_per_second,
  times(most.bridge.delivered_per_second, most.node.delivered_per_second), "at least 10 times");
const fixed = await sideBySide(({ port }) => load("fanout", port, 1000, 20, 8));
show("p50 at 20,000 deliveries/s, ms", fixed.bridge.p50_us / 1000, fixed.node.p50_us / 1000,
  times(fixed.bridge.p50_us, fixed.node.p50_us), "no worse");
show("p99 at 20,000 deliveries/s, ms", fixed.bridge.p99_us / 1000, fixed.node.p99_us / 1000,
  times(fixed.bridge.p99_us, fixed.node.p99_us), "no worse");
const idle = await sideBySide(({ port, child }) => load("connect", port, connections, child.pid));
show(`bytes of memory per idle connection, ${connections}`, idle.bridge.bytes_per_connection, idle.node.bytes_per_connection,
  times(idle.bridge.bytes_per_connection, idle.node.bytes_per_connection), "at most a third");
show("connects/s", idle.bridge.connects_per_second, idle.node.connects_per_second,
  times(idle.bridge.connects_per_second, idle.node.connects_per_second), "at least 3 times");
for (const side of [most, fixed])
  for (const name of ["bridge", "node"])
    if (side[name].lost || side[name].out_of_order) console.log(`FAULT: ${name} lost ${side[name].lost}, out of order ${side[name].out_of_order}`);

const irc = await ircToIrc();
console.log(`\nIRC to IRC, pacing off: ${irc.busy.rate}/s, lost ${irc.busy.lost}, out of order ${irc.busy.disordered}; goal: 5,000/s, 0, 0`);
console.log(`IRC to IRC at 200/s: p50 ${irc.calm.p50.toFixed(2)} ms, lost ${irc.calm.lost}; the disk alone ${irc.disk.toFixed(2)} ms; goal: at most 2 ms above it`);
process.exit(0);
