import { memoryStorage } from "@motcua/adapters/memory";
import type { Storage } from "@motcua/core";
import { at } from "../../dossier/kit.ts";
import { withFaults } from "../../engine/with-faults.ts";
import type { Arrived } from "../history-checker.ts";
import { SeededRandom } from "../random.ts";
import { Answers } from "./answers.ts";
import type { Call } from "./calls.ts";
import { Clients, type Sent } from "./clients.ts";
import { nothingWaits, wholeHistory } from "./leftovers.ts";
import { type FaultKind, faultKinds, type Outcome, type Tampering, type WorldOptions } from "./options.ts";
import { OfficeProcess } from "./process.ts";
import { Trace } from "./trace.ts";
import { Wire } from "./wire.ts";
import { Broken, Witness } from "./witness.ts";

const minute = 60_000;
const announcedThrough = "2026-12-31";
/** Steps between two times of calm, in which everything heals and everything due must get done. */
const calmEvery = 2_500;

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
  readonly #looks: (() => Promise<void>)[] = [];
  readonly #wire: Wire;
  readonly #answers: Answers;
  readonly #arrived: Arrived[] = [];
  readonly #trace = new Trace();
  /** True law time, and the wall clock of the store's leases. */
  #now: number;
  #wall = 1_000_000;
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
    this.#store = withFaults(good, this.#tampering.store?.(good) ?? {});
    this.#witness = new Witness(this.#store, announcedThrough);
    this.#clients = new Clients(this.#random, this.#options.dossiers);
    this.#processes = Array.from({ length: this.#options.processes }, (_, number) => this.#begin(number));
    this.#answers = new Answers(this.#store, this.#trace);
    this.#wire = new Wire({
      processes: this.#processes,
      random: this.#random,
      trace: this.#trace,
      witness: this.#witness,
      may: (kind, share) => this.#may(kind, share),
      calm: () => this.#calm,
    });
  }

  /** The latest lines of what happened, those about a dossier only when one is named. */
  told(dossierId?: string, lines = 30): readonly string[] {
    return this.#trace.told(dossierId, lines);
  }

  get steps(): number {
    return this.#trace.step;
  }

  /** @throws Broken at the first step after which something does not hold */
  async run(): Promise<Outcome> {
    while (this.#trace.step < this.#options.steps) {
      await this.#one();
      if (this.#trace.step % calmEvery === 0) await this.#calmDown();
    }
    await this.#calmDown();
    const { attempts } = this.#wire;
    const report = await wholeHistory(this.#store, { sent: this.#sent, attempts, arrived: this.#arrived });
    this.#trace.counts.dossiers = report.dossiers;
    this.#trace.counts.events = report.events;
    return { steps: this.#trace.step, trace: this.#trace.digest(), counts: this.#trace.counts };
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

  async #one(): Promise<void> {
    this.#trace.step += 1;
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
      land: this.#wire.lost.length > 0 ? 2 : 0,
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
        return await this.#wire.serve(random.pick(this.#processes.flatMap((process) => this.#callsOf(process))));
      case "send":
        return this.#send(random.pick(this.#processes));
      case "again":
        return this.#sendAgain();
      case "tick":
        return this.#tick(random.pick(this.#processes));
      case "pass":
        return this.#passTime();
      case "land":
        return await this.#wire.land();
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
    for (const look of this.#looks.splice(0)) await look();
    // One dossier a step is looked at whatever happened: what nobody asked to change has not changed.
    const ids = [...this.#witness.shadows.keys()].slice(-40);
    if (ids.length > 0) await this.#witness.unchanged(this.#random.pick(ids));
  }

  #callsOf(process: OfficeProcess): readonly Call[] {
    return process.stoppedUntil > this.#trace.step ? [] : process.calls;
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
    this.#trace.tally("sent");
    this.#trace.note(`p${process.number} sends ${sent.commandId} ${sent.request.type} on ${sent.dossierId}`);
    const look = (check: () => Promise<void>): void => {
      if (process.dead) return;
      process.underWay.delete(sent);
      this.#looks.push(check);
    };
    process.engine.submit(sent.request, sent.content).then(
      (answer) => look(() => this.#answers.answered(sent, answer)),
      (error: unknown) => look(() => this.#answers.failed(sent, error)),
    );
  }

  #tick(process: OfficeProcess): void {
    if (process.ticking) return;
    process.ticking = true;
    this.#trace.note(`p${process.number} ticks`);
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
    this.#trace.note(`time ${this.#now}`);
  }

  #nextWake(): number | undefined {
    const wakes = [...this.#witness.shadows.values()].flatMap(({ watch, state }) => watch.nextWake(state) ?? []);
    const ahead = wakes.filter((wake) => wake > this.#now && wake < this.#now + 1_440 * minute);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  /** Stopped past its leases; the others go on, then it wakes and believes what it knew. */
  #stop(process: OfficeProcess): void {
    process.stoppedUntil = this.#trace.step + 20 + this.#random.below(300);
    this.#wall += 31_000;
    this.#trace.tally("stopped");
    this.#trace.note(`p${process.number} stops until ${process.stoppedUntil}`);
  }

  #crash(process: OfficeProcess): void {
    process.dead = true;
    // What was on the wire may still arrive.
    for (const call of process.calls)
      if (call.came === undefined && this.#random.chance(0.5)) this.#wire.lost.push(call);
    for (const sent of process.underWay) sent.heard.push({ kind: "unknown" });
    this.#processes[process.number] = this.#begin(process.number);
    this.#trace.tally("crashed");
    this.#trace.note(`p${process.number} is killed`);
  }

  #stepClock(process: OfficeProcess): void {
    const minutes = this.#random.pick([0, 0, 5, -5, 60, -60, 180, -180, 360]);
    process.offsetMs = minutes * minute;
    this.#trace.tally("stepped");
    this.#trace.note(`p${process.number} clock off by ${minutes} min`);
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
    while (this.#wire.lost.length > 0) await this.#wire.land();
    // Every lease runs out, and every later attempt comes due, also one that was told by a clock hours ahead.
    for (const minutes of [0, 1, 70, 430]) {
      this.#now += minutes * minute;
      this.#wall += 60_000;
      await this.#workThrough();
    }
    await nothingWaits(this.#store, this.#witness, this.#now);
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
        this.#trace.step += 1;
        await this.#wire.serve(call);
      }
      await this.#settleDown();
    }
  }
}
