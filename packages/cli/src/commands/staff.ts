import { epochDayOf, instantAt } from "@motcua/core";
import {
  parseTarget,
  type Scenario,
  type StaffingAnswer,
  type StaffingGoal,
  staffingSearch,
  type Tried,
} from "@motcua/core/simulator";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { table } from "../simulate/numbers.ts";
import { readRun } from "../simulate/options.ts";
import { readScenario } from "../simulate/prepare.ts";
import { vietnamSources } from "../simulate/sources.ts";
import { StaffingOffice } from "../staff/evaluate.ts";
import { writeStaffReport } from "../staff/write-report.ts";

const help = `motcua staff: cần ít nhất bao nhiêu người / the least people that reach a target

  motcua staff SCENARIO --target 'onTime>=0.99' [--roles A,B] [--max N] [--replications 40] [--seed 1] [--json]
              [--report FILE.html]

  --target        onTime, nationalOnTime, waitingDays, utilisation, apologies; >= hoặc/or <=; nối bằng/joined by &&
  --roles         chỉ đổi số người của các dòng hoặc vai trò này / only these entries or roles of the staff may change
  --max           nhiều nhất mỗi dòng / the most of each entry; mặc định/default 3 × số hiện có/present + 2
  --replications  nhiều nhất mỗi phương án / the most for each staffing
`;

const options = {
  target: { type: "string" },
  roles: { type: "string" },
  max: { type: "string" },
  replications: { type: "string", default: "40" },
  seed: { type: "string", default: "1" },
  json: { type: "boolean" },
  report: { type: "string" },
} as const;

const countMax = 500;

/** Exit status: 0 found, 1 the target cannot be reached or the scenario is faulty, 2 wrong use. */
export async function runStaff(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [file, ...more] = positionals;
  const wrong = (vi: string, en: string): number => {
    printFault(io, usageFault(vi, en));
    return exitUsage;
  };
  if (file === undefined || more.length > 0)
    return wrong("cần đúng một tệp kịch bản", "exactly one scenario file is required");
  if (values.target === undefined) return wrong("thiếu --target", "--target is required");
  const goals = parseTarget(values.target);
  if (!goals.ok) return wrong(goals.error.text.vi, goals.error.text.en);
  const settings = readRun({ ...values, threads: "1" });
  if ("code" in settings) {
    printFault(io, settings);
    return exitUsage;
  }
  const max = values.max === undefined ? undefined : Number(values.max);
  if (max !== undefined && !(Number.isInteger(max) && max >= 1 && max <= countMax))
    return wrong(`--max từ 1 đến ${countMax}`, `--max is 1 to ${countMax}`);
  const scenario = await readScenario(file, io);
  if (typeof scenario === "number") return scenario;
  const asked = values.roles?.split(",").map((role) => role.trim());
  const entries = scenario.scenario.staff.filter(
    ({ id, roles }) => asked === undefined || asked.includes(id) || roles.some((role) => asked.includes(role)),
  );
  if (entries.length === 0) return wrong("--roles không chọn được ai", "--roles names nobody of the staff");
  try {
    const most = entries.map(({ count = 1 }) => Math.max(count, max ?? 3 * count + 2));
    const office = new StaffingOffice(scenario.scenario, vietnamSources(), ids(entries), settings.seed);
    const { replications } = settings;
    const search = staffingSearch({
      goals: goals.value,
      least: entries.map(() => 0),
      most: max === undefined ? most : entries.map(() => max),
      replicationsMin: Math.min(5, replications),
      replicationsMax: replications,
    });
    let step = search.next();
    while (step.done !== true) step = search.next(office.answer(step.value, goals.value));
    const [goal] = goals.value;
    if (values.report !== undefined && goal !== undefined)
      await writeStaffReport(values.report, {
        ...{ scenario: scenario.scenario, entries, goal, seed: settings.seed, answer: step.value },
        startAt: instantAt(epochDayOf(scenario.scenario.start), 0),
      });
    const document = documentOf(scenario.scenario, entries, goals.value, settings.seed, step.value);
    io.stdout(values.json ? `${JSON.stringify(document)}\n` : textOf(document));
    return document.chosen === null ? exitRefused : exitDone;
  } catch (error) {
    return failed(io, error);
  }
}

