// Whoever runs the bridge sees what is going on, within 2 seconds of the fact, and can do something about it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Bridge, network } from "../support/bridge.mjs";
import { Browser } from "../support/browser.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { readMetrics, valueOf } from "../support/metrics.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";

const within = 2000;
const room = "irc.net/#gen";
let server, bridge, alice, admin, stranger, bob;

const binary = process.env.GUILDBRIDGE;
const run = (...args) => spawnSync(binary, [...args, "--config", bridge.file], { encoding: "utf8" });
const json = { "content-type": "application/json" };

const adminUrl = (path) => `http://127.0.0.1:${bridge.adminPort}${path}`;
const order = (action, body, headers = json) => fetch(adminUrl(`/actions/${action}`), { method: "POST", headers, body: JSON.stringify(body) });
const link = async (name = room) => (await bridge.status()).links.find((one) => one.room === name);
const theNetwork = async () => (await bridge.status()).networks[0];

/** Waits for a fact to be shown, and says how long after `since` it was. */
async function shown(what, check, since = Date.now(), limit = within) {
  await until(what, check, limit - (Date.now() - since));
  return Date.now() - since;
}

/** Posts a numbered row of messages, a few at a time: a connection may not have many under way. */
async function post(word, count) {
  for (let n = 0; n < count; n += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - n) }, async (_, k) => assert.equal((await stranger.ask("post", { content: `${word} ${n + k}` })).ok, true)));
}

const joined = (limit = 15_000) => until("joined", async () => (await link()).state === "joined", limit);

before(async () => {
  server = await ngircd();
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#other"]);
  bridge = await Bridge.make({
    networks: network("net", server.port, { catch_up_entries: "1000" }),
    channels: { general: [room, "irc.net/#other"] }, gateway: "posts = { burst = 100000, per_second = 0 }\nlogins_per_minute = 5",
  });
  alice = bridge.addUser("alice", "Alice");
  admin = JSON.parse(spawnSync(binary, ["user", "add", "--config", bridge.file, "--handle", "root", "--admin", "--password-stdin"], { input: "secret of root\n", encoding: "utf8" }).stdout);
  await bridge.up();
  await joined();
  stranger = await Native.login(bridge.url, alice.token);
  await stranger.ask("setactivechannel", { guild: 1, channel: 1 });
});

after(async () => {
  stranger?.close();
  bob?.quit();
  assert.equal((await bridge.down()).code, 0);
  assert.ok(!existsSync(join(bridge.folder, "guildbridge.sock")), "the socket goes with the bridge");
  await server.down();
});

