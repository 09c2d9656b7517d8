import type { Diagram, DiagramNode } from "./diagram.ts";
import { type FaultList, inDiagram, inParameters } from "./faults.ts";
import type { Parameters } from "./parameters.ts";
import type { Rules } from "./rules.ts";

/** Ways out of a gateway: how often each is taken, and under which rule. */
export interface Way {
  readonly flowId: string;
  readonly to: string;
  readonly share: number;
  readonly ruleId?: string;
}
export interface RuledWay extends Way {
  readonly rules?: Rules;
}
const sumTolerance = 1e-6;

/** Shares of every gateway that chooses. */
export function readShares(
  diagram: Diagram,
  parameters: Parameters,
  faults: FaultList,
): ReadonlyMap<string, readonly Way[]> {
  const given = new Map(parameters.gateway_branching_probabilities.map((entry, i) => [entry.gateway_id, i] as const));
  for (const [id, i] of given) if (!diagram.nodes.has(id)) unknown(`gateway_branching_probabilities[${i}]`, id, faults);
  const ways = new Map<string, readonly Way[]>();
  for (const node of diagram.nodes.values()) {
    if ((node.kind !== "exclusive" && node.kind !== "inclusive") || node.outgoing.length < 2) continue;
    if (node.gathers === true) continue;
    const index = given.get(node.id);
    if (index === undefined)
      faults.add(
        "bpmn.no_shares",
        `cổng ${shown(node)} không có xác suất rẽ nhánh`,
        `gateway ${shown(node)} has no probabilities`,
        inDiagram(node.id),
      );
    else ways.set(node.id, readGateway(node, parameters, index, faults));
  }
  return ways;
}

const shown = ({ id, name }: DiagramNode): string => (id === name ? id : `${JSON.stringify(name)} (${id})`);

export function unknown(path: string, id: string, faults: FaultList): void {
  faults.add(
    "bpmn.unknown_reference",
    `params:${path}: không có phần tử "${id}"`,
    `params:${path}: there is no "${id}"`,
    `params:${path}`,
  );
}

function readGateway(node: DiagramNode, parameters: Parameters, index: number, faults: FaultList): readonly Way[] {
  const { probabilities } = parameters.gateway_branching_probabilities[index] ?? { probabilities: [] };
  const path = inParameters(["gateway_branching_probabilities", index]);
  const bad = (vi: string, en: string): void =>
    faults.add("bpmn.bad_shares", `cổng ${shown(node)}: ${vi}`, `gateway ${shown(node)}: ${en}`, path);
  const byFlow = new Map(probabilities.map((entry) => [entry.path_id, entry]));
  for (const id of byFlow.keys())
    if (!node.outgoing.some((flow) => flow.id === id)) bad(`không có luồng ra ${id}`, `it has no way out ${id}`);
  // What is left is spread evenly over ways that are given by a rule alone.
  const known = probabilities.reduce((sum, { value = 0 }) => sum + value, 0);
  const open = probabilities.filter(({ value }) => value === undefined).length;
  const rest = open === 0 ? 0 : Math.max(0, 1 - known) / open;
  const ways = node.outgoing.flatMap((flow): readonly Way[] => {
    const entry = byFlow.get(flow.id);
    if (entry === undefined) {
      bad(`thiếu xác suất của luồng ${flow.id}`, `the probability of way ${flow.id} is missing`);
      return [];
    }
    const { value: share = rest, condition_id: ruleId } = entry;
    if (share < 0 || share > 1) bad(`xác suất ${share} ngoài 0 đến 1`, `probability ${share} is not in 0 to 1`);
    return [{ flowId: flow.id, to: flow.to, share, ...(ruleId === undefined ? {} : { ruleId }) }];
  });
  const sum = ways.reduce((total, { share }) => total + share, 0);
  if (node.kind === "exclusive" && ways.length === node.outgoing.length && Math.abs(sum - 1) > sumTolerance)
    bad(`tổng xác suất là ${sum}, phải là 1`, `its probabilities add up to ${sum}, not 1`);
  if (node.kind === "inclusive" && sum === 0) bad("mọi xác suất đều bằng 0", "all its probabilities are 0");
  return ways;
}
