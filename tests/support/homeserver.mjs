// A homeserver that does what the test says, for what a real one will not do on demand. Left alone it answers as one
// would that believes everything: any room exists and any user may speak in it.
import { createServer } from "node:http";
import { closeAtEnd, freePort, sleep } from "./processes.mjs";

/**
 * A route's answer is called with the request and `next`, which asks the next older route, and returns (or promises)
 * {status = 200, body, headers} or a function that gets node's own response; nothing at all is the same as `next()`.
 */
export class Homeserver {
  /** `users` maps access tokens to user ids; without any, every token is good and is @gb's. */
  static async open({ serverName = "example.test", users = {} } = {}) {
    const server = new Homeserver();
    Object.assign(server, {
      serverName, users,
      requests: [],           // Each {method, path, query, headers, token, user, body, at}, in order of arrival.
      sent: [],               // What was sent, {eventId, roomId, type, content, sender, transaction, ts}; repeats only once.
      redacted: [],           // Likewise {eventId, redacts, roomId, reason, sender}.
      rooms: new Map(),       // roomId -> Map of user id -> display name; see `room`.
      names: new Map(),       // user id -> display name
      media: new Map(),       // mxc: address -> {type, bytes}
      transactions: new Map(),  // what a transaction id was answered with; `clear()` it to forget them all.
      remembers: true,        // Whether transaction ids are remembered at all.
      syncs: [], polls: [], routes: [], sockets: new Set(), count: 0,
    });
    server.#answersByDefault();
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    closeAtEnd(() => server.down());
    return server.up();
  }

