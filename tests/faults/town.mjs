// The place of the bench: real servers of each kind, the bridge, and a link that can fail between it and each of them.
import { createWriteStream } from "node:fs";
import { Bridge, network } from "../support/bridge.mjs";
import { FaultLink } from "../support/fault_link.mjs";
import { ergo, ngircd } from "../support/irc_servers.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { MatrixClient } from "../support/matrix_client.mjs";
import { makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { freePort, until } from "../support/processes.mjs";
import { registerUser, startSynapse } from "../support/synapse.mjs";
import { Carried } from "./carried.mjs";

/** Lines that may be sent to IRC while nothing has confirmed them. */
export const unconfirmedWindow = 16;

/** Who speaks in which channel, on which side. A side of a channel is a room of it, or "native". */
export const channels = {
  all: { native: ["ann"], plain: ["bob"], modern: ["eve"], home: ["mira"], origin: ["carol"] },
  old: { native: ["cat"], plain: ["bill"], home: ["mira", "milo"] },
  new: { native: ["ben"], modern: ["eve", "ed"], origin: ["carol", "dave"] },
  bots: { native: ["dan"], plain: ["bob"], robot: ["moe"] },
  wide: { native: ["fay"], plain: ["bob", "bill"], modern: ["eve"], origin: ["dave"] },
};
/** How much is said in each: a homeserver takes fewer lines in a second than all others. */
export const liveliness = { all: 1, old: 1, new: 3, bots: 1, wide: 4 };
export const originChannels = { all: 31, new: 32, wide: 33 };
const originUsers = { carol: 1, dave: 2 };
export const originUser = (name) => originUsers[name];
export const peopleOf = (side) => [...new Set(Object.values(channels).flatMap((sides) => sides[side] ?? []))];
export const capital = (name) => name[0].toUpperCase() + name.slice(1);

// Limits that the bench is not about are out of the way; what is wrong is noticed soon.
const quickIrc = {
  pace: `{ burst = ${unconfirmedWindow}, per_second = 2000 }`, catch_up_entries: "100000",
  connect_timeout: '"3 s"', idle_ping: '"2 s"', idle_timeout: '"2 s"',
};
const quickMatrix = { request_timeout: '"5 s"', sync_timeout: '"4 s"', catch_up_entries: "100000" };
const quickOrigin = { request_timeout: '"4 s"', catch_up_entries: "100000" };
const quickGateway = `posts = { burst = 100000, per_second = 0 }
packets = { burst = 100000, per_second = 0 }
logins_per_minute = 0
ping_interval = "2 s"
ping_timeout = "2 s"
connect_timeout = "5 s"`;

export class Town {
  /** `log`: a file that gets all that the bridge logs. */
  static async build({ log } = {}) {
    const town = new Town();
    const origin = await makeOrigin({ history: 2000 });
    await origin.down();
    Object.assign(origin, { pingInterval: 2_000, pingTimeout: 2_000 });
    const [synapse, plain, modern] = await Promise.all([startSynapse(), ngircd(), ergo(), origin.up()]);
    Object.assign(town, { synapse, origin, irc: { plain, modern }, links: {}, rooms: {}, matrix: {}, log: log && createWriteStream(log) });
    await town.#link();
    await town.#settleMatrix();
    await town.#makeBridge();
    return town;
  }

  async #link() {
    const ports = { plain: this.irc.plain.port, modern: this.irc.modern.port, home: this.synapse.port, robot: this.synapse.port, origin: this.origin.port };
    for (const [name, port] of Object.entries(ports)) this.links[name] = await FaultLink.to(port);
    this.pushPort = await freePort();
    this.links.push = await FaultLink.to(this.pushPort);
    this.carried = { plain: new Carried("gb").watch(this.links.plain), modern: new Carried("gb").watch(this.links.modern) };
  }

  async #settleMatrix() {
    for (const name of [...peopleOf("home"), ...peopleOf("robot")])
      this.matrix[name] = new MatrixClient(this.synapse.url, await registerUser(this.synapse, name, { displayName: capital(name) }));
    for (const [channel, sides] of Object.entries(channels)) {
      const people = sides.home ?? sides.robot ?? [];
      if (people.length === 0) continue;
      this.rooms[channel] = await this.matrix[people[0]].createRoom({ room_alias_name: channel, preset: "public_chat" });
      for (const other of people.slice(1)) await this.matrix[other].join(this.rooms[channel]);
    }
  }

  async #makeBridge() {
    const behind = (link) => ({ ...this.synapse, url: `http://127.0.0.1:${link.port}` });
    const home = await serviceSection(behind(this.links.home), "home", {
      ...quickMatrix, listen: `"127.0.0.1:${this.pushPort}"`, push_url: `"http://127.0.0.1:${this.links.push.port}"`,
    });
    const robot = await botSection(this.synapse, "robot", { ...quickMatrix, homeserver: `"http://127.0.0.1:${this.links.robot.port}"` });
    this.bridge = await Bridge.make({
      networks: ["plain", "modern"].map((name) => network(name, this.links[name].port, quickIrc)).join("") + home + robot +
        originSection({ url: `http://127.0.0.1:${this.links.origin.port}` }, quickOrigin),
      channels: Object.fromEntries(Object.entries(channels).map(([channel, sides]) => [channel, Object.keys(sides).map((side) => this.#roomName(channel, side)).filter(Boolean)])),
      gateway: quickGateway,
    });
    this.users = Object.fromEntries(peopleOf("native").map((name) => [name, this.bridge.addUser(name, capital(name))]));
    await register(this.bridge, this.synapse);
    this.links.gateway = await FaultLink.to(this.bridge.port);
  }

  #roomName(channel, side) {
    if (side === "plain" || side === "modern") return `irc.${side}/#${channel}`;
    if (side === "home" || side === "robot") return `matrix.${side}/#${channel}:${this.synapse.serverName}`;
    return side === "origin" ? `origin/7/${originChannels[channel]}` : undefined;
  }

  async startBridge() {
    await this.bridge.up();
    for (const stream of [this.bridge.child.stdout, this.bridge.child.stderr]) stream.on("data", (bytes) => this.log?.write(bytes));
  }

  /** Nothing is behind and everything is joined; `slack` is how far a room may be behind. */
  async isWell(slack = 0) {
    const status = await this.bridge.status().catch(() => undefined);
    return status?.links.every(({ state, lag }) => state === "joined" && lag <= slack) ?? false;
  }

  untilWell(limit) {
    return until("all rooms are joined and nothing waits", () => this.isWell(), limit, 100);
  }

  async close() {
    const end = await this.bridge.down();
    await Promise.all([...Object.values(this.links).map((link) => link.down()), this.synapse.stop(), this.irc.plain.down(), this.irc.modern.down(), this.origin.down()]);
    this.log?.end();
    return end;
  }
}
