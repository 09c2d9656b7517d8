import type { EpochMs } from "../../calendar/types.ts";

// Segments instead of arrays that double: what is written stays where it is, and nothing is copied or touched twice.
const segmentBits = 14;
const segmentRows = 1 << segmentBits;
const within = segmentRows - 1;

/** What goes from one thread to another; moved with its `buffersOf`, nothing is copied. */
export interface LogColumnsData {
  readonly count: number;
  readonly segments: readonly SegmentData[];
}
interface SegmentData {
  readonly buffer: ArrayBuffer;
  readonly unit?: Int32Array<ArrayBuffer>;
  readonly batch?: Int32Array<ArrayBuffer>;
  readonly cost?: Float64Array<ArrayBuffer>;
}

class Segment {
  readonly buffer: ArrayBuffer;
  readonly enabledAt: Float64Array;
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  readonly dossier: Int32Array;
  readonly flow: Int32Array;
  readonly node: Int32Array;
  readonly person: Int32Array;
  /** Made when first set: most logs have none of them. */
  unit: Int32Array<ArrayBuffer> | undefined;
  batch: Int32Array<ArrayBuffer> | undefined;
  cost: Float64Array<ArrayBuffer> | undefined;

  constructor(data?: SegmentData) {
    const buffer = data?.buffer ?? new ArrayBuffer(segmentRows * (3 * 8 + 4 * 4));
    const eights = (place: number) => new Float64Array(buffer, segmentRows * 8 * place, segmentRows);
    const fours = (place: number) => new Int32Array(buffer, segmentRows * (24 + 4 * place), segmentRows);
    this.buffer = buffer;
    this.enabledAt = eights(0);
    this.startAt = eights(1);
    this.endAt = eights(2);
    this.dossier = fours(0);
    this.flow = fours(1);
    this.node = fours(2);
    this.person = fours(3);
    this.unit = data?.unit;
    this.batch = data?.batch;
    this.cost = data?.cost;
  }

  data(): SegmentData {
    const { buffer, unit, batch, cost } = this;
    return {
      buffer,
      ...(unit === undefined ? {} : { unit }),
      ...(batch === undefined ? {} : { batch }),
      ...(cost === undefined ? {} : { cost }),
    };
  }
}

/** Work items as columns, in the order in which they were added. Who and what are numbers, which the `LogNames` of the log
 *  give their names. Made for a simulator that adds millions a second; rows cannot be taken out. */
export class LogColumns {
  count = 0;
  readonly #segments: Segment[] = [];
  #current: Segment | undefined;

  /** Adds a row.
   *  @param person -1: nobody, or not known
   *  @param enabledAt `NaN` where it is not known */
  add(
    dossier: number,
    flow: number,
    node: number,
    person: number,
    enabledAt: EpochMs,
    startAt: EpochMs,
    endAt: EpochMs,
  ): void {
    const at = this.count & within;
    const segment = at === 0 || this.#current === undefined ? this.#next() : this.#current;
    segment.dossier[at] = dossier;
    segment.flow[at] = flow;
    segment.node[at] = node;
    segment.person[at] = person;
    segment.enabledAt[at] = enabledAt;
    segment.startAt[at] = startAt;
    segment.endAt[at] = endAt;
    this.count += 1;
  }

  /** Forgets all rows and keeps the room they took, for the next replication. */
  clear(): void {
    this.count = 0;
    for (const segment of this.#segments) {
      segment.unit = undefined;
      segment.batch = undefined;
      segment.cost = undefined;
    }
  }

