import type { Distribution, FlowNode, Model, Stream, TaskNode } from "@motcua/core/simulator";
import { samplerOf } from "../../../packages/core/src/simulator/kernel/sampler.ts";
import { elementNumbers, Random, streamKey } from "../../../packages/core/src/simulator/random.ts";
import { memberEnded } from "./arrivals.ts";
import { leaveBy, stopItems } from "./moves.ts";

/** A dossier, or one of several ways on which it is at once. */
export interface Item {
  readonly dossier: Dossier;
  place: number;
  state: "moving" | "gathered" | "job" | "delayed" | "parked" | "gone";
  /** Raised whenever it moves on: what was planned before does not happen. */
  pass: number;
  enabledAt: number;
  startAt: number;
  begun: boolean;
  /** Place in line. */
  order: number;
  job: Job | undefined;
}

export interface Dossier {
  readonly logged: number;
  readonly stream: number;
  readonly flow: number;
  readonly number: number;
  readonly arrivedAt: number;
  readonly counted: boolean;
  readonly group: Group | undefined;
  readonly member: number;
  /** The newest first. */
  items: Item[];
  readonly visits: Map<string, number>;
  readonly joined: Map<number, number>;
  /** By place: who has worked there, the latest last. */
  readonly workers: Map<number, number[]>;
  readonly lastAt: Map<number, number>;
  waitedMs: number;
  workedMs: number;
  cost: number;
  ended: boolean;
}

export interface Group {
  readonly state: number[];
}

/** Work for somebody: of one dossier, or of a batch of them. */
export interface Job {
  items: Item[];
  readonly flow: number;
  readonly place: number;
  order: number;
  state: "waiting" | "working" | "bound";
  crew: readonly number[];
  /** Of a batch, when it was begun: factors go by it. */
  size: number;
  leftMs: number | undefined;
  workedMs: number;
  stintAt: number;
  /** Raised when the work stops: its end does not come. */
  stint: number;
  patient: boolean;
  /** Plans anew what somebody has from the moment it was enabled. */
  promised: (() => void) | undefined;
}

export interface PersonState {
  job: Job | undefined;
  /** Just free: what comes up now goes behind what they could take already. */
  between: boolean;
  idleSince: number;
  workedMs: number;
  countedMs: number;
  tasks: number;
  freeAt: number;
}

export interface LogLine {
  readonly dossier: number;
  readonly node: string;
  readonly person: number;
  readonly enabledAt: number;
  readonly startAt: number;
  readonly endAt: number;
}

export interface FlowCounts {
  arrived: number;
  turnedAway: number;
  withdrawn: number;
  finished: number;
  open: number;
  cycleMs: number;
  waitingMs: number;
  processingMs: number;
  cost: number;
}

interface Planned {
  readonly at: number;
  readonly sequence: number;
  readonly run: () => void;
}

/** A model may keep itself busy for ever: dossiers split faster than they end. */
export class TooMuch extends Error {}
const eventsMax = 20_000;

/** What there is, and what will happen. */
export class World {
  now: number;
  readonly model: Model;
  readonly random: Random;
  readonly elements: ReadonlyMap<string, number>;
  readonly keys: readonly number[];
  readonly people: PersonState[];
  waiting: Job[] = [];
  readonly atWork = new Set<Job>();
  readonly gathering = new Map<string, Item[]>();
  readonly growing = new Map<string, Job>();
  readonly log: LogLine[] = [];
  readonly ends: { dossier: number; at: number; withdrawn: boolean }[] = [];
  readonly begins: { dossier: number; flow: number; number: number; at: number }[] = [];
  readonly counts: FlowCounts[];
  readonly nodeCounts = new Map<string, { count: number; withdrawn: number }>();
  /** Spent at delays, by name. */
  readonly delayedMs = new Map<string, number>();
  readonly open: number[];
  dossiers = 0;
  /** Beginnings of shifts up to then are over. */
  shiftsSeen: number;
  /** What has occurred, so that a test can show that it does. */
  readonly occurred = new Map<string, number>();
  orders = 0;
  #planned: Planned[] = [];
  #sequence = 0;

  constructor(model: Model, seed: number, unit: number) {
    this.model = model;
    this.now = model.startAt;
    this.shiftsSeen = model.startAt;
    this.random = new Random(unit);
    this.elements = elementNumbers(elementNames(model));
    this.keys = model.streams.map((stream) => streamKey(seed, this.element(`stream ${stream.id}`)));
    this.people = model.people.map(() => ({
      job: undefined,
      between: false,
      idleSince: model.startAt,
      workedMs: 0,
      countedMs: 0,
      tasks: 0,
      freeAt: model.startAt,
    }));
    this.open = model.flows.map(() => 0);
    this.counts = model.flows.map(() => ({
      arrived: 0,
      turnedAway: 0,
      withdrawn: 0,
      finished: 0,
      open: 0,
      cycleMs: 0,
      waitingMs: 0,
      processingMs: 0,
      cost: 0,
    }));
  }

