// What is wrong with the connection, as long as something is.
import { el, icon } from "./dom.js";

const patience = 700;  // A connection that is back at once is nobody's business.

export class Banner {
  #words = el("span");
  #button;
  #timer = 0;
  element;

  /** `tryNow` is what the button does. */
  constructor(tryNow) {
    this.#button = el("button", { type: "button", class: "quiet", onclick: tryNow }, icon("again"), "Try now");
    this.element = el("div", { class: "banner", role: "status" }, this.#words, this.#button);
    this.hide();
  }

  show(words, { at = patience } = {}) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#words.textContent = words;
      this.#button.hidden = false;
      this.element.classList.add("shown");
    }, this.element.classList.contains("shown") ? 0 : at);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#words.textContent = "";
    this.#button.hidden = true;
    this.element.classList.remove("shown");
  }
}
