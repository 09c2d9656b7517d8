import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type BpmnModel, readBpmnModel } from "@motcua/adapters/bpmn";
import type { Fault, Result } from "@motcua/core";
import { checkModel, type Estimate, type Figures, FiguresCollector } from "@motcua/core/simulator";
import { type CliIo, exitDone, exitRefused, exitUsage, faultMessage, printFault, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { fileCodeOf, fileWords } from "../file-words.ts";
import { jsonWord } from "../syntax-words.ts";
import { type NamedText, placed } from "./bpmn-place.ts";
import { type BpmnArguments, type Plan, readPlan } from "./bpmn-plan.ts";
import { runBpmn } from "./bpmn-runs.ts";
import { BpmnFigures, type BpmnStatistics } from "./bpmn-statistics.ts";
import { keepLog } from "./keep-log.ts";
import { writeReport } from "./write-report.ts";

/** Reads both files, runs all replications and prints what they came to. Exit status: 0 done, 1 files with faults, 2 wrong use. */
export async function simulateBpmn(given: BpmnArguments, io: CliIo): Promise<number> {
  const plan = readPlan(given);
  if (!plan.ok || given.params === undefined) {
    printFault(io, plan.ok ? usageFault("thiếu --params", "--params is required") : plan.error);
    return exitUsage;
  }
  const [bpmn, params] = await Promise.all([readText(given.bpmn, io), readText(given.params, io)]);
  if (bpmn === undefined || params === undefined) return exitUsage;
  const [diagram, parameters]: [NamedText, NamedText] = [
    { file: given.bpmn, text: bpmn },
    { file: given.params, text: params },
  ];
  const json = parseJson(params, given.params);
  if (!json.ok) {
    printFault(io, json.error);
    return exitRefused;
  }
  const { cases, startAt, preset } = plan.value;
  const process = given.process === undefined ? {} : { processId: given.process };
  const made = await readBpmnModel(bpmn, json.value, { cases, startAt, preset, ...process });
  if (!made.ok) {
    for (const fault of made.error) printFault(io, placed(fault, diagram, parameters));
    return exitRefused;
  }
  const faults = checkModel(made.value.model, { allowOverload: given.allowOverload === true });
  if (faults.length > 0) {
    for (const fault of faults) printFault(io, placed(atElement(fault, made.value), diagram, parameters));
    return exitRefused;
  }
  for (const note of made.value.notes) io.stderr(`note ${note.code}: ${faultMessage(note)}\n`);
  try {
    return await simulate(made.value, plan.value, given, io);
  } catch (error) {
    return failed(io, error);
  }
}

async function simulate(made: BpmnModel, plan: Plan, given: BpmnArguments, io: CliIo): Promise<number> {
  const { model, notes } = made;
  const { statistics, open, figures } = await run(made, plan, given.report !== undefined);
  if (open > 0)
    io.stderr(
      `note: ${open} hồ sơ không kết thúc (lô hoặc cổng nối không đủ) / ${open} cases never ended (a batch or a join that is not full)\n`,
    );
  const logFaults = given.log === undefined ? [] : await keepLog(model, plan.seed, given.log);
  for (const fault of logFaults) printFault(io, fault);
  if (logFaults.length > 0) return exitRefused;
  if (given.report !== undefined && figures !== undefined) {
    const scenario = basename(given.bpmn);
    const title = model.flows[0]?.name ?? scenario;
    await writeReport(given.report, {
      title,
      scenario,
      seed: plan.seed,
      model,
      figures,
      notes: notes.map(({ text }) => text),
      // Calendars of parameters are in UTC, and their costs in no currency.
      utcOffsetMinutes: 0,
      currency: "",
    });
  }
  io.stdout(given.json ? `${JSON.stringify(statistics)}\n` : render(statistics, plan));
  return exitDone;
}

/** A fault of the model names a place in it: the element that it came from. */
function atElement(fault: Fault, { model }: BpmnModel): Fault {
  const [, place] = /^flows\[0\]\.nodes\[(\d+)\]/.exec(fault.path ?? "") ?? [];
  const node = place === undefined ? undefined : model.flows[0]?.nodes[Number(place)];
  return node === undefined ? { code: fault.code, text: fault.text } : { ...fault, path: `bpmn:${node.id}` };
}

async function readText(file: string, io: CliIo): Promise<string | undefined> {
  try {
    const text = await readFile(file, "utf8");
    if (text.trim() !== "") return text;
    printFault(io, usageFault(`tệp ${file} trống`, `file ${file} is empty`));
    return undefined;
  } catch (error) {
    const { vi, en } = fileWords(file, fileCodeOf(error));
    printFault(io, usageFault(vi, en));
    return undefined;
  }
}

function parseJson(text: string, file: string): Result<unknown, Fault> {
  try {
    // Some editors begin a file with a byte order mark; JSON has no place for one.
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [, line] = /\(line (\d+) column \d+\)/.exec(said) ?? [];
    const where = line === undefined ? file : `${file}:${line}`;
    const place = { vi: `${where}: không phải JSON: ${jsonWord(said)}`, en: `${where}: not JSON: ${said}` };
    return { ok: false, error: { code: "bpmn.parameters", text: place } };
  }
}

interface Ran {
  readonly statistics: BpmnStatistics;
  /** Cases that never ended. */
  readonly open: number;
  /** For the report, where there is one. */
  readonly figures: Figures | undefined;
}

async function run({ model }: BpmnModel, plan: Plan, reported: boolean): Promise<Ran> {
  const startedMs = performance.now();
  const statistics = new BpmnFigures(model);
  const collector = reported ? new FiguresCollector(model) : undefined;
  await runBpmn({ model, seed: plan.seed, byHour: reported }, plan, (one) => {
    statistics.add(one);
    collector?.add(one.unit);
  });
  const wallMs = performance.now() - startedMs;
  return { statistics: statistics.result(wallMs), open: statistics.open, figures: collector?.figures() };
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
