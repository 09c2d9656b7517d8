import { Random, streamKey } from "../random.ts";
import { dossierColumns, tokenColumns } from "./columns.ts";
import type { CompiledFlow, CompiledModel, CompiledNode } from "./compiled.ts";
import type { Counting } from "./counting.ts";
import { EventHeap, longer } from "./event-heap.ts";
import { IdlePeople } from "./idle-people.ts";
import type { LawDesk } from "./law-desk.ts";
import { type Followers, type Group, moving, type UnitOptions, type WorkSink } from "./unit-parts.ts";

export * from "./unit-parts.ts";

/** Offices of a replication: a number of their own for each pair of both. */
const officesMax = 65_536;

/** Everything that changes while one office is simulated, in columns. Slots are reused: memory follows what is open. */
export class Unit {
  readonly compiled: CompiledModel;
  readonly heap = new EventHeap();
  readonly random: Random;
  readonly sink: WorkSink | undefined;
  readonly counting: Counting;
  readonly law: LawDesk;
  readonly byHour: boolean;
  /** Somebody asks what was counted. */
  readonly counts: boolean;
  // Conventions asked for every event.
  readonly whenEnabled: boolean;
  readonly interrupts: boolean;
  readonly overTime: boolean;
  readonly noLateStart: boolean;
  /** Each person as a crew of one. */
  readonly alone: readonly (readonly number[])[];
  /** Some work needs several people. */
  readonly hasCrews: boolean;
  /** Beginnings of shifts that are planned, and since when there was nothing else. */
  wakes = 0;
  quietFrom: number;
  /** Between these time at work is counted for people. */
  readonly countFrom: number;
  readonly countTo: number;
  now: number;
  events = 0;
  /** Dossiers begun so far: the next one's number in the log. */
  begun = 0;
  /** Of those open at the beginning, how many still are. */
  openLeft = 0;
  /** Batches done so far: for who keeps a log. */
  batched = 0;
  /** Work items enabled so far. */
  enabled = 0;
  /** By token, everybody at work on what needs several. */
  readonly crews = new Map<number, readonly number[]>();
  readonly groups: (Group | undefined)[] = [];
  readonly freeGroups: number[] = [];

  // Tokens: one for each thing a dossier waits for at once.
  tokenDossier = new Int32Array(64);
  tokenNode = new Int32Array(64);
  /** Raised whenever the token moves on, and whenever work on it stops: events planned before are passed over. */
  tokenStamp = new Int32Array(64);
  tokenStint = new Int32Array(64);
  tokenState = new Uint8Array(64);
  tokenPerson = new Int32Array(64);
  tokenEnabledAt = new Float64Array(64);
  /** Order of enablement: who was there first at the same instant. */
  tokenOrder = new Float64Array(64);
  tokenStartAt = new Float64Array(64);
  /** When the current stint of work began; earlier stints were interrupted. */
  tokenStintAt = new Float64Array(64);
  /** Working time of the current stint, and what is left of work that was interrupted (-1: not begun). */
  tokenWorkMs = new Float64Array(64);
  tokenLeftMs = new Float64Array(64);
  /** What its people's time at the current work has cost, for who keeps a log. */
  tokenCost = new Float64Array(64);
  /** Neighbours in a queue; and the tokens of the same dossier. */
  tokenNext = new Int32Array(64);
  tokenBefore = new Int32Array(64);
  tokenSibling = new Int32Array(64);
  tokenWay = new Int32Array(64);
  /** The token it follows in a batch; -1 for none. */
  tokenBatch = new Int32Array(64);
  /** The only person who may work on it here; -1: anybody who can. */
  tokenHolder = new Int32Array(64);
  #freeToken = -1;
  #tokens = 0;

