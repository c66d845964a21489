// The web client in a real browser, with IRC and Matrix behind the bridge: a person signs in, reads, writes, sends and sees
// pictures, loses the connection; and nothing that anybody writes can run.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Bridge, network } from "../support/bridge.mjs";
import { FaultLink } from "../support/fault_link.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { botSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { temporaryFolder, until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

const said = ".message:not(.pending)";
const evil = "<img src=x onerror=window.pwned=1>";
let peer, irc, bridge, link, site, mira, room, carl, bob, browser, page, alice;

before(async () => {
  [peer, irc, browser] = await Promise.all([startSynapse(), ngircd(), Browser.open()]);
  mira = await signUp(peer, "mira", { displayName: "Mira" });
  room = await mira.createRoom({ room_alias_name: "general", preset: "public_chat" });
  bridge = await Bridge.make({
    networks: network("net", irc.port) + await botSection(peer),
    channels: { general: ["irc.net/#gen", `matrix.home/#general:${peer.serverName}`], random: [] },
    gateway: 'allowed_origins = ["https://elsewhere.example"]\nlogins_per_minute = 3\nposts = { burst = 400, per_second = 400 }',
  });
  alice = bridge.addUser("alice", "Alice");
  const { token } = bridge.addUser("bob", `Bob ${evil}`);
  await bridge.up();
  carl = await IrcClient.join(irc.port, "carl", ["#gen"]);
  await until(`all is joined: ${bridge.log}`, async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
  bob = await Native.login(bridge.url, token);
  await bob.ask("setactivechannel", { guild: 1, channel: 1 });
  for (let n = 1; n <= 130; n++) await bob.ask("post", { content: `old ${n}` });
  link = await FaultLink.to(bridge.port);
  site = `http://127.0.0.1:${link.port}/`;
  page = await browser.page();
  await page.colours("light");
});

after(async () => {
  await browser?.close();
  bob?.close();
  carl?.quit();
  mira?.close();
  await link?.down();
  const end = await bridge?.down();
  await Promise.all([peer?.stop(), irc?.down()]);
  assert.deepEqual(end, { code: 0, signal: null });
});

async function write(text) {
  await page.focus("#composer");
  await page.type(text);
  await page.press("Enter");
}

const texts = () => page.run(() => [...document.querySelectorAll(".message:not(.pending) .text")].map((one) => one.textContent));
const onIrc = (pattern) => until(`IRC reads ${pattern}`, () => carl.said("#gen").find(({ text }) => pattern.test(text)));

test("the page is served as it has to be", async () => {
  const answer = await fetch(bridge.url);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/html/);
  assert.match(answer.headers.get("content-security-policy"), /^default-src 'none'; script-src 'self';/);
  assert.equal(answer.headers.get("cache-control"), "no-cache");
  const again = await fetch(bridge.url, { headers: { "if-none-match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
  const script = (await answer.text()).match(/src="(\/assets\/[^"]+\.js)"/)[1];
  const head = await fetch(bridge.url + script, { method: "HEAD" });
  assert.match(head.headers.get("cache-control"), /immutable/);
  assert.ok(Number(head.headers.get("content-length")) > 10_000);
  assert.equal((await fetch(bridge.url, { method: "POST" })).status, 405);
  assert.equal((await fetch(`${bridge.url}/login`)).status, 405);
  assert.equal((await fetch(`${bridge.url}/assets/nothing.js`)).status, 404);
});

test("who signs in wrongly is told so, and is let in with the right password", async () => {
  await page.go(site);
  await page.sees("Sign in");
  await page.screenshot("sign-in-light");
  assert.deepEqual(await page.accessibility(), []);
  await page.focus("#user");
  await page.type("Alice");
  await page.focus("#password");
  await page.type("wrong");
  await page.press("Enter");
  await page.sees("That is not right", "[role=alert]");
  await page.colours("dark");
  await page.screenshot("sign-in-dark");
  assert.deepEqual(await page.accessibility(), []);
  await page.colours("light");
  await page.type("password of alice");  // The wrong one is selected.
  await page.press("Enter");
  await page.sees("old 130", said);
});

test("guilds, channels, people and messages are there; older ones come when one goes up", async () => {
  assert.match(await page.text("nav"), /Community\s+#\s*general\s+#\s*random/);
  assert.match(await page.text("aside"), /Alice/);
  assert.match(await page.text("aside"), /carl/);
  assert.equal((await texts()).length, 50);
  for (const oldest of ["old 81", "old 31", "old 1"]) {
    await page.until(`${oldest} is there`, (text) => {
      document.querySelector(".scroller").scrollTop = 0;
      return document.querySelector(".messages .text").textContent === text;
    }, oldest);
  }
  await page.sees("This is where #general begins");
  assert.deepEqual(await texts(), Array.from({ length: 130 }, (_, n) => `old ${n + 1}`));
  await page.click(".jump");
});

test("what is written is heard elsewhere, and what is said elsewhere is seen", async () => {
  await write("Hello from the page");
  await onIrc(/Hello from the page/);
  carl.say("#gen", "hello from IRC, see https://example.org/x.");
  await page.sees("hello from IRC", said);
  assert.deepEqual(await page.run(() => {
    const { href, rel, textContent } = [...document.querySelectorAll(".text a")].at(-1);
    return { href, rel, textContent };
  }), { href: "https://example.org/x", rel: "noopener noreferrer", textContent: "https://example.org/x" });
  await mira.sendText(room, "hello from Matrix");
  await page.sees("hello from Matrix", said);
  assert.equal(await page.text("[aria-live=polite]"), "Mira: hello from Matrix", "told to those who listen");
  await page.focus("#composer");
  await page.type("one");
  await page.send("Input.dispatchKeyEvent", { type: "keyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, modifiers: 8, text: "\r" });
  await page.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, modifiers: 8 });
  await page.type("two");
  await page.press("Enter");
  assert.equal((await bob.next("message", ({ content }) => content.startsWith("one"))).content, "one\ntwo");
});

test("typing is seen, both ways", async () => {
  await bob.ask("typing");
  await page.sees("is typing", ".typing.somebody");
  await bob.ask("post", { content: "typed" });
  await page.until("nobody types", () => !document.querySelector(".typing.somebody"));
  await mira.typing(room);
  await page.sees("Mira is typing", ".typing.somebody");
  await mira.typing(room, false);
  bob.packets.length = 0;
  await page.focus("#composer");
  await until("Bob sees that Alice types", async () => {  // The server passes on one in three seconds.
    await page.type("h");
    return bob.packets.some(({ name, value }) => name === "typing" && value.handle === "alice");
  }, 10_000, 300);
  await page.run(() => { document.getElementById("composer").value = ""; });
});

test("a picture that is dropped is sent, one from Matrix is shown", async () => {
  const folder = temporaryFolder("drop");
  const file = join(folder, `${evil.replaceAll("/", "")}.png`);
  writeFileSync(file, png(120, 80, 7));
  await page.drop("main", [file]);
  await page.sees("Ready", ".tray");
  await page.screenshot("tray");
  await write("mine");
  const { attachments } = await bob.next("message", ({ content }) => content === "mine");
  assert.equal(attachments.length, 1);
  const other = join(folder, "notes.txt");
  writeFileSync(other, "no picture");
  await page.drop("main", [other]);
  await page.sees("notes.txt is no picture", ".composer [role=alert]");
  const broken = join(folder, "broken.png");
  writeFileSync(broken, "no picture either");
  await page.drop("main", [broken]);
  await page.sees("broken.png", ".tray .failed");
  await page.click(".tray button");

  const url = await mira.upload(png(90, 60, 8), { type: "image/png", name: "cat.png" });
  await mira.send(room, "m.room.message", { msgtype: "m.image", body: "cat.png", url, info: { mimetype: "image/png" } });
  await page.until("both pictures are seen", () => {
    const pictures = [...document.querySelectorAll(".picture img")];
    return pictures.length === 2 && pictures.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  });
  assert.deepEqual(await page.run(() => [...document.querySelectorAll(".picture img")].map((one) => [one.naturalWidth, one.alt])),
    [[120, "Picture from Alice"], [90, "Picture from Mira"]]);
  await page.click(`${said}:last-child .picture`);
  await page.until("it is shown large", () => document.querySelector("dialog[open] img")?.naturalWidth === 90);
  assert.deepEqual(await page.accessibility(), []);
  await page.screenshot("viewer");
  await page.press("Escape");
  await page.until("it is closed, and the focus is back", () => !document.querySelector("dialog[open]") && document.activeElement.matches(".picture"));
});

test("a message that is taken back goes", async () => {
  const event = await mira.sendText(room, "I should not say this");
  await page.sees("I should not say this", said);
  await mira.redact(room, event);
  await page.until("it is gone", () => !document.body.innerText.includes("I should not say this"));
});

test("nothing that anybody writes runs", async () => {
  const hostile = [evil, "<script>window.pwned=1</script>", "javascript:window.pwned=1", "<svg onload=window.pwned=1>", "https://a.example/\"onmouseover=window.pwned=1",
    "[x](javascript:window.pwned=1)", "{{constructor.constructor('window.pwned=1')()}}", "\u202eevil \u2066isolate", "__proto__"];
  for (const content of hostile) await bob.ask("post", { content });
  await mira.setDisplayName(`${evil}\u202e`);
  await mira.sendText(room, evil, { format: "org.matrix.custom.html", formatted_body: `<a href="javascript:window.pwned=1">click</a>${evil}` });
  const url = await mira.upload(Buffer.from("<script>window.pwned=1</script>"), { type: "text/html", name: "x.html" });
  await mira.send(room, "m.room.message", { msgtype: "m.file", body: `"><script>window.pwned=1</script>.html`, url, info: { mimetype: "text/html" } });
  carl.send(`NICK {{carl}}`);
  carl.say("#gen", evil);
  await page.sees("window.pwned=1<_script>.html", said);
  await page.sees("{{carl}}", ".name");
  const shown = await texts();
  for (const content of hostile) assert.ok(shown.includes(content), `${content} is shown as it is`);
  const made = await page.run(() => ({
    foreign: document.querySelectorAll(".timeline script, .timeline svg[onload], .timeline [onerror], .timeline [onmouseover], aside script, aside [onerror]").length,
    links: [...document.querySelectorAll(".timeline a")].map(({ href }) => new URL(href).protocol).filter((kind) => !/^https?:$/.test(kind)),
    isolated: [...document.querySelectorAll(".name, .text")].every((one) => getComputedStyle(one).unicodeBidi === "isolate"),
    pwned: window.pwned ?? null,
  }));
  assert.deepEqual(made, { foreign: 0, links: [], isolated: true, pwned: null });
  const file = (await page.run(() => [...document.querySelectorAll(".text a")].map(({ href }) => href))).findLast((href) => href.includes("/files/"));
  const opened = await browser.page(file);
  assert.equal(await opened.run(() => window.pwned ?? null), null);
  assert.deepEqual(page.troubles, []);
});

test("a lost connection is said, regained, and nothing is missing", async () => {
  link.refuse();
  link.cut();
  await page.sees("The connection is lost", "[role=status]");
  await write("written while away");
  await page.sees("Waiting for the connection", ".pending");
  for (let n = 1; n <= 120; n++) await bob.ask("post", { content: `missed ${n}` });
  await page.screenshot("away-light");
  assert.deepEqual(await page.accessibility(), []);
  link.refuse(false);
  await page.sees("written while away", said);
  await page.sees("missed 120", said);
  await page.until("nothing is missing", () => document.querySelectorAll(".pending").length === 0 && !document.querySelector(".banner.shown"));
  const after = (await texts()).filter((text) => /^missed |^written/.test(text));
  assert.deepEqual(after, [...Array.from({ length: 120 }, (_, n) => `missed ${n + 1}`), "written while away"]);
  await write("and live again");
  await bob.next("message", ({ content }) => content === "and live again");
  bob.packets.length = 0;
});

test("a post whose acknowledgement is lost on the way is there once", async () => {
  link.stall();
  await write("sent into the dark");
  await page.sees("Sending…", ".pending");
  link.refuse();
  link.cut();
  await page.sees("The connection is lost", "[role=status]");
  link.stall(false);
  link.refuse(false);
  await page.sees("sent into the dark", said);
  await bob.next("message", ({ content }) => content === "sent into the dark");
  await write("the next one");
  await bob.next("message", ({ content }) => content === "the next one");
  assert.equal((await texts()).filter((text) => text === "sent into the dark").length, 1);
  assert.equal(bob.count("message"), 0);
});

test("what is put right or taken back meanwhile is so when the connection is back", async () => {
  const [edited, removed] = [await mira.sendText(room, "a mistaek"), await mira.sendText(room, "a slip")];
  await page.sees("a slip", said);
  link.refuse();
  link.cut();
  await page.sees("The connection is lost", "[role=status]");
  await mira.edit(room, edited, "a mistake");
  await bob.next("message", ({ content }) => content === "(edited) a mistake");
  await mira.redact(room, removed);
  await bob.next("messageremoved");
  link.refuse(false);
  await page.until("both are so", () => {
    const texts = [...document.querySelectorAll(".text")].map((one) => one.textContent);
    return texts.includes("a mistake") && !texts.includes("a mistaek") && !texts.includes("a slip");
  });
});

test("the bridge itself may go and come", async () => {
  await bridge.kill();
  await page.sees("The connection is lost", "[role=status]");
  await write("before it is back");
  await bridge.up();
  await page.sees("before it is back", said);
  bob = await Native.login(bridge.url, bob.socket.auth.token);
  await bob.ask("setactivechannel", { guild: 1, channel: 1 });
});

test("it is usable by keys, in the dark, and on a telephone", async () => {
  await page.screenshot("main-light");
  assert.deepEqual(await page.accessibility(), []);
  await page.focus("nav a");
  await page.press("ArrowDown");
  await page.press("Enter");
  await page.sees("This is where #random begins");
  await write("only here");
  await page.sees("only here", said);
  await page.run(() => history.back());
  await page.sees("the next one", said);
  await page.focus(".scroller");
  await page.press("End");
  await page.until("a message has the focus", () => document.activeElement.matches(".message:last-child"));
  await page.colours("dark");
  await page.screenshot("main-dark");
  assert.deepEqual(await page.accessibility(), []);
  await page.size(390, 844, true);
  await page.screenshot("phone-dark");
  assert.deepEqual(await page.accessibility(), []);
  assert.ok(await page.run(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await page.click(".menu");
  await page.until("the guilds are there", () => document.querySelector("#side.shown nav a[aria-current]") === document.activeElement);
  assert.deepEqual(await page.accessibility(), []);
  await page.press("Escape");
  await page.until("they are not in the way", () => document.activeElement.matches(".menu") && document.getElementById("side").inert);
});

test("who signs out is forgotten", async () => {
  await page.size(1280, 800);
  await page.click("[aria-label='Sign out']");
  await page.sees("Sign in");
  await page.go(`${site}?again`);
  await page.sees("Sign in");
  assert.deepEqual(await page.run(() => [sessionStorage.length, localStorage.getItem("guildbridge.signedIn")]), [0, null]);
  assert.deepEqual(page.troubles, []);
});

test("a login is counted with the others of its address, and other sites cannot ask", async () => {
  const ask = (user, password, headers = {}) => fetch(`${bridge.url}/login`,
    { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ user, password }) });
  assert.equal((await ask("alice", "password of alice", { origin: "https://evil.example" })).status, 403);
  assert.deepEqual(await (await ask("1", "password of alice", { origin: "https://elsewhere.example" })).json(), alice);
  const nobody = await ask("nobody", "x");
  assert.deepEqual([nobody.status, await nobody.json()], [401, { error: "Invalid credentials" }]);
  const refused = new Native(bridge.url, Buffer.from('{"id":1,"pass":"x"}').toString("base64"));
  assert.equal(await refused.next("refused"), "Invalid credentials");
  refused.close();
  assert.equal((await ask("alice", "wrong")).status, 401);
  const late = await ask("alice", "password of alice");
  assert.equal(late.status, 429);
  assert.match((await late.json()).error, /^Too many failed logins, retry in \d+ s$/);
});
