// One run of the bench: a town, its traffic, the faults of a seed, and the verdict.
import { createHash } from "node:crypto";
import { sleep, until } from "../support/processes.mjs";
import { Native } from "../support/native.mjs";
import { Faults } from "./faults.mjs";
import { makePlan } from "./plan.mjs";
import { Recovery } from "./recovery.mjs";
import { Town } from "./town.mjs";
import { Traffic } from "./traffic.mjs";
import { judge } from "./verdict.mjs";

const timeToHeal = 180_000;

/** `duration` of the faults and how often one begins (`every`), in ms; `tell` is given a line now and then; `log`: a file for what the bridge logs. */
export async function run({ seed, duration, every, rate, tell = () => {}, log }) {
  const plan = makePlan(seed, duration, every);
  tell(`seed ${seed}: ${plan.length} faults in ${duration / 60_000} minutes (plan ${createHash("sha1").update(JSON.stringify(plan)).digest("hex").slice(0, 8)})`);
  const town = await Town.build({ log });
  const traffic = new Traffic(town);
  const faults = new Faults(town, traffic);
  await town.startBridge();
  await town.untilWell(60_000);
  town.channelIds = await channelIds(town);
  await traffic.begin();
  const recovery = new Recovery(town);
  const began = Date.now();
  traffic.talk(rate, seed);
  const ticker = setInterval(() => tell(`${Math.round((Date.now() - began) / 1000)} s: ${traffic.meant} lines, ${faults.done.length} faults`), 30_000);
  await faults.run(plan);
  await sleep(Math.max(0, began + duration - Date.now()));
  clearInterval(ticker);
  await traffic.stop();
  const healing = Date.now();
  await town.untilWell(timeToHeal).catch((error) => tell(`NOT HEALED: ${error.message}`));
  const healed = Date.now() - healing;
  await recovery.stop();
  const verdict = await settled(town, traffic, faults);
  const status = await town.bridge.status();
  await traffic.leave();
  const end = await town.close();
  return { seed, duration, plan, faults, traffic, verdict, status, healed, recoveries: recovery.times(faults.done), exit: end.code };
}

async function channelIds(town) {
  const native = await Native.login(town.bridge.url, Object.values(town.users)[0].token);
  await native.ask("guild", 1);
  const { channels } = await native.next("guild");
  native.close();
  return Object.fromEntries(channels.map(({ id, name }) => [name, id]));
}

// A homeserver that was away pushes what it has when it likes: what is missing gets some time to come.
async function settled(town, traffic, faults) {
  let verdict;
  await sleep(2_000);
  await until("nothing is missing", async () => {
    verdict = await judge(town, traffic, faults);
    return !verdict.accounts.some(({ lost }) => lost.length > 0);
  }, 60_000, 3_000).catch(() => {});
  await town.untilWell(30_000).catch(() => {});
  await sleep(1_000);
  return judge(town, traffic, faults);
}

export const isFine = ({ verdict, exit, faults }) => !verdict.broken && exit === 0 && faults.problems.length === 0;
