import { err, ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import { landingFault, landingOf, planFaults, stepBehind } from "../procedure/check-plan.ts";
import type { EntryClock } from "../procedure/clock-walk.ts";
import type { ControlState } from "../procedure/compiled-types.ts";
import type { MigrationPlan } from "../procedure/migration-plan.ts";
import type { StepDefinition } from "../procedure/types.ts";
import { openWaitGround } from "./act.ts";
import type { MovedTask } from "./events.ts";
import type { PinnedLaw } from "./law.ts";
import { type LimitMove, moveLimits } from "./move-limits.ts";
import type { ResolvedFacts, UnitPost } from "./people.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { DossierState, TaskState } from "./state.ts";

/** What a plan does to one dossier; nothing is recorded yet. */
export interface Move {
  /** Control state reached; its clock and promise are those of before. */
  readonly control: string;
  /** The step the dossier stands at under the new definition, when it stands at one. */
  readonly step: StepDefinition | undefined;
  readonly performed: DossierState["performed"];
  readonly visits: DossierState["visits"];
  readonly task: MovedTask | undefined;
  /** In order of limit. */
  readonly limits: readonly LimitMove[];
}

/**
 * Plans the move of one dossier, purely: where it goes, who holds it, what becomes of each of its limits.
 * @param moveTo the law the plan leads to
 * @param at law time of the move
 * @param units the office's units today, for a step that belongs to another one
 * @returns a refusal when the plan is not sound, or this dossier cannot follow it
 */
export function planMove(
  law: PinnedLaw,
  moveTo: PinnedLaw,
  state: DossierState,
  plan: MigrationPlan,
  at: EpochMs,
  units: ResolvedFacts["units"],
): Result<Move, Refusal> {
  const unfit = unfitFor(law, moveTo, state, plan);
  if (unfit !== undefined) return err(unfit);
  const from = law.procedure.stateByKey(state.control);
  const target = landingOf(plan, from);
  const astray = landingFault(moveTo.procedure.definition, from, target, entryClockOf(state, from), "states");
  if (astray !== undefined) return err(astray);
  const step = stepBehind(moveTo.procedure.definition, target);
  const torn = tornMembers(moveTo, state, from, step);
  if (torn !== undefined) return err(torn);
  const visits = renamedCounts(plan, law, state.visits);
  const task = movedTask(law, state, step, visits, units);
  if (!task.ok) return task;
  const limits = moveLimits({ law, moveTo, state, plan, at, step });
  if (!limits.ok) return limits;
  return ok({
    control: `work/${target};clock/${from.clock};promise/${from.promise}`,
    step,
    performed: renamedPeople(plan, law, state.performed),
    visits: task.value === undefined ? visits : { ...visits, [task.value.step]: task.value.visit },
    task: task.value,
    limits: limits.value,
  });
}

/** Members at work stay where they are: the new definition has the same ones in the step the dossier goes to, and a group
 *  is begun by coming to its step, never by a move into it. */
function tornMembers(
  moveTo: PinnedLaw,
  state: DossierState,
  from: ControlState,
  step: StepDefinition | undefined,
): Refusal | undefined {
  const known = new Set(moveTo.procedure.definition.interlinked?.members.map(({ id }) => id));
  const here = from.step?.kind === "interlinked";
  const fits = here && step?.kind === "interlinked" && Object.keys(state.members ?? {}).every((id) => known.has(id));
  if (fits || (!here && step?.kind !== "interlinked")) return undefined;
  return refuse(
    "migration.members_differ",
    "Hồ sơ đang ở các cơ quan liên thông; định nghĩa mới không có đúng các thủ tục thành phần ấy",
    "members of the dossier are at work; the new definition does not have the same ones in the step it goes to",
  ).error;
}

function unfitFor(law: PinnedLaw, moveTo: PinnedLaw, state: DossierState, plan: MigrationPlan): Refusal | undefined {
  const { code, version } = plan.from;
  if (state.procedure !== code || state.procedureVersion !== version)
    return refuse(
      "migration.not_from_here",
      `Hồ sơ không theo định nghĩa ${code}@${version}`,
      `the dossier does not live under ${code}@${version}`,
    ).error;
  if (state.endedAt !== undefined)
    return refuse(
      "migration.ended",
      "Hồ sơ đã kết thúc, giữ nguyên luật của nó",
      "the dossier has ended; its law stands",
    ).error;
  return planFaults(plan, law.procedure.definition, moveTo.procedure.definition)[0];
}

/** How the procedure itself has the clock stand here; a ground from outside may hold it besides. */
function entryClockOf(state: DossierState, { clock }: ControlState): EntryClock | undefined {
  if (clock === "ended") return "ended";
  if (state.limits.principal === undefined) return undefined;
  return openWaitGround(state) === undefined ? "running" : "suspended";
}

const renamedStep = (plan: MigrationPlan, law: PinnedLaw, id: string): string => {
  const step = law.procedure.definition.steps.find((known) => known.id === id);
  return step === undefined ? id : landingOf(plan, { work: id, step });
};

/** Where two steps become one, the later of the old definition says who finished it. */
function renamedPeople(plan: MigrationPlan, law: PinnedLaw, performed: DossierState["performed"]) {
  const order = law.procedure.definition.steps.map((step) => step.id);
  const known = Object.keys(performed).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return Object.fromEntries(known.map((id) => [renamedStep(plan, law, id), performed[id]])) as typeof performed;
}

function renamedCounts(plan: MigrationPlan, law: PinnedLaw, visits: DossierState["visits"]): DossierState["visits"] {
  const counts: { [step: string]: number } = {};
  for (const [id, times] of Object.entries(visits)) {
    const name = renamedStep(plan, law, id);
    counts[name] = (counts[name] ?? 0) + times;
  }
  return counts;
}

/** The work goes on with whoever has it, unless the new step belongs to a unit of another kind: then with that unit. */
function movedTask(
  law: PinnedLaw,
  state: DossierState,
  step: StepDefinition | undefined,
  visits: DossierState["visits"],
  units: ResolvedFacts["units"],
): Result<MovedTask | undefined, Refusal> {
  const { task } = state;
  if (task === undefined || step === undefined) return ok(undefined);
  const before = law.procedure.definition.steps.find((known) => known.id === task.step);
  const stays = before?.unit === step.unit;
  if (stays && step.id === task.step) return ok(undefined);
  const holder = stays ? task : units[step.unit];
  if (holder === undefined)
    return refuse(
      "office.unknown_unit",
      `Chưa bố trí đơn vị "${step.unit}"`,
      `this office has no unit for "${step.unit}"`,
    );
  return ok(taskAt(state, step.id, visits[step.id] ?? 1, holder));
}

function taskAt(
  state: DossierState,
  step: string,
  visit: number,
  { unit, head, person }: UnitPost & Pick<TaskState, "person">,
): MovedTask {
  const waitGround = openWaitGround(state);
  return {
    step,
    visit,
    unit,
    head,
    ...(person === undefined ? {} : { person }),
    ...(waitGround === undefined ? {} : { waitGround }),
  };
}
