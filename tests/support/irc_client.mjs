// An ordinary IRC client, as thin as it can be: lines in, lines out, and a way to wait for one.
import { connect } from "node:net";
import { closeAtEnd, until } from "./processes.mjs";

export class IrcClient {
  constructor(socket, nick) {
    Object.assign(this, { socket, nick, lines: [], partial: "" });
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => {});
    closeAtEnd(() => socket.destroy());
  }

  /** `onLine` is told each line as it comes. */
  static async join(port, nick, channels = [], capabilities = "", onLine = undefined) {
    const client = new IrcClient(connect(port, "127.0.0.1"), nick);
    client.onLine = onLine;
    if (capabilities) client.send(`CAP REQ :${capabilities}`);
    client.send(`NICK ${nick}`);
    client.send(`USER ${nick} 0 * :${nick}`);
    if (capabilities) client.send("CAP END");
    await client.line(/ 001 /);
    for (const channel of [channels].flat()) {
      client.send(`JOIN ${channel}`);
      await client.line(new RegExp(` 366 \\S+ ${channel} `, "i"));
    }
    return client;
  }

  send(line) {
    this.socket.write(line + "\r\n");
  }

  say(channel, text) {
    this.send(`PRIVMSG ${channel} :${text}`);
  }

  /** The first line from `since` on that matches, waiting for it if need be. */
  line(pattern, { since = 0, limit = 10_000 } = {}) {
    return until(`${this.nick} sees ${pattern}`, () => {
      const found = this.lines.slice(since).find((line) => pattern.test(line));
      if (!found && this.socket.destroyed) throw new Error(`${this.nick} is not connected and has not seen ${pattern}`);
      return found;
    }, limit);
  }

  /** All texts said in a channel so far, in order, as [{nick, text}]. */
  said(channel) {
    const found = [];
    for (const line of this.lines) {
      const match = line.match(/^(?:@\S+ )?:([^!\s]+)\S* PRIVMSG (\S+) :(.*)$/);
      if (match && match[2].toLowerCase() === channel.toLowerCase()) found.push({ nick: match[1], text: plain(match[3]) });
    }
    return found;
  }

  quit() {
    this.socket.destroy();
  }

  #read(chunk) {
    const parts = (this.partial + chunk).split(/\r?\n/);
    this.partial = parts.pop();
    for (const line of parts) {
      this.lines.push(line);
      this.onLine?.(line);
      const ping = line.match(/^(?:\S+ )?PING (.*)$/);
      if (ping) this.send(`PONG ${ping[1]}`);
    }
  }
}

/** Text without formatting codes and zero-width characters, as a reader sees it. */
export function plain(text) {
  return text.replace(/\x03\d{0,2}(,\d{1,2})?|\x04[0-9a-fA-F]{0,6}|[\x02\x0f\x11\x16\x1d\x1e\x1f]|\u200b/g, "");
}
