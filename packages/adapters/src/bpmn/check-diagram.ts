import type { Diagram, DiagramFlow, DiagramNode } from "./diagram.ts";
import { type FaultList, inDiagram } from "./faults.ts";

/** Faults of the graph alone: no start, dead ends, what is never reached. */
export function checkDiagram(diagram: Diagram, faults: FaultList): void {
  const nodes = [...diagram.nodes.values()];
  checkStarts(nodes, faults);
  for (const node of nodes) {
    const shown = `${JSON.stringify(node.name)} (${node.id})`;
    if (node.kind !== "end" && node.outgoing.length === 0)
      faults.add(
        "bpmn.dead_end",
        `${shown} không dẫn tới đâu và không phải là kết thúc`,
        `${shown} leads nowhere and is no end`,
        inDiagram(node.id),
      );
    if (node.kind === "end" && node.outgoing.length > 0)
      faults.add(
        "bpmn.malformed",
        `kết thúc ${shown} có luồng đi ra`,
        `end ${shown} has a way out`,
        inDiagram(node.id),
      );
  }
  const starts = nodes.filter(({ kind }) => kind === "start");
  const reached = reach(diagram, starts, () => true);
  if (starts.length === 0) return;
  for (const node of nodes)
    if (!reached.has(node.id))
      faults.add(
        "bpmn.unreachable",
        `không bao giờ tới ${JSON.stringify(node.name)} (${node.id})`,
        `${JSON.stringify(node.name)} (${node.id}) is never reached from the start`,
        inDiagram(node.id),
      );
}

function checkStarts(nodes: readonly DiagramNode[], faults: FaultList): void {
  const starts = nodes.filter(({ kind }) => kind === "start");
  if (starts.length === 0)
    faults.add("bpmn.no_start", "quy trình không có sự kiện bắt đầu", "the process has no start event", "bpmn:");
  for (const start of starts)
    if (start.incoming.length > 0)
      faults.add(
        "bpmn.malformed",
        `có luồng dẫn vào sự kiện bắt đầu ${start.id}`,
        `a flow leads into start event ${start.id}`,
        inDiagram(start.id),
      );
  // Which of several starts begins a case is said nowhere, so they must mean the same.
  const first = starts.map(({ outgoing }) =>
    outgoing
      .map(({ to }) => to)
      .sort()
      .join(" "),
  );
  if (new Set(first).size > 1)
    for (const start of starts)
      faults.add(
        "bpmn.unsupported",
        `không hỗ trợ nhiều sự kiện bắt đầu dẫn tới các bước khác nhau: ${start.id}`,
        `StartEvent ${JSON.stringify(start.name)} (${start.id}) is not supported: several start events lead to different steps`,
        inDiagram(start.id),
      );
}

/** Nodes from which no case can ever end. @param open whether a way is ever taken */
export function checkWayOut(diagram: Diagram, open: (flow: DiagramFlow) => boolean, faults: FaultList): void {
  const nodes = [...diagram.nodes.values()];
  const reached = reach(
    diagram,
    nodes.filter(({ kind }) => kind === "start"),
    open,
  );
  const before = new Map<string, string[]>();
  for (const node of nodes)
    for (const next of nextOf(node, open)) before.set(next, [...(before.get(next) ?? []), node.id]);
  // Behind a dead end, which has been named, nothing more is said.
  const ends = nodes.filter(({ kind, outgoing }) => kind === "end" || outgoing.length === 0).map(({ id }) => id);
  const ending = new Set(ends);
  for (const id of ending) for (const previous of before.get(id) ?? []) ending.add(previous);
  for (const { id, name } of nodes)
    if (reached.has(id) && !ending.has(id))
      faults.add(
        "bpmn.no_way_out",
        `từ ${JSON.stringify(name)} (${id}) không có đường tới kết thúc`,
        `from ${JSON.stringify(name)} (${id}) no way leads to an end`,
        inDiagram(id),
      );
}

const nextOf = (node: DiagramNode, open: (flow: DiagramFlow) => boolean): readonly string[] => [
  ...node.outgoing.filter(open).map(({ to }) => to),
  ...(node.boundary === undefined ? [] : [node.boundary]),
];

function reach(
  diagram: Diagram,
  from: readonly DiagramNode[],
  open: (flow: DiagramFlow) => boolean,
): ReadonlySet<string> {
  const reached = new Set(from.map(({ id }) => id));
  // A set that grows while it is walked: a breadth-first search.
  for (const id of reached) {
    const node = diagram.nodes.get(id);
    if (node !== undefined) for (const next of nextOf(node, open)) reached.add(next);
  }
  return reached;
}
