// Who gets in, and what the others are told.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Native } from "../support/native.mjs";

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
let bridge, alice;

before(async () => {
  bridge = await Bridge.make({ gateway: 'logins_per_minute = 6\nconnect_timeout = "2 s"' });
  alice = bridge.addUser("alice", "Alice");
  await bridge.up();
});

after(async () => assert.equal((await bridge?.down())?.code, 0));

async function refusal(token, version = 4) {
  const native = new Native(bridge.url, token, { version });
  const reason = await native.next("refused");
  native.close();
  return reason;
}

test("malformed tokens are told what is wrong", async () => {
  for (const token of ["", "%%%", encode("not json"), encode({ id: 1 }), encode({ pass: "x" }), encode({ id: "1", pass: "x" }), encode({ id: 1, pass: 2 }), encode([1])])
    for (const version of [4, 2]) assert.match(await refusal(token, version), /: see spec for info$/);
});

test("the token in the Authorization header", async () => {
  const native = new Native(bridge.url, undefined, { options: { auth: {}, extraHeaders: { Authorization: `Bearer ${alice.token}` } } });
  assert.equal((await native.next("hello")).id, alice.id);
  native.close();
});

test("a user made while the bridge runs can log in", async () => {
  const late = bridge.addUser("late", "Late");
  const native = await Native.login(bridge.url, late.token);
  assert.equal(native.user.id, late.id);
  native.close();
});

test("who is removed or gets a new password is out, though he is connected", async () => {
  const cli = (...args) => execFileSync(process.env.GUILDBRIDGE, ["user", ...args, "--config", bridge.file], { input: "new\n", encoding: "utf8" });
  const people = ["leaver", "changer", "stayer"].map((handle) => ({ handle, ...bridge.addUser(handle) }));
  const natives = await Promise.all(people.map(({ token }) => Native.login(bridge.url, token)));
  cli("remove", "--handle", "leaver");
  cli("passwd", "--handle", "changer", "--password-stdin");
  for (const native of natives.slice(0, 2)) await native.next("disconnect", () => true, 10_000);
  assert.ok((await natives[2].ask("listguilds")).ok);
  for (const native of natives) native.close();
});

test("wrong password and unknown id look the same, and then the address has to wait", async () => {
  assert.equal(await refusal(encode({ id: alice.id, pass: "wrong" })), "Invalid credentials");
  assert.equal(await refusal(encode({ id: 4711, pass: "wrong" })), "Invalid credentials");
  assert.equal(await refusal(encode({ id: alice.id, pass: "wrong" }), 2), "Invalid credentials");
  for (let n = 0; n < 3; n++) await refusal(encode({ id: alice.id, pass: `wrong ${n}` }));
  assert.match(await refusal(encode({ id: alice.id, pass: "wrong" })), /^Too many failed logins, retry in \d+ s$/);
});

test("no token stands in the log", () => {
  assert.ok(!bridge.log.includes(alice.token));
  assert.ok(!bridge.log.includes("password of alice"));
});
