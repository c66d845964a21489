// How long after a fault everything is joined again and nothing is behind.
import { sleep } from "../support/processes.mjs";

const nearly = 40;  // Under steady traffic something is always on its way; this counts the entries of all channels, some three seconds.

export class Recovery {
  constructor(town) {
    this.wells = [];
    this.watching = true;
    this.watch = (async () => {
      while (this.watching) {
        const asked = Date.now();
        if (await town.isWell(nearly)) this.wells.push(asked);
        await sleep(100);
      }
    })();
  }

  async stop() {
    this.watching = false;
    await this.watch;
  }

  /** Of each fault, ms from its end; nothing where the next one came first for good. */
  times(faults) {
    return faults.map((fault) => ({ fault, took: this.wells.find((time) => time >= fault.ended) - fault.ended })).filter(({ took }) => took >= 0);
  }
}
