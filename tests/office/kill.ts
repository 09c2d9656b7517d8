/**
 * The long form of the kill tests: the default month, disturbed with SIGKILL at random moments and gone on with, must end
 * with the digest of a month on one SQLite file that nobody disturbed.
 *
 *   PATH=$PWD/node_modules/.bin:$PATH node --conditions=motcua-source tests/office/kill.ts --kills 50
 *     [--db sqlite|postgres] [--workers N] [--days 33] [--seed 1] [--chance SEED]
 *
 * With workers, one kill in ten is the driver's and the others are theirs; without, all are the driver's. New runs begin
 * until the number is reached. `--chance` repeats whom it kills and after how long; what they were doing then is up to
 * the machine.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "../servers/postgres.ts";
import { disturbedRun, seededRandom } from "./disturbed-run.ts";
import { documentOf, type Ended, killedRun, motcua, tempFolder } from "./helpers.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    db: { type: "string", default: "sqlite" },
    workers: { type: "string" },
    days: { type: "string", default: "33" },
    seed: { type: "string", default: "1" },
    chance: { type: "string", default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
});
if (values.db !== "sqlite" && values.db !== "postgres") throw new RangeError("--db is sqlite or postgres");
const wanted = Number(values.kills);
const random = seededRandom(Number(values.chance));
const folder = tempFolder();
const server = values.db === "postgres" ? await startPostgres() : undefined;

const newDatabase = async (name: string): Promise<string> =>
  server === undefined ? join(folder, `${name}.db`) : server.url(await server.createDatabase());
const argsOn = (db: string): string[] => ["--days", values.days, "--seed", values.seed, "--db", db];

interface Disturbed {
  readonly ended: Ended;
  readonly killed: string;
  readonly kills: number;
}

/** One run with kills in it, at most so many; after them it is left alone. */
async function disturb(db: string, left: number): Promise<Disturbed> {
  if (values.workers === undefined) {
    // Each well after start-up or right in it: the office needs about a second to load.
    const moments = Array.from({ length: Math.min(10, left) }, () => 150 + random() * 1_000);
    const { ended, kills } = await killedRun(argsOn(db), moments);
    return { ended, kills, killed: `${kills} drivers` };
  }
  const kills = Math.min(50, left);
  const driverKills = Math.floor(kills / 10);
  const args = [...argsOn(db), "--workers", values.workers];
  const done = await disturbedRun(args, { random, driverKills, workerKills: kills - driverKills });
  const killed = `${done.workerKills} workers and ${done.driverKills} drivers`;
  return { ended: done.ended, kills: done.workerKills + done.driverKills, killed };
}

try {
  process.stdout.write(`--chance ${values.chance}\n`);
  const calm = documentOf(await motcua("office", ...argsOn(join(folder, "calm.db")), "--json"));
  process.stdout.write(`undisturbed on one file: ${calm.wallMs} ms ${calm.digest}\n`);
  let kills = 0;
  let differing = 0;
  for (let run = 1; kills < wanted; run += 1) {
    const db = await newDatabase(`run-${run}`);
    const startedAt = performance.now();
    const done = await disturb(db, wanted - kills);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    kills += done.kills;
    const same = done.ended.status === 0 && documentOf(done.ended).digest === calm.digest;
    const checked = await motcua("verify", "--db", db, "--json");
    const sound = same && checked.status === 0;
    if (!sound) differing += 1;
    const verdict = sound ? "same digest" : `DIFFERS ${done.ended.stderr} ${done.ended.stdout} ${checked.stdout}`;
    process.stdout.write(`run ${run}: ${done.killed} killed in ${seconds} s, ${verdict}\n`);
  }
  process.stdout.write(`${kills} kills, ${differing} runs differ\n`);
  process.exitCode = differing === 0 ? 0 : 1;
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
