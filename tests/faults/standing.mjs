// Reads what stands on each side at the end, past all the links that fail.
import { Native } from "../support/native.mjs";
import { idOf } from "./accounting.mjs";
import { capital, channels, originChannels, originUser, peopleOf } from "./town.mjs";

/** The bridge's own history of a channel, [{message, id, author}], oldest first. */
export async function nativeHistory(town, channel) {
  const native = await Native.login(town.bridge.url, town.users[peopleOf("native")[0]].token);
  const messages = [];
  for (let before; ;) {
    await native.ask("history", { channel: town.channelIds[channel], limit: 100, ...(before ? { before } : {}) });
    const page = await native.next("history");
    messages.unshift(...page.messages);
    if (!page.more) break;
    before = page.messages[0].id;
  }
  native.close();
  return messages.map(({ id: message, content, author }) => ({ message, text: content, id: idOf(content), author: author.displayName }));
}

/** What relayed lines look like: the name in front, perhaps a time before it. */
function relayed(text) {
  const match = text.match(/^(?:\[\d\d:\d\d\] )?(?:<(.+?)>|\*\*(.+?)\*\*:) /);
  return match ? match[1] ?? match[2] : "";
}

const own = (side, id) => channels[id.split(" ")[0]]?.[side]?.includes(id.split(" ")[1]) ?? false;

/** One side of a channel: {said: [{id, at}] by people of there, seen: [{id, author, at}] by the bridge}. */
export async function standing(town, traffic, side, channel) {
  const all = await { plain: onIrc, modern: onIrc, home: onMatrix, robot: onMatrix, origin: atOrigin }[side](town, traffic, side, channel);
  const known = all.map(({ text, ...rest }) => ({ id: idOf(text), ...rest })).filter(({ id }) => id);
  return {
    said: known.filter(({ bridge, id }) => !bridge && own(side, id)),
    seen: known.filter(({ bridge, id }) => bridge || !own(side, id)),
  };
}

const onIrc = (town, traffic, side, channel) => traffic.ircSaid[side].filter((one) => one.channel === `#${channel}`)
  .map(({ at, nick, text }) => ({ text, at, author: relayed(text), bridge: !peopleOf(side).includes(nick) }));

async function onMatrix(town, traffic, side, channel) {
  const room = town.rooms[channel];
  const reader = town.matrix[channels[channel][side][0]];
  const names = new Map((await reader.getMembers(room)).map(({ userId, displayName }) => [userId, displayName]));
  const people = new Map(peopleOf(side).map((name) => [town.matrix[name].userId, name]));
  return (await reader.messages(room)).filter(({ type }) => type === "m.room.message").map(({ sender, content, origin_server_ts: at }) => ({
    text: content.body, at, bridge: !people.has(sender),
    author: people.has(sender) ? capital(people.get(sender)) : side === "robot" ? relayed(content.body) : names.get(sender) ?? "",
  }));
}

const atOrigin = (town, traffic, side, channel) => town.origin.messages(originChannels[channel]).map(({ author, content, created }) => ({
  text: content, at: Date.parse(created), author: relayed(content), bridge: !peopleOf(side).some((name) => originUser(name) === author),
}));
