import type { Estimate, Figures, Flow, FlowNode, Model, Person } from "@motcua/core/simulator";
import type { ReportMap, ReportMapEdge, ReportMapNode } from "./input.ts";

/** A map of a long procedure is 60 kB of the report. */
const mapsMaxByDefault = 4;

/** Maps of the procedures in which most time is waited, with what was counted at each step. @param mapsMax how many at most */
export function reportMaps(model: Model, figures: Figures, mapsMax = mapsMaxByDefault): readonly ReportMap[] {
  const roles = new Map(figures.people.map((person) => [person.id, person.utilisationShare.mean]));
  return model.flows
    .map((flow) => ({ flow, counted: figures.flows.find(({ id }) => id === flow.id) }))
    .sort((left, right) => waited(right.counted) - waited(left.counted))
    .slice(0, mapsMax)
    .map(({ flow, counted }) => mapOf(flow, counted, model.people, roles));
}

/** All the waiting of a procedure's dossiers. */
const waited = (flow: CountedFlow | undefined): number => (flow?.finished.mean ?? 0) * (flow?.waitingMs.mean.mean ?? 0);

type CountedFlow = Figures["flows"][number];
type CountedNode = CountedFlow["nodes"][number];

function mapOf(
  flow: Flow,
  counted: CountedFlow | undefined,
  people: readonly Person[],
  utilisation: ReadonlyMap<string, number | null>,
): ReportMap {
  const byNode = new Map(counted?.nodes.map((node) => [node.id, node]));
  const start = freeId(flow);
  const edges = [{ from: start, to: flow.start }, ...flow.nodes.flatMap(waysOf)];
  const known = countEdges(flow, edges, byNode, counted?.arrived.mean ?? undefined);
  return {
    id: flow.id,
    name: flow.name,
    nodes: [
      { id: start, name: "", kind: "start" },
      ...flow.nodes.map((node) => nodeOf(node, byNode.get(node.id), people, utilisation)),
    ],
    edges: known,
  };
}

function freeId({ nodes }: Flow): string {
  let id = "start";
  while (nodes.some((node) => node.id === id)) id = `${id}*`;
  return id;
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly share?: number;
}

/** Every way out of a node; those of one node to the same other are one. */
function waysOf(node: FlowNode): readonly Way[] {
  const from = node.id;
  switch (node.kind) {
    case "end":
      return [];
    case "parallel":
      return node.to.map((to) => ({ from, to }));
    case "race":
      return [...new Set(node.branches.map(({ to }) => to))].map((to) => ({ from, to }));
    case "choice":
    case "inclusive": {
      const shares = new Map<string, number>();
      for (const { to, share } of node.branches) shares.set(to, (shares.get(to) ?? 0) + share);
      const byData = node.branches.some(({ when }) => when !== undefined);
      return [...shares].map(([to, share]) => ({ from, to, ...(byData ? {} : { share }) }));
    }
    case "task": {
      const others = [node.onWithdraw, node.boundary?.to].filter((to) => to !== undefined && to !== node.next);
      return [...new Set([node.next, ...(others as readonly string[])])].map((to) => ({ from, to }));
    }
    default:
      return [{ from, to: node.next }];
  }
}

function nodeOf(
  node: FlowNode,
  counted: CountedNode | undefined,
  people: readonly Person[],
  utilisation: ReadonlyMap<string, number | null>,
): ReportMapNode {
  const base = { id: node.id, name: node.name, kind: node.kind };
  const count = mean(counted?.count);
  if (node.kind === "delay") {
    const spanMs = mean(counted?.spanMs.mean);
    return {
      ...base,
      ...(count === undefined ? {} : { count }),
      ...(spanMs === undefined ? {} : { waitingMs: spanMs }),
    };
  }
  if (node.kind !== "task") return base;
  const able = people.filter(({ skills }) => skills.includes(node.skill));
  const loads = able.flatMap(({ id }) => utilisation.get(id) ?? []);
  const waitingMs = mean(counted?.waitingMs.mean);
  const processingMs = mean(counted?.processingMs.mean);
  return {
    ...base,
    ...(able.length === 0 ? {} : { by: [...new Set(able.map(({ role }) => role))].join(", ") }),
    ...(count === undefined ? {} : { count }),
    ...(waitingMs === undefined ? {} : { waitingMs }),
    ...(processingMs === undefined ? {} : { processingMs }),
    ...(loads.length === 0 ? {} : { loadShare: loads.reduce((sum, load) => sum + load, 0) / loads.length }),
  };
}

const mean = (value: Estimate | undefined): number | undefined => value?.mean ?? undefined;

/** Steps are counted, ways are not: what is counted at their ends tells most of them, shares the rest. */
function countEdges(
  flow: Flow,
  ways: readonly Way[],
  counted: ReadonlyMap<string, CountedNode>,
  arrived: number | undefined,
): readonly ReportMapEdge[] {
  const kinds = new Map(flow.nodes.map((node) => [node.id, node.kind]));
  const counts: (number | undefined)[] = ways.map((_, i) => (i === 0 ? arrived : undefined));
  const estimated = ways.map(() => false);
  const into = (id: string): readonly number[] => ways.flatMap(({ to }, i) => (to === id ? [i] : []));
  const outOf = (id: string): readonly number[] => ways.flatMap(({ from }, i) => (from === id ? [i] : []));
  let changed = true;
  const set = (i: number, count: number, guessed = false): void => {
    if (counts[i] !== undefined) return;
    counts[i] = Math.max(0, count);
    estimated[i] = guessed;
    changed = true;
  };
  /** What passes a node, where that is known. */
  const through = (id: string): number | undefined => {
    const own = mean(counted.get(id)?.count);
    if (own !== undefined) return own;
    const known = into(id).map((i) => counts[i]);
    if (known.length === 0 || known.some((count) => count === undefined)) return undefined;
    const all = known as readonly number[];
    return kinds.get(id) === "join" ? Math.max(...all) : all.reduce((sum, count) => sum + count, 0);
  };
  const certain = (id: string): void => {
    const total = through(id);
    const incoming = into(id);
    if (total !== undefined && counted.has(id) && incoming.length === 1) set(incoming[0] ?? 0, total);
    const outgoing = outOf(id);
    const open = outgoing.filter((i) => counts[i] === undefined);
    if (total === undefined || open.length === 0) return;
    if (kinds.get(id) === "parallel") for (const i of open) set(i, total);
    else if (open.length === 1 && kinds.get(id) !== "inclusive")
      set(
        open[0] ?? 0,
        total - outgoing.reduce((sum, i) => sum + (counts[i] ?? 0), 0),
        outgoing.some((i) => estimated[i]),
      );
  };
  while (changed) {
    changed = false;
    for (const { id } of flow.nodes) certain(id);
    if (changed) continue;
    for (const [i, { from, share }] of ways.entries()) {
      const total = through(from);
      if (counts[i] !== undefined || total === undefined || share === undefined) continue;
      set(i, total * share, true);
      break;
    }
  }
  return ways.map(({ from, to, share }, i) => {
    const count = counts[i];
    const total = through(from);
    const seen =
      outOf(from).length > 1 && kinds.get(from) !== "parallel" && count !== undefined && total ? count / total : share;
    return {
      ...{ from, to },
      ...(count === undefined ? {} : { count }),
      ...(estimated[i] ? { estimated: true } : {}),
      ...(seen === undefined ? {} : { share: seen }),
    };
  });
}
