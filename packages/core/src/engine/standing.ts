import type { DossierCode, DossierId, OfficeId, UnitId } from "../base/ids.ts";
import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import type { CivilDate, EpochMs } from "../calendar/types.ts";
import { isElsewhere, isNeverTaken } from "../dossier/holding.ts";
import { limitOfPapers } from "../dossier/papers.ts";
import type { DossierState, PapersState } from "../dossier/state.ts";
import { phaseOf } from "../dossier/summary.ts";
import { projectLimit } from "../limit/project.ts";
import type { DossierPhase, DossierRow } from "../ports/storage.ts";
import type { LawBook } from "./law-book.ts";

/** How a dossier stands where it is, for an office it concerns: codes and days, never whose it is or who works on it. */
export interface DossierStanding {
  readonly dossierId: DossierId;
  readonly code?: DossierCode;
  readonly procedure: string;
  /** Office that says so. */
  readonly officeId: OfficeId;
  /** Hand-overs so far, and events of the one history all offices share: of two standings the one with more of both is the
   *  newer, whoever tells it. */
  readonly epoch: number;
  readonly version: number;
  readonly phase: DossierPhase;
  /** Where it went from there, and since when; then that office knows more. */
  readonly elsewhere?: { readonly officeId: OfficeId; readonly since: EpochMs };
  readonly step?: string;
  readonly unit?: UnitId;
  readonly submittedAt: EpochMs;
  readonly acceptedAt?: EpochMs;
  readonly promiseOn?: CivilDate;
  /** The promise in force has passed and there is no result. */
  readonly overdue: boolean;
  readonly suspended: boolean;
  readonly outcome?: string;
  readonly verdict?: string;
  readonly resolvedAt?: EpochMs;
  readonly endedAt?: EpochMs;
  /** Where it was handed in. */
  readonly origin: OfficeId;
  readonly competent?: OfficeId;
  readonly returnAt?: OfficeId;
  readonly papers?: PapersStanding;
}

export interface PapersStanding extends PapersState {
  /** Last day of their limit while they are under way. */
  readonly dueOn?: CivilDate;
}

/** Which of an office's dossiers another office may ask about: those it received, decides, returns, or passed on last. Whom
 *  a hand-over was meant for that was taken back never had it. */
export function concerns(state: DossierState, offices: readonly OfficeId[]): boolean {
  if (isNeverTaken(state)) return false;
  const { transfer, competent, returnAt } = state;
  const meant = transfer?.declined === true ? undefined : transfer?.to;
  const named = [competent, returnAt, transfer?.origin, transfer?.from, meant];
  return named.some((office) => office !== undefined && offices.includes(office));
}

/** @param at law time, from which what is overdue is told */
export async function standingOf(
  laws: LawBook,
  row: Pick<DossierRow, "officeId">,
  state: DossierState,
  at: EpochMs,
): Promise<DossierStanding> {
  const { transfer, promises, task, code, acceptedAt, outcome, verdict, resolvedAt, endedAt, competent, returnAt } =
    state;
  const here = !isElsewhere(state);
  const promise = promises.at(-1);
  const went = transfer?.holder ?? transfer?.to;
  const papers = await papersOf(laws, state, at);
  return {
    dossierId: state.dossierId,
    ...(code === undefined ? {} : { code }),
    procedure: state.procedure,
    officeId: row.officeId,
    epoch: transfer?.epoch ?? 0,
    version: state.version,
    phase: phaseOf(state),
    ...(here || went === undefined || transfer === undefined
      ? {}
      : { elsewhere: { officeId: went, since: transfer.handedOverAt } }),
    ...(here && task !== undefined ? { step: task.step, unit: task.unit } : {}),
    submittedAt: state.submittedAt,
    ...(acceptedAt === undefined ? {} : { acceptedAt }),
    ...(promise === undefined ? {} : { promiseOn: promise.date }),
    overdue: here && promise !== undefined && resolvedAt === undefined && endedAt === undefined && at > promise.dueAt,
    suspended: here && state.groundParties.length > 0,
    ...(outcome === undefined ? {} : { outcome }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    origin: transfer?.origin ?? row.officeId,
    ...(competent === undefined ? {} : { competent }),
    ...(returnAt === undefined ? {} : { returnAt }),
    ...(papers === undefined ? {} : { papers }),
  };
}

/** Papers that are late say so while they are under way, not only once they have come. */
async function papersOf(laws: LawBook, state: DossierState, at: EpochMs): Promise<PapersStanding | undefined> {
  const { papers } = state;
  if (papers === undefined || papers.receivedAt !== undefined) return papers;
  const law = await laws.load(state.law);
  const limit = limitOfPapers(law, state);
  const due = limit && projectLimit(law.time, limit.ledger).due;
  if (due === undefined) return papers;
  return { ...papers, dueOn: due.dueOn, late: civilDateOf(dayOf(at)) > due.dueOn };
}
