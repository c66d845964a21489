// Making elements. Whatever comes from people becomes a text node or a property here, never markup.

const svgSpace = "http://www.w3.org/2000/svg";

/**
 * An element. A key that begins with "on" is a listener, one that is true stands without a value, one that is null, false or
 * undefined is left out. Children that are strings become text.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const paths = {
  menu: "M4 7h16M4 12h16M4 17h16",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.2 2.7 3.5 5.5",
  clip: "M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.5 3.5 0 0 1 5 5L10 17.5a1.8 1.8 0 0 1-2.5-2.5l7.5-7.5",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12ZM11.5 13.5 20 4",
  cross: "M6 6l12 12M18 6 6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  screen: "M4 5h16v11H4zM9 20h6M12 16v4",
  again: "M20 5v5h-5M4 19v-5h5M5.5 9.5A7 7 0 0 1 19 10M18.5 14.5A7 7 0 0 1 5 14",
  outside: "M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5",
  warning: "M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17.2v.3",
};

/** A drawing beside words, or in a button that has a name of its own. */
export function icon(name) {
  const svg = document.createElementNS(svgSpace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svgSpace, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/** A name that somebody has given himself: whatever direction it writes in ends with it. */
export const name = (text, kind = "") => el("bdi", { class: kind || null }, text);

/** Up and down, and Home and End, move the focus among what `selector` finds in `list`. */
export function arrowKeys(list, selector) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const items = [...list.querySelectorAll(selector)];
    if (items.length === 0) return;
    const from = items.indexOf(document.activeElement.closest(selector));
    const start = step < 0 ? items.length : -1;
    const to = Math.max(0, Math.min(items.length - 1, (from < 0 ? start : from) + step));
    event.preventDefault();
    items[to].focus();
  });
}
