// Starts programs for a test and makes sure that none outlives it.
import { spawn } from "node:child_process";
import { createServer, connect } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

process.setMaxListeners(0);  // Every temporary folder has one.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

// A failed test leaves its programs and connections behind; node would wait for them for ever.
const closings = new Set();
export const closeAtEnd = (close) => closings.add(close);
const closeAll = () => {
  closings.forEach((close) => close());
  running.forEach((child) => child.kill("SIGKILL"));
};
after(() => setTimeout(closeAll, 12_000).unref());  // The files' own `after` hooks come first.

/** Starts a program; its output is kept in `.output` and shown when a test asks for it. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  running.add(child);
  child.output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      child.output = (child.output + chunk).slice(-4_000_000);
    });
  child.exited = new Promise((done) => child.on("exit", (code, signal) => {
    running.delete(child);
    done({ code, signal });
  }));
  child.on("error", (error) => {
    child.output += `\n${error}`;
  });
  return child;
}

/** Sends a signal and waits for the end; after `limit` ms it insists. */
export async function stop(child, signal = "SIGTERM", limit = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null) return { code: child.exitCode, signal: child.signalCode };
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), limit);
  const end = await child.exited;
  clearTimeout(timer);
  return end;
}

/**
 * A port for a server that is started later, perhaps again and again: below those that the system gives to outgoing
 * connections, one of which might have it in between.
 */
export function freePort() {
  const [first, count] = [10_000, 20_000];
  const port = first + Math.floor(Math.random() * count);
  return new Promise((done) => {
    const server = createServer();
    server.on("error", () => done(freePort()));
    server.listen(port, "127.0.0.1", () => server.close(() => done(port)));
  });
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until `check` gives something true, and returns it. */
export async function until(what, check, limit = 10_000, step = 20) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${typeof what === "function" ? what() : what}`);
    await sleep(step);
  }
}

export async function untilListening(port, child, what) {
  await until(`${what} listens on ${port}`, () => new Promise((done) => {
    if (child.exitCode !== null) throw new Error(`${what} ended: ${child.output}`);
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => { socket.destroy(); done(true); });
    socket.on("error", () => done(false));
  }), 20_000);
}

/** A folder that goes when the process ends. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `guildbridge-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