const ids = (entries: Scenario["staff"]): readonly string[] => entries.map(({ id }) => id);

function documentOf(
  { name }: Scenario,
  entries: Scenario["staff"],
  goals: readonly StaffingGoal[],
  seed: number,
  { chosen, best, tried, proof, bounds }: StaffingAnswer,
) {
  const shown = ({ counts, reached, probability, values }: Tried) => ({
    people: Object.fromEntries(entries.map(({ id }, i) => [id, counts[i] ?? 0])),
    total: counts.reduce((sum, count) => sum + count, 0),
    costPerHour: entries.reduce((sum, { costPerHour = 0 }, i) => sum + costPerHour * (counts[i] ?? 0), 0),
    reached,
    confidence: Number(probability.toFixed(4)),
    values: Object.fromEntries(goals.map((goal, i) => [goal.name, values[i] ?? null])),
  });
  return {
    scenario: name,
    seed,
    target: goals.map(({ name: goal, is, value }) => `${goal} ${is === "at-least" ? ">=" : "<="} ${value}`),
    now: Object.fromEntries(entries.map(({ id, count = 1 }) => [id, count])),
    chosen: chosen === undefined ? null : shown(chosen),
    best: shown(best),
    proof,
    bounds: Object.fromEntries(entries.map(({ id }, i) => [id, bounds[i] ?? 0])),
    curve: curveOf(tried).map(shown),
    tried: tried.length,
  };
}

/** The best of every number of people that was tried. */
function curveOf(tried: readonly Tried[]): readonly Tried[] {
  const best = new Map<number, Tried>();
  for (const one of tried) {
    const total = one.counts.reduce((sum, count) => sum + count, 0);
    const known = best.get(total);
    if (one.values.length > 0 && (known === undefined || one.margin > known.margin)) best.set(total, one);
  }
  return [...best].sort(([a], [b]) => a - b).map(([, one]) => one);
}

function textOf({
  scenario,
  seed,
  target,
  now,
  chosen,
  best,
  proof,
  curve,
  tried,
}: ReturnType<typeof documentOf>): string {
  const people = (counts: { readonly [id: string]: number }): string =>
    Object.entries(counts)
      .map(([id, count]) => `${id} ${count}`)
      .join(", ");
  const lines = [
    `${scenario}: ${target.join(" && ")}`,
    `hạt giống ${seed}, đã thử ${tried} phương án / seed ${seed}, ${tried} staffings tried`,
    `hiện có / now: ${people(now)}`,
  ];
  if (chosen === null)
    lines.push(
      `không đạt được chỉ bằng thêm người: kể cả với ${people(best.people)} / ` +
        `cannot be reached by people alone: not even with ${people(best.people)}`,
    );
  else
    lines.push(
      `ít nhất / the least: ${people(chosen.people)}; tổng / total ${chosen.total}; ` +
        `chắc / sure ${(chosen.confidence * 100).toFixed(1)} %`,
      proof === "least"
        ? "ít người hơn thì không đạt / no fewer people reach it"
        : "không bớt được ai trong số này / nobody of these can be spared",
    );
  const names = Object.keys(best.values);
  const rows = curve.map((one) => [
    String(one.total),
    people(one.people),
    ...names.map((name) => {
      const value = one.values[name];
      return value?.mean == null
        ? "-"
        : `${value.mean.toFixed(4)}${value.half95 === null ? "" : ` ± ${value.half95.toFixed(4)}`}`;
    }),
    one.reached ? "✓" : "",
  ]);
  return `${lines.join("\n")}\n\n${table([["người / people", "ở đâu / where", ...names, ""], ...rows])}\n`;
}
