// A homeserver that misbehaves, towards a bot and its /sync.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { faults, Homeserver } from "../support/homeserver.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const room = "!r:example.test";
const other = "!later:example.test";
const mira = "@mira:example.test";
const bot = "@gb:example.test";
let server, bridge, alice;

beforeEach(async () => {
  server = await Homeserver.open();
  for (const one of [room, other]) server.room(one).set(mira, "Mira");
  server.pushEvents(room, [...old(10), arrival()]);
});

afterEach(async () => {
  alice?.close();
  const end = await bridge?.down();
  await server.down();
  assert.deepEqual(end, { code: 0, signal: null });
});

async function start({ login = 'access_token = "good"', rooms = [room] } = {}) {
  bridge = await Bridge.make({
    networks: `[matrix.home]\nhomeserver = "${server.url}"\nuser = "${bot}"\n${login}\n` +
      'request_timeout = "1 s"\nsync_timeout = "2 s"\nreconnect_min = "100 ms"\nreconnect_max = "500 ms"\n',
    channels: { general: rooms.map((one) => `matrix.home/${one}`) },
  });
  const { token } = bridge.addUser("alice", "Alice");
  await bridge.up();
  await connect(token);
  bridge.aliceToken = token;
}

async function connect(token) {
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
}

const stateOf = async (name) => (await bridge.status()).links.find((link) => link.room.endsWith(name));
const joined = (name = room) => until(() => `joined: ${bridge.log.slice(-1500)}`, async () => server.polls.length > 0 && (await stateOf(name)).state === "joined");
const hear = (text) => alice.next("message", ({ content }) => content === text);
const say = (body, more) => server.message(mira, body, more);
const arrival = () => server.event("m.room.member", bot, { membership: "join" }, { state_key: bot });
const old = (count) => Array.from({ length: count }, (_, n) => say(`old ${n}`, { origin_server_ts: Date.now() - 86_400_000 }));

test("nothing old at the first sync, nor of a room that is joined later", async () => {  // F59
  server.once("POST", new RegExp(`/join/${encodeURIComponent(other)}`), faults.forbidden());
  await start({ rooms: [room, other] });
  await joined();
  server.pushEvents(room, [say("first")]);
  await hear("first");
  await joined(other);
  // A clock that is a day wrong changes nothing: what stands behind our arrival is new.
  server.pushEvents(other, [...old(20), arrival(), say("new", { origin_server_ts: Date.now() - 86_400_000 })]);
  await hear("new");
  assert.equal(alice.count("message"), 0);
});

test("what a limited timeline left out is fetched, once and in order", async () => {
  await start();
  await joined();
  server.pushEvents(room, [say("1")]);
  await hear("1");
  const missed = ["2", "3", "4"].map((text) => say(text));
  server.once("GET", /\/messages$/, ({ query }) => ({ body: { chunk: query.from === "gap" ? [...missed].reverse() : [], start: "gap" } }));
  server.pushSync({ rooms: { join: { [room]: { timeline: { events: [say("5")], limited: true, prev_batch: "gap" } } } } });
  for (const text of ["2", "3", "4", "5"]) assert.equal((await alice.next("message")).content, text);
});

test("a token that is not good any more: no hammering, and with a password one new login", async () => {  // F61
  server.on("POST", /\/login$/, () => ({ body: { access_token: "fresh", user_id: bot } }));
  await start({ login: 'password = "S3CRET"' });
  await joined();
  assert.equal(server.requested("POST", /\/login$/).length, 1);
  server.once("GET", /\/sync$/, faults.unknownToken({ softLogout: true }));
  server.pushSync({});
  await until("it has logged in again", () => server.requested("POST", /\/login$/).length === 2);
  server.pushEvents(room, [say("after the login")]);
  await hear("after the login");
  // The kept token serves the next run.
  alice.close();
  await bridge.down();
  await bridge.up();
  await connect(bridge.aliceToken);
  await joined();
  assert.equal(server.requested("POST", /\/login$/).length, 2);
  assert.ok(!bridge.log.includes("S3CRET") && !bridge.log.includes("fresh"));
});

test("a new login that fails at first is tried again", async () => {  // F61
  let logins = 0;
  server.on("POST", /\/login$/, () => (++logins === 2 ? faults.badGateway()() : { body: { access_token: `token ${logins}`, user_id: bot } }));
  await start({ login: 'password = "S3CRET"' });
  await joined();
  server.on("GET", /\/sync$/, ({ token }, next) =>
    (token ? next() : { status: 401, body: { errcode: "M_MISSING_TOKEN", error: "Missing access token" } }));
  server.once("GET", /\/sync$/, faults.unknownToken());
  server.pushSync({});
  await until("it has logged in again", () => logins >= 3);
  server.pushEvents(room, [say("heard after all")]);
  await hear("heard after all");
});

test("a token of another user is not used", async () => {
  server.on("POST", /\/login$/, ({ body }) => ({ body: { access_token: `of ${body.identifier.user}`, user_id: body.identifier.user } }));
  server.on("GET", /\/account\/whoami$/, ({ token }) => ({ body: { user_id: token.slice(3) } }));
  await start({ login: 'password = "S3CRET"' });
  await joined();
  alice.close();
  await bridge.down();
  writeFileSync(bridge.file, readFileSync(bridge.file, "utf8").replace(`user = "${bot}"`, 'user = "@other:example.test"'));
  await bridge.up();
  await connect(bridge.aliceToken);
  await until("the other one is there", () => server.requested("GET", /\/sync$/).at(-1)?.token === "of @other:example.test", 15_000);
});

