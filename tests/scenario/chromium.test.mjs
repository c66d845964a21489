// A real browser, another origin: every client version over polling and WebSocket, with a picture.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { nameOf, Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { start, stop, temporaryFolder } from "../support/processes.mjs";

const require = createRequire(import.meta.url);
const scripts = {
  4: join(dirname(require.resolve("socket.io-client/package.json")), "dist/socket.io.js"),
  3: join(dirname(require.resolve("socket.io-client-3/package.json")), "dist/socket.io.js"),
  2: join(dirname(require.resolve("socket.io-client-2/package.json")), "dist/socket.io.js"),
};

/** Runs in the page: logs in, uploads, posts, and sees the picture as the browser does. */
const story = async ({ url, token, version, transports, bytes, text }) => {
  const socket = io(url, { transports, reconnection: false, ...(version === 2 ? { query: { token } } : { auth: { token } }) });
  const next = (name) => new Promise((done) => socket.once(name, done));
  const ask = (name, ...args) => new Promise((done) => socket.emit(name, ...args, done));
  const me = await next("hello");
  await ask("setactivechannel", { guild: 1, channel: 1 });
  const status = next("uploadstatus");
  const binary = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
  await ask("upload", transports.length > 1 ? new Blob([binary]) : binary.buffer);
  const { result, uploadedAs } = await status;
  const message = next("message");
  const posted = await ask("post", { content: text, attachments: [{ userId: me.id, fileName: uploadedAs }] });
  const { attachments } = await message;
  const link = `${url}/files/${attachments[0].userId}/${attachments[0].fileName}`;
  const picture = new Image();
  picture.src = `${link}?width=20`;
  await picture.decode();
  const fetched = new Uint8Array(await (await fetch(link)).arrayBuffer());
  socket.close();
  return { result, ok: posted.ok, width: picture.naturalWidth, same: fetched.length === binary.length && fetched.every((byte, n) => byte === binary[n]) };
};

let bridge, token, browser, pages, alice;
const stories = new Map();  // By path: {parameters, told}.

before(async () => {
  bridge = await Bridge.make({ channels: { general: [] } });
  token = bridge.addUser("alice").token;
  await bridge.up();
  alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  pages = createServer((request, response) => {
    const [, key, what] = request.url.split("/");
    const one = stories.get(key);
    if (!one) return response.writeHead(404).end();
    if (request.method === "POST") {
      let body = "";
      request.on("data", (data) => { body += data; }).on("end", () => { one.told(JSON.parse(body)); response.end(); });
    } else if (what === "io.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(scripts[one.parameters.version]));
    } else {
      response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><script src="/${key}/io.js"></script><script>
        const story = ${story};
        const tell = (body) => fetch("/${key}/done", { method: "POST", body: JSON.stringify(body) });
        story(${JSON.stringify(one.parameters)}).then(tell, (error) => tell({ error: String(error) }));</script>`);
    }
  });
  await new Promise((done) => pages.listen(0, "127.0.0.1", done));
});

after(async () => {
  if (browser) await stop(browser, "SIGKILL");
  alice?.close();
  pages?.close();
  pages?.closeAllConnections();
  assert.equal((await bridge.down()).code, 0);
});

async function tell(kind, n) {
  const parameters = { ...kind, url: bridge.url, token, bytes: png(60, 40, n + 900).toString("base64"), text: `from a page, ${nameOf(kind)}` };
  const outcome = new Promise((told) => stories.set(`p${n}`, { parameters, told }));
  if (browser) await stop(browser, "SIGKILL");
  browser = start("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    `--user-data-dir=${temporaryFolder("chromium")}`, `http://localhost:${pages.address().port}/p${n}/`]);
  let timer;
  const late = new Promise((_, failed) => { timer = setTimeout(() => failed(new Error(`nothing from the page: ${browser.output.slice(-2000)}`)), 30_000); });
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}

const kinds = [
  { version: 2, transports: ["polling"] },
  { version: 2, transports: ["polling", "websocket"] },
  { version: 3, transports: ["polling"] },
  { version: 4, transports: ["polling"] },
  { version: 4, transports: ["websocket"] },
];
for (const [n, kind] of kinds.entries())
  test(`${nameOf(kind)} in Chromium`, async () => {
    assert.deepEqual(await tell(kind, n), { result: "success", ok: true, width: 20, same: true });
    const { attachments } = await alice.next("message", ({ content }) => content.endsWith(nameOf(kind)));
    assert.equal(attachments.length, 1);
  });
