import { readFile } from "node:fs/promises";
import { type BpmnModel, type BpmnPreset, readBpmnModel } from "@motcua/adapters/bpmn";
import { type EpochMs, type Fault, parseInstant, type Result } from "@motcua/core";
import { checkModel, compileModel, type Estimate, runUnit } from "@motcua/core/simulator";
import { type CliIo, exitDone, exitRefused, exitUsage, faultMessage, printFault, usageFault } from "../cli-io.ts";
import { BpmnFigures, type BpmnStatistics } from "./bpmn-statistics.ts";

/** Arguments of `motcua simulate --bpmn` as they were written. */
export interface BpmnArguments {
  readonly bpmn: string;
  readonly params?: string | undefined;
  readonly preset?: string | undefined;
  readonly process?: string | undefined;
  readonly replications?: string | undefined;
  readonly cases?: string | undefined;
  readonly start?: string | undefined;
  readonly seed?: string | undefined;
  readonly allowOverload?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export const bpmnHelp = `motcua simulate --bpmn: mô phỏng quy trình BPMN / simulate a BPMN process

  motcua simulate --bpmn FILE --params FILE [--preset prosimos|bimp] [--process ID] [--replications N] [--cases N]
                  [--start ISO] [--seed N] [--allow-overload] [--json]

  --params        tham số JSON theo Prosimos, cả hai kiểu / parameters in Prosimos' JSON, either dialect
  --preset        quy ước của Prosimos (mặc định) hay BIMP / whose conventions; prosimos by default
  --process       quy trình nào, khi tệp có nhiều / which process, where the file has several
  --replications  số lần lặp, mặc định 30 / default 30
  --cases         số hồ sơ mỗi lần, mặc định 1000 / cases in each, default 1000
  --start         bắt đầu, mặc định 2026-01-05T09:00:00Z (thứ Hai) / when it starts, a Monday by default
  --seed          số gốc của số ngẫu nhiên, mặc định 1 / seed of the random numbers, default 1
  --allow-overload  chạy cả khi việc nhiều hơn người làm nổi / even where there is more work than people can do
`;

const defaultStart = "2026-01-05T09:00:00Z";
const replicationsMax = 100_000;
const casesMax = 100_000_000;
const seedMax = 4_294_967_295;

interface Plan {
  readonly preset: BpmnPreset;
  readonly replications: number;
  readonly cases: number;
  readonly startAt: EpochMs;
  readonly seed: number;
}

/** Reads both files, runs all replications and prints what they came to. Exit status: 0 done, 1 files with faults, 2 wrong use. */
export async function simulateBpmn(given: BpmnArguments, io: CliIo): Promise<number> {
  const plan = readPlan(given);
  if (!plan.ok || given.params === undefined) {
    printFault(io, plan.ok ? usageFault("thiếu --params", "--params is required") : plan.error);
    return exitUsage;
  }
  const [bpmn, params] = await Promise.all([readText(given.bpmn, io), readText(given.params, io)]);
  if (bpmn === undefined || params === undefined) return exitUsage;
  const json = parseJson(params, given.params);
  if (!json.ok) {
    printFault(io, json.error);
    return exitRefused;
  }
  const { cases, startAt, preset } = plan.value;
  const process = given.process === undefined ? {} : { processId: given.process };
  const made = await readBpmnModel(bpmn, json.value, { cases, startAt, preset, ...process });
  if (!made.ok) {
    for (const fault of made.error) printFault(io, inFiles(fault, given));
    return exitRefused;
  }
  const faults = checkModel(made.value.model, { allowOverload: given.allowOverload === true });
  if (faults.length > 0) {
    for (const fault of faults) printFault(io, fault);
    return exitRefused;
  }
  for (const note of made.value.notes) io.stderr(`note ${note.code}: ${faultMessage(note)}\n`);
  const figures = run(made.value, plan.value);
  if (figures.open > 0)
    io.stderr(
      `note: ${figures.open} hồ sơ không kết thúc (lô hoặc cổng nối không đủ) / ${figures.open} cases never ended (a batch or a join that is not full)\n`,
    );
  io.stdout(given.json ? `${JSON.stringify(figures.statistics)}\n` : render(figures.statistics, plan.value));
  return exitDone;
}

/** A fault names the element; which of the two files it stands in is said before. */
function inFiles(fault: Fault, { bpmn, params = "" }: BpmnArguments): Fault {
  const file = fault.path?.startsWith("params:") === true ? params : bpmn;
  return { ...fault, text: { vi: `${file}: ${fault.text.vi}`, en: `${file}: ${fault.text.en}` } };
}

function readPlan(given: BpmnArguments): Result<Plan, Fault> {
  const { preset = "prosimos" } = given;
  if (preset !== "prosimos" && preset !== "bimp")
    return wrong(
      `--preset là prosimos hoặc bimp, không phải "${preset}"`,
      `--preset is prosimos or bimp, not "${preset}"`,
    );
  const start = parseInstant(given.start ?? defaultStart);
  if (!start.ok) return start;
  const replications = wholeNumber("replications", given.replications ?? "30", 1, replicationsMax);
  const cases = wholeNumber("cases", given.cases ?? "1000", 1, casesMax);
  const seed = wholeNumber("seed", given.seed ?? "1", 0, seedMax);
  if (!replications.ok) return replications;
  if (!cases.ok) return cases;
  if (!seed.ok) return seed;
  const numbers = { replications: replications.value, cases: cases.value, seed: seed.value };
  return { ok: true, value: { preset, startAt: start.value, ...numbers } };
}

const wrong = (vi: string, en: string): Result<never, Fault> => ({ ok: false, error: usageFault(vi, en) });

function wholeNumber(name: string, written: string, min: number, max: number): Result<number, Fault> {
  const value = Number(written);
  if (/^\d+$/.test(written) && value >= min && value <= max) return { ok: true, value };
  return wrong(
    `--${name} là số nguyên từ ${min} đến ${max}, không phải "${written}"`,
    `--${name} is a whole number of ${min} to ${max}, not "${written}"`,
  );
}

async function readText(file: string, io: CliIo): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    printFault(io, usageFault(`không đọc được tệp ${file}`, `cannot read file ${file}`));
    return undefined;
  }
}

