import { fault } from "../base/errors.ts";
import type { DossierId, Hash } from "../base/ids.ts";
import { InvariantError, invariant } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Command } from "../dossier/commands.ts";
import { type Decision, decide } from "../dossier/decide.ts";
import type { PinnedLaw } from "../dossier/law.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { DossierState } from "../dossier/state.ts";
import { summarize } from "../dossier/summary.ts";
import type { Commit, CommitOutcome, ContentRecord, Storage } from "../ports/storage.ts";
import { chainEvents, genesis } from "./chain.ts";
import type { Accepted, Rejected } from "./engine-types.ts";
import type { LawBook } from "./law-book.ts";
import type { StateCache } from "./state-cache.ts";

/** A command on its way, with its law when it begins a dossier. */
export interface Pending {
  readonly command: Command;
  readonly bodyHash: Hash;
  readonly begins: PinnedLaw | undefined;
  readonly content: readonly ContentRecord[];
  readonly answer: (result: Result<Accepted, Rejected>) => void;
  readonly fail: (error: unknown) => void;
}

/** What a dossier is known to be: as loaded, or as the last commit of this process left it. */
export interface KnownDossier {
  readonly state: DossierState;
  readonly head: Hash;
  /** Version of the snapshot in storage; 0 when there is none yet. */
  readonly kept: number;
}

export interface GroupContext {
  readonly storage: Storage;
  readonly laws: LawBook;
  readonly cache: StateCache;
  /** Lanes somebody serves; messages for others are not written. */
  readonly adapters: ReadonlySet<string>;
  readonly onCommitted: (command: Command, decision: Decision) => void;
  readonly onIncident: (dossierId: DossierId, code: string) => void;
}

