import type { DossierState } from "@motcua/core";
import type { LawFact, LawFactBody } from "../../packages/core/src/simulator/law/facts.ts";
import { LawTrack } from "../../packages/core/src/simulator/law/track.ts";
import { actionAt, lawOf, standingOf, takerOf } from "./office.ts";
import { drawn, type Move, type Script, watchedUntil } from "./script.ts";

/** What is refused is compared too. */
export type Told = { readonly at: number } & (LawFactBody | { readonly kind: "not-taken"; readonly what: Move["do"] });

interface TrackLife {
  readonly told: readonly Told[];
  readonly track: LawTrack;
}

/** Lives a script in the simulator. @param log whether it tells what happens, or only counts */
export function liveByTrack(script: Script, log = true): TrackLife {
  const { track, told } = newTrack(script, log);
  const { channel, caseId, facts, submittedAt, number: slot } = script;
  const shares = Object.fromEntries(Object.entries(facts).map(([fact, holds]) => [fact, holds ? 1 : 0]));
  track.submit(slot, submittedAt, { channel, caseId, facts: shares });
  play(script, track, told, script.moves);
  return { told, track };
}

/** Goes on with a dossier from what a database stores of it. @param most moves that were made before */
export function goOnByTrack(script: Script, state: DossierState, most: number): TrackLife {
  const { track, told } = newTrack(script, true);
  track.load(script.number, state, script.moves[most - 1]?.at ?? script.submittedAt);
  play(script, track, told, script.moves.slice(most));
  return { told, track };
}

function newTrack(script: Script, log: boolean): { readonly told: Told[]; readonly track: LawTrack } {
  const told: Told[] = [];
  const track = new LawTrack(lawOf(script), {
    habits: script.habits,
    standing: standingOf(script.standing),
    draw: drawn,
    ...(log ? { sink: ({ slot: _, ...fact }: LawFact) => told.push(fact as Told) } : {}),
  });
  return { told, track };
}

function play(script: Script, track: LawTrack, told: Told[], moves: readonly Move[]): void {
  const slot = script.number;
  for (const move of moves) {
    wakeUntil(track, slot, move.at - 1);
    if (!makeMove(track, script, move)) told.push({ at: move.at, kind: "not-taken", what: move.do });
  }
  wakeUntil(track, slot, watchedUntil(script));
  track.wake(slot, watchedUntil(script));
}

function wakeUntil(track: LawTrack, slot: number, through: number): void {
  for (let count = 0; count < 2_000; count += 1) {
    const next = track.wakeAt(slot);
    if (next > through || next === Number.POSITIVE_INFINITY) return;
    track.wake(slot, next);
  }
  throw new Error("a dossier wakes for ever");
}

function makeMove(track: LawTrack, script: Script, { at, do: what, pick }: Move): boolean {
  const slot = script.number;
  const { steps } = lawOf(script).procedure.definition;
  // What was due before must be known before anything is chosen; `wakeUntil` saw to it.
  const step = steps[track.stepOf(slot)];
  switch (what) {
    case "accept":
      return track.accept(slot, at);
    case "act":
      return track.act(
        slot,
        at,
        step === undefined ? -1 : track.actionNumber(step.id, actionAt(script, step.id, pick) ?? ""),
      );
    case "claim": {
      if (step === undefined) return false;
      const head = standingOf(script.standing).units[step.unit]?.head ?? "";
      return track.enter(slot, at, track.stepNumber(step.id), track.personNumber(takerOf(pick, step.id, head)));
    }
    case "ask-supplement":
      return track.askSupplement(slot, at);
    case "receive-supplement":
      return track.receiveSupplement(slot, at);
    case "withdraw":
      return track.withdraw(slot, at);
    case "refuse-intake":
      return track.refuseIntake(slot, at);
  }
}
