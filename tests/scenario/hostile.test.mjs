// Clients that mean harm, or are broken: only they suffer. A good client is there all the time and notices nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

let bridge, alice, mallory, good;

before(async () => {
  bridge = await Bridge.make({
    gateway: 'request_timeout = "1 s"\nconnect_timeout = "1 s"\nposts = { burst = 1, per_second = 0 }\npackets = { burst = 1, per_second = 0 }',
  });
  alice = bridge.addUser("alice");
  mallory = bridge.addUser("mallory");
  await bridge.up();
  good = await Native.login(bridge.url, alice.token);
  await good.ask("setactivechannel", { guild: 1, channel: 1 });
});

after(async () => {
  good?.close();
  assert.equal((await bridge?.down())?.code, 0);
});

async function assertAllIsWell() {
  const content = `still here ${Math.random()}`;
  assert.equal((await good.ask("post", { content })).ok, true);
  await good.next("message", (message) => message.content === content);
}

/** A WebSocket that has logged in and made the channel active; what it is sent is in `.got`. */
function bareClient(token) {
  return new Promise((done, failed) => {
    const socket = new WebSocket(bridge.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket");
    socket.got = [];
    socket.on("error", failed);
    socket.closed = new Promise((closed) => socket.on("close", (code) => closed(code)));
    socket.on("message", (data) => {
      const text = data.toString();
      socket.got.push(text);
      if (text.startsWith("0")) socket.send(`40{"token":"${token}"}`);
      if (text.startsWith('42["hello"')) socket.send('421["setactivechannel",{"guild":1,"channel":1}]');
      if (text.startsWith("431")) done(socket);
    });
  });
}

test("one who does not read is dropped, and the others are not held up", { timeout: 120_000 }, async () => {
  const lazy = await bareClient(mallory.token);
  lazy._socket.pause();
  const listener = await Native.login(bridge.url, alice.token);
  await listener.ask("setactivechannel", { guild: 1, channel: 1 });
  const content = "x".repeat(1000);
  let slowest = 0;
  for (let n = 0; n < 20_000; n += 200) {
    const begin = Date.now();
    const answers = await Promise.all(Array.from({ length: 200 }, () => good.ask("post", { content })));
    assert.deepEqual(answers.find((answer) => !answer.ok), undefined);
    slowest = Math.max(slowest, Date.now() - begin);
  }
  await until("all have come", () => listener.count("message") >= 20_000, 20_000);
  assert.ok(slowest < 5000, `200 posts took ${slowest} ms`);
  assert.ok((await bridge.status()).gateway.notReading >= 1);
  lazy._socket.resume();
  await lazy.closed;
  good.packets.length = 0;
  listener.close();
  const memory = Number(readFileSync(`/proc/${bridge.child.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  assert.ok(memory < 400, `${memory} MiB`);
});

const nested = "[".repeat(100_000);
for (const [what, text] of [
  ["brackets without end", `42["post",${nested}`],
  ["deep nesting that is closed", `42["post",${nested}${"]".repeat(100_000)}]`],
  ["a number of a million digits", `42["post",${"9".repeat(1_000_000)}]`],
  ["a key of a million letters", `42["post",{"${"k".repeat(1_000_000)}":1}]`],
  ["a number without a value", '42["post",1e999]'],
])
  test(`JSON: ${what}`, async () => {
    const bomber = await bareClient(mallory.token);
    const before = bomber.got.length;
    const begin = Date.now();
    bomber.send(text);
    await until("an answer or the end", () => bomber.readyState === WebSocket.CLOSED || bomber.got.length > before, 5000);
    assert.ok(Date.now() - begin < 3000);
    bomber.terminate();
    await assertAllIsWell();
  });

test("a lone surrogate and duplicate keys come out as good text", async () => {
  const odd = await bareClient(mallory.token);
  odd.send('427["post",{"content":"no","content":"a\\ud800b"}]');
  await good.next("message", (message) => message.content === "a\ufffdb");
  odd.terminate();
});

const frames = {
  "reserved bits": [0xf1, 0x80, 0, 0, 0, 0],
  "an unmasked frame": [0x81, 0x01, 0x34],
  "a long control frame": [0x89, 0xfe, 0x00, 0x7e, 0, 0, 0, 0],
  "a length with the top bit": [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  "a message far too long": [0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  "a continuation of nothing": [0x80, 0x80, 0, 0, 0, 0],
};
for (const [what, bytes] of Object.entries(frames))
  test(`frames: ${what}`, async () => {
    const broken = await bareClient(mallory.token);
    broken._socket.write(Buffer.from(bytes));
    const code = await broken.closed;
    assert.ok([1002, 1007, 1009].includes(code), `closed with ${code}`);
    await assertAllIsWell();
  });

test("ten thousand pings", async () => {
  const pinger = await bareClient(mallory.token);
  for (let n = 0; n < 10_000; n++) pinger.ping();
  await assertAllIsWell();
  pinger.terminate();
});

test("requests that never end, and connections that say nothing, are closed", async () => {
  const sockets = ["GET /socket.io/?EIO=4 HTTP/1.1\r\nX: ", "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab", "\x16\x03\x01", ""].map((start) => {
    const socket = connect(bridge.port, "127.0.0.1", () => socket.write(start));
    socket.on("error", () => {});
    socket.resume();
    return new Promise((closed) => socket.on("close", closed));
  });
  await Promise.race([Promise.all(sockets), sleep(5000).then(() => assert.fail("still open"))]);
  await assertAllIsWell();
});

/** Writes requests in one go and returns the bodies of the answers, once there are as many. */
async function pipelined(requests) {
  const socket = connect(bridge.port, "127.0.0.1");
  let answers = "";
  socket.setEncoding("latin1").on("error", () => {}).on("data", (text) => (answers += text));
  socket.write(requests.join(""));
  const bodies = () => answers.split("HTTP/1.1 ").slice(1).map((answer) => answer.split("\r\n\r\n")[1]);
  await until("all are answered", () => socket.destroyed || bodies().length >= requests.length, 20_000);
  socket.destroy();
  return bodies();
}

test("3,600 requests in one write are all answered, in order", async () => {
  const path = (n) => (n % 3 ? "/no/such/thing" : "/socket.io/?EIO=4&transport=polling&sid=nobody");
  const bodies = await pipelined(Array.from({ length: 3600 }, (_, n) => `GET ${path(n)} HTTP/1.1\r\nHost: x\r\n\r\n`));
  assert.equal(bodies.length, 3600);
  const wrong = bodies.findIndex((body, n) => !body.includes(n % 3 ? "there is nothing here" : "Session ID unknown"));
  assert.equal(wrong, -1, bodies[wrong]);
  await assertAllIsWell();
});

test("posts of a polling session that are pipelined keep their order", async () => {
  const path = "/socket.io/?EIO=4&transport=polling";
  const { sid } = JSON.parse((await (await fetch(bridge.url + path)).text()).slice(1));
  const post = (packet) => `POST ${path}&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: ${packet.length}\r\n\r\n${packet}`;
  await pipelined([post(`40{"token":"${mallory.token}"}`)]);
  let fetched = "";
  while (!fetched.includes('42["hello"')) fetched += await (await fetch(`${bridge.url}${path}&sid=${sid}`)).text();
  await pipelined([post('421["setactivechannel",{"guild":1,"channel":1}]')]);
  good.packets.length = 0;
  const said = Array.from({ length: 20 }, (_, n) => `pipelined ${n}`);
  assert.deepEqual(await pipelined(said.map((content) => post(`42["post",{"content":"${content}"}]`))), said.map(() => "ok"));
  await until("all were said", () => good.count("message") >= said.length, 10_000);
  assert.deepEqual(good.packets.filter(({ name }) => name === "message").map(({ value }) => value.content), said);
});

test("a crowd that never logs in", async () => {
  const crowd = Array.from({ length: 300 }, () => connect(bridge.port, "127.0.0.1").on("error", () => {}).resume());
  await assertAllIsWell();
  await Promise.all(crowd.map((socket) => new Promise((closed) => socket.on("close", closed))));
  await assertAllIsWell();
});
