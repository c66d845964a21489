// A page in a real browser, spoken to by the DevTools protocol: looks, clicks, pictures.
import WebSocket from "ws";
import { writeFileSync } from "node:fs";
import { closeAtEnd, freePort, start, stop, temporaryFolder, until } from "./processes.mjs";

export class BrowserPage {
  static async open(url) {
    const page = new BrowserPage();
    const port = await freePort();
    page.child = start("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      `--remote-debugging-port=${port}`, `--user-data-dir=${temporaryFolder("chromium")}`, "about:blank"]);
    const target = await until("the browser is there", () => fetch(`http://127.0.0.1:${port}/json`).then((answer) => answer.json(), () => [])
      .then((all) => all.find(({ type }) => type === "page")), 60_000);
    page.socket = new WebSocket(target.webSocketDebuggerUrl, { perMessageDeflate: false });
    closeAtEnd(() => page.socket.close());
    await new Promise((done) => page.socket.on("open", done));
    page.asked = new Map();
    page.faults = [];
    page.socket.on("message", (data) => page.#take(JSON.parse(data)));
    await page.tell("Runtime.enable");
    await page.tell("Log.enable");
    await page.tell("Page.enable");
    await page.tell("Page.navigate", { url });
    return page;
  }

  tell(method, params = {}) {
    const id = this.asked.size + 1;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, failed) => this.asked.set(id, { done, failed }));
  }

  /** The value of an expression in the page; a promise is waited for. */
  async value(expression) {
    const { result, exceptionDetails } = await this.tell("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  text(selector) {
    return this.value(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ""`);
  }

  /** As on a screen of this size; `scheme`: "light" or "dark". */
  async show(width, height, scheme) {
    await this.tell("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.tell("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  async picture(file) {
    const { data } = await this.tell("Page.captureScreenshot", { captureBeyondViewport: false });
    writeFileSync(file, Buffer.from(data, "base64"));
  }

  close() {
    this.socket.close();
    return stop(this.child, "SIGKILL");
  }

  #take(message) {
    if (message.method === "Runtime.exceptionThrown") this.faults.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
    if (message.method === "Log.entryAdded" && message.params.entry.level === "error") this.faults.push(`${message.params.entry.text} ${message.params.entry.url ?? ""}`);
    const one = this.asked.get(message.id);
    if (!one) return;
    if (message.error) one.failed(new Error(message.error.message));
    else one.done(message.result);
  }
}
