// TLS in the gateway itself; a new certificate is taken over without a restart.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { Bridge } from "../support/bridge.mjs";
import { nameOf, Native } from "../support/native.mjs";
import { start, temporaryFolder, until } from "../support/processes.mjs";

const folder = temporaryFolder("tls");
const certificate = join(folder, "cert.pem");
const key = join(folder, "key.pem");

function makeCertificate(name) {
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], { stdio: "ignore" });
}

/** The name in the certificate that is shown to a new connection. */
const shownName = (port) => new Promise((done, failed) => {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
    done(socket.getPeerCertificate().subject.CN);
    socket.destroy();
  });
  socket.on("error", failed);
});

test("clients over TLS, and a new certificate", async () => {
  makeCertificate("first.example");
  const bridge = await Bridge.make({ gateway: `[gateway.tls]\ncertificate = "${certificate}"\nkey = "${key}"` });
  const alice = bridge.addUser("alice");
  bridge.child = start(process.env.GUILDBRIDGE, ["run", "--config", bridge.file]);
  await until("it listens", () => shownName(bridge.port).then((name) => name === "first.example", () => false));

  const url = `https://127.0.0.1:${bridge.port}`;
  const early = [];
  for (const kind of [{ version: 4, transports: ["websocket"] }, { version: 4, transports: ["polling"] }, { version: 2, transports: ["polling", "websocket"] }]) {
    const native = await Native.login(url, alice.token, { ...kind, options: { rejectUnauthorized: false } });
    const content = `from ${nameOf(kind)} ${"x".repeat(60_000)}`;
    await native.ask("setactivechannel", { guild: 1, channel: 1 });
    assert.equal((await native.ask("post", { content })).ok, true);
    assert.equal((await native.next("message")).content, content);
    early.push(native);
  }

  makeCertificate("second.example");
  await until("the new one is shown", () => shownName(bridge.port).then((name) => name === "second.example"), 30_000, 200);
  assert.equal((await early[0].ask("post", { content: "still here" })).ok, true, "those who are here stay");

  await assert.rejects(fetch(`http://127.0.0.1:${bridge.port}/healthz`), "plain HTTP is not answered in the clear");
  assert.ok(!bridge.log.includes(readFileSync(key, "utf8").split("\n")[1]), "no key in the log");
  early.forEach((native) => native.close());
  assert.equal((await bridge.down()).code, 0);
});
