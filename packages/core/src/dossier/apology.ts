import { civilDateOf, dayOf, epochDayOf } from "../calendar/civil-date.ts";
import type { CivilDate } from "../calendar/types.ts";
import { requireRole } from "./authority.ts";
import type {
  AnswerOnTime,
  DraftApology,
  OweApology,
  Reason,
  Reschedule,
  SendApology,
  SignApology,
} from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { oneStopRole } from "./intake.ts";
import { beginLimit } from "./limits.ts";
import { refuse } from "./refusal.ts";
import type { ApologyState, DossierState } from "./state.ts";

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
  const apologyId = `apology:${state.apologies.length + 1}`;
  const { apology } = draft.law.ruleSet.rules;
  emit(draft, { type: "apology-owed", apologyId, kind: "late", ...owed });
  const budget =
    owed.dueOn === undefined ? draft.law.policies.apologyAtOnceWithin : { unit: "until" as const, date: owed.dueOn };
  beginLimit(draft, apologyId, "apology", budget, draft.command.at, "apology", apology.source);
}

/** On time after all: what was owed lapses by event, what was sent becomes a state of its own (model.md §5). */
export function settleApologies(draft: Draft): void {
  for (const apology of stateOf(draft).apologies) {
    if (apology.kind !== "late") continue;
    if (apology.status === "sent") emit(draft, { type: "apology-unneeded", apologyId: apology.apologyId });
    else if (apology.status !== "lapsed" && apology.status !== "unneeded") {
      emit(draft, { type: "apology-lapsed", apologyId: apology.apologyId });
    }
  }
}

/** The holder or the head answers the question of the last working day before the due day. */
export function answerOnTime(draft: Draft, command: AnswerOnTime): Step {
  const state = stateOf(draft);
  const { question, task } = state;
  if (question === undefined || question.answer === "will-be-late")
    return refuse(
      "apology.not_asked",
      "Chưa có câu hỏi đúng hạn hay trễ hạn",
      "nobody has asked whether it will be on time",
    );
  const persons = [command.by.person, command.by.standsInFor?.person];
  if (
    task === undefined ||
    !(persons.includes(task.head) || (task.person !== undefined && persons.includes(task.person)))
  )
    return refuse(
      "task.held_by_other",
      "Chỉ người giữ hồ sơ hoặc trưởng đơn vị được trả lời",
      "only the holder or the head of the unit answers",
    );
  if (command.answer === "on-time") {
    emit(draft, { type: "answered-on-time", answer: "on-time" });
    lapseUnfit(draft);
    return done;
  }
  const later = laterThanPromise(state, command.newDate);
  if (!later.ok) return later;
  const { reason, newDate } = command;
  emit(draft, { type: "answered-on-time", answer: "will-be-late", reason, newDate });
  oweApology(draft, { cause: "answered-late", dueOn: civilDateOf(dayOf(question.answerBy)), reason, newDate });
  return done;
}

/** The holder takes it on themselves: what was owed only because the steps seemed not to fit is lifted. */
function lapseUnfit(draft: Draft): void {
  const apology = openLateApology(stateOf(draft));
  if (apology === undefined || apology.status === "sent" || apology.cause !== "steps-cannot-fit") return;
  emit(draft, { type: "apology-lapsed", apologyId: apology.apologyId });
}

function laterThanPromise(state: DossierState, newDate: CivilDate): Step {
  const promise = state.promises.at(-1);
  return promise !== undefined && epochDayOf(newDate) <= epochDayOf(promise.date)
    ? refuse("apology.bad_date", "Ngày hẹn lại phải sau ngày đã hẹn", "the new date must be later than the promise")
    : done;
}

/** Lost or damaged papers (Art. 23(2)), conduct (Art. 38(2)đ): apologies that no clock makes. */
export function oweOtherApology(draft: Draft, command: OweApology): Step {
  if (stateOf(draft).apologies.some((known) => known.apologyId === command.apologyId))
    return refuse("apology.state", "Mã xin lỗi này đã có", "this apology id is in use");
  const allowed = requireRole(draft, oneStopRole, "unit-head", "director", "chairperson");
  if (!allowed.ok) return allowed;
  const { apologyId, kind, reason } = command;
  emit(draft, { type: "apology-owed", apologyId, kind, cause: kind, reason });
  const source = kind === "conduct" ? "NĐ 118/2025/NĐ-CP Điều 38(2)đ" : "NĐ 118/2025/NĐ-CP Điều 23(2)";
  beginLimit(draft, apologyId, "apology", draft.law.policies.apologyAtOnceWithin, draft.command.at, "apology", source);
  return done;
}

/** The competent agency writes it: reason, and for lateness the new date. */
export function draftApology(draft: Draft, command: DraftApology): Step {
  const found = apologyIn(draft, command.apologyId, ["owed", "drafted"]);
  if (!found.ok) return found;
  const apology = stateOf(draft).apologies.find((known) => known.apologyId === command.apologyId);
  if (apology?.kind === "late") {
    const newDate = command.newDate ?? apology.newDate;
    if (newDate === undefined)
      return refuse(
        "apology.bad_date",
        "Phiếu xin lỗi phải có ngày hẹn lại",
        "an apology for lateness names the new date",
      );
    const later = laterThanPromise(stateOf(draft), newDate);
    if (!later.ok) return later;
  }
  const { apologyId, reason, newDate, letter } = command;
  emit(draft, {
    type: "apology-drafted",
    apologyId,
    reason,
    ...(newDate === undefined ? {} : { newDate }),
    ...(letter === undefined ? {} : { letter }),
  });
  return done;
}

/** Head of the competent agency or deputy; conduct: the chairperson (Art. 38(2)đ). Never who drafted it. */
export function signApology(draft: Draft, command: SignApology): Step {
  const found = apologyIn(draft, command.apologyId, ["drafted"]);
  if (!found.ok) return found;
  const apology = stateOf(draft).apologies.find((known) => known.apologyId === command.apologyId);
  const { signing, letterNumber } = command.resolved;
  if (signing === undefined) {
    const allowed =
      apology?.kind === "conduct" ? requireRole(draft, "chairperson") : requireRole(draft, "leader", "chairperson");
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

export function sendApology(draft: Draft, command: SendApology): Step {
  const found = apologyIn(draft, command.apologyId, ["signed"]);
  if (!found.ok) return found;
  emit(draft, { type: "apology-sent", apologyId: command.apologyId, oneStopNotified: true });
  const state = stateOf(draft);
  const apology = state.apologies.find((known) => known.apologyId === command.apologyId);
  send(draft, "citizen", "apology", { code: state.code, apologyId: command.apologyId, newDate: apology?.newDate });
  return done;
}

/** The one-stop's act, once: a second rescheduling is refused, still apologised for, and escalated. */
export function reschedule(draft: Draft, command: Reschedule): Step {
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const found = apologyIn(draft, command.apologyId, ["sent"]);
  if (!found.ok) return found;
  const state = stateOf(draft);
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
