// An existing server with a few users and channels, and the section that makes the bridge one of its users.
import { Origin } from "./origin.mjs";

export const bot = { id: 42, pass: "of the bridge", handle: "bridge", displayName: "Bridge" };

/** Users 1 carol and 2 dave (and the bridge's own, 42), a guild 7 with the channels 31 and 32, and one that is not bridged, 33. */
export function makeOrigin(settings = {}) {
  return new Origin({
    users: {
      1: { pass: "of carol", handle: "carol", displayName: "Carol" },
      2: { pass: "of dave", handle: "dave", displayName: "Dave" },
      42: bot,
    },
    guilds: [{ id: 7, name: "Old home", channels: [{ id: 31, name: "lobby" }, { id: 32, name: "side" }, { id: 33, name: "private" }] }],
    ...settings,
  }).up();
}

/** TOML of `[origin]`; `changes` are further keys, as TOML. */
export function originSection(origin, changes = {}) {
  const keys = {
    url: `"${origin.url}"`, user: bot.id, password: `"${bot.pass}"`, reconnect_min: '"200 ms"', reconnect_max: '"1 s"', ...changes,
  };
  return `[origin]\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}\n`).join("")}\n`;
}

/** Waits until the bridge has this room joined. */
export const isJoined = (bridge, name) => bridge.status().then(({ links }) => links.find((one) => one.room === name)?.state === "joined");
