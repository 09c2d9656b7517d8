import type { DossierId, Hash } from "../base/ids.ts";
import { InvariantError, invariant } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Command } from "../dossier/commands.ts";
import type { Decision } from "../dossier/decide.ts";
import type { PinnedLaw } from "../dossier/law.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { Commit, CommitOutcome, ContentRecord, Storage } from "../ports/storage.ts";
import { type Arrival, decideArrival } from "./arrival.ts";
import {
  codeTaken,
  commandReused,
  type DecidedCommit,
  decideCommit,
  type KnownDossier,
  lawOf,
  stopped,
} from "./decide-commit.ts";
import type { Accepted, Rejected } from "./engine-types.ts";
import type { ServedLanes } from "./lanes.ts";
import type { LawBook } from "./law-book.ts";
import type { StateCache } from "./state-cache.ts";
import type { ToldTo } from "./told.ts";
import { tellConflict, tellResolved } from "./told-command.ts";
import type { PartnerOffices } from "./transfer-parties.ts";

/** A command on its way, with its law when it begins a dossier. */
export interface Pending {
  readonly command: Command;
  readonly bodyHash: Hash;
  readonly begins: PinnedLaw | undefined;
  readonly content: readonly ContentRecord[];
  /** For commands that take over what came from another engine. */
  readonly arrival?: Arrival | undefined;
  readonly answer: (result: Result<Accepted, Rejected>) => void;
  readonly fail: (error: unknown) => void;
}

export interface GroupContext {
  readonly storage: Storage;
  readonly laws: LawBook;
  readonly cache: StateCache;
  /** Lanes somebody serves; messages for others are not written. */
  readonly lanes: ServedLanes;
  readonly partners: PartnerOffices | undefined;
  readonly onCommitted: (command: Command, decision: Decision) => void;
  readonly onIncident: (dossierId: DossierId, code: string) => void;
  readonly told: ToldTo;
}

interface Prepared extends DecidedCommit {
  readonly pending: Pending;
}

/** Attempts after another process moved the dossier on; a dossier that keeps moving is answered as stale. */
const conflictRetriesMax = 8;

/**
 * Decides and commits commands of distinct dossiers in one durable transaction; each gets its own answer. A refused one
 * leaves the others standing. After a throw the outcome is unknown, so each is reloaded and tried alone: one bad row
 * fails by itself.
 */
export async function commitGroup(context: GroupContext, group: readonly Pending[]): Promise<void> {
  const prepared = await prepareAll(context, group);
  if (prepared.length === 0) return;
  let outcomes: readonly CommitOutcome[];
  try {
    outcomes = await context.storage.commit(prepared.map((one) => one.commit));
  } catch (error) {
    await retryAlone(context, prepared, error);
    return;
  }
  const conflicted: Pending[] = [];
  for (const [index, one] of prepared.entries()) {
    const outcome = outcomes[index];
    invariant(outcome !== undefined, "an outcome for every commit");
    if (outcome.kind === "version_conflict") conflicted.push(one.pending);
    else settle(context, one, outcome);
  }
  for (const pending of conflicted) await retryConflict(context, pending);
}

async function prepareAll(context: GroupContext, group: readonly Pending[]): Promise<Prepared[]> {
  for (const { command } of group) context.cache.outdate(command.dossierId, command.expectedVersion ?? 0);
  const found = await context.cache.fill(group.map((pending) => pending.command.dossierId));
  const prepared: Prepared[] = [];
  for (const pending of group) {
    try {
      const one = await prepare(context, pending, found(pending.command.dossierId));
      if (one !== undefined) prepared.push(one);
    } catch (error) {
      failOne(context, pending, error);
    }
  }
  return prepared;
}

/** Our own bug stops that dossier; broken surroundings are thrown on. */
function failOne(context: GroupContext, pending: Pending, error: unknown): void {
  const { dossierId } = pending.command;
  context.cache.forget(dossierId);
  if (!InvariantError.is(error)) {
    pending.fail(error);
    return;
  }
  context.onIncident(dossierId, error.code);
  pending.answer(stopped(error));
}

/** Decides one command; answers it here when it is refused or was taken before. */
async function prepare(
  context: GroupContext,
  pending: Pending,
  known: KnownDossier | undefined,
): Promise<Prepared | undefined> {
  const decided = await decideOn(context, pending, known);
  if (decided.ok) return { pending, ...decided.value };
  // Where others write too, what is known may be old: a refusal is only given on what storage says now.
  if (known !== undefined && context.storage.supports.sharedWriters) {
    const found = await context.cache.refresh([pending.command.dossierId]);
    const fresh = found(pending.command.dossierId);
    if (fresh?.head !== known.head) return await prepare(context, pending, fresh);
  }
  pending.answer(await refusedOrTaken(context, pending.command, pending.bodyHash, decided.error));
  return undefined;
}

