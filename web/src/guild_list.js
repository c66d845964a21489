// Guilds and their channels, on the left.
import { arrowKeys, el, name } from "./dom.js";
import { fileAddress } from "./message.js";
import { hueOf, initials } from "./people.js";

export const addressOf = (channel) => `#/${channel.guild}/${channel.id}`;

function guildIcon(guild) {
  const letters = () => el("span", { class: `guild-icon hue-${hueOf(guild.id)}`, "aria-hidden": "true" }, initials(guild.name));
  if (!guild.icon) return letters();
  const image = el("img", { class: "guild-icon", alt: "", src: fileAddress(guild.icon, { width: 64, height: 64 }) });
  image.addEventListener("error", () => image.replaceWith(letters()));
  return image;
}

const link = (channel) => el("li", {}, el("a", { href: addressOf(channel), "data-channel": channel.id },
  el("span", { class: "hash", "aria-hidden": "true" }, "#"), name(channel.name)));

function section({ guild, channels }) {
  const id = `guild-${guild.id}`;
  return el("section", { "aria-labelledby": id },
    el("h2", { id }, guildIcon(guild), name(guild.name)),
    channels.length ? el("ul", {}, ...channels.map(link)) : el("p", { class: "hint" }, "No channels here yet"));
}

export class GuildList {
  element = el("nav", { class: "guilds", "aria-label": "Guilds and channels" });
  #current = null;

  constructor() {
    arrowKeys(this.element, "a[data-channel]");
  }

  /** `all`: [{guild, channels}]. */
  show(all) {
    const focused = document.activeElement?.dataset?.channel;
    this.element.replaceChildren(...(all.length ? all.map(section)
      : [el("p", { class: "hint" }, "You are in no guild yet. Whoever runs this server can let you into one.")]));
    this.mark(this.#current);
    if (focused) this.element.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Marks the channel that is open. */
  mark(channel) {
    this.#current = channel;
    for (const link of this.element.querySelectorAll("a[data-channel]")) {
      if (link.dataset.channel === String(channel)) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}
