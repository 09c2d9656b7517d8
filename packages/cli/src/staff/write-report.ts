import type { ReportInput } from "@motcua/adapters/simulation-report";
import type { Scenario, StaffingAnswer, StaffingGoal } from "@motcua/core/simulator";
import { writeWhole } from "../write-whole.ts";

export interface StaffReport {
  readonly scenario: Scenario;
  /** The entries that were varied. */
  readonly entries: Scenario["staff"];
  /** The first is drawn. */
  readonly goal: StaffingGoal;
  readonly seed: number;
  readonly startAt: number;
  readonly answer: StaffingAnswer;
}

/** Every staffing that was tried and could be simulated, as one HTML file. */
export async function writeStaffReport(file: string, report: StaffReport): Promise<void> {
  const { renderReport } = await import("@motcua/adapters/simulation-report");
  const { scenario, entries, goal, seed, startAt, answer } = report;
  const tried = answer.tried.filter(({ values }) => values.length > 0);
  const chosen = answer.chosen === undefined ? -1 : tried.indexOf(answer.chosen);
  const input: ReportInput = {
    title: scenario.name,
    simulation: { seed, startAt },
    staffing: {
      target: { measure: goal.measure, is: goal.is, value: goal.value * goal.unit },
      tried: tried.map(({ counts, values, reached }) => {
        const [{ mean, sd, half95, n }] = values as [(typeof values)[number]];
        const times = (value: number | null): number | null => (value === null ? null : value * goal.unit);
        return {
          people: entries.map(({ id, name }, i) => ({
            role: id,
            ...(name === undefined ? {} : { name }),
            count: counts[i] ?? 0,
          })),
          value: { mean: times(mean), sd: times(sd), half95: times(half95), n },
          reached,
        };
      }),
      ...(chosen < 0 ? {} : { chosen }),
    },
  };
  await writeWhole(file, renderReport(input));
}
