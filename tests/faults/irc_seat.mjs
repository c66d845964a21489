// Somebody who stays on an IRC server, whatever happens to it: he comes back as soon as he can.
import { IrcClient, plain } from "../support/irc_client.mjs";
import { sleep } from "../support/processes.mjs";

export class IrcSeat {
  /** `onSaid({at, channel, nick, text})` is told what others say (IRC gives nobody his own words back). */
  constructor(port, nick, channels, onSaid) {
    Object.assign(this, { port, nick, channels, onSaid, seated: false, leaving: false });
    this.staying = this.#stay();
  }

  say(channel, text) {
    this.client.say(channel, text);
  }

  async leave() {
    this.leaving = true;
    this.client?.quit();
    await this.staying;
  }

  async #stay() {
    while (!this.leaving) {
      try {
        this.client = await IrcClient.join(this.port, this.nick, this.channels, "", (line) => this.#hear(line));
        const gone = new Promise((done) => this.client.socket.once("close", done));
        this.seated = !this.client.socket.destroyed;
        if (this.seated) await gone;
      } catch { /* The server is away. */ }
      this.seated = false;
      await sleep(100);
    }
  }

  #hear(line) {
    const match = this.onSaid && line.match(/^(?:@\S+ )?:([^!\s]+)\S* PRIVMSG (\S+) :(.*)$/);
    if (match) this.onSaid({ at: Date.now(), channel: match[2], nick: match[1], text: plain(match[3]) });
  }
}
