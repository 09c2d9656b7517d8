import { err, ok, type Result } from "../base/result.ts";
import type { Source } from "../base/text.ts";
import type { Budget, EpochMs } from "../calendar/types.ts";
import { leaveHours } from "../limit/earlier-hours.ts";
import { sameBudget, startLimit } from "../limit/ledger.ts";
import { reprojectLimit } from "../limit/reproject.ts";
import { earlierHoursOf, runOf } from "../limit/run.ts";
import type { EarlierHours, LimitLedger } from "../limit/types.ts";
import type { LimitTreatment, MigrationPlan } from "../procedure/migration-plan.ts";
import { closableKinds } from "../procedure/names.ts";
import type { StepDefinition } from "../procedure/types.ts";
import { ladderNamed } from "../rules/ladder-named.ts";
import { ladderFor } from "../rules/policies.ts";
import { generationsMax } from "./clock.ts";
import type { LimitKind } from "./events.ts";
import { migratedLedger } from "./fold-migration.ts";
import type { PinnedLaw } from "./law.ts";
import { limitRuleFor } from "./limit-rule.ts";
import { isLateAt, keptRungs, tooMany } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { toldOf } from "./reproject.ts";
import type { DossierState, LimitState } from "./state.ts";
import { taskLimits } from "./task.ts";

/** What becomes of one limit; a limit that stays as it is has no entry. */
export type LimitMove =
  | {
      readonly how: "changed";
      readonly limit: string;
      readonly budget: Budget;
      readonly startAt?: EpochMs;
      readonly ladder: string;
      readonly source: Source;
      readonly kept: readonly string[];
    }
  | ({ readonly how: "reprojected"; readonly limit: string; readonly kept: readonly string[] } & ReturnType<
      typeof toldOf
    >)
  | {
      readonly how: "started";
      readonly limit: string;
      readonly kind: LimitKind;
      readonly budget: Budget;
      readonly startAt: EpochMs;
      readonly ladder: string;
      readonly source: Source;
    }
  /** Comes before whatever else becomes of the limit, and after its start. */
  | { readonly how: "carried"; readonly limit: string; readonly earlierHours: EarlierHours }
  | { readonly how: "ended"; readonly limit: string };

export interface LimitsAsked {
  readonly law: PinnedLaw;
  readonly moveTo: PinnedLaw;
  readonly state: DossierState;
  readonly plan: MigrationPlan;
  readonly at: EpochMs;
  /** The step reached. */
  readonly step: StepDefinition | undefined;
}

/** What the new definition gives a limit. */
interface Given {
  readonly budget: Budget;
  readonly ladder: string;
  readonly source: Source;
}

export function moveLimits(asked: LimitsAsked): Result<readonly LimitMove[], Refusal> {
  const moves: LimitMove[] = [];
  const names = new Set([...Object.keys(asked.state.limits), "step", "wait"]);
  for (const name of [...names].sort()) {
    const move = moveLimit(asked, name);
    if (!move.ok) return move;
    moves.push(...withCarried(asked, name, move.value));
  }
  return ok(moves);
}

type Moved = Result<LimitMove | undefined, Refusal>;

/** What becomes of one limit, with what it takes along from the hours it leaves. */
function withCarried(asked: LimitsAsked, limit: string, move: LimitMove | undefined): readonly LimitMove[] {
  const moves = move === undefined ? [] : [move];
  if (move?.how === "ended" || (move?.how === "changed" && move.startAt !== undefined)) return moves;
  const known = asked.state.limits[limit]?.ledger;
  const ledger = move?.how === "started" ? startLimit(move.startAt, move.budget, "end-of-day") : known;
  const earlierHours = ledger && carriedBy(asked, ledger, move?.how === "changed" ? move.budget : ledger.budget);
  if (earlierHours === undefined) return moves;
  const carried: LimitMove = { how: "carried", limit, earlierHours };
  return move?.how === "started" ? [move, carried] : [carried, ...moves];
}

const otherHours = ({ law, moveTo }: LimitsAsked): boolean => law.hashes.hours !== moveTo.hashes.hours;

