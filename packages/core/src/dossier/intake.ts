import { dayOf, epochDayOf } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Channel, ProcedureDefinition } from "../procedure/types.ts";
import { ladderFor } from "../rules/policies.ts";
import { oneStopRole, requireRole } from "./authority.ts";
import type { Accept, GuideIntake, Open, RefuseIntake, Serve, Submit } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, moveControl, type Step, send, stateOf } from "./draft.ts";
import { knownFacts } from "./facts.ts";
import type { Import } from "./import-command.ts";
import { limitRuleFor } from "./limit-rule.ts";
import { beginLimit } from "./limits.ts";
import { grantUsed, requireCounter } from "./post-counter.ts";
import { renewPromise } from "./promise.ts";
import { refuse } from "./refusal.ts";
import type { DossierState } from "./state.ts";
import { openTask } from "./task.ts";
import { portalCodes, tellPortal } from "./tell-portal.ts";

/** Hands a dossier in: a reference, no clock, no code (model.md §4). */
export function submit(draft: Draft, command: Submit | Serve): Step {
  const { channel } = command;
  const offered = offeredOn(draft, channel);
  if (!offered.ok) return offered;
  const begun = begin(draft, command, channel);
  if (begun.ok && command.type === "submit") beginIntakeDuties(draft, command);
  return begun;
}

/** The procedure has an applicant, and takes dossiers on this channel. */
export function offeredOn(draft: Draft, channel: Channel): Step {
  const { definition } = draft.law.procedure;
  if (definition.applicant === "none")
    return refuse(
      "command.not_available",
      "Thủ tục này không có người nộp; hãy mở việc nội bộ",
      "this procedure has no applicant; open it as internal work",
    );
  const { value: lawful } = draft.law.ruleSet.rules.channels;
  if (!lawful.includes(channel) || !definition.channels.some((offered) => offered.channel === channel))
    return refuse(
      "command.unknown_channel",
      `Thủ tục ${definition.code} không nhận qua kênh này`,
      `procedure ${definition.code} is not offered on channel ${channel}`,
    );
  return done;
}

/** Internal work begins without an applicant, a counter or a code, under the same clocks and ladders (model.md §9). */
export function open(draft: Draft, command: Open): Step {
  if (draft.law.procedure.definition.applicant === "required")
    return refuse(
      "command.not_available",
      "Thủ tục này phải có người nộp hồ sơ",
      "this procedure has an applicant; it is submitted, not opened",
    );
  const begun = begin(draft, command, "counter");
  return begun.ok ? accept(draft, command) : begun;
}

export function begin(draft: Draft, command: Submit | Serve | Open | Import, channel: Channel): Step {
  const { definition, initial } = draft.law.procedure;
  if (draft.current !== undefined)
    return refuse("command.already_exists", "Hồ sơ đã tồn tại", "the dossier exists already");
  const fits = fitsDefinition(definition, command, effectiveAt(draft));
  if (!fits.ok) return fits;
  if ("helper" in command && command.helper?.person !== undefined && command.helper.unit === undefined)
    return refuse(
      "command.input",
      "Người giúp nộp không thuộc đơn vị nào thì không ghi mã người",
      "who helps and belongs to no unit has no code here: their name is content",
    );
  const { caseId, facts, intakeRef } = command;
  emit(draft, {
    type: "submitted",
    procedure: definition.code,
    procedureVersion: definition.version,
    law: draft.law.hashes,
    channel,
    caseId,
    facts,
    intakeRef,
    ...(command.type === "open" || command.applicant === undefined ? {} : { applicant: command.applicant }),
    ...(command.type === "open" || command.returnBy === undefined ? {} : { returnBy: command.returnBy }),
    ...placesOf(command),
    ...("helper" in command && command.helper !== undefined ? { helper: command.helper } : {}),
    control: initial.key,
  });
  // The system it comes from has told.
  if (command.type !== "import") tellPortal(draft, portalCodes.submitted);
  return done;
}

/** Offices beside the one that receives; its own name says nothing. */
function placesOf(command: Submit | Serve | Open | Import): Pick<Submit, "competent" | "returnAt"> {
  if (command.type === "open" || command.type === "import") return {};
  const { competent, returnAt, officeId } = command;
  return {
    ...(competent === undefined || competent === officeId ? {} : { competent }),
    ...(returnAt === undefined || returnAt === officeId ? {} : { returnAt }),
  };
}

function fitsDefinition(definition: ProcedureDefinition, command: Submit | Serve | Open | Import, at: EpochMs): Step {
  if (command.procedure !== definition.code)
    return refuse(
      "definition.unknown_procedure",
      `Thủ tục ${command.procedure} không phải thủ tục đang áp dụng`,
      `the law given is for ${definition.code}, not for ${command.procedure}`,
    );
  if (!definition.cases.some((known) => known.id === command.caseId))
    return refuse("command.unknown_case", "Không có trường hợp này trong thủ tục", `no case "${command.caseId}"`);
  const { from, to } = definition.effective;
  const day = dayOf(at);
  if (day < epochDayOf(from) || (to !== undefined && day > epochDayOf(to)))
    return refuse(
      "definition.not_in_force",
      "Thủ tục không có hiệu lực vào ngày này",
      "the definition is not in force on this day",
    );
  return knownFacts(definition, command.facts);
}

