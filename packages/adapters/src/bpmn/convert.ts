import type { EpochMs, Fault, Result } from "@motcua/core";
import type { Attribute, Conventions, Distribution, Flow, Model, Stream } from "@motcua/core/simulator";
import { type BatchPlan, readBatch } from "./batch.ts";
import { checkDiagram, checkWayOut } from "./check-diagram.ts";
import { leavesMax, leavesOf, type Ruled } from "./decision-tree.ts";
import { type Diagram, type DiagramNode, readDiagram } from "./diagram.ts";
import { readDuration } from "./distribution.ts";
import { FaultList, inDiagram, inParameters } from "./faults.ts";
import { flowNodes, isRaced } from "./flow.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { readStaff, type Staff } from "./people.ts";
import { readAttributes, readPriorities, readRules } from "./rules.ts";
import { type RuledWay, readShares, unknown } from "./shares.ts";
import { readWeek } from "./week.ts";

/** Whose conventions the run follows: those of Prosimos, or of BIMP. */
export type BpmnPreset = "prosimos" | "bimp";

export const bpmnConventions: { readonly [preset in BpmnPreset]: Conventions } = {
  prosimos: {
    arrivals: "elapsed",
    dispatch: "when-enabled",
    allocation: "first",
    shiftEnd: "pause",
    preemption: "none",
  },
  bimp: { arrivals: "open-time", dispatch: "when-free", allocation: "fair", shiftEnd: "pause", preemption: "none" },
};

export interface BpmnOptions {
  /** Default `prosimos`. */
  readonly preset?: BpmnPreset;
  /** How many cases arrive. */
  readonly cases: number;
  readonly startAt: EpochMs;
  /** Which process, in a file with several. */
  readonly processId?: string;
}

export interface BpmnModel {
  readonly model: Model;
  /** What was assumed or not used, code `bpmn.assumed`. */
  readonly notes: readonly Fault[];
}

/**
 * A model from a BPMN 2.0 diagram and simulation parameters as Prosimos reads them, in either of its dialects.
 * @param parameters the parameter file, parsed from JSON
 * @returns the model, or everything that is wrong with the two files; each fault names its element (`bpmn:ID`) or its
 *   place (`params:PATH`)
 */
export async function readBpmnModel(
  bpmn: string,
  parameters: unknown,
  options: BpmnOptions,
): Promise<Result<BpmnModel, readonly Fault[]>> {
  const faults = new FaultList();
  const diagram = await readDiagram(bpmn, faults, options.processId);
  if (diagram !== undefined) checkDiagram(diagram, faults);
  const read = readParameters(parameters, faults);
  const model = diagram && read && buildModel(diagram, read, options, faults);
  if (model === undefined || faults.all.length > 0) return { ok: false, error: faults.all };
  return { ok: true, value: { model, notes: faults.notes } };
}

function buildModel(
  diagram: Diagram,
  parameters: Parameters,
  options: BpmnOptions,
  faults: FaultList,
): Model | undefined {
  const staff = readStaff(parameters, faults);
  const attributes = readAttributes(parameters, faults);
  const ways = readWays(diagram, parameters, attributes, faults);
  const waits = readWaits(diagram, parameters, faults);
  const batches = readBatches(diagram, parameters, faults);
  const priorities = readPriorities(parameters, attributes, faults);
  checkSize(priorities, "prioritisation_rules", "params:prioritisation_rules", faults);
  const between = readDuration(parameters.arrival_time_distribution, "params:arrival_time_distribution", faults);
  const arrival = parameters.arrival_time_calendar;
  const week = arrival && readWeek("arrivals~calendar", arrival, ["arrival_time_calendar"], faults);
  if (week?.kind === "weekly" && week.spansMinutes.length === 0)
    faults.add(
      "bpmn.bad_calendar",
      "lịch đến không có giờ nào",
      "the arrival calendar has no hours",
      "params:arrival_time_calendar",
    );
  for (const [i, { task_id: id }] of parameters.task_resource_distribution.entries())
    if (diagram.nodes.get(id)?.kind !== "task") unknown(`task_resource_distribution[${i}].task_id`, id, faults);
  checkTasks(diagram, staff, faults);
  const never = new Set([...ways.values()].flat().flatMap((way) => (isTaken(way) ? [] : [way.flowId])));
  checkWayOut(diagram, ({ id }) => !never.has(id), faults);
  if (faults.all.length > 0 || between === undefined) return undefined;
  const made = flowNodes({ diagram, ways, durations: staff.durations, waits, batches, priorities });
  const flow: Flow = { id: diagram.processId, name: diagram.name, ...made };
  const stream: Stream = {
    id: "arrivals",
    flow: flow.id,
    arrivals: { kind: "between", ms: between },
    dossiersMax: options.cases,
    ...(week === undefined ? {} : { calendar: week.id }),
    ...(attributes.length === 0 ? {} : { attributes }),
  };
  return {
    flows: [flow],
    people: staff.people,
    calendars: week === undefined ? staff.calendars : [...staff.calendars, week],
    streams: [stream],
    conventions: bpmnConventions[options.preset ?? "prosimos"],
    startAt: options.startAt,
  };
}

