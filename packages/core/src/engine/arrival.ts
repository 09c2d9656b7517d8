import type { Hash } from "../base/ids.ts";
import { ok, type Result } from "../base/result.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { DossierState } from "../dossier/state.ts";
import type { ContentRecord, StoredEvent } from "../ports/storage.ts";
import { type Asked, type DecidedCommit, decideCommit, type KnownDossier } from "./decide-commit.ts";

/** A history that came from another engine and was verified, as far as this side does not have it. */
export interface Arrival {
  /** What this side has: version 0 when it never had the dossier. */
  readonly base: { readonly version: number; readonly head: Hash | undefined };
  /** What follows, with the bytes and hashes it came with. */
  readonly events: readonly StoredEvent[];
  /** All of it folded for the office that takes it over. */
  readonly state: DossierState;
  readonly head: Hash;
  readonly content: readonly ContentRecord[];
}

/** Decides on what arrived, and makes one commit of that and the decision: this side has all of it, or nothing. */
export function decideArrival(asked: Omit<Asked, "content">, arrival: Arrival): Result<DecidedCommit, Refusal> {
  const { known } = asked;
  const { base, events, state, head, content } = arrival;
  if ((known?.state.version ?? 0) !== base.version || known?.head !== base.head) return movedOn();
  const arrived: KnownDossier = { state, head, kept: known?.kept ?? 0 };
  const decided = decideCommit({ ...asked, known: arrived, content });
  if (!decided.ok) return decided;
  const { commit } = decided.value;
  return ok({
    ...decided.value,
    commit: {
      ...commit,
      expectedVersion: base.version,
      events: [...events, ...commit.events],
      arrived: events.length,
    },
  });
}

/** It came from elsewhere twice, or is not what it was when it was verified: looked at anew. */
const movedOn = () =>
  refuse("transfer.moved_on", "Hồ sơ vừa thay đổi, hãy nhận lại", "the dossier has just moved on; take it over again");
