// Where one writes: text, pictures, and the telling that one is typing.
import { el, icon } from "./dom.js";
import { Uploads } from "./uploads.js";

const typingEvery = 3_000;
const longest = 200_000;  // Characters; the server says what is too long, as long as it can be told.

export class Composer {
  #connection;
  #post;
  #uploads;
  #drafts = new Map();
  #channel = null;
  #typed = 0;
  #sending = false;  // As soon as the pictures are there.
  #text;
  #file;
  #send;
  #problem = el("p", { class: "problem", role: "alert" });
  element;

  /** `post(content, fileNames)` says it. */
  constructor(connection, post) {
    this.#connection = connection;
    this.#post = post;
    this.#text = el("textarea", {
      id: "composer", rows: "1", maxlength: longest, dir: "auto", enterkeyhint: "send", "aria-label": "Message", autocomplete: "off",
      oninput: () => this.#edited(), onkeydown: (event) => this.#key(event), onpaste: (event) => this.#pasted(event),
    });
    this.#file = el("input", {
      type: "file", accept: "image/png,image/jpeg,image/gif", multiple: true, hidden: true, onchange: () => {
        this.addFiles([...this.#file.files]);
        this.#file.value = "";
      },
    });
    const attach = el("button", { type: "button", class: "quiet", "aria-label": "Add pictures", title: "Add pictures", onclick: () => this.#file.click() }, icon("clip"));
    this.#send = el("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)" }, icon("send"));
    this.#uploads = new Uploads(connection, () => this.#show());
    this.element = el("form", { class: "composer", "aria-label": "Write a message", onsubmit: (event) => this.#submit(event) },
      this.#problem, this.#uploads.element,
      el("div", { class: "line" }, attach, this.#file, this.#text, this.#send));
  }

  /** Goes to another channel; what was being written in this one waits there. */
  open(channel) {
    if (this.#channel) this.#drafts.set(this.#channel.id, this.#text.value);
    this.#channel = channel;
    this.#text.value = this.#drafts.get(channel.id) ?? "";
    this.#text.placeholder = `Message #${channel.name}`;
    this.#text.setAttribute("aria-label", `Message to ${channel.name}`);
    this.tell("");
    this.#show();
  }

  focus() {
    this.#text.focus();
  }

  /** What is wrong, where one writes. */
  tell(words) {
    this.#problem.textContent = words;
  }

  addFiles(files) {
    if (files.length === 0) return;
    this.tell(this.#uploads.add(files));
    this.focus();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit(event);
  }

  #pasted(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  }

  #edited() {
    this.tell("");
    this.#show();
    if (this.#text.value.trim() === "" || Date.now() - this.#typed < typingEvery) return;
    if (this.#connection.send("typing")) this.#typed = Date.now();
  }

  #submit(event) {
    event.preventDefault();
    if (!this.#channel) return;
    if (this.#text.value.trim() === "" && this.#uploads.isEmpty) return;
    this.#sending = true;
    this.#show();
  }

  // With pictures on the way the post waits for them; what hinders one of them is said beside it.
  #show() {
    if (this.#sending && this.#uploads.isReady) this.#say();
    this.#grow();
    this.#send.disabled = this.#sending || (this.#text.value.trim() === "" && this.#uploads.isEmpty);
    const failed = this.#uploads.element.querySelector(".failed");
    if (!this.#sending || !failed) return;
    this.#sending = false;
    this.#send.disabled = false;
    this.tell("One of the pictures cannot be sent. Leave it out, or choose another one.");
  }

  #say() {
    this.#sending = false;
    const [content, names] = [this.#text.value, this.#uploads.names];
    if (content.trim() === "" && names.length === 0) return;
    this.#text.value = "";
    this.#typed = 0;
    this.tell("");
    this.#uploads.clear();
    this.#post(content, names);
  }

  #grow() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
