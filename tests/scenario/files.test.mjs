// Pictures: uploaded by every kind of client, shown to natives, linked on IRC, served to whoever asks; and what is
// refused.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { bytesOf, upload } from "../support/files.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { everyKind, nameOf, Native } from "../support/native.mjs";
import { animatedGif, bomb, chunk, jpeg, png, signature, telephoneJpeg, withChunk } from "../support/pictures.mjs";
import { sleep, until } from "../support/processes.mjs";

let bridge, ircd, bob, alice, carol;
const tokens = {};

before(async () => {
  ircd = await ngircd();
  bridge = await Bridge.make({
    networks: network("net", ircd.port),
    channels: { general: ["irc.net/#general"], quiet: [] },
    gateway: "posts = { burst = 1000, per_second = 1000 }\npackets = { burst = 1000, per_second = 1000 }",
  });
  for (const name of ["alice", "carol"]) tokens[name] = bridge.addUser(name).token;
  await bridge.up();
  bob = await IrcClient.join(ircd.port, "bob", "#general");
  await until("the bridge is in the channel", async () => (await bridge.status()).links[0].state === "joined");
  alice = await Native.login(bridge.url, tokens.alice);
  carol = await Native.login(bridge.url, tokens.carol);
  for (const native of [alice, carol]) await native.ask("setactivechannel", { guild: 1, channel: 1 });
});

after(async () => {
  alice?.close();
  carol?.close();
  assert.equal((await bridge.down()).code, 0);
  await ircd.down();
});

const blobs = () => readdirSync(join(bridge.folder, "files"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => entry.name);
const get = (path, options) => fetch(`${bridge.url}${path}`, options);

async function refused(native, ...payload) {
  const before = blobs();
  const answer = await native.ask("upload", ...payload);
  assert.equal(answer.ok, false);
  const status = await native.next("uploadstatus");
  assert.deepEqual(status, { result: "failure", reason: answer.error });
  await sleep(20);
  assert.equal(native.count("uploadstatus"), 0, "one status for one upload");
  assert.deepEqual(blobs(), before, "nothing is left on the disk");
  return answer.error;
}

for (const kind of everyKind) {
  test(`a picture by ${nameOf(kind)} reaches natives and IRC`, async () => {
    const native = await Native.login(bridge.url, tokens.alice, kind);
    await native.ask("setactivechannel", { guild: 1, channel: 1 });
    const picture = png(40, 30, everyKind.indexOf(kind) + 1);
    const fileName = await upload(native, picture);
    const text = `look, by ${nameOf(kind)}`;
    const { ok, message } = await native.ask("post", { content: text, attachments: [{ userId: native.user.id, fileName }] });
    assert.ok(ok);
    const seen = await carol.next("message", (one) => one.content === text);
    assert.deepEqual(seen.attachments, [{ userId: native.user.id, fileName }]);
    assert.deepEqual(message, seen);
    const link = `${bridge.url}/files/${native.user.id}/${fileName}`;
    const heard = await until("bob reads the text and the link", () => {
      const lines = bob.said("#general").map((line) => line.text);
      const at = lines.findIndex((line) => line.endsWith(text));
      return at >= 0 && lines[at + 1];
    });
    assert.equal(heard, `<alice> ${link}`, "the link comes behind the text");
    const served = await fetch(link);
    assert.equal(served.status, 200);
    assert.equal(served.headers.get("content-type"), "image/png");
    assert.deepEqual(await bytesOf(served), picture);
    native.close();
  });
}

test("a file of full size passes over both transports, one byte more does not", async () => {
  const most = 3 << 20;
  const padded = (size) => {
    const picture = png(600, 500, 77);
    return withChunk(picture, "teXt", Buffer.alloc(size - picture.length - 12));
  };
  for (const transports of [["websocket"], ["polling"]]) {
    const native = await Native.login(bridge.url, tokens.alice, { version: 4, transports });
    await upload(native, padded(most));
    assert.match(await refused(native, padded(most + 1)), /too large: 3145729 bytes; at most 3 MiB fit/);
    native.close();
  }
});

test("base64 and data URLs are taken as well", async () => {
  const name = await upload(alice, jpeg.toString("base64"));
  assert.match(name, /\.jpg$/);
  assert.equal(await upload(alice, `data:image/jpeg;base64,${jpeg.toString("base64")}`), name, "same content, same file");
  assert.deepEqual(await bytesOf(await get(`/files/${alice.user.id}/${name}`)), jpeg);
});

test("what a picture tells about its maker is gone, its pixels and its orientation are not", async () => {
  const name = await upload(alice, telephoneJpeg());
  const stored = await bytesOf(await get(`/files/${alice.user.id}/${name}`));
  assert.ok(!stored.includes("48.8584") && !stored.includes("behind the end"));
  assert.ok(stored.includes(jpeg.subarray(2)), "every byte that makes pixels");
  assert.ok(stored.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6])), "turned as before");
  const { message } = await alice.ask("post", { content: "turned", attachments: [{ userId: alice.user.id, fileName: name }] });
  assert.equal(message.attachments.length, 1);
  const gif = await upload(alice, animatedGif);
  const animation = await bytesOf(await get(`/files/${alice.user.id}/${gif}`));
  assert.ok(animation.includes("NETSCAPE2.0") && !animation.includes("secret"));
  const note = withChunk(png(3, 3, 5), "tEXt", Buffer.from("Comment\0secret"));
  const plain = await upload(alice, note);
  assert.deepEqual(await bytesOf(await get(`/files/${alice.user.id}/${plain}`)), png(3, 3, 5));
});

