// Numbers that look random and are the same for the same seed (mulberry32).
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  whole(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of [{weight, ...}], the heavier the likelier. */
  weighted(choices) {
    let rest = this.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
    return choices.find(({ weight }) => (rest -= weight) < 0) ?? choices.at(-1);
  }
}
