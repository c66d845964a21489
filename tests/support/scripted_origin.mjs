// An origin that does what a test tells it: Engine.IO 4 and Socket.IO by hand, over WebSocket and polling.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { freePort } from "./processes.mjs";

export class ScriptedOrigin {
  constructor(script = {}) {
    // answers: packet name -> (payload, peer) => void; open, connect: what is sent at those moments.
    this.script = { pingInterval: 25_000, pingTimeout: 20_000, answers: {}, ...script };
    this.peers = new Set();
    this.heard = [];
    this.connects = 0;
  }

  async up() {
    this.port ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.http = createServer((request, response) => (this.script.http ?? ((_, answer) => answer.writeHead(404).end()))(request, response));
    this.sockets = new WebSocketServer({ noServer: true, maxPayload: 64e6 });
    this.http.on("upgrade", (request, socket, head) => {
      if (this.script.upgrade) return this.script.upgrade(request, socket);
      return this.sockets.handleUpgrade(request, socket, head, (peer) => this.serve(peer));
    });
    await new Promise((done) => this.http.listen(this.port, "127.0.0.1", done));
    return this;
  }

  down() {
    this.peers.forEach((peer) => peer.terminate());
    this.http.closeAllConnections();
    return new Promise((done) => this.http.close(done));
  }

  serve(peer) {
    this.connects += 1;
    this.peers.add(peer);
    peer.on("close", () => this.peers.delete(peer));
    peer.on("error", () => {});
    peer.emitPacket = (name, ...args) => peer.send(`42${JSON.stringify([name, ...args])}`);
    if (this.script.silent) return;
    peer.send(this.script.open ?? `0${JSON.stringify({ sid: "abc", upgrades: [], pingInterval: this.script.pingInterval, pingTimeout: this.script.pingTimeout, maxPayload: 1e6 })}`);
    peer.on("message", (data, binary) => this.take(peer, binary ? data : String(data)));
  }

  take(peer, message) {
    this.heard.push(message);
    if (typeof message !== "string") return;
    if (message.startsWith("40")) {
      if (this.script.connect) return this.script.connect(peer);
      peer.send('40{"sid":"s"}');
      peer.emitPacket("hello", this.script.hello ?? { id: 42, handle: "bridge", displayName: "Bridge" });
      return;
    }
    const event = message.match(/^42(\d*)(\[.*\])$/s);
    if (!event) return;
    const [name, payload] = JSON.parse(event[2]);
    const standard = { channel: () => peer.emitPacket("channel", { messages: [], users: [] }) };
    (this.script.answers[name] ?? standard[name])?.(payload, peer, event[1]);
  }

  /** To all connections. */
  say(...packet) {
    this.peers.forEach((peer) => peer.emitPacket(...packet));
  }
}
