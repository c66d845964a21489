// SQLite from outside of the program, as another program on the same machine would use it. Python has it built in.
import { execFileSync } from "node:child_process";
import { start, until } from "./processes.mjs";

const ask = `
import json, sqlite3, sys
path, *statements = sys.argv[1:]
base = sqlite3.connect(path, isolation_level=None)
rows = []
for one in statements:
    if one.count(";") > 1: base.executescript(one)
    else: rows = base.execute(one).fetchall()
print(json.dumps(rows))
`;

/** Runs statements (or whole scripts) and returns the rows of the last one. */
export function sql(path, ...statements) {
  return JSON.parse(execFileSync("python3", ["-c", ask, path, ...statements], { encoding: "utf8" }));
}

const hold = `
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(600)
`;

/** Another program that has locked the database for writing; kill it to let go. */
export async function lock(path) {
  const child = start("python3", ["-c", hold, path]);
  await until("the database is locked", () => child.output.includes("locked"));
  return child;
}
