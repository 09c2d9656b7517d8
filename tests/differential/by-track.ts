import type { DossierState } from "@motcua/core";
import type { LawFact, LawFactBody } from "../../packages/core/src/simulator/law/facts.ts";
import type { Judgement } from "../../packages/core/src/simulator/law/judgement.ts";
import { LawTrack } from "../../packages/core/src/simulator/law/track.ts";
import { actionAt, lawOf, standingOf, takerOf } from "./office.ts";
import { drawn, type Move, type Script, watchedUntil } from "./script.ts";

/** What is refused is compared too. */
export type Told = { readonly at: number } & (LawFactBody | { readonly kind: "not-taken"; readonly what: Move["do"] });

/** A simulator that many dossiers of one flow live in, one after another, in slots used again. */
export class SharedTrack {
  readonly track: LawTrack;
  #told: Told[] = [];
  #script: Script | undefined;
  #lives = 0;

  /** @param log whether it tells what happens, or only counts */
  constructor(script: Script, log: boolean) {
    this.track = new LawTrack(lawOf(script), {
      habits: script.habits,
      standing: standingOf(script.standing),
      draw: (_, purpose) => drawn(this.#script?.number ?? 0, purpose),
      ...(log ? { sink: ({ slot: _, ...fact }: LawFact) => this.#told.push(fact as Told) } : {}),
    });
  }

  live(script: Script): readonly Told[] {
    const { channel, caseId, facts, submittedAt } = script;
    const shares = Object.fromEntries(Object.entries(facts).map(([fact, holds]) => [fact, holds ? 1 : 0]));
    return this.#use(script, script.moves, (slot) =>
      this.track.submit(slot, submittedAt, { channel, caseId, facts: shares }),
    );
  }

  /** Goes on with a dossier from what a database stores of it. @param most moves that were made before */
  goOn(script: Script, state: DossierState, most: number): readonly Told[] {
    const at = script.moves[most - 1]?.at ?? script.submittedAt;
    return this.#use(script, script.moves.slice(most), (slot) => this.track.load(slot, this.track.prepare(state), at));
  }

  #use(script: Script, moves: readonly Move[], begin: (slot: number) => void): readonly Told[] {
    this.#script = script;
    this.#told = [];
    // The slot of the life before stays as it was left for a while: dossiers must not see one another.
    const slot = this.#lives % 2;
    if (this.#lives >= 2) this.track.release(slot);
    this.#lives += 1;
    begin(slot);
    play(script, this.track, slot, this.#told, moves);
    return this.#told;
  }
}

/** What becomes of a life where nothing but the verdict is wanted, and where everything is followed. */
export class JudgedTrack {
  readonly #track: LawTrack;
  #judged: Judgement[] = [];
  #slot = 0;

  constructor(script: Script, onlyVerdicts: boolean) {
    this.#track = new LawTrack(lawOf(script), {
      habits: script.habits,
      standing: standingOf(script.standing),
      draw: (_, purpose) => drawn(script.number, purpose),
      onlyVerdicts,
      onJudged: (_, judgement) => this.#judged.push(judgement),
    });
  }

  /** @param state goes on from there, after so many moves; else from the beginning */
  live(script: Script, state: DossierState | undefined, most: number): readonly (Judgement | Told)[] {
    this.#judged = [];
    const told: Told[] = [];
    const slot = this.#slot++ % 2;
    if (this.#slot > 2) this.#track.release(slot);
    const { channel, caseId, facts, submittedAt } = script;
    const shares = Object.fromEntries(Object.entries(facts).map(([fact, holds]) => [fact, holds ? 1 : 0]));
    if (state === undefined) this.#track.submit(slot, submittedAt, { channel, caseId, facts: shares });
    else this.#track.load(slot, this.#track.prepare(state), script.moves[most - 1]?.at ?? submittedAt);
    play(script, this.#track, slot, told, script.moves.slice(state === undefined ? 0 : most));
    return [...this.#judged, ...told];
  }
}

/** Lives share a simulator that have the same law, people and habits. */
export function trackOf(tracks: Map<string, SharedTrack>, script: Script, log: boolean): SharedTrack {
  const { code, policy, standing, habits } = script;
  const key = JSON.stringify([code, policy, standing, habits, lawOf(script).ruleSet.parts, log]);
  const track = tracks.get(key) ?? new SharedTrack(script, log);
  tracks.set(key, track);
  return track;
}

function play(script: Script, track: LawTrack, slot: number, told: Told[], moves: readonly Move[]): void {
  for (const move of moves) {
    wakeUntil(track, slot, move.at - 1);
    if (!makeMove(track, slot, script, move)) told.push({ at: move.at, kind: "not-taken", what: move.do });
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

function makeMove(track: LawTrack, slot: number, script: Script, { at, do: what, pick }: Move): boolean {
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