  // Dossiers.
  dossierStream = new Int32Array(64);
  dossierFlow = new Int32Array(64);
  /** Number in its stream: random numbers hang on it. */
  dossierNumber = new Int32Array(64);
  dossierLogged = new Int32Array(64);
  dossierArrivedAt = new Float64Array(64);
  dossierWaitedMs = new Float64Array(64);
  dossierWaitedOnShiftMs = new Float64Array(64);
  dossierWorkedMs = new Float64Array(64);
  dossierCost = new Float64Array(64);
  /** First of its tokens; -1 when none is left. */
  dossierToken = new Int32Array(64);
  dossierCounted = new Uint8Array(64);
  dossierGroup = new Int32Array(64);
  /** Handle of the law desk; -1 where no law is kept. */
  dossierTrack = new Int32Array(64);
  /** It was withdrawn or not taken in: it ends without being finished. */
  dossierLeft = new Uint8Array(64);
  /** By dossier and place in the flow: how often it was left, and who worked there last (+ 1). */
  visits: Uint16Array;
  lastPerson: Int32Array;
  /** By the same place: whoever else worked there. */
  readonly othersSeen = new Map<number, number[]>();
  /** Tokens that have come to a parallel join. */
  joined: Uint16Array;
  #freeDossier = -1;
  #dossiers = 0;

  // People.
  readonly personToken: Int32Array;
  readonly personIdleSince: Float64Array;
  readonly personFreeAt: Float64Array;
  readonly personWorkedMs: Float64Array;
  readonly personWakeAt: Float64Array;

  // Queues, one list for each priority in it.
  readonly queueHead: Int32Array[];
  readonly queueTail: Int32Array[];
  readonly queuePriorities: readonly Float64Array[];
  readonly queueLength: Int32Array;
  readonly idlePeople: IdlePeople;

  readonly streamNumber: Int32Array;
  readonly streamExpected: Float64Array;
  readonly streamKeys: Int32Array;
  readonly flowOpen: Int32Array;
  /** Tokens that wait until there are enough for a batch, by node. */
  readonly gathering = new Map<number, number[]>();
  /** By the token that stands for a batch. */
  readonly batches = new Map<number, Followers>();
  /** The batch of a node formed last, while it waits for somebody: it may still grow. */
  readonly growing = new Map<number, number>();

  constructor(compiled: CompiledModel, counting: Counting, law: LawDesk, options: UnitOptions, office: number) {
    const { people, queues, streams, flows, model } = compiled;
    this.compiled = compiled;
    this.random = new Random(options.replication * officesMax + office);
    this.sink = options.sink;
    const { dispatch, preemption, shiftEnd } = model.conventions;
    this.hasCrews = compiled.nodes.some(({ crew }) => crew !== undefined);
    this.whenEnabled = dispatch === "when-enabled";
    this.interrupts = preemption === "resume";
    this.overTime = shiftEnd === "finish";
    this.noLateStart = shiftEnd === "no-late-start";
    this.alone = people.map(({ index }) => [index]);
    this.countFrom = model.countFrom ?? Number.NEGATIVE_INFINITY;
    this.countTo = model.endAt ?? Number.POSITIVE_INFINITY;
    this.now = model.startAt;
    this.quietFrom = model.startAt;
    this.byHour = options.byHour ?? true;
    this.counts = options.counts ?? true;
    this.counting = counting;
    this.law = law;
    this.visits = new Uint16Array(64 * compiled.placesMax);
    this.joined = new Uint16Array(64 * compiled.placesMax);
    this.lastPerson = new Int32Array(compiled.remembersPeople ? 64 * compiled.placesMax : 0);
    this.personToken = new Int32Array(people.length).fill(-1);
    this.personIdleSince = new Float64Array(people.length).fill(model.startAt);
    this.personFreeAt = new Float64Array(people.length).fill(model.startAt);
    this.personWorkedMs = new Float64Array(people.length);
    this.personWakeAt = new Float64Array(people.length).fill(Number.POSITIVE_INFINITY);
    this.queuePriorities = queues.map((queue) => prioritiesOf(compiled, queue.index));
    this.queueHead = this.queuePriorities.map((ranks) => new Int32Array(ranks.length).fill(-1));
    this.queueTail = this.queuePriorities.map((ranks) => new Int32Array(ranks.length).fill(-1));
    this.queueLength = new Int32Array(queues.length);
    this.idlePeople = new IdlePeople(people, queues, this.personIdleSince);
    this.streamNumber = new Int32Array(streams.length);
    this.streamExpected = new Float64Array(streams.length);
    this.streamKeys = Int32Array.from(streams, (stream) => streamKey(options.seed, stream.number));
    this.flowOpen = new Int32Array(flows.length);
    if (options.before !== undefined) this.#takeOver(options.before);
  }

