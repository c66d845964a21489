// The web client in front of an existing server, which acknowledges nothing and keeps no history to go up in: both worlds in one page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "../support/browser.mjs";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { makeOrigin, originSection } from "../support/origin_bridge.mjs";
import { until } from "../support/processes.mjs";

const said = ".message:not(.pending)";
let origin, irc, bridge, bob, browser, page;

before(async () => {
  [origin, irc, browser] = await Promise.all([makeOrigin(), ngircd(), Browser.open()]);
  origin.say(31, 2, "of old");
  bridge = await Bridge.make({
    gateway: 'auth = "origin"\n',
    networks: network("net", irc.port) + originSection(origin),
    channels: { general: ["irc.net/#gen"] },
  });
  await bridge.up();
  bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  await until("IRC is there", async () => (await bridge.status()).links.every(({ state }) => state === "joined"));
  page = await browser.page(bridge.url);
});

after(async () => {
  await browser?.close();
  bob?.quit();
  const end = await bridge?.down();
  await Promise.all([origin?.down(), irc?.down()]);
  assert.deepEqual(end, { code: 0, signal: null });
});

async function signIn(user, password) {
  await page.run(() => document.querySelectorAll("#user, #password").forEach((input) => { input.value = ""; }));
  await page.focus("#user");
  await page.type(user);
  await page.focus("#password");
  await page.type(password);
  await page.press("Enter");
}

async function write(text) {
  await page.focus("#composer");
  await page.type(text);
  await page.press("Enter");
}

test("people sign in with their id, and the origin says whether the password is good", async () => {
  await page.sees("Sign in");
  await signIn("carol", "of carol");
  await page.sees("sign in with their id", "[role=alert]");
  await signIn("1", "wrong");
  await page.sees("does not let you in", "[role=alert]");
  await signIn("1", "of carol");
  await page.sees("of old", said);
});

test("what is written in a channel of the origin arrives once", async () => {
  await write("to the old home");
  await page.sees("to the old home", said);
  await page.until("it is on its way no more", () => document.querySelectorAll(".pending").length === 0);
  origin.say(31, 2, "an answer");
  await page.sees("an answer", said);
  assert.deepEqual(origin.said(31).slice(1), ["1: to the old home", "2: an answer"]);
});

test("the bridged channels stand beside it", async () => {
  const at = await page.run(() => [...document.querySelectorAll("nav a")].find((link) => link.innerText.includes("general")).hash);
  await page.click(`nav a[href="${at}"]`);
  await page.sees("This is where #general begins");
  await write("to IRC");
  await until("IRC reads it", () => bob.said("#gen").find(({ text }) => text.includes("to IRC")));
  bob.say("#gen", "from IRC");
  await page.sees("from IRC", said);
  assert.deepEqual(page.troubles, []);
});
