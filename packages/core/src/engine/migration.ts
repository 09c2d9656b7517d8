import type { Json } from "../base/canonical-json.ts";
import { canonicalJson } from "../base/canonical-json.ts";
import type { Fault } from "../base/errors.ts";
import type { CommandId, DossierId, Hash, OfficeId, ProcedureCode } from "../base/ids.ts";
import type { CivilDate } from "../calendar/types.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { DossierState } from "../dossier/state.ts";
import { planFaults } from "../procedure/check-plan.ts";
import { lintProcedure } from "../procedure/lint/lint.ts";
import { type DefinitionRef, type MigrationPlan, readMigrationPlan } from "../procedure/migration-plan.ts";
import type { ProcedureDefinition } from "../procedure/types.ts";
import { contentHash, sha256 } from "./chain.ts";
import type { CommandRequest, Engine } from "./engine-types.ts";
import { LawBook, type LawInForce } from "./law-book.ts";
import {
  cannotBeRead,
  envelopeOf,
  lawOnTrial,
  type ManyDossiers,
  type OpenDossier,
  openDossiers,
  rungsDue,
  type StayedDossier,
  sendAll,
  tryOut,
} from "./open-dossiers.ts";
import { wholeHistory } from "./whole-history.ts";

export interface MigrationOptions extends ManyDossiers {
  /** Where the new definition is found when no dossier lives under it yet. */
  readonly law?: LawInForce;
}

/** One dossier that moves, or would. */
export interface MovedDossier {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly from: string;
  readonly to: string;
  /** Promise in force before and after. */
  readonly promiseBefore: CivilDate | undefined;
  readonly promiseAfter: CivilDate | undefined;
}

export interface MigrationReport {
  /** Content hash of the plan: what events name it by, and undoing asks for. */
  readonly planHash: Hash;
  /** What is wrong with the plan itself; then nothing moves. */
  readonly faults: readonly Fault[];
  readonly moved: readonly MovedDossier[];
  readonly notMoved: readonly StayedDossier[];
}

const batchSizeDefault = 100;

/** Says what a plan would do to every open dossier of the database, and to which it could not be done and why. Reads only. */
export async function planMigration(plan: MigrationPlan, options: MigrationOptions): Promise<MigrationReport> {
  const laws = new LawBook(lawOnTrial(options.storage), options.law);
  return await overAll(plan, options, async (dossiers, request) =>
    Promise.all(
      dossiers.map(async (dossier) => {
        const decided = await tryOut(laws, dossier, request(dossier), options);
        return decided.ok ? movedBetween(dossier.state, decided.value.state) : stays(dossier, decided.error);
      }),
    ),
  );
}

/**
 * Moves every open dossier that lives under the plan's old version, batch by batch. Ends early without harm: what has
 * moved has moved, and doing it again goes on with the rest. The engine must know the new definition.
 * @throws AdapterError when the storage is broken; do it again
 */
export async function applyMigration(
  engine: Engine,
  plan: MigrationPlan,
  options: MigrationOptions,
): Promise<MigrationReport> {
  return await overAll(plan, options, (dossiers, request) =>
    sendAll(engine, dossiers, request, (dossier, answer) => {
      if (!answer.ok) return stays(dossier, answer.error);
      const adopted = answer.value.events.find((event) => event.type === "definition-adopted");
      const promised = answer.value.events.findLast((event) => event.type === "promised");
      const before = dossier.state.promises.at(-1)?.date;
      return {
        ...who(dossier.state),
        from: workOf(dossier.state.control),
        to: workOf(adopted?.control ?? dossier.state.control),
        promiseBefore: before,
        promiseAfter: promised?.date ?? before,
      };
    }),
  );
}

type Batch = (
  dossiers: readonly OpenDossier[],
  request: (dossier: OpenDossier) => CommandRequest,
) => Promise<readonly (MovedDossier | StayedDossier)[]>;

async function overAll(plan: MigrationPlan, options: MigrationOptions, run: Batch): Promise<MigrationReport> {
  const planHash = contentHash(plan as unknown as Json).hash;
  const faults = await faultsOf(plan, options);
  const moved: MovedDossier[] = [];
  const notMoved: StayedDossier[] = [];
  if (faults.length > 0) return { planHash, faults, moved, notMoved };
  const { storage, by, batchSize = batchSizeDefault } = options;
  for await (const { dossiers, unreadable } of openDossiers(storage, batchSize, plan.from.code as ProcedureCode)) {
    notMoved.push(...unreadable.map(cannotBeRead));
    const here = dossiers.filter(({ state }) => state.procedureVersion === plan.from.version);
    const ready = here.filter((dossier) => {
      const due = rungsDue(dossier, options);
      if (due !== undefined) notMoved.push(stays(dossier, due));
      return due === undefined;
    });
    const answers = await run(ready, (dossier) => ({
      ...envelopeOf(dossier, by),
      type: "migrate-definition",
      commandId: commandFor("migrate", planHash, dossier),
      plan,
      planHash,
    }));
    for (const answer of answers) "reason" in answer ? notMoved.push(answer) : moved.push(answer);
  }
  return { planHash, faults, moved, notMoved };
}

