// The frame of the page: header, sides, and where everything else has its place.
import { Drawer } from "./drawer.js";
import { el, icon, name } from "./dom.js";
import { avatar, nameOf } from "./people.js";
import { themeButton } from "./theme.js";

// The same widths as in styles/layout.css.
const withoutGuilds = "(max-width: 760px)";
const withoutMembers = "(max-width: 1080px)";

const button = (label, drawing, more = {}) => el("button", { type: "button", class: "quiet", "aria-label": label, title: label, ...more }, icon(drawing));

/** Takes the elements of the parts, gives the whole and what changes in it. */
export function layout(parts) {
  const spoken = el("div", { class: "unseen", "aria-live": "polite" });
  const title = el("h1", {}, "guildbridge");
  const description = el("p", { class: "description", dir: "auto" });
  const self = el("div", { class: "self" });
  const menu = button("Guilds and channels", "menu", { class: "quiet menu" });
  const people = button("Members", "people");
  const side = el("div", { class: "side", id: "side" }, el("div", { class: "brand" }, el("img", { src: "/icon.svg", alt: "", width: "24", height: "24" }), "guildbridge"),
    parts.guilds, self);
  const main = el("main", {}, parts.banner, parts.timeline, parts.typing, parts.composer);
  const skip = el("a", { class: "skip", href: "#composer", onclick: (event) => {
    event.preventDefault();  // The address says which channel is open.
    document.getElementById("composer").focus();
  } }, "Skip to writing a message");
  const element = el("div", { class: "chat" }, skip, side,
    el("header", {}, menu, el("div", { class: "heading" }, title, description), people),
    main, parts.members, parts.viewer, spoken);
  const drawers = [new Drawer(side, menu, withoutGuilds), new Drawer(parts.members, people, withoutMembers)];

  return {
    element,
    main,
    closeDrawers: () => drawers.forEach((drawer) => drawer.close()),
    speak: (words) => { spoken.textContent = words; },
    showChannel: (channel) => {
      title.replaceChildren(el("span", { class: "hash", "aria-hidden": "true" }, "#"), name(channel.name));
      description.textContent = channel.description ?? "";
    },
    showSelf: (user) => self.replaceChildren(avatar(user),
      el("div", { class: "who" }, name(nameOf(user), "name"), el("span", { class: "hint" }, `@${user.handle}`)),
      themeButton(), button("Sign out", "leave", { onclick: parts.signOut })),
  };
}
