import type { OfficeId, Storage } from "../shared/core.ts";

/** What was acknowledged of one dossier, and what is in doubt. Numbers and hashes only, no personal data. */
export interface Mark {
  /** The portal has the dossier. */
  readonly known: boolean;
  /** Hash of the record it acknowledged last; "" when it is not known which. */
  readonly record: string;
  /** Event the portal's record stands at: an older message never takes it back. */
  readonly seq: number;
  /** Sequence numbers of the steps it acknowledged, each its own mark. */
  readonly sent: readonly number[];
  /** Written before a call and taken off by its answer: there, the outcome of that call is unknown. */
  readonly doubt?: "record" | "steps";
  /** Number and id the portal gave (G3). */
  readonly code?: string;
  readonly id?: string;
}

export const noMark: Mark = { known: false, record: "", seq: 0, sent: [] };

/** Where marks are kept. They must survive whatever the outbox survives: without them a step is sent twice. */
export interface PortalMarks {
  read(officeId: OfficeId, dossierId: string): Promise<Mark>;
  write(officeId: OfficeId, dossierId: string, mark: Mark): Promise<void>;
}

/** In the engine's own storage, as host records of the office: as durable as the outbox, and in the same backup. */
export function storageMarks(storage: Storage, lane: string): PortalMarks {
  const keyOf = (dossierId: string): string => `${lane}:${dossierId}`;
  return {
    async read(officeId, dossierId) {
      const text = await storage.readHostRecord(officeId, keyOf(dossierId));
      return text === undefined ? noMark : (JSON.parse(text) as Mark);
    },
    write: (officeId, dossierId, mark) => storage.writeHostRecord(officeId, keyOf(dossierId), JSON.stringify(mark)),
  };
}

/** For tests and demos: gone with the process. */
export function memoryMarks(): PortalMarks {
  const marks = new Map<string, Mark>();
  return {
    read: (officeId, dossierId) => Promise.resolve(marks.get(`${officeId} ${dossierId}`) ?? noMark),
    write(officeId, dossierId, mark) {
      marks.set(`${officeId} ${dossierId}`, mark);
      return Promise.resolve();
    },
  };
}
