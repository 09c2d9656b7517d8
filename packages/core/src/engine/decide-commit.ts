import type { Hash } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Command } from "../dossier/commands.ts";
import { type Decision, decide } from "../dossier/decide.ts";
import type { PinnedLaw } from "../dossier/law.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { DossierState } from "../dossier/state.ts";
import { summarize } from "../dossier/summary.ts";
import { noPartner } from "../dossier/transfer.ts";
import type { HandOver } from "../dossier/transfer-command.ts";
import type { Commit, ContentRecord, OutboxMessage } from "../ports/storage.ts";
import { chainEvents, genesis } from "./chain.ts";
import { onServedLanes, type ServedLanes } from "./lanes.ts";
import type { LawBook } from "./law-book.ts";
import { memberDossierId, partOf } from "./member-part.ts";
import type { PartnerOffices } from "./transfer-parties.ts";

/** What a dossier is known to be: as loaded, or as its last commit left it. */
export interface KnownDossier {
  readonly state: DossierState;
  readonly head: Hash;
  /** Version of the snapshot in storage; 0 when there is none yet. */
  readonly kept: number;
}

/** A command with everything it is decided by: whatever waits or reads has been done. */
export interface Asked {
  readonly known: KnownDossier | undefined;
  readonly law: PinnedLaw;
  /** Stamped with law time, its facts resolved. */
  readonly command: Command;
  readonly bodyHash: Hash;
  readonly content: readonly ContentRecord[];
  /** Messages for lanes nobody serves are not written. */
  readonly lanes: ServedLanes;
  /** Where dossiers may be handed over to; nowhere when absent. */
  readonly partners?: PartnerOffices | undefined;
  /** For commands that move a dossier to other law: the law they lead to. */
  readonly moveTo: PinnedLaw | undefined;
}

/** A command that was decided and is not stored yet. */
export interface DecidedCommit {
  readonly decision: Decision;
  readonly commit: Commit;
  /** What the dossier is known to be once the commit stands. */
  readonly next: KnownDossier;
}

/**
 * What every engine does between a known dossier and a commit: decides, chains the events, keeps a snapshot when one is
 * due, fills the columns, puts messages on the lanes that are served. Pure: the same question gives the same bytes, so an engine
 * may ask it again after a crash.
 * @throws InvariantError for our own bugs and damage in the row: it stops this dossier, and says nothing of its content
 */
export function decideCommit(asked: Asked): Result<DecidedCommit, Refusal> {
  const { known, command } = asked;
  if (known !== undefined && known.state.officeId !== command.officeId)
    return refuse("command.other_office", "Hồ sơ thuộc cơ quan khác", "the dossier belongs to another office");
  // A clock that steps back, or two that differ, must not lock a dossier: its own time never runs backwards.
  const at = Math.max(command.at, known?.state.lastAt ?? command.at);
  const stamped = at === command.at ? command : { ...command, at };
  if (command.type === "hand-over" && known !== undefined && answersGroup(known.state)) return answersHere();
  const decision = decideOrStop(asked.law, known?.state, stamped, asked.moveTo);
  if (!decision.ok) return decision;
  const decided = commitOf(asked, decision.value);
  return command.type === "hand-over" && !isCarried(asked.partners, command, decided.commit)
    ? err(noPartner())
    : ok(decided);
}

/** The group hears of its member from the office that was asked: elsewhere its result would be told to nobody. */
function answersGroup({ dossierId, intakeRef, resolvedAt }: DossierState): boolean {
  const part = resolvedAt === undefined ? partOf(intakeRef) : undefined;
  return part !== undefined && memberDossierId(part) === dossierId;
}

const answersHere = () =>
  refuse(
    "command.not_available",
    "Không bàn giao hồ sơ thành phần của nhóm liên thông khi chưa có kết quả",
    "a member of an interlinked group is not handed over before it has its result",
  );

/** A hand-over that nobody carries, or that its partner has no such office for, would leave the dossier with nobody. */
function isCarried(partners: PartnerOffices | undefined, { partner, to }: HandOver, { outbox }: Commit): boolean {
  const offices = partners && Object.hasOwn(partners, partner) ? partners[partner]?.offices : undefined;
  return offices?.includes(to) === true && outbox.some(isHandOver);
}

