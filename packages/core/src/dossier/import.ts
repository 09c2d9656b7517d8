import { dayOf, epochDayOf, instantAt, parseCivilDate } from "../calendar/civil-date.ts";
import { closingOf, type OfficeTime } from "../calendar/opening-hours.ts";
import type { CivilDate, EpochMs } from "../calendar/types.ts";
import { isWorkingDay } from "../calendar/working-days.ts";
import type { LimitRule, StepDefinition } from "../procedure/types.ts";
import { ladderFor } from "../rules/policies.ts";
import { phaseNamed, waitGroundOf } from "./act.ts";
import { requireRole } from "./authority.ts";
import { type Draft, done, emit, recordBooking, type Step, stateOf } from "./draft.ts";
import type {
  Import,
  ImportedAcceptance,
  ImportedPhase,
  ImportedPosting,
  ImportedSupplement,
} from "./import-command.ts";
import { landingOf, waits } from "./import-landing.ts";
import { begin, offeredOn } from "./intake.ts";
import { limitRuleFor } from "./limit-rule.ts";
import { beginLimit, principalProjection, tooMany } from "./limits.ts";
import { beginPosting } from "./moment.ts";
import { renewPromise } from "./promise.ts";
import { refuse } from "./refusal.ts";
import { openTask } from "./task.ts";

/** Who may bring in what another system knows. */
export const importRole = "importer";
/** On whom the time before is booked: who held the dossier then is in the other system's records. */
const heldBefore = "party:imported";
/** Promises and supplements of one dossier. */
const rowsMax = 64;

/**
 * Takes over an open dossier of the system before this one (model.md §10): its code, the promises made and the supplements
 * asked stand as they were; its limit is counted from its own start under the law of that day, and what lies behind
 * already is due at once. Nobody is told of the past again.
 */
export function importDossier(draft: Draft, command: Import): Step {
  const allowed = requireRole(draft, importRole);
  if (!allowed.ok) return allowed;
  const offered = offeredOn(draft, command.channel);
  if (!offered.ok) return offered;
  const inOrder = checkOrder(command);
  if (!inOrder.ok) return inOrder;
  const { accepted, system } = command;
  draft.happenedAt = command.submittedAt;
  const begun = begin(draft, command, command.channel);
  if (!begun.ok) return begun;
  if (accepted !== undefined) return importAccepted(draft, system, accepted);
  draft.happenedAt = command.at;
  emit(draft, { type: "imported", system, control: stateOf(draft).control });
  return done;
}

/** What happened one after the other was recorded so: nothing after now, no supplement answered before it was asked. */
function checkOrder({ at, submittedAt, accepted }: Import): Step {
  const { promises = [], supplements = [] } = accepted ?? {};
  if (promises.length > rowsMax || supplements.length > rowsMax) return tooMany(rowsMax);
  const asked = supplements.flatMap(({ askedAt, receivedAt }) =>
    receivedAt === undefined ? [askedAt] : [askedAt, receivedAt],
  );
  const open = supplements.findIndex(({ receivedAt }) => receivedAt === undefined);
  const told = promises.map(({ madeAt }) => madeAt);
  const from = accepted?.at ?? submittedAt;
  const since = accepted?.stepSince ?? accepted?.posted?.at ?? at;
  const rows: readonly (readonly EpochMs[])[] = [
    [submittedAt, from, at],
    [submittedAt, accepted?.startAt ?? from, from],
    [from, ...asked, at],
    [from, ...told, at],
    [from, accepted?.phase?.startAt ?? from, since, accepted?.posted?.at ?? since, at],
  ];
  const isOrdered = (row: readonly EpochMs[]): boolean =>
    row.every((instant, i) => Number.isSafeInteger(instant) && instant >= (row[i - 1] ?? instant));
  const inOnePhase = supplements.every((round) => isWithinPhase(round, accepted?.phase?.startAt));
  return rows.every(isOrdered) && inOnePhase && (open < 0 || open === supplements.length - 1) && promises.every(isDated)
    ? done
    : refuse(
        "import.out_of_order",
        "Các thời điểm của hồ sơ nhập không theo thứ tự, hoặc sau hiện tại",
        "instants of an imported dossier are out of order, malformed, or after now",
      );
}

const isDated = ({ date, madeAt }: { readonly date: CivilDate; readonly madeAt: EpochMs }): boolean =>
  parseCivilDate(date).ok && epochDayOf(date) >= dayOf(madeAt);

/** Between the phases nothing is asked: a round lies before a phase begins, or after. */
const isWithinPhase = ({ askedAt, receivedAt }: ImportedSupplement, startAt: EpochMs | undefined): boolean =>
  startAt === undefined || askedAt >= startAt || (receivedAt !== undefined && receivedAt <= startAt);