  /** Tokens so far, in use or not: each is below. */
  get tokens(): number {
    return this.#tokens;
  }

  newToken(dossier: number, node: number): number {
    let token = this.#freeToken;
    if (token >= 0) this.#freeToken = this.tokenNext[token] as number;
    else {
      token = this.#tokens++;
      if (token === this.tokenDossier.length) this.#growTokens();
    }
    this.tokenDossier[token] = dossier;
    this.tokenNode[token] = node;
    this.tokenState[token] = moving;
    this.tokenPerson[token] = -1;
    this.tokenLeftMs[token] = -1;
    this.tokenBatch[token] = -1;
    this.tokenHolder[token] = -1;
    this.tokenSibling[token] = this.dossierToken[dossier] as number;
    this.dossierToken[dossier] = token;
    return token;
  }

  /** How many columns of dossiers have been used, those of dossiers that have ended included: these have no token. */
  get dossierSlots(): number {
    return this.#dossiers;
  }

  /** Takes a token out of its dossier; events planned for it are passed over from now on. */
  freeToken(token: number): void {
    const dossier = this.tokenDossier[token] as number;
    let at = this.dossierToken[dossier] as number;
    if (at === token) this.dossierToken[dossier] = this.tokenSibling[token] as number;
    else {
      while ((this.tokenSibling[at] as number) !== token) at = this.tokenSibling[at] as number;
      this.tokenSibling[at] = this.tokenSibling[token] as number;
    }
    this.tokenStamp[token] = ((this.tokenStamp[token] as number) + 1) | 0;
    this.tokenNext[token] = this.#freeToken;
    this.#freeToken = token;
  }

  newDossier(stream: number, flow: number, number: number): number {
    let dossier = this.#freeDossier;
    if (dossier >= 0) this.#freeDossier = this.dossierGroup[dossier] as number;
    else {
      dossier = this.#dossiers++;
      if (dossier === this.dossierStream.length) this.#growDossiers();
    }
    this.dossierStream[dossier] = stream;
    this.dossierFlow[dossier] = flow;
    this.dossierNumber[dossier] = number;
    this.dossierArrivedAt[dossier] = this.now;
    this.dossierWaitedMs[dossier] = 0;
    this.dossierWaitedOnShiftMs[dossier] = 0;
    this.dossierWorkedMs[dossier] = 0;
    this.dossierCost[dossier] = 0;
    this.dossierToken[dossier] = -1;
    this.dossierGroup[dossier] = -1;
    this.dossierTrack[dossier] = -1;
    this.dossierLeft[dossier] = 0;
    const { placesMax, flows } = this.compiled;
    const { placeCount, forks, remembered } = flows[flow] as CompiledFlow;
    const from = dossier * placesMax;
    const to = from + placeCount;
    for (let place = from; place < to; place += 1) this.visits[place] = 0; // `fill` costs more than these few places
    if (forks) this.joined.fill(0, from, to);
    for (let i = 0; i < remembered.length; i += 1) this.lastPerson[from + (remembered[i] as number)] = 0;
    if (this.othersSeen.size > 0) for (let place = from; place < to; place += 1) this.othersSeen.delete(place);
    return dossier;
  }

  freeDossier(dossier: number): void {
    this.dossierGroup[dossier] = this.#freeDossier;
    this.#freeDossier = dossier;
  }

  /** Goes on in the columns of a unit that is over: as long as they had to be. */
  #takeOver(old: Unit): void {
    for (const name of [...tokenColumns, ...dossierColumns]) Object.assign(this, { [name]: old[name] });
  }

  #growTokens(): void {
    for (const name of tokenColumns) Object.assign(this, { [name]: longer(this[name]) });
  }

  #growDossiers(): void {
    for (const name of dossierColumns) Object.assign(this, { [name]: longer(this[name]) });
  }

  /** Place in the columns that are kept by dossier and node. */
  visitPlaceOf(dossier: number, node: CompiledNode): number {
    return dossier * this.compiled.placesMax + node.place;
  }
}

/** The priorities that occur in a queue, most urgent first. */
function prioritiesOf({ nodes }: CompiledModel, queue: number): Float64Array {
  const found = new Set(nodes.filter((node) => node.queue === queue).map((node) => node.priority));
  return Float64Array.from(found).sort();
}
