// What the link to an IRC server has carried to the bridge, and until when: the only way to tell what the bridge has lost from
// what it cannot have heard. Fed by a FaultLink; the rest is pure.
import { idOf } from "./accounting.mjs";

export class Carried {
  /** `nick`: how the bridge's nicks begin. */
  constructor(nick) {
    Object.assign(this, { nick, connections: new Map(), lines: new Map() });
  }

  watch(link) {
    link.onPassed = (connection, towards, bytes) => towards === "near" && this.passed(connection, bytes, Date.now());
    link.onEnd = (connection) => this.ended(connection, Date.now());
    return this;
  }

  passed(connection, bytes, at) {
    if (!this.connections.has(connection)) this.connections.set(connection, { partial: "", began: at, joined: undefined, ended: Infinity });
    const known = this.connections.get(connection);
    const parts = (known.partial + bytes.toString("latin1")).split(/\r?\n/);
    known.partial = parts.pop();
    for (const line of parts) {
      if (known.joined === undefined && line.match(/^(?:@\S+ )?:([^!\s]+)\S* JOIN /)?.[1].startsWith(this.nick)) known.joined = at;
      const id = / PRIVMSG /.test(line) && idOf(line);
      if (!id) continue;
      if (!this.lines.has(id)) this.lines.set(id, []);
      this.lines.get(id).push({ at, connection: known });
    }
  }

  ended(connection, at) {
    const known = this.connections.get(connection);
    if (known) known.ended = Math.min(known.ended, at);
  }

  /** When connections ended on which the bridge was in its channels. */
  get ends() {
    return [...this.connections.values()].filter(({ joined, ended }) => joined !== undefined && ended < Infinity).map(({ ended }) => ended);
  }
}

// A bridge that is alive has read and written down within this time what the link has given it.
const grace = 1_000;
// A history is asked for within this time after a return.
const askingTime = 4_000;

/** Ms between two times without those in which the bridge was held (SIGSTOP): `holds` is [{from, to}]. */
export function runningTime(from, to, holds) {
  const held = holds.reduce((sum, hold) => sum + Math.max(0, Math.min(to, hold.to) - Math.max(from, hold.from)), 0);
  return to - from - held;
}

/**
 * Why the bridge cannot have heard a line that was said on a server at a time, or nothing. `deaths`: when the server was
 * killed. Where it keeps a history, only its death is an excuse.
 */
export function whyUnheard({ id, said, carried, holds, keepsHistory, deaths }) {
  const passed = carried.lines.get(id) ?? [];
  const inFlight = passed.every(({ at, connection }) => runningTime(at, connection.ended, holds) < grace);
  if (passed.length > 0 && !inFlight) return undefined;
  if (keepsHistory) {
    const death = deaths.find((time) => time >= said);
    if (death === undefined) return undefined;
    const asked = [...carried.connections.values()].some(({ joined, ended }) =>
      joined !== undefined && Math.min(ended, death) - Math.max(joined, said) > askingTime);
    return asked ? undefined : "said before the server died with its history, and the bridge was not there in between";
  }
  if (passed.length > 0) return "given to the bridge less than a second before the connection or the bridge ended";
  return "said while the bridge was not there (no history on this server)";
}

/** Why a line may stand twice on IRC: a connection ended between the two; `most` lines for each end. */
export class UnconfirmedWindow {
  constructor(ends, most) {
    Object.assign(this, { ends: [...ends].sort((a, b) => a - b), most, used: new Map() });
  }

  explain(copies) {
    for (let n = 1; n < copies.length; n++) {
      const end = this.ends.findLast((time) => time <= copies[n].at && time >= copies[n - 1].at - slack);
      if (end === undefined) return undefined;
      if (!this.used.has(end)) this.used.set(end, new Set());
      this.used.get(end).add(copies[n].id);
      if (this.used.get(end).size > this.most) return undefined;
    }
    return "the unconfirmed window of an ended connection";
  }
}

const slack = 1_500;  // The first of the two may still have been on its way through the server when the connection ended.
