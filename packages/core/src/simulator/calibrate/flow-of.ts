import type { ScenarioFlow, ScenarioNode, Spread } from "../scenario/types.ts";
import type { Fit } from "./fit.ts";
import { sharesOf, spreadOf } from "./spread-of.ts";
import type { FoundWaiting } from "./waiting.ts";
import { endKey, type FoundWays, type Stage, startKey } from "./ways.ts";
import type { FoundWork } from "./work.ts";

export interface FlowParts {
  readonly work: ReadonlyMap<string, FoundWork>;
  readonly waiting: ReadonlyMap<string, FoundWaiting>;
  /** Activities that nobody of the staff does: they take their time by themselves. */
  readonly unattended: ReadonlySet<string>;
  readonly costs: ReadonlyMap<string, number>;
  /** Opening time of the office, or elapsed time where the log shows no hours. */
  readonly waitUnit: WaitUnit;
}
export type WaitUnit = "working-hour" | "hour";

/** Waits of fewer than this share, or of all but so few, are for all or for none. */
const almostAll = 0.98;

/** The flow of dossiers as found: a choice by share after every stage, extraneous waiting before an activity. Every node has
 *  the name of its activity, so that the log of a simulation has the names of the log. */
export function flowOf(ways: FoundWays, parts: FlowParts): ScenarioFlow {
  const nodes: ScenarioNode[] = [];
  const used = new Set<string>(["end"]);
  const idFor = (wanted: string): string => {
    let id = wanted;
    for (let number = 2; used.has(id); number += 1) id = `${wanted} #${number}`;
    used.add(id);
    return id;
  };
  // Entries first: stages name one another. Those with the plainest form take the plain ids.
  const plan = [...ways.stages].sort((a, b) => sizeOf(a) - sizeOf(b) || (a.key < b.key ? -1 : 1));
  const entries = new Map<string, string>();
  const tasks = new Map<string, readonly (readonly Planned[])[]>();
  for (const stage of plan) {
    const chains = stage.chains.map((chain) => chain.map((activity) => planned(activity, parts, idFor)));
    tasks.set(stage.key, chains);
    entries.set(stage.key, chains.length === 1 ? (chains[0]?.[0]?.entry ?? "end") : idFor(`${nameOf(stage)} +`));
  }
  const choice = (before: string, id: string): string => nextOf(ways, before, entries, idFor, id, nodes);
  const start = choice(startKey, "start?");
  for (const stage of plan) {
    const chains = tasks.get(stage.key) ?? [];
    const after = choice(stage.key, `${nameOf(stage)}?`);
    if (chains.length === 1) {
      addChain(nodes, chains[0] ?? [], after, parts);
      continue;
    }
    const join = idFor(`${nameOf(stage)} =`);
    const to = chains.map((chain) => chain[0]?.entry ?? join);
    nodes.push({ kind: "parallel", id: entries.get(stage.key) ?? join, to });
    for (const chain of chains) addChain(nodes, chain, join, parts);
    nodes.push({ kind: "join", id: join, of: "parallel", next: after });
  }
  nodes.push({ kind: "end", id: "end" });
  return { start, nodes };
}

interface Planned {
  readonly activity: string;
  readonly id: string;
  /** Where one comes in: the task, the wait before it, or the choice whether to wait. */
  readonly entry: string;
  readonly wait: string | undefined;
}

const sizeOf = ({ chains }: Stage): number => chains.flat().length;
const nameOf = ({ chains }: Stage): string => chains.map((chain) => chain.join(" > ")).join(" | ");

function planned(activity: string, { waiting }: FlowParts, idFor: (wanted: string) => string): Planned {
  const id = idFor(activity);
  const found = waiting.get(activity);
  if (found === undefined) return { activity, id, entry: id, wait: undefined };
  const wait = idFor(`${id} ~wait`);
  return { activity, id, entry: found.share >= almostAll ? wait : idFor(`${id} ~wait?`), wait };
}

function addChain(nodes: ScenarioNode[], chain: readonly Planned[], after: string, parts: FlowParts): void {
  chain.forEach(({ activity, id, entry, wait }, i) => {
    const next = chain[i + 1]?.entry ?? after;
    const found = parts.waiting.get(activity);
    if (found !== undefined && wait !== undefined) {
      const all = entry === wait;
      const [share = 0, rest = 0] = sharesOf([found.share, 1 - found.share]);
      if (!all)
        nodes.push({
          kind: "choice",
          id: entry,
          branches: [
            { to: wait, share },
            { to: id, share: rest },
          ],
        });
      nodes.push({
        kind: "delay",
        id: wait,
        name: `${activity} (chờ)`,
        next: id,
        wait: spreadOf((all ? found.all : found.wait).distribution, parts.waitUnit),
      });
    }
    nodes.push(nodeOf(activity, id, next, parts));
  });
}

function nodeOf(activity: string, id: string, next: string, parts: FlowParts): ScenarioNode {
  const work = parts.work.get(activity);
  const spread = (fit: Fit): Spread => spreadOf(fit.distribution, "minute");
  const all: Spread = work === undefined ? { kind: "fixed", value: 0, unit: "minute" } : spread(work.all);
  if (parts.unattended.has(activity)) return { kind: "delay", id, name: activity, next, wait: all };
  const byPerson = Object.fromEntries([...(work?.byPerson ?? [])].map(([person, fit]) => [person, spread(fit)]));
  const fixedCost = parts.costs.get(activity);
  return {
    kind: "task",
    id,
    name: activity,
    next,
    skill: activity,
    work: all,
    ...(Object.keys(byPerson).length === 0 ? {} : { byPerson }),
    ...(fixedCost === undefined ? {} : { fixedCost }),
  };
}

/** Where to go from a stage: the only way, or a choice. */
function nextOf(
  { next }: FoundWays,
  before: string,
  entries: ReadonlyMap<string, string>,
  idFor: (wanted: string) => string,
  wanted: string,
  nodes: ScenarioNode[],
): string {
  const counts = [...(next.get(before) ?? new Map([[endKey, 1]]))].sort(
    (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1),
  );
  const to = (key: string): string => (key === endKey ? "end" : (entries.get(key) ?? "end"));
  const [only] = counts;
  if (counts.length === 1 && only !== undefined) return to(only[0]);
  const shares = sharesOf(counts.map(([, count]) => count));
  const id = idFor(wanted);
  nodes.push({ kind: "choice", id, branches: counts.map(([key], i) => ({ to: to(key), share: shares[i] ?? 0 })) });
  return id;
}
