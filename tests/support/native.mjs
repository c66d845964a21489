// A native client: the real socket.io-client of a given major version, with answers as promises.
import { createRequire } from "node:module";
import { closeAtEnd, until } from "./processes.mjs";

const require = createRequire(import.meta.url);
const packages = { 4: "socket.io-client", 3: "socket.io-client-3", 2: "socket.io-client-2" };

export const everyKind = [
  { version: 4, transports: ["websocket"] },
  { version: 4, transports: ["polling"] },
  { version: 4, transports: ["polling", "websocket"] },
  { version: 3, transports: ["websocket"] },
  { version: 3, transports: ["polling", "websocket"] },
  { version: 2, transports: ["websocket"] },
  { version: 2, transports: ["polling"] },
  { version: 2, transports: ["polling", "websocket"] },
];

export const nameOf = ({ version, transports }) => `socket.io-client ${version} over ${transports.join("+")}`;

export class Native {
  constructor(url, token, { version = 4, transports = ["websocket"], options = {} } = {}) {
    const made = require(packages[version]);
    const io = made.io ?? made;
    this.packets = [];
    this.socket = io(url, {
      transports, forceNew: true, reconnection: false,
      ...(version === 2 ? { query: { token } } : { auth: { token } }), ...options,
    });
    closeAtEnd(() => this.socket.close());
    const keep = (name, value) => this.packets.push({ name, value, at: Date.now() });
    for (const name of ["hello", "listguilds", "guild", "channel", "message", "typing", "history", "messageremoved",
      "rejected", "uploadstatus"]) this.socket.on(name, (value) => keep(name, value));
    this.socket.on(version === 2 ? "error" : "connect_error", (error) => keep("refused", error.message ?? error));
    this.socket.on("disconnect", (reason) => keep("disconnect", reason));
  }

  /** Connects and waits for `hello`. */
  static async login(url, token, kind) {
    const native = new Native(url, token, kind);
    native.user = await native.next("hello");
    return native;
  }

  send(name, ...args) {
    this.socket.emit(name, ...args);
  }

  /** Sends with an acknowledgement and returns what it carries. */
  ask(name, ...args) {
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`no ack for ${name}`)), 10_000);
      this.socket.emit(name, ...args, (answer) => {
        clearTimeout(timer);
        done(answer);
      });
    });
  }

  /** The next packet of a name (and matching `check`) not yet taken, waiting for it if need be. */
  async next(name, check = () => true, limit = 10_000) {
    const find = () => this.packets.findIndex((packet) => packet.name === name && check(packet.value));
    await until(`a packet "${name}"; got ${JSON.stringify(this.packets).slice(0, 2000)}`, () => find() >= 0, limit)
      .catch((error) => { throw new Error(`${error.message}; got ${JSON.stringify(this.packets).slice(0, 2000)}`); });
    return this.packets.splice(find(), 1)[0].value;
  }

  count(name) {
    return this.packets.filter((packet) => packet.name === name).length;
  }

  close() {
    this.socket.close();
  }
}
