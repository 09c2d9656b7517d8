import type { Concurrency, Trace, Visit } from "./traces.ts";

/** What a dossier does next: one activity, or several chains of activities side by side. */
export interface Stage {
  readonly key: string;
  readonly chains: readonly (readonly string[])[];
}
/** The ways that dossiers of one procedure take, stage by stage. */
export interface FoundWays {
  readonly stages: readonly Stage[];
  /** By key of the stage before (`start` for the first): how often each stage came next; `end` for none. */
  readonly next: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly traces: number;
}

export const startKey = "start";
export const endKey = "end";

/** Directly-follows with counts: where a dossier goes hangs on where it is. */
export function findWays(traces: readonly Trace[], concurrency: Concurrency): FoundWays {
  const stages = new Map<string, Stage>();
  const next = new Map<string, Map<string, number>>();
  for (const { visits } of traces) {
    let before = startKey;
    const pass = (key: string): void => {
      const counts = next.get(before) ?? new Map<string, number>();
      counts.set(key, (counts.get(key) ?? 0) + 1);
      next.set(before, counts);
      before = key;
    };
    for (const stage of stagesOf(visits, concurrency)) {
      stages.set(stage.key, stage);
      pass(stage.key);
    }
    pass(endKey);
  }
  return { stages: [...stages.values()], next, traces: traces.length };
}

/** Visits of activities that go on at the same time are one stage. @param visits by start */
export function stagesOf(visits: readonly Visit[], { areConcurrent }: Concurrency): readonly Stage[] {
  const stages: Stage[] = [];
  let run: string[] = [];
  const close = (): void => {
    if (run.length > 0) stages.push(stageOf(run, areConcurrent));
    run = [];
  };
  for (const { activity } of visits) {
    const belongs = run.length > 0 && !run.includes(activity) && run.some((other) => areConcurrent(other, activity));
    if (!belongs) close();
    run.push(activity);
  }
  close();
  return stages;
}

/** Activities of a stage that are never done at the same time stand in a row. */
function stageOf(run: readonly string[], areConcurrent: Concurrency["areConcurrent"]): Stage {
  const chains: string[][] = [];
  for (const activity of run) {
    const chain = chains.find((members) => members.every((member) => !areConcurrent(member, activity)));
    if (chain === undefined) chains.push([activity]);
    else chain.push(activity);
  }
  chains.sort((a, b) => (a.join("\u0000") < b.join("\u0000") ? -1 : 1));
  return { key: JSON.stringify(chains), chains };
}
