// An ordinary Matrix client, as thin as it can be: calls as promises, what comes kept in order, and a way to wait for it.
import { closeAtEnd, sleep } from "./processes.mjs";

let transactions = 0;

/** What a homeserver refused: `status`, `errcode`, `body`. */
export class MatrixError extends Error {
  constructor(call, status, body) {
    super(`${call}: ${status} ${typeof body === "string" ? body.slice(0, 500) : JSON.stringify(body)}`);
    Object.assign(this, { status, body, errcode: body?.errcode });
  }
}

export class MatrixClient {
  /** Only calls; `open` listens as well. With an application service's token, `actAs` is the user it speaks as. */
  constructor(url, { accessToken, userId, actAs }) {
    Object.assign(this, { url, accessToken, userId: userId ?? actAs, actAs });
    this.received = [];
    this.waiting = new Set();
    this.ending = new AbortController();
    closeAtEnd(() => this.close());
  }

  /** A client that listens from now on; `user` is what `registerUser` returned. */
  static async open(url, user) {
    const client = new MatrixClient(url, user);
    await client.#sync(0);
    client.#listen();
    return client;
  }

  static async login(url, name, password) {
    const user = await new MatrixClient(url, {}).ask("POST", "/v3/login",
      { type: "m.login.password", identifier: { type: "m.id.user", user: name }, password });
    return MatrixClient.open(url, { userId: user.user_id, accessToken: user.access_token });
  }

  close() {
    this.ending.abort();
  }

  // Rooms

  /** Returns the room's id; `options` are those of POST /createRoom. */
  async createRoom(options = {}) {
    return (await this.ask("POST", "/v3/createRoom", { preset: "public_chat", ...options })).room_id;
  }

  async join(roomIdOrAlias) {
    return (await this.ask("POST", `/v3/join/${encodeURIComponent(roomIdOrAlias)}`, {})).room_id;
  }

  invite(roomId, userId) {
    return this.ask("POST", `${room(roomId)}/invite`, { user_id: userId });
  }

  kick(roomId, userId, reason) {
    return this.ask("POST", `${room(roomId)}/kick`, { user_id: userId, reason });
  }

  ban(roomId, userId, reason) {
    return this.ask("POST", `${room(roomId)}/ban`, { user_id: userId, reason });
  }

  leave(roomId) {
    return this.ask("POST", `${room(roomId)}/leave`, {});
  }

  getState(roomId, type, stateKey = "") {
    return this.ask("GET", `${room(roomId)}/state/${type}/${encodeURIComponent(stateKey)}`);
  }

  async setState(roomId, type, content, stateKey = "") {
    return (await this.ask("PUT", `${room(roomId)}/state/${type}/${encodeURIComponent(stateKey)}`, content)).event_id;
  }

  /** `changes` are laid over the room's levels; in `users` and `events`, over those. */
  async setPowerLevels(roomId, changes) {
    const levels = await this.getState(roomId, "m.room.power_levels");
    const users = { ...levels.users, ...changes.users };
    const events = { ...levels.events, ...changes.events };
    return this.setState(roomId, "m.room.power_levels", { ...levels, ...changes, users, events });
  }

  tombstone(roomId, replacement, body = "This room has been replaced") {
    return this.setState(roomId, "m.room.tombstone", { body, replacement_room: replacement });
  }

  /** Returns the id of the room that takes its place. */
  async upgradeRoom(roomId, version) {
    return (await this.ask("POST", `${room(roomId)}/upgrade`, { new_version: version })).replacement_room;
  }

