import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readBpmnModel } from "@motcua/adapters/bpmn";
import type { EpochMs } from "@motcua/core";
import { compileModel, type Figures, FiguresCollector, runUnit } from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import type { BpmnStatistics } from "../../packages/cli/src/simulate/bpmn-statistics.ts";

// Two small procedures run by two public simulators, each with its own conventions (tests/fixtures/simulation/README.md).

const folder = fileURLToPath(new URL("../fixtures/simulation/", import.meta.url));
interface Reference {
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
}
const referenceOf = (name: string): { readonly [statistic: string]: Reference } =>
  JSON.parse(readFileSync(`${folder}expected/${name}.json`, "utf8")).statistics;

const replications = 30;
async function simulate(name: string, preset: "prosimos" | "bimp"): Promise<BpmnStatistics> {
  const [written, errors]: [string[], string[]] = [[], []];
  const io = { stdout: (text: string) => void written.push(text), stderr: (text: string) => void errors.push(text) };
  const files = ["--bpmn", `${folder}cases/${name}.bpmn`, "--params", `${folder}cases/${name}.json`];
  const size = ["--replications", String(replications), "--cases", "2000", "--start", "2026-01-05T09:00:00Z"];
  const status = await runSimulate([...files, ...size, "--preset", preset, "--seed", "11", "--json"], io);
  expect({ status, errors }).toEqual({ status: 0, errors: [] });
  return JSON.parse(written.join("")) as BpmnStatistics;
}

interface Measured {
  readonly mean: number | null;
  readonly sd: number | null;
}
/** Both sides are means over replications: apart by no more than 3.3 standard errors of their difference. */
function near(what: string, { mean, sd }: Measured, reference: Reference | undefined): void {
  if (reference === undefined || mean === null || sd === null) throw new Error(`nothing to compare for ${what}`);
  const errors = Math.sqrt(reference.sd ** 2 / reference.n + sd ** 2 / replications);
  expect(Math.abs(mean - reference.mean) / errors, `${what}: ${mean}, expected ${reference.mean}`).toBeLessThanOrEqual(
    3.3,
  );
}

describe.each([
  ["c1-office-hours", 4800],
  ["x1-rework-loop", 6200],
])("%s", (name, workSeconds) => {
  it("comes out as Prosimos has it, with its conventions", async () => {
    const { statistics, cases, events } = await simulate(name, "prosimos");
    const reference = referenceOf(`${name}.a`);
    expect(cases).toBe(replications * 2000);
    expect(events).toBeGreaterThan(cases);
    near("cycle mean", statistics.cycleTimeSeconds.mean, reference.cycle_mean);
    near("cycle p50", statistics.cycleTimeSeconds.p50, reference.cycle_p50);
    near("cycle p90", statistics.cycleTimeSeconds.p90, reference.cycle_p90);
    near("waiting", statistics.waitingTimeSeconds.mean, reference.wait_per_case_mean);
    near("utilisation", statistics.utilisation.mean, reference.utilisation_all);
    near("cost", statistics.costPerCase.mean, reference.cost_per_case_mean);
    for (const [task, { waitingTimeSeconds, spanSeconds, countPerCase }] of Object.entries(statistics.tasks)) {
      near(`waiting of ${task}`, waitingTimeSeconds.mean, reference[`task:${task}:wait_mean`]);
      near(`span of ${task}`, spanSeconds.mean, reference[`task:${task}:span_mean`]);
      const { mean, half95 } = countPerCase.mean;
      const exact = { Check: name.startsWith("x1") ? 4 / 3 : 1, "Request info": 1 / 3 }[task] ?? 1;
      // 99.9 % instead of 95 %.
      expect(Math.abs((mean ?? 0) - exact), `count of ${task}`).toBeLessThanOrEqual(1.8 * (half95 ?? 0));
    }
    const { mean, half95 } = statistics.processingTimeSeconds.mean;
    expect(Math.abs((mean ?? 0) - workSeconds)).toBeLessThanOrEqual(1.8 * (half95 ?? 0));
  });

  it("comes out as BIMP has it, with its conventions", async () => {
    const { statistics } = await simulate(name, "bimp");
    const reference = referenceOf(`${name}.b`);
    near("cycle mean", statistics.cycleTimeSeconds.mean, reference.cycle_mean);
    near("cost", statistics.costPerCase.mean, reference.cost_per_case_mean);
    const figures = await figuresOf(name);
    // Closed hours are counted apart there.
    near("waiting", inSeconds(figures.whole.waitingOnShiftMs?.mean), reference.process_waiting_mean);
    // Printed there as a whole number of percent.
    for (const { name: pool, utilisationShare } of figures.roles) {
      const percent = reference[`pool:${pool}:utilisation_percent_integer`]?.mean ?? Number.NaN;
      expect(Math.abs(100 * (utilisationShare.mean ?? 0) - percent), `utilisation of ${pool}`).toBeLessThanOrEqual(1);
    }
  });
});

const inSeconds = (estimate: Measured | undefined): Measured => ({
  mean: (estimate?.mean ?? Number.NaN) / 1000,
  sd: (estimate?.sd ?? Number.NaN) / 1000,
});

/** Figures that the command does not print. */
async function figuresOf(name: string): Promise<Figures> {
  const [bpmn, params] = ["bpmn", "json"].map((kind) => readFileSync(`${folder}cases/${name}.${kind}`, "utf8"));
  const startAt = Date.parse("2026-01-05T09:00:00Z") as EpochMs;
  const made = await readBpmnModel(bpmn ?? "", JSON.parse(params ?? ""), { preset: "bimp", cases: 2000, startAt });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const compiled = compileModel(made.value.model);
  const collector = new FiguresCollector(made.value.model);
  for (let replication = 0; replication < replications; replication += 1)
    collector.add(runUnit(compiled, { seed: 11, replication, office: 0 }));
  return collector.figures();
}
