// A real Chromium, driven by its own debugging protocol: as a person would, with keys, a pointer and eyes.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import WebSocket from "ws";
import { closeAtEnd, sleep, start, stop, temporaryFolder, until } from "./processes.mjs";

const require = createRequire(import.meta.url);
const keyCodes = { Enter: 13, Escape: 27, Tab: 9, ArrowUp: 38, ArrowDown: 40, Home: 36, End: 35 };

export class Browser {
  #socket;
  #waiting = new Map();
  #listeners = new Map();  // By session.
  #count = 0;

  static async open() {
    const browser = new Browser();
    browser.child = start("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--remote-debugging-port=0", "--lang=en-GB", "--hide-scrollbars", `--user-data-dir=${temporaryFolder("chromium")}`, "about:blank"]);
    const address = await until(() => `Chromium listens: ${browser.child.output}`, () => /DevTools listening on (ws:\S+)/.exec(browser.child.output)?.[1], 30_000);
    browser.#socket = new WebSocket(address, { perMessageDeflate: false });
    closeAtEnd(() => browser.#socket.close());
    browser.#socket.on("message", (data) => browser.#heard(JSON.parse(data)));
    await new Promise((done, failed) => browser.#socket.on("open", done).on("error", failed));
    return browser;
  }

  /** A new tab at `url`, with storage of its own unless it shares the default one. */
  async page(url) {
    const { browserContextId } = await this.send("Target.createBrowserContext");
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId);
    this.#listeners.set(sessionId, (method, params) => page.heard(method, params));
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await page.send(`${domain}.enable`);
    await page.size(1280, 800);
    if (url) await page.go(url);
    return page;
  }

  close() {
    this.#socket.close();
    return stop(this.child, "SIGKILL");
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#count;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed, method });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  #heard({ id, result, error, method, params, sessionId }) {
    if (id === undefined) return this.#listeners.get(sessionId)?.(method, params);
    const { done, failed, method: asked } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) failed(new Error(`${asked}: ${error.message}`));
    else done(result);
  }
}

class Page {
  /** What went wrong in the page: exceptions, and what the Content-Security-Policy forbade. Lost connections are no such thing. */
  troubles = [];

  constructor(browser, session) {
    Object.assign(this, { browser, session });
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  heard(method, params) {
    if (method === "Runtime.exceptionThrown") this.troubles.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error" && params.entry.source !== "network") this.troubles.push(params.entry.text);
    if (method === "Page.javascriptDialogOpening") this.troubles.push(`a dialog: ${params.message}`);
  }

  async go(url) {
    await this.send("Page.navigate", { url });
    await this.until("the page is loaded", () => document.readyState === "complete");
  }

  /** Runs a function in the page; what it returns (or a promise gives) has to be JSON. */
  async run(deed, ...args) {
    const expression = `(${deed})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  until(what, check, ...args) {
    return until(what, () => this.run(check, ...args).catch(() => false), 15_000, 40).catch(async (error) => {
      throw new Error(`${error.message}; the page says: ${await this.text().catch(() => "nothing")}; ${this.troubles}`);
    });
  }

  /** What a reader sees. */
  text(selector = "body") {
    return this.run((at) => document.querySelector(at)?.innerText ?? "", selector);
  }

  /** Waits until an element holds this text. */
  sees(text, selector = "body") {
    return this.until(`"${text}" is in ${selector}`, (words, at) => [...document.querySelectorAll(at)].some((one) => one.innerText.includes(words)), text, selector);
  }

  /** A press of the pointer in the middle of an element. */
  async click(selector) {
    await this.until(`${selector} is there`, (at) => document.querySelector(at)?.getBoundingClientRect().width > 0, selector);
    const at = await this.#middle(selector);
    for (const type of ["mousePressed", "mouseReleased"])
      await this.send("Input.dispatchMouseEvent", { type, ...at, button: "left", clickCount: 1 });
  }

  focus(selector) {
    return this.run((at) => document.querySelector(at).focus(), selector);
  }

  /** Text as a keyboard gives it, to what has the focus. */
  type(text) {
    return this.send("Input.insertText", { text });
  }

  async press(key, modifiers = 0) {
    const event = { key, code: key, windowsVirtualKeyCode: keyCodes[key], modifiers, ...(key === "Enter" ? { text: "\r" } : {}) };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Files let fall on an element. */
  async drop(selector, files) {
    const at = await this.#middle(selector);
    const data = { items: [], files, dragOperationsMask: 1 };
    // The page has to have said that it takes them before they are let go of; a busy machine needs a moment for that.
    for (const type of ["dragEnter", "dragOver", "dragOver", "drop"]) {
      await this.send("Input.dispatchDragEvent", { type, ...at, data });
      await sleep(150);
    }
  }

  size(width, height, mobile = false) {
    return this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: mobile ? 2 : 1, mobile });
  }

  /** "light" or "dark". */
  colours(value) {
    return this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }, { name: "prefers-reduced-motion", value: "reduce" }] });
  }

  /** Where GUILDBRIDGE_SCREENSHOTS names a folder, a picture of the page is left there. */
  async screenshot(name) {
    const folder = process.env.GUILDBRIDGE_SCREENSHOTS;
    if (!folder) return;
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(`${folder}/${name}.png`, Buffer.from(data, "base64"));
  }

  /** Accessibility, as axe-core sees it: the findings that hurt, as lines. */
  async accessibility() {
    await this.send("Runtime.evaluate", { expression: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    return this.run(async () => {
      const { violations } = await axe.run(document, { resultTypes: ["violations"] });
      return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`);
    });
  }

  #middle(selector) {
    return this.run((at) => {
      const element = document.querySelector(at);
      element.scrollIntoView({ block: "nearest" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }, selector);
  }
}
