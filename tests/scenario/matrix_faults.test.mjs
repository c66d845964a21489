// A homeserver that misbehaves, towards an application service: the cases of the field that a real one will not show.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { faults, Homeserver, pushTransaction } from "../support/homeserver.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const room = "!r:example.test";
const mira = "@mira:example.test";
const bot = "@guildbridge:example.test";
const ghost = (name) => `@_guild_${name}:example.test`;
let server, irc, bridge, bob, alice, asUrl, token, transactions = 0;

before(async () => {
  [server, irc] = await Promise.all([Homeserver.open(), ngircd()]);
  server.room(room).set(mira, "Mira");
  const section = await serviceSection(server, "home", { request_timeout: '"1 s"', reconnect_max: '"1 s"' });
  asUrl = `http://${section.match(/listen = "(.*)"/)[1]}`;
  bridge = await Bridge.make({ networks: network("net", irc.port) + section, channels: { general: ["irc.net/#gen", `matrix.home/${room}`] } });
  token = bridge.addUser("alice", "Alice").token;
  bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  await start();
  assert.equal((await push(member(bot))).status, 200);
});

after(async () => {
  alice?.close();
  bob?.quit();
  const end = await bridge?.down();
  await Promise.all([server?.down(), irc?.down()]);
  assert.deepEqual(end, { code: 0, signal: null });
});

