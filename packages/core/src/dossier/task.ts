import type { PersonId } from "../base/ids.ts";
import type { Budget } from "../calendar/types.ts";
import type { ControlState } from "../procedure/compiled-types.ts";
import type { StepDefinition } from "../procedure/types.ts";
import { ladderEndingIn } from "../rules/ladder-named.ts";
import { momentPolicies } from "../rules/policies.ts";
import type { Policies } from "../rules/types.ts";
import { actsAs, mayHold, requireHead, requireRole } from "./authority.ts";
import type { Assign, Claim, Delegate, HandBack, ResolveTask, Substitute } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, stateOf } from "./draft.ts";
import type { TaskLimit } from "./events.ts";
import { planMembers } from "./members-begin.ts";
import { refuse } from "./refusal.ts";
import type { TaskState } from "./state.ts";
import { tellPortal } from "./tell-portal.ts";

/** Opens the work of a step for the unit that has it; somebody answers for it from the first minute. */
export function openTask(draft: Draft, to: ControlState, before?: PersonId): Step {
  const { step } = to;
  if (step === undefined) return done;
  const { units, assignee } = draft.command.resolved;
  const post = units[step.unit];
  if (post === undefined)
    return refuse(
      "office.unknown_unit",
      `Chưa bố trí đơn vị "${step.unit}"`,
      `this office has no unit for "${step.unit}"`,
    );
  const visit = (stateOf(draft).visits[step.id] ?? 0) + 1;
  const limits = taskLimits(step, draft.law.policies);
  const person = assignee ?? before;
  emit(draft, {
    type: "task-opened",
    step: step.id,
    visit,
    unit: post.unit,
    head: post.head,
    ...(person === undefined ? {} : { person }),
    ...(limits.length === 0 ? {} : { limits }),
    startAt: effectiveAt(draft),
  });
  tellPortal(draft, step.portalStatus, step.id);
  return step.kind === "interlinked" ? planMembers(draft) : done;
}

/** Deadlines that come with a step: its share of the limit and, where it waits for somebody, the wait. */
export function taskLimits(step: StepDefinition, policies: Policies): readonly TaskLimit[] {
  const limits: TaskLimit[] = [];
  const share = shareBudget(step);
  if (share !== undefined) limits.push({ limit: "step", budget: share, ladder: "step", source: "quy trình nội bộ" });
  const { wait, follows } = step;
  if (wait === undefined) return limits;
  const { budget, ladder = "wait", source } = wait;
  const over = follows?.over;
  const { silenceGraceMinutes = momentPolicies.silenceGraceMinutes } = policies;
  const ending = over === undefined ? ladder : ladderEndingIn(ladder, over, silenceGraceMinutes);
  limits.push({ limit: "wait", budget, ladder: ending, source });
  return limits;
}

/** Whole days stay days; fractions of a day become opening minutes (model.md §1: fractions are for shares only). */
function shareBudget(step: StepDefinition): Budget | undefined {
  const within = step.within;
  if (within === undefined || within.hundredths === 0) return undefined;
  if (within.unit !== "working-hour" && within.hundredths % 100 === 0)
    return { unit: within.unit, amount: within.hundredths / 100 };
  const minutesPerUnit = within.unit === "working-hour" ? 60 : 480;
  return { unit: "working-minute", amount: Math.max(1, Math.round((within.hundredths * minutesPerUnit) / 100)) };
}

function openTaskOf(draft: Draft): TaskState | undefined {
  return stateOf(draft).task;
}

const noTask = () => refuse("task.none", "Hồ sơ không có việc nào đang mở", "the dossier has no open task");
const heldByOther = () =>
  refuse(
    "task.held_by_other",
    "Hồ sơ đang do người khác giữ ở bước này",
    "somebody else holds the dossier at this step",
  );

/** Takes an unassigned task: from now on one person answers for it. */
export function claim(draft: Draft, command: Claim): Step {
  const task = openTaskOf(draft);
  if (task === undefined) return noTask();
  if (task.person !== undefined) return heldByOther();
  if (!mayHold(task, command.by))
    return refuse("command.role", "Việc này thuộc đơn vị khác", "the task belongs to another unit");
  const step = draft.law.procedure.definition.steps.find((known) => known.id === task.step);
  const roles = new Set([step?.role ?? "", ...(step?.actions ?? []).map((action) => action.role ?? step?.role ?? "")]);
  const able = requireRole(draft, ...roles);
  if (!able.ok) return able;
  emit(draft, { type: "task-claimed", person: command.by.person });
  return done;
}

/** The head of the unit (or above) says who does it. */
export function assign(draft: Draft, command: Assign): Step {
  const task = openTaskOf(draft);
  if (task === undefined) return noTask();
  const allowed = requireHead(draft, task);
  if (!allowed.ok) return allowed;
  emit(draft, { type: "task-assigned", person: command.person });
  return done;
}

/** Another does the work, the holder stays accountable; it is not signing authority. */
export function delegate(draft: Draft, command: Delegate): Step {
  const task = openTaskOf(draft);
  if (task === undefined) return noTask();
  if (!actsAs(command.by, task.person)) return heldByOther();
  emit(draft, { type: "task-delegated", person: command.person });
  return done;
}

export function resolveTask(draft: Draft, command: ResolveTask): Step {
  const task = openTaskOf(draft);
  if (task === undefined) return noTask();
  if (task.delegate === undefined || task.delegate !== command.by.person)
    return refuse(
      "task.not_delegated",
      "Việc này không được giao lại cho người này",
      "the task is not delegated to this person",
    );
  emit(draft, { type: "task-resolved", person: command.by.person });
  return done;
}

/** Back to the head of the unit, with a reason: buck-passing leaves a trace. */
export function handBack(draft: Draft, command: HandBack): Step {
  const task = openTaskOf(draft);
  if (task === undefined) return noTask();
  if (!actsAs(command.by, task.person)) return heldByOther();
  emit(draft, { type: "task-handed-back", reason: command.reason });
  return done;
}

/** The holder is absent: another takes over, by a decision or the substitution schedule. */
export function substitute(draft: Draft, command: Substitute): Step {
  const task = openTaskOf(draft);
  if (task === undefined) return noTask();
  const allowed = requireHead(draft, task);
  if (!allowed.ok) return allowed;
  emit(draft, { type: "task-substituted", person: command.person, document: command.document });
  return done;
}
