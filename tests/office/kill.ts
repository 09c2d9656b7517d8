/**
 * The long form of the kill test: the default month, killed with SIGKILL at random moments and resumed, must end with the
 * digest of a month that nobody disturbed.
 *
 *   PATH=$PWD/node_modules/.bin:$PATH node --conditions=motcua-source tests/office/kill.ts --kills 50 [--days 33] [--seed 1]
 *
 * One run takes several kills; new runs begin until the number is reached.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { documentOf, killedRun, motcua, tempFolder } from "./helpers.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    days: { type: "string", default: "33" },
    seed: { type: "string", default: "1" },
  },
});
const wanted = Number(values.kills);
const folder = tempFolder();
const args = (name: string): readonly string[] => [
  "--days",
  values.days,
  "--seed",
  values.seed,
  "--db",
  join(folder, `${name}.db`),
];
const undisturbed = documentOf(await motcua("office", ...args("undisturbed"), "--json"));
process.stdout.write(`undisturbed ${undisturbed.wallMs} ms ${undisturbed.digest}\n`);
let kills = 0;
let differing = 0;
for (let run = 1; kills < wanted; run += 1) {
  // Up to ten kills a run, each well after start-up or right in it: the office needs about a second to load.
  const moments = Array.from({ length: Math.min(10, wanted - kills) }, () => 150 + Math.random() * 1_000);
  const done = await killedRun(args(`run-${run}`), moments);
  kills += done.kills;
  const sound = done.ended.status === 0 && documentOf(done.ended).digest === undisturbed.digest;
  const checked = await motcua("verify", "--db", join(folder, `run-${run}.db`), "--json");
  if (!sound || checked.status !== 0) differing += 1;
  process.stdout.write(`run ${run}: ${done.kills} kills, ${sound ? "same digest" : `DIFFERS ${done.ended.stderr}`}\n`);
}
process.stdout.write(`${kills} kills, ${differing} runs differ\n`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = differing === 0 ? 0 : 1;
