import { InvariantError } from "../../base/invariant.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { LogColumns } from "./columns.ts";
import { type FactColumns, type LegalFactKind, legalFactKinds } from "./facts.ts";
import type { WaitColumns } from "./waits.ts";

/** What happened to dossiers: who worked on what and when, and what the law saw of it. From the simulator, or from a file. */
export interface EventLog {
  readonly items: LogColumns;
  readonly facts: FactColumns;
  /** Waits without staff; absent where nobody kept them. */
  readonly waits?: WaitColumns;
  readonly names: LogNames;
}

/** What the numbers in the columns mean. */
export interface LogNames {
  dossier(dossier: number): string;
  activity(flow: number, node: number): string;
  /** The procedure; `undefined` where the log names none. */
  flow(flow: number): string | undefined;
  person(person: number): string | undefined;
  /** Of the column `unit`. */
  unit(unit: number): string | undefined;
  /** The unit of a person, for rows without a unit of their own. */
  unitOf(person: number): string | undefined;
  detail(detail: number): string | undefined;
  /** Of a dossier; what conditions read. */
  attributes(dossier: number): DossierAttributes | undefined;
}
/** What is known of a dossier from its beginning, by name: texts, or plain numbers. */
export interface DossierAttributes {
  readonly [name: string]: string | number;
}

/** One row of the work items, with names. Simulated ones are work that was done: what was broken off has no row. One row tells
 *  all of it: work that was interrupted or passed on goes from its first begin to its end, by whoever ended it; work of several
 *  people names the first of them. */
export interface WorkItem {
  readonly dossier: string;
  readonly activity: string;
  readonly flow?: string;
  readonly person?: string;
  readonly unit?: string;
  /** When it could have begun; absent where the log does not say. */
  readonly enabledAt?: EpochMs;
  /** The same as `endAt` where a log only knows when work was done. */
  readonly startAt: EpochMs;
  readonly endAt: EpochMs;
  /** The same number for what was worked on together. */
  readonly batch?: number;
  /** Of everybody's time and the work itself, in the currency of the log. */
  readonly cost?: number;
}

/** One row of the legal facts, with names. */
export interface LegalFact {
  readonly dossier: string;
  readonly at: EpochMs;
  readonly kind: LegalFactKind;
  readonly detail?: string;
  /** When the dossier is due from then on; of a rung, when it was due itself. */
  readonly dueAt?: EpochMs;
}

/** One wait without staff, with names. */
export interface LogWait {
  readonly dossier: string;
  /** What is waited for. */
  readonly activity: string;
  readonly flow?: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** @throws InvariantError for a row that is not there */
export function logWait({ waits, names }: EventLog, row: number): LogWait {
  const found = waits?.row(row);
  if (found === undefined) throw new InvariantError(`the log has no wait ${row}`);
  const { dossier, flow, node, from, to } = found;
  const procedure = names.flow(flow);
  return {
    dossier: names.dossier(dossier),
    activity: names.activity(flow, node),
    ...(procedure === undefined ? {} : { flow: procedure }),
    from,
    to,
  };
}

/** @throws InvariantError for a row that is not there */
export function workItem({ items, names }: EventLog, row: number): WorkItem {
  if (!(row >= 0 && row < items.count)) throw new InvariantError(`the log has no row ${row}`);
  const who = items.person(row);
  const flow = items.flow(row);
  const procedure = names.flow(flow);
  const name = who < 0 ? undefined : names.person(who);
  const unit = unitOfRow(items, names, row);
  const enabledAt = items.enabledAt(row);
  const batch = items.batch(row);
  const cost = items.cost(row);
  return {
    dossier: names.dossier(items.dossier(row)),
    activity: names.activity(flow, items.node(row)),
    ...(procedure === undefined ? {} : { flow: procedure }),
    ...(name === undefined ? {} : { person: name }),
    ...(unit === undefined ? {} : { unit }),
    ...(Number.isNaN(enabledAt) ? {} : { enabledAt }),
    startAt: items.startAt(row),
    endAt: items.endAt(row),
    ...(batch < 0 ? {} : { batch }),
    ...(Number.isNaN(cost) ? {} : { cost }),
  };
}

/** The unit of a row, or else of its person. */
export function unitOfRow(items: LogColumns, names: LogNames, row: number): string | undefined {
  const unit = items.unit(row);
  const person = items.person(row);
  return unit >= 0 ? names.unit(unit) : person < 0 ? undefined : names.unitOf(person);
}

/** @throws InvariantError for a row that is not there */
export function legalFact({ facts, names }: EventLog, row: number): LegalFact {
  const kind = legalFactKinds[facts.kind[row] ?? -1];
  if (!(row >= 0 && row < facts.count) || kind === undefined)
    throw new InvariantError(`the log has no legal fact ${row}`);
  const number = facts.detail[row] ?? -1;
  const detail = number < 0 ? undefined : names.detail(number);
  const dueAt = facts.dueAt[row] ?? Number.NaN;
  return {
    dossier: names.dossier(facts.dossier[row] ?? -1),
    at: facts.at[row] ?? Number.NaN,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(Number.isNaN(dueAt) ? {} : { dueAt }),
  };
}
