import type { PinnedLaw } from "../../dossier/law.ts";
import { LawCounts } from "./counts.ts";
import type { LawSink } from "./facts.ts";
import type { Judgement } from "./judgement.ts";
import type { Follow } from "./ladder.ts";
import { Plan } from "./plan.ts";
import { defaultHabits, type LawDraw, type LawHabits } from "./reactions.ts";
import { Names, plainStanding, type Standing } from "./standing.ts";
import type { Tracking } from "./tracking.ts";

export interface LawTrackOptions {
  readonly habits?: Partial<LawHabits>;
  /** Who heads which unit and who stands above them. Default: everybody somebody else. */
  readonly standing?: Standing;
  /** For facts and habits with a share between 0 and 1. Must be pure. Default: none is drawn, shares count as nothing. */
  readonly draw?: LawDraw;
  /** Told every fact in law. Without it reminders that have no consequence are passed over, at no cost. */
  readonly sink?: LawSink;
  /** Keeps only what decides how a dossier ends and whether in time: no apologies, escalations or times answered for, and
   *  nothing is counted. */
  readonly onlyVerdicts?: boolean;
  /** Told once of every dossier: when its result is ready, or when it ends without one. */
  readonly onJudged?: (slot: number, judgement: Judgement) => void;
}

/** What a track begins with: nothing counted yet, nobody named. */
export function trackingOf(law: PinnedLaw, options: LawTrackOptions): Tracking {
  const follow = followOf(law, options);
  const standing = options.standing ?? plainStanding(law.procedure.definition);
  return {
    plan: new Plan(law, standing, follow),
    habits: { ...defaultHabits, ...options.habits },
    draw: options.draw ?? (() => 1),
    sink: options.sink,
    onJudged: options.onJudged,
    onlyVerdicts: follow === "verdicts",
    parties: new Names(),
    counted: new LawCounts(),
    uncounted: new LawCounts(),
  };
}

/** A new appointment that is reported changes the portal's verdict: then what leads to it is followed. */
function followOf({ policies }: PinnedLaw, { sink, onlyVerdicts }: LawTrackOptions): Follow {
  if (sink !== undefined) return "everything";
  return onlyVerdicts === true && policies.appointmentReported === "first" ? "verdicts" : "consequences";
}
