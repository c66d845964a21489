// Posts on their way. Each has a nonce, by which the server knows it again, and is sent until it is acknowledged: what was posted
// while the connection is lost is not lost. Pure: no page, no socket, no clock.

/** Within this time the server knows a nonce again (docs/protocol.md, "posts that can be repeated"); some of it is left for the way. */
export const repeatable = 9 * 60_000;

// Not randomUUID, which pages without TLS do not have.
const randomNonce = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Outbox {
  #entries = [];
  #send;
  #changed;
  #sent;
  #now;
  #makeNonce;

  /**
   * `send(entry, acknowledged)` sends it to its channel and returns false if that cannot be now. `changed(entry)`: it looks
   * another way; `sent(entry, message)`: it has arrived, `message` is null if nobody said as what.
   */
  constructor({ send, changed, sent, now = Date.now, makeNonce = randomNonce }) {
    this.#send = send;
    this.#changed = changed;
    this.#sent = sent;
    this.#now = now;
    this.#makeNonce = makeNonce;
  }

  get waiting() {
    return this.#entries.filter((entry) => entry.state === "waiting");
  }

  of(channel) {
    return this.#entries.filter((entry) => entry.channel === channel);
  }

  post({ guild, channel, content, attachments = [] }) {
    const entry = { nonce: this.#makeNonce(), guild, channel, content, attachments, state: "waiting", reason: "", since: this.#now(), first: 0, seen: false };
    this.#entries.push(entry);
    this.#dispatch(entry);
    return entry;
  }

  /** The connection is there again: all that is not acknowledged is sent again, in order. `acks`: the server acknowledges. */
  flush(acks = true) {
    for (const entry of this.waiting) {
      const unclear = entry.first > 0 && (!acks || this.#now() - entry.first > repeatable);
      if (unclear) this.#refuse(entry, "The connection was lost before the server said that it has this");
      else this.#dispatch(entry);
    }
  }

  /** Once more, as the person wishes. What may have arrived the first time becomes a post of its own. */
  again(entry) {
    if (this.#now() - entry.first > repeatable) entry.nonce = this.#makeNonce();
    Object.assign(entry, { state: "waiting", reason: "", since: this.#now(), first: 0 });
    this.#changed(entry);
    this.#dispatch(entry);
  }

  drop(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  /**
   * A message of one's own has come. Gives the post on its way that it is, by its words, or null; with a server that acknowledges
   * nothing (`acks` false) it has arrived thereby.
   */
  heard(message, acks) {
    const entry = this.#entries.find((one) => one.channel === message.channel && !one.seen && one.first > 0 && one.content === message.content);
    if (!entry) return null;
    entry.seen = true;
    if (!acks) this.#arrived(entry, message);
    return entry;
  }

  #dispatch(entry) {
    const sent = this.#send(entry, (ack) => this.#acknowledged(entry, ack));
    if (sent && entry.first === 0) entry.first = this.#now();
    this.#changed(entry);
  }

  #acknowledged(entry, ack) {
    if (!this.#entries.includes(entry)) return;
    if (ack?.ok) this.#arrived(entry, ack.message ?? null);
    else this.#refuse(entry, ack?.error ?? "The server refuses it");
  }

  #arrived(entry, message) {
    this.drop(entry);
    this.#sent(entry, message);
  }

  #refuse(entry, reason) {
    Object.assign(entry, { state: "refused", reason });
    this.#changed(entry);
  }
}
