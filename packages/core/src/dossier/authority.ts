import type { StepDefinition } from "../procedure/types.ts";
import { type Draft, done, type Step, stateOf } from "./draft.ts";
import type { Actor } from "./people.ts";
import { refuse } from "./refusal.ts";
import type { TaskState } from "./state.ts";

export const isSystem = (actor: Actor): boolean => actor.roles.includes("system");

/** The actor needs one of these roles. */
export function requireRole(draft: Draft, ...roles: readonly string[]): Step {
  const actor = draft.by;
  if (isSystem(actor) || roles.some((role) => actor.roles.includes(role))) return done;
  return refuse(
    "command.role",
    `Việc này cần vai trò: ${roles.join(", ")}`,
    `this needs one of the roles: ${roles.join(", ")}`,
  );
}

/** Holder, delegate, stand-in, or anybody of the unit while nobody has claimed it. */
export function mayHold(task: TaskState, actor: Actor): boolean {
  if (isSystem(actor)) return true;
  const persons = [actor.person, actor.standsInFor?.person];
  if (task.person !== undefined) return persons.includes(task.person) || persons.includes(task.delegate);
  return actor.unit === task.unit || persons.includes(task.head);
}

/** May the actor work on the open task? Until somebody claims it, the head of its unit answers for it. */
export function takeHold(draft: Draft, step: StepDefinition, role: string, waiveFourEyes: boolean): Step {
  const state = stateOf(draft);
  const task = state.task;
  const actor = draft.by;
  if (task === undefined || task.step !== step.id)
    return refuse("task.wrong_step", `Hồ sơ không ở bước "${step.name.vi}"`, `the dossier is not at step "${step.id}"`);
  const allowed = requireRole(draft, role);
  if (!allowed.ok) return allowed;
  if (!mayHold(task, actor))
    return refuse(
      "task.held_by_other",
      "Hồ sơ đang do người khác giữ ở bước này",
      "somebody else holds the dossier at this step",
    );
  const before = step.notSamePersonAs?.find((other) => state.performed[other] === actor.person);
  if (before !== undefined && !waiveFourEyes)
    return refuse(
      "task.same_person",
      `Người đã làm bước "${before}" không được làm bước này`,
      `whoever did step "${before}" may not do this one (four-eyes)`,
    );
  return done;
}
