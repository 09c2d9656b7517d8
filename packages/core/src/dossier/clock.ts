import { err } from "../base/result.ts";
import { checkBudget, formatBudget } from "../calendar/parse.ts";
import type { Budget } from "../calendar/types.ts";
import { extendLimit, supersedeLimit } from "../limit/ledger.ts";
import type { LimitLedger } from "../limit/types.ts";
import type { ExtensionRule } from "../procedure/types.ts";
import { isSystem, requireHand } from "./authority.ts";
import type { ExtendLimit, ResumeClock, SuspendClock } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, moveControl, type Step, send, stateOf } from "./draft.ts";
import { isLateAt, keptRungs, roomForGround, tooMany } from "./limits.ts";
import { followWhole } from "./member-grounds.ts";
import { reviewLateMembers } from "./member-late.ts";
import { renewPromise } from "./promise.ts";
import { refuse } from "./refusal.ts";

/** Grounds of supplements and waits begin and end by their own acts, never by hand. */
const ownGround = (groundId: string): boolean => /^(supplement|wait|member):/.test(groundId);

/** What holds the group at another office holds its member's dossier here by no person's hand (`groundThere`). */
const reservedFrom = (draft: Draft, groundId: string): boolean =>
  ownGround(groundId) || (groundId.startsWith("group:") && !isSystem(draft.by));

/** A legal ground stops the principal limit, beside whatever work goes on; grounds may overlap. */
export function suspend(draft: Draft, command: SuspendClock): Step {
  const allowed = requireHand(draft);
  if (!allowed.ok) return allowed;
  const room = roomForGround(draft);
  if (!room.ok) return room;
  const control = moveControl(draft, "suspend");
  if (!control.ok) return control;
  const { groundId, ground, source, party } = command;
  const principal = stateOf(draft).limits.principal;
  if (principal === undefined || reservedFrom(draft, groundId) || knowsGround(principal.ledger, groundId))
    return refuse("clock.ground_in_use", "Mã căn cứ tạm dừng này đã dùng", "this ground id is in use already");
  if (effectiveAt(draft) < principal.ledger.startAt)
    return refuse(
      "command.backdated",
      "Không thể tạm dừng trước khi tính thời hạn",
      "a limit cannot be suspended before it began",
    );
  emit(draft, {
    type: "limit-suspended",
    limit: "principal",
    groundId,
    ground,
    source,
    party,
    from: effectiveAt(draft),
    control: control.value.key,
  });
  followWhole(draft);
  return done;
}

export function resume(draft: Draft, command: ResumeClock): Step {
  const allowed = requireHand(draft);
  if (!allowed.ok) return allowed;
  const state = stateOf(draft);
  const ledger = state.limits.principal?.ledger;
  const open = ledger?.suspensions.find((known) => known.groundId === command.groundId && known.to === undefined);
  if (open === undefined || reservedFrom(draft, command.groundId))
    return refuse("clock.unknown_ground", "Không có căn cứ tạm dừng này đang mở", "no such ground is open");
  if (effectiveAt(draft) < open.from)
    return refuse("command.backdated", "Không thể kết thúc trước khi tạm dừng", "a ground cannot end before it began");
  const held = state.groundParties.some((ground) => ground.groundId !== command.groundId);
  const control = moveControl(draft, "resume", { held });
  if (!control.ok) return control;
  emit(draft, {
    type: "limit-resumed",
    limit: "principal",
    groundId: command.groundId,
    to: effectiveAt(draft),
    control: control.value.key,
  });
  followWhole(draft);
  renewPromise(draft, "suspension", open.source);
  reviewLateMembers(draft);
  return done;
}

/** Times one limit can be counted anew, so that no dossier grows without bound. */
export const generationsMax = 200;

/** Lengthens or replaces the limit by a rule of the definition, never by hand and never past its due date. */
export function extend(draft: Draft, command: ExtendLimit): Step {
  const allowed = requireHand(draft);
  if (!allowed.ok) return allowed;
  const state = stateOf(draft);
  const principal = state.limits.principal;
  const rule = draft.law.procedure.definition.extensions.find((known) => known.id === command.rule);
  if (rule === undefined || principal === undefined || state.resolvedAt !== undefined)
    return refuse("extension.unknown", "Không có quy định kéo dài này", "the procedure has no such extension");
  if (isLateAt(draft.law, state, effectiveAt(draft)))
    return refuse("extension.too_late", "Không kéo dài thời hạn đã quá hạn", "a limit that has passed is not extended");
  const amount = command.amount ?? rule.upTo;
  const wrong = amount === undefined ? undefined : checkBudget(amount);
  if (wrong !== undefined) return err(wrong);
  const beyond = rule.upTo === undefined || (amount !== undefined && exceeds(amount, rule, principal.ledger));
  if (amount === undefined || (beyond && !rule.orLongerByAgreement))
    return refuse(
      "extension.too_long",
      "Kéo dài quá mức quy định",
      `longer than the rule allows${rule.upTo ? ` (${formatBudget(rule.upTo)})` : ""}`,
    );
  if (beyond && command.agreement === undefined)
    return refuse(
      "extension.agreement_required",
      "Cần thỏa thuận bằng văn bản với người nộp",
      "needs a written agreement with the applicant",
    );
  if (principal.ledger.generation >= generationsMax) return tooMany(generationsMax);
  const at = effectiveAt(draft);
  const agreement = command.agreement === undefined ? {} : { agreement: command.agreement };
  const { source } = rule;
  const changed =
    rule.mode === "total"
      ? supersedeLimit(principal.ledger, amount)
      : extendLimit(principal.ledger, { amount, at, ground: rule.id, source });
  if (!changed.ok) return changed;
  const kept = keptRungs(draft.law, principal, changed.value, draft.command.at);
  if (rule.mode === "total")
    emit(draft, {
      type: "limit-superseded",
      limit: "principal",
      rule: rule.id,
      budget: amount,
      source,
      ...agreement,
      kept,
    });
  else
    emit(draft, {
      type: "limit-extended",
      limit: "principal",
      rule: rule.id,
      amount,
      from: at,
      source,
      ...agreement,
      kept,
    });
  renewPromise(draft, "extension", source);
  const promised = stateOf(draft).promises.at(-1);
  send(draft, "citizen", "extended", { code: state.code, promisedOn: promised?.date });
  return done;
}

/** Compared only in the same unit, together with what the same rule gave before; another unit needs the applicant's
 *  agreement. */
function exceeds(amount: Budget, rule: ExtensionRule, ledger: LimitLedger): boolean {
  const { upTo } = rule;
  if (upTo === undefined || !("amount" in amount) || !("amount" in upTo) || amount.unit !== upTo.unit) return true;
  let whole = amount.amount;
  for (const { ground, amount: given } of ledger.extensions)
    if (rule.mode === "added" && ground === rule.id && "amount" in given) whole += given.amount;
  return whole > upTo.amount;
}

const knowsGround = (ledger: LimitLedger, groundId: string): boolean =>
  ledger.suspensions.some((known) => known.groundId === groundId);
