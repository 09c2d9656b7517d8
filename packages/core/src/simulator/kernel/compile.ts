import { invariant } from "../../base/invariant.ts";
import type { Branch, Flow, FlowNode, LawMark, Model } from "../model.ts";
import { elementNumbers } from "../random.ts";
import { compileCondition, compileStreams } from "./compile-streams.ts";
import { compilePeople, compileTask, Queues } from "./compile-tasks.ts";
import type {
  CompiledFlow,
  CompiledMark,
  CompiledModel,
  CompiledNode,
  CompiledOpenCase,
  CompiledWay,
  HandOver,
} from "./compiled.ts";
import * as kinds from "./compiled.ts";
import { reachedFrom, waysInto } from "./paths.ts";
import { cumulative, samplerOf } from "./sampler.ts";
import { StaffClock } from "./staff-clock.ts";

/** What the parts of the compilation share. */
export interface Compiling {
  readonly model: Model;
  readonly clocks: ReadonlyMap<string, StaffClock>;
  /** Number of an element by name; random numbers hang on it. */
  element(name: string): number;
  readonly marks: CompiledMark[];
}

/**
 * Turns a model into numbers, samplers and queues. The model must be sound: `checkModel` says what is not.
 * @throws InvariantError for a model that `checkModel` finds fault with
 */
export function compileModel(model: Model): CompiledModel {
  const clocks = new Map(model.calendars.map((calendar) => [calendar.id, new StaffClock(calendar, model.startAt)]));
  const numbers = elementNumbers(elementNames(model));
  const compiling: Compiling = { model, clocks, element: (name) => must(numbers.get(name), name), marks: [] };
  const queues = new Queues(model);
  const flows: CompiledFlow[] = [];
  const nodes: CompiledNode[] = [];
  for (const flow of model.flows) {
    const firstNode = nodes.length;
    flows.push({
      index: flows.length,
      firstNode,
      start: firstNode + placeOf(flow, flow.start),
      nodeCount: flow.nodes.length,
      placeCount: flow.nodes.length + limitedWays(flow).length,
      openMax: flow.openMax ?? Number.POSITIVE_INFINITY,
      forks: flow.nodes.some(({ kind }) => kind === "parallel" || kind === "inclusive" || kind === "join"),
      remembered: rememberedPlaces(model, flow),
    });
    flow.nodes.forEach((_, place) => {
      nodes.push(compileNode(compiling, queues, { flow, flowIndex: flows.length - 1, firstNode, place }));
    });
  }
  const people = compilePeople(compiling, queues);
  return {
    model,
    flows,
    nodes,
    people,
    queues: queues.all(),
    streams: compileStreams(compiling),
    marks: compiling.marks,
    open: compileOpen(model, flows),
    lawElement: compiling.element(lawName),
    placesMax: Math.max(1, ...flows.map(({ placeCount }) => placeCount)),
    hasShifts: people.some((person) => !person.clock.always),
    remembersPeople: flows.some(({ remembered }) => remembered.length > 0),
    handOver: compileHandOver(compiling),
  };
}

function compileHandOver({ model, clocks }: Compiling): HandOver | undefined {
  const { handOver, dispatch, shiftEnd } = model.conventions;
  if (handOver === undefined || dispatch === "when-enabled" || shiftEnd === "finish") return undefined;
  return { afterMs: handOver.afterMs, clock: must(clocks.get(handOver.calendar), `calendar ${handOver.calendar}`) };
}

export function must<T>(value: T | undefined, what: string): T {
  invariant(value !== undefined, `the model names ${what}`);
  return value;
}

/** Branches whose passes are counted. */
const limitedWays = (flow: Flow): readonly Branch[] =>
  flow.nodes.flatMap((node) =>
    node.kind === "choice" || node.kind === "inclusive"
      ? node.branches.filter(({ passesMax }) => passesMax !== undefined)
      : [],
  );

/** Every place for the same-person policy, else those that four eyes must differ from. */
function rememberedPlaces({ conventions }: Model, flow: Flow): readonly number[] {
  if (conventions.allocation === "same-person")
    return Array.from({ length: flow.nodes.length + limitedWays(flow).length }, (_, place) => place);
  const asked = flow.nodes.flatMap((node) => (node.kind === "task" ? (node.notSamePersonAs ?? []) : []));
  return [...new Set(asked.map((id) => placeOf(flow, id)))];
}

export const placeOf = (flow: Flow, id: string): number => {
  const place = flow.nodes.findIndex((node) => node.id === id);
  invariant(place >= 0, `flow ${flow.id} has no node ${id}`);
  return place;
};

const lawName = "law";

/** Everything that draws: names do not depend on what else is in the model. */
function elementNames(model: Model): readonly string[] {
  const names: string[] = [lawName];
  for (const flow of model.flows)
    for (const node of flow.nodes) {
      const name = nodeName(flow, node);
      names.push(name, `${name} patience`, `${name} boundary`);
      if (node.kind === "race") names.push(...node.branches.map((_, i) => `${name} ${i}`));
    }
  for (const stream of model.streams) {
    names.push(`stream ${stream.id}`);
    for (const attribute of stream.attributes ?? []) names.push(`attribute ${attribute.name}`);
  }
  return names;
}

export const nodeName = (flow: Flow, node: FlowNode): string => `${flow.id}/${node.id}`;

interface At {
  readonly flow: Flow;
  readonly flowIndex: number;
  readonly firstNode: number;
  readonly place: number;
}