function carriedBy(asked: LimitsAsked, ledger: LimitLedger, budget = ledger.budget): EarlierHours | undefined {
  const { law, moveTo, at } = asked;
  return otherHours(asked) ? leaveHours(law.time, moveTo.time, ledger, at, budget) : undefined;
}

/** The ledger as it stands under the law moved to. */
function carriedLedger(asked: LimitsAsked, ledger: LimitLedger, budget = ledger.budget): LimitLedger {
  const earlierHours = carriedBy(asked, ledger, budget);
  return earlierHours === undefined ? ledger : { ...ledger, earlierHours };
}

function moveLimit(asked: LimitsAsked, name: string): Moved {
  const known = asked.state.limits[name];
  if (known !== undefined && known.ledger.endedAt !== undefined) return ok(undefined);
  if (name === "principal") return known === undefined ? ok(undefined) : movePrincipal(asked, known);
  if (name === "step" || name === "wait") return moveOfTask(asked, name, known);
  return known === undefined ? ok(undefined) : keep(asked, name, known);
}

/** A promise that has passed stays broken, and none is made that has passed already: a move neither heals nor harms. */
function movePrincipal(asked: LimitsAsked, known: LimitState): Moved {
  const { law, moveTo, state, plan, at } = asked;
  const { definition } = moveTo.procedure;
  const treatment = plan.limits.principal ?? "keep";
  if (treatment === "keep") return keep(asked, "principal", known);
  if (isLateAt(law, state, at) || law.procedure.stateByKey(state.control).promise === "overdue") return pastDue();
  const rule = limitRuleFor(definition, state, state.facts);
  if (rule === undefined || rule.budget.unit === "none" || rule.budget.unit === "stages")
    return refuse(
      "migration.no_limit",
      "Định nghĩa mới không có thời hạn cho hồ sơ này; chỉ có thể giữ thời hạn cũ",
      "the new definition gives this dossier no limit; the old one can only be kept",
    );
  if (known.ledger.generation >= generationsMax) return tooMany(generationsMax);
  const { budget, source } = rule;
  const move = changed(
    asked,
    "principal",
    known,
    { budget, source, ladder: ladderFor(moveTo.policies, budget) },
    treatment,
  );
  if (!move.ok || move.value?.how !== "changed") return move;
  const { value } = move;
  const ledger = migratedLedger(carriedLedger(asked, known.ledger, value.budget), value);
  const { counting, due } = runOf(moveTo.time, ledger);
  if (due === undefined) return move;
  // Used up under the hours before, another budget would be due at this very moment, and was so earlier.
  const earlier = earlierHoursOf(counting, ledger);
  const usedUp = earlier !== undefined && earlier.due === undefined && due.at <= at;
  return usedUp || isLateAt(moveTo, { ...state, limits: { principal: { ...known, ledger } } }, at)
    ? lateAtOnce()
    : move;
}

export const pastDue = () =>
  refuse(
    "migration.past_due",
    "Hồ sơ đã quá ngày hẹn; chuyển phiên bản không làm thay đổi",
    "the promise has passed; moving to another version does not change it",
  );

export const lateAtOnce = () =>
  refuse(
    "migration.late_at_once",
    "Tính lại thì ngày hẹn đã qua; không được làm hồ sơ trễ hẹn bằng cách này",
    "counted so, the promise would have passed already; no dossier is made late in this way",
  );

/** Share and wait come with the step: where the new step has one and the old had none it begins, and the other way round
 *  it ends, unless the plan keeps what there is. */
function moveOfTask(asked: LimitsAsked, name: "step" | "wait", known: LimitState | undefined): Moved {
  const { plan, state, at, step } = asked;
  const treatment = plan.limits[name] ?? "keep";
  if (state.task === undefined || state.supplement !== undefined || step === undefined) return ok(undefined);
  if (treatment === "keep") {
    if (name === "wait" && !endsAsSaid(asked, known?.ladder)) return neverOver(step);
    return known === undefined ? ok(undefined) : keep(asked, name, known);
  }
  const given = taskLimits(step, asked.moveTo.policies).find(({ limit }) => limit === name);
  if (given === undefined) return ok(known === undefined ? undefined : { how: "ended", limit: name });
  if (known !== undefined) return changed(asked, name, known, given, treatment);
  if (ladderNamed(asked.moveTo.ruleSet.rules, given.ladder) === undefined) return noLadder(given.ladder);
  const { budget, ladder, source } = given;
  const startAt = treatment === "restart" ? at : state.task.openedAt;
  return ok({ how: "started", limit: name, kind: name, budget, ladder, source, startAt });
}

