// The peer of the Matrix stories is sound, and behaves as the bridge counts on: a real Synapse, without the bridge.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { MatrixClient } from "../support/matrix_client.mjs";
import { closeAtEnd, sleep, until } from "../support/processes.mjs";
import { registerUser, registration, signUp, startSynapse } from "../support/synapse.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

let pushes;
let service;
let peer;
let alice;
let bob;
let room;

before(async () => {
  pushes = await pushedTo();
  service = registration({ url: pushes.url, prefix: "_gb_", bot: "gb", changes: { "io.element.msc4190": true } });
  peer = await startSynapse({ appservices: [service] });
  [alice, bob] = [await signUp(peer, "alice", { displayName: "Alice" }), await signUp(peer, "bob")];
  room = await alice.createRoom({ name: "Room" });
});

after(async () => {
  alice.close();
  bob.close();
  await peer.stop();
  pushes.close();
});

test("invited, joined, and heard", async () => {
  await alice.invite(room, bob.userId);
  await bob.waitFor((event) => event.where === "invite" && event.room_id === room && event.state_key === bob.userId);
  assert.equal(await bob.join(room), room);
  const first = await alice.sendText(room, "hello");
  assert.equal((await bob.waitForText(room, "hello")).event_id, first);
  await bob.reply(room, first, "hello yourself");
  const answer = await alice.waitForText(room, "hello yourself");
  assert.equal(answer.content["m.relates_to"]["m.in_reply_to"].event_id, first);
  assert.deepEqual(alice.said(room), [{ sender: alice.userId, body: "hello" }, { sender: bob.userId, body: "hello yourself" }]);
  await bob.setDisplayName("Robert");
  await alice.waitFor((event) => event.type === "m.room.member" && event.content.displayname === "Robert");
  assert.deepEqual((await alice.getMembers(room)).sort((a, b) => a.userId.localeCompare(b.userId)), [
    { userId: alice.userId, membership: "join", displayName: "Alice" },
    { userId: bob.userId, membership: "join", displayName: "Robert" },
  ]);
});

test("edited, redacted, and typing", async () => {
  const id = await alice.sendText(room, "tpyo");
  await alice.edit(room, id, "typo");
  const edit = await bob.waitForText(room, "* typo");
  assert.deepEqual(edit.content["m.relates_to"], { rel_type: "m.replace", event_id: id });
  await alice.redact(room, id, "a mistake");
  const redaction = await bob.waitFor((event) => event.type === "m.room.redaction");
  assert.equal(redaction.content.redacts, id);  // Rooms of version 11 on have it here.
  assert.equal(redaction.content.reason, "a mistake");

  const types = (event) => event.type === "m.typing" && event.room_id === room && event.content.user_ids.includes(alice.userId);
  await alice.typing(room);
  await bob.waitFor(types);
  const since = bob.received.length;
  await alice.typing(room, false);
  await bob.waitFor((event) => event.type === "m.typing" && !types(event), 10_000, since);
});

