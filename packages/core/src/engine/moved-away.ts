import { type Fault, fault } from "../base/errors.ts";
import type { OfficeId } from "../base/ids.ts";
import type { Storage } from "../ports/storage.ts";

const key = "motcua.moved-to";

/** The mark `moveDossiers` leaves behind: this office's dossiers live elsewhere, and nothing is decided on them here. */
export async function readMovedMark(storage: Storage, officeId: OfficeId): Promise<string | undefined> {
  return (await storage.readHostRecord(officeId, key)) || undefined;
}

/** @param to where they went, for people; empty takes the mark away */
export const writeMovedMark = (storage: Storage, officeId: OfficeId, to: string): Promise<void> =>
  storage.writeHostRecord(officeId, key, to);

/** Asks once for each office; an office is marked only while no engine works on it. */
export class MovedOffices {
  readonly #storage: Storage;
  readonly #known = new Map<OfficeId, Promise<string | undefined>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Where the office's dossiers went, or nothing. */
  of(officeId: OfficeId): Promise<string | undefined> {
    let known = this.#known.get(officeId);
    if (known === undefined) {
      known = readMovedMark(this.#storage, officeId);
      this.#known.set(officeId, known);
      // A storage that failed is asked again.
      known.catch(() => this.#known.delete(officeId));
    }
    return known;
  }
}

export const movedAway = (to: string): Fault =>
  fault(
    "office.moved",
    `Hồ sơ của cơ quan này đã chuyển sang ${to}; ở đây chỉ còn để xem`,
    `the dossiers of this office were moved to ${to}; here they can only be looked at`,
  );
