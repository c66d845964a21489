// One message, as an element. All that is anybody's own goes in as text.
import { el, icon, name } from "./dom.js";
import { avatar, hueOf, nameOf, networkOf } from "./people.js";
import { action, pieces } from "./text.js";
import { clockTime, timeOf, wholeTime } from "./times.js";

const thumbnail = { width: 800, height: 600 };

/** The address of a file; a box asks for a rendering that fits in it. */
export function fileAddress({ userId, fileName }, box) {
  const path = `/files/${encodeURIComponent(userId)}/${encodeURIComponent(fileName)}`;
  return box ? `${path}?width=${box.width}&height=${box.height}` : path;
}

/** Words and links. */
export function textNodes(text) {
  return pieces(text).map((piece) =>
    piece.href ? el("a", { href: piece.href, target: "_blank", rel: "noopener noreferrer", dir: "ltr" }, piece.text) : piece.text);
}

export function textBlock(content, author = "") {
  const deed = action(content, author);
  if (deed === null) return el("div", { class: "text", dir: "auto" }, ...textNodes(content));
  return el("div", { class: "text deed", dir: "auto" }, name(author), " ", ...textNodes(deed));
}

function picture(file, author, open) {
  const words = `Picture from ${author}`;
  const image = el("img", { src: fileAddress(file, thumbnail), alt: words, decoding: "async", loading: "lazy" });
  const button = el("button", { type: "button", class: "picture", title: "Show it large" }, image);
  image.addEventListener("load", () => button.classList.add("loaded"));
  image.addEventListener("error", () => button.replaceWith(el("p", { class: "gone" }, icon("warning"), "This picture is not there any more")));
  button.addEventListener("click", () => open(fileAddress(file), words));
  return button;
}

function time(date) {
  if (!date) return null;
  return el("time", { datetime: date.toISOString(), title: wholeTime(date) }, clockTime(date));
}

/** The element of a message; `open(address, words)` shows a picture large. */
export function messageElement(message, { open }) {
  const author = nameOf(message.author);
  const network = networkOf(message.author);
  const pictures = message.attachments ?? [];
  return el("li", { class: "message", tabindex: "-1", "data-id": message.id },
    avatar(message.author),
    el("div", { class: "head" },
      name(author, `name hue-${hueOf(message.author?.id)}`),
      network && el("span", { class: "network", title: `From ${network}` }, name(network)),
      time(timeOf(message.created))),
    message.content && textBlock(message.content, author),
    pictures.length > 0 && el("div", { class: "pictures" }, ...pictures.map((file) => picture(file, author, open))));
}

/** A post of one's own that is on its way, or that was refused. */
export function pendingElement(entry, self, { again, drop }) {
  const refused = entry.state === "refused";
  const count = entry.attachments.length;
  return el("li", { class: `message pending ${entry.state}` },
    avatar(self),
    el("div", { class: "head" }, name(nameOf(self), `name hue-${hueOf(self?.id)}`),
      el("span", { class: "state" }, refused ? "Not sent" : entry.first > 0 ? "Sending…" : "Waiting for the connection…")),
    entry.content && textBlock(entry.content),
    count > 0 && el("p", { class: "hint" }, count === 1 ? "with a picture" : `with ${count} pictures`),
    refused && el("div", { class: "refusal" },
      el("p", { class: "problem" }, icon("warning"), entry.reason),
      el("button", { type: "button", onclick: again }, icon("again"), "Send again"),
      el("button", { type: "button", class: "quiet", onclick: drop }, "Discard")));
}
