// Engine.IO protocol 3, as Socket.IO 2 clients speak it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createRequire } from "node:module";
import { Echo, times } from "./echo.mjs";
import { sleep, until } from "../support/processes.mjs";

const eio3 = createRequire(import.meta.url)("engine.io-client-3");
let echo;
before(async () => { echo = await Echo.up("engineio"); });
after(async () => assert.equal((await echo.down()).code, 0));

const polling = "EIO=3&transport=polling&b64=1";
const websocket = "EIO=3&transport=websocket";

async function open() {
  const text = await (await echo.http(polling)).text();
  const match = text.match(/^(\d+):0(.*)$/);
  assert.ok(match, text);
  assert.equal(Number(match[1]), match[2].length + 1);
  return JSON.parse(match[2]).sid;
}

const poll = (sid) => echo.http(`${polling}&sid=${sid}`);
const push = (sid, body, type) => echo.post(`${polling}&sid=${sid}`, body, type);

describe("handshake", () => {
  it("is accepted, and refused where EIO 4 refuses", async () => {
    await open();
    assert.equal((await echo.http("EIO=3&transport=foo")).status, 400);
    assert.equal((await echo.http("EIO=3&transport=polling&sid=nope")).status, 400);
    assert.equal((await echo.http("EIO=3&transport=polling", { method: "PUT", body: "x" })).status, 400);
  });

  it("without b64 gets payloads with binary packets in the binary framing", async () => {
    const plain = "EIO=3&transport=polling";
    const opened = await echo.http(plain);
    const { sid } = JSON.parse((await opened.text()).replace(/^\d+:0/, ""));
    const body = Buffer.from([1, 4, 255, 4, 1, 2, 3, 0, 3, 255, 0x34, 0x68, 0x69]);
    assert.equal((await echo.post(`${plain}&sid=${sid}`, body, "application/octet-stream")).status, 200);
    const answer = await echo.http(`${plain}&sid=${sid}`);
    assert.match(answer.headers.get("content-type"), /application\/octet-stream/);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), body);
  });
});

describe("messages", () => {
  it("are framed by length in UTF-16 units", async () => {
    const sid = await open();
    assert.equal(await (await push(sid, "9:4héllo 😀".replace("9:", `${"4héllo 😀".length}:`))).text(), "ok");
    assert.equal(await (await poll(sid)).text(), `${"4héllo 😀".length}:4héllo 😀`);
  });

  it("several in one payload, and binary as base64", async () => {
    const sid = await open();
    await push(sid, "4:4one4:4two10:b4AQIDBA==");
    assert.equal(await (await poll(sid)).text(), "4:4one4:4two10:b4AQIDBA==");
  });

  it("binary over WebSocket begin with the byte 4", async () => {
    const socket = await echo.socket(websocket);
    assert.equal((await socket.next())[0], "0");
    socket.send(Buffer.from([4, 1, 2, 3]));
    assert.deepEqual(await socket.next(), Buffer.from([4, 1, 2, 3]));
    socket.send("4text");
    assert.equal(await socket.next(), "4text");
    socket.close();
  });

  for (const body of ["4:4one5:4tw", "x:4one", "99999999999999:4", ":4", "4one"])
    it(`closes the session on the payload ${body}`, async () => {
      const sid = await open();
      assert.equal((await push(sid, body)).status, 400);
      assert.equal((await poll(sid)).status, 400);
    });
});

describe("heartbeat", () => {
  it("answers pings, sends none, and closes after silence", async () => {
    const socket = await echo.socket(websocket);
    await socket.next();
    for (let n = 0; n < 3; n++) {
      await sleep(times.interval);
      assert.deepEqual(socket.frames, [], "the server does not ping");
      socket.send("2");
      assert.equal(await socket.next(), "3");
    }
    socket.send("2probe");
    assert.equal(await socket.next(), "3probe");
    const silent = Date.now();
    await socket.untilClosed();
    assert.ok(Math.abs(Date.now() - silent - times.interval - times.timeout) < 250);
  });
});

describe("the real client", () => {
  for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]])
    it(`over ${transports.join("+")}`, async () => {
      const client = eio3(`http://127.0.0.1:${echo.port}`, { path: "/engine.io/", transports });
      const got = [];
      client.on("message", (data) => got.push(data));
      await until("open", () => client.readyState === "open");
      if (transports.length === 2) await until("upgraded", () => client.transport.name === "websocket");
      client.send("text é 😀");
      client.send(Buffer.from([1, 2, 3]));
      await until("both come back", () => got.length === 2);
      assert.equal(got[0], "text é 😀");
      assert.deepEqual(Buffer.from(got[1]), Buffer.from([1, 2, 3]));
      await sleep(2 * (times.interval + times.timeout));
      assert.equal(client.readyState, "open", "the heartbeat holds");
      client.close();
    });
});
