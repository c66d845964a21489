// Synapse, a real Matrix homeserver, on loopback: no federation, no limits on rates, all it keeps in a folder of its own.
import { createHmac, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MatrixClient } from "./matrix_client.mjs";
import { freePort, start, stop, temporaryFolder, until } from "./processes.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const secret = "nobody but these tests knows";

/**
 * Makes a homeserver and starts it.
 * `appservices`: paths of registration files, or their contents as objects (see `registration`).
 * `rateLimits: true`: Synapse's own limits instead of none. `changes`: further keys of its configuration.
 */
export async function startSynapse({ appservices = [], rateLimits = false, serverName = "synapse.test", changes = {} } = {}) {
  const peer = new Synapse();
  peer.home = execFileSync(join(here, "peers/get-synapse.sh"), { encoding: "utf8" }).trim();
  peer.folder = temporaryFolder("synapse");
  peer.port = await freePort();
  peer.url = `http://127.0.0.1:${peer.port}`;
  peer.serverName = serverName;
  peer.file = join(peer.folder, "homeserver.yaml");
  writeFileSync(join(peer.folder, "signing.key"), `ed25519 a_test ${randomBytes(32).toString("base64").replace(/=+$/, "")}\n`);
  peer.configure({ appservices, rateLimits, changes });
  return peer.start();
}

class Synapse {
  /** Writes the configuration; one that runs takes it at its next start. */
  configure({ appservices = [], rateLimits = false, changes = {} }) {
    const registrations = appservices.map((given, n) => {
      if (typeof given === "string") return given;
      const path = join(this.folder, `appservice-${n}.yaml`);
      writeFileSync(path, JSON.stringify(given));
      return path;
    });
    // JSON is YAML.
    writeFileSync(join(this.folder, "log.yaml"), JSON.stringify(logging(join(this.folder, "homeserver.log"))));
    writeFileSync(this.file, JSON.stringify({
      ...configuration(this.folder, this.port, this.serverName),
      ...(rateLimits ? {} : unlimited),
      app_service_config_files: registrations,
      ...changes,
    }, null, 2));
  }

  /** Starts it (again, with the data it had) and waits until it answers. */
  async start() {
    this.child = start(join(this.home, "python3"), ["-m", "synapse.app.homeserver", "--config-path", this.file],
      { cwd: this.folder });
    await until("Synapse answers", async () => {
      if (this.child.exitCode !== null) throw new Error("Synapse ended");
      return fetch(`${this.url}/_matrix/client/versions`).then((answer) => answer.ok, () => false);
    }, 60_000, 50).catch((error) => { throw new Error(`${error.message}: ${this.child.output}\n${this.log.slice(-4000)}`); });
    return this;
  }

  /** An orderly end. */
  stop() {
    this.resume();
    return stop(this.child);
  }

  /** An end without a goodbye. */
  kill() {
    return stop(this.child, "SIGKILL");
  }

  /** Connections stay open and new ones are accepted, but nothing answers. */
  pause() {
    this.child.kill("SIGSTOP");
  }

  resume() {
    this.child.kill("SIGCONT");
  }

  get log() {
    try {
      return readFileSync(join(this.folder, "homeserver.log"), "utf8");
    } catch {
      return "";
    }
  }
}

/** Makes a user; needs no open registration. */
export async function registerUser(peer, name, { admin = false, password = `password of ${name}`, displayName = name } = {}) {
  const url = `${peer.url}/_synapse/admin/v1/register`;
  const { nonce } = await (await fetch(url)).json();
  const mac = createHmac("sha1", secret).update([nonce, name, password, admin ? "admin" : "notadmin"].join("\0")).digest("hex");
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ nonce, username: name, displayname: displayName, password, admin, mac }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`cannot register ${name}: ${JSON.stringify(body)}`);
  return { userId: body.user_id, accessToken: body.access_token, password };
}

/** Makes a user and returns a client that listens as him. */
export async function signUp(peer, name, options) {
  return MatrixClient.open(peer.url, await registerUser(peer, name, options));
}

/**
 * An application service's registration, for `startSynapse`; `url` is where it listens, null if nowhere. Its users are
 * those whose names begin with `prefix`. With `changes: {"io.element.msc4190": true}` it may give them devices, for which
 * Synapse remembers transaction ids on disk; it then registers users with `inhibit_login` only.
 *
 * Synapse on SQLite counts the transactions that it pushes from 1 again after a restart.
 */
export function registration({ id = "bridge", url = null, bot = "bridgebot", prefix = "_bridge_", changes = {} } = {}) {
  return {
    id,
    url,
    as_token: `as ${id} ${randomBytes(16).toString("hex")}`.replaceAll(" ", "_"),
    hs_token: `hs ${id} ${randomBytes(16).toString("hex")}`.replaceAll(" ", "_"),
    sender_localpart: bot,
    rate_limited: false,
    receive_ephemeral: true,
    namespaces: { users: [{ exclusive: true, regex: `@${prefix}.*` }], aliases: [], rooms: [] },
    ...changes,
  };
}

function configuration(folder, port, serverName) {
  return {
    server_name: serverName,
    public_baseurl: `http://127.0.0.1:${port}/`,
    pid_file: join(folder, "homeserver.pid"),
    listeners: [{
      port, bind_addresses: ["127.0.0.1"], type: "http", tls: false, x_forwarded: false,
      resources: [{ names: ["client", "media"], compress: false }],
    }],
    database: { name: "sqlite3", args: { database: join(folder, "homeserver.db") } },
    log_config: join(folder, "log.yaml"),
    media_store_path: join(folder, "media"),
    signing_key_path: join(folder, "signing.key"),
    macaroon_secret_key: "macaroons of the tests",
    form_secret: "forms of the tests",
    registration_shared_secret: secret,
    bcrypt_rounds: 4,
    trusted_key_servers: [],
    federation_domain_whitelist: [],
    send_federation: false,
    report_stats: false,
    stats: { enabled: false },
    presence: { enabled: false },
    serve_server_wellknown: false,
    url_preview_enabled: false,
    filter_timeline_limit: 10_000,
  };
}

const logging = (file) => ({
  version: 1,
  disable_existing_loggers: false,
  formatters: { plain: { format: "%(asctime)s %(levelname)s %(name)s: %(message)s" } },
  handlers: { file: { class: "logging.FileHandler", formatter: "plain", filename: file } },
  root: { level: "INFO", handlers: ["file"] },
});

const free = { per_second: 1_000_000, burst_count: 1_000_000 };
const unlimited = {
  rc_message: free,
  rc_registration: free,
  rc_login: { address: free, account: free, failed_attempts: free },
  rc_admin_redaction: free,
  rc_joins: { local: free, remote: free },
  rc_joins_per_room: free,
  rc_invites: { per_room: free, per_user: free, per_issuer: free },
  rc_media_create: free,
  rc_room_creation: free,
  rc_user_directory: free,
  rc_reports: free,
};
