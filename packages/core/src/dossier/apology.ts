import { civilDateOf, dayOf, epochDayOf, parseCivilDate } from "../calendar/civil-date.ts";
import { closingOf } from "../calendar/opening-hours.ts";
import type { CivilDate } from "../calendar/types.ts";
import { isWorkingDay } from "../calendar/working-days.ts";
import { type ApologyDay, apologyDay } from "../rules/apology.ts";
import { answerableFor } from "./answerable.ts";
import { actsAs, headToday, oneStopRole, requireRole } from "./authority.ts";
import type {
  AnswerOnTime,
  DraftApology,
  OweApology,
  Reason,
  Reschedule,
  SendApology,
  SignApology,
} from "./commands.ts";
import { controlOf, type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import type { EventOf } from "./events.ts";
import type { PinnedLaw } from "./law.ts";
import { beginLimit, finishLimit, principalProjection, tooMany } from "./limits.ts";
import type { Actor } from "./people.ts";
import { refuse } from "./refusal.ts";
import type { ApologyState, DossierState, TaskState } from "./state.ts";
import { tellPortalAppointment } from "./tell-portal.ts";

type Cause = EventOf<"apology-owed">["cause"];

/** The apology for lateness still standing: owed, on its way, or sent. */
export function openLateApology(state: DossierState): ApologyState | undefined {
  const last = state.apologies.findLast((apology) => apology.kind === "late");
  return last === undefined || last.status === "lapsed" || last.status === "unneeded" ? undefined : last;
}

/** Records that an apology for lateness is owed, unless one already is (Art. 19(6)). */
export function oweApology(
  draft: Draft,
  owed: { readonly cause: Cause; readonly dueOn?: CivilDate; readonly reason?: Reason; readonly newDate?: CivilDate },
): void {
  const state = stateOf(draft);
  if (owed.cause !== "new-date-missed" && openLateApology(state) !== undefined) return;
  const apologyId = nextApologyId(state);
  const { law, command } = draft;
  const { source } = law.ruleSet.rules.apology;
  emit(draft, { type: "apology-owed", apologyId, kind: "late", ...owed, ...answerableFor(law, state) });
  // Known only after the day it should have gone: at once, and its own ladder still counts.
  const inTime = owed.dueOn !== undefined && closingOf(law.time, epochDayOf(owed.dueOn)) > command.at;
  const budget =
    inTime && owed.dueOn !== undefined
      ? { unit: "until" as const, date: owed.dueOn }
      : law.policies.apologyAtOnceWithin;
  beginLimit(draft, apologyId, "apology", budget, command.at, "apology", source);
}

const nextApologyId = (state: DossierState): string => `apology:${state.apologies.length + 1}`;

/** The day on which an apology is decided; none where it lies before acceptance or restart: then it is owed at once. */
export function dayOfApology(law: PinnedLaw, state: DossierState): ApologyDay | undefined {
  const principal = state.limits.principal;
  const due = principalProjection(law, state)?.due;
  if (principal === undefined || due === undefined) return undefined;
  return apologyDay(law.time, law.ruleSet.rules, principal.ledger.startAt, epochDayOf(due.dueOn));
}

/** On time after all: what was owed lapses by event, what was sent becomes a state of its own (model.md §5). */
export function settleApologies(draft: Draft): void {
  for (const { kind, status, apologyId } of stateOf(draft).apologies)
    if (kind === "late" && status === "sent") emit(draft, { type: "apology-unneeded", apologyId });
  lapseApologies(draft);
}

/** What was owed and never sent has nothing to apologise for any more. */
export function lapseApologies(draft: Draft): void {
  for (const { kind, status, apologyId } of stateOf(draft).apologies)
    if (kind === "late" && (status === "owed" || status === "drafted" || status === "signed"))
      emit(draft, { type: "apology-lapsed", apologyId });
}

/**
 * The promise moved by law before it was missed: an apology for lateness that is not expected any more is settled like one
 * for a dossier that came on time, and the new date it named gives way to the promise. One that names a later date stands,
 * and so does one nobody will be asked about again.
 */
export function settleMovedPromise(draft: Draft): void {
  const state = stateOf(draft);
  const apology = openLateApology(state);
  const promised = state.promises.at(-1);
  if (apology === undefined || promised === undefined || state.promiseMissedAt !== undefined) return;
  const { newDate } = apology;
  const stands = newDate === undefined ? state.question !== undefined : newDate > promised.date;
  if (!stands) settleExpectedLateness(draft);
}

/** The limit starts again from its beginning (Art. 19(5)): nothing said about lateness before holds any more, unless the
 *  promise was missed already. */
export function settleExpectedLateness(draft: Draft): void {
  if (stateOf(draft).promiseMissedAt !== undefined) return;
  settleApologies(draft);
  finishLimit(draft, "rescheduled", effectiveAt(draft));
}

/** The holder or the head answers the question of the last working day before the due day, or says earlier that it will
 *  be late. */
export function answerOnTime(draft: Draft, command: AnswerOnTime): Step {
  const state = stateOf(draft);
  const { question, task } = state;
  if (task === undefined || state.resolvedAt !== undefined || !answersFor(task, command.by))
    return refuse(
      "task.held_by_other",
      "Chỉ người giữ hồ sơ hoặc trưởng đơn vị được trả lời",
      "only the holder or the head of the unit answers",
    );
  // Once the promise has passed nobody can say any more that it will be kept.
  const open = question !== undefined && controlOf(draft).promise === "inForce";
  if (question?.answer === "will-be-late" || (!open && command.answer === "on-time"))
    return refuse(
      "apology.not_asked",
      "Chưa có câu hỏi đúng hạn hay trễ hạn",
      "nobody has asked whether it will be on time",
    );
  if (command.answer === "on-time") {
    emit(draft, { type: "answered-on-time", answer: "on-time" });
    lapseUnfit(draft);
    return done;
  }
  if (state.promises.length === 0)
    return refuse("apology.not_asked", "Hồ sơ không có ngày hẹn trả", "no date was promised that could be missed");
  const later = checkNewDate(draft, command.newDate);
  if (!later.ok) return later;
  const { reason, newDate } = command;
  const decided = dayOfApology(draft.law, state);
  emit(draft, { type: "answered-on-time", answer: "will-be-late", reason, newDate });
  const dueOn = decided === undefined ? {} : { dueOn: civilDateOf(decided.day) };
  oweApology(draft, { cause: "answered-late", ...dueOn, reason, newDate });
  return done;
}

const answersFor = (task: TaskState, by: Actor): boolean => actsAs(by, task.head) || actsAs(by, task.person);

/** The holder takes it on themselves: what was owed only because the steps, or the members, seemed not to fit is lifted. */
function lapseUnfit(draft: Draft): void {
  const apology = openLateApology(stateOf(draft));
  if (apology === undefined || apology.status === "sent" || !seemed.has(apology.cause)) return;
  emit(draft, { type: "apology-lapsed", apologyId: apology.apologyId });
}

const seemed: ReadonlySet<string> = new Set(["steps-cannot-fit", "member-late"]);

/** A day of the calendar on which the office works, later than every date told before, and not over yet. */
function checkNewDate(draft: Draft, newDate: CivilDate): Step {
  const state = stateOf(draft);
  if (!parseCivilDate(newDate).ok)
    return refuse("apology.bad_date", `"${newDate}" không phải một ngày`, `"${newDate}" is not a day`);
  const day = epochDayOf(newDate);
  if (!isWorkingDay(draft.law.time.calendar, day))
    return refuse("apology.bad_date", "Ngày hẹn lại phải là ngày làm việc", "the new date must be a working day");
  const told = [state.promises.at(-1)?.date, state.rescheduledTo.at(-1)];
  return day < dayOf(draft.command.at) || told.some((date) => date !== undefined && day <= epochDayOf(date))
    ? refuse(
        "apology.bad_date",
        "Ngày hẹn lại phải sau ngày đã hẹn và chưa qua",
        "the new date must be later than the dates told before, and not over",
      )
    : done;
}

/** Apologies of one dossier, so that none grows without bound. */
const apologiesMax = 50;

/** Lost or damaged papers (Art. 23(2)), conduct (Art. 38(2)đ): apologies that no clock makes. */
export function oweOtherApology(draft: Draft, command: OweApology): Step {
  const { apologies } = stateOf(draft);
  if (apologies.length >= apologiesMax) return tooMany(apologiesMax);
  const allowed = requireRole(draft, oneStopRole, "unit-head", "director", "chairperson");
  if (!allowed.ok) return allowed;
  const { kind, reason } = command;
  const apologyId = nextApologyId(stateOf(draft));
  emit(draft, { type: "apology-owed", apologyId, kind, cause: kind, reason });
  const source = kind === "conduct" ? "NĐ 118/2025/NĐ-CP Điều 38(2)đ" : "NĐ 118/2025/NĐ-CP Điều 23(2)";
  beginLimit(draft, apologyId, "apology", draft.law.policies.apologyAtOnceWithin, draft.command.at, "apology", source);
  return done;
}

const isUnsettled = ({ resolvedAt, endedAt }: DossierState): boolean =>
  resolvedAt === undefined && endedAt === undefined;

const agencyRoles = ["officer", "unit-head", "clerk", "leader", "director", "chairperson"] as const;

/** The competent agency writes it: reason, and for lateness the new date. */
export function draftApology(draft: Draft, command: DraftApology): Step {
  const allowed = requireRole(draft, oneStopRole, ...agencyRoles);
  if (!allowed.ok) return allowed;
  // A letter that lay signed until its new date was over is written anew.
  const found = apologyIn(draft, command.apologyId, ["owed", "drafted", "signed"]);
  if (!found.ok) return found;
  const apology = stateOf(draft).apologies.find((known) => known.apologyId === command.apologyId);
  // Once the result is out there is no date left to name.
  if (apology?.kind === "late" && isUnsettled(stateOf(draft))) {
    const newDate = command.newDate ?? apology.newDate;
    if (newDate === undefined)
      return refuse(
        "apology.bad_date",
        "Phiếu xin lỗi phải có ngày hẹn lại",
        "an apology for lateness names the new date",
      );
    const later = checkNewDate(draft, newDate);
    if (!later.ok) return later;
  }
  const { apologyId, reason, newDate, letter } = command;
  emit(draft, {
    type: "apology-drafted",
    apologyId,
    reason,
    ...(newDate === undefined ? {} : { newDate }),
    ...(letter === undefined ? {} : { letter }),
    ...(apology?.kind === "late" ? answerableFor(draft.law, stateOf(draft)) : {}),
  });
  return done;
}

/** Head of the competent agency or deputy; conduct: the chairperson (Art. 38(2)đ). Never who drafted it. */
export function signApology(draft: Draft, command: SignApology): Step {
  const found = apologyIn(draft, command.apologyId, ["drafted"]);
  if (!found.ok) return found;
  const apology = stateOf(draft).apologies.find((known) => known.apologyId === command.apologyId);
  const { signing, letterNumber } = command.resolved;
  const conduct = apology?.kind === "conduct";
  // In the chairperson's stead only a deputy signs for conduct (KT.); elsewhere the table of signing authority decides.
  // A late member's own head signs for its agency.
  const ownHead = signsForMember(draft, apology, command.by);
  if (!ownHead && (signing === undefined || (conduct && signing.capacity !== "KT."))) {
    const allowed = conduct ? requireRole(draft, "chairperson") : requireRole(draft, "leader", "chairperson");
    if (!allowed.ok) return allowed;
  }
  if (apology?.draftedBy === command.by.person)
    return refuse("task.same_person", "Người soạn không được tự ký", "whoever drafted the letter may not sign it");
  emit(draft, {
    type: "apology-signed",
    apologyId: command.apologyId,
    ...(letterNumber === undefined ? {} : { letterNumber }),
    ...(signing === undefined ? {} : { capacity: signing.capacity, document: signing.document }),
  });
  return done;
}

const signsForMember = (draft: Draft, apology: ApologyState | undefined, by: Actor): boolean =>
  Object.values(stateOf(draft).members ?? {}).some(
    (track) => track.unit === apology?.apologises && actsAs(by, headToday(draft, track)),
  );

export function sendApology(draft: Draft, command: SendApology): Step {
  const allowed = requireRole(draft, ...agencyRoles);
  if (!allowed.ok) return allowed;
  const found = apologyIn(draft, command.apologyId, ["signed"]);
  if (!found.ok) return found;
  const state = stateOf(draft);
  const apology = state.apologies.find((known) => known.apologyId === command.apologyId);
  if (apology?.newDate !== undefined && isUnsettled(state)) {
    const later = checkNewDate(draft, apology.newDate);
    if (!later.ok) return later;
  }
  emit(draft, { type: "apology-sent", apologyId: command.apologyId, oneStopNotified: true });
  const [late] = apology?.answerable ?? [];
  const { newDate } = apology ?? {};
  send(draft, "citizen", "apology", {
    code: state.code,
    apologyId: command.apologyId,
    newDate,
    ...(late === undefined ? {} : { memberId: late.member, unit: late.unit }),
  });
  return done;
}

/** The one-stop's act, once: a second rescheduling is refused, still apologised for, and escalated. */
export function reschedule(draft: Draft, command: Reschedule): Step {
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const found = apologyIn(draft, command.apologyId, ["sent"]);
  if (!found.ok) return found;
  const state = stateOf(draft);
  if (!isUnsettled(state))
    return refuse("command.not_available", "Hồ sơ đã có kết quả", "the result is out; there is nothing to reschedule");
  const { value, source } = draft.law.ruleSet.rules.apology;
  if (state.rescheduledTo.length >= value.reschedulesMax)
    return refuse(
      "apology.reschedule_used",
      "Chỉ được hẹn lại ngày trả kết quả một lần",
      "the return date may be rescheduled once only",
    );
  const apology = state.apologies.find((known) => known.apologyId === command.apologyId);
  if (apology?.newDate === undefined)
    return refuse("apology.bad_date", "Phiếu xin lỗi không có ngày hẹn lại", "the apology names no new date");
  const later = checkNewDate(draft, apology.newDate);
  if (!later.ok) return later;
  const times = state.rescheduledTo.length + 1;
  emit(draft, { type: "rescheduled", apologyId: command.apologyId, newDate: apology.newDate, times });
  // The new date has a clock of its own; the promise in force does not move (model.md §2).
  beginLimit(
    draft,
    "rescheduled",
    "rescheduled",
    { unit: "until", date: apology.newDate },
    effectiveAt(draft),
    "rescheduled",
    source,
  );
  send(draft, "citizen", "rescheduled", { code: state.code, newDate: apology.newDate });
  tellPortalAppointment(draft);
  return done;
}

function apologyIn(draft: Draft, apologyId: string, statuses: readonly ApologyState["status"][]): Step {
  const apology = stateOf(draft).apologies.find((known) => known.apologyId === apologyId);
  if (apology === undefined) return refuse("apology.unknown", "Không có phiếu xin lỗi này", "no such apology");
  return statuses.includes(apology.status)
    ? done
    : refuse(
        "apology.state",
        `Phiếu xin lỗi đang ở trạng thái "${apology.status}"`,
        `the apology is "${apology.status}"`,
      );
}
