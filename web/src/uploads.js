// Pictures that go along with the next post: uploaded at once, one after another, shown while they wait.
import { el, icon } from "./dom.js";
import { shrunk } from "./shrink.js";

const most = 10;  // Of one post.
const kinds = ["image/png", "image/jpeg", "image/gif"];
const room = 1024;  // What a packet needs beside the file.

const mebibytes = (bytes) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

export class Uploads {
  #connection;
  #changed;
  #items = [];  // {file, fileName, state, element}
  #working = false;
  element = el("ul", { class: "tray", "aria-label": "Pictures to send" });

  /** `changed()`: what is there, or how far it is, has changed. */
  constructor(connection, changed) {
    this.#connection = connection;
    this.#changed = changed;
    connection.on("up", () => this.#work());
  }

  get isEmpty() { return this.#items.length === 0; }
  get isReady() { return this.#items.every(({ state }) => state === "done"); }
  get names() { return this.#items.map(({ fileName }) => fileName); }

  /** Returns what the person is told of those that cannot be taken; empty if all can. */
  add(files) {
    const refused = [];
    for (const file of files) {
      if (file.type && !kinds.includes(file.type)) refused.push(`${file.name} is no picture that can be sent: PNG, JPEG and GIF can.`);
      else if (this.#items.length >= most) refused.push(`${file.name} is one too many: ${most} pictures fit in one message.`);
      else this.#add(file);
    }
    this.#changed();
    this.#work();
    return refused.join(" ");
  }

  clear() {
    for (const item of [...this.#items]) this.#remove(item);
  }

  #add(file) {
    const preview = URL.createObjectURL(file);
    const item = { file, preview, state: "waiting", fileName: null, words: el("span", { class: "state", role: "status" }) };
    item.element = el("li", {},
      el("img", { src: preview, alt: "" }),
      el("bdi", { class: "file-name" }, file.name || "picture"), item.words,
      el("button", { type: "button", "aria-label": `Leave out ${file.name || "the picture"}`, title: "Leave it out", onclick: () => this.#remove(item) }, icon("cross")));
    this.#items.push(item);
    this.element.append(item.element);
    this.#set(item, "waiting", "Waiting…");
  }

  #remove(item) {
    URL.revokeObjectURL(item.preview);
    item.element.remove();
    this.#items = this.#items.filter((other) => other !== item);
    this.#changed();
  }

  #set(item, state, words) {
    item.state = state;
    item.element.className = state;
    item.words.textContent = words;
    this.#changed();
  }

  async #work() {
    if (this.#working) return;
    this.#working = true;
    for (let item; this.#connection.isUp && (item = this.#items.find(({ state }) => state === "waiting"));) await this.#upload(item);
    this.#working = false;
  }

  async #upload(item) {
    this.#set(item, "busy", "Uploading…");
    try {
      const file = await shrunk(item.file);
      const limit = (this.#connection.mostBytes ?? Infinity) * 3 / 4 - room;
      if (file.size > limit) throw new Error(`It is too large: ${mebibytes(file.size)}, at most ${mebibytes(limit)} can be sent.`);
      item.fileName = await this.#connection.upload(await file.arrayBuffer());
      this.#set(item, "done", "Ready");
    } catch (error) {
      if (this.#connection.isUp) this.#set(item, "failed", error.message);
      else this.#set(item, "waiting", "Waiting for the connection…");
    }
  }
}
