import type { EpochMs } from "../../calendar/types.ts";

const rowsAtFirst = 256;

/** What the law saw of a dossier. The order is part of stored columns: add at the end only. */
export const legalFactKinds = [
  "accepted",
  "intake-refused",
  "supplement-asked",
  "supplement-received",
  "suspended",
  "resumed",
  "rescheduled",
  "rung",
  "escalated",
  "apology-owed",
  "apology-issued",
  "resolved",
  "withdrawn",
  "closed",
] as const;
/** One kind of legal fact. */
export type LegalFactKind = (typeof legalFactKinds)[number];

/** Legal facts of dossiers as columns, in the order in which they were added. A column must not be kept across `add`. */
export class FactColumns {
  count = 0;
  dossier = new Int32Array(rowsAtFirst);
  at = new Float64Array(rowsAtFirst);
  /** Place in `legalFactKinds`. */
  kind = new Int32Array(rowsAtFirst);
  /** Named by `LogNames.detail`: the rung, the outcome, the ground; -1: none. */
  detail = new Int32Array(rowsAtFirst);
  /** When the dossier is due from then on; of a rung, when it was due itself. `NaN` where the fact tells neither. */
  dueAt = new Float64Array(rowsAtFirst);

  /** @param kind place in `legalFactKinds`
   *  @param detail -1 for none
   *  @param dueAt `NaN` for none */
  add(dossier: number, at: EpochMs, kind: number, detail: number, dueAt: EpochMs): void {
    const row = this.count;
    if (row === this.dossier.length) this.#grow(row * 2);
    this.dossier[row] = dossier;
    this.at[row] = at;
    this.kind[row] = kind;
    this.detail[row] = detail;
    this.dueAt[row] = dueAt;
    this.count = row + 1;
  }

  #grow(length: number): void {
    this.dossier = longer(this.dossier, length);
    this.at = longer(this.at, length);
    this.kind = longer(this.kind, length);
    this.detail = longer(this.detail, length);
    this.dueAt = longer(this.dueAt, length);
  }
}

/** A longer copy; facts are few beside work items. */
function longer<Column extends Int32Array | Float64Array>(column: Column, length: number): Column {
  const made = new (column.constructor as new (size: number) => Column)(length);
  made.set(column);
  return made;
}