/** The same move of the same dossier is the same command: after a crash it is not done twice. */
const commandFor = (what: string, planHash: Hash, { state }: OpenDossier): CommandId =>
  `${what}:${sha256(`${planHash} ${state.dossierId} ${state.version}`).slice(0, 40)}` as CommandId;

async function faultsOf(plan: MigrationPlan, { storage, law }: MigrationOptions): Promise<readonly Fault[]> {
  const read = readMigrationPlan(plan);
  if (!read.ok) return read.error;
  const [from, to] = await Promise.all([definitionOf(plan.from), definitionOf(plan.to)]);
  if (from === undefined || to === undefined)
    return [
      ...(from === undefined ? [notKnown(plan.from, "from")] : []),
      ...(to === undefined ? [notKnown(plan.to, "to")] : []),
    ];
  const faulty = lintProcedure(to)
    .filter((finding) => finding.severity === "error")
    .map(({ path, text }): Fault => ({ code: "definition.faulty", text, path: `to: ${path}` }));
  return [...faulty, ...planFaults(plan, from, to)];

  async function definitionOf({ code, version }: DefinitionRef): Promise<ProcedureDefinition | undefined> {
    const [document] = await storage.findLaw("procedure", `${code}@${version}`);
    if (document !== undefined) return JSON.parse(document.bytes) as ProcedureDefinition;
    return law?.procedures.find((known) => known.code === code && known.version === version);
  }
}

const notKnown = ({ code, version }: DefinitionRef, path: string): Fault => ({
  ...refuse(
    "migration.unknown_target",
    `Chưa có định nghĩa ${code}@${version}`,
    `definition ${code}@${version} is not known here`,
  ).error,
  path,
});

const who = ({ dossierId, officeId }: DossierState) => ({ dossierId, officeId });
const stays = ({ state }: OpenDossier, reason: Refusal): StayedDossier => ({ ...who(state), reason });
const workOf = (control: string): string => /^work\/([^;]+)/.exec(control)?.[1] ?? control;

const movedBetween = (before: DossierState, after: DossierState): MovedDossier => ({
  ...who(before),
  from: workOf(before.control),
  to: workOf(after.control),
  promiseBefore: before.promises.at(-1)?.date,
  promiseAfter: after.promises.at(-1)?.date,
});

export interface UndoReport {
  readonly undone: readonly { readonly dossierId: DossierId; readonly officeId: OfficeId }[];
  /** Moved by the plan, and gone on since: they stay where they are. */
  readonly notUndone: readonly StayedDossier[];
}

/** Takes a plan back wherever nothing has happened since. Resumable like the move itself. */
export async function undoMigration(engine: Engine, plan: MigrationPlan, options: ManyDossiers): Promise<UndoReport> {
  const planHash = contentHash(plan as unknown as Json).hash;
  const { storage, by, batchSize = batchSizeDefault } = options;
  const undone: { readonly dossierId: DossierId; readonly officeId: OfficeId }[] = [];
  const notUndone: StayedDossier[] = [];
  for await (const { dossiers, unreadable } of openDossiers(storage, batchSize, plan.to.code as ProcedureCode)) {
    notUndone.push(...unreadable.map(cannotBeRead));
    const there = dossiers.filter(({ state }) => state.procedureVersion === plan.to.version);
    const last = there.filter(({ state }) => state.migration?.plan === planHash);
    const request = (dossier: OpenDossier): CommandRequest => ({
      ...envelopeOf(dossier, by),
      type: "undo-migration",
      commandId: commandFor("undo", planHash, dossier),
      planHash,
    });
    await sendAll(engine, last, request, (dossier, answer) =>
      answer.ok ? undone.push(who(dossier.state)) : notUndone.push(stays(dossier, answer.error)),
    );
    for (const dossier of there)
      if (dossier.state.migration?.plan !== planHash && (await movedBy(options, dossier, planHash)))
        notUndone.push(stays(dossier, goneOn));
  }
  return { undone, notUndone };
}

const goneOn: Refusal = refuse(
  "migration.not_last",
  "Hồ sơ đã có thao tác khác sau khi chuyển",
  "the dossier has gone on since it moved",
).error;

async function movedBy({ storage }: ManyDossiers, { state }: OpenDossier, planHash: Hash): Promise<boolean> {
  const history = await wholeHistory(storage, state.dossierId);
  const named = canonicalJson({ plan: planHash }).slice(1, -1);
  return history.some((event) => event.type === "definition-adopted" && event.bytes.includes(named));
}
