// Names and times as the web client shows them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wantedPause } from "../../web/src/connection.js";
import { hueOf, hues, initials, nameOf, networkOf } from "../../web/src/people.js";
import { dayOf, isSameDay, timeOf } from "../../web/src/times.js";

test("where somebody is from", () => {
  assert.equal(networkOf({ handle: "bob@irc.libera" }), "irc.libera");
  assert.equal(networkOf({ handle: "@mira:example.org@matrix.home" }), "matrix.home");
  for (const user of [{ handle: "alice" }, { handle: "" }, {}, undefined, null]) assert.equal(networkOf(user), "");
});

test("a name, whatever is missing", () => {
  assert.equal(nameOf({ id: 1, handle: "alice", displayName: "Alice" }), "Alice");
  assert.equal(nameOf({ id: 1, handle: "alice", displayName: "" }), "alice");
  assert.equal(nameOf({ id: 7 }), "user 7");
  assert.equal(nameOf(undefined), "user ?");
});

test("letters that stand for a name", () => {
  const cases = { Alice: "A", "Bob Carlsson": "BC", "a b c": "AC", "花子": "花", "😀 Mira": "M", "…": "·", "": "·", "<img src=x>": "IS", "élan": "É", "𝔐ira": "𝔐" };
  for (const [text, letters] of Object.entries(cases)) assert.equal(initials(text), letters, text);
});

test("a colour stays, and neighbours differ", () => {
  for (const id of [1, 2, 9007199254740991, "x", undefined]) assert.ok(hueOf(id) >= 0 && hueOf(id) < hues);
  assert.equal(hueOf(7), hueOf("7"));
  assert.notEqual(hueOf(1), hueOf(2));
});

test("days as people say them", () => {
  const now = new Date(2026, 2, 10, 0, 30);
  assert.equal(dayOf(new Date(2026, 2, 10, 23, 0), now), "Today");
  assert.equal(dayOf(new Date(2026, 2, 9, 23, 59), now), "Yesterday");
  assert.match(dayOf(new Date(2026, 2, 2), now), /Monday/);
  assert.match(dayOf(new Date(2025, 2, 2), now), /2025/);
  assert.ok(isSameDay(new Date(2026, 2, 9, 0, 0), new Date(2026, 2, 9, 23, 59)));
  assert.ok(!isSameDay(new Date(2026, 2, 9, 23, 59), new Date(2026, 2, 10, 0, 0)));
  assert.ok(!isSameDay(new Date(), null));
  for (const none of [undefined, null, "", "nonsense"]) assert.equal(timeOf(none), null, String(none));
});

test("a server is left alone for as long as it wants", () => {
  assert.equal(wantedPause("Too many failed logins, retry in 42 s"), 42_000);
  assert.equal(wantedPause("Too many logins at once, try again in a few seconds"), 5_000);
});