function compileNode(compiling: Compiling, queues: Queues, at: At): CompiledNode {
  const { flow, firstNode, place } = at;
  const node = must(flow.nodes[place], "a node");
  const to = (id: string): number => firstNode + placeOf(flow, id);
  const name = nodeName(flow, node);
  const plain: CompiledNode = {
    index: firstNode + place,
    flow: at.flowIndex,
    place,
    kind: kindOf(node),
    next: "next" in node ? to(node.next) : -1,
    queue: -1,
    priority: 0,
    element: compiling.element(name),
    sampler: undefined,
    byPerson: undefined,
    clock: undefined,
    ways: [],
    isPlain: false,
    upTo: new Float64Array(0),
    patience: undefined,
    patienceElement: compiling.element(`${name} patience`),
    onWithdraw: -1,
    boundary: undefined,
    batch: undefined,
    crew: undefined,
    notSamePersonAs: undefined,
    isRemembered: false,
    fixedCost: 0,
    mark: markOf(compiling, at.flowIndex, "law" in node ? node.law : undefined, "next" in node ? to(node.next) : -1),
    terminates: node.kind === "end" && node.terminates === true,
    waysIn: waysInto(flow, node.id),
    reachedFrom: node.kind === "join" && node.of === "inclusive" ? reachedFrom(flow, node.id) : undefined,
  };
  switch (node.kind) {
    case "task":
      return { ...plain, ...compileTask(compiling, queues, flow, node, to) };
    case "delay":
      return { ...plain, sampler: samplerOf(node.delay.ms), clock: clockOf(compiling, node.delay.calendar) };
    case "choice":
    case "inclusive":
      return {
        ...plain,
        isPlain: node.branches.every(({ when, passesMax }) => when === undefined && passesMax === undefined),
        upTo: cumulative(node.branches.map((branch) => branch.share)),
        ways: node.branches.map((branch) => ({
          ...noWay,
          to: to(branch.to),
          share: branch.share,
          when: branch.when === undefined ? undefined : compileCondition(compiling, branch.when),
          mark: markOf(compiling, at.flowIndex, branch.law, to(branch.to)),
          passesMax: branch.passesMax ?? Number.POSITIVE_INFINITY,
          place: branch.passesMax === undefined ? -1 : flow.nodes.length + limitedWays(flow).indexOf(branch),
        })),
      };
    case "parallel":
      return { ...plain, ways: node.to.map((id) => ({ ...noWay, to: to(id) })) };
    case "race":
      return {
        ...plain,
        ways: node.branches.map((branch, i) => ({
          ...noWay,
          to: to(branch.to),
          mark: markOf(compiling, at.flowIndex, branch.law, to(branch.to)),
          sampler: samplerOf(branch.after.ms),
          clock: clockOf(compiling, branch.after.calendar),
          element: compiling.element(`${name} ${i}`),
        })),
      };
    default:
      return plain;
  }
}

export const noWay: CompiledWay = {
  to: -1,
  share: 1,
  when: undefined,
  mark: -1,
  passesMax: Number.POSITIVE_INFINITY,
  place: -1,
  sampler: undefined,
  clock: undefined,
  element: 0,
};

function markOf({ marks }: Compiling, flow: number, mark: LawMark | undefined, to: number): number {
  return mark === undefined ? -1 : marks.push({ flow, mark, to }) - 1;
}

function kindOf(node: FlowNode): number {
  switch (node.kind) {
    case "task":
      return kinds.task;
    case "delay":
      return kinds.delay;
    case "choice":
      return kinds.choice;
    case "inclusive":
      return kinds.inclusive;
    case "parallel":
      return kinds.parallel;
    case "join":
      return node.of === "parallel" ? kinds.parallelJoin : kinds.inclusiveJoin;
    case "race":
      return kinds.race;
    case "end":
      return kinds.end;
  }
}

export function clockOf(compiling: Compiling, calendar: string | undefined): StaffClock | undefined {
  return calendar === undefined ? undefined : must(compiling.clocks.get(calendar), `calendar ${calendar}`);
}

function compileOpen(model: Model, flows: readonly CompiledFlow[]): readonly CompiledOpenCase[] {
  return (model.open ?? []).map((open) => {
    const index = model.flows.findIndex(({ id }) => id === open.flow);
    const flow = must(model.flows[index], `flow ${open.flow}`);
    const placed = <T>(by: { readonly [node: string]: T } = {}): readonly (readonly [number, T])[] =>
      Object.entries(by).map(([node, value]) => [placeOf(flow, node), value]);
    const stream = model.streams.findIndex(({ id, flow: of }) =>
      open.stream === undefined ? of === open.flow : id === open.stream,
    );
    return {
      flow: index,
      stream: must(stream < 0 ? undefined : stream, `a stream of flow ${open.flow}`),
      node: must(flows[index], "a flow").firstNode + placeOf(flow, open.node),
      otherNode: open.orAt === undefined ? -1 : must(flows[index], "a flow").firstNode + placeOf(flow, open.orAt.node),
      otherShare: open.orAt?.share ?? 0,
      since: open.since,
      arrivedAt: open.arrivedAt ?? open.since,
      person: model.people.findIndex(({ id }) => id === open.person),
      state: open.state,
      taken: (open.taken ?? []).flatMap(({ node, to, times }) => {
        const known = flow.nodes.find(({ id }) => id === node);
        const ways = known?.kind === "choice" ? known.branches.filter((branch) => branch.to === to) : [];
        const place = limitedWays(flow).findIndex((branch) => ways.includes(branch));
        return place < 0 ? [] : [[flow.nodes.length + place, times] as const];
      }),
      performed: placed(open.performed).flatMap(([place, id]) => {
        const person = model.people.findIndex((known) => known.id === id);
        return person < 0 ? [] : [[place, person] as const];
      }),
    };
  });
}
