import {
  compileModel,
  type Model,
  runUnit,
  Tally,
  type TallyData,
  type UnitData,
  type UnitResult,
  unitFromData,
  unitToData,
  type WorkSink,
} from "@motcua/core/simulator";
import { progressBar } from "../progress.ts";

export interface BpmnRunInput {
  readonly model: Model;
  readonly seed: number;
  /** Keep working time by hour of the week, for a report. */
  readonly byHour: boolean;
}

/** A replication as a thread sends it. */
interface BpmnRunData {
  readonly unit: UnitData;
  readonly spans: readonly (TallyData | undefined)[];
}

/** One replication: what was counted, and by place in the flow how long work took from its begin to its end. */
export interface BpmnRun {
  readonly unit: UnitResult;
  readonly spans: readonly (Tally | undefined)[];
}

/** What runs a replication: here, or in a thread of its own. */
export function bpmnReplications({ model, seed, byHour }: BpmnRunInput): (replication: number) => BpmnRunData {
  const compiled = compileModel(model);
  return (replication) => {
    const spans = model.flows[0]?.nodes.map(({ kind }) => (kind === "task" ? new Tally() : undefined)) ?? [];
    const sink: WorkSink = {
      work: (_dossier, _flow, node, _person, _enabledAt, startAt, endAt) => spans[node]?.add(endAt - startAt),
      begin: () => {},
      end: () => {},
    };
    const unit = runUnit(compiled, { seed, replication, office: 0, byHour, sink });
    return { unit: unitToData(unit), spans: spans.map((tally) => tally?.toData()) };
  };
}

/** Runs all replications and gives them away in their order: the same with any number of threads. */
export async function runBpmn(
  input: BpmnRunInput,
  { replications, threads }: { readonly replications: number; readonly threads: number },
  take: (run: BpmnRun) => void,
): Promise<void> {
  const { onProgress } = progressBar();
  const taken = ({ unit, spans }: BpmnRunData, replication: number): undefined => {
    take({ unit: unitFromData(unit), spans: spans.map((data) => data && Tally.of(data)) });
    onProgress?.((replication + 1) / replications);
  };
  if (threads === 1) {
    const run = bpmnReplications(input);
    for (let replication = 0; replication < replications; replication += 1) taken(run(replication), replication);
    return;
  }
  const { ThreadPool } = await import("@motcua/adapters/threads");
  const fromSource = import.meta.url.endsWith(".ts");
  const module = new URL(fromSource ? "./bpmn-runs.ts" : "./bpmn-runs.js", import.meta.url).href;
  const pool = new ThreadPool({ module, function: "bpmnReplications", input }, Math.min(threads, replications));
  try {
    await pool.askInOrder(
      replications,
      (replication) => replication,
      (answer, replication) => taken(answer as BpmnRunData, replication),
    );
  } finally {
    await pool.close();
  }
}
