// In front of a server that misbehaves, and of clients that do: nothing of it ends the process, lets anybody in, or comes to
// another client.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { makeOrigin } from "../support/origin_bridge.mjs";
import { Origin } from "../support/origin.mjs";
import { png } from "../support/pictures.mjs";
import { ScriptedOrigin } from "../support/scripted_origin.mjs";
import { freePort, sleep, until } from "../support/processes.mjs";

/** Runs `story` with a bridge in front of this origin; it has to end well. */
async function inFrontOf(origin, story, { networks = "" } = {}) {
  const bridge = await Bridge.make({ gateway: 'auth = "origin"\n', networks: `[origin]\nurl = "${origin.url}"\n${networks}` });
  await bridge.up();
  const natives = [];
  const login = async (token) => {
    const native = await Native.login(bridge.url, token);
    natives.push(native);
    return native;
  };
  try {
    await story(bridge, login);
    assert.equal(bridge.child.exitCode, null, bridge.log.slice(-2000));
  } finally {
    natives.forEach((native) => native.close());
    const end = await bridge.down();
    await origin.down();
    assert.deepEqual(end, { code: 0, signal: null }, bridge.log.slice(-3000));
  }
}

async function community(native) {
  native.send("listguilds");
  const guild = (await native.next("listguilds")).find(({ name }) => name === "Community");
  native.send("guild", guild.id);
  const { channels: [channel] } = await native.next("guild");
  return { guild: guild.id, channel: channel.id };
}

test("any packet with attachments where none belong", async () => {
  await inFrontOf(await makeOrigin(), async (bridge, login) => {
    const carol = await login(Origin.token(1, "of carol"));
    for (const name of ["listguilds", "guild", "channel", "history", "setactivechannel", "unsetactivechannel", "post", "typing", "upload", "nosuch"])
      for (const payload of [Buffer.from([1, 2, 3]), { guild: 7, channel: 33, x: Buffer.from("x") }, { content: "x", attachments: [Buffer.from("y")] }])
        carol.send(name, payload);
    await sleep(500);
    carol.send("guild", 7);
    await carol.next("guild", ({ guild }) => guild.id === 7);
  });
});

test("guesses are slowed down, also while the origin is away, and a right one among them is not told", async () => {
  const origin = await makeOrigin();
  await inFrontOf(origin, async (bridge, login) => {
    (await login(Origin.token(1, "of carol"))).close();
    await origin.down();
    for (let n = 0; n < 10; n++) await new Native(bridge.url, Origin.token(1, `guess ${n}`)).next("disconnect");
    const right = new Native(bridge.url, Origin.token(1, "of carol"));
    assert.match(await right.next("refused"), /Too many failed logins/);
    await origin.up();
  });
});

test("only the origin's verdict on a password is one: whoever is in stays in, and is remembered", async () => {
  const origin = await makeOrigin();
  let busy = false;
  const admit = origin.admit.bind(origin);
  origin.admit = (socket, next) => (busy ? next(new Error("the database is starting up")) : admit(socket, next));
  await inFrontOf(origin, async (bridge, login) => {
    const carol = await login(Origin.token(1, "of carol"));
    const place = await community(carol);
    await carol.ask("setactivechannel", place);
    busy = true;
    await origin.down();
    await origin.up();
    await sleep(2500);
    assert.equal((await carol.ask("post", { content: "still here" })).ok, true);
    const again = await login(Origin.token(1, "of carol"));
    assert.equal((await community(again)).guild, place.guild, "from memory");
    const dave = new Native(bridge.url, Origin.token(2, "of dave"));
    assert.match(await dave.next("refused"), /starting up/, "who is not remembered hears the origin's own words");
    busy = false;
    // A new password: the old one is no good any more.
    origin.users.get(1).pass = "another";
    await origin.down();
    await origin.up();
    await carol.next("disconnect", undefined, 20_000);
    const old = new Native(bridge.url, Origin.token(1, "of carol"));
    assert.equal(await old.next("refused"), "Invalid credentials");
    await origin.down();
    const from = new Native(bridge.url, Origin.token(1, "of carol"));
    await from.next("disconnect");
    await origin.up();
  });
});

