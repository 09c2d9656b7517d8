import { canonicalJson, type Json } from "../base/canonical-json.ts";
import { officeId } from "../base/ids.ts";
import { takingPart } from "../procedure/interlinked.ts";
import { oneStopRole, requireRole } from "./authority.ts";
import type { Correct, Rectify, RequestRectification } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { knownFacts } from "./facts.ts";
import { beginLimit } from "./limits.ts";
import { refuse } from "./refusal.ts";
import type { DossierState } from "./state.ts";
import { tellPortalRecord } from "./tell-portal.ts";

/** An error in the result: corrected within its own limit, cost on the agency (Art. 23(1)). */
export function requestRectification(draft: Draft, command: RequestRectification): Step {
  const state = stateOf(draft);
  const allowed = requireRole(draft, "citizen", oneStopRole);
  if (!allowed.ok) return allowed;
  if (state.resolvedAt === undefined || state.limits["result-rectification"] !== undefined)
    return refuse(
      "command.not_available",
      "Chỉ đính chính kết quả đã có",
      "only a result can be rectified, one request at a time",
    );
  emit(draft, { type: "rectification-requested", reason: command.reason });
  const duty = draft.law.ruleSet.rules.duties["result-rectification"];
  if (duty !== undefined)
    beginLimit(
      draft,
      "result-rectification",
      "result-rectification",
      duty.budget,
      effectiveAt(draft),
      duty.ladder,
      duty.source,
    );
  return done;
}

export function rectify(draft: Draft, _command: Rectify): Step {
  const allowed = requireRole(draft, "officer", "leader", "clerk");
  if (!allowed.ok) return allowed;
  if (stateOf(draft).limits["result-rectification"] === undefined)
    return refuse("command.not_available", "Không có yêu cầu đính chính nào", "no rectification is open");
  emit(draft, { type: "rectified" });
  send(draft, "citizen", "rectified", { code: stateOf(draft).code });
  return done;
}

/** A slip in the record is mended by an event that says what stood there, what stands now and why. */
export function correct(draft: Draft, command: Correct): Step {
  const state = stateOf(draft);
  const allowed = requireRole(draft, oneStopRole, "unit-head");
  if (!allowed.ok) return allowed;
  const { definition } = draft.law.procedure;
  const { field, value, reason } = command;
  if (field === "facts") {
    if (typeof value === "string")
      return refuse("command.input", "Dữ kiện phải là đúng/sai", "facts are booleans by name");
    const known = knownFacts(definition, value);
    if (!known.ok) return known;
    const planned = leavesMembers(draft, { ...state, facts: { ...state.facts, ...value } });
    if (!planned.ok) return planned;
    emit(draft, { type: "corrected", field, before: state.facts, after: { ...state.facts, ...value }, reason });
    return done;
  }
  if (typeof value !== "string") return refuse("command.input", "Giá trị phải là chữ", "the value must be text");
  if (field === "channel" && !definition.channels.some((offered) => offered.channel === value))
    return refuse("command.unknown_channel", "Thủ tục không nhận qua kênh này", "not offered on this channel");
  if (field === "returnBy" && !["counter", "post", "electronic"].includes(value))
    return refuse("command.input", "Không có cách trả kết quả này", `no way "${value}" to return a result`);
  if ((field === "competent" || field === "returnAt") && !officeId(value).ok)
    return refuse("command.input", "Phải là mã một cơ quan", "must be the id of an office");
  if (field === "caseId" && !definition.cases.some((known) => known.id === value))
    return refuse("command.unknown_case", "Không có trường hợp này", `no case "${value}"`);
  const planned = leavesMembers(draft, { ...state, [field]: value });
  if (!planned.ok) return planned;
  emit(draft, { type: "corrected", field, before: state[field] ?? "", after: value, reason });
  // The portal is shown both ways in and out, no case, and no offices.
  if (field === "channel" || field === "returnBy") tellPortalRecord(draft);
  return done;
}

/** The agencies of a group have their slip: what is corrected behind them may not change who takes part, in what order, or
 *  within what time, for it would change nothing and nobody would know. */
function leavesMembers(draft: Draft, after: DossierState): Step {
  const before = stateOf(draft);
  const { interlinked } = draft.law.procedure.definition;
  const open = before.members !== undefined && before.resolvedAt === undefined && before.endedAt === undefined;
  if (interlinked === undefined || !open) return done;
  const planOf = (state: DossierState): string => canonicalJson(takingPart(interlinked, state) as unknown as Json);
  return planOf(before) === planOf(after)
    ? done
    : refuse(
        "command.not_available",
        "Phiếu chuyển đã lập; không thể sửa điều làm thay đổi thủ tục thành phần",
        "the transfer slip is written; what changes the members cannot be corrected any more",
      );
}
