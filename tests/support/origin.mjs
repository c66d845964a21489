// An existing server of the guild protocol: docs/protocol.md without its ext parts, in memory, on the real socket.io. Run as a
// program of its own, `node origin.mjs PORT`, so that it can be killed; or made within a test with `Origin`.
//
// Looseness (`loose`, any of): ids (numbers as strings), authors (a bare id), dates (none in messages), guilds (no guild
// in messages), mute (answers nothing).
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const now = () => new Date().toISOString();
const kinds = { "89504e47": "png", ffd8ffe0: "jpg", ffd8ffe1: "jpg", 47494638: "gif" };

export class Origin {
  constructor({ port = 0, users = {}, guilds = [], loose = [], history = 50 } = {}) {
    Object.assign(this, { port, users: new Map(), guilds, loose: new Set(loose), history });
    this.channels = new Map();
    this.forget();
    for (const [id, user] of Object.entries(users)) this.users.set(Number(id), { created: now(), email: "", ...user, id: Number(id) });
    for (const guild of guilds) {
      guild.created ??= now();
      for (const channel of guild.channels) this.channels.set(channel.id, { description: "", created: now(), ...channel, guild: guild.id });
    }
  }

  /** Loses all messages and files, and starts to number anew. */
  forget() {
    this.next = 1;
    this.log = new Map();
    this.files = new Map();
  }

  async up() {
    this.http = createServer((request, response) => this.serveFile(request, response));
    this.io = new Server(this.http, { cors: { origin: "*" }, maxHttpBufferSize: 5e6, pingInterval: this.pingInterval ?? 25_000, pingTimeout: this.pingTimeout ?? 20_000 });
    this.io.use((socket, next) => this.admit(socket, next));
    this.io.on("connection", (socket) => this.serve(socket));
    await new Promise((done) => this.http.listen(this.port, "127.0.0.1", done));
    this.port = this.http.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  down() {
    this.io.disconnectSockets(true);
    this.http.closeAllConnections();
    return new Promise((done) => this.io.close(() => done()));
  }

  static token(id, pass) {
    return Buffer.from(JSON.stringify({ id, pass })).toString("base64");
  }

  token(id) {
    return Origin.token(id, this.users.get(id).pass);
  }

  admit(socket, next) {
    const { authorization } = socket.handshake.headers;
    const token = socket.handshake.auth?.token ?? authorization?.replace(/^Bearer /, "") ?? socket.handshake.query.token;
    try {
      const { id, pass } = JSON.parse(Buffer.from(token, "base64").toString());
      const user = this.users.get(id);
      if (!user || user.pass !== pass) return next(new Error("Invalid credentials"));
      socket.data.user = user;
      return next();
    } catch {
      return next(new Error("The token is not base64 of JSON: see spec for info"));
    }
  }

  id(value) {
    return this.loose.has("ids") ? String(value) : value;
  }

  user({ id, created, handle, displayName }) {
    return { id: this.id(id), created, handle, displayName };
  }

  message(message) {
    const out = { ...message, id: this.id(message.id), author: this.user(this.users.get(message.author)) };
    if (this.loose.has("authors")) out.author = this.id(message.author);
    if (this.loose.has("dates")) delete out.created;
    if (this.loose.has("guilds")) delete out.guild;
    return out;
  }

  isMember(user, guild) {
    return guild && (!guild.members || guild.members.includes(user.id));
  }

  guildOf(channel) {
    return this.guilds.find((guild) => guild.id === channel?.guild);
  }

  messages(channel) {
    if (!this.log.has(channel)) this.log.set(channel, []);
    return this.log.get(channel);
  }

  serve(socket) {
    const { user } = socket.data;
    const on = (name, handler) => socket.on(name, (payload) => {
      this.heard?.(name, payload, socket);
      if (!this.loose.has("mute")) handler(payload);
    });
    socket.emit("hello", { ...this.user(user), handleLastUpdated: user.created, email: user.email });
    on("listguilds", () => socket.emit("listguilds", this.guilds.filter((guild) => this.isMember(user, guild))
      .map(({ id, name, created }) => ({ id, name, created }))));
    on("guild", (id) => {
      const guild = this.guilds.find((known) => known.id === Number(id));
      if (!this.isMember(user, guild)) return;
      socket.emit("guild", { guild: { id: guild.id, name: guild.name, created: guild.created },
        channels: guild.channels.map(({ id: channel }) => this.channels.get(channel)) });
    });
    on("channel", (id) => {
      const channel = this.channels.get(Number(id));
      const guild = this.guildOf(channel);
      if (!this.isMember(user, guild)) return;
      socket.emit("channel", { messages: this.messages(channel.id).slice(-this.history).map((one) => this.message(one)),
        users: [...this.users.values()].filter((one) => this.isMember(one, guild)).map((one) => this.user(one)) });
    });
    on("setactivechannel", (wanted) => {
      const channel = this.channels.get(Number(wanted?.channel));
      if (!this.isMember(user, this.guildOf(channel))) return;
      this.leave(socket);
      socket.data.channel = channel.id;
      socket.join(`channel ${channel.id}`);
    });
    on("unsetactivechannel", () => this.leave(socket));
    on("post", (post) => {
      const channel = this.channels.get(socket.data.channel);
      const attachments = post?.attachments ?? [];
      if (!channel || typeof post?.content !== "string") return;
      if (!attachments.every(({ userId, fileName }) => this.files.has(`${userId}/${fileName}`))) return;
      this.say(channel.id, user.id, post.content, attachments);
    });
    on("upload", (bytes) => {
      const kind = Buffer.isBuffer(bytes) && kinds[bytes.subarray(0, 4).toString("hex")];
      if (!kind) return socket.emit("uploadstatus", { result: "failure" });
      const uploadedAs = `${createHash("sha1").update(bytes).digest("hex")}.${kind}`;
      this.files.set(`${user.id}/${uploadedAs}`, bytes);
      socket.emit("uploadstatus", { result: "success", uploadedAs });
    });
    // Not of the protocol: how a native makes others see that he types differs between servers; here it is this.
    on("typing", () => socket.data.channel && this.types(socket.data.channel, user.id, socket));
  }

  leave(socket) {
    if (socket.data.channel) socket.leave(`channel ${socket.data.channel}`);
    socket.data.channel = undefined;
  }

  /** Somebody says something, with or without a connection. */
  say(channel, author, content, attachments = []) {
    const message = { id: this.next++, channel, guild: this.channels.get(channel).guild, content, author, attachments, created: now() };
    this.messages(channel).push(message);
    this.io.to(`channel ${channel}`).emit("message", this.message(message));
    return message;
  }

  types(channel, author, socket) {
    (socket ? socket.broadcast : this.io).to(`channel ${channel}`).emit("typing", this.user(this.users.get(author)));
  }

  /** What was said, as "author: text". */
  said(channel) {
    return this.messages(channel).map(({ author, content }) => `${author}: ${content}`);
  }

  serveFile(request, response) {
    const name = request.url.split("?")[0].replace(/^\/files\//, "");
    const bytes = this.files.get(name);
    if (!bytes || !request.url.startsWith("/files/")) return response.writeHead(404).end("no such file");
    const type = { png: "image/png", jpg: "image/jpeg", gif: "image/gif" }[name.split(".").pop()];
    return response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length, ETag: `"${name}"` }).end(bytes);
  }
}
