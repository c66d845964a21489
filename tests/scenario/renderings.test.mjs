// Smaller versions of pictures, which anybody may ask for: what one is like, and what those who ask for many, or for what
// takes for ever, do to others.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { bytesOf, upload } from "../support/files.mjs";
import { Native } from "../support/native.mjs";
import { animatedGif, endlessGif, png } from "../support/pictures.mjs";
import { sleep, until } from "../support/processes.mjs";

let bridge, alice;

before(async () => {
  bridge = await Bridge.make();
  const { token } = bridge.addUser("alice");
  await bridge.up();
  alice = await Native.login(bridge.url, token);
});

after(async () => {
  alice?.close();
  assert.equal((await bridge.down()).code, 0);
});

const get = (path, options) => fetch(`${bridge.url}${path}`, options);

/** How many milliseconds that takes. */
const lasts = async (work) => {
  const begin = Date.now();
  await work();
  return Date.now() - begin;
};

test("renderings fit their box, and are never larger than the picture", async () => {
  const name = await upload(alice, png(400, 300, 13));
  const path = `/files/${alice.user.id}/${name}`;
  const sizeOf = async (query) => {
    const answer = await get(path + query);
    assert.equal(answer.status, 200, query);
    const bytes = await bytesOf(answer);
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  };
  assert.deepEqual(await sizeOf("?width=100"), [100, 75]);
  assert.deepEqual(await sizeOf("?height=30"), [40, 30]);
  assert.deepEqual(await sizeOf("?width=100&height=30"), [40, 30]);
  assert.deepEqual(await sizeOf("?width=100&height=30"), [40, 30], "from the cache");
  assert.deepEqual(await sizeOf("?width=4000"), [400, 300]);
  for (const odd of ["?width=0", "?width=-1", "?width=x", "?height=1e9", "?width=", "?width=1.5", "?height=99999999999999999999"])
    assert.equal((await get(path + odd)).status, 400, odd);
  const gif = await upload(alice, animatedGif);
  assert.equal((await get(`/files/${alice.user.id}/${gif}?width=1`)).status, 200);
});

test("who asks for a rendering that is there waits for none that is being made", { timeout: 60_000 }, async () => {
  const small = `/files/${alice.user.id}/${await upload(alice, png(300, 200, 14))}`;
  assert.equal((await get(`${small}?width=100&height=90`)).status, 200);
  const picture = endlessGif(1);
  const endless = `/files/${alice.user.id}/${await upload(alice, picture)}`;
  const asked = get(`${endless}?width=99`);
  await sleep(300);
  const there = await lasts(async () => assert.equal((await get(`${small}?width=100&height=80`)).status, 200, "the same picture"));
  assert.ok(there < 2000, `${there} ms`);
  assert.deepEqual(await bytesOf(await asked), picture, "what takes too long is served as it is");
  const again = await lasts(async () => assert.deepEqual(await bytesOf(await get(`${endless}?width=98`)), picture));
  assert.ok(again < 2000, `not tried again, but took ${again} ms`);
});

test("nothing is rendered for those who are gone", { timeout: 60_000 }, async () => {
  const endless = `/files/${alice.user.id}/${await upload(alice, endlessGif(2))}`;
  const small = `/files/${alice.user.id}/${await upload(alice, png(300, 200, 15))}`;
  const gone = new AbortController();
  let refused = 0;
  const asked = Array.from({ length: 70 }, (_, n) => get(`${endless}?width=${n + 20}`, { signal: gone.signal })
    .then(({ status }) => { refused += Number(status === 503); }, () => {}));
  await until("those for whom there is no place are refused", () => refused === 6);
  gone.abort();
  await Promise.all(asked);
  // Their places are free once the server has seen them go.
  const took = await lasts(() => until("a place", () => get(`${small}?width=100`).then(({ status }) => status === 200), 3000));
  assert.ok(took < 3000, `${took} ms`);
});

test("a crowd that asks for the same rendering shares it", { timeout: 60_000 }, async () => {
  const path = `/files/${alice.user.id}/${await upload(alice, png(900, 900, 16))}?width=300`;
  const answers = await Promise.all(Array.from({ length: 200 }, () => get(path)));
  const sizes = new Set();
  for (const answer of answers) sizes.add(`${answer.status} ${(await bytesOf(answer)).readUInt32BE(16)}`);
  assert.deepEqual([...sizes], ["200 300"]);
});

test("whoever stops the bridge does not wait for a rendering", { timeout: 60_000 }, async () => {
  const other = await Bridge.make({});
  const { token } = other.addUser("alice");
  await other.up();
  const native = await Native.login(other.url, token);
  const endless = `/files/${native.user.id}/${(await native.ask("upload", endlessGif(3))).uploadedAs}`;
  const asked = fetch(`${other.url}${endless}?width=99`).catch(() => {});
  await sleep(500);
  native.close();
  const took = await lasts(async () => assert.equal((await other.down()).code, 0));
  assert.ok(took < 2500, `${took} ms`);
  await asked;
  assert.doesNotMatch(other.log, /VIPS-WARNING/);
});
