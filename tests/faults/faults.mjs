// Lets the faults of a plan happen to the town.
import { sleep } from "../support/processes.mjs";

const ofLinks = {
  cut: (link) => link.cut(),
  cutInTheMiddle: (link, { bytes }) => link.cutInTheMiddle(bytes),
  halfClose: (link) => link.halfClose(),
  async stall(link, { lasts }) {
    link.stall();
    await sleep(lasts);
    link.stall(false);
  },
  async stallThenCut(link, { lasts }) {
    link.stall();
    await sleep(lasts);
    link.cut();
    link.stall(false);
  },
  // What is asked is done, and nobody learns of it.
  async unanswered(link, { lasts }) {
    link.stall(true, "near");
    await sleep(lasts);
    link.cut();
    link.stall(false);
  },
  async slow(link, { lasts, delay }) {
    link.slow(delay);
    await sleep(lasts);
    link.slow(0);
  },
  async outage(link, { lasts }) {
    link.refuse();
    link.cut();
    await sleep(lasts);
    link.refuse(false);
  },
  async flap(link, { lasts }) {
    for (let n = 0; n < 5; n++) {
      link.cut();
      await sleep(lasts / 5);
    }
  },
};

const serverOf = { plain: "ngircd", modern: "ergo" };
const aftermath = 5_000;

export class Faults {
  /** `deaths`: when IRC servers were killed; `holds`: when the bridge was held without its knowing; `goodbyes`: when it was
   *  asked to stop; `problems`: what else is wrong. */
  constructor(town, traffic) {
    Object.assign(this, { town, traffic, deaths: { plain: [], modern: [] }, holds: [], goodbyes: [], done: [], problems: [], chains: new Map() });
  }

  /** Runs the plan to its end; what is meant for one target happens one after another. */
  async run(plan) {
    const begin = Date.now();
    for (const fault of plan) {
      await sleep(Math.max(0, begin + fault.at - Date.now()));
      const before = this.chains.get(fault.target) ?? Promise.resolve();
      this.chains.set(fault.target, before.then(() => this.#happen(fault)));
    }
    await Promise.all(this.chains.values());
  }

  async #happen(fault) {
    const record = { ...fault, began: Date.now() };
    this.done.push(record);
    const link = this.town.links[fault.target];
    try {
      if (link) await ofLinks[fault.kind](link, fault);
      else await this[`${fault.target}_${fault.kind}`](fault);
    } catch (error) {
      this.problems.push(`${fault.target}, ${fault.kind}: ${error.message.slice(0, 2000)}`);
    }
    record.ended = Date.now();
  }

  /** Ends of connections by which something may have been left unconfirmed: not those of a stop while all else was well. */
  unclean(ends, target) {
    const isTroubled = (goodbye) => this.done.some((fault) => fault.target !== "bridge" && [target, serverOf[target]].includes(fault.target) &&
      fault.began <= goodbye.to && (fault.ended ?? Infinity) >= goodbye.from - aftermath);
    return ends.filter((end) => !this.goodbyes.some((one) => end >= one.from && end <= one.to && !isTroubled(one)));
  }

  async bridge_kill() {
    await this.town.bridge.kill();
    await this.town.startBridge();
  }

  async bridge_restart() {
    const goodbye = { from: Date.now(), to: Infinity };
    this.goodbyes.push(goodbye);
    const { code, signal } = await this.town.bridge.down();
    goodbye.to = Date.now();
    if (code !== 0) this.problems.push(`the bridge did not stop when asked: it ended with ${code ?? signal}`);
    await this.town.startBridge();
  }

  async bridge_pause({ lasts }) {
    const hold = { from: Date.now(), to: Infinity };
    this.holds.push(hold);
    const { child } = this.town.bridge;
    child.kill("SIGSTOP");
    await sleep(lasts);
    child.kill("SIGCONT");
    hold.to = Date.now();
  }

  ngircd_kill(fault) {
    return this.#killIrc("plain", fault);
  }

  ergo_kill(fault) {
    return this.#killIrc("modern", fault);
  }

  // The bridge is let in after the one who reads: what it says before that would be seen by nobody.
  async #killIrc(name, { lasts }) {
    const link = this.town.links[name];
    link.refuse();
    this.deaths[name].push(Date.now());
    await this.town.irc[name].down();
    await sleep(lasts / 4);
    await this.town.irc[name].up();
    await this.traffic.untilRead(name);
    link.refuse(false);
  }

  async originServer_restart({ lasts }) {
    await this.town.origin.down();
    await sleep(lasts);
    await this.town.origin.up();
  }

  async synapse_pause({ lasts }) {
    this.town.synapse.pause();
    await sleep(lasts);
    this.town.synapse.resume();
  }

  async synapse_kill() {
    await this.town.synapse.kill();
    await this.town.synapse.start();
  }
}
