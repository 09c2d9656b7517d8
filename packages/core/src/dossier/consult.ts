import { err } from "../base/result.ts";
import { checkBudget } from "../calendar/parse.ts";
import type { Budget } from "../calendar/types.ts";
import { mayHold, oneStopRole, requireHand, requireHead, requireRole } from "./authority.ts";
import type { AnswerConsultation, Consult } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { beginLimit, tooMany } from "./limits.ts";
import { refuse } from "./refusal.ts";

/** Opinions awaited at once, so that no dossier grows without bound. */
const consultationsMax = 50;

/** Asks another agency: content and limit are stated, the main clock keeps running, the lead stays accountable (Art. 19(4)c). */
export function consult(draft: Draft, command: Consult): Step {
  const state = stateOf(draft);
  if (state.task === undefined || state.resolvedAt !== undefined)
    return refuse("task.none", "Hồ sơ không có việc nào đang mở", "the dossier has no open task");
  const allowed = requireHand(draft);
  if (!allowed.ok) return allowed;
  if (Object.keys(state.consultations).length >= consultationsMax) return tooMany(consultationsMax);
  const wrong = command.budget === undefined ? undefined : checkBudget(command.budget);
  if (wrong !== undefined) return err(wrong);
  if (state.consultations[command.consultId] !== undefined)
    return refuse("consultation.in_use", "Mã lấy ý kiến này đã dùng", "this consultation id is open already");
  const duty = draft.law.ruleSet.rules.duties["consultation-answer"];
  const budget: Budget | undefined = command.budget ?? duty?.budget;
  const { consultId, unit, question } = command;
  emit(draft, { type: "consulted", consultId, unit, ...(question === undefined ? {} : { question }) });
  if (budget !== undefined)
    beginLimit(
      draft,
      `consult:${consultId}`,
      "consultation",
      budget,
      effectiveAt(draft),
      duty?.ladder ?? "consultation-answer",
      duty?.source ?? "NĐ 118/2025/NĐ-CP Điều 19(4)c",
    );
  send(draft, "agency", "consulted", { consultId, unit, code: state.code });
  return done;
}

/** Given by the unit that was asked, or recorded by those who asked and by the one-stop. */
export function answerConsultation(draft: Draft, command: AnswerConsultation): Step {
  const { consultations, task } = stateOf(draft);
  const asked = consultations[command.consultId];
  if (asked === undefined)
    return refuse(
      "consultation.unknown",
      "Không có lấy ý kiến nào đang chờ với mã này",
      "no open consultation with this id",
    );
  const ours = task !== undefined && (mayHold(task, command.by) || requireHead(draft, task).ok);
  if (command.by.unit !== asked.unit && !ours) {
    const allowed = requireRole(draft, oneStopRole);
    if (!allowed.ok) return allowed;
  }
  const { consultId, opinion, content } = command;
  emit(draft, {
    type: "consultation-answered",
    consultId,
    opinion,
    ...(asked.silent === true ? { late: true as const } : {}),
    ...(content === undefined ? {} : { content }),
  });
  return done;
}
