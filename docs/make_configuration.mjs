// Writes docs/configuration.md out of config/full.toml, which tests hold against the loader: so neither can drift.
//
//   node docs/make_configuration.mjs            writes it
//   node docs/make_configuration.mjs --check    fails if what is there is not what would be written
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "configuration.md");

const head = `# Configuration

Every key there is, section by section. Made from [\`config/full.toml\`](../config/full.toml) by \`docs/make_configuration.mjs\`; change
it there. \`guildbridge check\` says what a file means, or what is wrong with it: file, line, key, and what to write instead.

- A key that is left out has its default. A key that is not known is an error.
- Durations and sizes are strings with a unit: \`"500 ms"\`, \`"25 s"\`, \`"10 min"\`, \`"24 h"\`, \`"7 d"\`; \`"64 KiB"\`, \`"3 MiB"\`, \`"10 GiB"\`.
- Every secret may be given by itself, by a file (\`password_file = "x.secret"\`) or by a variable of the environment
  (\`password_env = "X"\`). It is never written to a log.
- Names of files are relative to the configuration's folder.
- Which sections a reload (SIGHUP, \`guildbridge reload\`) heeds: all but \`[gateway]\`, \`[admin]\`, \`[store]\` and \`[files]\`, which count
  from the next start on.
`;

// A line of the example: "[section]  # comment", "key = value  # comment", "# key = value  # comment", "  # comment" going on.
function parse(line) {
  const section = line.match(/^(#\s+)?\[([\w.]+)\]\s*(?:#\s*(.*))?$/);
  if (section) return { kind: "section", name: section[2], optional: Boolean(section[1]), comment: section[3] ?? "" };
  const key = line.match(/^(#\s+)?(\w+) = (.*)$/);
  if (key) return { kind: "key", optional: Boolean(key[1]), name: key[2], ...split(key[3]) };
  return { kind: "other", text: line };
}

// The value, and the comment behind it; a "#" inside a string is none.
function split(rest) {
  let quoted = false;
  for (let n = 0; n < rest.length; n++) {
    if (rest[n] === '"') quoted = !quoted;
    if (rest[n] === "#" && !quoted) return { value: rest.slice(0, n).trim(), comment: rest.slice(n + 1).trim() };
  }
  return { value: rest.trim(), comment: "" };
}

const cell = (text) => text.replaceAll("|", "\\|");

function row({ name, value, comment, optional }) {
  const example = comment.match(/^example(: |; |$)/);
  const meaning = comment.replace(/^example(: |; )?/, "");
  const shown = value === "[" ? "see below" : `\`${value}\``;
  const what = optional ? "not set" : example ? "" : shown;
  const how = optional || example ? `${meaning}${meaning ? "; " : ""}for example ${shown}` : meaning;
  return `| \`${name}\` | ${cell(what)} | ${cell(how)} |`;
}

function render(lines) {
  const out = [head];
  let open = false;
  for (const line of lines) {
    const part = parse(line);
    if (part.kind === "section") {
      out.push(`\n## [${part.name}]\n`);
      if (part.comment) out.push(`${part.comment.replace(/^example: /, "")}\n`);
      out.push("| key | default | meaning |\n| --- | --- | --- |");
      open = true;
    } else if (part.kind === "key" && open) {
      out.push(row(part));
    }
  }
  return `${out.join("\n")}\n\n## Rooms\n\n${rooms}`;
}

const rooms = `A room is a string, or a table with these keys. It is split at the first slash: network, and the network's own name for it. A room
belongs to one channel only.

| key | default | meaning |
| --- | --- | --- |
| \`room\` | | \`"irc.libera/#channel"\`, \`"matrix.home/#alias:server"\`, \`"matrix.home/!id"\` or \`"origin/GUILD/CHANNEL"\` |
| \`direction\` | \`"both"\` | \`"in"\`: the room is only heard; \`"out"\`: it is only spoken to |
| \`key\` | | IRC: the channel's key (or \`key_file\`, \`key_env\`) |
| \`max_lines\` | \`5\` | IRC: lines of one message before the rest becomes a link |
| \`typing\` | \`true\` | relay typing, both ways |
| \`edits\` | \`"short"\` | IRC, origin: say what was changed, in a short line; \`"off"\`: do not |
| \`ignore\` | \`[]\` | who is not heard: nicks or \`nick!user@host\` masks; Matrix ids; at an origin, handles or ids |
| \`create\` | \`false\` | Matrix: make the room if its alias does not exist |
`;

const made = render(readFileSync(join(here, "../config/full.toml"), "utf8").split("\n"));
if (process.argv[2] === "--check") {
  if (readFileSync(target, "utf8") !== made) {
    console.error("docs/configuration.md is not what config/full.toml says: run node docs/make_configuration.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(target, made);
}
