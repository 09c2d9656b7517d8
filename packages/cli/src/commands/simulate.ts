import { basename } from "node:path";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { keepLog, logNameFault } from "../simulate/keep-log.ts";
import { readRun, runOptions, runOptionsHelp } from "../simulate/options.ts";
import { precisionFault } from "../simulate/precision.ts";
import { prepareScenario } from "../simulate/prepare.ts";
import { simulationText } from "../simulate/report-text.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { warmUpOf, warmUpText } from "../simulate/warm-up.ts";
import { writeReport } from "../simulate/write-report.ts";

const help = `motcua simulate: chạy thử một kịch bản / try a scenario out

  motcua simulate SCENARIO [--replications N] [--seed S] [--threads N]
                  [--precision FIGURE=P%,...] [--propose-warm-up]
                  [--log out.csv|out.xes|out.ocel.json] [--report out.html] [--json]

${runOptionsHelp}  --propose-warm-up  đề xuất số ngày đầu không tính / propose how many days at the beginning not to count
  --log           nhật ký của cơ quan đầu tiên, lần lặp đầu tiên / event log of the first office, first replication
  motcua simulate --bpmn FILE --params FILE …: quy trình BPMN, xem / a BPMN process, see simulate --bpmn --help
`;

const bpmnOptions = {
  bpmn: { type: "string" },
  params: { type: "string" },
  preset: { type: "string" },
  process: { type: "string" },
  cases: { type: "string" },
  start: { type: "string" },
} as const;
const options = { ...runOptions, "propose-warm-up": { type: "boolean" }, ...bpmnOptions } as const;

/** Exit status: 0 simulated, 1 a scenario or a model with faults, 2 wrong use. */
export async function runSimulate(args: readonly string[], io: CliIo): Promise<number> {
  if (args.some((arg) => arg === "--bpmn" || arg.startsWith("--bpmn="))) return await runBpmn(args, io);
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [file, ...more] = positionals;
  const stray = Object.keys(bpmnOptions).find((name) => name in values);
  if (file === undefined || more.length > 0 || stray !== undefined) {
    printFault(
      io,
      stray === undefined
        ? usageFault("cần đúng một tệp kịch bản", "exactly one scenario file is required")
        : usageFault(`--${stray} chỉ đi với --bpmn`, `--${stray} goes with --bpmn alone`),
    );
    return exitUsage;
  }
  const settings = (values.log === undefined ? undefined : logNameFault(values.log)) ?? readRun(values);
  if ("code" in settings) {
    printFault(io, settings);
    return exitUsage;
  }
  const prepared = await prepareScenario(file, settings.allowOverload, io);
  if (typeof prepared === "number") return prepared;
  const lacking = precisionFault(settings.precision ?? [], prepared.model);
  if (lacking !== undefined) {
    printFault(io, lacking);
    return exitUsage;
  }
  try {
    const simulated = await runScenario(prepared, settings);
    if (typeof simulated === "number") return simulated;
    const logFaults = values.log === undefined ? [] : await keepLog(prepared.model, settings.seed, values.log);
    for (const fault of logFaults) printFault(io, fault);
    if (logFaults.length > 0) return exitRefused;
    const { figures, verdict } = simulated;
    const { name, notes = [] } = prepared.scenario;
    const { model } = prepared;
    if (values.report !== undefined)
      await writeReport(values.report, {
        title: name,
        scenario: basename(file),
        seed: settings.seed,
        model,
        figures,
        notes,
      });
    const warmUp = values["propose-warm-up"] === true ? warmUpOf(figures, model) : undefined;
    const found = { ...(verdict === undefined ? {} : { verdict }), ...(warmUp === undefined ? {} : { warmUp }) };
    const document = { scenario: name, seed: settings.seed, ...found, figures };
    const text = simulationText(prepared, settings.seed, simulated);
    io.stdout(
      values.json ? `${JSON.stringify(document)}\n` : warmUp === undefined ? text : `${text}\n${warmUpText(warmUp)}`,
    );
    return exitDone;
  } catch (error) {
    return failed(io, error);
  }
}

const scenarioOnly = ["precision", "propose-warm-up"] as const;

/** BPMN has options and defaults of its own. */
async function runBpmn(args: readonly string[], io: CliIo): Promise<number> {
  const { bpmnHelp } = await import("../simulate/bpmn-plan.ts");
  const { simulateBpmn } = await import("../simulate/bpmn.ts");
  // Asked for help about it, nobody has a file in hand.
  if (args.includes("--help") || args.includes("-h")) {
    io.stdout(bpmnHelp);
    return exitDone;
  }
  const { "allow-overload": overload, json, log, report } = runOptions;
  const numbers = { replications: { type: "string" }, seed: { type: "string" }, threads: { type: "string" } } as const;
  const own = { ...bpmnOptions, ...numbers, log, report, json } as const;
  const given = (name: string): boolean => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const stray = scenarioOnly.find(given);
  if (stray !== undefined) {
    printFault(io, usageFault(`--${stray} không đi với --bpmn`, `--${stray} does not go with --bpmn`));
    return exitUsage;
  }
  const read = readArguments(args, { ...own, "allow-overload": overload }, bpmnHelp, io);
  if (typeof read === "number") return read;
  const { bpmn = "", "allow-overload": allowOverload, ...rest } = read.values;
  return await simulateBpmn({ bpmn, allowOverload, ...rest }, io);
}
