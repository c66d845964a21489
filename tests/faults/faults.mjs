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

export class Faults {
  /** `deaths`: when IRC servers were killed; `holds`: when the bridge was stopped without its knowing. */
  constructor(town) {
    Object.assign(this, { town, deaths: { plain: [], modern: [] }, holds: [], done: [], chains: new Map() });
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
    if (link) await ofLinks[fault.kind](link, fault);
    else await this[`${fault.target}_${fault.kind}`](fault);
    record.ended = Date.now();
  }

  async bridge_kill() {
    await this.town.bridge.kill();
    await this.town.startBridge();
  }

  async bridge_restart() {
    const { code } = await this.town.bridge.down();
    if (code !== 0) throw new Error(`the bridge ended with ${code}`);
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

  async #killIrc(name, { lasts }) {
    this.deaths[name].push(Date.now());
    await this.town.irc[name].down();
    await sleep(lasts / 4);
    await this.town.irc[name].up();
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
