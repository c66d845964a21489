// Reads every #include of the house and fails on one that points up or sideways. The floors of docs/architecture.md, as a table.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const root = resolve(process.argv[2] ?? ".");

// room -> the rooms it may include besides itself. A room is the longest prefix that matches a file's path.
const ground = ["protocol/text", "bridge/base", "config/model"];
const protocol = ["protocol/websocket", "protocol/engineio", "protocol/socketio", "protocol/guild"];
const plumbing = ["bridge/net", "bridge/origin", "bridge/store", "bridge/files", "bridge/delivery"];
const edges = ["bridge/admin", "bridge/gateway", "adapters/irc", "adapters/matrix", "adapters/origin"];
const allowed = {
  "protocol/text": [],
  "protocol/websocket": ["protocol/text"],
  "protocol/engineio": ["protocol/text"],
  "protocol/socketio": ["protocol/text"],
  "protocol/guild": ["protocol/text"],
  "bridge/base": ["protocol/text"],
  "config/model": [],
  "bridge/core": ground,
  "bridge/net": ground,
  "bridge/origin": [...ground, ...protocol, "bridge/net"],
  "bridge/store": [...ground, "bridge/core", "bridge/net"],
  "bridge/files/picture": [],
  "bridge/files": [...ground, "bridge/core", "bridge/files/picture"],
  "bridge/delivery": [...ground, "bridge/core", "bridge/net"],
  "bridge/gateway/engine": [...ground, ...protocol, "bridge/net"],
  "bridge/gateway": [...ground, ...protocol, "bridge/core", "bridge/net", "bridge/origin", "bridge/files", "bridge/delivery", "bridge/gateway/engine"],
  "bridge/admin": [...ground, "bridge/net"],
  "adapters/irc/wire": [...ground, "bridge/core"],
  "adapters/irc": [...ground, "bridge/core", "bridge/net", "bridge/files", "bridge/delivery", "adapters/irc/wire"],
  "adapters/matrix/wire": [...ground, "bridge/core"],
  "adapters/matrix": [...ground, "bridge/core", "bridge/net", "bridge/files", "bridge/delivery", "adapters/matrix/wire"],
  "adapters/origin": [...ground, ...protocol, "bridge/core", "bridge/net", "bridge/origin", "bridge/files", "bridge/delivery"],
  "config/load": [...ground],
  "bridge/app/setup": [...ground, "config/load"],
  "bridge/app": [...ground, ...protocol, "bridge/core", ...plumbing, ...edges, "bridge/gateway/engine", "config/load", "bridge/app/setup"],
  "packaging/describe": ["bridge/app"],
};

// Libraries that a floor must not see, whatever the reason.
const forbidden = {
  "protocol": /boost\/asio|boost\/beast|sqlite|curl|spdlog|openssl/i,
  "bridge/files/picture": /boost\/asio|boost\/beast|sqlite|curl|spdlog|openssl|vips/i,
  "bridge/core": /boost\/asio|boost\/beast|sqlite|curl|nlohmann|spdlog|openssl/i,
  "config/model": /boost\/asio|boost\/beast|sqlite|curl|nlohmann|spdlog|openssl|toml/i,
  "adapters/matrix/wire": /boost\/asio|boost\/beast|sqlite|curl|spdlog/i,
  "adapters/irc/wire": /boost\/asio|boost\/beast|sqlite|curl|spdlog/i,
};

const rooms = Object.keys(allowed).sort((a, b) => b.length - a.length);
const roomOf = (path) => rooms.find((room) => path.startsWith(room + "/"));

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.[ch]pp$/.test(entry.name)) yield path;
  }
}

const faults = [];
let includes = 0;
for (const top of ["protocol", "bridge", "adapters", "config", "packaging"]) {
  for (const file of sources(join(root, top))) {
    const path = relative(root, file);
    const room = roomOf(path);
    if (!room) {
      faults.push(`${path}: in no known room; add the room to this test's table`);
      continue;
    }
    readFileSync(file, "utf8").split("\n").forEach((line, index) => {
      const match = line.match(/^\s*#\s*include\s*([<"])([^>"]+)[>"]/);
      if (!match) return;
      includes++;
      const [, quote, target] = match;
      const where = `${path}:${index + 1}`;
      for (const [prefix, pattern] of Object.entries(forbidden))
        if (path.startsWith(prefix + "/") && pattern.test(target)) faults.push(`${where}: ${target} does not belong on this floor`);
      if (quote !== '"') return;
      const other = roomOf(target);
      if (!other) faults.push(`${where}: "${target}" is not a path from the root of the house`);
      else if (other !== room && !allowed[room].includes(other)) faults.push(`${where}: ${room} must not include ${other}`);
    });
  }
}

for (const fault of faults) console.error(fault);
console.log(`${includes} includes read, ${faults.length} wrong`);
process.exit(faults.length || includes === 0 ? 1 : 0);