test("hostile files are refused with a reason, and the connection lives", async () => {
  const good = png(20, 20, 9);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const cases = [
    [Buffer.alloc(0), /empty/],
    [good.subarray(0, good.length / 2), /damaged or cut off/],
    [jpeg.subarray(0, jpeg.length - 40), /damaged or cut off/],
    [animatedGif.subarray(0, animatedGif.length - 8), /damaged or cut off/],
    [Buffer.from(svg), /no PNG, JPEG or GIF/],
    [Buffer.from(`<!doctype html>${svg}`), /no PNG, JPEG or GIF/],
    [Buffer.concat([Buffer.from("GIF89a"), Buffer.from(svg)]), /damaged or cut off/],
    [Buffer.concat([signature, Buffer.from(svg)]), /damaged or cut off/],
    [Buffer.concat([good.subarray(0, 33), chunk("IDAT", Buffer.from("no zlib")), chunk("IEND")]), /damaged or cut off/],
    [bomb(20_000, 5_000), /too large: 20000 x 5000 pixels/],
    [Buffer.from("RIFF\x24\0\0\0WEBPVP8 "), /no PNG, JPEG or GIF/],
    [Buffer.from("%PDF-1.7"), /no PNG, JPEG or GIF/],
    ["neither base64 nor a data URL", /binary, or a string/],
    ["data:text/html,<b>x", /binary, or a string/],
    [7, /binary, or a string/],
    [{ file: 1 }, /binary, or a string/],
    [[good], /binary, or a string/],
    [null, /binary, or a string/],
  ];
  for (const [payload, reason] of cases) assert.match(await refused(alice, payload), reason);
  assert.match(await refused(alice, good, good), /one file/);
  assert.match(await refused(alice), /one file/);
  alice.send("upload", Buffer.from("no picture"));
  assert.equal((await alice.next("uploadstatus")).result, "failure");
  assert.equal(alice.count("rejected"), 0);
  await upload(alice, good);
});

test("a polyglot is kept as the picture alone", async () => {
  const picture = png(10, 10, 4);
  const zip = Buffer.concat([picture, Buffer.from("PK\x03\x04<script>alert(1)</script>")]);
  const name = await upload(alice, zip);
  assert.deepEqual(await bytesOf(await get(`/files/${alice.user.id}/${name}`)), picture);
});

test("a post names files that exist and that one may attach (F143)", async () => {
  const mine = await upload(alice, png(8, 8, 31));
  const id = alice.user.id;
  const names = ["../../x", "..\\x", "/abs", "a\u0000b", "x".repeat(300), "", ".", "..", "\u202egnp.x", "nothing.png"];
  const bad = names.map((fileName) => ({ userId: id, fileName }));
  bad.push({ userId: carol.user.id, fileName: mine }, { userId: String(id), fileName: mine }, { fileName: mine }, 7, null,
    { userId: -1, fileName: mine }, { userId: 1e15, fileName: mine });
  for (const attachment of bad) {
    const answer = await alice.ask("post", { content: "no", attachments: [attachment] });
    assert.equal(answer.ok, false, JSON.stringify(attachment));
    assert.match(answer.error, /ttachment|File/);
  }
  const both = await alice.ask("post", { content: "no", attachments: [{ userId: id, fileName: mine }, { userId: id, fileName: "x.png" }] });
  assert.equal(both.ok, false, "one that is wrong refuses the whole post");
  const foreign = { content: "mine?", attachments: [{ userId: id, fileName: mine }] };
  assert.equal((await carol.ask("post", foreign)).ok, false, "nobody attaches what another has shown to nobody");
  assert.ok((await alice.ask("post", foreign)).ok);
  assert.ok((await carol.ask("post", foreign)).ok, "what was shown in a channel may be shown there again");
});

test("posts stay in order, with files and without", async () => {
  const fileName = await upload(alice, png(8, 8, 32));
  const attachments = [{ userId: alice.user.id, fileName }];
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) =>
    alice.ask("post", { content: `order ${n}`, ...(n % 3 ? {} : { attachments }) })));
  const ids = answers.map(({ message }) => message.id);
  assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
});