test("the numbers are what was sent", async () => {
  for (let n = 0; n < 20; n++) await stranger.ask("post", { content: `count ${n}` });
  for (let n = 0; n < 7; n++) bob.say("#gen", `from irc ${n}`);
  await until("all of it", async () => (await link()).messages.out >= 20 && (await link()).messages.in >= 7 && (await link("irc.net/#other")).messages.out >= 27);
  const one = await link();
  assert.deepEqual([one.messages.in, one.messages.out, one.lag], [7, 20, 0]);
  assert.equal(one.messages.outPerMinute, 20);
  assert.equal((await theNetwork()).messages.out, 47);

  const answer = await fetch(adminUrl("/metrics"));
  assert.match(answer.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
  const metrics = readMetrics(await answer.text());
  assert.ok([...metrics.keys()].every((name) => name.startsWith("guildbridge_")));
  const outcomes = ["delivered", "unproven", "refused", "skipped"].map((outcome) => valueOf(metrics, "guildbridge_deliveries_total", { room, outcome }));
  assert.equal(outcomes.reduce((a, b) => a + b), 20, `${outcomes}`);
  assert.equal(valueOf(metrics, "guildbridge_room_messages_total", { room, direction: "in" }), 7);
  assert.equal(valueOf(metrics, "guildbridge_log_appends_total"), 27);
  assert.equal(valueOf(metrics, "guildbridge_posts_total"), 20);
  assert.equal(valueOf(metrics, "guildbridge_sessions"), 1);
  assert.equal(valueOf(metrics, "guildbridge_room_lag", { room }), 0);
  assert.equal(valueOf(metrics, "guildbridge_network_up", { network: "irc.net" }), 1);
  assert.equal(valueOf(metrics, "guildbridge_latency_seconds_count", { from: "native", to: "irc" }), 40);
  assert.equal(valueOf(metrics, "guildbridge_latency_seconds_count", { from: "irc", to: "irc" }), 7);
  assert.equal(valueOf(metrics, "guildbridge_latency_seconds_count", { from: "irc", to: "native" }), 7);
  assert.equal(valueOf(metrics, "guildbridge_latency_seconds_count", { from: "native", to: "native" }), 20);
  assert.ok(valueOf(metrics, "guildbridge_log_commit_seconds_count") > 0);
  assert.ok(valueOf(metrics, "guildbridge_loop_delay_seconds_count") > 0);
  assert.ok(valueOf(metrics, "guildbridge_memory_bytes") > 1e6);

  const dashboard = JSON.parse(readFileSync(fileURLToPath(new URL("../../packaging/grafana/guildbridge.json", import.meta.url))));
  const asked = new Set(JSON.stringify(dashboard).match(/guildbridge_\w+/g));
  assert.ok(asked.size > 15);
  for (const name of asked) assert.ok(metrics.has(name) || metrics.has(name.replace(/_(bucket|sum|count)$/, "")), `the dashboard asks for ${name}`);
});

test("a network goes down, a backlog grows; it comes back, the backlog drains: each within 2 s", async (t) => {
  const down = Date.now();
  await server.down();
  t.diagnostic(`down is shown after ${await shown("down", async () => (await theNetwork()).state !== "joined" && (await link()).state !== "joined", down)} ms`);
  await until("a reason in words", async () => (await theNetwork()).lastError?.length > 5);
  await post("late", 301);
  t.diagnostic(`the backlog is shown after ${await shown("301 wait", async () => (await link()).lag === 301)} ms`);
  assert.equal(valueOf(readMetrics(await (await fetch(adminUrl("/metrics"))).text()), "guildbridge_room_lag", { room }), 301);

  bob.quit();
  await server.up();
  const seen = [];
  await until("drained", async () => {
    const one = await link();
    seen.push(one.lag);
    return one.state === "joined" && one.lag === 0;
  }, 30_000, 5);
  assert.ok(new Set(seen).size > 2, `it is seen to drain: ${[...new Set(seen)]}`);
  const one = await link();
  assert.equal(one.state, "joined");
  assert.ok(one.lastError, "the last error stays, in words");
  assert.ok(one.lastErrorAt <= one.since);
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#other"]);
});

test("lag beyond what is in memory is counted as well, and skipped when asked", async () => {
  await server.down();
  await until("down", async () => (await link()).state !== "joined");
  await post("old", 701);
  await shown("all 701 wait", async () => (await link()).lag === 701);
  const skipped = Date.now();
  assert.equal((await order("skip", { room })).status, 200);
  // One line says so, and waits in turn.
  await shown("nothing but the notice waits", async () => (await link()).lag === 1, skipped);
  assert.equal((await link()).counters.skipped, 701);
  await shown("the other room's is its own affair", async () => (await link("irc.net/#other")).lag === 701);
  assert.equal((await order("skip", { room: "irc.net/#other" })).status, 200);
  const trouble = (await bridge.status()).troubles.find((one) => one.room === room);
  assert.deepEqual([trouble.outcome, trouble.count], ["skipped", 701]);
  await server.up();
  bob.quit();
  await joined();
  await until("drained", async () => (await link()).lag === 0 && (await link("irc.net/#other")).lag === 0, 30_000);
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#other"]);
});

test("a test message goes to one room only", async () => {
  const since = bob.lines.length;
  assert.equal((await order("test", { room })).status, 200);
  await bob.line(/ (PRIVMSG|NOTICE) #gen :.*test message/, { since });
  await sleep(300);
  assert.ok(!bob.lines.slice(since).some((line) => /#other :.*test message/.test(line)));
  assert.ok(!stranger.packets.some(({ name, value }) => name === "message" && /test message/.test(value.content)));
  const lately = (await bridge.status()).recent[0];
  assert.deepEqual([lately.room, ["delivered", "unproven"].includes(lately.outcome)], [room, true]);
});

test("reconnect: a new connection, at once", async () => {
  const before = await theNetwork();
  const since = bob.lines.length;
  assert.equal((await order("reconnect", { network: "irc.net" })).status, 200);
  await bob.line(/^:gb\S* QUIT/, { since });
  await shown("joined again", async () => (await link()).state === "joined" && (await link()).since > before.since);
  assert.equal((await theNetwork()).counters.connects, before.counters.connects + 1);
});

test("mute: nothing goes either way, over a restart too; afterwards it catches up", async () => {
  assert.equal((await order("mute", { room, muted: true })).status, 200);
  assert.equal((await link()).muted, true);
  const check = async (word) => {
    const since = bob.lines.length;
    bob.say("#gen", `unheard ${word}`);
    await stranger.ask("post", { content: `for the others ${word}` });
    await bob.line(new RegExp(`#other :.*for the others ${word}`), { since });
    await sleep(300);
    assert.ok(!bob.lines.slice(since).some((line) => /#gen :.*for the others/.test(line)), "to the muted room");
    assert.ok(!bob.lines.slice(since).some((line) => /#other :.*unheard/.test(line)), "from the muted room");
  };
  await check("once");
  stranger.close();
  assert.equal((await bridge.down()).code, 0);
  await bridge.up();
  await joined();
  stranger = await Native.login(bridge.url, alice.token);
  await stranger.ask("setactivechannel", { guild: 1, channel: 1 });
  assert.equal((await link()).muted, true, "over a restart");
  await check("twice");
  assert.equal((await link()).lag, 2);
  const since = bob.lines.length;
  assert.equal((await order("mute", { room, muted: false })).status, 200);
  for (const word of ["once", "twice"]) await bob.line(new RegExp(`#gen :.*for the others ${word}`), { since });
  bob.say("#gen", "heard again");
  await bob.line(/#other :.*heard again/, { since });
});

test("orders that mean nothing, or come from a page of another site, do nothing", async () => {
  assert.equal((await order("skip", { room: "irc.net/#none" })).status, 404);
  assert.equal((await order("reconnect", { network: "irc.none" })).status, 404);
  assert.equal((await order("skip", { room }, { "content-type": "text/plain" })).status, 415);
  assert.equal((await order("skip", { room }, { ...json, origin: "https://evil.example" })).status, 415);
});

test("the page: for admins who sign in, live, and its buttons do what they say", async (t) => {
  const browser = await Browser.open();
  const strange = await browser.page(`${bridge.url}/status`);
  const signIn = async (token) => {
    await strange.click("#token");
    await strange.type(token);
    await strange.press("Enter");
  };
  await strange.until("it asks who is there", () => document.querySelector("#sign-in").hidden === false);
  assert.deepEqual(await strange.accessibility(), []);
  await signIn(alice.token);
  await strange.sees("no admin", "#why");
  await signIn(admin.token);
  await strange.sees(room, "#rooms");

  const page = await browser.page(adminUrl("/status"));
  const state = () => page.text(`#rooms li[data-key="${room}"] .state`);
  await until("joined", async () => /^joined/.test(await state()));
  assert.match(await page.text("#networks"), /irc\.net/);
  assert.match(await page.run(() => document.querySelector("#map svg").getAttribute("aria-label")), /1 guilds with 2 rooms, 2 of them joined/);
  for (const [colours, width] of [["light", 1280], ["dark", 1280], ["dark", 390]]) {
    await page.colours(colours);
    await page.size(width, 800, width < 600);
    await page.screenshot(`status-${colours}-${width}`);
    assert.deepEqual(await page.accessibility(), [], `${colours}, ${width} wide`);
  }
  await page.click(`#rooms li[data-key="${room}"] .muting`);
  await until("muted", async () => (await link()).muted === true);
  await until("and said", async () => /muted/.test(await state()));
  await page.click(`#rooms li[data-key="${room}"] .muting`);
  await until("unmuted", async () => (await link()).muted === false);

  const down = Date.now();
  await server.down();
  t.diagnostic(`the page shows it down after ${await shown("down", async () => /^(down|connecting)/.test(await state()), down)} ms`);
  await post("seen on the page", 30);
  await shown("the backlog", async () => /30 waiting/.test(await page.text(`#rooms li[data-key="${room}"] .figures`)));
  bob.quit();
  await server.up();
  await joined();
  const up = Date.now();
  t.diagnostic(`and up after ${await shown("up", async () => /^joined/.test(await state()), up)} ms`);
  await until("the backlog is gone", async () => /nothing waits/.test(await page.text(`#rooms li[data-key="${room}"] .figures`)));
  bob = await IrcClient.join(server.port, "bob", ["#gen", "#other"]);
  bridge.child.kill("SIGHUP");
  await page.sees("read again", "#reload");
  assert.deepEqual([...page.troubles, ...strange.troubles], [], "nothing is wrong in the console");
  await browser.close();
});

test("through the public gateway: for admins only, and under the throttle of logins", async () => {
  const ask = (path, token, options = {}) => fetch(bridge.url + path, { ...options, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...options.headers } });
  const skip = { method: "POST", headers: json, body: JSON.stringify({ room: "irc.net/#none" }) };
  for (const path of ["/status", "/status.json", "/metrics", "/trace/1"]) {
    assert.equal((await ask(path)).status, 401, path);
    assert.equal((await ask(path, alice.token)).status, 403, path);
    assert.equal((await ask(path, admin.token)).status, 200, path);
  }
  assert.equal((await ask("/actions/skip", undefined, skip)).status, 401);
  assert.equal((await ask("/actions/skip", alice.token, skip)).status, 403);
  assert.equal((await ask("/actions/skip", admin.token, skip)).status, 404);
  assert.equal((await ask("/status", undefined, { method: "POST" })).status >= 400, true);

  const page = await ask("/status", undefined, { headers: { accept: "text/html" } });
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type"), /text\/html/);
  assert.match(page.headers.get("content-security-policy"), /default-src 'none'/);
  assert.doesNotMatch(await page.text(), /irc\.net/, "no data for strangers");

  const before = (await bridge.status()).gateway;
  for (let n = 0; n < 5; n++) assert.equal((await ask("/status.json", admin.token)).status, 200);
  assert.equal((await bridge.status()).gateway.logins, before.logins, "who looks each second does not count as a login");
  const wrong = Buffer.from(JSON.stringify({ id: admin.id, pass: "guess" })).toString("base64");
  for (let n = 0; n < 5; n++) assert.equal((await ask("/status.json", wrong)).status, 401);
  assert.equal((await ask("/status.json", wrong)).status, 429);
  assert.equal((await ask("/metrics", admin.token)).status, 429, "whoever guesses is told nothing more");
});

test("the Unix socket, and `guildbridge status`", async () => {
  const socket = join(bridge.folder, "guildbridge.sock");
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  const answer = await new Promise((done, failed) => {
    request({ socketPath: socket, path: "/status" }, (response) => {
      let body = "";
      response.on("data", (data) => { body += data; }).on("end", () => done({ status: response.statusCode, body }));
    }).on("error", failed).end();
  });
  assert.equal(answer.status, 200);
  assert.equal(JSON.parse(answer.body).links.length, 2);
  const table = run("status");
  assert.equal(table.status, 0, table.stderr);
  assert.match(table.stdout, /NETWORK +STATE/);
  assert.match(table.stdout, /irc\.net\/#gen +community\/general +joined/);
  assert.equal(JSON.parse(run("status", "--json").stdout).links[0].room, room);
});

test("`guildbridge trace` tells the way of a message", async () => {
  const since = stranger.packets.length;
  bob.say("#gen", "trace me please");
  const { value } = await until("it is here", () => stranger.packets.slice(since).find((one) => one.name === "message" && one.value.content === "trace me please"));
  await until("and there", async () => (await link("irc.net/#other")).lag === 0);
  const running = run("trace", String(value.id));
  assert.equal(running.status, 0, running.stderr);
  assert.match(running.stdout, new RegExp(`^entry ${value.id}: text\n +received +\\S+ from irc\\.net/#gen, by bob@irc\\.net`));
  assert.match(running.stdout, /appended +to community\/general/);
  assert.match(running.stdout, /irc\.net\/#gen\n +it came from there/);
  assert.match(running.stdout, /irc\.net\/#other\n +done.*\n +\S+ (delivered|unproven), \d+ ms after it came/);
  assert.doesNotMatch(running.stdout, /trace me/, "not what was said");
  assert.match(run("trace", String(value.id), "--text").stdout, /trace me please/);
  assert.ok(bridge.log.includes(`entry ${value.id} is received from irc.net/#gen`), "the log tells the same, at debug level");
  assert.ok(bridge.log.includes(`entry ${value.id} is delivered to irc.net/#other`));
  assert.ok(!bridge.log.includes("trace me please"));
  const skipped = run("trace", String(await skippedEntry()));
  assert.match(skipped.stdout, /irc\.net\/#gen\n +skipped: as whoever runs the bridge asked, 2/);
  assert.equal(run("trace", "999999").status, 1);
  assert.equal(run("trace", "nobody-calls-it-so").status, 1);
});

/** One of those that "lag beyond what is in memory" had skipped. */
async function skippedEntry() {
  await stranger.ask("history", { channel: 1, limit: 100 });
  for (;;) {
    const { messages, more } = (await stranger.next("history"));
    const found = messages.find(({ content }) => content === "old 5");
    if (found) return found.id;
    assert.ok(more, "it is in the history");
    await stranger.ask("history", { channel: 1, limit: 100, before: messages[0].id });
  }
}

test("`status` and `trace` where no bridge runs", async () => {
  stranger.close();
  assert.equal((await bridge.down()).code, 0);
  const nobody = run("status");
  assert.equal(nobody.status, 1);
  assert.match(nobody.stderr, /no bridge answers at .*guildbridge\.sock/);
  const traced = run("trace", "1");
  assert.equal(traced.status, 0, traced.stderr);
  assert.match(traced.stdout, /^entry 1: text/);
  await bridge.up();
});
