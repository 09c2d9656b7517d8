import type { OfficeId } from "../base/ids.ts";
import { startLimit } from "../limit/ledger.ts";
import { oneStopRole, requireRole } from "./authority.ts";
import { type Draft, done, effectiveAt, emit, type Step, stateOf } from "./draft.ts";
import type { PinnedLaw } from "./law.ts";
import { beginLimit, finishLimit, isLimitLate } from "./limits.ts";
import { refuse } from "./refusal.ts";
import type { DossierState, LimitState } from "./state.ts";

/** Name of the limit: there is one set of papers, and it is due once. */
const papersLimit = "papers";

/** The papers leave after the dossier: due at the other unit within the limit of the rules, one working day (Art. 20(1)a). It
 *  runs wherever the dossier is, so whoever has it is reminded. Papers still under way keep the limit they have. */
export function sendPapers(draft: Draft): void {
  const duty = draft.law.ruleSet.rules.duties["paper-to-other-unit"];
  const { limits } = stateOf(draft);
  if (duty === undefined || limits[papersLimit] !== undefined) return;
  const { budget, ladder, source } = duty;
  beginLimit(draft, papersLimit, "paper-to-other-unit", budget, effectiveAt(draft), ladder, source);
}

/**
 * The limit of papers under way, as it stands or, where it went with a dossier that was withdrawn or closed, as it began:
 * whether they are late never hangs on what became of the dossier meanwhile.
 */
export function limitOfPapers(law: PinnedLaw, { papers, limits }: DossierState): LimitState | undefined {
  const open = limits[papersLimit];
  const duty = law.ruleSet.rules.duties["paper-to-other-unit"];
  if (open !== undefined || duty === undefined || papers === undefined) return open;
  const { budget, ladder, source } = duty;
  const ledger = startLimit(papers.since, budget, "end-of-day");
  return { kind: "paper-to-other-unit", ledger, ladder, taken: [], source };
}

/** The one-stop, or who has the dossier, says that they have come. */
export function receivePapers(draft: Draft): Step {
  const allowed = requireRole(draft, oneStopRole, "officer", "clerk", "unit-head");
  if (!allowed.ok) return allowed;
  const { papers } = stateOf(draft);
  if (papers === undefined || papers.receivedAt !== undefined)
    return refuse("papers.none_under_way", "Không có hồ sơ giấy đang chuyển", "no papers are under way");
  if (effectiveAt(draft) < papers.since)
    return refuse(
      "command.backdated",
      "Hồ sơ giấy không thể đến trước khi được chuyển",
      "papers cannot come before they were sent",
    );
  const limit = limitOfPapers(draft.law, stateOf(draft));
  const late = limit !== undefined && isLimitLate(draft.law, limit, effectiveAt(draft));
  finishLimit(draft, papersLimit, effectiveAt(draft));
  emit(draft, { type: "papers-received", from: papers.from, late });
  return done;
}

/** The hand-over was taken back: papers that were to follow it stay. Those sent with one before are still where they went. */
export function keepPapers(draft: Draft): void {
  const { papers, transfer } = stateOf(draft);
  if (papers === undefined || papers.receivedAt !== undefined || papers.from !== draft.command.officeId) return;
  if (papers.since !== transfer?.handedOverAt) return;
  finishLimit(draft, papersLimit, effectiveAt(draft));
  emit(draft, { type: "papers-received", from: papers.from, late: false });
}

/** Where the result waits for the applicant. Sent by post or electronically it goes out from wherever it is. */
export function checkReturnedHere(draft: Draft, way: string = stateOf(draft).returnBy ?? "counter"): Step {
  const here: OfficeId = draft.command.officeId;
  const { returnAt } = stateOf(draft);
  if (returnAt === undefined || returnAt === here || way !== "counter") return done;
  return refuse(
    "return.elsewhere",
    `Kết quả trả tại ${returnAt}; hãy bàn giao hồ sơ đến đó, hoặc sửa nơi trả`,
    `the result is returned at ${returnAt}: hand the dossier over, or correct where it is returned`,
  );
}
