import type { Scenario, StaffingGoal, Tried } from "@motcua/core/simulator";
import { table } from "../simulate/numbers.ts";
import type { FoundStaff } from "./search.ts";

/** What programs read of the answer. */
export function staffDocument(
  { name }: Scenario,
  entries: Scenario["staff"],
  goals: readonly StaffingGoal[],
  seed: number,
  { answer: { chosen, best, tried, proof, bounds }, cutOffs }: FoundStaff,
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
    cutOff: cutOffs,
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

/** What people read of it. */
export function staffText({
  scenario,
  seed,
  target,
  now,
  chosen,
  best,
  proof,
  curve,
  tried,
  cutOff,
}: ReturnType<typeof staffDocument>): string {
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
  if (cutOff > 0)
    lines.push(
      `phương án không làm xong việc trước khi lịch hết, tính là không đạt: ${cutOff} / ` +
        `staffings that do not finish before the calendars end, and count as not reaching it: ${cutOff}`,
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
