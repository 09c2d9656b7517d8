import { Graph, layout } from "@dagrejs/dagre";
import type { ReportMap, ReportMapEdge, ReportMapNode } from "./input.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface PlacedNode extends Point {
  readonly node: ReportMapNode;
  readonly width: number;
  readonly height: number;
}
export interface PlacedEdge {
  readonly edge: ReportMapEdge;
  readonly points: readonly Point[];
  /** Middle of its label. */
  readonly label?: Point;
}
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export type MapDirection = "across" | "down";

const sizes = {
  task: { width: 184, height: 74 },
  delay: { width: 184, height: 58 },
  small: { width: 30, height: 30 },
  /** A sign with its name below it, or beside it. */
  namedAcross: { width: 104, height: 58 },
  namedDown: { width: 190, height: 32 },
} as const;

const hasRoomForName = ({ kind, name }: ReportMapNode): boolean =>
  name !== "" && kind !== "start" && kind !== "parallel" && kind !== "join";

/** A gateway whose name says something gets room for it. */
export function sizeOf(
  node: ReportMapNode,
  direction: MapDirection,
): { readonly width: number; readonly height: number } {
  if (node.kind === "task") return sizes.task;
  if (node.kind === "delay") return sizes.delay;
  if (!hasRoomForName(node)) return sizes.small;
  return direction === "across" ? sizes.namedAcross : sizes.namedDown;
}

/** Middle of the sign of a node that is no box. */
export const signOf = ({ node, x, y, height }: PlacedNode, direction: MapDirection): Point => ({
  x,
  y: hasRoomForName(node) && direction === "across" ? y - height / 2 + 16 : y,
});

/** Ways end at the sign, not at the room kept for its name. */
function toSign(
  points: readonly Point[],
  end: "first" | "last",
  node: PlacedNode,
  direction: MapDirection,
): readonly Point[] {
  const { kind } = node.node;
  if (kind === "task" || kind === "delay") return points;
  const inner = end === "first" ? points.slice(1) : points.slice(0, -1);
  const near = end === "first" ? inner[0] : inner[inner.length - 1];
  if (near === undefined) return points;
  const sign = signOf(node, direction);
  const length = Math.hypot(near.x - sign.x, near.y - sign.y) || 1;
  const away = kind === "start" || kind === "end" ? 13 : 15;
  const at = { x: sign.x + ((near.x - sign.x) * away) / length, y: sign.y + ((near.y - sign.y) * away) / length };
  return end === "first" ? [at, ...inner] : [...inner, at];
}

/** Layers from start to end; the ways that most dossiers take run straightest. Edges to nodes that are not there are left
 *  out. */
export function layOut(map: ReportMap, direction: MapDirection): MapLayout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === "across" ? "LR" : "TB",
    nodesep: direction === "across" ? 22 : 26,
    ranksep: direction === "across" ? 34 : 26,
    edgesep: 14,
    marginx: 10,
    marginy: 10,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Map(map.nodes.map((node) => [node.id, node]));
  for (const node of map.nodes) graph.setNode(node.id, { ...sizeOf(node, direction) });
  const edges = map.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const most = Math.max(1, ...edges.map(({ count }) => count ?? 0));
  edges.forEach((edge, i) => {
    const labelled = edge.share !== undefined || edge.count !== undefined;
    const weight = 1 + Math.round((9 * (edge.count ?? 0)) / most);
    const label = labelled ? { width: edge.share === undefined ? 48 : 92, height: 16, labelpos: "c" as const } : {};
    graph.setEdge(edge.from, edge.to, { weight, minlen: 1, ...label }, String(i));
  });
  layout(graph);
  const nodes = new Map(
    map.nodes.map((node): readonly [string, PlacedNode] => [
      node.id,
      { node, ...sizeOf(node, direction), ...pointOf(graph.node(node.id)) },
    ]),
  );
  const ends = (edge: ReportMapEdge, points: readonly Point[]): readonly Point[] => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    const begun = from === undefined ? points : toSign(points, "first", from, direction);
    return to === undefined ? begun : toSign(begun, "last", to, direction);
  };
  const whole = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    width: Math.ceil(whole.width ?? 0),
    height: Math.ceil(whole.height ?? 0),
    nodes: [...nodes.values()],
    edges: edges.map((edge, i) => {
      const placed = graph.edge({ v: edge.from, w: edge.to, name: String(i) }) as {
        readonly points?: readonly Point[];
        readonly x?: number;
        readonly y?: number;
      };
      const at = placed.x === undefined || placed.y === undefined ? {} : { label: { x: placed.x, y: placed.y } };
      return { edge, points: ends(edge, (placed.points ?? []).map(pointOf)), ...at };
    }),
  };
}

const pointOf = (placed: unknown): Point => {
  const { x = 0, y = 0 } = placed as { readonly x?: number; readonly y?: number };
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
};
