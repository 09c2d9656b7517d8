import mitt, { type Emitter } from "mitt";
import type { DossierId, OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";

/** What goes out in process after a commit: a convenience, never a guarantee; the outbox is the guarantee. */
export type Observations = {
  committed: { readonly dossierId: DossierId; readonly officeId: OfficeId; readonly events: readonly DossierEvent[] };
  /** A dossier was stopped by a bug of ours; the office goes on. */
  incident: { readonly dossierId: DossierId; readonly code: string };
};

export type Observer = Pick<Emitter<Observations>, "on" | "off">;

export const newObserver = (): Emitter<Observations> => mitt<Observations>();