  async up() {
    this.http = createServer((request, response) => this.#serve(request, response));
    this.http.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    await new Promise((done, failed) => this.http.on("error", failed).listen(this.port, "127.0.0.1", done));
    return this;
  }

  /** Cuts every connection and takes no new one until `up`. */
  down() {
    const closed = new Promise((done) => this.http.close(done));
    this.polls.splice(0).forEach(({ give }) => give());
    this.sockets.forEach((socket) => socket.destroy());
    return closed;
  }

  /**
   * A route: `pattern` is of the path after /_matrix, as it was sent; its groups, without escapes, are `request.params`.
   * The newest route that fits is asked first. Returns a function that takes the route away.
   */
  on(method, pattern, answer, { times = Infinity } = {}) {
    const route = { method, pattern, answer, times };
    this.routes.unshift(route);
    return () => { this.routes = this.routes.filter((one) => one !== route); };
  }

  once(method, pattern, answer) {
    return this.on(method, pattern, answer, { times: 1 });
  }

  /** Requests so far that a route of this kind would have got. */
  requested(method, pattern) {
    return this.requests.filter((request) => request.method === method && pattern.test(request.path));
  }

  /** The members of a room by user id, with their display names. */
  room(roomId) {
    if (!this.rooms.has(roomId)) this.rooms.set(roomId, new Map());
    return this.rooms.get(roomId);
  }

  newId() {
    return `$event${++this.count}`;
  }

  /** An event as a server shows it. */
  event(type, sender, content, more = {}) {
    return { event_id: this.newId(), type, sender, content, origin_server_ts: Date.now(), ...more };
  }

  message(sender, body, more = {}) {
    return this.event("m.room.message", sender, { msgtype: "m.text", body }, more);
  }

  /** Answers the sync that waits, or the next one, with this body. */
  pushSync(body) {
    this.syncs.push(body);
    this.polls.shift()?.give(this.#nextSync());
  }

  /** The same with these events in a joined room; `more` is laid over the room ({ephemeral: {events: […]}}, say). */
  pushEvents(roomId, events, more = {}) {
    this.pushSync({ rooms: { join: { [roomId]: { timeline: { events, limited: false, prev_batch: "p" }, ...more } } } });
  }

  pushInvite(roomId, inviter, invited) {
    this.pushSync({ rooms: { invite: { [roomId]: { invite_state: { events: [
      { type: "m.room.member", sender: inviter, state_key: invited, content: { membership: "invite" } },
    ] } } } } });
  }

  #nextSync() {
    return { next_batch: `s${++this.count}`, ...this.syncs.shift() };
  }

  #answersByDefault() {
    const ok = (body = {}) => ({ body });
    this.on("GET", /^\/client\/versions$/, () => ok({ versions: ["v1.1", "v1.6", "v1.11", "v1.12"], unstable_features: {} }));
    this.on("GET", /^\/client\/v3\/account\/whoami$/, ({ user }) => ok({ user_id: user, device_id: "GB" }));
    this.on("GET", /^\/client\/v3\/capabilities$/, () => ok({ capabilities: {} }));
    this.on("POST", /^\/client\/v3\/register$/, ({ body }) => {
      const user = this.userId(body.username);
      if (this.names.has(user)) return { status: 400, body: { errcode: "M_USER_IN_USE", error: "User ID already taken." } };
      this.names.set(user, body.username);
      return ok({ user_id: user, home_server: this.serverName });
    });

    this.on("POST", /^\/client\/v3\/createRoom$/, ({ user }) => {
      const roomId = `!room${++this.count}:${this.serverName}`;
      this.room(roomId).set(user, this.names.get(user));
      return ok({ room_id: roomId });
    });
    const join = ({ params: [roomId], user }) => {
      this.room(roomId).set(user, this.names.get(user));
      return ok({ room_id: roomId });
    };
    this.on("POST", /^\/client\/v3\/join\/([^/]+)$/, join);
    this.on("POST", /^\/client\/v3\/rooms\/([^/]+)\/join$/, join);
    this.on("POST", /^\/client\/v3\/rooms\/([^/]+)\/leave$/, ({ params: [roomId], user }) => {
      this.room(roomId).delete(user);
      return ok();
    });
    this.on("POST", /^\/client\/v3\/rooms\/([^/]+)\/(invite|kick|ban)$/, ({ params: [roomId, what], body }) => {
      if (what === "invite") this.room(roomId).set(body.user_id, this.names.get(body.user_id));
      else this.room(roomId).delete(body.user_id);
      return ok();
    });
    this.on("GET", /^\/client\/v3\/joined_rooms$/, ({ user }) =>
      ok({ joined_rooms: [...this.rooms].filter(([, members]) => members.has(user)).map(([id]) => id) }));
    this.on("GET", /^\/client\/v3\/rooms\/([^/]+)\/joined_members$/, ({ params: [roomId] }) =>
      ok({ joined: Object.fromEntries([...this.room(roomId)].map(([user, name]) => [user, { display_name: name ?? null }])) }));
    const members = (roomId) => [...this.room(roomId)].map(([user, name]) => ({
      type: "m.room.member", state_key: user, sender: user, event_id: `$member${user}`, room_id: roomId,
      content: { membership: "join", ...(name ? { displayname: name } : {}) },
    }));
    this.on("GET", /^\/client\/v3\/rooms\/([^/]+)\/members$/, ({ params: [roomId] }) => ok({ chunk: members(roomId) }));
    this.on("GET", /^\/client\/v3\/rooms\/([^/]+)\/state$/, ({ params: [roomId] }) => ({ body: members(roomId) }));
    this.on("GET", /^\/client\/v3\/rooms\/([^/]+)\/state\/.*$/, () => notFound);
    this.on("GET", /^\/client\/v3\/rooms\/([^/]+)\/messages$/, () => ok({ chunk: [], start: "t0" }));
    this.on("GET", /^\/client\/v3\/directory\/room\/([^/]+)$/, ({ params: [alias] }) =>
      ok({ room_id: alias.replace("#", "!"), servers: [this.serverName] }));

    const send = (request, keep) => {
      const key = `${request.user} ${request.path}`;
      if (!this.remembers || !this.transactions.has(key)) this.transactions.set(key, keep(this.newId()));
      return ok({ event_id: this.transactions.get(key) });
    };
    this.on("PUT", /^\/client\/v3\/rooms\/([^/]+)\/send\/([^/]+)\/([^/]+)$/, (request) => send(request, (eventId) => {
      const [roomId, type, transaction] = request.params;
      this.sent.push({ eventId, roomId, type, content: request.body, sender: request.user, transaction, ts: request.query.ts });
      return eventId;
    }));
    this.on("PUT", /^\/client\/v3\/rooms\/([^/]+)\/state\/([^/]+)\/?([^/]*)$/, (request) => {
      const [roomId, type, stateKey] = request.params;
      const eventId = this.newId();
      this.sent.push({ eventId, roomId, type, stateKey, content: request.body, sender: request.user, ts: request.query.ts });
      return ok({ event_id: eventId });
    });
    this.on("PUT", /^\/client\/v3\/rooms\/([^/]+)\/redact\/([^/]+)\/([^/]+)$/, (request) => send(request, (eventId) => {
      const [roomId, redacts] = request.params;
      this.redacted.push({ eventId, redacts, roomId, reason: request.body.reason, sender: request.user });
      return eventId;
    }));
    this.on("PUT", /^\/client\/v3\/rooms\/([^/]+)\/typing\/([^/]+)$/, () => ok());
    this.on("POST", /^\/client\/v3\/rooms\/([^/]+)\/(receipt\/.*|read_markers)$/, () => ok());
    this.on("GET", /^\/client\/v3\/profile\/([^/]+)(\/displayname)?$/, ({ params: [user] }) => (this.names.has(user)
      ? ok({ displayname: this.names.get(user) })
      : notFound));
    this.on("PUT", /^\/client\/v3\/profile\/([^/]+)\/(displayname|avatar_url)$/, ({ params: [user, what], body }) => {
      if (what === "displayname") this.names.set(user, body.displayname);
      return ok();
    });

    this.on("POST", /^\/media\/v3\/upload$/, ({ body, headers }) => {
      const mxc = `mxc://${this.serverName}/media${++this.count}`;
      this.media.set(mxc, { type: headers["content-type"], bytes: body });
      return ok({ content_uri: mxc });
    });
    this.on("GET", /^\/client\/v1\/media\/(?:download|thumbnail)\/([^/]+)\/([^/]+)(?:\/.*)?$/, ({ params: [server, id] }) => {
      const found = this.media.get(`mxc://${server}/${id}`);
      return found ? { headers: { "content-type": found.type }, body: found.bytes }
        : notFound;
    });
    this.on("GET", /^\/client\/v1\/media\/config$/, () => ok({ "m.upload.size": 50 * 1024 * 1024 }));

    this.on("PUT", /^\/client\/v3\/user\/([^/]+)\/account_data\/([^/]+)$/, () => ok());
    this.on("POST", /^\/client\/v3\/user\/([^/]+)\/filter$/, () => ok({ filter_id: "1" }));
    this.on("GET", /^\/client\/v3\/sync$/, async ({ query }) => {
      if (this.syncs.length > 0 || !query.since) return ok(this.#nextSync());
      let poll;
      const given = new Promise((done) => { poll = { give: done }; });
      this.polls.push(poll);
      const timer = setTimeout(() => {
        this.polls = this.polls.filter((one) => one !== poll);
        poll.give({ next_batch: query.since });
      }, Number(query.timeout ?? 0));
      const body = await given;
      clearTimeout(timer);
      return ok(body);
    });
  }

  /** The id of one of this server's users. */
  userId(name) {
    return `@${name}:${this.serverName}`;
  }

  async #serve(incoming, response) {
    const url = new URL(incoming.url, this.url);
    const chunks = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      return;  // It hung up meanwhile.
    }
    const bytes = Buffer.concat(chunks);
    const query = Object.fromEntries(url.searchParams);
    const request = {
      method: incoming.method, path: url.pathname.replace(/^\/_matrix/, ""), query, headers: incoming.headers,
      token: incoming.headers.authorization?.replace(/^Bearer /, "") ?? query.access_token, at: Date.now(),
      body: url.pathname.startsWith("/_matrix/media/") ? bytes : parsed(bytes),
    };
    const known = Object.keys(this.users).length > 0 ? this.users[request.token] : this.userId("gb");
    request.user = query.user_id ?? known;
    this.requests.push(request);
    const answer = await this.#answer(request, known)
      .catch((error) => ({ status: 500, body: `the test's route: ${error.stack}` }));
    if (typeof answer === "function") return answer(response);
    deliver(response, answer);
  }

  async #answer(request, known) {
    if (!known && request.path !== "/client/versions")
      return (request.token ? faults.unknownToken() : faults.refused(401, "M_MISSING_TOKEN"))();
    const fitting = this.routes.filter(({ method, pattern }) => method === request.method && pattern.test(request.path));
    const ask = async (n) => {
      const route = fitting[n];
      if (!route) return { status: 404, body: { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" } };
      if (route.times < 1) return ask(n + 1);
      route.times -= 1;
      const params = request.path.match(route.pattern).slice(1).map((part) => decodeURIComponent(part ?? ""));
      return (await route.answer({ ...request, params }, () => ask(n + 1))) ?? ask(n + 1);
    };
    return ask(0);
  }
}

