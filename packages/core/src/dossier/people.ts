import type { DossierCode, PersonId, UnitId } from "../base/ids.ts";
import type { PostGrant } from "./post-counter.ts";

/** Who gives a command. Roles and units were checked by the host; `decide` checks what they allow. */
export interface Actor {
  readonly person: PersonId;
  readonly unit: UnitId;
  readonly roles: readonly string[];
  /** Acting for an absent colleague, and by which document. */
  readonly standsInFor?: { readonly person: PersonId; readonly document: string };
  /** Signing or approving from elsewhere; recorded, never judged here. */
  readonly remote?: boolean;
}

/** What is recorded of an actor in an event. */
export interface RecordedActor {
  readonly person: PersonId;
  readonly unit: UnitId;
  readonly standsInFor?: PersonId;
  readonly remote?: true;
}

/** The unit that has a function in this office (`justice`, `land`, `one-stop`, …) and who heads it today. */
export interface UnitPost {
  readonly unit: UnitId;
  readonly head: PersonId;
}

/** What the ladder climbs to. The director of the centre is a vice-chairperson (NĐ 118/2025 Art. 10(3)a). */
export interface Leadership {
  readonly signer: PersonId;
  readonly director: PersonId;
  readonly chairperson: PersonId;
  readonly province: PersonId;
}

/** Facts of the day that `decide` must not look up: resolved by the host or the driver, recorded where they are used. */
export interface ResolvedFacts {
  readonly units: { readonly [unitFunction: string]: UnitPost };
  readonly leadership: Leadership;
  /** Who gets the work when the command moves the dossier to another step; absent: unassigned, so the unit's head. */
  readonly assignee?: PersonId;
  /** From the numbering port, at acceptance. */
  readonly code?: DossierCode;
  /** Number of the outgoing letter, from the register (NĐ 30/2020). */
  readonly letterNumber?: string;
  /** By which grant post staff receive dossiers for the one-stop here and today. */
  readonly postGrant?: PostGrant;
  /** By which authority the actor may sign for another: capacity (KT., TL., TUQ.) and document. */
  readonly signing?: { readonly capacity: "KT." | "TL." | "TUQ."; readonly document: string };
}

/** The engine's own hand: due rungs and what follows from them. */
export const systemActor: Actor = {
  person: "system" as PersonId,
  unit: "system" as UnitId,
  roles: ["system"],
};
