// The two ways of bridging a homeserver, as TOML, and a Synapse that knows about them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./processes.mjs";
import { registerUser } from "./synapse.mjs";

const toml = (name, keys) => `[matrix.${name}]\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}\n`).join("")}\n`;
const quick = { reconnect_min: '"200 ms"', reconnect_max: '"2 s"' };

/** A bot of that homeserver: makes its account and returns the section. */
export async function botSection(peer, name = "home", changes = {}) {
  const { userId, accessToken } = await registerUser(peer, "guildbot");
  return toml(name, { mode: '"bot"', homeserver: `"${peer.url}"`, user: `"${userId}"`, access_token: `"${accessToken}"`, ...quick, ...changes });
}

/** An application service: the section, for `Bridge.make`. Its registration is made by `register`. */
export async function serviceSection({ url, serverName }, name = "home", changes = {}) {
  return toml(name, {
    mode: '"appservice"', homeserver: `"${url}"`, server_name: `"${serverName}"`, listen: `"127.0.0.1:${await freePort()}"`,
    as_token: '"as-S3CRET"', hs_token: '"hs-S3CRET"', ...quick, ...changes,
  });
}

/** Writes the registration that the program prints, restarts the homeserver with it. */
export async function register(bridge, peer) {
  const file = join(bridge.folder, "registration.yaml");
  writeFileSync(file, execFileSync(process.env.GUILDBRIDGE, ["matrix", "registration", "--config", bridge.file], { encoding: "utf8" }));
  await peer.stop();
  peer.configure({ appservices: [file] });
  await peer.start();
}