  /** Only says so: this client encrypts nothing. */
  enableEncryption(roomId) {
    return this.setState(roomId, "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
  }

  /** Everyone the room knows of, as [{userId, membership, displayName}]. */
  async getMembers(roomId) {
    const { chunk } = await this.ask("GET", `${room(roomId)}/members`);
    return chunk.map(({ state_key, content }) =>
      ({ userId: state_key, membership: content.membership, displayName: content.displayname }));
  }

  /** The whole timeline that this user may see, oldest first. */
  async messages(roomId) {
    const found = [];
    for (let from; ;) {
      const page = await this.ask("GET", `${room(roomId)}/messages`, undefined,
        { query: { dir: "b", limit: 500, ...(from ? { from } : {}) } });
      found.push(...page.chunk);
      if (!page.end || page.end === from) return found.reverse();
      from = page.end;
    }
  }

  // Speaking. Each returns the event's id.

  /** `transaction` makes a repeat the same request; `query` is for an application service's `ts`. */
  async send(roomId, type, content, { transaction = `m${++transactions}.${Date.now()}`, query = {} } = {}) {
    const path = `${room(roomId)}/send/${encodeURIComponent(type)}/${encodeURIComponent(transaction)}`;
    return (await this.ask("PUT", path, content, { query })).event_id;
  }

  sendText(roomId, body, changes = {}, how = {}) {
    return this.send(roomId, "m.room.message", { msgtype: "m.text", body, ...changes }, how);
  }

  edit(roomId, eventId, body) {
    return this.sendText(roomId, `* ${body}`, {
      "m.new_content": { msgtype: "m.text", body },
      "m.relates_to": { rel_type: "m.replace", event_id: eventId },
    });
  }

  reply(roomId, eventId, body) {
    return this.sendText(roomId, body, { "m.relates_to": { "m.in_reply_to": { event_id: eventId } } });
  }

  async redact(roomId, eventId, reason) {
    const path = `${room(roomId)}/redact/${encodeURIComponent(eventId)}/r${++transactions}.${Date.now()}`;
    return (await this.ask("PUT", path, { reason })).event_id;
  }

  typing(roomId, typing = true, timeout = 30_000) {
    return this.ask("PUT", `${room(roomId)}/typing/${encodeURIComponent(this.userId)}`,
      typing ? { typing, timeout } : { typing });
  }

  setDisplayName(name) {
    return this.ask("PUT", `/v3/profile/${encodeURIComponent(this.userId)}/displayname`, { displayname: name });
  }

  // Media

  /** Returns the mxc: address. */
  async upload(bytes, { type = "application/octet-stream", name } = {}) {
    const answer = await this.request("POST", "/_matrix/media/v3/upload",
      { body: bytes, type, query: name ? { filename: name } : {} });
    return (await this.#json("upload", answer)).content_uri;
  }

  /** Over the way that wants a token; returns {bytes, type, disposition}. */
  async download(mxc) {
    const [, server, id] = mxc.match(/^mxc:\/\/([^/]+)\/([^/]+)$/);
    const answer = await this.request("GET", `/_matrix/client/v1/media/download/${server}/${id}`);
    if (!answer.ok) await this.#json("download", answer);
    return {
      bytes: Buffer.from(await answer.arrayBuffer()),
      type: answer.headers.get("content-type"),
      disposition: answer.headers.get("content-disposition"),
    };
  }

  // Listening

  /**
   * What has come, in order. Each is the event with `room_id` and with `where`: "timeline" (or "state", what went before
   * a timeline), "ephemeral", "invite" (of its state as far as shown) or "leave".
   */
  events(roomId, where = "timeline") {
    return this.received.filter((event) => event.room_id === roomId && event.where === where);
  }

  /** The texts of the room's messages as they came, as [{sender, body}]. */
  said(roomId) {
    return this.events(roomId).filter(({ type }) => type === "m.room.message")
      .map(({ sender, content }) => ({ sender, body: content.body }));
  }

  /** The first event from `since` (an index of `received`) on that `predicate` likes, waiting for it if need be. */
  waitFor(predicate, limit = 10_000, since = 0) {
    const before = this.received.slice(since).find(predicate);
    if (before) return Promise.resolve(before);
    return new Promise((done, failed) => {
      const wait = { predicate, found: (event) => { end(); done(event); } };
      const timer = setTimeout(() => {
        end();
        failed(new Error(`${this.userId} sees nothing like ${predicate} within ${limit} ms; the last of what came: ` +
          JSON.stringify(this.received.slice(-10)).slice(0, 4000)));
      }, limit);
      const end = () => { clearTimeout(timer); this.waiting.delete(wait); };
      this.waiting.add(wait);
    });
  }

  /** Waits for a message with this text. */
  waitForText(roomId, body, limit) {
    return this.waitFor((event) => event.room_id === roomId && event.where === "timeline" && event.type === "m.room.message" &&
      event.content.body === body, limit);
  }

  async #listen() {
    while (!this.ending.signal.aborted)
      await this.#sync(30_000).catch(() => sleep(100));  // The homeserver may be down for a while.
  }

  async #sync(timeout) {
    const filter = JSON.stringify({ room: { timeline: { limit: 10_000 } }, presence: { not_types: ["*"] } });
    const body = await this.ask("GET", "/v3/sync", undefined,
      { query: { timeout, filter, ...(this.since ? { since: this.since } : {}) } });
    this.since = body.next_batch;
    const take = (roomId, where, list) => list?.events?.forEach((event) => this.#take({ ...event, room_id: roomId, where }));
    for (const [id, room] of Object.entries(body.rooms?.invite ?? {})) take(id, "invite", room.invite_state);
    for (const [id, room] of Object.entries(body.rooms?.join ?? {})) {
      take(id, "state", room.state);
      take(id, "timeline", room.timeline);
      take(id, "ephemeral", room.ephemeral);
    }
    for (const [id, room] of Object.entries(body.rooms?.leave ?? {})) take(id, "leave", room.timeline);
  }

  #take(event) {
    this.received.push(event);
    for (const wait of [...this.waiting]) if (wait.predicate(event)) wait.found(event);
  }

  // Calls

  /** A call of the client API below /_matrix/client; what is not a success throws a MatrixError. */
  async ask(method, path, body, { query } = {}) {
    const answer = await this.request(method, `/_matrix/client${path}`,
      { body: body === undefined ? undefined : JSON.stringify(body), type: "application/json", query });
    return this.#json(`${method} ${path}`, answer);
  }

  /** Any call, and fetch's own answer to it. */
  request(method, path, { body, type, query = {}, headers = {} } = {}) {
    const asked = new URLSearchParams({ ...query, ...(this.actAs ? { user_id: this.actAs } : {}) }).toString();
    return fetch(`${this.url}${path}${asked ? `?${asked}` : ""}`, {
      method,
      body,
      signal: this.ending.signal,
      headers: {
        ...(this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
        ...(body === undefined ? {} : { "content-type": type }),
        ...headers,
      },
    });
  }

  async #json(call, answer) {
    const text = await answer.text();
    let body = text;
    try {
      body = JSON.parse(text);
    } catch { /* A proxy's page, say. */ }
    if (!answer.ok) throw new MatrixError(call, answer.status, body);
    return body;
  }
}

const room = (roomId) => `/v3/rooms/${encodeURIComponent(roomId)}`;
