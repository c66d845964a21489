// A picture as large as the window lets it be.
import { el, icon } from "./dom.js";

export class Viewer {
  #image = el("img", { alt: "" });
  #link = el("a", { class: "button", target: "_blank", rel: "noopener noreferrer" }, icon("outside"), "Open in a new tab");
  element = el("dialog", { class: "viewer", "aria-label": "Picture", onclick: (event) => this.#beside(event) },
    el("div", { class: "tools" }, this.#link,
      el("button", { type: "button", "aria-label": "Close the picture", onclick: () => this.element.close() }, icon("cross"))),
    this.#image);

  constructor() {
    this.element.addEventListener("close", () => this.#image.removeAttribute("src"));
  }

  open = (address, words) => {
    this.#image.src = address;
    this.#image.alt = words;
    this.#link.href = address;
    this.element.showModal();
  };

  #beside(event) {
    if (event.target === this.element) this.element.close();
  }
}