async function decideOn(
  { laws, lanes, partners }: GroupContext,
  { command, bodyHash, begins, content, arrival }: Pending,
  known: KnownDossier | undefined,
): Promise<Result<DecidedCommit, Refusal>> {
  if (arrival !== undefined) {
    const law = await laws.load(arrival.state.law);
    const moveTo = command.type === "take-over" ? await laws.ifBehind(law) : undefined;
    return decideArrival({ known, law, moveTo, command, bodyHash, lanes }, arrival);
  }
  const law = await lawOf(laws, known, begins, command);
  return law.ok ? decideCommit({ known, ...law.value, command, bodyHash, content, lanes, partners }) : law;
}

/** A duplicate is answered before a refusal: the command may have been taken, so that now it cannot be taken again. */
export async function refusedOrTaken(
  context: Pick<GroupContext, "storage">,
  command: Pick<Command, "officeId" | "commandId">,
  body: Hash,
  refusal: Refusal,
): Promise<Result<Accepted, Rejected>> {
  const record = await context.storage.findCommand(command.officeId, command.commandId);
  if (record === undefined) return err(refusal);
  if (record.bodyHash !== body) return commandReused();
  return ok({ dossierId: record.dossierId, version: record.version, duplicate: true, events: [] });
}

function settle(
  context: GroupContext,
  one: Prepared,
  outcome: Exclude<CommitOutcome, { kind: "version_conflict" }>,
): void {
  const { command } = one.pending;
  switch (outcome.kind) {
    case "committed":
      context.cache.put(command.dossierId, one.next);
      one.pending.answer(
        ok({ dossierId: command.dossierId, version: outcome.version, duplicate: false, events: one.decision.events }),
      );
      context.onCommitted(command, one.decision);
      tellResolved(context.told, one);
      return;
    case "duplicate_command":
      context.cache.forget(command.dossierId);
      one.pending.answer(ok({ dossierId: command.dossierId, version: outcome.version, duplicate: true, events: [] }));
      return;
    case "command_reused":
      one.pending.answer(commandReused());
      return;
    case "code_taken":
      one.pending.answer(codeTaken());
      return;
  }
}

async function retryConflict(context: GroupContext, pending: Pending, attempt = 1): Promise<void> {
  const { command } = pending;
  context.cache.forget(command.dossierId);
  tellConflict(context.told, command);
  if (attempt > conflictRetriesMax) {
    pending.answer(
      refuse("command.stale_version", "Hồ sơ liên tục thay đổi, hãy thử lại", "the dossier keeps moving on; try again"),
    );
    return;
  }
  try {
    const found = await context.cache.fill([command.dossierId]);
    const one = await prepare(context, pending, found(command.dossierId));
    if (one === undefined) return;
    const [outcome] = await context.storage.commit([one.commit]);
    invariant(outcome !== undefined, "an outcome for every commit");
    if (outcome.kind === "version_conflict") await retryConflict(context, pending, attempt + 1);
    else settle(context, one, outcome);
  } catch (error) {
    failOne(context, pending, error);
  }
}

/** The transaction threw: nobody knows what was written. Reload state and command record, then one by one. */
async function retryAlone(context: GroupContext, prepared: readonly Prepared[], error: unknown): Promise<void> {
  for (const one of prepared) context.cache.forget(one.pending.command.dossierId);
  if (prepared.length === 1) {
    await answerUnknown(context, prepared[0], error);
    return;
  }
  for (const one of prepared) await retryConflict(context, one.pending);
}

/** A single command that threw: taken after all, or failed for the caller to send again. */
async function answerUnknown(context: GroupContext, one: Prepared | undefined, error: unknown): Promise<void> {
  if (one === undefined) return;
  const { command } = one.pending;
  try {
    const record = await context.storage.findCommand(command.officeId, command.commandId);
    if (record?.bodyHash === one.commit.bodyHash) {
      const { dossierId, version } = record;
      const ours = await isStored(context.storage, one.commit);
      one.pending.answer(ok({ dossierId, version, duplicate: !ours, events: ours ? one.decision.events : [] }));
      if (ours) context.onCommitted(command, one.decision);
      return;
    }
  } catch {
    // The surroundings are still broken; the first error says more.
  }
  one.pending.fail(error);
}

/** Whether what is stored of a command is this very attempt: another process may have taken the same command, at another
 *  moment, with other events. When in doubt it was the other: then nothing is told that may not have happened. */
async function isStored(storage: Storage, { dossierId, head }: Commit): Promise<boolean> {
  const [row] = await storage.load([dossierId]);
  return row !== undefined && (row.head === head || row.since.some((event) => event.hash === head));
}
