// The bench's own bookkeeping: it must see each kind of broken promise, and must let pass what is allowed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accountForLive, accountForLog, accountForRoom, idOf, isBroken, textOf } from "./accounting.mjs";
import { Carried, runningTime, UnconfirmedWindow, whyUnheard } from "./carried.mjs";
import { makePlan } from "./plan.mjs";

const ids = (...numbers) => numbers.map((number) => `all bob ${number}`);
const by = (list, author = "Bob") => list.map((id, at) => ({ id, author, at }));
const saidOf = (list, room = "plain") => new Map(list.map((id) => [id, { room, times: 1 }]));
const log = (list, changes = {}) => accountForLog({ log: by(list), said: saidOf(ids(0, 1, 2)), excuse: () => undefined, ...changes });
const room = (list, changes = {}) => accountForRoom({ log: ids(0, 1, 2), seen: by(list), own: () => false, ...changes });

test("an id survives the way", () => {
  assert.equal(idOf(`<B\u200bob> ${textOf("all", "bob", 7)}`), "all bob 7");
  assert.equal(idOf(`[12:00] **Bob**: ${textOf("all", "bob", 7)}`), "all bob 7");
  assert.equal(idOf("3 messages were not relayed"), undefined);
});

for (const [name, of] of [["log", log], ["room", room]]) {
  test(`${name}: all is well`, () => assert.equal(isBroken(of(ids(0, 1, 2))), false));
  test(`${name}: lost`, () => assert.deepEqual(of(ids(0, 2)).lost, ids(1)));
  test(`${name}: doubled`, () => assert.deepEqual(of(ids(0, 1, 1, 2)).doubled, ids(1)));
  test(`${name}: out of order`, () => assert.deepEqual(of(ids(0, 2, 1)).outOfOrder, ids(1)));
  test(`${name}: a repeat of what came before is no matter of order`, () => assert.deepEqual(of(ids(0, 1, 0, 1, 2)).outOfOrder, []));
  test(`${name}: nobody has said it`, () => assert.deepEqual(of(ids(0, 1, 2, 3)).strangers, ids(3)));
}

test("wrong author", () => {
  assert.equal(log([], { log: by(ids(0, 1, 2), "Eve") }).wrongAuthor.length, 3);
  assert.equal(room([], { seen: by(ids(0, 1, 2), "Eve") }).wrongAuthor.length, 3);
});

test("the order of different authors is that of the log", () => {
  const account = room([], { log: ["all bob 0", "all eve 0"], seen: [{ id: "all eve 0", author: "Eve" }, { id: "all bob 0", author: "Bob" }] });
  assert.deepEqual(account.outOfOrder, ["all bob 0"]);
});

test("an echo of what was said in the room itself is a stranger, and nobody waits for it", () => {
  const account = room(ids(0, 1, 2), { own: (id) => id === "all bob 1" });
  assert.deepEqual([account.strangers, account.lost], [ids(1), []]);
});

test("an excuse is counted and explained; what the log has, every room must have", () => {
  const account = log(ids(0, 2), { excuse: () => "nobody listened" });
  assert.deepEqual([account.lost, account.excused], [[], { "nobody listened": ids(1) }]);
  assert.deepEqual(room(ids(0, 2)).lost, ids(1));
});

test("what was said twice may stand twice", () => {
  const said = saidOf(ids(0, 1, 2)).set("all bob 1", { room: "home", times: 2 });
  assert.deepEqual(log(ids(0, 1, 1, 2), { said }).doubled, []);
});

test("live: one stretch of the log", () => {
  assert.deepEqual(accountForLive([1, 2, 3, 4], [2, 3]), []);
  assert.deepEqual(accountForLive([1, 2, 3, 4], []), []);
  assert.deepEqual(accountForLive([1, 2, 3, 4], [2, 4]), [4]);
  assert.deepEqual(accountForLive([1, 2, 3, 4], [2, 2]), [2]);
  assert.deepEqual(accountForLive([1, 2], [9]), [9]);
});

const irc = (id) => Buffer.from(`@time=x :bob!b@h PRIVMSG #all :${textOf(...id.split(" "))}\r\n`);

/** A link on which a connection lived from 1,000 to `ended`, was in the channel from 2,000, and got line 1 at 5,000. */
function carriedUntil(ended) {
  const carried = new Carried("gb");
  carried.passed(1, Buffer.from(":server 001 gb :hello\r\n"), 1_000);
  carried.passed(1, Buffer.from(":gb_!gb@h JOIN #all\r\n"), 2_000);
  const whole = irc("all bob 1");
  carried.passed(1, whole.subarray(0, 20), 4_900);
  carried.passed(1, whole.subarray(20), 5_000);
  carried.ended(1, ended);
  return carried;
}
const why = (id, ended, changes = {}) =>
  whyUnheard({ id, said: 5_000, carried: carriedUntil(ended), holds: [], keepsHistory: false, deaths: [], ...changes });

test("what the link gave the bridge in time has no excuse", () => {
  assert.equal(why("all bob 1", 20_000), undefined);
  assert.match(why("all bob 1", 5_300), /less than a second before/);
  assert.match(why("all bob 2", 20_000), /not there/);
  assert.match(why("all bob 1", 20_000, { holds: [{ from: 5_100, to: 30_000 }] }), /less than a second before/, "the bridge was held");
  assert.equal(runningTime(0, 100, [{ from: 10, to: 30 }, { from: 90, to: 200 }]), 70);
});

test("where a history is kept, only the server's death is an excuse, and only if there was no time to ask", () => {
  assert.equal(why("all bob 2", 20_000, { keepsHistory: true }), undefined);
  assert.equal(why("all bob 2", 20_000, { keepsHistory: true, deaths: [4_000] }), undefined, "it died before");
  assert.equal(why("all bob 2", 20_000, { keepsHistory: true, deaths: [20_000] }), undefined, "there was time");
  assert.match(why("all bob 2", 5_100, { keepsHistory: true, deaths: [9_000] }), /died with its history/);
});

test("the unconfirmed window: between two copies a connection ended, and not too many are excused by one", () => {
  const copies = (id, ...times) => times.map((at) => ({ id, at }));
  const window = new UnconfirmedWindow([10_000], 2);
  assert.match(window.explain(copies("a", 9_000, 12_000)), /window/);
  assert.equal(window.explain(copies("a", 12_000, 13_000)), undefined);
  assert.equal(window.explain(copies("a", 5_000, 6_000)), undefined);
  assert.match(window.explain(copies("b", 9_000, 12_000)), /window/);
  assert.equal(window.explain(copies("c", 9_000, 12_000)), undefined, "one too many");
});

test("the same seed makes the same plan, another one another; no target has two faults at once", () => {
  assert.deepEqual(makePlan(7, 180_000), makePlan(7, 180_000));
  assert.notDeepEqual(makePlan(7, 180_000), makePlan(8, 180_000));
  const plan = makePlan(7, 1_800_000);
  assert.ok(plan.length >= 150, `${plan.length} faults in half an hour`);
  const ends = new Map();
  for (const { at, target, lasts } of plan) {
    assert.ok(at > (ends.get(target) ?? 0));
    ends.set(target, at + lasts);
  }
});