/** What goes wrong, each as a route's answer: `server.once("PUT", /\/send\//, faults.badGateway())`. */
export const faults = {
  /** `header` is the newer way to say when; by default only the older one is used. */
  rateLimited: ({ retryAfterMs, retryAfter } = { retryAfterMs: 500 }) => () => ({
    status: 429,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: retryAfterMs },
  }),
  /** What a proxy says while the homeserver is down. */
  badGateway: (status = 502) => () => ({
    status, headers: { "content-type": "text/html" },
    body: `<html><head><title>${status} Bad Gateway</title></head><body><center>nginx</center></body></html>`,
  }),
  forbidden: (error = "You are not allowed") => () => ({ status: 403, body: { errcode: "M_FORBIDDEN", error } }),
  unknownToken: ({ softLogout } = {}) => () => ({
    status: 401, body: { errcode: "M_UNKNOWN_TOKEN", error: "Unknown token", soft_logout: softLogout },
  }),
  refused: (status, errcode, error = errcode) => () => ({ status, body: { errcode, error } }),
  /** Takes the request and never says anything. */
  never: () => () => () => {},
  /** Answers as it would have, late: what was asked is done after the wait. */
  slow: (ms) => async (request, next) => {
    await sleep(ms);
    return next();
  },
  /** Does what was asked and hangs up before the answer: the peer cannot know that it was done. */
  lostAnswer: () => async (request, next) => {
    await next();
    return (response) => response.destroy();
  },
  /** Promises a long answer, gives half of it and hangs up. */
  halfWay: (body = JSON.stringify({ event_id: "$never", padding: "x".repeat(2000) })) => () => (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  },
  /** Hangs up instead of an answer. */
  hangUp: () => () => (response) => response.destroy(),
  /** A valid answer of about this many bytes. */
  hugeJson: (bytes) => () => (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const item = JSON.stringify("x".repeat(1000));
    let left = Math.ceil(bytes / (item.length + 1));
    response.write('{"next_batch":"s1","padding":[');
    const more = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        if (!response.write(left > 0 ? `${item},` : `${item}]}`)) return response.once("drain", more);
      }
      response.end();
    };
    more();
  },
};

/**
 * Pushes a transaction to an application service, as a homeserver does; returns {status, body}. `auth` is "header" (as
 * servers do now), "query" (as they did) or "none".
 */
export async function pushTransaction(asUrl, hsToken, transaction, body, { auth = "header", limit = 10_000 } = {}) {
  const query = auth === "query" ? `?access_token=${encodeURIComponent(hsToken)}` : "";
  const answer = await fetch(`${asUrl}/_matrix/app/v1/transactions/${encodeURIComponent(transaction)}${query}`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...(auth === "header" ? { authorization: `Bearer ${hsToken}` } : {}) },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(limit),
  });
  return { status: answer.status, body: parsed(Buffer.from(await answer.arrayBuffer())) };
}

const notFound = { status: 404, body: { errcode: "M_NOT_FOUND", error: "Not found" } };

/** JSON if it is, else the text. */
function parsed(bytes) {
  const text = bytes.toString("utf8");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function deliver(response, { status = 200, body = {}, headers = {} }) {
  if (response.destroyed) return;
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  const bytes = raw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "content-type": raw ? "application/octet-stream" : "application/json", "content-length": bytes.length, ...headers,
  });
  response.end(bytes);
}
