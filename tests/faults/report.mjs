// The result of a run for people.
import { isBroken, promises } from "./accounting.mjs";
import { isFine } from "./run.mjs";

const pad = (value, width) => String(value).padStart(width);
const count = (list, key) => list.reduce((sums, one) => ({ ...sums, [key(one)]: (sums[key(one)] ?? 0) + 1 }), {});
const listed = (sums) => Object.entries(sums).sort(([, a], [, b]) => b - a).map(([name, number]) => `${name} ${number}`).join(", ");
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export function report(result) {
  const { seed, duration, faults, verdict, recoveries, healed, exit } = result;
  return [
    `seed ${seed}, ${duration / 60_000} minutes, ${faults.done.length} faults`,
    `  by kind:   ${listed(count(faults.done, ({ kind }) => kind))}`,
    `  by target: ${listed(count(faults.done, ({ target }) => target))}`,
    `said: ${Object.values(verdict.said).reduce((sum, number) => sum + number, 0)} lines (${listed(verdict.said)})`,
    ...table(verdict.accounts),
    ...reasons(verdict.accounts),
    `live: ${verdict.live.messages} messages over ${verdict.live.connections} connections of natives, ${verdict.live.torn.length} not as in the log`,
    ...recovered(recoveries),
    `at the end all was joined and carried after ${seconds(healed)}; the bridge ended with ${exit}`,
    ...broken(verdict),
    ...faults.problems.map((problem) => `BROKEN ${problem}`),
    isFine(result) ? "all promises kept" : `PROMISES BROKEN (seed ${seed})`,
  ].join("\n");
}

function table(accounts) {
  const columns = ["expected", "seen", "unheard", "lost", "allowed x2", "doubled", "order", "author", "strange"];
  const sum = (lists) => Object.values(lists).reduce((total, list) => total + list.length, 0);
  const row = (name, values) => `${name.padEnd(16)}${values.map((value) => pad(value, 11)).join("")}`;
  return [row("", columns), ...accounts.map((one) => row(one.name, [
    one.expected, one.seen, sum(one.excused), one.lost.length, sum(one.allowedDoubles), one.doubled.length, one.outOfOrder.length,
    one.wrongAuthor.length, one.strangers.length,
  ]))];
}

function reasons(accounts) {
  const sums = {};
  for (const { excused, allowedDoubles } of accounts)
    for (const [what, lists] of [["unheard", excused], ["allowed x2", allowedDoubles]])
      for (const [why, list] of Object.entries(lists)) sums[`${what}: ${why}`] = (sums[`${what}: ${why}`] ?? 0) + list.length;
  return Object.entries(sums).map(([why, number]) => `  ${number} ${why}`);
}

function recovered(recoveries) {
  if (recoveries.length === 0) return [];
  const sorted = [...recoveries].sort((a, b) => a.took - b.took);
  const { took, fault } = sorted.at(-1);
  return [`recovery after a fault: median ${seconds(sorted[sorted.length >> 1].took)}, worst ${seconds(took)} (${fault.kind} of ${fault.target})`];
}

function broken({ accounts, live, refused }) {
  const lines = [];
  for (const one of accounts.filter(isBroken))
    for (const name of promises)
      if (one[name].length > 0) lines.push(`BROKEN ${one.name} ${name}: ${one[name].slice(0, 12).join("; ")}${one[name].length > 12 ? " ..." : ""}`);
  if (live.torn.length > 0) lines.push(`BROKEN live: ${live.torn.slice(0, 12).join("; ")}`);
  if (refused.length > 0) lines.push(`BROKEN refused: ${refused.slice(0, 12).join("; ")}`);
  return lines;
}
