// The status page: asks for the state once a second and shows it. All that others wrote goes in as text, never as markup.
import { drawMap } from "./status_map.js";

const every = 1000;
const $ = (id) => document.getElementById(id);
let last = null;  // The state as it was told last.
let heard = 0;    // When, by our own clock.

/** An element with text and attributes. */
function make(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Sets a text only where it is another one, so that nothing is selected, read out or painted anew for nothing. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function ago(from, to) {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

async function ask(path, body) {
  const headers = {};
  const token = sessionStorage.getItem("token");
  if (token) headers.authorization = `Bearer ${token}`;
  if (body) headers["content-type"] = "application/json";
  return fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), cache: "no-store", signal: AbortSignal.timeout(5000) });
}

async function order(action, body) {
  let told = "the bridge does not answer";
  let good = false;
  try {
    const answer = await ask(`actions/${action}`, body);
    good = answer.ok;
    const text = await answer.text();
    try {
      const { told: done, error } = JSON.parse(text);
      told = done ?? error;
    } catch {
      told = text;
    }
  } catch { /* It is said so. */ }
  $("told").className = good ? "" : "bad";
  write($("told"), told);
  poll.now();
}

function button(parent, text, deed) {
  const made = make("button", text, { type: "button" });
  made.addEventListener("click", deed);
  parent.append(made);
  return made;
}

/** Keeps one child per item, in their order; a child stays the same one as long as its item is there. */
function keep(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, n) => {
    const key = keyOf(item);
    let child = known.get(key);
    known.delete(key);
    if (!child) {
      child = create(item);
      child.dataset.key = key;
    }
    if (parent.children[n] !== child) parent.insertBefore(child, parent.children[n] ?? null);
    update(child, item);
  });
  for (const child of known.values()) child.remove();
}

function card(title) {
  const made = make("li");
  made.append(make("h3", title), make("p", "", { class: "where" }), make("p", "", { class: "state" }), make("p", "", { class: "error" }),
    make("p", "", { class: "figures" }), make("p", "", { class: "buttons" }));
  return made;
}

function showCondition(child, one) {
  child.className = one.muted ? `${one.state} muted` : one.state;
  write(child.querySelector(".state"), `${one.muted ? `muted, ${one.state}` : one.state} for ${ago(one.since, last.now)}${one.reason ? `: ${one.reason}` : ""}`);
  const old = one.lastError && one.lastError !== one.reason;
  write(child.querySelector(".error"), old ? `last error, ${ago(one.lastErrorAt, last.now)} ago: ${one.lastError}` : "");
}

function showFigures(child, texts) {
  keep(child.querySelector(".figures"), texts, ([name]) => name, () => make("span"), (span, [, text, behind]) => {
    write(span, text);
    span.className = behind ? "behind" : "";
  });
}

const perMinute = ({ inPerMinute, outPerMinute }) => `${inPerMinute} in, ${outPerMinute} out a minute`;

function showNetwork(child, one) {
  write(child.querySelector(".where"), one.pace ? `we send at most ${one.pace}` : "we send as fast as it takes");
  showCondition(child, one);
  showFigures(child, [["in", `${one.messages.in} in`], ["out", `${one.messages.out} out`], ["rate", perMinute(one.messages)]]);
}

function showRoom(child, one) {
  write(child.querySelector(".where"), `${one.channel}${one.direction === "both" ? "" : one.direction === "to_room" ? ", only to the room" : ", only from the room"}, ${one.people} ${one.people === 1 ? "person" : "people"}`);
  showCondition(child, one);
  showFigures(child, [["lag", one.lag ? `${one.lag} waiting` : "nothing waits", one.lag > 0], ["in", `${one.messages.in} in`],
    ["out", `${one.messages.out} out`], ["rate", perMinute(one.messages)], ["refused", `${one.counters.refused ?? 0} refused`],
    ["retried", `${one.counters.retried ?? 0} retried`], ["skipped", `${one.counters.skipped ?? 0} skipped`]]);
  const muting = child.querySelector(".muting");
  write(muting, one.muted ? "Unmute" : "Mute");
  muting.onclick = () => order("mute", { room: one.room, muted: !one.muted });
}

function makeNetwork(one) {
  const made = card(one.name);
  const reconnect = button(made.querySelector(".buttons"), "Reconnect", () => order("reconnect", { network: one.name }));
  reconnect.setAttribute("aria-label", `Reconnect ${one.name}`);
  return made;
}

