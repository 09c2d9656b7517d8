import { invariant } from "../base/invariant.ts";
import type { Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import { beginPhase, endLimit, restartLimit, resumeLimit, suspendLimit } from "../limit/ledger.ts";
import type { LimitLedger } from "../limit/types.ts";
import type { EventOf, LimitKind } from "./events.ts";
import { beginGround, endGround, endGrounds } from "./fold-grounds.ts";
import type { OwnState } from "./own-state.ts";
import type { DossierState, LimitState } from "./state.ts";

export const nextGeneration = (ledger: LimitLedger): LimitLedger => ({ ...ledger, generation: ledger.generation + 1 });

export function folded(result: Result<LimitLedger, { readonly code: string }>): LimitLedger {
  invariant(result.ok, "a recorded limit operation does not fold");
  return result.value;
}

export function limitOf(state: DossierState, limit: string): LimitState {
  const found = state.limits[limit];
  invariant(found !== undefined, `limit ${limit} is not open`);
  return found;
}

export function setLimit(next: OwnState, limit: string, value: LimitState): void {
  next.limits = { ...next.limits, [limit]: value };
}

/** @param taken rungs that stay taken in the new generation; absent when the generation stays */
export function changeLedger(
  next: OwnState,
  limit: string,
  change: (ledger: LimitLedger) => LimitLedger,
  taken?: readonly string[],
): void {
  const before = limitOf(next, limit);
  setLimit(next, limit, { ...before, ledger: change(before.ledger), taken: taken ?? before.taken });
}

export function applySuspended(next: OwnState, event: EventOf<"limit-suspended">): void {
  const { groundId, ground, source, from } = event;
  if (event.limit === "principal") beginGround(next, event);
  changeLedger(next, event.limit, (ledger) => folded(suspendLimit(ledger, { groundId, ground, source, from })));
  if (event.limit === "principal") next.groundParties = [...next.groundParties, { groundId, party: event.party }];
  if (event.control !== undefined) next.control = event.control;
}

export function applyResumed(next: OwnState, event: EventOf<"limit-resumed">): void {
  if (event.limit === "principal") endGround(next, event);
  changeLedger(next, event.limit, (ledger) => folded(resumeLimit(ledger, event.groundId, event.to)));
  if (event.limit === "principal")
    next.groundParties = next.groundParties.filter((ground) => ground.groundId !== event.groundId);
  if (event.control !== undefined) next.control = event.control;
}

/** Counted again from a new start; where a phase begins, under a limit of its own. */
export function applyRestarted(next: OwnState, event: EventOf<"limit-restarted">): void {
  const { limit, phase, startAt, source } = event;
  changeLedger(
    next,
    limit,
    (ledger) => folded(phase === undefined ? restartLimit(ledger, startAt) : beginPhase(ledger, phase.budget, startAt)),
    [],
  );
  if (phase !== undefined) {
    next.phase = phase.id;
    setLimit(next, limit, { ...limitOf(next, limit), ladder: phase.ladder, source });
  }
  if (limit === "principal") next.question = undefined;
}

/** The principal limit stays for verdicts and explanations; any other leaves the state, its events remain. */
export function applyEnded(next: OwnState, event: EventOf<"limit-ended">): void {
  if (event.limit === "principal") {
    endGrounds(next, event.endedAt);
    changeLedger(next, event.limit, (ledger) => folded(endLimit(ledger, event.endedAt)));
    next.groundParties = [];
    return;
  }
  dropLimit(next, event.limit);
}

export function dropLimit(next: OwnState, limit: string): void {
  dropLimits(next, (name) => name === limit);
}

export function dropLimits(next: OwnState, goes: (limit: string) => boolean): void {
  if (!Object.keys(next.limits).some(goes)) return;
  next.limits = Object.fromEntries(Object.entries(next.limits).filter(([name]) => !goes(name)));
}

/** The matter is over: the principal limit ends and stays, limits of other kinds go unless they `outlive` it. */
export function endLimits(next: OwnState, endedAt: EpochMs, outlives: (kind: LimitKind) => boolean): void {
  endGrounds(next, endedAt);
  const principal = next.limits.principal;
  if (principal !== undefined && principal.ledger.endedAt === undefined)
    changeLedger(next, "principal", (ledger) => folded(endLimit(ledger, Math.max(endedAt, ledger.startAt))));
  next.groundParties = [];
  dropLimits(next, (name) => {
    const kind = next.limits[name]?.kind;
    return kind !== undefined && kind !== "principal" && !outlives(kind);
  });
}

/** The question belongs to the run it was asked in; it stands while its rung stays taken. */
export function dropQuestion(
  next: OwnState,
  event: { readonly limit: string; readonly kept: readonly string[] },
): void {
  if (event.limit === "principal" && next.question !== undefined && !event.kept.includes(next.question.rung))
    next.question = undefined;
}