  element(name: string): number {
    return this.elements.get(name) as number;
  }

  note(what: string): void {
    this.occurred.set(what, (this.occurred.get(what) ?? 0) + 1);
  }

  plan(at: number, run: () => void): void {
    if (this.#sequence >= eventsMax) throw new TooMuch();
    this.#planned.push({ at, sequence: this.#sequence++, run });
  }

  get nextAt(): number {
    return Math.min(...this.#planned.map(({ at }) => at), Number.POSITIVE_INFINITY);
  }

  takeNext(): Planned {
    this.#planned.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
    return this.#planned.shift() as Planned;
  }

  nodeOf(flow: number, place: number): FlowNode {
    return this.model.flows[flow]?.nodes[place] as FlowNode;
  }

  placeOf(flow: number, id: string): number {
    return this.model.flows[flow]?.nodes.findIndex((node) => node.id === id) as number;
  }

  nameOf(flow: number, place: number): string {
    return `${this.model.flows[flow]?.id}/${this.nodeOf(flow, place).id}`;
  }

  visitsOf(dossier: Dossier, what: string | number): number {
    return dossier.visits.get(String(what)) ?? 0;
  }

  visited(dossier: Dossier, what: string | number): void {
    dossier.visits.set(String(what), this.visitsOf(dossier, what) + 1);
  }

  /** Goes to the sequence of numbers of a dossier at an element. */
  at(dossier: Dossier, element: string, visit: number): Random {
    this.random.place(this.element(element), visit, this.keys[dossier.stream] as number, dossier.number);
    return this.random;
  }

  draw(dossier: Dossier, element: string, visit: number, distribution: Distribution): number {
    return samplerOf(distribution)(this.at(dossier, element, visit));
  }

  countNode(job: { flow: number; place: number }, what: "count" | "withdrawn"): void {
    const name = this.nameOf(job.flow, job.place);
    const counts = this.nodeCounts.get(name) ?? { count: 0, withdrawn: 0 };
    counts[what] += 1;
    this.nodeCounts.set(name, counts);
  }

  countDelay(at: { flow: number; place: number }, waitedMs: number): void {
    this.countNode(at, "count");
    const name = this.nameOf(at.flow, at.place);
    this.delayedMs.set(name, (this.delayedMs.get(name) ?? 0) + waitedMs);
  }

  /** The applicant has waited too long. */
  losePatience(item: Item): void {
    const { dossier, place } = item;
    this.note(`impatient, ${this.nodeOf(dossier.flow, place).kind === "task" && item.state}`);
    const { onWithdraw } = this.nodeOf(dossier.flow, place) as TaskNode;
    if (dossier.counted) this.countNode({ flow: dossier.flow, place }, "withdrawn");
    if (onWithdraw !== undefined) leaveBy(this, item, onWithdraw);
    else {
      stopItems(this, dossier);
      this.endDossier(dossier, true);
    }
  }

  endDossier(dossier: Dossier, withdrawn: boolean): void {
    dossier.ended = true;
    this.open[dossier.flow] = (this.open[dossier.flow] as number) - 1;
    this.ends.push({ dossier: dossier.logged, at: this.now, withdrawn });
    const counts = this.counts[dossier.flow] as FlowCounts;
    if (dossier.counted) counts.open -= 1;
    if (dossier.counted && withdrawn) counts.withdrawn += 1;
    if (dossier.counted && !withdrawn) {
      counts.finished += 1;
      counts.cycleMs += this.now - dossier.arrivedAt;
      counts.waitingMs += dossier.waitedMs;
      counts.processingMs += dossier.workedMs;
      counts.cost += dossier.cost;
    }
    memberEnded(this, dossier);
  }

  streamOf(dossier: Dossier): Stream {
    return this.model.streams[dossier.stream] as Stream;
  }
}

export function elementNames(model: Model): string[] {
  const names: string[] = ["law"];
  for (const flow of model.flows)
    for (const node of flow.nodes) {
      const name = `${flow.id}/${node.id}`;
      names.push(name, `${name} patience`, `${name} boundary`);
      if (node.kind === "race") names.push(...node.branches.map((_, i) => `${name} ${i}`));
    }
  for (const stream of model.streams) {
    names.push(`stream ${stream.id}`);
    for (const attribute of stream.attributes ?? []) names.push(`attribute ${attribute.name}`);
  }
  return names;
}