function changed(asked: LimitsAsked, limit: string, known: LimitState, given: Given, how: LimitTreatment): Moved {
  const { moveTo, at } = asked;
  const { budget, ladder, source } = given;
  const start = how === "restart" ? { startAt: at } : {};
  const unfit = unfitLadder(asked, ladder);
  if (unfit !== undefined) return err(unfit);
  if (how === "recompute" && sameBudget(known.ledger.budget, budget) && known.ladder === ladder)
    return keep(asked, limit, known);
  const ledger = migratedLedger(carriedLedger(asked, known.ledger, budget), { budget, ...start });
  // Counted anew, nothing has been reached yet; else what lies behind stays reached.
  const kept = how === "restart" ? [] : keptRungs(moveTo, { ...known, ladder }, ledger, at);
  return ok({ how: "changed", limit, budget, ...start, ladder, source, kept });
}

/** The ledger stays; under other opening hours the instants that lie ahead may not. */
function keep(asked: LimitsAsked, limit: string, known: LimitState): Moved {
  const { law, moveTo, at } = asked;
  const unfit = limit === "wait" ? unfitLadder(asked, known.ladder) : missingLadder(moveTo, known);
  if (unfit !== undefined) return err(unfit);
  if (!otherHours(asked)) return ok(undefined);
  const found = reprojectLimit(law.time, moveTo.time, known.ledger, at, carriedLedger(asked, known.ledger));
  if (limit === "principal" && found.calendar === "before") return pastDue();
  if (found.moved === undefined) return ok(undefined);
  const kept = keptRungs(moveTo, known, found.ledger, at);
  return ok({ how: "reprojected", limit, ...toldOf(found.moved), kept });
}

const noLadder = (name: string) =>
  refuse("rules.incomplete", `Bộ quy tắc không có mốc đôn đốc "${name}"`, `the rule set has no ladder "${name}"`);

const missingLadder = ({ ruleSet }: PinnedLaw, { ladder }: LimitState): Refusal | undefined =>
  ladderNamed(ruleSet.rules, ladder) === undefined ? noLadder(ladder).error : undefined;

/** Where an action follows from the end of the wait, the wait kept must bring it: nobody may take it by hand. */
function endsAsSaid({ moveTo, step }: LimitsAsked, ladder: string | undefined): boolean {
  const over = step?.follows?.over;
  if (over === undefined) return true;
  const rungs = ladder === undefined ? undefined : ladderNamed(moveTo.ruleSet.rules, ladder);
  return (rungs ?? []).some(({ effects }) =>
    effects.some((effect) => effect.do === "proceed" && effect.action === over),
  );
}

const neverOver = ({ id }: StepDefinition) =>
  refuse(
    "migration.wait_differs",
    `Bước mới "${id}" tự kết thúc khi hết thời gian chờ, còn thời gian chờ đang giữ thì không; hãy tính lại thời gian chờ`,
    `the new step "${id}" ends with its wait, and the wait that is kept does not; recompute the wait`,
  );

/** A ladder that closes the dossier or takes an action must find both where the dossier goes, or it would stop there. */
function unfitLadder({ moveTo, step }: LimitsAsked, ladder: string): Refusal | undefined {
  const rungs = ladderNamed(moveTo.ruleSet.rules, ladder);
  if (rungs === undefined) return noLadder(ladder).error;
  for (const { effects } of rungs)
    for (const effect of effects) {
      const fits =
        effect.do === "proceed"
          ? step?.actions.some((action) => action.id === effect.action)
          : effect.do !== "close" || (step !== undefined && closableKinds.has(step.kind));
      if (!fits)
        return refuse(
          "migration.wait_differs",
          `Bước mới không kết thúc việc chờ như mốc đôn đốc "${ladder}"`,
          `the new step does not end the wait as ladder "${ladder}" does`,
        ).error;
    }
  return undefined;
}
