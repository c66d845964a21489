// How people look: their name, where they are from, a colour that stays theirs.
import { el } from "./dom.js";

export const hues = 10;

/** Somebody as the protocol names him, whatever a server has left out. */
export const nameOf = (user) => user?.displayName || user?.handle || `user ${user?.id ?? "?"}`;

/** "irc.libera" of bob@irc.libera; empty for people of this server. */
export function networkOf(user) {
  const handle = user?.handle ?? "";
  return handle.includes("@") ? handle.slice(handle.lastIndexOf("@") + 1) : "";
}

/** Of any number or string; neighbours differ. */
export function hueOf(id) {
  let sum = 7;
  for (const character of String(id)) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return sum % hues;
}

const letter = (word) => [...word].find((character) => /[\p{L}\p{N}]/u.test(character)) ?? "";

/** One or two letters that stand for a name. */
export function initials(text) {
  const words = text.split(/[\s._-]+/u).map(letter).filter(Boolean);
  const letters = words.length > 1 ? words[0] + words.at(-1) : words[0] ?? "·";
  return letters.toLocaleUpperCase();
}

export function avatar(user) {
  return el("span", { class: `avatar hue-${hueOf(user?.id)}`, "aria-hidden": "true" }, initials(nameOf(user)));
}
