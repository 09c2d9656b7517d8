import { createHash } from "node:crypto";
import { memoryStorage } from "@motcua/adapters/memory";
import type { Rejected, Result, Storage } from "@motcua/core";
import { type Accepted, AdapterError, type Commit, type CommitOutcome, canonicalJson, type Json } from "@motcua/core";
import { at } from "../../dossier/kit.ts";
import { type Arrived, type Attempt, checkHistory } from "../history-checker.ts";
import { SeededRandom } from "../random.ts";
import { type Call, outOfReach } from "./calls.ts";
import { Clients, type Sent } from "./clients.ts";
import { lanes, OfficeProcess } from "./process.ts";
import { Broken, personalMark, Witness } from "./witness.ts";

/** What may go wrong. Each can be left out, to find the least that makes a failure. */
export const faultKinds = [
  "fails before",
  "answer lost",
  "lands late",
  "stops",
  "crashes",
  "clock steps",
  "sent again",
  "channel fails",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface WorldOptions {
  readonly seed: number;
  readonly steps: number;
  /** Default: all of them. */
  readonly faults?: readonly FaultKind[];
  readonly processes?: number;
  /** Dossiers lived at one time. */
  readonly dossiers?: number;
  /** Local time at which it begins. */
  readonly start?: string;
  /** A store or a clock that is faulty on purpose: the witness must notice. */
  readonly tampering?: Tampering;
}

export interface Tampering {
  readonly store?: (good: Storage) => Partial<Storage>;
  readonly clock?: (now: number) => number;
}

export interface Outcome {
  readonly steps: number;
  /** Over everything that happened, in order: the same seed gives the same. */
  readonly trace: string;
  readonly counts: { readonly [what: string]: number };
}

const minute = 60_000;
const announcedThrough = "2026-12-31";
/** Steps between two times of calm, in which everything heals and everything due must get done. */
const calmEvery = 2_500;
const linesKept = 4_000;

/** Engines and workers of one office on one store, under a scheduler that owns every interleaving. */
export class World {
  readonly #options: Required<Omit<WorldOptions, "tampering">>;
  readonly #tampering: Tampering;
  readonly #random: SeededRandom;
  readonly #store: Storage;
  readonly #witness: Witness;
  readonly #clients: Clients;
  readonly #processes: OfficeProcess[];
  readonly #sent: Sent[] = [];
  readonly #answers: (() => Promise<void>)[] = [];
  /** Calls whose process gave up waiting or died: they may still happen. */
  readonly #lost: Call[] = [];
  readonly #attempts: Attempt[] = [];
  readonly #arrived: Arrived[] = [];
  readonly #hash = createHash("sha256");
  readonly #lines: string[] = [];
  readonly #counts: { [what: string]: number } = {};
  /** True law time, and the wall clock of the store's leases. */
  #now: number;
  #wall = 1_000_000;
  #step = 0;
  #calm = false;
  /** What workers found since it was last set back. */
  #found = 0;

  constructor({ tampering, ...options }: WorldOptions) {
    const defaults = { faults: faultKinds, processes: 3, dossiers: 16, start: "2026-08-17 08:00" };
    this.#options = { ...defaults, ...options };
    this.#tampering = tampering ?? {};
    this.#random = new SeededRandom(options.seed);
    this.#now = at(this.#options.start);
    const good = memoryStorage({ now: () => this.#wall });
    this.#store = overlaid(good, this.#tampering.store?.(good) ?? {});
    this.#witness = new Witness(this.#store, announcedThrough);
    this.#clients = new Clients(this.#random, this.#options.dossiers);
    this.#processes = Array.from({ length: this.#options.processes }, (_, number) => this.#begin(number));
  }

  /** The latest lines of what happened, those about a dossier only when one is named. */
  told(dossierId?: string, lines = 30): readonly string[] {
    const about = dossierId === undefined ? this.#lines : this.#lines.filter((line) => line.includes(dossierId));
    return about.slice(-lines);
  }

  get steps(): number {
    return this.#step;
  }

  /** @throws Broken at the first step after which something does not hold */
  async run(): Promise<Outcome> {
    while (this.#step < this.#options.steps) {
      await this.#one();
      if (this.#step % calmEvery === 0) await this.#calmDown();
    }
    await this.#calmDown();
    await this.#checkWhole();
    return { steps: this.#step, trace: this.#hash.digest("hex"), counts: this.#counts };
  }

  #begin(number: number): OfficeProcess {
    return new OfficeProcess({
      number,
      store: this.#store,
      groupsAtOnce: 1 + (number % 3),
      now: () => this.#now,
      arrive: ({ messageId, dossierId, adapter, position, body }) =>
        this.#arrived.push({ messageId, dossierId, adapter, position, body }),
      // The last of them is the one that a test makes faulty.
      tampered: number === this.#options.processes - 1 ? this.#tampering.clock : undefined,
    });
  }

  #may(kind: FaultKind, share: number): boolean {
    return !this.#calm && this.#options.faults.includes(kind) && this.#random.chance(share);
  }

  #note(line: string): void {
    const text = `${this.#step} ${line}`;
    this.#hash.update(text).update("\n");
    this.#lines.push(text);
    if (this.#lines.length > 2 * linesKept) this.#lines.splice(0, linesKept);
  }

  #tally(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  async #one(): Promise<void> {
    this.#step += 1;
    this.#wall += 20;
    const waiting = this.#processes.some((process) => this.#callsOf(process).length > 0);
    const busy = this.#processes.reduce((sum, process) => sum + process.underWay.size, 0);
    const faults = (kind: FaultKind, weight: number) => (this.#options.faults.includes(kind) ? weight : 0);
    const action = this.#random.weighted({
      serve: waiting ? 74 : 0,
      send: busy < 24 ? 12 : 0.1,
      again: busy < 24 ? faults("sent again", 3) : 0,
      tick: 6,
      pass: 5,
      land: this.#lost.length > 0 ? 2 : 0,
      stop: faults("stops", 0.4),
      crash: faults("crashes", 0.3),
      step: faults("clock steps", 0.4),
      release: 0.4,
    });
    await this.#act(action);
    await this.#settleDown();
  }

  async #act(
    action: "serve" | "send" | "again" | "tick" | "pass" | "land" | "stop" | "crash" | "step" | "release",
  ): Promise<void> {
    const random = this.#random;
    switch (action) {
      case "serve":
        return await this.#serve(random.pick(this.#processes.flatMap((process) => this.#callsOf(process))));
      case "send":
        return this.#send(random.pick(this.#processes));
      case "again":
        return this.#sendAgain();
      case "tick":
        return this.#tick(random.pick(this.#processes));
      case "pass":
        return this.#passTime();
      case "land":
        return await this.#land();
      case "stop":
        return this.#stop(random.pick(this.#processes));
      case "crash":
        return this.#crash(random.pick(this.#processes));
      case "step":
        return this.#stepClock(random.pick(this.#processes));
      case "release":
        return await this.#release();
    }
  }

  /** Everything that follows by itself has followed when the turns are over; then what was answered is looked at. */
  async #settleDown(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((done) => setImmediate(done));
    for (const look of this.#answers.splice(0)) await look();
    // One dossier a step is looked at whatever happened: what nobody asked to change has not changed.
    const ids = [...this.#witness.shadows.keys()].slice(-40);
    if (ids.length > 0) await this.#witness.unchanged(this.#random.pick(ids));
  }

  #callsOf(process: OfficeProcess): readonly Call[] {
    return process.stoppedUntil > this.#step ? [] : process.calls;
  }

  /** A call happens, or its answer gets through, or neither. */
  async #serve(call: Call): Promise<void> {
    const process = this.#processes[call.process];
    const channel = call.name.startsWith("deliver");
    if (call.came === undefined) {
      if (this.#may(channel ? "channel fails" : "fails before", 0.02)) return this.#giveUp(call, "fails before");
      if (!channel && this.#may("lands late", 0.01)) {
        this.#lost.push(call);
        return this.#giveUp(call, "lands late");
      }
      await this.#happen(call, process?.latest ?? 0);
      if (this.#may(channel ? "channel fails" : "answer lost", 0.02)) return this.#giveUp(call, "answer lost");
      // Half of the answers are on their way for a while, and may be overtaken.
      if (!this.#calm && this.#random.chance(0.5)) return;
    }
    this.#take(call);
    if (call.came !== undefined && "value" in call.came) call.answer(call.came.value);
    else call.fail(call.came?.error);
  }

  #take(call: Call): void {
    const calls = this.#processes[call.process]?.calls ?? [];
    const place = calls.indexOf(call);
    if (place >= 0) calls.splice(place, 1);
  }

  #giveUp(call: Call, how: FaultKind): void {
    this.#take(call);
    this.#tally(how);
    this.#note(`p${call.process} ${call.name}${named(call)}: ${how}`);
    call.fail(outOfReach(call.name));
  }

  async #happen(call: Call, latest: number): Promise<void> {
    try {
      const value = await call.happen();
      call.came = { value };
      this.#note(`p${call.process} ${call.name}${named(call)} -> ${short(value)}`);
      this.#tally(call.name);
    } catch (error) {
      call.came = { error };
      this.#note(`p${call.process} ${call.name}${named(call)} !! ${String(error)}`);
    }
    if (call.name.startsWith("deliver")) await this.#witness.arrived(call.args[0] as Arrived);
    if (call.name !== "commit") return;
    const group = call.args[0] as readonly Commit[];
    const { came } = call;
    const outcomes = came && "value" in came ? (came.value as readonly CommitOutcome[]) : undefined;
    for (const { dossierId, commandId, head, outbox } of group)
      this.#attempts.push({ dossierId, commandId, head, messageIds: outbox.map((message) => message.messageId) });
    for (const outcome of outcomes ?? []) this.#tally(outcome.kind);
    await this.#witness.committed(group, outcomes, latest);
  }

  #send(process: OfficeProcess): void {
    const sent = this.#clients.next(process.clock(), (id) => this.#witness.shadows.get(id));
    this.#sent.push(sent);
    this.#submit(process, sent);
  }

  #sendAgain(): void {
    const known = this.#sent.slice(this.#random.chance(0.8) ? -30 : 0);
    if (known.length === 0) return;
    const again = this.#random.pick(known);
    const confused = this.#random.chance(0.1);
    const sent = confused ? this.#clients.confused(again) : again;
    if (confused) this.#sent.push(sent);
    this.#submit(this.#random.pick(this.#processes), sent);
  }

  #submit(process: OfficeProcess, sent: Sent): void {
    sent.sendings += 1;
    process.underWay.add(sent);
    this.#tally("sent");
    this.#note(`p${process.number} sends ${sent.commandId} ${sent.request.type} on ${sent.dossierId}`);
    const look = (check: () => Promise<void>): void => {
      if (process.dead) return;
      process.underWay.delete(sent);
      this.#answers.push(check);
    };
    process.engine.submit(sent.request, sent.content).then(
      (answer) => look(() => this.#answered(sent, answer)),
      (error: unknown) => look(() => this.#failed(sent, error)),
    );
  }

  async #answered(sent: Sent, answer: Result<Accepted, Rejected>): Promise<void> {
    if (!answer.ok) {
      sent.heard.push({ kind: "refused", code: answer.error.code });
      this.#tally("refused");
      this.#note(`${sent.commandId} on ${sent.dossierId} refused: ${answer.error.code}`);
      if (canonicalJson(answer as unknown as Json).includes(personalMark))
        throw new Broken(10, sent.dossierId, "personal data in a refusal");
      if (answer.error.code === "internal.invariant")
        throw new Broken(2, sent.dossierId, `the engine stopped it: ${answer.error.text.en}`);
      return await this.#checkRefused(sent);
    }
    const { version, duplicate, events } = answer.value;
    sent.heard.push({ kind: "acknowledged", version, duplicate });
    this.#tally(duplicate ? "duplicates" : "acknowledged");
    this.#note(`${sent.commandId} on ${sent.dossierId} taken at ${version}${duplicate ? ", again" : ""}`);
    const record = await this.#store.findCommand(sent.officeId, sent.commandId);
    if (record?.bodyHash !== sent.bodyHash || record.version !== version || record.dossierId !== sent.dossierId)
      throw new Broken(1, sent.dossierId, `${sent.commandId} is acknowledged at ${version} and not there`);
    if (events.length > 0) await this.#checkToldEvents(sent, events);
  }

  /** Nobody else has this command under way: refused is refused. */
  async #checkRefused(sent: Sent): Promise<void> {
    if (sent.heard.length < sent.sendings || sent.heard.some((one) => one.kind !== "refused")) return;
    const record = await this.#store.findCommand(sent.officeId, sent.commandId);
    if (record?.bodyHash === sent.bodyHash) throw new Broken(1, sent.dossierId, `${sent.commandId} refused, and there`);
  }

  /** What a client is told happened is what is stored. */
  async #checkToldEvents(sent: Sent, told: readonly object[]): Promise<void> {
    const { items } = await this.#store.reader.history(sent.dossierId, { limit: 1_000 });
    const stored = items.filter((event) => event.commandId === sent.commandId).map((event) => event.bytes);
    if (stored.join() !== told.map((event) => canonicalJson(event as unknown as Json)).join())
      throw new Broken(1, sent.dossierId, `${sent.commandId}: the events told are not the events stored`);
  }

  async #failed(sent: Sent, error: unknown): Promise<void> {
    sent.heard.push({ kind: "unknown" });
    this.#tally("unknown");
    this.#note(`${sent.commandId} on ${sent.dossierId} unknown: ${String(error)}`);
    if (String(error).includes(personalMark)) throw new Broken(10, sent.dossierId, "personal data in an error");
    if (!AdapterError.is(error)) throw new Broken(2, sent.dossierId, `a bug of ours: ${String(error)}`);
  }

  #tick(process: OfficeProcess): void {
    if (process.ticking) return;
    process.ticking = true;
    this.#note(`p${process.number} ticks`);
    const over = (found: number): void => {
      process.ticking = false;
      this.#found += found;
    };
    process.worker.tick().then(
      ({ wakes, messages }) => over(wakes + messages),
      () => over(0),
    );
  }

  /** Minutes mostly; now and then exactly to the next wake, or over a night. */
  #passTime(): void {
    const random = this.#random;
    const next = random.chance(0.2) ? this.#nextWake() : undefined;
    this.#now = next ?? this.#now + random.pick([0, 1, 3, 7, 20, 45, 90, random.chance(0.1) ? 720 : 5]) * minute;
    this.#note(`time ${this.#now}`);
  }

  #nextWake(): number | undefined {
    const wakes = [...this.#witness.shadows.values()].flatMap(({ watch, state }) => watch.nextWake(state) ?? []);
    const ahead = wakes.filter((wake) => wake > this.#now && wake < this.#now + 1_440 * minute);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  /** What a process gave up long ago arrives at the store after all, or never. */
  async #land(): Promise<void> {
    const [call] = this.#lost.splice(this.#random.below(this.#lost.length), 1);
    if (call === undefined || this.#random.chance(0.3)) return;
    await this.#happen(call, Number.POSITIVE_INFINITY);
    this.#tally("landed late");
  }

  /** Stopped past its leases; the others go on, then it wakes and believes what it knew. */
  #stop(process: OfficeProcess): void {
    process.stoppedUntil = this.#step + 20 + this.#random.below(300);
    this.#wall += 31_000;
    this.#tally("stopped");
    this.#note(`p${process.number} stops until ${process.stoppedUntil}`);
  }

  #crash(process: OfficeProcess): void {
    process.dead = true;
    // What was on the wire may still arrive.
    for (const call of process.calls) if (call.came === undefined && this.#random.chance(0.5)) this.#lost.push(call);
    for (const sent of process.underWay) sent.heard.push({ kind: "unknown" });
    this.#processes[process.number] = this.#begin(process.number);
    this.#tally("crashed");
    this.#note(`p${process.number} is killed`);
  }

  #stepClock(process: OfficeProcess): void {
    const minutes = this.#random.pick([0, 0, 5, -5, 60, -60, 180, -180, 360]);
    process.offsetMs = minutes * minute;
    this.#tally("stepped");
    this.#note(`p${process.number} clock off by ${minutes} min`);
  }

  /** An operator looks at what is parked, and says: again. */
  async #release(): Promise<void> {
    const { items } = await this.#store.reader.parkedWakes({ limit: 100 });
    for (const { dossierId, code } of items) {
      if (code === "internal.invariant") throw new Broken(2, dossierId, "an incident: a bug of ours");
      await this.#store.releaseWake(dossierId);
    }
    for (const { messageId } of (await this.#store.reader.parkedMessages({ limit: 100 })).items)
      await this.#store.releaseParked(messageId, { kind: "retry" });
  }

  /** Everything heals. What is due gets done, what waits is delivered, and who asked is answered. */
  async #calmDown(): Promise<void> {
    this.#calm = true;
    for (const process of this.#processes) {
      process.offsetMs = 0;
      process.stoppedUntil = 0;
    }
    while (this.#lost.length > 0) await this.#land();
    // Every lease runs out, and every later attempt comes due, also one that was told by a clock hours ahead.
    for (const minutes of [0, 1, 70, 430]) {
      this.#now += minutes * minute;
      this.#wall += 60_000;
      await this.#workThrough();
    }
    await this.#checkNothingWaits();
    this.#calm = false;
  }

  async #workThrough(): Promise<void> {
    // What was under way comes to its end first; a pass after it that finds nothing is the last.
    await this.#serveAll();
    for (let pass = 0; pass === 0 || this.#found > 0; pass += 1) {
      if (pass > 2_000) throw new Broken(3, "", "workers find work for ever");
      await this.#release();
      this.#found = 0;
      for (const process of this.#processes) this.#tick(process);
      await this.#serveAll();
    }
    const waiting = this.#processes.flatMap((process) => [...process.underWay]);
    if (waiting.length > 0) throw new Broken(1, waiting[0]?.dossierId ?? "", "a client is never answered");
  }

  async #serveAll(): Promise<void> {
    await this.#settleDown();
    for (let empty = 0; empty < 3; ) {
      const call = this.#processes.flatMap((process) => process.calls)[0];
      empty = call === undefined ? empty + 1 : 0;
      if (call !== undefined) {
        this.#step += 1;
        await this.#serve(call);
      }
      await this.#settleDown();
    }
  }

  /** Invariant 3, the other half: after an outage every missed rung is taken; and nothing written stays unsent. */
  async #checkNothingWaits(): Promise<void> {
    for (const [id, { watch, state }] of this.#witness.shadows) {
      const wake = watch.nextWake(state);
      if (wake !== undefined && wake <= this.#now) throw new Broken(3, id, `a rung of ${wake} is missed`);
      const rows = await this.#store.reader.messages(id);
      // Heads of lanes only: who waits behind one that may not go out yet waits with it.
      for (const lane of lanes) {
        const head = rows.find((row) => row.adapter === lane && row.status !== "delivered");
        if (head !== undefined && head.notBefore <= this.#now)
          throw new Broken(1, id, `${head.messageId} is ${head.status}, and nobody delivers it`);
      }
    }
  }

  async #checkWhole(): Promise<void> {
    const report = await checkHistory(this.#store, {
      sent: this.#sent,
      attempts: this.#attempts,
      arrived: this.#arrived,
    });
    for (const fault of report.faults.slice(0, 1))
      throw new Broken(1, fault.dossierId, `${fault.rule}: ${fault.detail}`);
    this.#counts.dossiers = report.dossiers;
    this.#counts.events = report.events;
  }
}

const overlaid = (good: Storage, changed: Partial<Storage>): Storage =>
  new Proxy(good, {
    get(target, name) {
      if (name in changed) return changed[name as keyof Storage];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

/** The dossiers or ids a call is about, for the trace. */
function named({ name, args }: Call): string {
  const [first] = args;
  if (name === "commit")
    return ` ${(first as readonly Commit[]).map(({ dossierId, commandId, expectedVersion }) => `${dossierId}/${commandId}@${expectedVersion}`).join(" ")}`;
  if (name.startsWith("deliver")) return ` ${(first as { readonly messageId: string }).messageId}`;
  return ` ${args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" ")}`.slice(0, 200);
}

function short(value: unknown): string {
  const brief = (one: unknown): string => {
    if (typeof one !== "object" || one === null) return String(one);
    const { dossierId, version, kind, token, commandId, messageId } = one as { readonly [field: string]: unknown };
    return [kind, messageId ?? dossierId, version, commandId, token].filter((part) => part !== undefined).join(":");
  };
  return Array.isArray(value) ? value.map(brief).join(" ") : brief(value);
}
