// Everyone in the channel: those of this server first, then those of each network.
import { el, name } from "./dom.js";
import { avatar, nameOf, networkOf } from "./people.js";

const mostShown = 300;  // Of one network.
const byName = (one, other) => nameOf(one).localeCompare(nameOf(other));

function grouped(values, keyOf) {
  const groups = new Map();
  for (const value of values) {
    const key = keyOf(value);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(value);
  }
  return groups;
}

function person(user) {
  return el("li", { title: user.handle ? `@${user.handle}` : null }, avatar(user), name(nameOf(user)));
}

function group(network, users) {
  const shown = users.sort(byName).slice(0, mostShown);
  const id = `members-${network || "here"}`;
  return el("section", { "aria-labelledby": id },
    el("h3", { id }, network ? name(network) : "Here", el("span", { class: "count" }, ` ${users.length}`)),
    el("ul", {}, ...shown.map(person)),
    users.length > shown.length && el("p", { class: "hint" }, `and ${users.length - shown.length} more`));
}

export class Members {
  #users = new Map();  // In the channel that is open.
  #known = new Map();  // Everybody ever seen, by id as text.
  #body = el("div");
  element = el("aside", { class: "members", id: "members", "aria-label": "Members" }, el("h2", {}, "Members"), this.#body);

  show(users) {
    this.#users = new Map(users.map((user) => [user.id, user]));
    this.#draw();
  }

  /** Who they are, without showing them. */
  learn(users) {
    for (const user of users) this.#known.set(String(user.id), user);
  }

  /** Of an id; whoever is not known has that alone. */
  find(id) {
    return this.#known.get(String(id)) ?? { id };
  }

  /** Somebody has shown that he is here. */
  seen(user) {
    if (!user || this.#users.has(user.id)) return;
    this.#users.set(user.id, user);
    this.#draw();
  }

  #draw() {
    const networks = grouped(this.#users.values(), networkOf);
    const names = [...networks.keys()].sort();
    this.#body.replaceChildren(...names.map((network) => group(network, networks.get(network))));
  }
}
