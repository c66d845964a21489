// Who has not logged in may make us hold little, however many he is; who has, may send what the limits say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { closeAtEnd, sleep, until } from "../support/processes.mjs";

const { WebSocket } = createRequire(import.meta.url)("ws");
let bridge, alice;

before(async () => {
  bridge = await Bridge.make({ gateway: 'connect_timeout = "8 s"\nrequest_timeout = "8 s"' });
  alice = bridge.addUser("alice", "Alice");
  await bridge.up();
});
after(async () => assert.equal((await bridge.down()).code, 0));

const memory = () => Number(readFileSync(`/proc/${bridge.child.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
const polling = "/socket.io/?EIO=4&transport=polling";

/** A connection that sends as much as it is let. */
function pushing(head, size) {
  const socket = connect(bridge.port, "127.0.0.1");
  closeAtEnd(() => socket.destroy());
  socket.on("error", () => {}).setEncoding("latin1");
  socket.answer = "";
  socket.on("data", (text) => (socket.answer += text));
  socket.write(head);
  const piece = "x".repeat(64 * 1024);
  let sent = 0;
  const more = () => {
    while (sent < size && !socket.destroyed) {
      sent += piece.length;
      if (!socket.write(piece)) return socket.once("drain", more);
    }
  };
  more();
  return socket;
}

async function wsOpen() {
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/socket.io/?EIO=4&transport=websocket`);
  socket.on("error", () => {});
  socket.closed = new Promise((closed) => socket.on("close", (code, reason) => closed({ code, reason: String(reason) })));
  await new Promise((opened) => socket.once("message", opened));
  return socket;
}

test("two hundred strangers that each begin something of 5 MB", { timeout: 60_000 }, async () => {
  const before = memory();
  const { sid } = JSON.parse((await (await fetch(bridge.url + polling)).text()).slice(1));
  const heads = [
    `POST ${polling}&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n`,
    `POST ${polling}&sid=${sid} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4c4b40\r\n`,
    "POST /anything HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n",
  ];
  const sockets = Array.from({ length: 150 }, (_, n) => pushing(heads[n % heads.length], 4_900_000));
  const upgraded = await Promise.all(Array.from({ length: 50 }, wsOpen));
  upgraded.forEach((socket) => socket.send("x".repeat(1_000_000), { fin: false }));
  // Who goes on sending after the answer may be reset before he has read it.
  const isRefused = ({ answer, destroyed }) => answer.startsWith("HTTP/1.1 413 ") || (destroyed && answer === "");
  await until("all requests are refused", () => sockets.every(isRefused), 20_000);
  assert.ok(sockets.some(({ answer }) => answer.startsWith("HTTP/1.1 413 ")), "and told why");
  for (const socket of upgraded) assert.deepEqual(await socket.closed, { code: 1009, reason: "payload too large" });
  assert.ok(memory() - before < 40, `${memory() - before} MiB more`);
});

test("who has logged in may send more, over both transports", async () => {
  for (const transports of [["websocket"], ["polling"]]) {
    const native = await Native.login(bridge.url, alice.token, { transports });
    await native.ask("setactivechannel", { guild: 1, channel: 1 });
    assert.equal((await native.ask("post", { content: "y".repeat(60_000) })).ok, true);
    native.close();
  }
});

test("an event with attachments from a stranger is not waited for", async () => {
  const socket = await wsOpen();
  socket.send('451-["upload",{"_placeholder":true,"num":0}]');
  await socket.closed;
});

test("a transfer coding that nobody knows is answered 501, and what follows is no request", async () => {
  for (const coding of ["gzip", "gzip, chunked"]) {
    const socket = pushing(`POST ${polling} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ${coding}\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`, 0);
    await until("closed", () => socket.destroyed || socket.readableEnded, 5000);
    await sleep(100);
    assert.match(socket.answer, /^HTTP\/1\.1 501 /);
    assert.equal(socket.answer.match(/HTTP\/1\.1 /g).length, 1, socket.answer);
  }
});
