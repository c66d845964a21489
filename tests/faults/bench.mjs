// The fault bench from the command line: node bench.mjs [--seed N] [--minutes N] [--every SECONDS] [--rate N] [--out FOLDER]; see README.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { report } from "./report.mjs";
import { isFine, run } from "./run.mjs";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    minutes: { type: "string", default: "3" },
    every: { type: "string", default: "6.5" },  // Seconds from one fault to the next, on average.
    rate: { type: "string", default: "12" },  // Lines that are said in a second, by all together.
    out: { type: "string" },  // A folder for the bridge's log and for what happened when.
  },
});

if (values.out) mkdirSync(values.out, { recursive: true });
const result = await run({
  seed: Number(values.seed), duration: Number(values.minutes) * 60_000, every: Number(values.every) * 1000,
  rate: Number(values.rate), tell: (line) => console.log(line),
  log: values.out && join(values.out, "bridge.log"),
});
console.log(report(result));
if (values.out) {
  const { faults, verdict, recoveries, traffic } = result;
  writeFileSync(join(values.out, "run.json"), JSON.stringify({ faults: faults.done, verdict, recoveries, irc: traffic.ircSaid }, null, 1));
}
process.exit(isFine(result) ? 0 : 1);
