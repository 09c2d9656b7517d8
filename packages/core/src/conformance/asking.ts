import type { Claim, Commit, CommitOutcome, DueWake, Leased, OutboxMessage, Storage } from "../ports/storage.ts";
import { aCommit, asDossier, type CommitSketch, t } from "./builders.ts";
import { present, same } from "./check.ts";

// Questions that many cases ask, in one word each.

export async function commitOne(storage: Storage, sketch: CommitSketch = {}): Promise<CommitOutcome> {
  const outcomes = await storage.commit([aCommit(sketch)]);
  same(outcomes.length, 1, "one commit has one outcome");
  return present(outcomes[0], "the outcome");
}

/** Commits that the case takes for granted. */
export async function given(storage: Storage, ...sketches: readonly CommitSketch[]): Promise<readonly Commit[]> {
  const commits = sketches.map((sketch) => aCommit(sketch));
  for (const commit of commits) {
    const [outcome] = await storage.commit([commit]);
    same(outcome?.kind, "committed", `${commit.commandId} is committed`);
  }
  return commits;
}

export async function loadOne(storage: Storage, dossier = "d-1") {
  const rows = await storage.load([asDossier(dossier)]);
  same(rows.length, 1, "one id has one answer");
  return rows[0];
}

export async function eventsOf(storage: Storage, dossier = "d-1") {
  return (await storage.reader.history(asDossier(dossier), { limit: 1000 })).items;
}

export const messagesOf = (storage: Storage, dossier = "d-1") => storage.reader.messages(asDossier(dossier));

/** A lease no case outlives. */
export const longLeaseMs = 600_000;

export const wakesDue = (
  storage: Storage,
  dueThrough: number,
  claim: Partial<Claim> = {},
): Promise<readonly Leased<DueWake>[]> =>
  storage.claimWakes({ dueThrough, leaseMs: longLeaseMs, limit: 100, ...claim });

type OutboxClaim = Parameters<Storage["claimOutbox"]>[0];
export const messagesDue = (
  storage: Storage,
  dueThrough: number = t(0),
  claim: Partial<OutboxClaim> = {},
): Promise<readonly Leased<OutboxMessage>[]> =>
  storage.claimOutbox({ dueThrough, leaseMs: longLeaseMs, limit: 100, ...claim });

export async function claimedWake(storage: Storage, dueThrough: number): Promise<Leased<DueWake>> {
  return present((await wakesDue(storage, dueThrough, { limit: 1 }))[0], "a due wake");
}

export async function claimedMessage(storage: Storage, dueThrough: number = t(0)): Promise<Leased<OutboxMessage>> {
  return present((await messagesDue(storage, dueThrough, { limit: 1 }))[0], "a due message");
}

export const idsOf = (rows: readonly { readonly dossierId: string }[]): string[] => rows.map((row) => row.dossierId);
export const positionsOf = (rows: readonly OutboxMessage[]): string[] =>
  rows.map((row) => `${row.dossierId}/${row.adapter}/${row.position}`).sort();
