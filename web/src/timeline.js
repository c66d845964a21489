// The messages of the channel that is open: in the order of their ids, grouped, with days between; older ones come when the reader
// goes up.
import { arrowKeys, el, icon } from "./dom.js";
import { messageElement, pendingElement } from "./message.js";
import { dayOf, isSameDay, timeOf } from "./times.js";

const together = 5 * 60_000;
const nearTheTop = 400;
const atTheEnd = 60;
const most = 600;  // Messages that are kept while the reader is at the end.
const kept = 300;

export class Timeline {
  #rows = [];  // {message, element, time}, by id.
  #list = el("ol", { class: "messages" });
  #pending = el("ol", { class: "messages" });
  #top = el("p", { class: "top hint" });
  #jump;
  #scroller;
  #unread = 0;
  #sticks = true;
  #older;
  #open;
  #asking = false;
  more = false;

  /** `older()` fetches what is before the oldest and resolves when it is here; `open` shows a picture large. */
  constructor({ older, open }) {
    this.#older = older;
    this.#open = open;
    this.#jump = el("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() }, icon("down"), el("span"));
    this.#scroller = el("div", { class: "scroller", role: "log", "aria-live": "off", "aria-label": "Messages", tabindex: "0" },
      el("div", { class: "filler" }), this.#top, this.#list, this.#pending);
    this.element = el("div", { class: "timeline" }, this.#scroller, this.#jump);
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    arrowKeys(this.#scroller, ".message");
    // What changes height afterwards (a picture, the window) must not take the end out of sight.
    const watch = new ResizeObserver(() => this.#sticks && this.#stick());
    for (const part of [this.#scroller, this.#list, this.#pending]) watch.observe(part);
  }

  get newest() { return this.#rows.at(-1)?.message.id ?? null; }
  get oldest() { return this.#rows[0]?.message.id ?? null; }

  clear(words = "") {
    this.#rows = [];
    this.#list.replaceChildren();
    this.#pending.replaceChildren();
    this.#top.textContent = words;
    this.#sticks = true;
    this.more = false;
    this.#seen();
  }

  /** What stands above the oldest message. */
  set above(words) {
    this.#top.textContent = words;
  }

  /** Messages from a history, the oldest first; some may be here already. */
  put(messages) {
    const { scrollHeight, scrollTop } = this.#scroller;
    const isAbove = messages.length > 0 && messages[0].id < this.oldest;
    for (const message of messages) this.#insert(message);
    if (this.#sticks) this.#stick();
    else this.#scroller.scrollTop = isAbove ? this.#scroller.scrollHeight - scrollHeight + scrollTop : scrollTop;
    if (this.#scroller.scrollTop < nearTheTop) this.#ask();
  }

  /** A message that was just said. Returns false if it is here already. */
  add(message) {
    if (!this.#insert(message)) return false;
    if (this.#sticks) {
      this.#trim();
      this.#stick();
    } else {
      this.#unread++;
      this.#seen();
    }
    return true;
  }

  remove(id) {
    const at = this.#rows.findIndex((row) => row.message.id === id);
    if (at < 0) return;
    const [row] = this.#rows.splice(at, 1);
    const next = this.#rows[at]?.element ?? this.#rows[at - 1]?.element ?? this.#scroller;
    if (row.element.contains(document.activeElement)) next.focus();
    row.element.remove();
    this.#arrange(at);
  }

  /** Of the stretch that `messages` is, what is not among them any more goes. */
  keepOnly(messages) {
    if (messages.length === 0) return;
    const ids = new Set(messages.map(({ id }) => id));
    const [first, last] = [messages[0].id, messages.at(-1).id];
    for (const { message } of [...this.#rows])
      if (message.id >= first && message.id <= last && !ids.has(message.id)) this.remove(message.id);
  }

  /** Posts that are on their way; `self` is who has written them. */
  showPending(entries, self, deeds) {
    this.#pending.replaceChildren(...entries.filter((entry) => !entry.seen).map((entry) =>
      pendingElement(entry, self, { again: () => deeds.again(entry), drop: () => deeds.drop(entry) })));
    if (this.#sticks) this.#stick();
  }

  toEnd() {
    this.#sticks = true;
    this.#unread = 0;
    this.#stick();
    this.#seen();
  }

  #insert(message) {
    let at = this.#rows.length;
    while (at > 0 && this.#rows[at - 1].message.id > message.id) at--;
    if (this.#rows[at - 1]?.message.id === message.id) return this.#renew(at - 1, message);
    const row = { message, time: timeOf(message.created), element: messageElement(message, { open: this.#open }) };
    this.#list.insertBefore(row.element, this.#rows[at]?.element ?? null);
    this.#rows.splice(at, 0, row);
    this.#arrange(at);
    this.#arrange(at + 1);
    return true;
  }

  // It is here already; its words may have been put right since. False, as it is nothing new.
  #renew(at, message) {
    const row = this.#rows[at];
    if (row.message.content === message.content) return false;
    const element = messageElement(message, { open: this.#open });
    row.element.replaceWith(element);
    Object.assign(row, { message, element });
    this.#arrange(at);
    return false;
  }

  // How a message stands to the one before: on another day, or in one breath with it.
  #arrange(at) {
    const row = this.#rows[at];
    if (!row) return;
    const before = this.#rows[at - 1];
    const newDay = row.time !== null && !isSameDay(row.time, before?.time);
    row.element.querySelector(":scope > .day")?.remove();
    if (newDay) row.element.prepend(el("div", { class: "day" }, el("span", {}, dayOf(row.time))));
    const follows = !newDay && before?.message.author?.id === row.message.author?.id && Math.abs(row.time - before.time) < together;
    row.element.classList.toggle("follows", follows);
  }

  #trim() {
    if (this.#rows.length <= most) return;
    for (const row of this.#rows.splice(0, this.#rows.length - kept)) row.element.remove();
    this.#arrange(0);
    this.more = true;
    this.above = "";
  }

  #stick() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#sticks = scrollHeight - scrollTop - clientHeight < atTheEnd;
    if (this.#sticks) this.#unread = 0;
    this.#seen();
    if (scrollTop < nearTheTop) this.#ask();
  }

  async #ask() {
    if (this.#asking || !this.more) return;
    this.#asking = true;
    this.above = "Fetching older messages…";
    const before = this.oldest;
    await this.#older();
    this.#asking = false;
    // A page that does not fill the window leaves nothing to go up in.
    if (this.oldest !== before && this.#scroller.scrollHeight - this.#scroller.clientHeight < nearTheTop) this.#ask();
  }

  #seen() {
    this.#jump.hidden = this.#sticks;
    this.#jump.lastChild.textContent = this.#unread === 0 ? "To the latest" : this.#unread === 1 ? "1 new message" : `${this.#unread} new messages`;
  }
}
