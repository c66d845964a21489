// People on all sides who talk all the time. What each means to say is numbered, and is said exactly once on his own side,
// however often that takes: posts are repeated with their nonce, events with their transaction.
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";
import { idOf, textOf } from "./accounting.mjs";
import { IrcSeat } from "./irc_seat.mjs";
import { Random } from "./random.mjs";
import { channels, liveliness, originChannels, originUser, peopleOf } from "./town.mjs";

const kindsOfNatives = {
  ann: { version: 4, transports: ["websocket"] },
  ben: { version: 4, transports: ["polling"] },
  cat: { version: 3, transports: ["websocket"] },
  dan: { version: 4, transports: ["polling", "websocket"] },
  fay: { version: 4, transports: ["websocket"] },
};

/** A native behind a link that fails: posts ahead without waiting for answers, and again what was not answered. */
class NativeSpeaker {
  constructor(town, name, channel) {
    Object.assign(this, { town, name, channel, open: [], accepted: new Set(), refused: [], live: [] });
    this.url = `http://127.0.0.1:${town.links.gateway.port}`;
    this.staying = this.#stay();
  }

  say(number) {
    const post = { content: textOf(this.channel, this.name, number), nonce: `${this.name}-${number}` };
    this.open.push(post);
    if (this.socket) this.#post(post);
  }

  get isDone() {
    return this.open.length === 0;
  }

  leave() {
    this.leaving = true;
    this.native?.close();
    return this.staying;
  }

  #post(post) {
    this.socket.emit("post", post, (answer) => {
      if (answer.ok) this.accepted.add(idOf(post.content));
      else this.refused.push(`${post.content}: ${answer.error}`);
      this.open = this.open.filter((one) => one !== post);
    });
  }

  async #stay() {
    while (!this.leaving) {
      this.native = new Native(this.url, this.town.users[this.name].token, kindsOfNatives[this.name]);
      const { native } = this;
      const gone = new Promise((done) => ["disconnect", "connect_error"].forEach((name) => native.socket.on(name, done)));
      const heard = [];
      this.live.push(heard);
      native.socket.on("message", ({ id }) => heard.push(id));
      native.socket.on("hello", () => native.socket.emit("setactivechannel", { guild: 1, channel: this.town.channelIds[this.channel] }, () => {
        this.socket = native.socket;
        this.open.forEach((post) => this.#post(post));
      }));
      await Promise.race([gone, this.#noGreeting(native)]);
      this.socket = undefined;
      native.close();
      await sleep(200);
    }
  }

  async #noGreeting(native) {
    await sleep(8_000);
    if (this.socket === native.socket) await new Promise(() => {});
  }
}

/** Somebody on Matrix, at the homeserver itself. One event after another. */
class MatrixSpeaker {
  constructor(town, name, channel) {
    Object.assign(this, { client: town.matrix[name], room: town.rooms[channel], name, channel, open: [] });
    this.staying = this.#stay();
  }

  say(number) {
    this.open.push(number);
  }

  get isDone() {
    return this.open.length === 0;
  }

  leave() {
    this.leaving = true;
    return this.staying;
  }

  async #stay() {
    while (!this.leaving) {
      if (this.open.length === 0) {
        await sleep(20);
        continue;
      }
      const [number] = this.open;
      const put = this.client.sendText(this.room, textOf(this.channel, this.name, number), {}, { transaction: `${this.channel}-${number}` });
      const said = await Promise.race([put.then(() => true, () => false), sleep(15_000)]);
      if (said) this.open.shift();
      else await sleep(300);
    }
  }
}

/** Somebody on an IRC server itself. What the server dies with is lost to all. */
class IrcSpeaker {
  constructor(seat, reader, name, channel) {
    Object.assign(this, { seat, reader, name, channel, open: [], isDone: true });
  }

  say(number) {
    this.open.push(number);
    if (!this.seat.seated || !this.reader.seated) return;
    this.open.splice(0).forEach((one) => this.seat.say(`#${this.channel}`, textOf(this.channel, this.name, one)));
  }

  leave() {}
}

class OriginSpeaker {
  constructor(town, name, channel) {
    Object.assign(this, { origin: town.origin, name, channel, isDone: true });
  }

  say(number) {
    this.origin.say(originChannels[this.channel], originUser(this.name), textOf(this.channel, this.name, number));
  }

  leave() {}
}

export class Traffic {
  constructor(town) {
    Object.assign(this, { town, ircSaid: { plain: [], modern: [] }, meant: 0, speakers: [] });
  }

  /** Everybody takes his place. */
  async begin() {
    const { town } = this;
    this.readers = {};
    for (const side of ["plain", "modern"]) {
      const here = Object.keys(channels).filter((channel) => channels[channel][side]);
      this.readers[side] = new IrcSeat(town.irc[side].port, "reader", here.map((name) => `#${name}`), (one) => this.ircSaid[side].push(one));
    }
    const seats = {};
    for (const side of ["plain", "modern"])
      for (const name of peopleOf(side)) {
        const here = Object.keys(channels).filter((channel) => channels[channel][side]?.includes(name));
        seats[name] = new IrcSeat(town.irc[side].port, name, here.map((channel) => `#${channel}`));
      }
    this.seats = Object.values(seats);
    const speaker = (side, name, channel) => {
      if (side === "native") return new NativeSpeaker(town, name, channel);
      if (side === "home" || side === "robot") return new MatrixSpeaker(town, name, channel);
      return side === "origin" ? new OriginSpeaker(town, name, channel) : new IrcSpeaker(seats[name], this.readers[side], name, channel);
    };
    for (const [channel, sides] of Object.entries(channels))
      for (const [side, people] of Object.entries(sides))
        for (const name of people) this.speakers.push(speaker(side, name, channel));
    await until("everybody is in place", () => [...this.seats, ...Object.values(this.readers)].every(({ seated }) => seated), 20_000);
  }

  /** All talk, `perSecond` lines together, sometimes several at once, until `stop`. */
  talk(perSecond, seed) {
    const all = this.speakers.reduce((sum, { channel }) => sum + liveliness[channel], 0);
    this.talking = true;
    this.talks = this.speakers.map(async (speaker, who) => {
      const random = new Random(seed + 1 + who);
      const pause = (1_000 * all) / (perSecond * liveliness[speaker.channel]);
      for (let number = 0; this.talking;) {
        const burst = random.next() < 0.1 ? 5 : 1;
        for (let n = 0; n < burst; n++) speaker.say(number++);
        this.meant += burst;
        await sleep(burst * pause * (0.5 + random.next()));
      }
    });
  }

  async stop() {
    this.talking = false;
    await Promise.all(this.talks);
    await until(() => `all is said: ${this.speakers.filter(({ isDone }) => !isDone).map(({ name, channel, open }) => `${name} in ${channel} ${open.length}`)}`,
      () => this.speakers.every(({ isDone }) => isDone), 60_000);
  }

  /** Resolves once the one who reads for us is back on an IRC server. */
  untilRead(side) {
    return until(`the reader is back on ${side}`, () => this.readers[side].seated, 30_000);
  }

  async leave() {
    await Promise.all([...this.speakers, ...this.seats, ...Object.values(this.readers)].map((one) => one.leave()));
  }
}
