// A panel at the side: beside the rest where there is room, else over it, as long as it is asked for.
import { el } from "./dom.js";

export class Drawer {
  #panel;
  #button;
  #narrow;
  #wide = true;  // Shown where there is room.
  #over = false;  // Shown over the rest.
  #shade = el("div", { class: "shade", onclick: () => this.close() });

  /** `narrow`: the media query of when it lies over the rest. `opener`: the button that shows and hides it. */
  constructor(panel, opener, narrow) {
    this.#panel = panel;
    this.#button = opener;
    this.#narrow = matchMedia(narrow);
    opener.setAttribute("aria-controls", panel.id);
    opener.addEventListener("click", () => this.toggle());
    this.#narrow.addEventListener("change", () => this.#show());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#over) this.close();
    });
    this.#show();
  }

  toggle() {
    if (!this.#narrow.matches) this.#wide = !this.#wide;
    else if (this.#over) return this.close();
    else this.#over = true;
    this.#show();
    if (this.#over) this.#panel.querySelector("a[aria-current], a, button")?.focus();
  }

  /** Only where it lies over the rest; otherwise it is in nobody's way. */
  close() {
    if (!this.#over) return;
    this.#over = false;
    const inside = this.#panel.contains(document.activeElement);
    this.#show();
    if (inside) this.#button.focus();
  }

  #show() {
    const narrow = this.#narrow.matches;
    if (!narrow) this.#over = false;
    const shown = narrow ? this.#over : this.#wide;
    this.#panel.classList.toggle("shown", shown);
    this.#panel.inert = !shown;
    this.#button.setAttribute("aria-expanded", String(shown));
    if (this.#over) this.#panel.before(this.#shade);
    else this.#shade.remove();
  }
}