/** Online arrivals are answered within 8 working hours, the officer alerted within 2 hours (Art. 17(2)). */
function beginIntakeDuties(draft: Draft, command: Submit): void {
  if (command.channel !== "online" && command.channel !== "vneid") return;
  for (const id of ["officer-alert", "online-response"] as const) {
    const duty = draft.law.ruleSet.rules.duties[id];
    if (duty !== undefined) beginLimit(draft, id, id, duty.budget, effectiveAt(draft), duty.ladder, duty.source);
  }
  const head = command.resolved.units["one-stop"]?.head;
  if (head !== undefined) send(draft, "desk", "arrived-online", { to: head, intakeRef: command.intakeRef });
}

/** Papers leave the counter for the competent unit the same working day; taken after 15:00, at the start of the next
 *  (Art. 18(2)). The unit's first act shows that they came. */
function beginPaperTransfer(draft: Draft): void {
  const { channel } = stateOf(draft);
  const duty = draft.law.ruleSet.rules.duties["paper-transfer"];
  if (duty === undefined || (channel !== "counter" && channel !== "post")) return;
  const { budget, ladder, source } = duty;
  beginLimit(draft, "paper-transfer", "paper-transfer", budget, effectiveAt(draft), ladder, source);
}

/** Incomplete at the desk: guided in full, as often as the rules allow, no clock (Art. 16(3), 17). */
export function guideIntake(draft: Draft, command: GuideIntake): Step {
  const state = stateOf(draft);
  const allowed = requireCounter(draft);
  if (!allowed.ok) return allowed;
  const beforeAcceptance = notAcceptedYet(state);
  if (!beforeAcceptance.ok) return beforeAcceptance;
  const { rounds } = draft.law.ruleSet.rules.intakeSupplement.value;
  if (state.intakeRounds >= rounds)
    return refuse(
      "supplement.second_round",
      "Chỉ được hướng dẫn bổ sung một lần, đầy đủ",
      "guidance is given once, in full",
    );
  emit(draft, { type: "intake-guided", round: state.intakeRounds + 1, reason: command.reason });
  send(draft, "citizen", "intake-guided", { intakeRef: state.intakeRef, reason: command.reason.code });
  return done;
}

/** Refusal of intake (từ chối tiếp nhận) is not refusal of the matter, which is a result. */
export function refuseIntake(draft: Draft, command: RefuseIntake): Step {
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const control = moveControl(draft, "refuse-intake");
  if (!control.ok) return control;
  emit(draft, { type: "intake-refused", reason: command.reason, control: control.value.key });
  send(draft, "citizen", "intake-refused", { intakeRef: stateOf(draft).intakeRef, reason: command.reason.code });
  tellPortal(draft, portalCodes["intake-refused"]);
  return done;
}

function notAcceptedYet(state: DossierState): Step {
  return state.acceptedAt === undefined && state.endedAt === undefined
    ? done
    : refuse(
        "command.not_available",
        "Hồ sơ đã được tiếp nhận hoặc đã kết thúc",
        "the dossier is accepted or ended already",
      );
}

/** Complete and valid: the clock starts, the code is given, the promise is made (Art. 17(3), 28). */
export function accept(draft: Draft, command: Accept | Serve | Open): Step {
  const allowed =
    command.type === "open"
      ? requireRole(draft, "officer", "unit-head", "clerk", "leader", "director", "chairperson")
      : requireCounter(draft);
  if (!allowed.ok) return allowed;
  const { definition } = draft.law.procedure;
  const more = command.type === "accept" ? (command.facts ?? {}) : {};
  const known = knownFacts(definition, more);
  if (!known.ok) return known;
  const code = command.resolved.code;
  if (code === undefined && definition.applicant === "required")
    return refuse("numbering.missing_code", "Chưa được cấp mã hồ sơ", "no dossier code was issued");
  const state = stateOf(draft);
  const facts = { ...state.facts, ...more };
  const rule = limitRuleFor(definition, state, facts);
  const budget =
    rule === undefined || rule.budget.unit === "none" || rule.budget.unit === "stages" ? undefined : rule.budget;
  const control = moveControl(draft, "accept", { limited: budget !== undefined, facts });
  if (!control.ok) return control;
  const startAt = startOfClock(draft, command);
  if (startAt > effectiveAt(draft))
    return refuse(
      "command.backdated",
      "Hồ sơ không thể đến sau khi được tiếp nhận",
      "a dossier cannot arrive after it was accepted",
    );
  emit(draft, {
    type: "accepted",
    ...(code === undefined ? {} : { code }),
    facts: more,
    startAt,
    ...grantUsed(draft),
    control: control.value.key,
  });
  if (budget !== undefined && rule !== undefined) {
    beginLimit(draft, "principal", "principal", budget, startAt, ladderFor(draft.law.policies, budget), rule.source);
    renewPromise(draft, "accepted", rule.source);
  }
  if (command.type === "accept") beginPaperTransfer(draft);
  if (command.type !== "open") {
    const promised = stateOf(draft).promises.at(-1);
    send(draft, "citizen", "accepted", { code, promisedOn: promised?.date, dueAt: promised?.dueAt });
  }
  // Where the first step says the same, it says it.
  if (control.value.step?.portalStatus !== portalCodes.accepted) tellPortal(draft, portalCodes.accepted);
  return openTask(draft, control.value);
}

/** Where the rules say so the clock starts at the postmark or as the system recorded; else at acceptance. */
function startOfClock(draft: Draft, command: Accept | Serve | Open): EpochMs {
  const { value } = draft.law.ruleSet.rules.clockStart;
  if (value === "acceptance" || command.type !== "accept") return effectiveAt(draft);
  return command.arrivedAt ?? effectiveAt(draft);
}
