// Every key that the loader reads stands in config/full.toml, so that the example cannot fall behind.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2];
const source = ["gateway_section.cpp", "guild_section.cpp", "irc_section.cpp", "matrix_section.cpp", "origin_section.cpp", "loader.cpp"].map((name) => readFileSync(join(root, "config/load", name), "utf8")).join("\n");
const example = readFileSync(join(root, "config/full.toml"), "utf8");

const keys = new Set();
for (const [, key] of source.matchAll(/\.(?:text|boolean|duration|bytes|count|number|id|texts|file|secret|table|one_of|rate)\("(\w+)"/g)) keys.add(key);
for (const [, key] of source.matchAll(/\.node\("(\w+)"/g)) keys.add(key);

const missing = [...keys].filter((key) => !new RegExp(`(^|[\\s{#,\\[])${key}(_file|_env)?( =|\\]|\\.)`, "m").test(example));
if (keys.size < 40) throw new Error(`only ${keys.size} keys were found in the loader's source: does this test still read it right?`);
if (missing.length > 0) {
  console.error(`config/full.toml lacks: ${missing.join(", ")}`);
  process.exit(1);
}
console.log(`${keys.size} keys, all in config/full.toml`);
