// The page of somebody who is signed in: puts its parts together and lets each know what concerns it.
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { takeDrops } from "./drop.js";
import { addressOf, GuildList } from "./guild_list.js";
import { layout } from "./layout.js";
import { Members } from "./members.js";
import { Outbox } from "./outbox.js";
import { nameOf } from "./people.js";
import { Reading } from "./reading.js";
import { Timeline } from "./timeline.js";
import { Typing } from "./typing.js";
import { Viewer } from "./viewer.js";

const lastKey = "guildbridge.last";
const mostSpoken = 300;  // Characters of a message that are read aloud.

const isSame = (user, other) => String(user?.id) === String(other?.id);

class Chat {
  #left;
  #self = null;
  #places = [];  // [{guild, channels}]
  #unseen = 0;
  #connection;
  #viewer = new Viewer();
  #members = new Members();
  #typing = new Typing();
  #guilds = new GuildList();
  #timeline;
  #reading;
  #outbox;
  #composer;
  #banner;
  #parts;

  constructor(token, left) {
    this.#left = left;
    this.#connection = new Connection(token);
    this.#timeline = new Timeline({ older: () => this.#reading.older(), open: this.#viewer.open });
    this.#composer = new Composer(this.#connection, (content, names) => this.#post(content, names));
    this.#reading = new Reading(this.#connection, this.#timeline, this.#members, (words) => this.#composer.tell(words));
    this.#outbox = new Outbox({
      send: (entry, acknowledged) => this.#send(entry, acknowledged),
      changed: () => this.#showPending(),
      sent: (entry, message) => this.#sent(entry, message),
    });
    this.#banner = new Banner(this.#connection.tryNow);
    this.#parts = layout({
      guilds: this.#guilds.element, members: this.#members.element, banner: this.#banner.element, timeline: this.#timeline.element,
      typing: this.#typing.element, composer: this.#composer.element, viewer: this.#viewer.element, signOut: () => this.#signOut(""),
    });
    takeDrops(this.#parts.element, (files) => this.#composer.addFiles(files));
    this.#listen();
    this.#banner.show("Connecting…");
  }

  get element() {
    return this.#parts.element;
  }

  close = () => {
    this.#connection.close();
    removeEventListener("hashchange", this.#follow);
    removeEventListener("beforeunload", this.#warn);
    document.removeEventListener("visibilitychange", this.#looked);
  };

  #listen() {
    const on = (event, deed) => this.#connection.on(event, deed);
    on("up", (self) => this.#up(self));
    on("down", () => {
      this.#typing.clear();
      this.#banner.show("The connection is lost. Trying to get it back…");
    });
    on("waiting", (reason) => this.#banner.show(`${reason}. Trying again then…`, { at: 0 }));
    on("turnedaway", (reason) => this.#signOut(reason === "Invalid credentials"
      ? "The server does not let you in with this password any more. Please sign in again." : `The server does not let you in: ${reason}`));
    on("message", (message) => this.#heard(this.#reading.normal(message)));
    on("messageremoved", ({ id, channel }) => {
      if (channel !== this.#reading.channel?.id) return;
      this.#timeline.remove(id);
      this.#parts.speak("");
    });
    on("typing", (user) => isSame(user, this.#self) || this.#typing.heard(user));
    on("rejected", ({ packet, reason }) => this.#composer.tell(`The server refuses "${packet}": ${reason}`));
    addEventListener("hashchange", this.#follow);
    addEventListener("beforeunload", this.#warn);
    document.addEventListener("visibilitychange", this.#looked);
  }

  async #up(self) {
    this.#self = self;
    this.#parts.showSelf(self);
    this.#banner.hide();
    if (this.#reading.channel) {
      this.#reading.activate();
      this.#outbox.flush(this.#reading.acks);
      this.#reading.catchUp();
    }
    try {
      await this.#fetchGuilds();
    } catch (error) {
      if (this.#connection.isUp) this.#composer.tell(`The guilds cannot be shown: ${error.message}`);
      return;
    }
    if (!this.#reading.channel) this.#follow();
  }

  async #fetchGuilds() {
    const guilds = await this.#connection.ask("listguilds");
    const places = [];
    for (const { id } of guilds) {
      const place = await this.#connection.ask("guild", id, { fits: ({ guild }) => guild.id === id }).catch(() => null);
      if (place) places.push(place);
    }
    this.#places = places;
    this.#guilds.show(places);
    if (places.length === 0) this.#timeline.above = "There is nothing to read yet.";
  }

  // Where the address bar says, else where he was last, else the first one there is.
  #follow = () => {
    const all = this.#places.flatMap(({ guild, channels }) => channels.map((channel) => ({ ...channel, guild: guild.id, guildName: guild.name })));
    const at = (address) => all.find((channel) => addressOf(channel) === address);
    const channel = at(location.hash) ?? at(localStorage.getItem(lastKey)) ?? all[0];
    this.#parts.closeDrawers();
    if (!channel || channel.id === this.#reading.channel?.id) return;
    history.replaceState(null, "", addressOf(channel));
    localStorage.setItem(lastKey, addressOf(channel));
    this.#typing.clear();
    this.#guilds.mark(channel.id);
    this.#parts.showChannel(channel);
    this.#composer.open(channel);
    this.#reading.open(channel);
    this.#showPending();
    this.#showTitle();
    if (matchMedia("(pointer: fine)").matches) this.#composer.focus();
  };

  #post(content, names) {
    const { guild, id } = this.#reading.channel;
    this.#outbox.post({ guild, channel: id, content, attachments: names.map((fileName) => ({ userId: this.#self.id, fileName })) });
    this.#timeline.toEnd();
  }

  // A post goes to the connection's active channel: for what was written in another one, that one is, for as long as it takes.
  #send({ guild, channel, content, attachments, nonce }, acknowledged) {
    if (!this.#connection.isUp) return false;
    const elsewhere = channel !== this.#reading.channel.id;
    if (elsewhere) this.#connection.send("setactivechannel", { guild, channel });
    this.#connection.send("post", { content, nonce, ...(attachments.length ? { attachments } : {}) }, acknowledged);
    if (elsewhere) this.#reading.activate();
    return true;
  }

  #sent(entry, message) {
    if (message && entry.channel === this.#reading.channel.id) this.#timeline.add(this.#reading.normal(message));
    this.#showPending();
  }

  #heard(message) {
    this.#typing.stopped(message.author.id);
    if (message.channel !== this.#reading.channel?.id) return;
    const mine = isSame(message.author, this.#self);
    if (mine && this.#outbox.heard(message, this.#reading.acks)) this.#showPending();
    const isNew = this.#timeline.add(message);
    this.#members.seen(message.author);
    if (mine || !isNew) return;
    this.#parts.speak(`${nameOf(message.author)}: ${message.content.slice(0, mostSpoken) || "a picture"}`);
    if (document.hidden) this.#unseen++;
    this.#showTitle();
  }

  #showPending() {
    const channel = this.#reading.channel;
    if (!channel) return;
    this.#timeline.showPending(this.#outbox.of(channel.id), this.#self, {
      again: (entry) => this.#outbox.again(entry),
      drop: (entry) => {
        this.#outbox.drop(entry);
        this.#showPending();
      },
    });
  }

  #showTitle() {
    const channel = this.#reading.channel;
    const count = this.#unseen > 0 ? `(${this.#unseen}) ` : "";
    document.title = channel ? `${count}#${channel.name} · ${channel.guildName}` : "guildbridge";
  }

  #looked = () => {
    if (document.hidden) return;
    this.#unseen = 0;
    this.#showTitle();
  };

  #warn = (event) => {
    if (this.#outbox.waiting.length > 0) event.preventDefault();
  };

  #signOut(told) {
    this.#left(told);
  }
}

/** `left(told)`: he has signed out, or has been. */
export function chatPage(token, { left }) {
  const chat = new Chat(token, left);
  return { element: chat.element, close: chat.close };
}
