import type { PinnedLaw } from "../../dossier/law.ts";
import { taskLimits } from "../../dossier/task.ts";
import { ladderNamed } from "../../rules/ladder-named.ts";
import type { LawTrack } from "../law/track.ts";
import type { LawMark } from "../model.ts";
import type { CompiledMark } from "./compiled.ts";

/** Marks are told for every step of every dossier: as numbers. */
export const markKinds: readonly CompiledMark["mark"]["is"][] = [
  "accept",
  "enter",
  "act",
  "ask-supplement",
  "receive-supplement",
  "refuse-intake",
  "withdraw",
];
export const accept = 0;
export const enter = 1;
const act = 2;
const askSupplement = 3;
const receiveSupplement = 4;
const refuseIntake = 5;

/** Whether the dossier goes without having been dealt with. */
export const leavesAt = (mark: LawMark): boolean => mark.is === "withdraw" || mark.is === "refuse-intake";

/** Number of the step or action of a mark in its track. */
export function numberIn(track: LawTrack | undefined, mark: CompiledMark["mark"]): number {
  if (track === undefined) return -1;
  if (mark.is === "enter") return track.stepNumber(mark.step);
  return mark.is === "act" ? track.actionNumber(mark.step, mark.action) : -1;
}

/** Tells a track what happens. @returns false where the law does not take it now */
export function tell(track: LawTrack, kind: number, slot: number, at: number, number: number): boolean {
  switch (kind) {
    case accept:
      return track.accept(slot, at);
    case enter:
      return track.enter(slot, at, number);
    case act:
      return track.act(slot, at, number);
    case askSupplement:
      return track.askSupplement(slot, at);
    case receiveSupplement:
      return track.receiveSupplement(slot, at);
    case refuseIntake:
      return track.refuseIntake(slot, at);
    default:
      return track.withdraw(slot, at);
  }
}

/** Whether silence can count as an action at one of its steps. Closing what a citizen never completed is no such thing: nobody
 *  worked on it any more. */
export const movesByItself = ({ procedure, ruleSet, policies }: PinnedLaw): boolean =>
  procedure.definition.steps.some((step) =>
    taskLimits(step, policies).some(({ ladder }) =>
      (ladderNamed(ruleSet.rules, ladder) ?? []).some(({ effects }) =>
        effects.some((effect) => effect.do === "proceed"),
      ),
    ),
  );
