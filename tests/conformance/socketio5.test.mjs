// Socket.IO protocol 5 (and 4, with the real version 2 client): connect, disconnect, events, acks, binary.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createRequire } from "node:module";
import { Echo, times } from "./echo.mjs";
import { sleep, until } from "../support/processes.mjs";

const require = createRequire(import.meta.url);
let echo;
before(async () => { echo = await Echo.up("socketio"); });
after(async () => assert.equal((await echo.down()).code, 0));

const websocket = "EIO=4&transport=websocket";

async function open() {
  const socket = await echo.socket(websocket);
  assert.equal((await socket.next())[0], "0");
  // Heartbeats are not what these tests are about.
  const take = socket.next;
  socket.next = async () => {
    for (;;) {
      const frame = await take();
      if (frame !== "2") return frame;
      socket.send("3");
    }
  };
  return socket;
}

async function connected(namespace = "") {
  const socket = await open();
  socket.send(`40${namespace}`);
  assert.match(await socket.next(), /^40/);
  assert.match(await socket.next(), /^42/);
  return socket;
}

describe("connect", () => {
  it("to / gives a session id and emits auth", async () => {
    const socket = await open();
    socket.send("40");
    const answer = await socket.next();
    assert.match(JSON.parse(answer.slice(2)).sid, /^[\w-]{16,}$/);
    assert.equal(await socket.next(), '42["auth",{}]');
    socket.close();
  });

  it("carries the auth payload", async () => {
    const socket = await open();
    socket.send('40{"token":"123"}');
    await socket.next();
    assert.equal(await socket.next(), '42["auth",{"token":"123"}]');
    socket.close();
  });

  it("to /custom, beside /", async () => {
    const socket = await connected();
    socket.send('40/custom,{"a":1}');
    assert.match(await socket.next(), /^40\/custom,\{"sid":"[\w-]+"\}$/);
    assert.equal(await socket.next(), '42/custom,["auth",{"a":1}]');
    socket.send('42["message","x"]');
    assert.equal(await socket.next(), '42["message-back","x"]');
    socket.close();
  });

  it("to an unknown namespace is refused", async () => {
    const socket = await open();
    socket.send("40/random");
    assert.equal(await socket.next(), '44/random,{"message":"Invalid namespace"}');
    socket.close();
  });

  it("that does not come in time closes the connection", async () => {
    const socket = await open();
    const answering = setInterval(() => socket.frames.splice(0).forEach(() => socket.send("3")), 20);
    const begun = Date.now();
    await socket.untilClosed();
    clearInterval(answering);
    assert.ok(Math.abs(Date.now() - begun - times.connect) < 400);
  });
});

describe("disconnect", () => {
  it("leaves one namespace and not the other", async () => {
    const socket = await connected();
    socket.send("40/custom");
    await socket.next();
    await socket.next();
    socket.send("41/custom");
    socket.send('42["message","x"]');
    assert.equal(await socket.next(), '42["message-back","x"]');
    socket.close();
  });
});

describe("events", () => {
  it("come back with all their arguments", async () => {
    const socket = await connected();
    socket.send('42["message",1,"2",{"3":[true,null]}]');
    assert.equal(await socket.next(), '42["message-back",1,"2",{"3":[true,null]}]');
    socket.close();
  });

  it("are acknowledged", async () => {
    const socket = await connected();
    socket.send('42456["message-with-ack",1,"2",{"3":[false]}]');
    assert.equal(await socket.next(), '43456[1,"2",{"3":[false]}]');
    socket.close();
  });

  it("come back with binary attachments", async () => {
    const socket = await connected();
    socket.send('452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
    socket.send(Buffer.from([1, 2, 3]));
    socket.send(Buffer.from([4, 5]));
    assert.equal(await socket.next(), '452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
    assert.deepEqual(await socket.next(), Buffer.from([1, 2, 3]));
    assert.deepEqual(await socket.next(), Buffer.from([4, 5]));
    socket.close();
  });

  it("are acknowledged with binary attachments", async () => {
    const socket = await connected();
    socket.send('451-789["message-with-ack",{"_placeholder":true,"num":0}]');
    socket.send(Buffer.from([7]));
    assert.equal(await socket.next(), '461-789[{"_placeholder":true,"num":0}]');
    assert.deepEqual(await socket.next(), Buffer.from([7]));
    socket.close();
  });
});

describe("what is malformed closes the connection", () => {
  for (const frame of ["4", "49", "42", "42[]", "42{}", "42[null]", '42["disconnect"]', '42["message"', '42["message",{}] x', "431{}", "41{", "40{",
    '4299999999999999999999["message",{}]', '42["message",{"_placeholder":true,"num":0}]x', '451-["message"]', '4511-["message"]'])
    it(frame, async () => {
      const socket = await connected();
      socket.send(frame);
      if (frame === '451-["message"]') socket.send("42[\"message\"]");
      await socket.untilClosed();
    });

  it("an event before CONNECT", async () => {
    const socket = await open();
    socket.send('42["message","x"]');
    await socket.untilClosed();
  });

  it("bytes that are not UTF-8", async () => {
    const socket = await connected();
    socket._socket.write(Buffer.from([0x81, 0x83, 0, 0, 0, 0, 0x34, 0x32, 0xff]));
    await socket.untilClosed();
    assert.equal(socket.ended, 1007);
  });
});

describe("the real clients", () => {
  const kinds = [["socket.io-client", 4], ["socket.io-client-3", 3], ["socket.io-client-2", 2]];
  for (const [name, version] of kinds)
    for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]])
      it(`version ${version} over ${transports.join("+")}`, async () => {
        const made = require(name);
        const client = (made.io ?? made)(`http://127.0.0.1:${echo.port}`, { transports, forceNew: true, reconnection: false });
        const got = [];
        client.on("message-back", (...args) => got.push(args));
        await until("connected", () => client.connected);
        client.emit("message", 1, "é 😀", { a: [true] });
        client.emit("message", Buffer.from([1, 2, 3]));
        const acked = await new Promise((done) => client.emit("message-with-ack", "x", Buffer.from([9]), (...args) => done(args)));
        await until("both come back", () => got.length === 2);
        assert.deepEqual(got[0], [1, "é 😀", { a: [true] }]);
        assert.deepEqual(Buffer.from(got[1][0]), Buffer.from([1, 2, 3]));
        assert.equal(acked[0], "x");
        assert.deepEqual(Buffer.from(acked[1]), Buffer.from([9]));
        await sleep(2 * (times.interval + times.timeout));
        assert.ok(client.connected, "the heartbeat holds");
        client.close();
      });
});
