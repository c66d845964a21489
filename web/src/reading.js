// What is read of the channel that is open: its recent messages, older ones, and what was missed while the connection was lost.

const page = 100;
const mostMissed = 20;  // Pages; whoever has missed more begins at the newest.

export class Reading {
  #connection;
  #timeline;
  #members;
  #told;
  channel = null;

  /** The server has acknowledged something: it is one that does. */
  acks = false;

  /** `told(words)`: why the channel cannot be read, or nothing. */
  constructor(connection, timeline, members, told) {
    this.#connection = connection;
    this.#timeline = timeline;
    this.#members = members;
    this.#told = told;
  }

  /** Live messages come from now on for this channel and no other. */
  activate({ guild, id } = this.channel) {
    this.#connection.send("setactivechannel", { guild, channel: id }, (ack) => {
      this.acks = true;
      if (ack?.ok === false && id === this.channel?.id) this.#told(ack.error);
    });
  }

  async open(channel) {
    this.channel = channel;
    this.acks = false;
    this.#timeline.clear("Fetching messages…");
    this.#members.show([]);
    if (!this.#connection.isUp) return;
    this.activate();
    await this.#try(channel, async () => this.#begin(await this.#recent(channel)));
  }

  /** The connection is there again; `activate` has been called. */
  async catchUp() {
    const channel = this.channel;
    const last = this.#timeline.newest;
    await this.#try(channel, async () => {
      const recent = await this.#recent(channel);
      if (last === null) return this.#begin(recent);
      const gap = recent.messages.length > 0 && recent.messages[0].id > last;
      if (gap && !(await this.#fetchMissed(channel, last))) {
        if (channel === this.channel) {
          this.#timeline.clear();
          this.#begin(recent);
        }
        return;
      }
      if (channel !== this.channel) return;
      this.#members.show(recent.users);
      this.#timeline.put(recent.messages);
      this.#timeline.keepOnly(recent.messages);
    });
  }

  async older() {
    const channel = this.channel;
    try {
      const { messages, more } = await this.#history(channel, { before: this.#timeline.oldest, limit: page / 2 });
      if (channel !== this.channel) return;
      this.#timeline.more = more && messages.length > 0;
      this.#timeline.above = this.#beginning(channel);
      this.#timeline.put(messages);
    } catch (error) {
      if (channel !== this.channel) return;
      this.#timeline.more = !this.#connection.isUp;
      this.#timeline.above = `Older messages cannot be fetched: ${error.message}`;
    }
  }

  /** A message as the rest of the page wants it: a server may name the author by his id alone. */
  normal(message) {
    const author = typeof message.author === "object" && message.author !== null ? message.author : this.#members.find(message.author);
    return { ...message, id: Number(message.id), author, content: message.content ?? "", attachments: message.attachments ?? [] };
  }

  #beginning(channel) {
    return this.#timeline.more ? "" : `This is where #${channel.name} begins.`;
  }

  #begin({ messages, users }) {
    this.#members.show(users);
    this.#timeline.more = messages.length > 0;
    this.#timeline.above = this.#beginning(this.channel);
    this.#timeline.put(messages);
  }

  async #try(channel, deed) {
    try {
      await deed();
      if (channel === this.channel) this.#told("");
    } catch (error) {
      // Whoever is back after a lost connection begins again anyway.
      if (channel !== this.channel || !this.#connection.isUp) return;
      this.#timeline.above = "";
      this.#told(`#${channel.name} cannot be read: ${error.message}`);
    }
  }

  async #recent(channel) {
    const answer = await this.#connection.ask("channel", channel.id,
      { fits: ({ messages }) => messages.length === 0 || messages[0].channel === channel.id });
    if (channel !== this.channel) throw new Error("Another channel has been opened");
    const users = answer.users ?? [];
    this.#members.learn(users);
    return { users, messages: answer.messages.map((message) => this.normal(message)) };
  }

  async #history(channel, range) {
    const answer = await this.#connection.ask("history", { channel: channel.id, ...range }, { fits: (one) => one.channel === channel.id });
    return { more: answer.more, messages: answer.messages.map((message) => this.normal(message)) };
  }

  // False: it was too much, or the server cannot say.
  async #fetchMissed(channel, last) {
    try {
      for (let n = 0; n < mostMissed; n++) {
        const { messages, more } = await this.#history(channel, { after: last, limit: page });
        if (channel !== this.channel) return true;
        this.#timeline.put(messages);
        if (!more || messages.length === 0) return true;
        last = messages.at(-1).id;
      }
    } catch { /* Then from the newest on. */ }
    return false;
  }
}