test("files are served as the web wants them", async () => {
  const picture = png(64, 48, 12);
  const name = await upload(alice, picture);
  const path = `/files/${alice.user.id}/${name}`;
  const whole = await get(path);
  const tag = whole.headers.get("etag");
  for (const [header, value] of Object.entries({
    "content-length": `${picture.length}`, "accept-ranges": "bytes", "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=31536000, immutable", "content-disposition": "inline",
    "content-security-policy": "default-src 'none'; sandbox", "access-control-allow-origin": "*",
  })) assert.equal(whole.headers.get(header), value, header);
  const head = await get(path, { method: "HEAD" });
  assert.equal(head.headers.get("content-length"), `${picture.length}`);
  assert.equal((await bytesOf(head)).length, 0);
  assert.equal((await get(path, { headers: { "if-none-match": tag } })).status, 304);
  const part = async (range, more = {}) => {
    const answer = await get(path, { headers: { range, ...more } });
    return [answer.status, answer.headers.get("content-range"), await bytesOf(answer)];
  };
  const size = picture.length;
  assert.deepEqual(await part("bytes=0-9"), [206, `bytes 0-9/${size}`, picture.subarray(0, 10)]);
  assert.deepEqual(await part("bytes=10-"), [206, `bytes 10-${size - 1}/${size}`, picture.subarray(10)]);
  assert.deepEqual(await part("bytes=-5"), [206, `bytes ${size - 5}-${size - 1}/${size}`, picture.subarray(size - 5)]);
  assert.deepEqual((await part(`bytes=${size}-`)).slice(0, 2), [416, `bytes */${size}`]);
  for (const odd of ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=x-"]) assert.equal((await part(odd))[0], 200, odd);
  assert.equal((await part("bytes=0-9", { "if-range": '"another"' }))[0], 200);
  assert.equal((await part("bytes=0-9", { "if-range": tag }))[0], 206);
  assert.equal((await get(path, { method: "POST" })).status, 405);
});

/** A GET whose path no client library cleans up first. */
function rawGet(path) {
  return new Promise((done) => {
    const socket = connect(bridge.port, "127.0.0.1");
    let text = "";
    socket.on("data", (data) => { text += data; });
    socket.on("close", () => done(text));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });
}

test("nothing outside the store can be read (F143)", async () => {
  for (const path of ["/files/1/..%2f..%2fguildbridge.db", "/files/1/../../guildbridge.db", "/files/1/%00", "/files/-1/x.png",
    "/files/1/a%0d%0aSet-Cookie:x", "/files/1/", "/files/1", "/files/", "/files/x/y.png", "/files/1/x/y.png",
    "/files/9999999999999999999999/x.png", "/files/1/.png", "/files/1/unfinished", `/files/1/${"a".repeat(5000)}`]) {
    const answer = await rawGet(path);
    assert.match(answer, /^HTTP\/1.1 404 /, path);
    assert.ok(!/set-cookie/i.test(answer));
  }
});

test("an upload that stops leaves nothing, and others get theirs (F146)", async () => {
  const before = blobs();
  const broken = await Native.login(bridge.url, tokens.alice);
  const raw = broken.socket.io.engine;
  raw.transport.ws.send('451-["upload",{"_placeholder":true,"num":0}]');
  await sleep(50);
  raw.transport.ws.terminate?.();
  broken.close();
  const pictures = [png(30, 30, 41), png(30, 30, 42)];
  const pair = await Promise.all([1, 2].map(() => Native.login(bridge.url, tokens.carol)));
  const given = await Promise.all(pair.map((native, n) => upload(native, pictures[n])));
  for (const [n, name] of given.entries())
    assert.deepEqual(await bytesOf(await get(`/files/${carol.user.id}/${name}`)), pictures[n]);
  pair.forEach((native) => native.close());
  assert.equal(blobs().length, before.length + 2);
  assert.deepEqual(readdirSync(join(bridge.folder, "files", "unfinished")), []);
});

test("the same picture by two people is two files and one blob (F144)", async () => {
  const picture = png(21, 21, 51);
  const before = blobs().length;
  const [one, two] = [await upload(alice, picture), await upload(carol, picture)];
  assert.equal(one, two);
  assert.equal(blobs().length, before + 1);
  for (const native of [alice, carol]) assert.equal((await get(`/files/${native.user.id}/${one}`)).status, 200);
});

test("what is too long for IRC ends in a link to all of it", async () => {
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n} of many, ünïcode 🎉`);
  assert.ok((await alice.ask("post", { content: lines.join("\n") })).ok);
  const last = await until("bob reads that there is more", () =>
    bob.said("#general").find((line) => line.text.includes("more lines")));
  const link = /http:\S+/.exec(last.text)[0];
  const answer = await fetch(link);
  assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.equal(await answer.text(), lines.join("\n"));
  assert.match(link, new RegExp(`/files/${alice.user.id}/[0-9a-f]{40}\\.txt$`));
});
