// What was said against what stands everywhere at the end. Pure: no clock, no socket, no file.
//
// A line's `id` is its text's head, "CHANNEL AUTHOR NUMBER"; the order of a channel is that of the bridge's own log.

/** Reads an id off a text; nothing for what nobody of us has said. */
export function idOf(text) {
  const match = text.match(/\b(\S+) (\S+) (\d+) of the bench\b/);
  return match ? `${match[1]} ${match[2]} ${match[3]}` : undefined;
}

export const textOf = (channel, author, number) => `${channel} ${author} ${number} of the bench`;

const partsOf = (id) => {
  const [channel, author, number] = id.split(" ");
  return { channel, author, number: Number(number) };
};

const group = (list, key) => {
  const found = new Map();
  for (const one of list) {
    const at = key(one);
    if (!found.has(at)) found.set(at, []);
    found.get(at).push(one);
  }
  return found;
};

/** Ids that do not rise within what one author has said, each with the one before it. */
function notRising(ids) {
  const last = new Map();
  return ids.filter((id) => {
    const { author, number } = partsOf(id);
    const wrong = number <= (last.get(author) ?? -1);
    if (!wrong) last.set(author, number);
    return wrong;
  });
}

/** Ids that stand behind one which the log has later. */
function notInOrderOf(log, ids) {
  const place = new Map(log.map((id, n) => [id, n]));
  let furthest = -1;
  return ids.filter((id) => {
    const at = place.get(id);
    if (at === undefined) return false;
    const wrong = at < furthest;
    furthest = Math.max(furthest, at);
    return wrong;
  });
}

/**
 * One channel: `log` is what the bridge's own history has, [{id, author}] in order; `said` maps each id that was said on any
 * side to {room, times}; `excuse(id)` names the reason why the bridge cannot have heard it, if there is one.
 */
export function accountForLog({ log, said, excuse }) {
  const copies = group(log, ({ id }) => id);
  const missing = [...said.keys()].filter((id) => !copies.has(id));
  const excused = group(missing.filter((id) => excuse(id)), excuse);
  return {
    expected: said.size,
    seen: log.length,
    lost: missing.filter((id) => !excuse(id)),
    excused: Object.fromEntries(excused),
    doubled: [...copies].filter(([id, list]) => list.length > (said.get(id)?.times ?? 1)).map(([id]) => id),
    allowedDoubles: {},
    outOfOrder: notRising([...copies.keys()]),
    wrongAuthor: wrongAuthors(log),
    strangers: [...copies.keys()].filter((id) => !said.has(id)),
  };
}

const wrongAuthors = (seen) => seen.filter(({ id, author }) => author.toLowerCase() !== partsOf(id).author)
  .map(({ id, author }) => `${id} by ${author}`);

/**
 * One room: `seen` is what the bridge has said there, [{id, author, at}] in order; `log` the ids of the channel's log in order;
 * `own` tells whether an id was said in this very room; `explain(copies)` names why a line may stand there more than once, or
 * nothing.
 */
export function accountForRoom({ log, seen, own, explain = () => undefined, times = () => 1 }) {
  const copies = group(seen, ({ id }) => id);
  const expected = log.filter((id) => !own(id));
  const inLog = new Set(log);
  const several = [...copies].filter(([id, list]) => list.length > times(id));
  const allowed = group(several.filter(([, list]) => explain(list)), ([, list]) => explain(list));
  return {
    expected: expected.length,
    seen: seen.length,
    lost: expected.filter((id) => !copies.has(id)),
    excused: {},
    doubled: several.filter(([, list]) => !explain(list)).map(([id]) => id),
    allowedDoubles: Object.fromEntries([...allowed].map(([why, list]) => [why, list.map(([id]) => id)])),
    outOfOrder: notInOrderOf(log, [...copies.keys()]),
    wrongAuthor: wrongAuthors(seen),
    // An echo of what was said there, or something of another channel, or of nobody.
    strangers: [...copies.keys()].filter((id) => own(id) || !inLog.has(id)),
  };
}

/** What one connection of a native has got live must be one stretch of the log: `log` and `got` are message ids. */
export function accountForLive(log, got) {
  const start = log.indexOf(got[0]);
  if (got.length === 0 || start < 0) return got.length === 0 ? [] : [got[0]];
  return got.filter((id, n) => log[start + n] !== id);
}

export const promises = ["lost", "doubled", "outOfOrder", "wrongAuthor", "strangers"];

export const isBroken = (account) => promises.some((name) => account[name].length > 0);
