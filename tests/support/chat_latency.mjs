// Posts every 10 ms until its input ends, then prints the latencies of the acknowledgements in ms, sorted, as JSON.
// A process of its own, so that nothing but the bridge is measured.
import { Native } from "./native.mjs";
import { sleep } from "./processes.mjs";

const [url, token] = process.argv.slice(2);
const native = await Native.login(url, token);
await native.ask("setactivechannel", { guild: 1, channel: 1 });
console.log("ready");
let over = false;
process.stdin.resume().on("end", () => { over = true; });
const latencies = [];
while (!over) {
  const begin = performance.now();
  if (!(await native.ask("post", { content: "tick" })).ok) throw new Error("refused");
  latencies.push(performance.now() - begin);
  await sleep(10);
}
native.close();
console.log(JSON.stringify(latencies.sort((a, b) => a - b)));
process.exit(0);
