// A TCP proxy between the bridge and a real server that fails as links do: cut, stalled, slow, half-closed, cut in the middle
// of what is being sent. Whoever wants to know what it carries sets `onPassed(pair, towards, bytes)`, with `towards` "near" for
// the bridge's side or "far", and `onEnd(pair)`.
import { connect, createServer } from "node:net";
import { freePort } from "./processes.mjs";

export class FaultLink {
  static async to(port) {
    const link = new FaultLink();
    Object.assign(link, { target: port, pairs: new Set(), refusing: false, stalled: false, delay: 0, cutAfter: undefined });
    link.port = await freePort();
    link.server = createServer({ allowHalfOpen: true }, (near) => link.join(near));
    await new Promise((done) => link.server.listen(link.port, "127.0.0.1", done));
    return link;
  }

  join(near) {
    near.on("error", () => {});
    if (this.refusing) return near.destroy();
    const far = connect({ port: this.target, host: "127.0.0.1", allowHalfOpen: true });
    const pair = { near, far };
    this.pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      if (this.pairs.delete(pair)) this.onEnd?.(pair);
    };
    far.on("error", end);
    near.on("close", end);
    far.on("close", end);
    this.pass(pair, "far", end);
    this.pass(pair, "near", end);
    this.halt(pair);
  }

  /** Carries what comes to one end of a pair from the other. */
  pass(pair, towards, end) {
    const [from, to] = towards === "near" ? [pair.far, pair.near] : [pair.near, pair.far];
    const write = (bytes, done) => {
      if (to.destroyed) return;
      this.onPassed?.(pair, towards, bytes);
      to.write(bytes, done);
    };
    from.on("data", (bytes) => {
      if (this.cutAfter !== undefined) {
        const part = bytes.subarray(0, Math.min(this.cutAfter, bytes.length));
        this.cutAfter = undefined;
        write(part, () => end());
        return;
      }
      if (this.delay === 0) return write(bytes);
      from.pause();
      setTimeout(() => {
        write(bytes);
        if (!this.isStalled(towards)) from.resume();
      }, this.delay);
    });
    from.on("end", () => to.end());
  }

  /** Ends all connections at once, as a reset does. */
  cut() {
    this.pairs.forEach(({ near, far }) => [near, far].forEach((socket) => socket.resetAndDestroy()));
  }

  /** The next bytes go through up to the middle, then the connection ends. */
  cutInTheMiddle(bytes = 7) {
    this.cutAfter = bytes;
  }

  /** The server's side says goodbye in one direction only. */
  halfClose() {
    this.pairs.forEach(({ near }) => near.end());
  }

  /** Nothing goes through, and nobody is told; with `only`, nothing that goes towards "near" or "far". */
  stall(on = true, only = undefined) {
    this.stalled = on && (only ?? true);
    this.pairs.forEach((pair) => this.halt(pair));
  }

  isStalled(towards) {
    return this.stalled === true || this.stalled === towards;
  }

  halt({ near, far }) {
    for (const [from, towards] of [[near, "far"], [far, "near"]]) this.isStalled(towards) ? from.pause() : from.resume();
  }

  slow(milliseconds) {
    this.delay = milliseconds;
  }

  /** No new connections while it is on. */
  refuse(on = true) {
    this.refusing = on;
  }

  down() {
    this.cut();
    return new Promise((done) => this.server.close(done));
  }
}
