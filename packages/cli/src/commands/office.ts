import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { civilDateOf, epochDayOf, type Fault, parseCivilDate } from "@motcua/core";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { openStorage } from "../database.ts";
import { shownName } from "../database-address.ts";
import { failed } from "../failed.ts";
import type { RunResult } from "../office/figures.ts";
import { reportOf } from "../office/report.ts";
import { type OfficeRun, runOffice } from "../office/run.ts";
import { progressBar } from "../progress.ts";
import { readSeed } from "../simulate/options.ts";

const help = `motcua office: một xã làm việc một tháng / a commune's office works for a month

  motcua office [--from DATE] [--days N] [--seed S] [--per-day 52] [--db FILE|URL] [--workers N] [--json]

  Mặc định 2026-08-17, 33 ngày (đến hết 2026-09-18), seed 1. Dừng lúc nào cũng được: chạy lại thì làm tiếp.
  Default 2026-08-17, 33 days (through 2026-09-18), seed 1. Stop it at any moment: run again, it goes on.

  --db       tệp SQLite hoặc postgres://… / a SQLite file or postgres://…
  --workers  số tiến trình cùng làm, tiến trình này chỉ lập kế hoạch / processes that do the work while this one plans
`;

const options = {
  from: { type: "string", default: "2026-08-17" },
  days: { type: "string", default: "33" },
  seed: { type: "string", default: "1" },
  "per-day": { type: "string", default: "52" },
  db: { type: "string" },
  workers: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 worked through, 1 another run, another driver or an unusable file, 2 wrong use. */
export async function runOfficeCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
  const run = readRun(values);
  if ("code" in run) {
    printFault(io, run);
    return exitUsage;
  }
  try {
    // Only the folder of the default file is ours to make.
    if (values.db === undefined) mkdirSync(dirname(run.db), { recursive: true });
    const result = await runOffice({ ...run, ...progressBar() });
    io.stdout(
      values.json ? `${JSON.stringify(documentOf(result, shownName(run.db)))}\n` : await textOf(result, run.db),
    );
    return exitDone;
  } catch (error) {
    return failed(io, error);
  }
}

const firstDay = "2025-07-01";
const lastDay = "2040-06-30";
const workersMax = 16;

type Values = { readonly [option in "from" | "days" | "seed" | "per-day"]: string } & {
  readonly db?: string;
  readonly workers?: string;
};

function readRun(values: Values): OfficeRun | Fault {
  const date = parseCivilDate(values.from);
  if (!date.ok) return usageFault(`--from ${values.from} không phải là ngày`, `--from ${values.from} is not a date`);
  const days = whole(values.days, 1, 400);
  const seed = readSeed(values.seed);
  const perDay = whole(values["per-day"], 1, 1_000);
  if (days === undefined) return usageFault("--days từ 1 đến 400", "--days is 1 to 400");
  if (typeof seed === "object") return seed;
  if (perDay === undefined) return usageFault("--per-day từ 1 đến 1000", "--per-day is 1 to 1000");
  const workers = values.workers === undefined ? undefined : whole(values.workers, 1, workersMax);
  if (values.workers !== undefined && workers === undefined)
    return usageFault(`--workers từ 1 đến ${workersMax}`, `--workers is 1 to ${workersMax}`);
  const end = civilDateOf(epochDayOf(date.value) + days - 1);
  // The procedures are in force since then; dossiers need some calendar beyond the last day.
  if (date.value < firstDay || end > lastDay)
    return usageFault(`chỉ chạy từ ${firstDay} đến ${lastDay}`, `runs lie between ${firstDay} and ${lastDay}`);
  const db = values.db ?? `var/office-${date.value}-${days}-${seed}${perDay === 52 ? "" : `-${perDay}`}.db`;
  if (db === ":memory:" && workers !== undefined)
    return usageFault(
      "--workers cần cơ sở dữ liệu mà nhiều tiến trình dùng chung được",
      "--workers needs a database that processes can share",
    );
  return { from: date.value, days, seed, perDay, db, ...(workers === undefined ? {} : { workers }) };
}

function whole(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** Keys and their order are for ever: programs read them. */
function documentOf({ figures }: RunResult, db: string) {
  const { digest, ...counts } = figures;
  return { ...counts, db, digest };
}

async function textOf(result: RunResult, db: string): Promise<string> {
  const storage = await openStorage(db, "read-only");
  try {
    return await reportOf(storage, result, shownName(db));
  } finally {
    await storage.close();
  }
}
