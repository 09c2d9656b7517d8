/**
 * Chaos with real processes, for as long as one likes:
 *
 *   npm run chaos -- [--minutes 5] [--seed N] [--kills N] [--storage sqlite,postgres,restate] [--processes 4]
 *
 * Processes with an engine, a worker and clients share one database and are killed, stopped and cut off at random; then
 * everything is read back and compared with what was acknowledged. One JSON line for each storage; exit code 1 when
 * anything was lost, doubled, early or out of order. The time is shared among the storages.
 */
import { parseArgs } from "node:util";
import type { ChaosReport } from "./run.ts";
import { runnerNames, runnerOf } from "./runners.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    kills: { type: "string" },
    storage: { type: "string", default: runnerNames.join(",") },
    processes: { type: "string", default: "4" },
  },
});
const names = values.storage.split(",");
const seed = Number(values.seed);
const kills = values.kills === undefined ? {} : { kills: Math.ceil(Number(values.kills) / names.length) };
const until = Date.now() + Number(values.minutes) * 60_000;
process.stderr.write(`chaos: seed ${seed}, ${names.join(" and ")}, ${values.minutes} minutes\n`);

const reports: ChaosReport[] = [];
for (const [place, name] of names.entries()) {
  // What one storage does not need of its share is left to the others.
  const seconds = Math.max(1, (until - Date.now()) / 1_000 / (names.length - place));
  const report = await runnerOf(name)({ seed, seconds, processes: Number(values.processes), ...kills });
  reports.push(report);
  process.stdout.write(`${JSON.stringify({ ...report, faults: report.faults.length })}\n`);
  for (const fault of report.faults.slice(0, 20)) process.stderr.write(`  ${JSON.stringify(fault)}\n`);
}
process.exitCode = reports.every((report) => report.faults.length === 0) ? 0 : 1;