test("who is shown out by the origin does not come in from memory", async () => {
  const origin = await makeOrigin();
  await inFrontOf(origin, async (bridge, login) => {
    (await login(Origin.token(1, "of carol"))).close();
    const serve = origin.serve.bind(origin);
    origin.serve = (socket) => socket.disconnect();
    origin.io.removeAllListeners("connection");
    origin.io.on("connection", (socket) => origin.serve(socket));
    const carol = new Native(bridge.url, Origin.token(1, "of carol"));
    await carol.next("disconnect");
    assert.equal(carol.count("hello"), 0);
    origin.serve = serve;
  });
});

test("a handle that looks like another's is not that one; a member is listed once", async () => {
  const origin = await makeOrigin();
  origin.users.set(5, { id: 5, pass: "p", handle: "ca\u200brol", displayName: "Fake", created: new Date().toISOString(), email: "" });
  await inFrontOf(origin, async (bridge, login) => {
    const fake = await login(Origin.token(5, "p"));
    fake.send("listguilds");
    assert.deepEqual((await fake.next("listguilds")).map(({ name }) => name), ["Old home", "Community"]);
    const carol = await login(Origin.token(1, "of carol"));
    carol.send("listguilds");
    assert.deepEqual((await carol.next("listguilds")).map(({ name }) => name), ["Old home", "Closed", "Community"]);
    const { channel } = await community(carol);
    carol.send("channel", channel);
    const { users } = await carol.next("channel");
    assert.equal(users.filter(({ id }) => id === 1).length, 1);
  }, { networks: '[guild.closed]\nname = "Closed"\nmembers = ["carol"]\n[guild.closed.channel.c]\n' });
});

test("ids of the origin that could be ours are left out, and that is said", async () => {
  const big = 2 ** 52 + 1;
  const origin = await new ScriptedOrigin({ hello: { id: 1, handle: "carol", displayName: "Carol" }, answers: {
    setactivechannel: (_, peer) => peer.emitPacket("message", { id: big, channel: 33, content: "unclear", author: { id: 2 } }),
    listguilds: (_, peer) => peer.emitPacket("listguilds", [{ id: 7, name: "Old home" }, { id: big, name: "Not ours" }]),
  } }).up();
  await inFrontOf(origin, async (bridge, login) => {
    const carol = await login(Origin.token(1, "p"));
    carol.send("listguilds");
    assert.deepEqual((await carol.next("listguilds")).map(({ name }) => name), ["Old home", "Community"]);
    assert.equal((await carol.next("rejected")).packet, "listguilds");
    carol.send("setactivechannel", { guild: 7, channel: 33 });
    assert.equal((await carol.next("rejected")).packet, "message");
    assert.equal(carol.count("message"), 0);
  });
});

for (const [id, fits] of [[0, true], ["12", true], [2 ** 40, true], [2 ** 52 - 1, true], [2 ** 52, false], [-1, false], ["abc", false], [1.5, false], [null, false]])
  test(`a user whose id is ${JSON.stringify(id)}`, async () => {
    const origin = await new ScriptedOrigin({ hello: { id, handle: "odd", displayName: "Odd" } }).up();
    await inFrontOf(origin, async (bridge) => {
      const native = new Native(bridge.url, Origin.token(1, "p"));
      if (!fits) return assert.match(await native.next("refused"), /no whole number below 2\^52/);
      assert.equal((await native.next("hello")).id, id, "passed on as it is");
      await native.ask("setactivechannel", await community(native));
      const { message } = await native.ask("post", { content: "here" });
      assert.equal(message.author.id, Number(id));
      native.close();
    });
  });