const isHandOver = ({ adapter }: OutboxMessage): boolean => adapter.startsWith("transfer/");

/** Whatever `decide` throws is a bug of ours or damage in the row. */
function decideOrStop(...given: Parameters<typeof decide>): Result<Decision, Refusal> {
  try {
    return decide(...given);
  } catch (error) {
    throw InvariantError.is(error) ? error : new InvariantError(`deciding "${given[2].type}" failed`);
  }
}

/** Events folded at most when a dossier is loaded; about as many as a common dossier has in its whole life. */
const snapshotEveryEvents = 32;

function commitOf({ known, law, moveTo, command, bodyHash, content, lanes }: Asked, decision: Decision): DecidedCommit {
  const { state } = decision;
  const kept = known?.kept ?? 0;
  // A state is kept now and then, not with every command: it is a cache, two kilobytes where an event is a few hundred.
  const keeps = state.version - kept >= snapshotEveryEvents;
  const previous = known?.head ?? genesis(command.officeId, command.dossierId, law.hashes.procedure);
  const { stored, head } = chainEvents(previous, decision.events);
  const commit: Commit = {
    dossierId: command.dossierId,
    officeId: command.officeId,
    commandId: command.commandId,
    bodyHash,
    expectedVersion: known?.state.version ?? 0,
    events: stored,
    snapshot: keeps ? JSON.stringify(state) : undefined,
    head,
    wakeAt: decision.wakeAt,
    outbox: onServedLanes(lanes, decision.outbox),
    content,
    summary: summarize(state, (state.law.procedure === law.hashes.procedure ? law : (moveTo ?? law)).procedure),
  };
  return { decision, commit, next: { state, head, kept: keeps ? state.version : kept } };
}

/**
 * The law a command is decided under: of the dossier it is for, or the one pinned for the dossier it begins.
 * @returns a refusal when there is no such dossier and none begins
 * @throws InvariantError when storage does not hold what the dossier was pinned to
 */
export async function lawOf(
  laws: LawBook,
  known: KnownDossier | undefined,
  begins: PinnedLaw | undefined,
  command: Command,
): Promise<Result<Pick<Asked, "law" | "moveTo">, Refusal>> {
  const law = known === undefined ? begins : await laws.load(known.state.law);
  if (law === undefined) return refuse("command.no_dossier", "Không có hồ sơ này", "there is no such dossier");
  const moveTo =
    known?.state.officeId === command.officeId ? await lawAfter(laws, law, known.state, command) : ok(undefined);
  return moveTo.ok ? ok({ law, moveTo: moveTo.value }) : moveTo;
}

/** Where a command leads that moves its dossier to other law. */
async function lawAfter(
  laws: LawBook,
  law: PinnedLaw,
  { migration }: DossierState,
  command: Command,
): Promise<Result<PinnedLaw | undefined, Refusal>> {
  switch (command.type) {
    case "reproject":
      return ok(await laws.withCalendarInForce(law));
    case "migrate-definition":
      return await laws.withDefinition(law, command.plan);
    case "undo-migration":
      return ok(migration === undefined ? undefined : await laws.load(migration.before.law));
    default:
      return ok(undefined);
  }
}

// Answers every engine gives in the same words.

/** The same command id came with another body. */
export const commandReused = () =>
  refuse(
    "command.reused",
    "Mã lệnh này đã dùng cho một lệnh khác",
    "this command id was used for another command; nothing was changed",
  );

/** Another dossier of the office carries the code already. */
export const codeTaken = () =>
  refuse("numbering.code_taken", "Mã hồ sơ này đã cấp cho hồ sơ khác", "another dossier carries this code");

/** A bug of ours, or damage to what is stored, stopped the dossier. */
export const stopped = (error: InvariantError) =>
  refuse(error.code, `Hồ sơ bị dừng do lỗi hệ thống: ${error.message}`, error.message);

/** The engine takes nothing new. */
export const engineClosed = () => refuse("engine.closed", "Hệ thống đang dừng", "the engine is closing");
