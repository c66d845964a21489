// Three minutes of the fault bench with a new seed each time; FAULT_SEED=N repeats a run, FAULT_MINUTES=N makes it longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { report } from "./report.mjs";
import { isFine, run } from "./run.mjs";

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const minutes = Number(process.env.FAULT_MINUTES ?? 3);

test(`faults on all sides, seed ${seed}`, async () => {
  console.log(`# FAULT_SEED=${seed}`);
  const result = await run({ seed, duration: minutes * 60_000, rate: 12, tell: (line) => console.log(`# ${line}`) });
  const shown = report(result);
  console.log(shown.replaceAll(/^/gm, "# "));
  assert.ok(result.faults.done.length > 4 * minutes, "too few faults");
  assert.ok(Object.values(result.verdict.said).reduce((sum, lines) => sum + lines, 0) > 300 * minutes, "too little was said");
  assert.ok(isFine(result), shown);
});
