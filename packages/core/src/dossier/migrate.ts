import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import { readMigrationPlan } from "../procedure/migration-plan.ts";
import type { MigrateDefinition, UndoMigration } from "./commands.ts";
import { type Draft, done, emit, type Step, send, stateOf } from "./draft.ts";
import type { LawHashes, PinnedLaw } from "./law.ts";
import { finishLimit, isLateAt } from "./limits.ts";
import { type LimitMove, lateAtOnce } from "./move-limits.ts";
import { type Move, planMove } from "./plan-move.ts";
import { renewPromise } from "./promise.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { settleUnder } from "./responsibility.ts";
import type { MigrationMemo } from "./state.ts";
import { tellMovedLimit } from "./tell-agency.ts";
import { tellPortal, tellPortalRecord } from "./tell-portal.ts";

/**
 * Moves an open dossier to another version of its definition, and to other rules where the plan says so. Its history, its
 * suspensions and its promises stay; what was promised moves only where the plan changes the principal limit itself.
 * @param moveTo the law the plan leads to, loaded by the caller
 */
export function migrate(draft: Draft, command: MigrateDefinition, moveTo: PinnedLaw | undefined): Step {
  const plan = readMigrationPlan(command.plan);
  if (!plan.ok) return err(plan.error[0] ?? malformed);
  if (command.occurredAt !== undefined) return notBackDated();
  const state = stateOf(draft);
  const wanted: LawHashes = {
    ...state.law,
    procedure: moveTo?.hashes.procedure ?? state.law.procedure,
    ...plan.value.law,
  };
  if (moveTo === undefined || !sameLaw(moveTo.hashes, wanted)) return unknownTarget();
  const { at, resolved } = command;
  const move = planMove(draft.law, moveTo, state, plan.value, at, resolved.units);
  if (!move.ok) return move;
  const { reason, from, to } = plan.value;
  const before = draft.law;
  adopt(draft, moveTo, move.value, { plan: command.planHash, reason, from, to });
  for (const limit of move.value.limits) recordLimit(draft, limit);
  tellPromise(draft, state.promises.length, reason);
  if (move.value.task !== undefined) tellStep(draft, move.value);
  else if (showsOtherwise(before, moveTo)) tellPortalRecord(draft);
  return done;
}

const malformed: Refusal = refuse("migration.plan_malformed", "Kế hoạch sai dạng", "the plan is malformed").error;

const notBackDated = () =>
  refuse(
    "command.backdated",
    "Không được ghi lùi việc chuyển phiên bản",
    "a move to another version is not back-dated",
  );

const unknownTarget = () =>
  refuse(
    "migration.unknown_target",
    "Chưa có định nghĩa hoặc luật mà kế hoạch chuyển tới",
    "the definition or the law the plan leads to is not known here",
  );

const sameLaw = (a: LawHashes, b: LawHashes): boolean =>
  a.procedure === b.procedure &&
  a.rules === b.rules &&
  a.calendar === b.calendar &&
  a.hours === b.hours &&
  a.policies === b.policies;

function adopt(
  draft: Draft,
  moveTo: PinnedLaw,
  { control, performed, visits, task }: Move,
  named: Pick<MigrateDefinition["plan"], "reason" | "from" | "to"> & { readonly plan: MigrateDefinition["planHash"] },
): void {
  const before = draft.law;
  draft.law = moveTo;
  const { from, to } = named;
  emit(draft, {
    type: "definition-adopted",
    plan: named.plan,
    reason: named.reason,
    from: { code: from.code, version: from.version },
    to: { code: to.code, version: to.version },
    law: moveTo.hashes,
    control,
    performed,
    visits,
    ...(task === undefined ? {} : { task }),
  });
  settleUnder(before, draft);
}

function recordLimit(draft: Draft, move: LimitMove): void {
  const { how, ...body } = move;
  switch (how) {
    case "changed":
      emit(draft, { type: "limit-migrated", ...(body as Omit<LimitMove & { how: "changed" }, "how">) });
      return;
    case "reprojected":
      emit(draft, { type: "limit-reprojected", ...(body as Omit<LimitMove & { how: "reprojected" }, "how">) });
      tellMovedLimit(draft, body.limit);
      return;
    case "started":
      emit(draft, {
        type: "limit-started",
        dueTime: "end-of-day",
        ...(body as Omit<LimitMove & { how: "started" }, "how">),
      });
      return;
    case "carried":
      emit(draft, { type: "limit-carried", ...(body as Omit<LimitMove & { how: "carried" }, "how">) });
      return;
    case "ended":
      finishLimit(draft, body.limit, draft.command.at);
      return;
  }
}

/** What the ledger says now is promised, and the applicant is told; the rows before stand as they are. */
function tellPromise(draft: Draft, before: number, source: string): void {
  if (stateOf(draft).resolvedAt !== undefined) return;
  renewPromise(draft, "migration", source);
  const { promises, code } = stateOf(draft);
  if (promises.length > before) send(draft, "citizen", "promise-moved", { code, promisedOn: promises.at(-1)?.date });
}

/** Whether the portal's record of a dossier is another under another law, with the same events. */
function showsOtherwise(before: PinnedLaw, after: PinnedLaw): boolean {
  const shown = ({ procedure: { definition }, policies }: PinnedLaw): readonly string[] => [
    definition.code,
    definition.name.vi,
    definition.field.vi,
    policies.appointmentReported,
  ];
  const then = shown(before);
  return shown(after).some((text, index) => text !== then[index]);
}

function tellStep(draft: Draft, { step }: Move): void {
  if (step !== undefined) tellPortal(draft, step.portalStatus, step.id);
}

/**
 * Takes a move back while nothing else has happened. The dossier is where it was; the move and its undoing stay on
 * record, and so does every promise made.
 * @param moveTo the law from before, loaded by the caller
 */
export function undoMigration(draft: Draft, command: UndoMigration, moveTo: PinnedLaw | undefined): Step {
  if (command.occurredAt !== undefined) return notBackDated();
  const memo = undoable(draft, command);
  if (!memo.ok) return memo;
  const { before } = memo.value;
  if (moveTo === undefined || !sameLaw(moveTo.hashes, before.law)) return unknownTarget();
  const { at } = command;
  // Kept as it is, a promise may have passed meanwhile; changed, it must not be broken by going back.
  const after = { ...stateOf(draft), limits: before.limits };
  if (!isLateAt(draft.law, stateOf(draft), at) && isLateAt(moveTo, after, at)) return lateAtOnce();
  const made = stateOf(draft).promises.length;
  const source = before.limits.principal?.source ?? "";
  const left = draft.law;
  draft.law = moveTo;
  emit(draft, { type: "migration-undone", plan: command.planHash, control: before.control });
  settleUnder(left, draft);
  tellPromise(draft, made, source);
  if (showsOtherwise(left, moveTo)) tellPortalRecord(draft);
  return done;
}

function undoable(draft: Draft, { planHash }: UndoMigration): Result<MigrationMemo, Refusal> {
  const memo = stateOf(draft).migration;
  return memo?.plan === planHash
    ? ok(memo)
    : refuse(
        "migration.not_last",
        "Chỉ hoàn tác được ngay sau khi chuyển, trước mọi thao tác khác",
        "a move is taken back only before anything else happens",
      );
}
