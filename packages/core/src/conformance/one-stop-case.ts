import type { DossierId } from "../base/ids.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { OneStopBackend } from "../ports/one-stop.ts";
import type { Storage } from "../ports/storage.ts";
import type { Bench, PortCase, PortHarness } from "./port-case.ts";

/** How the other side treats a call, whatever it asks for. Every one can do the first four. */
export type OneStopTrouble =
  /** Refuses for good; its words repeat what was sent, as those of real ones do. */
  | "refuse"
  /** Cannot take it now. */
  | "busy"
  /** Does nothing and never answers. */
  | "hang-before"
  /** Does it and never answers. */
  | "hang-after"
  /** Does not know who calls, once. */
  | "login"
  /** Does it and answers with something that is no answer of its protocol. */
  | "garbage"
  /** Does it and answers at great length. */
  | "oversized"
  /** Does nothing and points the call elsewhere, inside. */
  | "redirect"
  /** Says that the dossier exists, which it does not; other calls than a creation go well. */
  | "exists"
  /** Nobody listens, until `well`. */
  | "down";

/** What not every other side can do. */
export type OneStopFeature =
  | Exclude<OneStopTrouble, "refuse" | "busy" | "hang-before" | "hang-after">
  /** It keeps the appointment (ngày hẹn trả). */
  | "appointment";

/** A dossier as the other side holds it, in the words of `PortalRecord`. */
export interface HeldDossierRecord {
  /** Portal code, 1 to 10. */
  readonly status: number;
  /** Needed with `appointment`: the end of the promise, or nothing where none was told. */
  readonly appointment?: EpochMs;
  /** In the order it holds them. */
  readonly steps: readonly { readonly status: number; readonly at: EpochMs }[];
  /** How many records it holds of this dossier. */
  readonly records: number;
}

export interface OneStopBench extends Bench {
  readonly backend: OneStopBackend;
  /** Where the adapter reads events and keeps its marks: `memoryStorage()` will do. The kit's engine writes there. */
  readonly storage: Storage;
  /** What the other side holds of a dossier: under the code given, or under the number it gave itself. */
  held(dossier: { readonly code: string; readonly dossierId: DossierId }): Promise<HeldDossierRecord | undefined>;
  /** How many calls reached it, whatever it did with them. */
  arrived(): number;
  /** So it treats one call: the next, or the one after so many that go well. */
  trouble(kind: OneStopTrouble, after?: number): void | Promise<void>;
  /** All trouble is over, also what was still to come. */
  well(): void | Promise<void>;
  /** A new process: the adapter made anew on the same storage, before the same other side. What the old one knew by heart
   *  is gone; calls it left behind may still be under way. */
  restart(): OneStopBackend | Promise<OneStopBackend>;
  /** What must stand in no error beside personal data, such as a password. */
  readonly secrets?: readonly string[];
}

export type OneStopHarness = PortHarness<OneStopBench, OneStopFeature>;
export type OneStopCase = PortCase<OneStopBench, OneStopFeature>;
