// The program dies at a step of the delivery, is started again, and everything is counted. What a native had no
// acknowledgement for is posted again with its nonce, as docs/protocol.md has it.
import assert from "node:assert/strict";
import { Native } from "../support/native.mjs";
import { dieAt } from "../support/preload.mjs";
import { sleep, until } from "../support/processes.mjs";

/** What happens between a native's post and the moment its delivery is settled. */
export const outgoing = [
  { step: "before-log-write" },
  { step: "before-log-sync" },
  { step: "before-log-sync", loses: "what was not synced" },
  { step: "after-log-sync" },
  { step: "before-send" },
  { step: "after-send" },
  { step: "before-receipt" },
  { step: "before-settle-write" },
  { step: "before-settle-sync" },
  { step: "before-settle-sync", loses: "what was not synced" },
  { step: "after-settle-sync" },
];

/** And when somebody speaks in a room. */
export const incoming = outgoing.slice(0, 4);

export const nameOf = ({ step, loses }) => (loses ? `${step}, ${loses} is lost` : step);

export class Ordeal {
  /** `side`: how the step is told from others, {send, receipt}. */
  constructor(bridge, token, side) {
    Object.assign(this, { bridge, token, side, posts: [], rounds: 0 });
  }

  async up() {
    await this.bridge.up();
    await until(() => `all rooms are joined: ${this.bridge.log.slice(-2000)}`, async () =>
      (await this.bridge.status().catch(() => ({ links: [{}] }))).links.every(({ state }) => state === "joined"), 60_000);
    this.native = await Native.login(this.bridge.url, this.token);
    await this.native.ask("setactivechannel", { guild: 1, channel: 1 });
  }

  /** Dies at `step` of the delivery of one of five posts. */
  async speaking({ step, loses }, side = this.side) {
    const mark = `mark-${++this.rounds}-`;
    const texts = ["a", "b", mark, "c", "d"].map((text, n) => (text === mark ? mark : `round ${this.rounds} ${n}${text}`));
    this.posts.push(...texts);
    const acknowledged = new Set();
    await this.#until_death(step, { mark, loses, ...side }, async () => {
      for (const text of texts) {
        this.native.socket.emit("post", { content: text, nonce: text }, (answer) => answer.ok && acknowledged.add(text));
        await sleep(5);
      }
    });
    for (const text of texts.filter((one) => !acknowledged.has(one))) {
      const answer = await this.native.ask("post", { content: text, nonce: text });
      assert.equal(answer.ok, true, `${text}: ${JSON.stringify(answer)}`);
    }
    await this.settled();
    return mark;
  }

  /** Dies at `step` of keeping what `say` says in a room. */
  async hearing({ step, loses }, say) {
    const mark = `heard-${++this.rounds}-`;
    await this.#until_death(step, { mark, loses }, () => say(mark));
    return mark;
  }

  async #until_death(step, how, act) {
    this.native?.close();
    if (this.bridge.child) assert.equal((await this.bridge.down()).code, 0);
    this.bridge.env = dieAt(step, how);
    await this.up();
    await act();
    await until(() => `the program dies ${step}: ${this.bridge.log.slice(-1500)}`, () => this.bridge.child.signalCode !== null, 20_000);
    assert.equal(this.bridge.child.signalCode, "SIGKILL");
    this.native.close();
    this.bridge.env = undefined;
    await this.up();
  }

  async settled() {
    await until(() => `all is delivered: ${this.bridge.log.slice(-2000)}`,
      async () => (await this.bridge.status()).links.every(({ lag }) => lag <= 0), 60_000);
  }

  /** The channel's history, oldest first. */
  async history() {
    const found = [];
    for (let before; ;) {
      await this.native.ask("history", { channel: 1, limit: 100, ...(before ? { before } : {}) });
      const page = await this.native.next("history");
      found.unshift(...page.messages);
      if (!page.more) return found.map(({ content }) => content);
      before = page.messages[0].id;
    }
  }

  /** Every post once, in the order they were made. */
  async check_history() {
    assert.deepEqual((await this.history()).filter((text) => /^(round|mark)/.test(text)), this.posts, "the history");
  }
}