interface Prepared {
  readonly pending: Pending;
  readonly decision: Decision;
  readonly commit: Commit;
  readonly known: KnownDossier | undefined;
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
  await context.cache.fill(group.map((pending) => pending.command.dossierId));
  const prepared: Prepared[] = [];
  for (const pending of group) {
    try {
      const one = await prepare(context, pending, context.cache.get(pending.command.dossierId));
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
  pending.answer(err(fault("internal.invariant", `Hồ sơ bị dừng do lỗi hệ thống: ${error.message}`, error.message)));
}

/** Decides one command; answers it here when it is refused or was taken before. */
async function prepare(
  context: GroupContext,
  pending: Pending,
  known: KnownDossier | undefined,
): Promise<Prepared | undefined> {
  const decided = await decideOn(context, pending, known);
  if (decided.ok) return prepared(context, pending, known, decided.value);
  // Where others write too, what is known may be old: a refusal is only given on what storage says now.
  if (known !== undefined && context.storage.supports.sharedWriters) {
    await context.cache.refresh([pending.command.dossierId]);
    const fresh = context.cache.get(pending.command.dossierId);
    if (fresh?.head !== known.head) return await prepare(context, pending, fresh);
  }
  pending.answer(await refusedOrTaken(context, pending.command, pending.bodyHash, decided.error));
  return undefined;
}

interface Decided {
  readonly law: PinnedLaw;
  readonly decision: Decision;
}

async function decideOn(
  context: GroupContext,
  { command, begins }: Pending,
  known: KnownDossier | undefined,
): Promise<Result<Decided, Refusal>> {
  const law = known === undefined ? begins : await context.laws.load(known.state.law);
  if (law === undefined) return refuse("command.no_dossier", "Không có hồ sơ này", "there is no such dossier");
  if (known !== undefined && known.state.officeId !== command.officeId)
    return refuse("command.other_office", "Hồ sơ thuộc cơ quan khác", "the dossier belongs to another office");
  const moveTo = command.type === "reproject" ? await context.laws.withCalendarInForce(law) : undefined;
  // A clock that steps back, or two that differ, must not lock a dossier: its own time never runs backwards.
  const at = Math.max(command.at, known?.state.lastAt ?? command.at);
  const decision = decideOrStop(law, known?.state, at === command.at ? command : { ...command, at }, moveTo);
  return decision.ok ? ok({ law, decision: decision.value }) : decision;
}

/** Whatever `decide` throws is a bug of ours or damage in the row: it stops this dossier, and says nothing of its content. */
function decideOrStop(...given: Parameters<typeof decide>): Result<Decision, Refusal> {
  try {
    return decide(...given);
  } catch (error) {
    throw InvariantError.is(error) ? error : new InvariantError(`deciding "${given[2].type}" failed`);
  }
}

function prepared(
  context: GroupContext,
  pending: Pending,
  known: KnownDossier | undefined,
  { law, decision }: Decided,
): Prepared {
  return { pending, known, decision, commit: makeCommit(context, pending, law, known, decision) };
}

/** Events folded at most when a dossier is loaded; about as many as a common dossier has in its whole life. */
const snapshotEveryEvents = 32;

/** A state is kept now and then, not with every command: it is a cache, two kilobytes where an event is a few hundred. */
function snapshotDue(known: KnownDossier | undefined, { state }: Decision): boolean {
  return state.version - (known?.kept ?? 0) >= snapshotEveryEvents;
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
  if (record.bodyHash !== body) return reused();
  return ok({ dossierId: record.dossierId, version: record.version, duplicate: true, events: [] });
}

const reused = () =>
  refuse(
    "command.reused",
    "Mã lệnh này đã dùng cho một lệnh khác",
    "this command id was used for another command; nothing was changed",
  );

function makeCommit(
  context: GroupContext,
  pending: Pending,
  law: PinnedLaw,
  known: KnownDossier | undefined,
  decision: Decision,
): Commit {
  const { command } = pending;
  const previous = known?.head ?? genesis(command.officeId, command.dossierId, law.hashes.procedure);
  const { stored, head } = chainEvents(previous, decision.events);
  return {
    dossierId: command.dossierId,
    officeId: command.officeId,
    commandId: command.commandId,
    bodyHash: pending.bodyHash,
    expectedVersion: known?.state.version ?? 0,
    events: stored,
    snapshot: snapshotDue(known, decision) ? JSON.stringify(decision.state) : undefined,
    head,
    wakeAt: decision.wakeAt,
    outbox: decision.outbox.filter((message) => context.adapters.has(message.adapter)),
    content: pending.content,
    summary: summarize(decision.state, law.procedure),
  };
}

function settle(
  context: GroupContext,
  one: Prepared,
  outcome: Exclude<CommitOutcome, { kind: "version_conflict" }>,
): void {
  const { command } = one.pending;
  switch (outcome.kind) {
    case "committed":
      context.cache.put(command.dossierId, {
        state: one.decision.state,
        head: one.commit.head,
        kept: one.commit.snapshot === undefined ? (one.known?.kept ?? 0) : one.decision.state.version,
      });
      one.pending.answer(
        ok({ dossierId: command.dossierId, version: outcome.version, duplicate: false, events: one.decision.events }),
      );
      context.onCommitted(command, one.decision);
      return;
    case "duplicate_command":
      context.cache.forget(command.dossierId);
      one.pending.answer(ok({ dossierId: command.dossierId, version: outcome.version, duplicate: true, events: [] }));
      return;
    case "command_reused":
      one.pending.answer(reused());
      return;
    case "code_taken":
      one.pending.answer(
        refuse("numbering.code_taken", "Mã hồ sơ này đã cấp cho hồ sơ khác", "another dossier carries this code"),
      );
      return;
  }
}

async function retryConflict(context: GroupContext, pending: Pending, attempt = 1): Promise<void> {
  const { command } = pending;
  context.cache.forget(command.dossierId);
  if (attempt > conflictRetriesMax) {
    pending.answer(
      refuse("command.stale_version", "Hồ sơ liên tục thay đổi, hãy thử lại", "the dossier keeps moving on; try again"),
    );
    return;
  }
  try {
    await context.cache.fill([command.dossierId]);
    const one = await prepare(context, pending, context.cache.get(command.dossierId));
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
      one.pending.answer(
        ok({ dossierId: record.dossierId, version: record.version, duplicate: false, events: one.decision.events }),
      );
      context.onCommitted(command, one.decision);
      return;
    }
  } catch {
    // The surroundings are still broken; the first error says more.
  }
  one.pending.fail(error);
}
