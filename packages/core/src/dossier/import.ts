import { ok, type Result } from "../base/result.ts";
import { dayOf, epochDayOf, instantAt, parseCivilDate } from "../calendar/civil-date.ts";
import { closingOf, type OfficeTime } from "../calendar/opening-hours.ts";
import type { CivilDate, EpochMs } from "../calendar/types.ts";
import { isWorkingDay } from "../calendar/working-days.ts";
import { entryClocks } from "../procedure/clock-walk.ts";
import type { LimitRule, StepDefinition } from "../procedure/types.ts";
import { ladderFor } from "../rules/policies.ts";
import { waitGroundOf } from "./act.ts";
import { requireRole } from "./authority.ts";
import { type Draft, done, emit, recordBooking, type Step, stateOf } from "./draft.ts";
import type { Import, ImportedAcceptance, ImportedSupplement } from "./import-command.ts";
import { begin, offeredOn } from "./intake.ts";
import { limitRuleFor } from "./limit-rule.ts";
import { beginLimit, principalProjection, tooMany } from "./limits.ts";
import { renewPromise } from "./promise.ts";
import { type Refusal, refuse } from "./refusal.ts";
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
  const rows: readonly (readonly EpochMs[])[] = [
    [submittedAt, from, at],
    [submittedAt, accepted?.startAt ?? from, from],
    [from, ...asked, at],
    [from, ...told, at],
    [from, accepted?.stepSince ?? at, at],
  ];
  const isOrdered = (row: readonly EpochMs[]): boolean =>
    row.every((instant, i) => Number.isSafeInteger(instant) && instant >= (row[i - 1] ?? instant));
  return rows.every(isOrdered) && (open < 0 || open === supplements.length - 1) && promises.every(isDated)
    ? done
    : refuse(
        "import.out_of_order",
        "Các thời điểm của hồ sơ nhập không theo thứ tự, hoặc sau hiện tại",
        "instants of an imported dossier are out of order, malformed, or after now",
      );
}

const isDated = ({ date, madeAt }: { readonly date: CivilDate; readonly madeAt: EpochMs }): boolean =>
  parseCivilDate(date).ok && epochDayOf(date) >= dayOf(madeAt);

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
  const since = accepted.stepSince ?? at;
  if (clock === "suspended" && !waits(accepted)) holdByStep(draft, step, since);
  draft.happenedAt = at;
  emit(draft, { type: "imported", system, control });
  if (waits(accepted)) return done;
  draft.happenedAt = since;
  const opened = openTask(draft, draft.law.procedure.stateByKey(control));
  draft.happenedAt = at;
  return opened;
}

const waits = ({ supplements = [] }: ImportedAcceptance): boolean =>
  supplements.length > 0 && supplements.at(-1)?.receivedAt === undefined;

interface Landing {
  readonly control: string;
  readonly step: StepDefinition;
  readonly clock: "notStarted" | "running" | "suspended";
}

/** Where the machine stands then. Beyond the result there is nothing left to promise: that stays where it is. */
function landingOf(draft: Draft, accepted: ImportedAcceptance, rule: LimitRule | undefined): Result<Landing, Refusal> {
  const { definition } = draft.law.procedure;
  const step = definition.steps.find(({ id }) => id === accepted.step);
  if (step === undefined || (waits(accepted) && !step.mayAskSupplement))
    return refuse(
      "import.unknown_step",
      `Thủ tục ${definition.code} không có bước "${accepted.step}", hoặc bước ấy không chờ bổ sung`,
      `procedure ${definition.code} has no step "${accepted.step}", or none that waits for a supplement`,
    );
  if (step.kind === "interlinked")
    return refuse(
      "import.interlinked",
      "Chưa nhập được hồ sơ đang ở các cơ quan liên thông; nhập khi đã về một cửa",
      "a dossier whose members are at work at their agencies is not taken over; import it before or after that step",
    );
  const clocks = entryClocks(definition).get(step.id);
  const entered = clocks?.has("running") ? "running" : clocks?.has("suspended") ? "suspended" : undefined;
  if (entered === undefined)
    return refuse(
      "import.after_result",
      `Bước "${step.id}" đến sau khi có kết quả; hồ sơ ấy trả ở hệ thống cũ`,
      `step "${step.id}" comes after the result; such a dossier is returned where it is`,
    );
  const limited = rule !== undefined && rule.budget.unit !== "none" && rule.budget.unit !== "stages";
  const clock = !limited ? "notStarted" : waits(accepted) ? "suspended" : entered;
  const work = waits(accepted) ? `${step.id}~supplement` : step.id;
  return ok({ control: `work/${work};clock/${clock};promise/${limited ? "inForce" : "none"}`, step, clock });
}

/** The limit from its own start, with what has held it and what was promised, each at its time. */
function importLimit(draft: Draft, rule: LimitRule, startAt: EpochMs, accepted: ImportedAcceptance): void {
  const { budget, source } = rule;
  if (budget.unit === "none" || budget.unit === "stages") return;
  beginLimit(draft, "principal", "principal", budget, startAt, ladderFor(draft.law.policies, budget), source);
  const { promises = [], supplements = [] } = accepted;
  const past: (readonly [at: EpochMs, record: () => void])[] = [
    ...promises.map(({ date, madeAt }) => [madeAt, () => recordPromise(draft, date, source)] as const),
    ...supplements.flatMap((round, i) => supplementEvents(draft, round, i + 1)),
  ];
  past.sort(([a], [b]) => a - b);
  for (const [at, record] of past) {
    draft.happenedAt = at;
    record();
  }
  draft.happenedAt = draft.command.at;
  if (promises.length === 0) renewPromise(draft, "imported", source);
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
