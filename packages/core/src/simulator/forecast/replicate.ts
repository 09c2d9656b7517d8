import { invariant } from "../../base/invariant.ts";
import { compileModel } from "../kernel/compile.ts";
import type { CompiledModel } from "../kernel/compiled.ts";
import { Repeats } from "../kernel/repeat.ts";
import { StaffClock } from "../kernel/staff-clock.ts";
import { unattendedWaits } from "../kernel/unattended.ts";
import type { Unit, WorkSink } from "../kernel/unit.ts";
import type { Judgement } from "../law/judgement.ts";
import type { Model } from "../model.ts";
import { isSeed } from "../random.ts";
import { type ForecastColumns, newColumns } from "./columns.ts";

/** Calendar in whose open time lateness and waiting are compared, where the model has it. */
const officeCalendar = "office";

export interface ForecastRunOptions {
  readonly seed: number;
  /** All of the forecast, on whatever threads. */
  readonly replications: number;
}

/** The first half of `forecastOf` alone, for one thread of several: runs replications of an office from the present on and counts
 *  what becomes of its open dossiers. `forecastFrom` makes the forecast of all threads' `columns()`. */
export class ForecastRuns {
  readonly #compiled: CompiledModel;
  readonly #watch: Watch;
  readonly #repeats: Repeats;

  /** @throws InvariantError for a seed that is none */
  constructor(model: Model, { seed }: ForecastRunOptions) {
    invariant(isSeed(seed), "a seed is a whole number of 0 to 2^32 - 1");
    // What arrives from now on is there to compete: nobody asks how it fares.
    this.#compiled = compileModel({ ...model, countFrom: Number.POSITIVE_INFINITY });
    this.#watch = new Watch(this.#compiled);
    this.#repeats = new Repeats(this.#compiled, this.#watch, seed);
  }

  run(replication: number): void {
    this.#watch.reset(replication);
    this.#watch.close(this.#repeats.run(replication, this.#watch));
  }

  columns(): ForecastColumns {
    return this.#watch.columns;
  }
}

// How far it is known what becomes of an open dossier.
const open = 0;
const decided = 1;
/** Nobody will work on it before it is decided. */
const aside = 2;

/** Listens to one replication after the other. */
class Watch implements WorkSink {
  readonly columns: ReturnType<typeof newColumns>;
  /** Open dossiers whose result is not ready yet. */
  left = 0;
  /** Of these, how many somebody may still have to work on. */
  attended = 0;
  readonly #compiled: CompiledModel;
  readonly #startAt: number;
  readonly #clock: StaffClock;
  readonly #unattended: Uint8Array;
  readonly #known: Uint8Array;
  readonly #state: Uint8Array;
  readonly #waitedMs: Float64Array;
  #row = new Int32Array(0);

  constructor(compiled: CompiledModel) {
    const { model, open: cases, placesMax } = compiled;
    this.#compiled = compiled;
    this.#startAt = model.startAt;
    const calendar = model.calendars.find(({ id }) => id === officeCalendar) ?? { id: "", kind: "always" as const };
    this.#clock = new StaffClock(calendar, model.startAt);
    this.#unattended = unattendedWaits(compiled);
    this.#known = Uint8Array.from(cases, ({ state }) => (state?.resolvedAt === undefined ? open : decided));
    this.#state = new Uint8Array(cases.length);
    this.#waitedMs = new Float64Array(cases.length);
    this.columns = newColumns(cases.length, placesMax);
  }

  reset(replication: number): void {
    this.#row = new Int32Array(this.#state.length).fill(-1);
    this.columns.replications.push(replication);
    this.columns.finishS.push(this.#row);
    this.#state.set(this.#known);
    this.#waitedMs.fill(0);
    this.left = this.#known.reduce((left, state) => left + (state === open ? 1 : 0), 0);
    this.attended = this.left;
  }

  begin(): void {}

  work(
    dossier: number,
    _flow: number,
    node: number,
    _person: number,
    enabledAt: number,
    startAt: number,
    endAt: number,
  ) {
    if (!this.#isOpen(dossier)) return;
    const from = Math.max(this.#startAt, enabledAt);
    this.#spend(dossier, node, endAt - from);
    if (startAt > from)
      this.#waitedMs[dossier] = (this.#waitedMs[dossier] as number) + this.#clock.onBetween(from, startAt);
  }

  waits(dossier: number, node: number): void {
    if (this.#unattended[node] === 0 || this.#state[dossier] !== open) return;
    this.#state[dossier] = aside;
    this.attended -= 1;
  }

  waited(dossier: number, _flow: number, node: number, from: number, to: number): void {
    if (this.#isOpen(dossier)) this.#spend(dossier, node, to - Math.max(this.#startAt, from));
  }

  /** Those that arrive later have higher numbers. */
  #isOpen(dossier: number): boolean {
    return dossier < this.#state.length && this.#state[dossier] !== decided;
  }

  #spend(dossier: number, node: number, ms: number): void {
    const place = dossier * this.#compiled.placesMax + node;
    const { nodeMs } = this.columns;
    nodeMs[place] = (nodeMs[place] as number) + ms;
  }

  judged(dossier: number, { at, late, nationallyLate, daysOver, dueAt }: Judgement): void {
    if (!this.#isOpen(dossier)) return;
    this.#decide(dossier, at);
    const { columns } = this;
    if (nationallyLate) add(columns.nationallyLate, dossier, 1);
    if (!late) return;
    add(columns.late, dossier, 1);
    add(columns.daysOver, dossier, daysOver);
    const lateMs = this.#clock.onBetween(dueAt, at);
    const waitedMs = this.#waitedMs[dossier] as number;
    if (waitedMs > 0 && waitedMs >= lateMs) add(columns.saved, dossier, 1);
    add(columns.savedMs, dossier, Math.min(lateMs, waitedMs));
  }

  end(dossier: number, at: number): void {
    // Without law, nobody judges it before.
    if (this.#isOpen(dossier)) this.#decide(dossier, at);
  }

  #decide(dossier: number, at: number): void {
    if (this.#state[dossier] === open) this.attended -= 1;
    this.#state[dossier] = decided;
    // The law may have ended it while its office slept.
    this.#row[dossier] = Math.max(0, Math.ceil((at - this.#startAt) / 1000));
    this.left -= 1;
  }

  /** What is still open when nothing more is looked at: late where its promise has passed, else nobody knows. */
  close(unit: Unit): void {
    if (this.left === 0) return;
    const { columns } = this;
    this.#state.forEach((state, dossier) => {
      if (state === decided) return;
      const token = unit.dossierToken[dossier] as number;
      const node = this.#compiled.nodes[unit.tokenNode[token] as number];
      if (node !== undefined)
        this.#spend(dossier, node.place, unit.now - Math.max(this.#startAt, unit.tokenEnabledAt[token] as number));
      if (!unit.law.isLate(unit, dossier)) {
        add(columns.undecided, dossier, 1);
        return;
      }
      add(columns.late, dossier, 1);
      add(columns.nationallyLate, dossier, 1);
      add(columns.lateAndOpen, dossier, 1);
    });
  }
}

function add(column: Uint32Array | Float64Array, place: number, amount: number): void {
  column[place] = (column[place] as number) + amount;
}
