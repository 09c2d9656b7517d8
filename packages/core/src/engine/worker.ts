import type { OfficeTime } from "../calendar/opening-hours.ts";
import { codeOfError } from "../ports/attributes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import { type Backend, type BackendStatus, backendStatus, newBackend } from "./backend.ts";
import type { CircuitOptions } from "./circuit.ts";
import { deliverySource } from "./deliveries.ts";
import type { Directory, Engine } from "./engine-types.ts";
import { tellGauges } from "./gauges.ts";
import { type Deliver, type LaneOptions, type ServedLane, servedLane } from "./lane-options.ts";
import { MovedOffices } from "./moved-away.ts";
import { Pump, type Rests } from "./pump.ts";
import { Rest, waitAfterFailure } from "./rest.ts";
import { guarded, type ToldTo } from "./told.ts";
import { wakeSource } from "./wakes.ts";

export interface WorkerOptions extends ToldTo {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly directory: Directory;
  /** By lane: who takes its messages, and when. */
  readonly deliver?: { readonly [lane: string]: Deliver | LaneOptions };
  /** Calendar and opening hours, for lanes served in working time only. */
  readonly time?: OfficeTime;
  /** When a backend that fails is left alone. */
  readonly circuit?: CircuitOptions;
  /** How long others leave alone what this worker claimed, by the storage's clock. Default 30,000; a delivery gets four
   *  fifths of it. */
  readonly leaseMs?: number;
  /** Wakes, and messages of a lane, claimed at once. Default 100. */
  readonly batch?: number;
  /** Wakes, and messages of a lane, under way at once. Default `batch`. */
  readonly concurrency?: number;
  /** Longest sleep between two looks, so that nothing is missed while other processes write. Default 1,000. */
  readonly pollMs?: number;
  /** How often the gauges of the whole database are read; with `telemetry` only. Default 60,000. */
  readonly gaugesMs?: number;
}

export interface Worker {
  /** One pass: fires what is due by the clock, delivers what waits. Bounded; call again while it finds work. */
  tick(): Promise<{ readonly wakes: number; readonly messages: number }>;
  /** Goes on by itself until `stop`: timers, and each lane, at their own pace. */
  start(): void;
  /** Claims nothing more, gives back what was not begun, and finishes what is under way: that is over before its lease. A
   *  stopped worker stays stopped; make another to go on. */
  stop(): Promise<void>;
  /** How it is doing, for health checks. */
  status(): WorkerStatus;
}

export interface WorkerStatus {
  readonly running: boolean;
  /** Wakes and messages in hand. */
  readonly underWay: number;
  /** Real time since storage last answered to a look for due timers; absent before the first. */
  readonly sinceAnswerMs: number | undefined;
  /** Why the last look failed; absent when it did not. */
  readonly failing: string | undefined;
  /** Where messages go. One that is not `closed` is left alone for a while; the others do not notice. */
  readonly backends: readonly BackendStatus[];
}

/** Builds a worker from its ports. Any number of them, in any number of processes, share one storage.
 *  @throws InvariantError `lane.malformed`, `delivery.malformed` */
export function createWorker(options: WorkerOptions): Worker {
  return new PumpingWorker(options);
}

class PumpingWorker implements Worker {
  readonly #options: WorkerOptions;
  readonly #told: ToldTo;
  readonly #pollMs: number;
  readonly #wakes: Pump<unknown>;
  readonly #lanes: readonly Pump<unknown>[];
  readonly #served: readonly ServedLane[];
  readonly #backends = new Map<string, Backend>();
  readonly #rests: readonly Rest[];
  readonly #stopping = new AbortController();
  /** Codes of pumps whose last look failed. */
  readonly #failing = new Map<number, string>();
  #running: Promise<void> | undefined;
  #answeredAt: number | undefined;

