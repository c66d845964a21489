// Puts together what was said, what stands everywhere and what the links have carried, and judges it.
import { accountForLive, accountForLog, accountForRoom, isBroken } from "./accounting.mjs";
import { UnconfirmedWindow, whyUnheard } from "./carried.mjs";
import { nativeHistory, standing } from "./standing.mjs";
import { channels, unconfirmedWindow } from "./town.mjs";

const keepsHistory = { plain: false, modern: true };

/** {accounts: [{name, ...account}], said: lines on each side, live, refused, broken}. */
export async function judge(town, traffic, faults) {
  const accounts = [];
  const said = {};
  const live = { connections: 0, messages: 0, torn: [] };
  const windows = Object.fromEntries(["plain", "modern"].map((side) => [side, new UnconfirmedWindow(faults.unclean(town.carried[side].ends, side), unconfirmedWindow)]));
  for (const channel of Object.keys(channels)) {
    const history = await nativeHistory(town, channel);
    const log = history.filter(({ id }) => id);
    const sides = Object.keys(channels[channel]).filter((side) => side !== "native");
    const found = Object.fromEntries(await Promise.all(sides.map(async (side) => [side, await standing(town, traffic, side, channel)])));
    const everything = allSaid(channel, traffic, found);
    for (const { room } of everything.values()) said[room] = (said[room] ?? 0) + 1;
    const excuse = (id) => excuseOf(id, everything.get(id), town, faults);
    accounts.push({ name: `${channel}: native`, channel, ...accountForLog({ log, said: everything, excuse }) });
    for (const side of sides) accounts.push({ name: `${channel}: ${side}`, channel, ...accountOf(side, log, found[side], everything, windows) });
    lookAtLive(channel, history, traffic, live);
  }
  const refused = traffic.speakers.flatMap((speaker) => speaker.refused ?? []);
  return { accounts, said, live, refused, broken: accounts.some(isBroken) || live.torn.length > 0 || refused.length > 0 };
}

// What natives have said is what they were told is on the disk.
function allSaid(channel, traffic, found) {
  const everything = new Map();
  for (const [side, { said }] of Object.entries(found))
    for (const { id, at } of said) {
      const before = everything.get(id);
      everything.set(id, { room: side, at: before?.at ?? at, times: (before?.times ?? 0) + 1 });
    }
  for (const speaker of traffic.speakers.filter((one) => one.accepted && one.channel === channel))
    for (const id of speaker.accepted) everything.set(id, { room: "native", times: 1 });
  return everything;
}

function excuseOf(id, line, town, faults) {
  if (!line || !(line.room in keepsHistory)) return undefined;
  return whyUnheard({
    id, said: line.at, carried: town.carried[line.room], holds: faults.holds, keepsHistory: keepsHistory[line.room],
    deaths: faults.deaths[line.room],
  });
}

function accountOf(side, log, { seen }, everything, windows) {
  return accountForRoom({
    log: [...new Set(log.map(({ id }) => id))],
    seen,
    own: (id) => everything.get(id)?.room === side,
    times: (id) => everything.get(id)?.times ?? 1,
    explain: windows[side] && ((copies) => windows[side].explain(copies)),
  });
}

function lookAtLive(channel, history, traffic, live) {
  const log = history.map(({ message }) => message);
  for (const speaker of traffic.speakers.filter((one) => one.live && one.channel === channel))
    for (const got of speaker.live) {
      live.connections += 1;
      live.messages += got.length;
      live.torn.push(...accountForLive(log, got).map((message) => `${speaker.name}: message ${message}`));
    }
}
