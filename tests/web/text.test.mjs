// What the web client makes of texts, which are anybody's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { action, pieces, webAddress } from "../../web/src/text.js";

const links = (text) => pieces(text).filter(({ href }) => href).map(({ href }) => href);
const whole = (text) => pieces(text).map((piece) => piece.text).join("");

test("links end where the sentence goes on", () => {
  const cases = {
    "see https://a.example/x.": ["https://a.example/x"],
    "(https://a.example/x)": ["https://a.example/x"],
    "https://a.example/x_(y)!": ["https://a.example/x_(y)"],
    "https://a.example/?a=1&b=2#c, and http://b.example": ["https://a.example/?a=1&b=2#c", "http://b.example/"],
    "*https://a.example*": ["https://a.example/"],
    "<https://a.example/x>": ["https://a.example/x"],
    "HTTPS://A.example/X": ["https://a.example/X"],
    "https://a.example/ü?q=日本": ["https://a.example/%C3%BC?q=%E6%97%A5%E6%9C%AC"],
    "no link": [],
    "": [],
  };
  for (const [text, found] of Object.entries(cases)) {
    assert.deepEqual(links(text), found, text);
    assert.equal(whole(text), text);
  }
});

test("only what leads to the web is a link", () => {
  for (const text of ["javascript:alert(1)", "javascript://https://a.example/%0aalert(1)", "data:text/html,<script>1</script>", "ftp://a.example", "vbscript:x",
    "https://", "http:///", "file:///etc/passwd", "xhttps://a.example"])
    for (const href of links(text)) assert.match(href, /^https?:\/\/[^/]/, text);
  assert.deepEqual(links("javascript:alert(1)"), []);
  assert.equal(webAddress("javascript:alert(1)"), null);
  assert.equal(webAddress("https://a.example"), "https://a.example/");
});

test("what nobody sees, or what turns the direction, ends a link", () => {
  for (const hidden of ["\u202e", "\u2066", "\u200b", "\u200f", "\u0000", "\u2028"]) {
    const text = `https://a.example/x${hidden}moc.live//:sptth`;
    assert.deepEqual(links(text), ["https://a.example/x"]);
    assert.equal(whole(text), text);
  }
});

test("long texts take no long time", () => {
  const text = `${"https://a.example/".repeat(2000)}${")".repeat(20_000)} ${"http".repeat(20_000)}`;
  const begin = performance.now();
  assert.equal(whole(text), text);
  assert.ok(performance.now() - begin < 1000);
});

test("an action is one by its author's name", () => {
  assert.equal(action("* Alice waves", "Alice"), "waves");
  assert.equal(action("* Alice waves", "Bob"), null);
  assert.equal(action("*  x", ""), null);
  assert.equal(action("Alice waves", "Alice"), null);
});