function parseJson(text: string, file: string): Result<unknown, Fault> {
  try {
    // Some editors begin a file with a byte order mark; JSON has no place for one.
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const place = { vi: `${file} không phải JSON: ${said}`, en: `${file} is not JSON: ${said}` };
    return { ok: false, error: { code: "bpmn.parameters", text: place } };
  }
}

function run({ model }: BpmnModel, plan: Plan): { readonly statistics: BpmnStatistics; readonly open: number } {
  const startedMs = performance.now();
  const compiled = compileModel(model);
  const figures = new BpmnFigures(model);
  for (let replication = 0; replication < plan.replications; replication += 1)
    figures.add(runUnit(compiled, { seed: plan.seed, replication, office: 0, byHour: false, sink: figures.sink() }));
  return { statistics: figures.result(performance.now() - startedMs), open: figures.open };
}

function render({ statistics, events, cases, wallMs }: BpmnStatistics, { preset, replications, seed }: Plan): string {
  const { tasks, ...whole } = statistics;
  const rows = [
    row("", ["mean", "± 95 %", "p50", "p90", "p95"]),
    spread("thời gian xử lý / cycle time (s)", whole.cycleTimeSeconds),
    spread("chờ / waiting (s)", whole.waitingTimeSeconds),
    spread("làm việc / processing (s)", whole.processingTimeSeconds),
    spread("hiệu suất / utilisation", whole.utilisation),
    spread("chi phí / cost per case", whole.costPerCase),
    "",
    ...Object.entries(tasks).flatMap(
      ([name, { countPerCase, waitingTimeSeconds, processingTimeSeconds, spanSeconds }]) => [
        `${name}: ${shown(countPerCase.mean.mean)} / hồ sơ, case`,
        spread("  chờ / waiting (s)", waitingTimeSeconds),
        spread("  làm việc / processing (s)", processingTimeSeconds),
        spread("  từ bắt đầu đến xong / span (s)", spanSeconds),
      ],
    ),
    "",
    `${cases} hồ sơ/cases, ${replications} lần/replications, ${events} sự kiện/events, ${Math.round(wallMs)} ms; ${preset}, seed ${seed}`,
  ];
  return `${rows.join("\n")}\n`;
}

const row = (title: string, cells: readonly string[]): string =>
  `${title.padEnd(36)}${cells.map((cell) => cell.padStart(13)).join("")}`.trimEnd();

const spread = (title: string, of: { readonly [figure in "mean" | "p50" | "p90" | "p95"]: Estimate }): string =>
  row(title, [of.mean.mean, of.mean.half95, of.p50.mean, of.p90.mean, of.p95.mean].map(shown));

const shown = (value: number | null): string => (value === null ? "-" : value.toFixed(Math.abs(value) < 10 ? 4 : 1));
