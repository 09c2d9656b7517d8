import { hourMs } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";

/**
 * How people answer what the law asks of them beside the work itself. Times are opening time. No source tells any of them:
 * they are assumptions, each with a name, and none of them moves a promise.
 */
export interface LawHabits {
  /** The answer to "on time or late?". `by-fit`: late when the steps ahead cannot be done any more before the due instant.
   *  `never`: nobody answers. Default `by-fit`. */
  readonly answer: "by-fit" | "always-on-time" | "always-late" | "never";
  /** From the question to the answer. Default 1 hour. */
  readonly answerAfterMs: number;
  /** The new date named to the citizen, in working days after the later of today and the dates told before; 1 or more.
   *  Default 3. */
  readonly newDateAfterDays: number;
  /** Share of owed apologies that nobody writes, 0 to 1. Default 0. */
  readonly apologiesForgotten: number;
  /** From owed to drafted, drafted to signed, signed to sent. Default 2 hours, 2 hours, 1 hour. */
  readonly draftAfterMs: number;
  readonly signAfterMs: number;
  readonly sendAfterMs: number;
  /** Share, 0 to 1, of apologies sent after which the one-stop changes the appointment. Default 1, after 1 hour. */
  readonly rescheduled: number;
  readonly rescheduleAfterMs: number;
  /** Share, 0 to 1, of escalations that are acknowledged; the others climb. Default 1, after 2 hours. */
  readonly acknowledged: number;
  readonly acknowledgeAfterMs: number;
}

/** Everybody answers, nobody forgets: what a scenario does not say. */
export const defaultHabits: LawHabits = {
  answer: "by-fit",
  answerAfterMs: hourMs,
  newDateAfterDays: 3,
  apologiesForgotten: 0,
  draftAfterMs: 2 * hourMs,
  signAfterMs: 2 * hourMs,
  sendAfterMs: hourMs,
  rescheduled: 1,
  rescheduleAfterMs: hourMs,
  acknowledged: 1,
  acknowledgeAfterMs: 2 * hourMs,
};

/** A number of 0 to 1 for one purpose of one dossier, always the same. Asked only where a share lies between 0 and 1. */
export type LawDraw = (slot: number, purpose: number) => number;

/** Purposes handed to `LawDraw`. */
export const purposes = {
  /** Plus the number of the fact, as the procedure declares them. */
  fact: 0,
  /** Plus the number of the apology or escalation in its dossier, modulo 256, 1 for the first. */
  forgotten: 256,
  rescheduled: 512,
  acknowledged: 768,
} as const;

export type ReactionKind = "answer" | "draft" | "sign" | "send" | "reschedule" | "acknowledge";

/** What somebody is going to do. */
export interface Reaction {
  readonly at: EpochMs;
  readonly kind: ReactionKind;
  /** Of the apology or escalation. */
  readonly ordinal: number;
}