test("uploads that the origin does not answer shift nobody's answers", async () => {
  const origin = await makeOrigin();
  await inFrontOf(origin, async (bridge, login) => {
    const carol = await login(Origin.token(1, "of carol"));
    await carol.ask("setactivechannel", await community(carol));
    const { uploadedAs } = await carol.ask("upload", png(20, 20, 1));
    carol.send("setactivechannel", { guild: 7, channel: 33 });
    await sleep(200);
    origin.loose.add("mute");
    carol.send("upload", png(20, 20, 2));
    await sleep(300);
    origin.loose.delete("mute");
    const before = carol.count("uploadstatus");
    await sleep(20_500);
    carol.send("post", { content: "with ours", attachments: [{ userId: 1, fileName: uploadedAs }] });
    const { attachments } = await carol.next("message", ({ content }) => content === "with ours");
    assert.equal(attachments.length, 1);
    assert.equal(carol.count("uploadstatus"), before);
  });
});

test("what is under way when the origin dies is answered", async () => {
  const origin = await makeOrigin();
  await inFrontOf(origin, async (bridge, login) => {
    const carol = await login(Origin.token(1, "of carol"));
    carol.send("setactivechannel", { guild: 7, channel: 33 });
    await sleep(200);
    origin.loose.add("mute");
    carol.send("upload", png(20, 20, 2));
    carol.socket.emit("post", { content: "x" }, (answer) => carol.packets.push({ name: "ack", value: answer }));
    await sleep(200);
    await origin.down();
    assert.match((await carol.next("uploadstatus")).reason, /lost before it answered/);
    assert.match((await carol.next("ack")).error, /lost before it answered/);
    await origin.up();
  });
});

test("files of a server that cuts, stalls, redirects or says no length", async () => {
  const bytes = png(60, 60, 7);
  const port = await freePort();
  const answers = {
    chunked: (response) => {
      response.writeHead(200, { "Content-Type": "image/png" });
      response.write(bytes.subarray(0, 100));
      setTimeout(() => response.end(bytes.subarray(100)), 200);
    },
    cut: (response) => {
      response.writeHead(200, { "Content-Type": "image/png", "Content-Length": bytes.length });
      response.write(bytes.subarray(0, 100), () => response.destroy());
    },
    cutchunk: (response) => {
      response.writeHead(200, { "Content-Type": "image/png" });
      response.write(bytes.subarray(0, 100), () => setTimeout(() => response.destroy(), 50));
    },
    redirect: (response) => response.writeHead(302, { Location: "/files/1/redirect.png" }).end(),
    html: (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<script>alert(1)</script>"),
    stall: (response) => response.writeHead(200, { "Content-Type": "image/png", "Content-Length": 1000 }).write("x"),
    never: () => {},
  };
  const server = createServer((request, response) => answers[request.url.match(/\/files\/1\/(\w+)\.png/)?.[1]]?.(response));
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const origin = { url: `http://127.0.0.1:${port}`, down: () => { server.closeAllConnections(); server.close(); } };
  await inFrontOf(origin, async (bridge) => {
    const get = (name, options) => fetch(`${bridge.url}/files/1/${name}.png`, options);
    assert.deepEqual(Buffer.from(await (await get("chunked")).arrayBuffer()), bytes);
    await assert.rejects((await get("cut")).arrayBuffer(), "a file that is cut off is no whole one");
    assert.equal((await get("cutchunk")).status, 502);
    assert.equal((await get("redirect")).status, 502);
    assert.equal((await get("html")).headers.get("content-type"), "application/octet-stream");
    // Under way when the bridge is told to stop.
    get("stall").then((answer) => answer.arrayBuffer()).catch(() => {});
    get("never").catch(() => {});
    await until("both are asked", () => fetch(`${bridge.url}/healthz`).then(({ ok }) => ok));
    await sleep(200);
  });
});

test("stopped while a post waits for a file of the origin", async () => {
  const origin = await makeOrigin();
  origin.serveFile = () => {};
  origin.http.removeAllListeners("request");
  await inFrontOf(origin, async (bridge, login) => {
    const carol = await login(Origin.token(1, "of carol"));
    await carol.ask("setactivechannel", await community(carol));
    carol.send("post", { content: "waits", attachments: [{ userId: 1, fileName: "x.png" }] });
    await sleep(300);
  });
});
