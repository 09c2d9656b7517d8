import type { Branch, Delay, Distribution, Duration, FlowNode, TaskNode } from "@motcua/core/simulator";
import type { BatchPlan } from "./batch.ts";
import { decisionTree } from "./decision-tree.ts";
import type { Diagram, DiagramFlow, DiagramNode } from "./diagram.ts";
import type { PriorityClass } from "./rules.ts";
import type { RuledWay } from "./shares.ts";
import { hasForms, type TaskForms, taskEntry, taskNodes } from "./task-nodes.ts";

/** Everything the nodes of a flow are made of, read and checked. */
export interface FlowParts {
  readonly diagram: Diagram;
  readonly ways: ReadonlyMap<string, readonly RuledWay[]>;
  readonly durations: ReadonlyMap<string, Duration>;
  readonly waits: ReadonlyMap<string, Distribution>;
  readonly batches: ReadonlyMap<string, BatchPlan>;
  readonly priorities: readonly PriorityClass[];
}

/** Whether an event is waited for in a race, so that it is no node of its own. */
export const isRaced = (diagram: Diagram, { incoming }: DiagramNode): boolean =>
  incoming.length === 1 && diagram.nodes.get(incoming[0]?.from ?? "")?.kind === "event-based";

const isJoin = ({ kind, incoming, gathers = false }: DiagramNode): boolean =>
  gathers || ((kind === "parallel" || kind === "inclusive") && incoming.length > 1);

/** Nodes of the model for a sound diagram, in the diagram's order. */
export function flowNodes(parts: FlowParts): { readonly start: string; readonly nodes: readonly FlowNode[] } {
  const maker = new FlowMaker(parts);
  const start = [...parts.diagram.nodes.values()].find(({ kind }) => kind === "start");
  for (const node of parts.diagram.nodes.values()) maker.add(node);
  return { start: start === undefined ? "" : maker.startOf(start), nodes: maker.nodes };
}

class FlowMaker {
  readonly nodes: FlowNode[] = [];
  readonly #parts: FlowParts;
  /** Ways that several nodes take and that lead to a join, which counts the ways into it. */
  readonly #gathered = new Set<string>();

  constructor(parts: FlowParts) {
    this.#parts = parts;
  }