async function start() {
  await bridge.up();
  await until(() => `all is joined: ${bridge.log.slice(-1500)}`, async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
}

async function restart(how = "down") {
  alice.close();
  await bridge[how]();
  await start();
}

const inRoom = (event) => ({ room_id: room, ...event });
const member = (user, membership = "join") => server.event("m.room.member", user, { membership }, { state_key: user });
const said = (body, more) => server.message(mira, body, more);
const push = (...events) => pushTransaction(asUrl, "hs-S3CRET", `t${++transactions}`, { events: events.map(inRoom) });
const hear = (text) => alice.next("message", ({ content }) => content === text);
const sentTexts = () => server.sent.map(({ content }) => content.body);
const post = async (content) => assert.equal((await alice.ask("post", { content })).ok, true);
const arrives = (text, limit) => until(() => `"${text}" is sent: ${bridge.log.slice(-1500)}`, () => server.sent.find(({ content }) => content.body === text), limit);

/** A fault: does what was asked and never says so. */
async function doneInSilence(request, next) {
  await next();
  return faults.never()();
}

/** Proves that nothing else came: something pushed later is the next that is heard. */
async function nothingElse() {
  const mark = `mark ${Math.random()}`;
  await push(said(mark));
  const next = await alice.next("message");
  assert.equal(next.content, mark);
}

// Synapse makes a transaction while its catching up ends, and sends it after the next trouble, if ever.
test("what the homeserver keeps back while it catches up is fetched, once", async () => {
  const at = (body, ago) => said(body, { origin_server_ts: Date.now() - ago });
  const [keptBack, after] = [at("kept back", 8_000), at("after it", 7_000)].map(inRoom);
  const forget = server.on("GET", /^\/client\/v3\/rooms\/[^/]+\/messages$/, () => ({ status: 200, body: { chunk: [after, keptBack, at("long ago", 600_000)], start: "t0" } }));
  await push(after);
  await hear("after it");
  await alice.next("message", ({ content }) => content === "kept back", 15_000);
  await nothingElse();
  await push(keptBack);
  await nothingElse();
  forget();
});

test("a transaction sent twice, and an event in two of them", async () => {  // F55
  const event = inRoom(said("once"));
  const body = { events: [event] };
  const answers = await Promise.all([1, 2, 3].map(() => pushTransaction(asUrl, "hs-S3CRET", "same", body)));
  for (const { status, body: answer } of answers) assert.deepEqual([status, answer], [200, {}]);
  await pushTransaction(asUrl, "hs-S3CRET", "other", body);
  await hear("once");
  await nothingElse();
  await restart();
  assert.equal((await pushTransaction(asUrl, "hs-S3CRET", "same", body)).status, 200);
  await nothingElse();
});

test("who may push", async () => {  // F56
  const event = { events: [inRoom(said("forged"))] };
  assert.equal((await pushTransaction(asUrl, "hs-S3CRET", "a", event, { auth: "none" })).status, 401);
  const wrong = await pushTransaction(asUrl, "wrong", "b", event);
  assert.deepEqual([wrong.status, wrong.body.errcode], [403, "M_FORBIDDEN"]);
  assert.equal((await pushTransaction(asUrl, "hs-S3CRET", "c", event, { auth: "query" })).status, 401, "the old form is off");
  assert.equal((await fetch(`${asUrl}/_matrix/app/v1/users/x`)).status, 401);
  const asked = (path) => fetch(`${asUrl}/_matrix/app/v1/${path}`, { headers: { authorization: "Bearer hs-S3CRET" } }).then(({ status }) => status);
  assert.equal(await asked(`users/${encodeURIComponent(ghost("alice"))}`), 200);
  assert.equal(await asked(`users/${encodeURIComponent(mira)}`), 404);
  await nothingElse();
  assert.ok(!bridge.log.includes("S3CRET"));
});

test("a send whose answer is slow or lost is one event, and what follows keeps its order", async () => {  // F57
  for (const [n, fault] of [faults.slow(1500), faults.lostAnswer(), faults.badGateway(), faults.halfWay(), faults.hangUp()].entries()) {
    server.once("PUT", /\/send\//, fault);
    await post(`slow ${n}`);
    await post(`next ${n}`);
    await arrives(`next ${n}`, 15_000);
    const own = sentTexts().filter((text) => text.endsWith(` ${n}`));
    assert.deepEqual(own, [`slow ${n}`, `next ${n}`]);
  }
});

test("a homeserver that forgets transaction ids is looked through first", async () => {  // F108
  server.remembers = false;
  server.on("GET", /\/messages$/, () => ({ body: { chunk: server.sent.map((one) => ({ type: one.type, event_id: one.eventId, sender: one.sender,
    content: one.content, origin_server_ts: Date.now() })).reverse().slice(0, 50) } }), { times: 3 });
  server.once("PUT", /\/send\//, doneInSilence);
  await post("forgotten");
  await post("after it");
  await arrives("after it", 15_000);
  assert.equal(sentTexts().filter((text) => text === "forgotten").length, 1);
  server.remembers = true;
});

test("rate limits are waited for, in all their forms", async () => {  // F58
  for (const limit of [{ retryAfterMs: 700 }, { retryAfter: 1 }, {}]) {
    const before = server.requests.length;
    server.once("PUT", /\/send\//, faults.rateLimited(limit));
    const words = `limited ${JSON.stringify(limit)}`;
    await post(words);
    await arrives(words);
    const [first, second] = server.requests.slice(before).filter(({ path }) => path.includes("/send/"));
    assert.equal(first.path, second.path, "the same transaction id");
    const wait = limit.retryAfterMs ?? (limit.retryAfter ?? 0.3) * 1000;
    assert.ok(second.at - first.at >= wait - 20, `${second.at - first.at} ms instead of ${wait}`);
  }
});

test("a rate limit is kept though people go on talking", async () => {  // F58
  server.once("PUT", /\/send\//, faults.rateLimited({ retryAfterMs: 900 }));
  const before = server.requests.length;
  for (let n = 0; n < 8; n++) {
    await post(`talk ${n}`);
    await sleep(40);
  }
  await arrives("talk 7");
  const [first, second] = server.requests.slice(before).filter(({ path }) => path.includes("/send/"));
  assert.ok(second.at - first.at >= 880, `${second.at - first.at} ms`);
});

test("an answer that is not a homeserver's settles nothing", async () => {
  const html = (status) => () => ({ status, headers: { "content-type": "text/html" }, body: "<html>maintenance</html>" });
  const odd = [html(200), () => ({ body: {} }), () => ({ body: { event_id: 5 } }), html(302), html(404), html(400), html(405)];
  for (const [n, answer] of odd.entries()) {
    const undo = server.on("PUT", /\/send\//, answer, { times: 1 });
    await post(`odd answer ${n}`);
    await arrives(`odd answer ${n}`, 20_000);
    undo();
    assert.equal(sentTexts().filter((text) => text === `odd answer ${n}`).length, 1);
  }
  await until("it is well again", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
});

test("a ghost that is thrown out comes in again; one that is banned is told of once", async () => {  // F67, F106
  server.once("PUT", /\/send\//, faults.forbidden());
  await post("thrown out");
  await arrives("thrown out");
  const undo = [server.on("PUT", /\/send\/.*/, ({ user }, next) => (user === ghost("alice") ? faults.forbidden("banned")() : next())),
    server.on("POST", /\/join/, ({ user }, next) => (user === ghost("alice") ? faults.forbidden("banned")() : next()))];
  await post("banned");
  await post("still banned");
  await alice.next("message", ({ author, content }) => author.handle === "guildbridge" && /could not be delivered to matrix\.home/.test(content));
  await until("both are refused", async () => (await bridge.status()).links.at(-1).counters.refused === 2);
  const joins = server.requested("POST", /\/join/).filter(({ user }) => user === ghost("alice")).length;
  bob.say("#gen", "others are heard");
  await arrives("others are heard");
  assert.equal(server.requested("POST", /\/join/).filter(({ user }) => user === ghost("alice")).length, joins, "no loop of joins");
  undo.forEach((one) => one());
});

test("order is the channel's, though a new ghost takes its time", async () => {  // F99
  server.once("POST", /\/register/, faults.slow(800));
  const carol = await IrcClient.join(irc.port, "carol", ["#gen"]);
  carol.say("#gen", "1 of carol");
  await until("she is heard", () => alice.packets.some(({ value }) => value?.content === "1 of carol"));
  bob.say("#gen", "2 of bob");
  await until("he is heard", () => alice.packets.some(({ value }) => value?.content === "2 of bob"));
  carol.say("#gen", "3 of carol");
  await arrives("3 of carol");
  assert.deepEqual(sentTexts().filter((text) => / of (carol|bob)$/.test(text)), ["1 of carol", "2 of bob", "3 of carol"]);
  carol.quit();
  alice.packets.length = 0;
});

test("sparse, odd and hostile JSON", async () => {  // F62, F154
  const odd = [{}, null, 5, "x", [], { type: "m.room.message" }, inRoom(server.event("m.room.message", mira, null)),
    inRoom(server.event("m.room.message", mira, {})), inRoom(server.message(mira, 7)), inRoom(server.event("m.nonsense", mira, { a: 1 })),
    inRoom(server.event("m.room.canonical_alias", mira, { alias: null }, { state_key: "" })), inRoom(said("usable"))];
  assert.equal((await pushTransaction(asUrl, "hs-S3CRET", "odd", { events: odd })).status, 200);
  await hear("usable");
  for (const bomb of ["[".repeat(100_000), `{"events":${"[".repeat(100_000)}`, "not json", "", `{"events":"${"x".repeat(1_000_000)}"}`, `{"events":[1e999]}`]) {
    const { status } = await pushTransaction(asUrl, "hs-S3CRET", "bomb", bomb);
    assert.ok(status === 200 || status === 400, `${status}`);
  }
  await nothingElse();
});

test("an event that nobody can read does not make us deaf", async () => {  // F154
  let deep = "leaf";
  for (let n = 0; n < 150; n++) deep = n % 2 ? [deep] : { x: deep };
  assert.equal((await push(said("beside the deep one"), said("deep itself", { content: { msgtype: "m.text", body: "deep itself", deep } }))).status, 200);
  await hear("beside the deep one");
  const response = await fetch(`${asUrl}/_matrix/app/v1/transactions/broken`, { method: "PUT", headers: { authorization: "Bearer hs-S3CRET" }, body: '{"events":[1e999' });
  assert.equal(response.status, 200);
  await push(said("behind the broken one"));
  await hear("behind the broken one");
  alice.packets.length = 0;
});

test("our own users are not heard", async () => {  // F94
  const own = [bot, ghost("bob"), ghost("irc.net_bob")];
  await push(...own.flatMap((user) => [server.message(user, "echo"), server.event("m.reaction", user, {}),
    server.event("m.room.redaction", user, { redacts: server.sent[0].eventId })]));
  await nothingElse();
  assert.equal(alice.count("messageremoved"), 0);
});

test("typing: one for each start, none for ours, for repeats or for the end", async () => {  // F72
  const typing = (...users) => pushTransaction(asUrl, "hs-S3CRET", `y${++transactions}`,
    { events: [], [transactions % 2 ? "ephemeral" : "de.sorunome.msc2409.ephemeral"]: [{ type: "m.typing", room_id: room, content: { user_ids: users } }] });
  await typing(mira, ghost("irc.net_bob"));
  assert.equal((await alice.next("typing")).displayName, "Mira");
  await typing(mira);
  await typing();
  await typing(mira);
  await alice.next("typing");
  await nothingElse();
  assert.equal(alice.count("typing"), 0);
});

test("an edit after a restart, a second edit, and a redaction", async () => {  // F85, F109
  const first = said("v1 of it");
  await push(first);
  const { id } = await hear("v1 of it");
  await restart("kill");
  const edit = (body) => said(`* ${body}`, {}) && server.event("m.room.message", mira, { msgtype: "m.text", body: `* ${body}`,
    "m.new_content": { msgtype: "m.text", body }, "m.relates_to": { rel_type: "m.replace", event_id: first.event_id } });
  await push(edit("v2 of it"));
  await hear("(edited) v2 of it");
  await push(edit("v2 of it, and a tail"));
  await hear("(edited) v2 of it, and a tail");
  await until("IRC hears the tail alone", () => bob.said("#gen").some(({ text }) => text === "<Mira> (edited) it, and a tail"));
  const unknown = edit("nobody knows what");
  unknown.content["m.relates_to"].event_id = "$unknown";
  await push(unknown);
  await hear("(edited) nobody knows what");
  await push(server.event("m.room.redaction", mira, { redacts: "$unknown" }), server.event("m.room.redaction", mira, { redacts: first.event_id }));
  await alice.next("messageremoved", (removed) => removed.id === id);
  alice.send("channel", 1);
  assert.ok(!(await alice.next("channel")).messages.some(({ content }) => / of it/.test(content)));
  alice.packets.length = 0;
});

test("line breaks are no commands, and nobody calls everybody", async () => {  // F149, F150
  const since = bob.lines.length;
  await push(said("x\r\nQUIT :p\rJOIN #evil\u0000y @room"), server.event("m.room.member", mira, { membership: "join", displayname: "M\nQUIT" }, { state_key: mira }),
    said("named"));
  await until("IRC has it", () => bob.said("#gen").some(({ text }) => text.endsWith("> named")));
  assert.ok(!bob.lines.slice(since).some((line) => /^:gb\S* (QUIT|JOIN :?#evil)/.test(line)));
  assert.ok(bob.said("#gen").some(({ text }) => text.startsWith("<MQUIT>")));
  await alice.next("message", ({ content }) => content === "named");
  alice.packets.length = 0;
});

test("a homeserver that is not there, then behind a broken proxy", async () => {  // F65, F160
  await server.down();
  await post("while it is away");
  bob.say("#gen", "IRC goes on");
  await hear("IRC goes on");
  const undo = server.on("GET", /./, faults.badGateway());
  const undo2 = server.on("POST", /./, faults.badGateway());
  await server.up();
  await sleep(500);
  undo();
  undo2();
  await arrives("while it is away", 20_000);
  await until("it is well again", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 10_000);
  alice.packets.length = 0;
});

test("after many reconnects one message is one message", async () => {  // F101
  for (let n = 0; n < 10; n++) {
    await server.down();
    await post(`away ${n}`);
    await server.up();
    await arrives(`away ${n}`, 15_000);
  }
  await push(said("from Matrix"));
  await hear("from Matrix");
  bob.say("#gen", "from IRC");
  await arrives("from IRC");
  await post("from alice");
  await arrives("from alice");
  await sleep(300);
  for (const text of ["from IRC", "from alice", ...Array.from({ length: 10 }, (_, n) => `away ${n}`)])
    assert.equal(sentTexts().filter((one) => one === text).length, 1, text);
  assert.equal(bob.said("#gen").filter(({ text }) => text.endsWith("> from Matrix")).length, 1);
  alice.packets.length = 0;
});

test("a limited join is asked again when it may be", async () => {  // F58
  server.once("POST", /\/join/, faults.rateLimited({ retryAfterMs: 600 }));
  const begin = Date.now();
  await restart();
  assert.ok(Date.now() - begin > 500);
  await post("joined after all");
  await arrives("joined after all");
});

test("killed between the homeserver's deed and its word", async () => {  // F108
  server.once("PUT", /\/send\//, doneInSilence);
  await post("killed over");
  await until("it is stored", () => sentTexts().includes("killed over"));
  await restart("kill");
  await post("alive again");
  await arrives("alive again", 15_000);
  assert.equal(sentTexts().filter((text) => text === "killed over").length, 1);
});

test("what a homeserver forgot to push comes before what it pushes, though it cannot tell at first", async () => {
  const known = said("known");
  await push(known);
  await hear("known");
  alice.close();
  await bridge.down();
  const missed = said("missed");
  const undo = server.on("GET", /\/messages$/, ({ query }) =>
    ({ body: query.from ? { chunk: [missed, known], start: query.from } : { chunk: [], start: "t", end: "t2" } }));
  server.once("GET", /\/messages$/, faults.rateLimited({ retryAfterMs: 300 }));
  server.once("GET", /\/messages$/, faults.badGateway());
  await bridge.up();
  const pushed = push(said("pushed"));
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  assert.equal((await pushed).status, 200);
  await alice.ask("history", { channel: 1, limit: 3 });
  const { messages } = await alice.next("history");
  assert.deepEqual(messages.map(({ content }) => content), ["known", "missed", "pushed"]);
  undo();
});

test("an encrypted event in a room that is not encrypted changes little", async () => {
  await until("all is joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
  for (let n = 0; n < 5; n++) await push(server.event("m.room.encrypted", mira, { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" }));
  await until("all is joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
  const joins = server.requested("POST", /\/join/).length;
  for (let n = 0; n < 5; n++) await push(server.event("m.room.encrypted", mira, { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" }));
  await push(said("in clear"));
  await until("it is heard", () => alice.packets.some(({ value }) => value.content === "in clear"));
  assert.equal(server.requested("POST", /\/join/).length, joins);
});

test("a tombstone that points at itself", async () => {  // F64
  await push(server.event("m.room.tombstone", mira, { replacement_room: room }, { state_key: "" }));
  await post("still here");
  await arrives("still here");
});
