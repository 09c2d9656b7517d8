import { readFile } from "node:fs/promises";
import { type Fault, parseInstant, type Storage } from "@motcua/core";
import { checkModel } from "@motcua/core/simulator";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { stateOfRow, withDatabase } from "../database.ts";
import { fileCodeOf, fileWords } from "../file-words.ts";
import { forecastDocument } from "../forecast/document.ts";
import { type ForecastInput, officeOf } from "../forecast/office-model.ts";
import { type OpenInDatabase, readOpen } from "../forecast/read-open.ts";
import { runForecast } from "../forecast/run-forecast.ts";
import { readForecast, scoreAgainst } from "../forecast/score.ts";
import { forecastText, scoreText } from "../forecast/text.ts";
import { writeForecastReport, writeScoreReport } from "../forecast/write-report.ts";
import { unknownOffice } from "../office-name.ts";
import { defaultScenarioFile } from "../simulate/default-scenario.ts";
import { readRun } from "../simulate/options.ts";
import { type ReadScenario, readScenario } from "../simulate/prepare.ts";
import { reportNameFault } from "../simulate/write-report.ts";

const help = `motcua forecast: hồ sơ đang mở nào sẽ trễ hạn / which open dossiers will be late

  motcua forecast --db FILE|URL [--scenario SCENARIO] [--at INSTANT] [--days 120] [--office ID]
                  [--replications 200] [--seed 1] [--threads 1] [--json] [--report FILE.html]
  motcua forecast --score FORECAST.json --db FILE|URL [--json] [--report FILE.html]

  --scenario  người, thời gian làm, hồ sơ sẽ đến; mặc định một xã bình thường
              staff, times and what will arrive; an ordinary commune by default
  --at        bây giờ, như 2026-09-15T07:30:00+07:00; mặc định lúc này / the present; now by default
  --days      nhìn xa bao nhiêu ngày / how many days to look ahead
  --score     so dự báo cũ (--json) với điều đã xảy ra / an earlier forecast (--json) against what happened
`;

const options = {
  db: { type: "string" },
  scenario: { type: "string" },
  at: { type: "string" },
  days: { type: "string", default: "120" },
  office: { type: "string" },
  replications: { type: "string", default: "200" },
  seed: { type: "string", default: "1" },
  threads: { type: "string", default: "1" },
  score: { type: "string" },
  json: { type: "boolean" },
  report: { type: "string" },
} as const;

const daysMax = 1_000;

/** Exit status: 0 done, 1 a faulty scenario or an unusable database, 2 wrong use. */
export async function runForecastCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
  const { db } = values;
  if (db === undefined) return wrongUse(io, usageFault("thiếu --db", "--db is required"));
  if (values.score !== undefined) {
    const stray = (["scenario", "at", "office"] as const).find((name) => values[name] !== undefined);
    if (stray !== undefined)
      return wrongUse(io, usageFault(`--${stray} không đi với --score`, `--${stray} does not go with --score`));
    return runScore(io, db, values.score, values);
  }
  const settings = readRun(values);
  if ("code" in settings) return wrongUse(io, settings);
  const days = /^\d{1,4}$/.test(values.days) ? Number(values.days) : 0;
  if (days < 1 || days > daysMax)
    return wrongUse(io, usageFault(`--days từ 1 đến ${daysMax}`, `--days is 1 to ${daysMax}`));
  const at = values.at === undefined ? undefined : parseInstant(values.at);
  if (at?.ok === false) return wrongUse(io, at.error);
  const scenario = await readScenario(values.scenario ?? defaultScenarioFile(), io);
  if (typeof scenario === "number") return scenario;
  return withDatabase(io, db, async (storage) => {
    const unknown = values.office === undefined ? undefined : await unknownOffice(storage, values.office);
    if (unknown !== undefined) return wrongUse(io, unknown);
    const open = await readOpen(storage, values.office);
    const present = presentOf(open, at?.value);
    if (typeof present === "object") return wrongUse(io, present);
    const input: ForecastInput = { scenario: scenario.scenario, at: present, days, open };
    return forecast(io, input, scenario, settings, values);
  });
}

function wrongUse(io: CliIo, fault: Fault): number {
  printFault(io, fault);
  return exitUsage;
}

/** Now, or the last event of a database that is ahead of the clock. A state says nothing about the time before it. */
function presentOf({ states }: OpenInDatabase, at: number | undefined): number | Fault {
  const last = states.reduce((latest, { lastAt }) => Math.max(latest, lastAt), 0);
  if (at === undefined) return Math.max(Date.now(), last);
  if (at >= last) return at;
  const shown = new Date(last).toISOString();
  return usageFault(
    `--at trước sự kiện cuối cùng trong cơ sở dữ liệu (${shown})`,
    `--at comes before the last event of the database (${shown})`,
  );
}

interface Output {
  readonly json?: boolean;
  readonly report?: string;
}

async function forecast(
  io: CliIo,
  input: ForecastInput,
  { refuse }: ReadScenario,
  settings: Parameters<typeof runForecast>[2],
  { json, report }: Output,
): Promise<number> {
  const office = await officeOf(input);
  if (!office.ok) return refuse(office.error);
  // More work than people can do is what a forecast is there to tell.
  const faults = checkModel(office.value.model, { allowOverload: true });
  if (faults.length > 0) return refuse(faults);
  const result = await runForecast(input, office.value, settings);
  const document = forecastDocument(input, office.value, result);
  if (report !== undefined) await writeForecastReport(report, document, result);
  io.stdout(json ? `${JSON.stringify(document)}\n` : forecastText(document));
  return exitDone;
}

async function runScore(io: CliIo, db: string, file: string, { json, report }: Output): Promise<number> {
  const name = reportNameFault(report);
  if (name !== undefined) return wrongUse(io, name);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { vi, en } = fileWords(file, fileCodeOf(error));
    return wrongUse(io, usageFault(vi, en));
  }
  const written = readForecast(text);
  if (written === undefined)
    return wrongUse(
      io,
      usageFault(`${file} không phải dự báo do --json ghi ra`, `${file} is no forecast written by --json`),
    );
  return withDatabase(io, db, async (storage: Storage) => {
    const outcome = await scoreAgainst(written, storage, stateOfRow);
    if (report !== undefined) await writeScoreReport(report, written, outcome);
    io.stdout(json ? `${JSON.stringify({ at: written.at, ...outcome })}\n` : scoreText(outcome));
    return exitDone;
  });
}