const isTaken = ({ share, ruleId }: RuledWay): boolean => share > 0 || ruleId !== undefined;

/** Shares with the rules they stand under. */
function readWays(
  diagram: Diagram,
  parameters: Parameters,
  attributes: readonly Attribute[],
  faults: FaultList,
): ReadonlyMap<string, readonly RuledWay[]> {
  const rules = new Map(
    parameters.branch_rules.map(
      ({ id, rules: given }, i) => [id, readRules(given, attributes, ["branch_rules", i, "rules"], faults)] as const,
    ),
  );
  const all = new Map<string, readonly RuledWay[]>();
  for (const [id, ways] of readShares(diagram, parameters, faults)) {
    const ruled = ways.map((way): RuledWay => {
      if (way.ruleId === undefined) return way;
      const found = rules.get(way.ruleId);
      if (found === undefined) unknown("gateway_branching_probabilities", way.ruleId, faults);
      return found === undefined ? way : { ...way, rules: found };
    });
    all.set(id, ruled);
    checkSize(ruled, id, inDiagram(id), faults);
  }
  return all;
}

function checkSize(choices: readonly Ruled[], what: string, path: string, faults: FaultList): void {
  if (leavesOf(choices) <= leavesMax) return;
  faults.add(
    "bpmn.unsupported",
    `${what}: hơn ${leavesMax} tổ hợp điều kiện`,
    `${what}: conditions with more than ${leavesMax} combinations are not supported`,
    path,
  );
}

/** How long events take: by the parameters, else as the diagram says. */
function readWaits(diagram: Diagram, parameters: Parameters, faults: FaultList): ReadonlyMap<string, Distribution> {
  const waits = new Map<string, Distribution>();
  for (const [i, { event_id: id, ...raw }] of parameters.event_distribution.entries()) {
    const path = inParameters(["event_distribution", i]);
    if (!diagram.nodes.has(id)) unknown(`event_distribution[${i}]`, id, faults);
    const distribution = readDuration(raw, path, faults);
    if (distribution !== undefined) waits.set(id, distribution);
  }
  const boundaries = new Set([...diagram.nodes.values()].flatMap(({ boundary }) => boundary ?? []));
  for (const node of diagram.nodes.values()) {
    checkRace(diagram, node, faults);
    const waiting = node.kind === "catch" || boundaries.has(node.id) || (node.receives && isRaced(diagram, node));
    if (!waiting || waits.has(node.id)) continue;
    if (node.waitMs !== undefined) waits.set(node.id, { kind: "fixed", ms: node.waitMs });
    else if (!parameters.event_distribution.some(({ event_id: id }) => id === node.id))
      faults.add(
        "bpmn.no_wait",
        `sự kiện ${shown(node)} không có thời gian chờ trong event_distribution`,
        `event ${shown(node)} has no waiting time in event_distribution`,
        inDiagram(node.id),
      );
  }
  return waits;
}

const shown = ({ id, name }: DiagramNode): string => `${JSON.stringify(name)} (${id})`;

function checkRace(diagram: Diagram, node: DiagramNode, faults: FaultList): void {
  if (node.kind !== "event-based") return;
  for (const { to } of node.outgoing) {
    const event = diagram.nodes.get(to);
    if (event === undefined || ((event.kind === "catch" || event.receives) && event.incoming.length === 1)) continue;
    faults.add(
      "bpmn.unsupported",
      `sau cổng sự kiện ${shown(node)} phải là sự kiện chờ có đúng một luồng vào, không phải ${shown(event)}`,
      `behind event-based gateway ${shown(node)} ${shown(event)} is not supported: only events with one way in`,
      inDiagram(event.id),
    );
  }
}

function readBatches(diagram: Diagram, parameters: Parameters, faults: FaultList): ReadonlyMap<string, BatchPlan> {
  const batches = new Map<string, BatchPlan>();
  for (const [i, raw] of parameters.batch_processing.entries()) {
    if (diagram.nodes.get(raw.task_id)?.kind !== "task") unknown(`batch_processing[${i}].task_id`, raw.task_id, faults);
    const plan = readBatch(raw, i, faults);
    if (plan !== undefined) batches.set(raw.task_id, plan);
  }
  return batches;
}

/** Each task has somebody, and durations are of tasks there are. */
function checkTasks(diagram: Diagram, staff: Staff, faults: FaultList): void {
  const skilled = new Set(staff.people.flatMap(({ skills }) => skills));
  for (const node of diagram.nodes.values()) {
    if (node.kind !== "task" || (node.receives && isRaced(diagram, node))) continue;
    if (staff.durations.has(node.id) && skilled.has(node.id)) continue;
    faults.add(
      "bpmn.nobody",
      `không ai được giao công việc ${shown(node)}`,
      `nobody is assigned to task ${shown(node)}`,
      inDiagram(node.id),
    );
  }
}