function importAccepted(draft: Draft, system: string, accepted: ImportedAcceptance): Step {
  const { definition } = draft.law.procedure;
  const state = stateOf(draft);
  const rule = limitRuleFor(definition, state, state.facts);
  const landing = landingOf(draft, accepted, rule);
  if (!landing.ok) return landing;
  const { control, step, clock } = landing.value;
  draft.happenedAt = accepted.at;
  const startAt = accepted.startAt ?? accepted.at;
  emit(draft, { type: "accepted", code: accepted.code, facts: {}, startAt, control: state.control });
  recordBooking(draft, { workingMs: 0, to: heldBefore, upTo: accepted.at });
  if (rule !== undefined && clock !== "notStarted") importLimit(draft, rule, startAt, accepted);
  const { at } = draft.command;
  const since = accepted.stepSince ?? accepted.posted?.at ?? at;
  if (clock === "suspended" && !waits(accepted)) holdByStep(draft, step, since);
  draft.happenedAt = at;
  const { absences, posted } = accepted;
  emit(draft, { type: "imported", system, control, ...(absences === undefined ? {} : { absences }) });
  if (waits(accepted)) return done;
  draft.happenedAt = since;
  const opened = openTask(draft, draft.law.procedure.stateByKey(control));
  if (opened.ok && posted !== undefined) recordPosted(draft, step, posted);
  draft.happenedAt = at;
  return opened;
}

/** The notice hangs already: its days count from when it went up. */
function recordPosted(draft: Draft, step: StepDefinition, { at, place }: ImportedPosting): void {
  draft.happenedAt = at;
  emit(draft, { type: "recorded", step: step.id, moment: "posted", details: { place } });
  beginPosting(draft);
}

/** The limit from its own start, with what has held it and what was promised, each at its time. */
function importLimit(draft: Draft, rule: LimitRule, startAt: EpochMs, accepted: ImportedAcceptance): void {
  const { budget, source } = rule;
  if (budget.unit === "none" || budget.unit === "stages") return;
  beginLimit(draft, "principal", "principal", budget, startAt, ladderFor(draft.law.policies, budget), source);
  const { promises = [], supplements = [], phase } = accepted;
  const past: (readonly [at: EpochMs, record: () => void])[] = [
    ...(phase === undefined ? [] : [[phase.startAt, () => beginImportedPhase(draft, phase)] as const]),
    ...promises.map(({ date, madeAt }) => [madeAt, () => recordPromise(draft, date, source)] as const),
    ...supplements.flatMap((round, i) => supplementEvents(draft, round, i + 1)),
  ];
  past.sort(([a], [b]) => a - b);
  for (const [at, record] of past) {
    draft.happenedAt = at;
    record();
  }
  draft.happenedAt = draft.command.at;
  // What was promised for the phase before is no promise for this one.
  const phaseAt = phase?.startAt ?? startAt;
  if (promises.every(({ madeAt }) => madeAt < phaseAt)) renewPromise(draft, "imported", source);
}

/** From its own start under its own limit; what the phase before was promised by lies behind. */
function beginImportedPhase(draft: Draft, { id, startAt }: ImportedPhase): void {
  const { phase, source } = phaseNamed(draft, id);
  emit(draft, { type: "limit-restarted", limit: "principal", startAt, source, phase });
}

function recordPromise(draft: Draft, date: CivilDate, source: LimitRule["source"]): void {
  const due = principalProjection(draft.law, stateOf(draft))?.due;
  // Told as a day: it is kept until the office closes, or until the limit's own instant of that day.
  const dueAt = due?.dueOn === date ? due.dueAt : endOfDay(draft.law.time, date);
  emit(draft, { type: "promised", date, dueAt, cause: "imported", source });
}

/** Nobody hands anything out when the office is closed; a day of rest may have been promised all the same. */
function endOfDay(office: OfficeTime, date: CivilDate): EpochMs {
  const day = epochDayOf(date);
  return isWorkingDay(office.calendar, day) ? closingOf(office, day) : instantAt(day + 1, 0);
}

/** What a round did to the limit. Whether it was lawful was the other system's to say. */
function supplementEvents(
  draft: Draft,
  { reason, askedAt, receivedAt, effect }: ImportedSupplement,
  round: number,
): readonly (readonly [at: EpochMs, record: () => void])[] {
  const { source, value } = draft.law.ruleSet.rules.appraisalSupplement;
  const groundId = `supplement:${round}`;
  const control = stateOf(draft).control;
  const asked = (): void => {
    emit(draft, { type: "supplement-requested", round, groundId, effect, reason: { code: reason }, control });
    emit(draft, { ...held, groundId, ground: "supplement", source, party: "citizen", from: askedAt });
    const citizenTime = draft.law.procedure.definition.supplement?.citizenTime ?? value.citizenTime;
    if (citizenTime !== undefined)
      beginLimit(draft, "supplement", "supplement", citizenTime, askedAt, "supplement-by-citizen", source);
  };
  if (receivedAt === undefined) return [[askedAt, asked]];
  const received = (): void => {
    emit(draft, { type: "supplement-received", round, complete: true });
    emit(draft, { type: "limit-resumed", limit: "principal", groundId, to: receivedAt });
    if (effect === "restart") emit(draft, { type: "limit-restarted", limit: "principal", startAt: receivedAt, source });
  };
  return [
    [askedAt, asked],
    [receivedAt, received],
  ];
}

const held = { type: "limit-suspended", limit: "principal" } as const;

/** The step itself holds the clock: a tax notice, a posting. */
function holdByStep(draft: Draft, step: StepDefinition, from: EpochMs): void {
  const principal = stateOf(draft).limits.principal;
  if (principal === undefined) return;
  emit(draft, { ...held, ...waitGroundOf(step, 1, principal.source), from: Math.max(from, principal.ledger.startAt) });
}
