import type { EpochDay, EpochMs } from "../../calendar/types.ts";
import type { EndOutcome, EventOf, Outcome, PromiseCause, ResolvedVerdict } from "../../dossier/events.ts";
import type { RungTarget } from "../../limit/types.ts";

/**
 * What happened to a dossier in law, under the names and in the order of the engine's events. Limits are named as in the
 * engine, escalations by their number in the dossier: `ack:2` waits for the second one.
 */
export type LawFact = { readonly slot: number; readonly at: EpochMs } & LawFactBody;

/** What happened, without when and to whom. */
export type LawFactBody =
  | { readonly kind: "submitted" }
  | { readonly kind: "accepted"; readonly startAt: EpochMs }
  /** `dueAt` is absent where the limit is held from its beginning. */
  | { readonly kind: "limit-started"; readonly limit: string; readonly startAt: EpochMs; readonly dueAt?: EpochMs }
  | {
      readonly kind: "limit-suspended";
      readonly groundId: string;
      readonly ground: string;
      readonly party: string;
      readonly from: EpochMs;
    }
  | { readonly kind: "limit-resumed"; readonly groundId: string; readonly to: EpochMs }
  | { readonly kind: "limit-restarted"; readonly startAt: EpochMs }
  | { readonly kind: "limit-ended"; readonly limit: string }
  | {
      readonly kind: "promised";
      readonly day: EpochDay;
      readonly dueAt: EpochMs;
      readonly cause: PromiseCause;
      /** Rungs that stay taken, where a promise missed already moved. */
      readonly kept?: readonly string[];
    }
  | { readonly kind: "promise-missed"; readonly day: EpochDay }
  | {
      readonly kind: "rung-taken";
      readonly limit: string;
      readonly generation: number;
      readonly rung: string;
      readonly dueAt: EpochMs;
    }
  | {
      readonly kind: "escalated";
      readonly escalation: number;
      readonly limit: string;
      readonly target: RungTarget;
      readonly to: string;
    }
  | { readonly kind: "escalation-acknowledged"; readonly escalation: number }
  | { readonly kind: "asked-on-time"; readonly rung: string; readonly answerBy: EpochMs }
  | { readonly kind: "answered-on-time"; readonly answer: "on-time" | "will-be-late"; readonly newDay?: EpochDay }
  | {
      readonly kind: "apology-owed";
      readonly apology: string;
      readonly cause: ApologyCause;
      readonly dueDay?: EpochDay;
      readonly newDay?: EpochDay;
    }
  | { readonly kind: "apology-missed"; readonly apology: string; readonly day: EpochDay }
  | { readonly kind: "apology-drafted"; readonly apology: string; readonly newDay?: EpochDay }
  | {
      readonly kind: "apology-signed" | "apology-sent" | "apology-lapsed" | "apology-unneeded";
      readonly apology: string;
    }
  | { readonly kind: "rescheduled"; readonly apology: string; readonly newDay: EpochDay; readonly times: number }
  | { readonly kind: "task-opened"; readonly step: string; readonly visit: number; readonly unit: string }
  | { readonly kind: "task-claimed"; readonly person: string }
  | { readonly kind: "acted"; readonly step: string; readonly action: string }
  | {
      readonly kind: "supplement-requested";
      readonly round: number;
      readonly effect: "restart" | "suspend";
      readonly late: boolean;
    }
  | { readonly kind: "supplement-received"; readonly round: number }
  | { readonly kind: "consultation-silent"; readonly limit: string }
  | {
      readonly kind: "resolved";
      readonly outcome: Outcome;
      readonly verdict: ResolvedVerdict;
      readonly daysOver: number;
      readonly promisedDay?: EpochDay;
    }
  | { readonly kind: "returned" }
  | { readonly kind: "ended"; readonly outcome: EndOutcome }
  /** Who answers from now on, and the opening time booked on who did: `unit/person`, or `party:<who>`. */
  | { readonly kind: "responsible"; readonly from?: string; readonly to?: string; readonly workingMs: number };

export type ApologyCause = EventOf<"apology-owed">["cause"];

/** Takes every fact as it comes; facts of one dossier come in order. */
export type LawSink = (fact: LawFact) => void;