function makeRoom(one) {
  const made = card(one.room);
  const buttons = made.querySelector(".buttons");
  button(buttons, "Send a test", () => order("test", { room: one.room }));
  button(buttons, "Skip backlog", () => confirm(`Leave out what waits for ${one.room}?`) && order("skip", { room: one.room }));
  button(buttons, "Mute", () => {}).className = "muting";
  return made;
}

function showNumbers(state) {
  const { gateway } = state;
  const numbers = [["Version", state.version], ["Running for", ago(state.started, state.now)], ["Connected", gateway.loggedIn],
    ["In a channel", gateway.active], ["Posts", gateway.posts], ["Packets", gateway.packets], ["Rejected", gateway.rejected],
    ["Waiting for rooms", state.links.reduce((sum, { lag }) => sum + lag, 0)]];
  keep($("numbers"), numbers, ([name]) => name, ([name]) => {
    const made = make("div");
    made.append(make("dt", name), make("dd"));
    return made;
  }, (child, [, value]) => write(child.lastChild, String(value)));
}

function showStore({ state, reason, since, refused }) {
  write($("store"), state === "fine" ? "" : `The database is ${state} for ${ago(since, last.now)}: ${reason}. ${refused} writes were refused.`);
}

function showReload({ number, when, good, lines }) {
  $("reload").className = good ? "" : "bad";
  write($("reload"), number ? `The configuration was read again ${ago(when, last.now)} ago${good ? "" : ", and nothing has changed"}: ${lines.join("; ")}` : "");
}

const outcomes = { unproven: "delivered (unproven)" };  // Sent and not refused, but named by no confirmation.

function reasonOf(one) {
  if (one.took !== undefined) return `after ${one.took} ms`;
  return one.count === undefined ? one.reason : `${one.count} messages, up to this one`;
}

function showLately(state) {
  const items = $("only-troubles").checked ? state.troubles : state.recent;
  const seen = new Map();
  keep($("lately"), items, (one) => {
    const key = `${one.when} ${one.entry} ${one.room} ${one.outcome}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return `${key} ${seen.get(key)}`;
  }, (one) => {
    const made = make("tr");
    const when = make("td");
    when.append(make("time", one.when.slice(11, 23), { datetime: one.when, title: one.when }));
    made.append(when, make("td", String(one.entry)), make("td", one.room), make("td", outcomes[one.outcome] ?? one.outcome, { class: one.outcome }), make("td", reasonOf(one)));
    return made;
  }, () => {});
}

function show(state) {
  last = state;
  heard = Date.now();
  $("sign-in").hidden = true;
  $("house").hidden = false;
  $("live").className = "";
  write($("live"), `live, ${state.now.slice(11, 19)} UTC`);
  const broken = [...state.networks, ...state.links].filter(({ state: now }) => now !== "joined").length + (state.store.state !== "fine");
  document.title = broken ? `(${broken}) guildbridge` : "guildbridge";
  showStore(state.store);
  showNumbers(state);
  showReload(state.reload);
  drawMap($("map"), state);
  keep($("networks"), state.networks, ({ name }) => name, makeNetwork, showNetwork);
  keep($("rooms"), state.links, ({ room }) => room, makeRoom, showRoom);
  showLately(state);
}

function refused(status, why) {
  $("sign-in").hidden = false;
  $("house").hidden = true;
  write($("live"), "signed out");
  write($("why"), sessionStorage.getItem("token") ? why : "");
  if (status !== 429) sessionStorage.removeItem("token");
}

const poll = {
  timer: 0,
  under_way: false,
  async now() {
    clearTimeout(this.timer);
    if (this.under_way) return;
    this.under_way = true;
    let wait = every;
    try {
      const answer = await ask("status.json");
      if (answer.ok) show(await answer.json());
      else if (answer.status === 503) throw new Error("busy");
      else {
        refused(answer.status, (await answer.text()).trim());
        wait = 0;  // Until somebody signs in.
      }
    } catch {
      $("live").className = "lost";
      write($("live"), heard ? `no answer for ${Math.round((Date.now() - heard) / 1000)} s: what you see is old` : "the bridge does not answer");
    }
    this.under_way = false;
    if (wait && !document.hidden) this.timer = setTimeout(() => this.now(), wait);
  },
};

$("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", $("token").value.trim());
  $("token").value = "";
  poll.now();
});
$("only-troubles").addEventListener("change", () => last && showLately(last));
document.addEventListener("visibilitychange", () => document.hidden || poll.now());
poll.now();
