// Who is typing now, as far as anybody has said so.
import { el, name } from "./dom.js";
import { nameOf } from "./people.js";

const lasts = 6_000;
const mostNames = 3;

export class Typing {
  #people = new Map();  // By id: {user, timer}.
  #words = el("span");
  element = el("p", { class: "typing" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), this.#words);

  heard(user) {
    this.stopped(user.id);
    this.#people.set(user.id, { user, timer: setTimeout(() => this.stopped(user.id), lasts) });
    this.#show();
  }

  stopped(id) {
    clearTimeout(this.#people.get(id)?.timer);
    if (this.#people.delete(id)) this.#show();
  }

  clear() {
    for (const id of [...this.#people.keys()]) this.stopped(id);
  }

  #show() {
    const people = [...this.#people.values()].map(({ user }) => user);
    const many = people.length > mostNames;
    const between = (n) => (n === 0 ? "" : n === people.length - 1 && !many ? " and " : ", ");
    const shown = people.slice(0, mostNames).flatMap((user, n) => [between(n), name(nameOf(user), "who")]);
    const rest = many ? " and others" : "";
    this.#words.replaceChildren(...(people.length ? [...shown, `${rest} ${people.length > 1 ? "are" : "is"} typing…`] : []));
    this.element.classList.toggle("somebody", people.length > 0);
  }
}
