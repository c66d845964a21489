// People and servers come and go; the process stays as it was: memory, descriptors, threads, and idle means idle.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import WebSocket from "ws";
import { Bridge, network } from "../support/bridge.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const handshake = "/socket.io/?EIO=4&transport=polling";

function look(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).map(Number);
  return {
    memory: Number(status.match(/VmRSS:\s+(\d+)/)[1]) * 1024,
    threads: Number(status.match(/Threads:\s+(\d+)/)[1]),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    cpuSeconds: (user + system) / 100,
  };
}

/** Logs in over a bare WebSocket, makes the channel active, and goes without a goodbye. */
function visit(url, token) {
  return new Promise((done, failed) => {
    const socket = new WebSocket(url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket");
    socket.on("error", failed);
    socket.on("close", () => failed(new Error("closed before its time")));
    socket.on("message", (data) => {
      const text = data.toString();
      if (text.startsWith("0")) socket.send(`40{"token":"${token}"}`);
      if (text.startsWith('42["hello"')) socket.send('421["setactivechannel",{"guild":1,"channel":1}]');
      if (text.startsWith("431")) {
        socket.terminate();
        done();
      }
    });
  });
}

/** Shakes hands and connects over polling (version 4 or 3), and is never seen again. */
async function abandon(url, version) {
  const open = await (await fetch(`${url}/socket.io/?EIO=${version}&transport=polling`)).text();
  const { sid } = JSON.parse(open.slice(open.indexOf("{"), open.lastIndexOf("}") + 1));
  if (version === 4) await fetch(`${url}${handshake}&sid=${sid}`, { method: "POST", body: "40" });
}

test("nothing grows", { timeout: 240_000 }, async (t) => {
  let server = await ngircd();
  const bridge = await Bridge.make({
    networks: network("net", server.port, { reconnect_min: '"50 ms"', reconnect_max: '"100 ms"' }),
    channels: { general: ["irc.net/#gen"] },
    gateway: 'ping_interval = "500 ms"\nping_timeout = "500 ms"\nconnect_timeout = "2 s"\nlogins_per_minute = 0',
  });
  const alice = bridge.addUser("alice");
  await bridge.up();

  async function round() {
    for (let n = 0; n < 20; n++) await Promise.all(Array.from({ length: 15 }, () => visit(bridge.url, alice.token)));
    for (const version of [4, 3])
      for (let n = 0; n < 10; n++) await Promise.all(Array.from({ length: 20 }, () => abandon(bridge.url, version)));
    await server.down();
    server = await ngircd(server.port);
    await until("all are gone and the room is back", async () => {
      const status = await bridge.status();
      return status.gateway.connections === 0 && status.gateway.active === 0 && status.links[0].state === "joined";
    }, 30_000, 100);
  }

  (await Native.login(bridge.url, alice.token)).close();  // The password is remembered: logins are quick from now on.
  for (let n = 0; n < 3; n++) await round();
  const before = look(bridge.child.pid);
  for (let n = 0; n < 8; n++) await round();
  await sleep(500);
  const after = look(bridge.child.pid);
  t.diagnostic(`8 rounds of 300 visits, 400 abandoned sessions and a server restart: ${JSON.stringify({ before, after })}`);
  assert.ok(after.memory < before.memory * 1.15 + 2_000_000, "memory");
  assert.equal(after.threads, before.threads, "threads");
  assert.ok(after.descriptors <= before.descriptors + 5, "descriptors");

  const native = await Native.login(bridge.url, alice.token);
  await sleep(200);
  const idle = look(bridge.child.pid).cpuSeconds;
  await sleep(3000);
  assert.ok(look(bridge.child.pid).cpuSeconds - idle <= 0.1, "idle means idle");
  native.close();
  assert.equal((await bridge.down()).code, 0);
  await server.down();
});
