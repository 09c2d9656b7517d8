import type { PersonId, UnitId } from "../base/ids.ts";
import { ok, type Result } from "../base/result.ts";
import type { StepDefinition } from "../procedure/types.ts";
import { type Draft, done, effectiveAt, type Step, stateOf } from "./draft.ts";
import type { Actor } from "./people.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { DossierState, TaskState } from "./state.ts";

/** Who works at the counter of the one-stop. */
export const oneStopRole = "one-stop-officer";

/** Who leads more than one unit. */
const leadingRoles = ["leader", "director", "chairperson"] as const;

export const isSystem = (actor: Actor): boolean => actor.roles.includes("system");

const hasRole = (actor: Actor, roles: readonly string[]): boolean => roles.some((role) => actor.roles.includes(role));

/** The actor needs one of these roles. */
export function requireRole(draft: Draft, ...roles: readonly string[]): Step {
  return isSystem(draft.by) || hasRole(draft.by, roles) ? done : lacksRole(roles);
}

const lacksRole = (roles: readonly string[]) =>
  refuse(
    "command.role",
    `Việc này cần vai trò: ${roles.join(", ")}`,
    `this needs one of the roles: ${roles.join(", ")}`,
  );

const heldByOther = () =>
  refuse(
    "task.held_by_other",
    "Hồ sơ đang do người khác giữ ở bước này",
    "somebody else holds the dossier at this step",
  );

/** Does the actor act as this person, in their own name or for an absent one? */
export const actsAs = (actor: Actor, person: string | undefined): boolean =>
  person !== undefined && (actor.person === person || actor.standsInFor?.person === person);

/** Who heads a unit today, by the directory; where that knows no such unit, who did when its work was opened. */
export const headToday = (
  { command }: Draft,
  { unit, head }: { readonly unit: UnitId; readonly head: PersonId },
): PersonId => Object.values(command.resolved.units).find((post) => post.unit === unit)?.head ?? head;

/** Holder, delegate, stand-in, or anybody of the unit while nobody has claimed it. */
export function mayHold(task: TaskState, actor: Actor): boolean {
  if (isSystem(actor)) return true;
  if (task.person !== undefined) return actsAs(actor, task.person) || actsAs(actor, task.delegate);
  return actor.unit === task.unit || actsAs(actor, task.head);
}

/** The head of the task's unit, or somebody above the units. */
export function requireHead(draft: Draft, task: TaskState): Step {
  const actor = draft.by;
  if (actsAs(actor, task.head) || (actor.unit === task.unit && hasRole(actor, ["unit-head"]))) return done;
  return requireRole(draft, "director", "chairperson");
}

/** May the actor decide on the clock of this dossier, or ask others about it? Who holds it, the head of its unit, and the
 *  leaders. */
export function requireHand(draft: Draft): Step {
  const actor = draft.by;
  const { task } = stateOf(draft);
  const allowed = requireRole(draft, "officer", "unit-head", ...leadingRoles);
  if (!allowed.ok) return allowed;
  if (task === undefined || isSystem(actor) || hasRole(actor, leadingRoles)) return done;
  return mayHold(task, actor) || requireHead(draft, task).ok ? done : heldByOther();
}

/** May the actor work on the open task of this step? Until somebody claims it, the head of its unit answers for it. */
export function requireHold(draft: Draft, step: StepDefinition, role: string): Step {
  const { task } = stateOf(draft);
  if (task === undefined || task.step !== step.id)
    return refuse("task.wrong_step", `Hồ sơ không ở bước "${step.name.vi}"`, `the dossier is not at step "${step.id}"`);
  const allowed = requireRole(draft, role);
  if (!allowed.ok) return allowed;
  if (!mayHold(task, draft.by)) return heldByOther();
  return effectiveAt(draft) < task.openedAt
    ? refuse(
        "command.backdated",
        "Việc không thể xảy ra trước khi hồ sơ đến bước này",
        "it cannot have happened before the dossier reached this step",
      )
    : done;
}

/**
 * Four-eyes: whoever did the other step may not do this one. Says whether the rule was waived, which desk staff may where
 * they resolve themselves what is due the same day (Art. 17(5)); the waiver is recorded.
 */
export function fourEyes(
  draft: Draft,
  step: StepDefinition,
  waive: boolean,
): Result<{ readonly waived: boolean }, Refusal> {
  const state = stateOf(draft);
  const before = step.notSamePersonAs?.find((other) => state.performed[other] === draft.by.person);
  if (before === undefined) return ok({ waived: false });
  if (waive && deskResolves(state) && hasRole(draft.by, [oneStopRole])) return ok({ waived: true });
  return refuse(
    "task.same_person",
    `Người đã làm bước "${before}" không được làm bước này`,
    `whoever did step "${before}" may not do this one (four-eyes)`,
  );
}

const deskResolves = (state: DossierState): boolean => {
  const unit = state.limits.principal?.ledger.budget.unit;
  return unit === undefined || unit === "same-day";
};