  #node(id: string): DiagramNode {
    const node = this.#parts.diagram.nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    return node;
  }

  /** Where tokens on the way to a node arrive in the model. */
  #entry(id: string): string {
    const node = this.#node(id);
    const [only] = node.outgoing;
    switch (node.kind) {
      case "parallel":
      case "inclusive":
        if (isJoin(node)) return node.outgoing.length > 1 ? `${id}~join` : id;
        return node.outgoing.length > 1 || only === undefined ? id : this.#entry(only.to);
      case "pass":
      case "exclusive":
        return this.#isTransparent(node) && only !== undefined ? this.#entry(only.to) : id;
      case "task":
        return taskEntry(id, this.#forms(id));
      default:
        return id;
    }
  }

  /** One way in is one way out. Several ways into one must not count as several ways into a join behind it. */
  #isTransparent({ incoming, outgoing }: DiagramNode): boolean {
    const [only] = outgoing;
    return outgoing.length === 1 && only !== undefined && (incoming.length <= 1 || !this.#leadsToJoin(only.to));
  }

  #leadsToJoin(id: string): boolean {
    const node = this.#node(id);
    if (isJoin(node)) return true;
    const [only] = node.outgoing;
    const passes =
      node.kind === "pass" || node.kind === "exclusive" || node.kind === "parallel" || node.kind === "inclusive";
    return passes && node.outgoing.length === 1 && only !== undefined && this.#leadsToJoin(only.to);
  }

  /** Where the ways out of a node lead: one, or all at once. */
  #exit(node: DiagramNode): string {
    const [only] = node.outgoing;
    return node.outgoing.length === 1 && only !== undefined ? this.#entry(only.to) : `${node.id}~split`;
  }

  #split(node: DiagramNode): void {
    if (node.outgoing.length > 1) this.#parallel(`${node.id}~split`, node.name, node.outgoing);
  }

  #parallel(id: string, name: string, outgoing: readonly DiagramFlow[]): void {
    this.nodes.push({ kind: "parallel", id, name, to: outgoing.map(({ to }) => this.#entry(to)) });
  }

  startOf(start: DiagramNode): string {
    return this.#exit(start);
  }

  add(node: DiagramNode): void {
    const { id, name } = node;
    switch (node.kind) {
      case "start":
        this.#split(node);
        return;
      case "end":
        this.nodes.push({ kind: "end", id, name, ...(node.terminates ? { terminates: true } : {}) });
        return;
      case "task":
        this.#addTask(node);
        this.#split(node);
        return;
      case "catch":
        if (!isRaced(this.#parts.diagram, node))
          this.nodes.push({ kind: "delay", id, name, next: this.#exit(node), delay: this.#delay(id) });
        this.#split(node);
        return;
      case "pass":
        this.#addPass(node);
        return;
      case "exclusive":
        if (node.outgoing.length > 1) this.#addChoice(node);
        else this.#addPass(node);
        return;
      case "parallel":
        this.#addJoin(node, "parallel");
        if (node.outgoing.length > 1) this.#parallel(id, name, node.outgoing);
        return;
      case "inclusive":
        this.#addJoin(node, "inclusive");
        if (node.outgoing.length > 1) this.#addInclusive(node);
        return;
      case "event-based":
        this.#addRace(node);
    }
  }

  #delay(id: string): Delay {
    return { ms: this.#parts.waits.get(id) ?? { kind: "fixed", ms: 0 } };
  }

  #addPass(node: DiagramNode): void {
    const { id, name } = node;
    if (this.#isTransparent(node)) return;
    if (node.outgoing.length > 1) this.#parallel(id, name, node.outgoing);
    else this.nodes.push({ kind: "choice", id, name, branches: [{ to: this.#exit(node), share: 1 }] });
  }

  #addTask(node: DiagramNode): void {
    const { id, name, boundary } = node;
    const duration = this.#parts.durations.get(id);
    if (duration === undefined || isRaced(this.#parts.diagram, node)) return;
    const forms = this.#forms(id);
    const once = (from: string, to: string, target: string | undefined): string =>
      target !== undefined && hasForms(forms) && this.#leadsToJoin(target) ? this.#gatherAt(from, to) : to;
    const task: TaskNode = {
      kind: "task",
      id,
      name,
      next: once(`${id}~out`, this.#exit(node), node.outgoing.length === 1 ? node.outgoing[0]?.to : undefined),
      skill: id,
      duration,
      ...(boundary === undefined
        ? {}
        : {
            boundary: {
              after: this.#delay(boundary),
              to: once(`${id}~interrupted`, this.#entry(boundary), boundary),
            },
          }),
    };
    this.nodes.push(...taskNodes(task, forms));
  }

  #forms(id: string): TaskForms {
    return { plan: this.#parts.batches.get(id), priorities: this.#parts.priorities };
  }

  /** Many ways in, one way out: one way into a join behind it. */
  #gatherAt(id: string, to: string): string {
    if (!this.#gathered.has(id)) {
      this.#gathered.add(id);
      this.nodes.push({ kind: "choice", id, name: id, branches: [{ to, share: 1 }] });
    }
    return id;
  }

  #addJoin(node: DiagramNode, of: "parallel" | "inclusive"): void {
    if (!isJoin(node)) return;
    const { id, name, outgoing } = node;
    const [only] = outgoing;
    if (outgoing.length > 1) this.nodes.push({ kind: "join", id: `${id}~join`, name, of, next: id });
    else if (only !== undefined) this.nodes.push({ kind: "join", id, name, of, next: this.#entry(only.to) });
  }

  #waysOf(node: DiagramNode): readonly RuledWay[] {
    return this.#parts.ways.get(node.id) ?? [];
  }

  #branches(ways: readonly RuledWay[], entryOf: (way: RuledWay) => string): readonly Branch[] {
    return ways.map((way) => ({ to: entryOf(way), share: way.share }));
  }

  readonly #direct = (way: RuledWay): string => this.#entry(way.to);

  /** The same where many branches take one way. */
  readonly #gather = (way: RuledWay): string => {
    const to = this.#entry(way.to);
    return this.#leadsToJoin(way.to) ? this.#gatherAt(way.flowId, to) : to;
  };

  #addChoice(node: DiagramNode): void {
    const { id, name } = node;
    const ways = this.#waysOf(node);
    const ruled = ways.filter(({ rules }) => rules !== undefined);
    if (ruled.length === 0) {
      this.nodes.push({ kind: "choice", id, name, branches: this.#branches(ways, this.#direct) });
      return;
    }
    const settle = (held: readonly RuledWay[], leafId: string): string => {
      const [only] = held;
      if (only !== undefined && held.length === 1) return this.#gather(only);
      // None or all: as if there were no rules. Some: among them, in proportion.
      const among = held.length === 0 || held.length === ruled.length ? ways : held;
      const sum = among.reduce((total, { share }) => total + share, 0);
      const scaled = among.map((way) => ({ ...way, share: sum === 0 ? 1 / among.length : way.share / sum }));
      this.nodes.push({ kind: "choice", id: leafId, name, branches: this.#branches(scaled, this.#gather) });
      return leafId;
    };
    this.nodes.push(...decisionTree({ id, name, choices: ways, settle }));
  }

  #addInclusive(node: DiagramNode): void {
    const { id, name } = node;
    const ways = this.#waysOf(node);
    // Out of a sub-process all ways are taken.
    if (node.gathers === true) this.#parallel(id, name, node.outgoing);
    else if (ways.every(({ rules }) => rules === undefined))
      this.nodes.push({ kind: "inclusive", id, name, branches: this.#branches(ways, this.#direct) });
    else this.#addRuledInclusive(id, name, ways);
  }

  #addRuledInclusive(id: string, name: string, ways: readonly RuledWay[]): void {
    const settle = (held: readonly RuledWay[], leafId: string): string => {
      const [only] = held;
      if (only !== undefined && held.length === 1) return this.#gather(only);
      if (only === undefined)
        this.nodes.push({ kind: "inclusive", id: leafId, name, branches: this.#branches(ways, this.#gather) });
      else this.nodes.push({ kind: "parallel", id: leafId, name, to: held.map(this.#gather) });
      return leafId;
    };
    this.nodes.push(...decisionTree({ id, name, choices: ways, settle }));
  }

  #addRace({ id, name, outgoing }: DiagramNode): void {
    const branches = outgoing.map(({ to }) => ({ after: this.#delay(to), to: this.#exit(this.#node(to)) }));
    this.nodes.push({ kind: "race", id, name, branches });
  }
}
