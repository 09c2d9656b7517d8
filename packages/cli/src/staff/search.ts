import type { Fault } from "@motcua/core";
import { type Scenario, type StaffingAnswer, type StaffingGoal, staffingSearch } from "@motcua/core/simulator";
import { progressBar } from "../progress.ts";
import { StaffingOffice } from "./evaluate.ts";
import type { StaffingInput } from "./staffing-runs.ts";

export interface StaffSearch {
  readonly scenario: Scenario;
  /** Those that are varied. */
  readonly entries: Scenario["staff"];
  readonly goals: readonly StaffingGoal[];
  /** Most of each entry; absent: three times as many as now and two. */
  readonly max?: number;
  readonly replications: number;
  readonly seed: number;
  readonly threads: number;
}

export interface FoundStaff {
  readonly answer: StaffingAnswer;
  /** Staffings that count as not reaching it, for the calendars end before their work does. */
  readonly cutOffs: number;
  /** That this is so with the most people too. */
  readonly cutOff?: Fault;
}

/** Searches on as many threads as asked for; the answer is the same with any number. */
export async function searchStaff(search: StaffSearch): Promise<FoundStaff> {
  const { scenario, entries, goals, max, replications, seed, threads } = search;
  const input: StaffingInput = { scenario, entries: entries.map(({ id }) => id), seed };
  const { onProgress } = progressBar();
  const shown = (share: number, staffing: number): void =>
    onProgress?.(share, `phương án ${staffing} / staffing ${staffing}`);
  const pool = threads === 1 ? undefined : await openPool(input, threads);
  try {
    const office = new StaffingOffice(input, pool, shown);
    const asking = staffingSearch({
      goals,
      least: entries.map(() => 0),
      most: entries.map(({ count = 1 }) => max ?? 3 * count + 2),
      replicationsMin: Math.min(5, replications),
      replicationsMax: replications,
    });
    let step = asking.next();
    while (step.done !== true) step = asking.next(await office.answer(step.value, goals));
    const answer = step.value;
    const cutOff = answer.chosen === undefined ? office.cutOff(answer.best.counts) : undefined;
    return { answer, cutOffs: office.cutOffs, ...(cutOff === undefined ? {} : { cutOff }) };
  } finally {
    await pool?.close();
  }
}

async function openPool(input: StaffingInput, threads: number) {
  const { ThreadPool } = await import("@motcua/adapters/threads");
  const file = import.meta.url.endsWith(".ts") ? "./staffing-runs.ts" : "./staffing-runs.js";
  const module = new URL(file, import.meta.url).href;
  return new ThreadPool({ module, function: "staffingUnits", input }, threads);
}