test("a picture goes up and comes down, for those with a token", async () => {
  const mxc = await alice.upload(png, { type: "image/png", name: "dot.png" });
  assert.match(mxc, /^mxc:\/\/synapse\.test\//);
  await alice.send(room, "m.room.message",
    { msgtype: "m.image", body: "dot.png", url: mxc, info: { mimetype: "image/png", size: png.length, w: 1, h: 1 } });
  const { content } = await bob.waitForText(room, "dot.png");
  const got = await bob.download(content.url);
  assert.deepEqual(got.bytes, png);
  assert.equal(got.type, "image/png");
  await assert.rejects(new MatrixClient(peer.url, {}).download(mxc), { status: 401, errcode: "M_MISSING_TOKEN" });
  assert.equal((await fetch(`${peer.url}/_matrix/media/v3/download/${mxc.slice("mxc://".length)}`)).status, 404);
});

test("an application service hears its rooms, typing included, and dates its messages", async () => {
  const ghost = await ghostOf("_gb_carol");
  await ghost.setDisplayName("Carol");
  await ghost.join(room);
  await until("the service hears of the join", () => pushes.events.some((event) => event.sender === ghost.userId));
  await alice.sendText(room, "who is there");
  await until("the service hears alice", () => pushes.events.some(({ content }) => content.body === "who is there"));
  await alice.typing(room);
  await until("the service sees her type", () => pushes.ephemeral.some(({ type, room_id, content }) =>
    type === "m.typing" && room_id === room && content.user_ids.includes(alice.userId)));
  await alice.typing(room, false);

  const ts = Date.now() - 3_600_000;
  await ghost.sendText(room, "said an hour ago", {}, { query: { ts } });
  assert.equal((await alice.waitForText(room, "said an hour ago")).origin_server_ts, ts);
});

test("nothing is lost by a restart, and a transaction id stands for one message of a known device", async () => {
  const ghost = await ghostOf("_gb_dave");
  await ghost.join(room);
  await ghost.ask("PUT", "/v3/devices/GB", {});
  const text = (client, body, transaction, query) =>
    client.send(room, "m.room.message", { msgtype: "m.text", body }, { transaction, query });
  const withDevice = await text(ghost, "once", "t1", { device_id: "GB" });
  const without = await text(ghost, "twice", "t2");
  assert.equal(await text(ghost, "twice", "t2"), without);
  const hers = await text(alice, "once, by alice", "t3");

  const before = await alice.messages(room);
  assert.deepEqual(await peer.stop(), { code: 0, signal: null });
  await peer.start();
  assert.deepEqual((await alice.messages(room)).map(({ event_id }) => event_id), before.map(({ event_id }) => event_id));
  assert.equal(before[0].type, "m.room.create");
  assert.equal(before.at(-1).content.body, "once, by alice");

  await peer.kill();
  await peer.start();
  assert.equal(await text(alice, "once, by alice", "t3"), hers);
  assert.equal(await text(ghost, "once", "t1", { device_id: "GB" }), withDevice);
  assert.notEqual(await text(ghost, "twice", "t2"), without, "without a device it is kept in memory only");
  await bob.waitFor((event) => event.content.body === "twice" && event.event_id !== without);  // His sync goes on.
});

test("one that hangs answers nothing, and all of it when it goes on", async () => {
  peer.pause();
  let answered = false;
  const sent = alice.sendText(room, "into the void").finally(() => { answered = true; });
  await sleep(500);
  assert.equal(answered, false);
  peer.resume();
  await sent;
  await bob.waitForText(room, "into the void");
});

test("rooms with power, encryption, a successor, and an id without a server", async () => {
  const old = await alice.createRoom();
  await bob.join(old);
  await alice.setPowerLevels(old, { events_default: 50, users: { [bob.userId]: 10 } });
  await assert.rejects(bob.sendText(old, "may I?"), { status: 403, errcode: "M_FORBIDDEN" });
  await alice.enableEncryption(old);
  await bob.waitFor((event) => event.type === "m.room.encryption" && event.room_id === old);
  const successor = await alice.upgradeRoom(old, "12");
  assert.doesNotMatch(successor, /:/);
  await bob.waitFor((event) => event.type === "m.room.tombstone" && event.content.replacement_room === successor);
  assert.equal(await bob.join(successor), successor);
  await bob.leave(successor);
  assert.equal((await alice.getMembers(successor)).find(({ userId }) => userId === bob.userId).membership, "leave");
});

test("two at once, each with Synapse's own limits or none", async () => {
  const other = await startSynapse({ rateLimits: true, serverName: "other.test" });
  const eve = new MatrixClient(other.url, await registerUser(other, "eve"));
  const there = await eve.createRoom();
  await assert.rejects(async () => {
    for (let n = 0; n < 100; n++) await eve.sendText(there, `flood ${n}`);
  }, (error) => error.status === 429 && error.errcode === "M_LIMIT_EXCEEDED" && error.body.retry_after_ms > 0);
  assert.match(eve.userId, /:other\.test$/);
  await other.kill();

  await Promise.all(Array.from({ length: 100 }, (_, n) => alice.sendText(room, `flood ${n}`)));
  await until("bob has it all", () => bob.said(room).filter(({ body }) => body.startsWith("flood")).length === 100);
});

/** A user of the service, made as a bridge would. */
async function ghostOf(name) {
  await new MatrixClient(peer.url, { accessToken: service.as_token }).ask("POST", "/v3/register",
    { type: "m.login.application_service", username: name, inhibit_login: true });
  return new MatrixClient(peer.url, { accessToken: service.as_token, actAs: `@${name}:${peer.serverName}` });
}

/** An application service that listens, and keeps what it hears from the server that has its token. */
async function pushedTo() {
  const heard = { events: [], ephemeral: [] };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const known = request.headers.authorization === `Bearer ${service.hs_token}`;
    if (known && /^\/_matrix\/app\/v1\/transactions\//.test(request.url)) {
      const body = JSON.parse(Buffer.concat(chunks));
      heard.events.push(...body.events);
      heard.ephemeral.push(...body.ephemeral);
    }
    response.writeHead(known ? 200 : 403, { "content-type": "application/json" }).end("{}");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  heard.url = `http://127.0.0.1:${server.address().port}`;
  heard.close = () => { server.close(); server.closeAllConnections(); };
  closeAtEnd(heard.close);
  return heard;
}
