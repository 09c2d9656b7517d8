import { err } from "../base/result.ts";
import { checkBudget } from "../calendar/parse.ts";
import { oneStopRole, requireHand } from "./authority.ts";
import type { BeginExchange, EndExchange } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import type { ExchangeBasis, ExchangeOutcome } from "./exchange-types.ts";
import { exchangeLimit } from "./fold-exchange.ts";
import { beginLimit, tooMany } from "./limits.ts";
import { refuse } from "./refusal.ts";

/** Requests of one dossier, so that none grows without bound. */
const exchangesMax = 50;

/** The ladder every rule set has for waits. */
const ladder = "wait";

/**
 * Asks another system for data, or passes some on: for one purpose, on one basis, both recorded. Its limit runs beside the
 * principal one and touches neither it nor who answers for the dossier (Art. 19(4)c: the lead does); whether the clock stands
 * meanwhile is the procedure's rule, by a step of kind `exchange`.
 */
export function beginExchange(draft: Draft, command: BeginExchange): Step {
  const allowed = requireAsker(draft);
  if (!allowed.ok) return allowed;
  const { exchangeId, profile, party, purpose, question, budget, source } = command;
  const wrong = checkBudget(budget);
  if (wrong !== undefined) return err(wrong);
  const basis = recordedBasis(command.basis);
  if (basis === undefined)
    return refuse(
      "exchange.no_basis",
      "Trao đổi dữ liệu phải có sự đồng ý hoặc căn cứ pháp luật, chỉ một",
      "data is exchanged on a consent or on a law, one of them",
    );
  const state = stateOf(draft);
  if (state.endedAt !== undefined) return refuse("command.not_available", "Hồ sơ đã kết thúc", "the dossier has ended");
  const known = state.exchanges ?? {};
  if (Object.keys(known).length >= exchangesMax) return tooMany(exchangesMax);
  if (Object.hasOwn(known, exchangeId))
    return refuse("exchange.in_use", "Mã trao đổi dữ liệu này đã dùng", "this exchange id is in use already");
  emit(draft, { type: "exchange-begun", exchangeId, profile, party, purpose, basis, question });
  beginLimit(draft, exchangeLimit(exchangeId), "exchange", budget, effectiveAt(draft), ladder, source);
  send(draft, "agency", "exchange-asked", {
    exchangeId,
    profile,
    party,
    purpose,
    ...("consent" in basis ? { consent: basis.consent } : {}),
    question: { contentId: question.contentId, version: question.version },
    code: state.code,
  });
  return done;
}

const outcomes: ReadonlySet<ExchangeOutcome> = new Set<ExchangeOutcome>(["answered", "no-data", "refused", "given-up"]);

/** The answer came, or none will. It counts once: what comes later is not taken, so that nobody holds data without need. */
export function endExchange(draft: Draft, command: EndExchange): Step {
  const allowed = requireAsker(draft);
  if (!allowed.ok) return allowed;
  const { exchangeId, outcome, answer } = command;
  if (!outcomes.has(outcome) || (outcome === "answered") !== (answer !== undefined))
    return refuse("command.input", "Kết quả trao đổi không hợp lệ", "an answered exchange has an answer, no other has");
  const known = stateOf(draft).exchanges ?? {};
  const open = Object.hasOwn(known, exchangeId) ? known[exchangeId] : undefined;
  if (open === undefined)
    return refuse("exchange.unknown", "Hồ sơ không có trao đổi dữ liệu này", "the dossier has no such exchange");
  if (open.outcome !== undefined)
    return refuse("exchange.not_open", "Trao đổi dữ liệu này đã kết thúc", "this exchange is over");
  emit(draft, { type: "exchange-ended", exchangeId, outcome, ...(answer === undefined ? {} : { answer }) });
  const { task, code } = stateOf(draft);
  const to = task?.person ?? task?.head ?? draft.command.resolved.units["one-stop"]?.head;
  if (to !== undefined) send(draft, "desk", "exchange-ended", { to, exchangeId, profile: open.profile, outcome, code });
  return done;
}

/** Who holds the dossier, the head of its unit, the leaders; at the counter the one-stop. */
function requireAsker(draft: Draft): Step {
  return draft.by.roles.includes(oneStopRole) ? done : requireHand(draft);
}

function recordedBasis(basis: ExchangeBasis | undefined): ExchangeBasis | undefined {
  const consent = basis !== undefined && "consent" in basis ? basis.consent : undefined;
  const law = basis !== undefined && "law" in basis ? basis.law : undefined;
  if (typeof consent === "string" && consent !== "" && law === undefined) return { consent };
  return typeof law === "string" && law.trim() !== "" && consent === undefined ? { law } : undefined;
}
