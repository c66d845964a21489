// The interface of irc_vectors, with cases of the public IRC documentation (RFC 1459, RFC 2812, IRCv3 message tags).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const run = (...questions) =>
  execFileSync(process.env.IRC_VECTORS, { input: questions.map((q) => JSON.stringify(q) + "\n").join(""), encoding: "utf8" })
    .trim().split("\n").map((line) => JSON.parse(line));

test("split", () => {
  const split = (input) => run({ kind: "split", input })[0];
  assert.deepEqual(split("foo bar baz asdf"), { verb: "foo", params: ["bar", "baz", "asdf"] });
  assert.deepEqual(split(":coolguy foo bar baz :asdf quux"), { source: "coolguy", verb: "foo", params: ["bar", "baz", "asdf quux"] });
  assert.deepEqual(split(":coolguy foo bar baz :  asdf quux "), { source: "coolguy", verb: "foo", params: ["bar", "baz", "  asdf quux "] });
  assert.deepEqual(split(":src AWAY"), { source: "src", verb: "AWAY" });
  assert.deepEqual(split(":src AWAY "), { source: "src", verb: "AWAY" });
  assert.deepEqual(split(":src JOIN :"), { source: "src", verb: "JOIN", params: [""] });
  assert.deepEqual(split(":irc.example.com MODE #c +oo a  b "), { source: "irc.example.com", verb: "MODE", params: ["#c", "+oo", "a", "b"] });
  assert.deepEqual(split("@a=b;c=32;k;rt=ql7 foo"), { tags: { a: "b", c: "32", k: "", rt: "ql7" }, verb: "foo" });
  assert.deepEqual(split("@tag1=value\\:\\s\\\\\\r\\n;+x/y=1;tag1=last\\b\\ :s V"), { tags: { tag1: "lastb", "+x/y": "1" }, source: "s", verb: "V" });
  assert.ok(split("").error);
  assert.ok(split(":only").error);
});

test("join", () => {
  const join = (atoms) => run({ kind: "join", atoms })[0].line;
  assert.equal(join({ verb: "foo", params: ["bar", "baz", "asdf quux"] }), "foo bar baz :asdf quux");
  assert.equal(join({ source: "coolguy", verb: "foo", params: ["bar", ""] }), ":coolguy foo bar :");
  assert.equal(join({ verb: "foo", params: [":asdf"] }), "foo ::asdf");
  assert.equal(join({ tags: { a: "b\\and\nk ;\r" }, verb: "x" }), "@a=b\\\\and\\nk\\s\\:\\r x");
  assert.equal(join({ verb: "x", params: ["a\r\nQUIT"] }), "x :a  QUIT", "nobody smuggles a line");
});

test("userhost", () => {
  const userhost = (source) => run({ kind: "userhost", source })[0];
  assert.deepEqual(userhost("coolguy"), { nick: "coolguy" });
  assert.deepEqual(userhost("coolguy!ag@127.0.0.1"), { nick: "coolguy", user: "ag", host: "127.0.0.1" });
  assert.deepEqual(userhost("coolguy@127.0.0.1"), { nick: "coolguy", host: "127.0.0.1" });
  assert.deepEqual(userhost("coolguy!ag"), { nick: "coolguy", user: "ag" });
});

test("mask", () => {
  const match = (mask, text) => run({ kind: "mask", mask, text })[0].match;
  assert.equal(match("*@127.0.0.1", "coolguy!ag@127.0.0.1"), true);
  assert.equal(match("*@127.0.0.1", "coolguy!ag@127.0.0.5"), false);
  assert.equal(match("cool!?username@*", "cool!~username@127.0.0.1"), true);
  assert.equal(match("cool!?username@*", "cool!username@127.0.0.1"), false);
  assert.equal(match("a*b*c", "aXbYbZc"), true);
  assert.equal(match("", ""), true);
  assert.equal(match("*", ""), true);
  assert.equal(match("?", ""), false);
});

test("nonsense is answered and the next line served", () => {
  const answers = run({ kind: "split" }, { kind: "other" }, { kind: "mask", mask: "*", text: "x" });
  assert.ok(answers[0].error && answers[1].error);
  assert.deepEqual(answers[2], { match: true });
});
