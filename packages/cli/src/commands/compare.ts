import { basename } from "node:path";
import { type Comparison, comparePaired, type Simulated } from "@motcua/core/simulator";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { partOf, progressBar } from "../progress.ts";
import { comparedMeasures, comparisonText } from "../simulate/compare-text.ts";
import { unknownMeasures } from "../simulate/measure-names.ts";
import { readRun, runOptions, runOptionsHelp } from "../simulate/options.ts";
import { type Prepared, prepareScenario } from "../simulate/prepare.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { writeReport } from "../simulate/write-report.ts";

const { precision: _precision, log: _log, ...compareOptions } = runOptions;
const options = { ...compareOptions, measure: { type: "string", multiple: true } } as const;

const help = `motcua compare: một thay đổi đem lại gì / what a change brings

  motcua compare BASE VARIANT... [--replications N] [--seed S] [--threads N] [--measure PATH]... [--report out.html] [--json]

${runOptionsHelp.replace(/ {2}--precision[\s\S]*?(?= {2}--allow)/, "")}  --measure       số liệu khác, ghi như trong --json / other figures, written as in --json: flows/1.001193/cycleMs/p90
`;

/** Exit status: 0 compared, 1 a faulty scenario, 2 wrong use. */
export async function runCompare(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [base, ...variants] = positionals;
  if (base === undefined || variants.length === 0) {
    printFault(
      io,
      usageFault("cần kịch bản gốc và ít nhất một phương án", "a base scenario and at least one variant are required"),
    );
    return exitUsage;
  }
  const settings = readRun(values);
  if ("code" in settings) {
    printFault(io, settings);
    return exitUsage;
  }
  // All are looked at before the first runs: faults of the last are not told after an hour.
  const prepared: Prepared[] = [];
  for (const file of [base, ...variants]) {
    const one = await prepareScenario(file, settings.allowOverload, io);
    if (typeof one === "number") return one;
    prepared.push(one);
  }
  try {
    const simulated: Simulated[] = [];
    const { onProgress } = progressBar();
    for (const [i, one] of prepared.entries()) {
      const part = partOf(onProgress, i / prepared.length, (i + 1) / prepared.length);
      const ran = await runScenario(one, settings, part);
      if (typeof ran === "number") return ran;
      simulated.push(ran);
    }
    const [first, ...others] = simulated as [Simulated, ...Simulated[]];
    const measures = values.measure ?? comparedMeasures.map(({ measure }) => measure);
    const unknown = measures.filter((measure) => values.measure !== undefined && !first.values.has(measure));
    if (unknown.length > 0) {
      printFault(io, unknownMeasures(unknown, [...first.values.keys()]));
      return exitUsage;
    }
    const compared = others.map((other, i) => ({
      name: prepared[i + 1]?.scenario.name ?? "",
      comparisons: comparePaired(first.values, other.values, measures),
    }));
    const name = prepared[0]?.scenario.name ?? "";
    const { replications, seed } = settings;
    if (values.report !== undefined && prepared[0] !== undefined)
      await writeReport(values.report, {
        title: name,
        scenario: basename(base),
        seed,
        model: prepared[0].model,
        figures: first.figures,
        notes: prepared[0].scenario.notes ?? [],
        variants: compared,
      });
    io.stdout(
      values.json
        ? `${JSON.stringify({ base: name, seed, replications, variants: compared })}\n`
        : textOf(name, settings, compared),
    );
    return exitDone;
  } catch (error) {
    return failed(io, error);
  }
}

function textOf(
  base: string,
  { replications, seed }: { readonly replications: number; readonly seed: number },
  compared: readonly { readonly name: string; readonly comparisons: readonly Comparison[] }[],
): string {
  const heading =
    `${base}\n${replications} lần lặp, hạt giống ${seed}, cùng số ngẫu nhiên; ± là nửa khoảng tin cậy 95 % / ` +
    `${replications} replications, seed ${seed}, common random numbers; ± is half of the 95 % interval\n`;
  return [heading, ...compared.map(({ name, comparisons }) => comparisonText(name, comparisons))].join("\n");
}
