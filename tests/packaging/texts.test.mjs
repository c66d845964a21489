// The texts about the program as their readers take them: man, the shells; the unit file as systemd does; the container's
// recipe as a linter would.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/processes.mjs";

const texts = join(process.env.GB_BUILD, "texts");
const packaging = fileURLToPath(new URL("../../packaging/", import.meta.url));
const folder = temporaryFolder("texts");
const run = (command, args, options = {}) => spawnSync(command, args, { encoding: "utf8", ...options });

test("the man page is sound, and says what is needed", () => {
  const page = join(texts, "guildbridge.1");
  const shown = run("man", ["--warnings", "-l", page], { env: { ...process.env, MANWIDTH: "100", LC_ALL: "C.UTF-8", MANROFFOPT: "" } });
  assert.equal(shown.status, 0);
  assert.equal(shown.stderr, "", "no warnings");
  for (const words of ["guildbridge init", "--password-stdin", "EXIT STATUS", "/etc/guildbridge/guildbridge.toml"])
    assert.ok(shown.stdout.includes(words), words);
});

/** What bash would offer after these words; the last one is being typed. */
function inBash(...words) {
  const script = `source ${join(texts, "guildbridge.bash")}
COMP_WORDS=(guildbridge ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_guildbridge; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
}

test("bash", () => {
  assert.equal(run("shellcheck", [join(texts, "guildbridge.bash")]).stdout, "");
  assert.ok(["run", "init", "check", "user"].every((word) => inBash("").includes(word)));
  assert.deepEqual(inBash("ru"), ["run"]);
  assert.ok(inBash("user", "").includes("add"));
  assert.ok(inBash("user", "add", "--").includes("--handle"));
  assert.ok(!inBash("run", "--").includes("--handle"));
  assert.deepEqual(inBash("user", "add", "--handle", ""), [], "nobody can guess a handle");
  writeFileSync(join(folder, "some.toml"), "");
  assert.deepEqual(inBash("run", "--config", join(folder, "som")), [join(folder, "some.toml")]);
  assert.deepEqual(inBash("run", "--config", "user", "--onl"), [], "a value is no command");
});

test("zsh and fish", () => {
  assert.equal(run("zsh", ["-n", join(texts, "_guildbridge")]).stderr, "");
  assert.equal(run("fish", ["--no-execute", join(texts, "guildbridge.fish")]).stderr, "");
  const offered = (line) => execFileSync("fish", ["--no-config", "-c", `source ${join(texts, "guildbridge.fish")}; complete -C '${line}'`],
    { encoding: "utf8", env: { ...process.env, HOME: folder } }).split("\n").map((one) => one.split("\t")[0]).filter(Boolean);
  assert.ok(["run", "init", "check", "user"].every((word) => offered("guildbridge ").includes(word)));
  assert.deepEqual(offered("guildbridge user ad"), ["add"]);
  assert.ok(offered("guildbridge user add --").includes("--handle"));
  assert.ok(!offered("guildbridge run --").includes("--handle"));
});

test("the unit: sound, and shut in", () => {
  const unit = readFileSync(join(packaging, "systemd/guildbridge.service"), "utf8");
  const file = join(folder, "guildbridge.service");
  writeFileSync(file, unit.replace("/usr/bin/guildbridge", process.env.GUILDBRIDGE).replace(/^Documentation=.*\n/m, ""));
  const verified = run("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", file]);
  assert.equal(verified.status, 0, verified.stderr);
  assert.equal(verified.stderr, "");
  // In tenths: 0 is shut in wholly, 100 not at all; up to 20 systemd calls it "OK" or better.
  const rated = run("systemd-analyze", ["security", "--offline=true", "--threshold=20", "--no-pager", file]);
  assert.equal(rated.status, 0, rated.stdout);
  for (const promise of ["NoNewPrivileges=true", "ProtectSystem=strict", "MemoryDenyWriteExecute=true", "StateDirectory=guildbridge", "ExecReload="])
    assert.ok(unit.includes(`\n${promise}`), promise);
});

test("the maintainer scripts", () => {
  for (const name of ["postinst", "prerm", "postrm"]) {
    const checked = run("shellcheck", [join(packaging, "debian", name)]);
    assert.equal(checked.stdout, "");
    assert.match(readFileSync(join(packaging, "debian", name), "utf8"), /^#!\/bin\/sh\n[\s\S]*^set -e$/m);
  }
});

/** A Containerfile's instructions, in order, continued lines joined. */
function instructions(text) {
  return text.replace(/^#.*\n/gm, "").replace(/\\\n/g, " ").split("\n").filter((line) => line.trim())
    .map((line) => ({ word: line.match(/^[A-Z]+/)?.[0], rest: line.replace(/^[A-Z]+\s*/, "") }));
}

test("the container's recipe", () => {
  const all = instructions(readFileSync(join(packaging, "Containerfile"), "utf8"));
  const known = ["FROM", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"];
  for (const { word, rest } of all) assert.ok(known.includes(word), `${word} ${rest}`);
  for (const { rest } of all.filter(({ word }) => word === "FROM")) assert.match(rest, /^debian:bookworm-slim( AS \w+)?$/, "a release, not whatever is newest");
  for (const { rest } of all.filter(({ word }) => word === "RUN")) {
    const script = rest.replace(/^--mount=\S+\s*/, "");
    assert.equal(run("shellcheck", ["--shell=sh", "-"], { input: script }).stdout, "");
    if (script.includes("apt-get install")) assert.match(script, /--no-install-recommends[\s\S]*rm -rf \/var\/lib\/apt\/lists/, "small");
  }
  const last = all.slice(all.findLastIndex(({ word }) => word === "FROM"));
  const words = last.map(({ word }) => word);
  assert.ok(words.includes("USER") && last.find(({ word }) => word === "USER").rest !== "root");
  for (const word of ["HEALTHCHECK", "VOLUME", "ENTRYPOINT", "CMD"]) assert.ok(words.includes(word), word);
  assert.ok(words.indexOf("USER") < words.indexOf("ENTRYPOINT"));
  // What the build stage installs is what scripts/install knows, and what the web page is built with.
  const install = readFileSync(join(packaging, "../scripts/install"), "utf8");
  const needed = [...install.match(/^run=\(([\s\S]*?)\)/m)[1].matchAll(/\S+/g)].map(([name]) => name).filter((name) => !["ccache", "ngircd"].includes(name));
  const built = all.find(({ rest }) => rest.includes("cmake ninja-build")).rest;
  for (const name of [...needed, "nodejs", "npm", "dpkg-dev"]) assert.match(built, new RegExp(`\\s${name.replaceAll("+", "\\+")}(\\s|$)`), name);
});