  constructor(options: WorkerOptions) {
    const { storage, clock, leaseMs = 30_000, batch = 100, concurrency = batch, pollMs = 1_000 } = options;
    this.#options = options;
    this.#told = guarded(options);
    this.#pollMs = pollMs;
    const context = { ...options, storage, clock, leaseMs, told: this.#told, moved: new MovedOffices(storage) };
    const size = { batch, concurrency };
    const most = Math.min(batch, concurrency);
    this.#wakes = new Pump(wakeSource(context), { ...size, least: Math.ceil(most / 2) });
    this.#served = Object.entries(options.deliver ?? {}).map(([name, given]) => servedLane(name, given, options.time));
    this.#lanes = this.#served.map(
      (lane) => new Pump(deliverySource(context, lane, this.#backendOf(lane)), { ...size, least: 1 }),
    );
    this.#rests = [this.#wakes, ...this.#lanes].map(() => new Rest());
    for (const [place, { backend }] of this.#served.entries())
      this.#backends.get(backend)?.onClosed.add(() => this.#rests[place + 1]?.call());
  }

  #backendOf({ backend: name }: ServedLane): Backend {
    const backend = this.#backends.get(name) ?? newBackend(name, this.#options.circuit ?? {}, this.#told);
    this.#backends.set(name, backend);
    return backend;
  }

  async tick(): Promise<{ readonly wakes: number; readonly messages: number }> {
    const wakes = await this.#wakes.pass();
    const messages = await Promise.all(this.#lanes.map((lane) => lane.pass()));
    return { wakes, messages: messages.reduce((sum, some) => sum + some, 0) };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    if (this.#running !== undefined && !this.#stopping.signal.aborted)
      this.#told.log?.write("info", "worker.stopping", { count: this.status().underWay });
    this.#stopping.abort();
    await this.#running;
  }

  status(): WorkerStatus {
    const [failing] = this.#failing.values();
    return {
      running: this.#running !== undefined && !this.#stopping.signal.aborted,
      underWay: [this.#wakes, ...this.#lanes].reduce((sum, pump) => sum + pump.underWay, 0),
      sinceAnswerMs: this.#answeredAt === undefined ? undefined : performance.now() - this.#answeredAt,
      failing,
      backends: [...this.#backends.values()].map((backend) =>
        backendStatus(
          backend,
          this.#served.filter((lane) => lane.backend === backend.name).map(({ name }) => name),
        ),
      ),
    };
  }

  async #run(): Promise<void> {
    const { engine, storage } = this.#options;
    const { signal } = this.#stopping;
    this.#told.log?.write("info", "worker.started", {});
    const call = (): void => {
      for (const rest of this.#rests) rest.call();
    };
    // What this engine committed, and what other processes say they did, may be due at once.
    engine.observe.on("committed", call);
    const unsubscribe = storage.subscribe?.(call);
    const pumps = [this.#wakes, ...this.#lanes].map((pump, place) => pump.run(signal, this.#restsOf(place)));
    await Promise.all([...pumps, this.#readGauges(signal)]);
    unsubscribe?.();
    engine.observe.off("committed", call);
    this.#told.log?.write("info", "worker.stopped", {});
  }

  /** How a pump waits; the first is that of the timers. */
  #restsOf(place: number): Rests {
    const { signal } = this.#stopping;
    const { log } = this.#told;
    const rest = this.#rests[place] ?? new Rest();
    return {
      answered: () => {
        if (place === 0) this.#answeredAt = performance.now();
        if (this.#failing.delete(place)) log?.write("info", "worker.recovered", {});
      },
      letThrough: (error) => log?.write("error", "worker.pass_failed", { code: codeOfError(error) }),
      untilWork: async () => rest.until(place === 0 ? await this.#untilDue() : this.#pollMs, signal),
      afterFailure: async (error, failures) => {
        const code = codeOfError(error);
        const waitMs = Math.ceil(waitAfterFailure(failures, this.#pollMs));
        this.#failing.set(place, code);
        log?.write("warn", "worker.pass_failed", { code, count: failures, waitMs });
        // Commits that go through meanwhile are no reason to ask sooner.
        await new Rest().until(waitMs, signal);
      },
    };
  }

  /** Lanes are not asked for: each has a pump that looks by itself. */
  async #untilDue(): Promise<number> {
    const { storage, clock } = this.#options;
    const next = await storage.nextDueAt([]);
    return next === undefined ? this.#pollMs : Math.max(1, Math.min(this.#pollMs, clock.delayUntil(next)));
  }

  async #readGauges(stopping: AbortSignal): Promise<void> {
    const { telemetry } = this.#told;
    const { storage, clock, gaugesMs = 60_000 } = this.#options;
    while (telemetry !== undefined && !stopping.aborted) {
      await tellGauges(telemetry, storage, clock.now());
      await new Rest().until(gaugesMs, stopping);
    }
  }
}
