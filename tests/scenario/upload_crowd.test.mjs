// Fifty people upload at once; memory stays bounded, and whoever chats does not notice.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { sleep } from "../support/processes.mjs";

const sanitized = process.env.GUILDBRIDGE.includes("asan");
const crowd = 50;
let bridge, tokens;

before(async () => {
  bridge = await Bridge.make({ gateway: "posts = { burst = 1000, per_second = 1000 }" });
  tokens = ["alice", "bob"].map((name) => bridge.addUser(name).token);
  await bridge.up();
});

after(async () => assert.equal((await bridge.down()).code, 0));

const megabytes = (key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${bridge.child.pid}/status`, "utf8"))[1]) / 1024;

/** Latencies of somebody's posts for as long as `work` takes. */
async function chattingDuring(work) {
  const chat = spawn(process.execPath, [fileURLToPath(new URL("../support/chat_latency.mjs", import.meta.url)), bridge.url, tokens[0]],
    { stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  chat.stdout.setEncoding("utf8").on("data", (text) => { out += text; });
  while (!out.includes("ready")) await sleep(20);
  await work();
  chat.stdin.end();
  await new Promise((done) => chat.on("close", done));
  return JSON.parse(out.split("\n")[1]);
}

test("fifty full-size pictures at once", { timeout: 120_000 }, async (t) => {
  const natives = [];  // A few at a time: each password takes its time to be looked at.
  while (natives.length < crowd) natives.push(...await Promise.all(Array.from({ length: 5 }, () => Native.login(bridge.url, tokens[1]))));
  const pictures = Array.from({ length: crowd }, (_, n) => png(1020, 1020, n + 1));
  assert.ok(pictures[0].length > 2.9 * 2 ** 20 && pictures[0].length <= 3 * 2 ** 20);
  const before = megabytes("VmRSS");
  let names;
  const begin = Date.now();
  const latencies = await chattingDuring(async () => {
    const answers = await Promise.all(natives.map((native, n) => new Promise((done) => native.socket.emit("upload", pictures[n], done))));
    names = answers.map(({ ok, uploadedAs, error }) => (assert.ok(ok, error), uploadedAs));
  });
  const p99 = latencies[Math.floor(latencies.length * 0.99)];
  t.diagnostic(`${crowd} uploads in ${Date.now() - begin} ms; of ${latencies.length} posts meanwhile p50 ${latencies[latencies.length >> 1].toFixed(1)} ms,` +
    ` p99 ${p99.toFixed(1)} ms, slowest ${latencies.at(-1).toFixed(1)} ms; memory ${before.toFixed(0)} MiB, at most ${megabytes("VmHWM").toFixed(0)} MiB`);
  assert.equal(new Set(names).size, crowd);
  const link = `${bridge.url}/files/${natives[0].user.id}/${names[7]}`;
  assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), pictures[7]);
  // 150 MiB of pictures, which are with the connections and then with the store, and what looking at one takes.
  if (!sanitized) assert.ok(megabytes("VmHWM") - before < 500, "memory is bounded");
  assert.ok(p99 < (sanitized ? 500 : 50), `p99 of a post was ${p99} ms`);
  natives.forEach((native) => native.close());
});

test("fifty renderings at once are made one after another, once each", { timeout: 120_000 }, async () => {
  const native = await Native.login(bridge.url, tokens[0]);
  const { uploadedAs } = await native.ask("upload", png(1000, 1000, 99));
  const link = `${bridge.url}/files/${native.user.id}/${uploadedAs}`;
  const latencies = await chattingDuring(async () => {
    const answers = await Promise.all(Array.from({ length: crowd }, (_, n) => fetch(`${link}?width=${100 + (n % 25)}`)));
    for (const answer of answers) assert.equal(answer.status, 200);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });
  assert.ok(latencies[Math.floor(latencies.length * 0.99)] < (sanitized ? 500 : 50));
  native.close();
});
