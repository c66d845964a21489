// Which fault happens when, to whom and for how long. Pure: the same seed gives the same plan.
import { Random } from "./random.mjs";

export const links = ["plain", "modern", "home", "push", "robot", "origin", "gateway"];

const ofLinks = { cut: 10, cutInTheMiddle: 12, stall: 10, stallThenCut: 6, unanswered: 10, slow: 6, halfClose: 6, outage: 10, flap: 4 };
const ofPrograms = [
  { target: "bridge", kind: "kill", weight: 45 },
  { target: "bridge", kind: "restart", weight: 18 },
  { target: "bridge", kind: "pause", weight: 12 },
  { target: "ngircd", kind: "kill", weight: 10 },
  { target: "ergo", kind: "kill", weight: 10 },
  { target: "originServer", kind: "restart", weight: 16 },
  { target: "synapse", kind: "pause", weight: 12 },
  { target: "synapse", kind: "kill", weight: 8 },
];
const choices = [
  ...links.flatMap((target) => Object.entries(ofLinks).map(([kind, weight]) => ({ target, kind, weight }))),
  ...ofPrograms,
];

const quiet = 5_000;  // Before the first and after the last, in ms.
const untouched = 2_000;  // A target is left alone after its fault for at least so long.

/**
 * Faults for `duration` ms, one `every` so many on average (less where its target has one already), as [{at, target, kind, lasts, bytes, delay}];
 * several may go on at once, each with its own target.
 */
export function makePlan(seed, duration, every = 6_500) {
  const random = new Random(seed);
  const plan = [];
  const busyUntil = new Map();
  for (let at = quiet; at < duration - quiet; at += random.whole(every / 2, every * 1.5)) {
    const { target, kind } = random.weighted(choices);
    const fault = { at, target, kind, lasts: random.whole(500, 6_000), bytes: random.whole(1, 120), delay: random.whole(30, 400) };
    if ((busyUntil.get(target) ?? 0) > at) continue;
    busyUntil.set(target, at + fault.lasts + untouched);
    plan.push(fault);
  }
  return plan;
}
