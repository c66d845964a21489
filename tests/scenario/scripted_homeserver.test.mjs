// The scripted homeserver of the Matrix stories: good to a client when left alone, and as bad as told, without the bridge.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { faults, Homeserver, pushTransaction } from "../support/homeserver.mjs";
import { MatrixClient } from "../support/matrix_client.mjs";

const room = "!r:example.test";

test("left alone it does what was asked", async () => {
  const server = await Homeserver.open();
  const gb = await MatrixClient.open(server.url, { accessToken: "any" });
  assert.deepEqual(await gb.ask("GET", "/v3/account/whoami"), { user_id: "@gb:example.test", device_id: "GB" });
  assert.equal(await gb.join(room), room);
  server.room(room).set("@alice:example.test", "Alice");
  assert.deepEqual((await gb.ask("GET", `/v3/rooms/${room}/joined_members`)).joined,
    { "@gb:example.test": { display_name: null }, "@alice:example.test": { display_name: "Alice" } });

  server.pushEvents(room, [server.message("@alice:example.test", "one")]);
  await gb.waitForText(room, "one");
  server.pushEvents(room, [server.message("@alice:example.test", "two")], { ephemeral: { events: [
    { type: "m.typing", content: { user_ids: ["@alice:example.test"] } },
  ] } });
  await gb.waitFor(({ type, where }) => type === "m.typing" && where === "ephemeral");
  assert.deepEqual(gb.said(room).map(({ body }) => body), ["one", "two"]);
  server.pushInvite("!other:example.test", "@alice:example.test", "@gb:example.test");
  await gb.waitFor(({ where, room_id }) => where === "invite" && room_id === "!other:example.test");

  const bytes = Buffer.from([0, 1, 2, 255]);
  assert.deepEqual((await gb.download(await gb.upload(bytes, { type: "image/png" }))).bytes, bytes);
  const json = Buffer.from('{"a": 1}');
  assert.deepEqual((await gb.download(await gb.upload(json, { type: "application/json" }))).bytes, json);
  gb.close();
  await server.down();
});

test("one transaction id is one event, while it remembers", async () => {
  const server = await Homeserver.open({ users: { secret: "@gb:example.test" } });
  const gb = new MatrixClient(server.url, { accessToken: "secret" });
  const send = () => gb.sendText(room, "hello", {}, { transaction: "t1" });
  const first = await send();
  assert.equal(await send(), first);
  assert.equal(server.sent.length, 1);
  assert.deepEqual(server.sent[0], { eventId: first, roomId: room, type: "m.room.message", transaction: "t1",
    content: { msgtype: "m.text", body: "hello" }, sender: "@gb:example.test", ts: undefined });
  server.remembers = false;
  assert.notEqual(await send(), first);
  assert.equal(server.sent.length, 2);
  await gb.redact(room, first, "no");
  assert.equal(server.redacted[0].redacts, first);
  assert.equal(server.requested("PUT", /\/send\//).length, 3);

  const ghost = new MatrixClient(server.url, { accessToken: "secret", actAs: "@_gb_bob:example.test" });
  await ghost.setDisplayName("Bob");
  await ghost.join(room);
  assert.equal(server.room(room).get("@_gb_bob:example.test"), "Bob");
  await assert.rejects(new MatrixClient(server.url, { accessToken: "wrong" }).join(room), { status: 401, errcode: "M_UNKNOWN_TOKEN" });
  await server.down();
});

test("as bad as told", async () => {
  const server = await Homeserver.open();
  const gb = new MatrixClient(server.url, { accessToken: "any" });
  const bad = (fault) => server.once("PUT", /\/send\//, fault);
  const send = (transaction) => gb.sendText(room, "hello", {}, { transaction });

  bad(faults.rateLimited());
  await assert.rejects(send(), (error) => error.status === 429 && error.body.retry_after_ms === 500);
  bad(faults.rateLimited({ retryAfter: 2 }));
  const limited = await gb.request("PUT", `/_matrix/client/v3/rooms/${room}/send/m.room.message/x`, { body: "{}", type: "application/json" });
  assert.equal(limited.headers.get("retry-after"), "2");
  assert.equal((await limited.json()).retry_after_ms, undefined);
  bad(faults.badGateway());
  await assert.rejects(send(), (error) => error.status === 502 && error.body.includes("<html>"));
  bad(faults.forbidden());
  await assert.rejects(send(), { status: 403, errcode: "M_FORBIDDEN" });
  bad(faults.unknownToken({ softLogout: true }));
  await assert.rejects(send(), (error) => error.errcode === "M_UNKNOWN_TOKEN" && error.body.soft_logout === true);
  bad(faults.halfWay());
  await assert.rejects(send(), TypeError);
  bad(faults.hangUp());
  await assert.rejects(send(), TypeError);
  assert.equal(server.sent.length, 0);

  bad(faults.lostAnswer());
  await assert.rejects(send("t"), TypeError);
  assert.equal(server.sent.length, 1, "it was sent all the same");
  assert.equal(await send("t"), server.sent[0].eventId);

  bad(faults.slow(200));
  const begin = Date.now();
  await send();
  assert.ok(Date.now() - begin >= 199);
  bad(faults.hugeJson(20_000_000));
  const huge = await gb.request("PUT", `/_matrix/client/v3/rooms/${room}/send/m.room.message/y`, { body: "{}", type: "application/json" });
  const text = await huge.text();
  assert.ok(text.length >= 20_000_000 && text.length < 20_100_000);
  assert.equal(JSON.parse(text).next_batch, "s1");

  bad(faults.never());
  const patience = new MatrixClient(server.url, { accessToken: "any" });
  setTimeout(() => patience.close(), 300);
  await assert.rejects(patience.sendText(room, "hello?"), { name: "AbortError" });

  await server.down();
  await assert.rejects(send(), TypeError);
  await server.up();
  await send();
  const undo = server.on("GET", /^\/client\/versions$/, () => ({ body: { versions: [] } }));
  assert.deepEqual(await gb.ask("GET", "/versions"), { versions: [] });
  undo();
  assert.ok((await gb.ask("GET", "/versions")).versions.length > 0);
  await server.down();
});

test("pushes transactions to an application service", async () => {
  const asked = [];
  const service = createServer((request, response) => {
    asked.push([request.method, request.url, request.headers.authorization]);
    request.resume();
    response.writeHead(asked.length > 2 ? 403 : 200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise((done) => service.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${service.address().port}`;
  assert.deepEqual(await pushTransaction(url, "token", "1", { events: [] }), { status: 200, body: {} });
  await pushTransaction(url, "token", "a/b", { events: [] }, { auth: "query" });
  assert.equal((await pushTransaction(url, "token", "3", "no json", { auth: "none" })).status, 403);
  assert.deepEqual(asked, [
    ["PUT", "/_matrix/app/v1/transactions/1", "Bearer token"],
    ["PUT", "/_matrix/app/v1/transactions/a%2Fb?access_token=token", undefined],
    ["PUT", "/_matrix/app/v1/transactions/3", undefined],
  ]);
  service.close();
  service.closeAllConnections();
});