  dossier(row: number): number {
    return this.#segments[row >>> segmentBits]?.dossier[row & within] ?? -1;
  }
  flow(row: number): number {
    return this.#segments[row >>> segmentBits]?.flow[row & within] ?? -1;
  }
  node(row: number): number {
    return this.#segments[row >>> segmentBits]?.node[row & within] ?? -1;
  }
  /** -1: nobody, or not known. */
  person(row: number): number {
    return this.#segments[row >>> segmentBits]?.person[row & within] ?? -1;
  }
  /** `NaN`: not known. */
  enabledAt(row: number): EpochMs {
    return this.#segments[row >>> segmentBits]?.enabledAt[row & within] ?? Number.NaN;
  }
  startAt(row: number): EpochMs {
    return this.#segments[row >>> segmentBits]?.startAt[row & within] ?? Number.NaN;
  }
  endAt(row: number): EpochMs {
    return this.#segments[row >>> segmentBits]?.endAt[row & within] ?? Number.NaN;
  }
  /** -1: the person's own, or not known. */
  unit(row: number): number {
    return this.#segments[row >>> segmentBits]?.unit?.[row & within] ?? -1;
  }
  /** -1: worked on alone. */
  batch(row: number): number {
    return this.#segments[row >>> segmentBits]?.batch?.[row & within] ?? -1;
  }
  /** `NaN`: not known. */
  cost(row: number): number {
    return this.#segments[row >>> segmentBits]?.cost?.[row & within] ?? Number.NaN;
  }

  setUnit(row: number, unit: number): void {
    const segment = this.#segments[row >>> segmentBits];
    if (segment === undefined) return;
    segment.unit ??= new Int32Array(segmentRows).fill(-1);
    segment.unit[row & within] = unit;
  }

  /** @param batch the same number for everything worked on together */
  setBatch(row: number, batch: number): void {
    const segment = this.#segments[row >>> segmentBits];
    if (segment === undefined) return;
    segment.batch ??= new Int32Array(segmentRows).fill(-1);
    segment.batch[row & within] = batch;
  }

  setCost(row: number, cost: number): void {
    const segment = this.#segments[row >>> segmentBits];
    if (segment === undefined) return;
    segment.cost ??= new Float64Array(segmentRows).fill(Number.NaN);
    segment.cost[row & within] = cost;
  }

  /** Adds all rows of another log that has the same names.
   *  @param dossiersBefore added to the other's dossier numbers
   *  @param batchesBefore added to its batch numbers */
  append(other: LogColumns, dossiersBefore: number, batchesBefore: number): void {
    const { count } = other;
    for (let row = 0; row < count; row += 1) {
      const here = this.count;
      this.add(
        other.dossier(row) + dossiersBefore,
        other.flow(row),
        other.node(row),
        other.person(row),
        other.enabledAt(row),
        other.startAt(row),
        other.endAt(row),
      );
      const [unit, batch, cost] = [other.unit(row), other.batch(row), other.cost(row)];
      if (unit >= 0) this.setUnit(here, unit);
      if (batch >= 0) this.setBatch(here, batch + batchesBefore);
      if (!Number.isNaN(cost)) this.setCost(here, cost);
    }
  }

  /** The rows as plain data that shares their memory: do not add to this log afterwards. */
  data(): LogColumnsData {
    const used = Math.ceil(this.count / segmentRows);
    return { count: this.count, segments: this.#segments.slice(0, used).map((segment) => segment.data()) };
  }

  /** The log whose `data` this is; it takes the memory over. */
  static of({ count, segments }: LogColumnsData): LogColumns {
    const columns = new LogColumns();
    columns.count = count;
    for (const data of segments) columns.#segments.push(new Segment(data));
    columns.#current = columns.#segments.at(-1);
    return columns;
  }

  #next(): Segment {
    const place = this.count >>> segmentBits;
    this.#segments[place] ??= new Segment();
    this.#current = this.#segments[place];
    return this.#segments[place];
  }
}

/** What a thread moves along with the data instead of copying it. */
export const buffersOf = ({ segments }: LogColumnsData): ArrayBuffer[] =>
  segments.flatMap(({ buffer, unit, batch, cost }) =>
    [buffer, unit?.buffer, batch?.buffer, cost?.buffer].filter((each) => each !== undefined),
  );
