// Writes the files of a folder into a C++ source: node embed.mjs FOLDER OUT
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";

const [folder, out] = process.argv.slice(2);

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const escapes = { 0x22: '\\"', 0x5c: "\\\\", 0x0a: "\\n", 0x0d: "\\r", 0x09: "\\t" };

/** Any bytes as a string literal. Octal, since it ends after three digits; "?" so that no two of them are a trigraph. */
function literal(bytes) {
  let text = "";
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x3f;
    text += escapes[byte] ?? (plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`);
  }
  return `"${text}"`;
}

function asset(file) {
  const body = readFileSync(join(folder, file));
  const type = types[extname(file)];
  if (!type) throw new Error(`${file}: what type is that? Tell embed.mjs`);
  const path = file === "index.html" ? "/" : `/${file}`;
  const tag = createHash("sha256").update(body).digest("hex").slice(0, 32);
  return `    {${literal(Buffer.from(path))}, ${literal(Buffer.from(type))}, {${literal(body)}, ${body.length}}, "${tag}", ${file.startsWith("assets/")}},`;
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
  .sort();

writeFileSync(out, `#include <array>

#include "bridge/gateway/web/assets.hpp"

namespace gb::gateway {
namespace {

constexpr std::array<Asset, ${files.length}> all{{
${files.map(asset).join("\n")}
}};

}  // namespace

std::span<const Asset> assets() { return all; }

}  // namespace gb::gateway
`);