test("one room whose past cannot be had does not make the others deaf", async () => {
  await start({ rooms: [room, other] });
  await joined();
  server.pushEvents(other, [arrival()]);
  server.on("GET", /\/rooms\/%21r%3A[^/]*\/messages$/, faults.badGateway());
  const limited = { timeline: { events: [say("behind the gap")], limited: true, prev_batch: "gap" } };
  const plain = { timeline: { events: [say("in the other room")], limited: false, prev_batch: "p" } };
  // The same answer is given until its end is kept.
  for (let n = 0; n < 8; n++) server.pushSync({ rooms: { join: { [room]: limited, [other]: plain } } });
  await hear("in the other room");
  await hear("behind the gap");
  await alice.next("message", ({ content }) => content.includes("are missing"));
});

test("a place that the homeserver does not know any more", async () => {
  await start();
  await joined();
  server.once("GET", /\/sync$/, faults.refused(400, "M_INVALID_PARAM", "Invalid stream token"));
  server.pushSync({});
  await alice.next("message", ({ content }) => content.includes("are missing"));
  await until("it syncs anew", () => server.polls.length > 0);
  server.pushEvents(room, [say("heard again")]);
  await hear("heard again");
});

test("a page without events is not the end of the past", async () => {
  await start();
  await joined();
  const missed = say("on the second page");
  server.on("GET", /\/messages$/, ({ query }) => ({ body: query.from === "gap" ? { chunk: [], start: "gap", end: "more" } : { chunk: [missed], start: "more" } }));
  server.pushSync({ rooms: { join: { [room]: { timeline: { events: [say("last")], limited: true, prev_batch: "gap" } } } } });
  for (const text of ["on the second page", "last"]) assert.equal((await alice.next("message")).content, text);
});

test("what was said while the bot was thrown out is not relayed when it is back", async () => {
  await start();
  await joined();
  server.pushSync({ rooms: { leave: { [room]: { timeline: { events: [
    server.event("m.room.member", mira, { membership: "leave" }, { state_key: bot }),
  ] } } } } });
  await until("it is out", async () => (await stateOf(room)).state !== "joined");
  server.pushInvite(room, mira, bot);
  await until("it is in again", async () => (await stateOf(room)).state === "joined", 15_000);
  server.pushEvents(room, [say("without it"), arrival(), say("with it")]);
  await hear("with it");
  assert.equal(alice.count("message"), 0);
});

test("without a password it has failed, says so, and asks rarely", async () => {  // F61
  server.on("GET", /\/sync$/, faults.unknownToken({ softLogout: true }));
  await start();
  await until("the state says so", async () => (await bridge.status()).networks[0].state === "failed");
  assert.match((await bridge.status()).networks[0].reason, /token/i);
  const before = server.requested("GET", /\/sync$/).length;
  await sleep(400);
  assert.ok(server.requested("GET", /\/sync$/).length - before <= 1);
});

test("other refusals and a broken proxy pass", async () => {  // F61, F65
  for (const fault of [faults.refused(401, "M_OTHER"), faults.badGateway(), faults.hangUp(), faults.halfWay(), faults.never()])
    server.once("GET", /\/sync$/, fault);
  await start();
  server.pushEvents(room, [say("old, at the first sync")]);
  await until("it syncs", () => server.polls.length > 0, 15_000);
  server.pushEvents(room, [say("heard")]);
  await hear("heard");
});

test("odd answers do not stop the sync", async () => {  // F62, F154
  await start();
  await joined();
  for (const body of [{ rooms: { join: { [room]: { timeline: {} } } } }, { rooms: { join: { [room]: null, x: 5 } } }, { rooms: [] },
    { rooms: { join: { [room]: { timeline: { events: [null, 5, {}, { type: "m.room.message", sender: mira, event_id: "$x", content: null }] } } } } },
    { rooms: { leave: { [room]: null }, invite: { "!nowhere": null } } }]) server.pushSync(body);
  server.once("GET", /\/sync$/, faults.hugeJson(80 << 20));
  server.pushEvents(room, [say("still here")]);
  await hear("still here");
});

test("a silent homeserver holds nobody else up", async () => {  // F160
  await start();
  await joined();
  server.on("PUT", /\/send\//, faults.never());
  for (let n = 0; n < 20; n++) assert.ok((await alice.ask("post", { content: `${n}` })).ok);
  const begin = Date.now();
  for (let n = 0; n < 20; n++) {
    await alice.ask("post", { content: `more ${n}` });
    await sleep(20);
  }
  assert.ok(Date.now() - begin < 2000);
  assert.equal(server.sent.length, 0);
});

test("an invitation is taken only where the config sends us", async () => {
  await start();
  await joined();
  server.pushInvite("!elsewhere:example.test", mira, bot);
  await until("it is refused", () => server.requested("POST", /elsewhere.*\/leave$/).length === 1);
  assert.equal(server.requested("POST", /elsewhere.*\/join$/).length + server.requested("POST", /\/join\/.*elsewhere/).length, 0);
});
