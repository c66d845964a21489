// The connection to the bridge: docs/protocol.md over socket.io-client. Says when it is up and down, and pairs questions with
// answers, also with a server that acknowledges nothing.
import { io } from "socket.io-client";

const packets = ["listguilds", "guild", "channel", "history", "message", "messageremoved", "typing", "uploadstatus", "rejected"];
const patience = 15_000;
const pauseAfterRefusal = 5_000;

/** A token that is no good will not get better. */
const isVerdict = (reason) => reason === "Invalid credentials" || reason.endsWith(": see spec for info");

/** How long a server wants to be left alone that says "retry in 7 s", in milliseconds. */
export function wantedPause(reason) {
  const seconds = /retry in (\d+) s/.exec(reason)?.[1];
  return seconds ? Number(seconds) * 1000 : pauseAfterRefusal;
}

/**
 * Events besides the packets: "up" (with the user himself; the login has succeeded, perhaps again), "down", "waiting" (with the
 * reason; not let in for now), "turnedaway" (with the reason; never).
 */
export class Connection {
  #socket;
  #listeners = new Map();
  #turns = new Map();
  #timer = 0;
  #closed = false;
  isUp = false;

  /** Bytes that one packet may have; null until it is known. */
  mostBytes = null;

  constructor(token) {
    this.#socket = io({
      auth: { token }, transports: ["websocket", "polling"], tryAllTransports: true, forceNew: true,
      reconnectionDelay: 500, reconnectionDelayMax: 8_000,
    });
    this.#socket.io.engine.on("handshake", ({ maxPayload }) => { this.mostBytes = maxPayload ?? null; });
    this.#socket.on("hello", (self) => {
      this.isUp = true;
      this.#tell("up", self);
    });
    for (const packet of packets) this.#socket.on(packet, (payload) => this.#tell(packet, payload));
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", (error) => this.#notConnected(error));
    addEventListener("online", this.tryNow);
  }

  /** Returns what takes the listener away again. */
  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
    return () => this.#listeners.get(event).delete(listener);
  }

  tryNow = () => {
    if (this.#closed || this.#socket.connected) return;
    clearTimeout(this.#timer);
    this.#socket.disconnect().connect();
  };

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.tryNow);
    this.#listeners.clear();
    this.#socket.disconnect();
  }

  /** Sends a packet if the connection is up; `acknowledged` gets the acknowledgement, should there be one. */
  send(packet, payload, acknowledged = () => {}) {
    if (!this.isUp) return false;
    this.#socket.emit(packet, ...(payload === undefined ? [] : [payload]), acknowledged);
    return true;
  }

  /**
   * Sends a packet and gives the packet that answers it. One question of a kind is under way at a time, since answers do not say
   * what they answer; `fits` tells those apart that can be. Fails with what the person is told.
   */
  ask(packet, payload, { answer = packet, fits = () => true, limit = patience } = {}) {
    const before = this.#turns.get(packet) ?? Promise.resolve();
    const mine = before.then(() => this.#askNow(packet, payload, answer, fits, limit));
    this.#turns.set(packet, mine.catch(() => {}));
    return mine;
  }

  /** Gives the name under which the server has kept the picture. */
  async upload(bytes) {
    const { result, uploadedAs, reason } = await this.ask("upload", bytes, { answer: "uploadstatus", limit: 120_000 });
    if (result !== "success") throw new Error(reason ?? "The server does not take this picture");
    return uploadedAs;
  }

  #askNow(packet, payload, answer, fits, limit) {
    return new Promise((done, failed) => {
      const ends = [];
      const settle = (how, value) => {
        clearTimeout(timer);
        for (const end of ends) end();
        how(value);
      };
      const timer = setTimeout(() => settle(failed, new Error("The server does not answer")), limit);
      ends.push(this.on(answer, (value) => fits(value) && settle(done, value)));
      ends.push(this.on("down", () => settle(failed, new Error("The connection was lost"))));
      const sent = this.send(packet, payload, (ack) => {
        if (ack?.ok === false) settle(failed, new Error(ack.error ?? ack.reason ?? "The server refuses"));
      });
      if (!sent) settle(failed, new Error("There is no connection"));
    });
  }

  #tell(event, payload) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(payload);
  }

  #lost() {
    this.isUp = false;
    this.#tell("down");
    // Not so if the server has ended it: then it is for us to come again.
    if (!this.#closed && !this.#socket.active) this.#comeAgain(pauseAfterRefusal);
  }

  #notConnected(error) {
    if (this.#socket.active) return this.#tell("down");
    if (isVerdict(error.message)) return this.#tell("turnedaway", error.message);
    this.#tell("waiting", error.message);
    this.#comeAgain(wantedPause(error.message));
  }

  #comeAgain(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.connect(), pause);
  }
}
