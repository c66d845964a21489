// Files to and from a homeserver that misbehaves.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { Homeserver, pushTransaction } from "../support/homeserver.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { until } from "../support/processes.mjs";

const room = "!r:example.test";
const mira = "@mira:example.test";
const bot = "@guildbridge:example.test";
let server, irc, bridge, bob, alice, asUrl, token, transactions = 0, pictures = 0;

before(async () => {
  [server, irc] = await Promise.all([Homeserver.open(), ngircd()]);
  server.room(room).set(mira, "Mira");
  const section = await serviceSection(server, "home", { request_timeout: '"2 s"', reconnect_max: '"1 s"' });
  asUrl = `http://${section.match(/listen = "(.*)"/)[1]}`;
  bridge = await Bridge.make({
    networks: `[files]\nmax_download = "1 MiB"\n${network("net", irc.port)}${section}`,
    channels: { general: ["irc.net/#gen", `matrix.home/${room}`] },
  });
  token = bridge.addUser("alice", "Alice").token;
  bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  await start();
  assert.equal((await push(server.event("m.room.member", bot, { membership: "join" }, { state_key: bot }))).status, 200);
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
  await until("all is joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
}

const push = (...events) => pushTransaction(asUrl, "hs-S3CRET", `t${++transactions}`, { events: events.map((event) => ({ room_id: room, ...event })) });
const bytesOf = async (answer) => Buffer.from(await answer.arrayBuffer());
const blobs = () => readdirSync(join(bridge.folder, "files"), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
const freshPicture = () => png(30, 20, 100 + ++pictures);

/** A file that the homeserver has. */
function stored(bytes, type = "image/png") {
  const mxc = `mxc://example.org/abc${++server.count}`;
  server.media.set(mxc, { type, bytes });
  return mxc;
}

const image = (url, more = {}) => server.event("m.room.message", mira, { msgtype: "m.image", body: "cat.png", url, info: { mimetype: "image/png", size: 1676 }, ...more });
const next = (check) => alice.next("message", (one) => one.author.displayName === "Mira" && check(one));
const onIrc = (text) => until(`IRC reads ${text}`, () => bob.said("#gen").find((line) => (text.test ? text.test(line.text) : line.text === text)));

test("fetched with the header, never with a token in the URL (F73)", async () => {
  const picture = freshPicture();
  await push(image(stored(picture)));
  const { attachments: [file] } = await next(({ attachments }) => attachments.length === 1);
  assert.deepEqual(await bytesOf(await fetch(`${bridge.url}/files/${file.userId}/${file.fileName}`)), picture);
  await onIrc(new RegExp(`^<Mira> \\[image: cat\\.png, 1\\.8 KiB\\] ${bridge.url}/files/`));
  const asked = server.requested("GET", /\/media\//);
  assert.ok(asked.length > 0);
  for (const { path, query, token: shown } of asked) {
    assert.equal(shown, "as-S3CRET");
    assert.ok(!JSON.stringify([path, query]).includes("S3CRET"));
  }
});

test("an old homeserver is asked by the old path (F73)", async () => {
  const picture = freshPicture();
  const mxc = stored(picture);
  const undo = [
    server.on("GET", /^\/client\/v1\/media\/download\//, () => ({ status: 404, body: { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" } })),
    server.on("GET", /^\/media\/v3\/download\//, () => ({ headers: { "content-type": "image/png" }, body: picture })),
  ];
  await push(image(mxc));
  const { attachments: [file] } = await next(({ attachments }) => attachments.length === 1);
  assert.deepEqual(await bytesOf(await fetch(`${bridge.url}/files/${file.userId}/${file.fileName}`)), picture);
  undo.forEach((take) => take());
});

test("an error page is not a picture (F74)", async () => {
  const before = blobs();
  const cases = {
    "a 404": [() => ({ status: 404, body: { errcode: "M_NOT_FOUND", error: "Not found" } }), /could not be fetched/],
    "a page": [() => ({ headers: { "content-type": "image/png" }, body: Buffer.from("<html>Bad gateway</html>") }), /no picture/],
    nothing: [() => ({ headers: { "content-type": "image/png" }, body: Buffer.alloc(0) }), /could not be fetched/],
    "JSON with 200": [() => ({ body: { errcode: "M_UNKNOWN" } }), /no picture/],
    "a redirect": [() => ({ status: 302, headers: { location: `${bridge.url}/healthz` }, body: Buffer.alloc(0) }), /could not be fetched/],
  };
  for (const [name, [answer, why]] of Object.entries(cases)) {
    const undo = server.on("GET", /\/media\/.*download\//, answer);
    await push(image(`mxc://example.org/bad${++server.count}`, { body: `${name}.png` }));
    const { content, attachments } = await next(({ content: text }) => text.includes(name));
    assert.match(content, why, name);
    assert.match(content, /https:\/\/matrix\.to\/#\/!r:example\.test\/\$event/);
    assert.deepEqual(attachments, []);
    undo();
  }
  assert.equal(blobs(), before, "nothing is kept");
});

test("a passing fault is tried again (F74)", async () => {
  const picture = freshPicture();
  const mxc = stored(picture);
  const asked = server.requested("GET", /\/media\//).length;
  server.once("GET", /\/media\/.*download\//, () => (response) => {
    response.writeHead(200, { "content-length": picture.length });
    response.write(picture.subarray(0, 100));
    setTimeout(() => response.destroy(), 50);
  });
  await push(image(mxc));
  const { attachments } = await next(({ attachments: files }) => files.length === 1);
  assert.equal(attachments.length, 1);
  assert.equal(server.requested("GET", /\/media\//).length, asked + 2);
});

test("sizes lie (F76)", async () => {
  const before = blobs();
  let sent = 0;
  const endless = () => (response) => {
    response.writeHead(200, { "content-type": "image/png" });
    const more = () => {
      while (!response.destroyed && sent < 80 << 20 && response.write(Buffer.alloc(65536))) sent += 65536;
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  for (const info of [{ size: 100 }, undefined, { size: -5 }, { size: "100" }]) {
    sent = 0;
    const undo = server.on("GET", /\/media\/.*download\//, endless);
    await push(image(`mxc://example.org/long${++server.count}`, { body: `long${server.count}.png`, info }));
    const { content } = await next((one) => one.content.includes("long"));
    assert.match(content, /too large/);
    assert.ok(sent < 16 << 20, `${sent} bytes were taken`);
    undo();
  }
  const asked = server.requested("GET", /\/media\//).length;
  await push(image(stored(freshPicture()), { body: "huge.png", info: { size: 1e12 } }));
  assert.match((await next((one) => one.content.includes("huge"))).content, /\[image: huge\.png, \d+\.\d MiB, too large\]/);
  assert.equal(server.requested("GET", /\/media\//).length, asked, "what says so itself is not even asked for");
  assert.equal(blobs(), before);
});

test("captions, and names that are none (F77)", async () => {
  const html = { format: "org.matrix.custom.html", formatted_body: "look <b>here</b>" };
  await push(image(stored(freshPicture()), { filename: "cat.png", body: "look **here**", ...html }));
  const captioned = await next(({ attachments }) => attachments.length === 1);
  assert.equal(captioned.content, "look here");
  await onIrc("<Mira> look here");
  assert.ok(bob.lines.some((line) => line.includes("look \x02here\x02")));
  for (const more of [{ filename: "cat.png", body: "cat.png" }, {}]) {
    await push(image(stored(freshPicture()), more));
    assert.equal((await next(({ attachments }) => attachments.length === 1)).content, "");
  }
  await until("three links", () => bob.said("#gen").filter(({ text }) => text.startsWith("<Mira> [image: cat.png, ")).length >= 3);
});

test("every kind has a line; none is dropped (F78)", async () => {
  const bytes = Buffer.from("any bytes at all");
  const kinds = [
    ["m.audio", "song.ogg", "audio/ogg", "audio"], ["m.video", "film.mp4", "video/mp4", "video"], ["m.file", "data.thing", "application/x-thing", "file"],
  ];
  for (const [msgtype, body, mimetype, word] of kinds) {
    await push(server.event("m.room.message", mira, { msgtype, body, url: stored(bytes, mimetype), info: { mimetype, size: 16 } }));
    const { content } = await next((one) => one.content.includes(body));
    assert.match(content, new RegExp(`^\\[${word}: ${body.replace(".", "\\.")}, 16 B\\] ${bridge.url}/files/\\d+/[0-9a-f]{40}\\.`));
    const served = await fetch(content.match(/http\S+/)[0]);
    assert.match(served.headers.get("content-disposition"), /^attachment; /);
    assert.deepEqual(await bytesOf(served), bytes);
  }
  const webp = Buffer.concat([Buffer.from("RIFF\x24\0\0\0WEBPVP8 "), Buffer.alloc(24)]);
  await push(server.event("m.sticker", mira, { body: "Happy", url: stored(webp, "image/webp"), info: { mimetype: "image/webp" } }));
  assert.match((await next((one) => one.content.includes("Happy"))).content, /^\[image: Happy, 40 B\] http/);
  await push(server.event("m.sticker", mira, { body: "Sad", url: stored(freshPicture()), info: {} }));
  assert.equal((await next(({ attachments }) => attachments.length === 1)).content, "");
  await push(server.event("m.room.message", mira, { msgtype: "m.location", body: "the tower", geo_uri: "geo:48.8,2.3" }));
  await next((one) => one.content === "the tower (geo:48.8,2.3)");
});

test("hostile names and equal names (F143, F144)", async () => {
  const [one, two] = [freshPicture(), freshPicture()];
  await push(image(stored(one), { body: "image.png" }), image(stored(two), { body: "image.png" }));
  for (const picture of [one, two]) {
    const { attachments: [file] } = await next(({ attachments }) => attachments.length === 1);
    assert.deepEqual(await bytesOf(await fetch(`${bridge.url}/files/${file.userId}/${file.fileName}`)), picture);
  }
  const names = ["../../etc/passwd", "a\r\nQUIT :x", "\u202egnp.exe", "\u0000", "x".repeat(5000), "a\"; filename=b.html"];
  for (const body of names) {
    await push(server.event("m.room.message", mira, { msgtype: "m.file", body, url: stored(Buffer.from(`of ${body.slice(0, 9)}`), "x/y") }));
    const { content } = await next(({ content: text }) => text.startsWith("[file: "));
    assert.ok(content.length < 400 && !/[\r\u202e\0]|\.\.\//.test(content), content);
    const served = await fetch(content.match(/http\S+/)[0]);
    assert.equal(served.status, 200);
    assert.match(served.headers.get("content-disposition"), /^attachment; filename\*=UTF-8''[A-Za-z0-9._%-]+$/);
  }
});

test("only the homeserver is asked for media (F152)", async () => {
  let asked = 0;
  const undo = server.on("GET", /download/, () => { asked++; return { status: 404, body: {} }; });
  const odd = ["http://127.0.0.1:1/x", "https://169.254.169.254/latest", "mxc://127.0.0.1:1/../../x", "file:///etc/passwd", "mxc://", 7];
  for (const [n, url] of odd.entries()) {
    await push(image(url, { body: `odd${n}.png` }));
    await next(({ content }) => content.includes(`odd${n}.png`));
  }
  assert.equal(asked, 0, "what is no mxc address is no file");
  undo();
});

test("what comes behind a slow picture stays behind it, and other rooms do not wait", async () => {
  const picture = freshPicture();
  server.once("GET", /\/media\/.*download\//, async () => {
    await new Promise((done) => setTimeout(done, 600));
    return { headers: { "content-type": "image/png" }, body: picture };
  });
  const mxc = stored(picture);
  const first = push(image(mxc));
  await until("it is asked for", () => server.requested("GET", /\/media\//).at(-1)?.path.endsWith(mxc.split("/").at(-1)));
  await push(server.message(mira, "behind it"));
  await first;
  const order = [await next(() => true), await next(() => true)];
  assert.deepEqual(order.map(({ content }) => content), ["", "behind it"]);
});

test("a stop in the middle of a fetch loses nothing: the homeserver tells it again", async () => {
  const picture = freshPicture();
  const event = image(stored(picture), { body: "late.png" });
  const undo = server.on("GET", /\/media\/.*download\//, () => new Promise(() => {}), { times: 1 });
  const told = push(event).catch(() => null);
  await until("it is asked for", () => server.requested("GET", /\/media\//).at(-1)?.path.endsWith(event.content.url.split("/").at(-1)));
  alice.close();
  assert.equal((await bridge.down()).code, 0);
  undo();
  assert.notEqual((await told)?.status, 200);
  await start();
  assert.equal((await push(event)).status, 200);
  const { attachments } = await next(({ attachments: files }) => files.length === 1);
  assert.equal(attachments.length, 1);
});

test("towards Matrix: what the homeserver does not take becomes a link, and the words stay (F80)", async () => {
  const upload = async () => (await alice.ask("upload", freshPicture())).uploadedAs;
  const postWith = async (content, fileName) =>
    assert.ok((await alice.ask("post", { content, attachments: [{ userId: alice.user.id, fileName }] })).ok);
  const behind = (text) => until(`what comes behind "${text}"; ${bridge.log.slice(-800)}`, () => {
    const at = server.sent.findIndex(({ content }) => content.body === text);
    return at >= 0 && server.sent[at + 1]?.content;
  });
  await postWith("fits", await upload());
  const sent = await behind("fits");
  assert.equal(sent.msgtype, "m.image");
  assert.match(sent.url, /^mxc:\/\//);
  assert.deepEqual([sent.body, sent.info.mimetype, sent.info.w, sent.info.h], ["image.png", "image/png", 30, 20]);
  assert.deepEqual(server.media.get(sent.url).type, "image/png");

  const tooLarge = server.on("POST", /^\/media\/v3\/upload$/, () => ({ status: 413, body: { errcode: "M_TOO_LARGE", error: "no" } }));
  const second = await upload();
  await postWith("does not fit", second);
  const line = await behind("does not fit");
  assert.equal(line.msgtype, "m.text");
  assert.equal(line.body, `${bridge.url}/files/${alice.user.id}/${second}`);
  tooLarge();

  const ill = server.on("POST", /^\/media\/v3\/upload$/, () => ({ status: 502, body: Buffer.from("bad gateway") }), { times: 2 });
  await postWith("a moment later", await upload());
  assert.equal((await behind("a moment later")).msgtype, "m.image");
  ill();
});
