import type { ActionDefinition, EpochMs, StepDefinition } from "@motcua/core";
import { openingMsBetween } from "@motcua/core";
import type { Act, Case } from "./case.ts";
import { minuteMs } from "./hours.ts";

type Task = NonNullable<Case["state"]["task"]>;

/** Some matters are made late at their main step, more of those that came back from the citizen. */
export const isMadeLate = (c: Case): boolean => c.chance(c.state.supplementRounds > 0 ? 2_200 : 420, "late");

/** What the holder does next at the step the dossier stands at. */
export function workAct(c: Case, task: Task): Act | undefined {
  const step = c.step(task.step);
  if (step === undefined) return undefined;
  if (task.person === undefined) return takeUp(c, task, step);
  const planned = finishOf(c, task, step);
  if (planned === undefined) return undefined;
  const holder = task.delegate ?? task.person;
  const at = c.world.people.isPresent(holder, planned) ? planned : undefined;
  if (at === undefined) return whileAway(c, task, step, holder, planned);
  const by = c.world.people.actor(holder);
  if (task.delegate !== undefined && c.chance(5_000, "resolves", task.visit))
    return { at, by, body: { type: "resolve" } };
  return actOf(c, step, task, at, holder);
}

/** Nobody has it: somebody of the unit claims it, or the head says who. */
function takeUp(c: Case, task: Task, step: StepDefinition): Act | undefined {
  const at = c.soon(c.state.lastAt, `take-up:${step.id}`, 10, 60, task.visit);
  const turn = c.turn(`turn:${step.id}`, task.visit);
  const member = c.world.people.pick(
    step.unit,
    step.role,
    turn + 1,
    at,
    c.state.performed[step.notSamePersonAs?.[0] ?? ""],
  );
  if (member === undefined) return undefined;
  if (c.leftUnassigned(step.id, task.visit) && member.unit === task.unit)
    return { at, by: c.world.people.actor(member.person), body: { type: "claim" } };
  return { at, by: c.world.people.actor(task.head), body: { type: "assign", person: member.person } };
}

/** The holder is away when the work is due: another takes over, or it waits. */
function whileAway(c: Case, task: Task, step: StepDefinition, holder: string, planned: EpochMs): Act | undefined {
  const { people, hours } = c.world;
  if (c.chance(7_500, `covered:${step.id}`, task.visit)) {
    const cover = people.pick(step.unit, step.role, c.turn(`cover:${step.id}`, task.visit), planned, holder);
    if (cover !== undefined && people.isPresent(cover.person, planned)) {
      const document = "lich-phan-cong-thay-the";
      return { at: planned, by: people.actor(task.head), body: { type: "substitute", person: cover.person, document } };
    }
  }
  let at = planned;
  for (let tries = 0; tries < 60 && !people.isPresent(holder, at); tries += 1) at = hours.after(at, 60);
  return actOf(c, step, task, at, holder);
}

/** When the step will be done; `undefined` when it never is. */
export function finishOf(c: Case, task: Task, step: StepDefinition): EpochMs | undefined {
  const waited = waitOf(c, task, step);
  if (waited !== "work") return waited;
  const { hours } = c.world;
  const promise = c.state.promises.at(-1);
  const share = step.within;
  const shareMinutes =
    share === undefined
      ? 240
      : Math.max(20, Math.round(share.hundredths * (share.unit === "working-hour" ? 0.6 : 4.8)));
  let minutes = Math.max(5, Math.round((shareMinutes * c.between(8, 60, `pace:${step.id}`, task.visit)) / 100));
  const left = promise === undefined ? 0 : openingMsBetween(hours.time, task.openedAt, promise.dueAt) / minuteMs;
  const dragging = c.chance(110, `drags:${step.id}`, task.visit);
  if (left > 0) minutes = dragging ? Math.floor(left * 0.92) : Math.min(minutes, Math.floor(left * 0.35));
  else if (promise !== undefined) minutes = Math.min(minutes, 120);
  let at = hours.after(task.openedAt, Math.max(5, minutes));
  if (promise !== undefined && isMadeLate(c) && step.id === c.mainStep)
    at = Math.max(at, hours.after(promise.dueAt, c.between(30, 1_500, "late-by")));
  return Math.max(c.floor, at);
}

/** Waits end by somebody else's pace, not by the holder's. */
function waitOf(c: Case, task: Task, step: StepDefinition): EpochMs | undefined | "work" {
  const { hours } = c.world;
  const days = (least: number, most: number): EpochMs =>
    Math.max(
      c.floor,
      hours.open(task.openedAt + c.between(least, most, `wait:${step.id}`, task.visit) * 1_440 * minuteMs),
    );
  switch (step.kind) {
    case "wait-payment":
      return c.chance(800, `never-pays:${step.id}`, task.visit) ? undefined : days(1, 12);
    case "posting":
      return days(15, 16);
    case "confirm":
      return c.soon(task.openedAt, "confirms", 30, 500, task.visit);
    case "consult":
      return c.soon(task.openedAt, `answers:${step.id}`, 120, 1_000, task.visit);
    case "interlinked":
      // The last result of its members moves it on.
      return undefined;
    case "session":
      return days(3, 9);
    case "return":
      if (c.chance(250, "never-fetched")) return undefined;
      return c.state.returnBy === "counter"
        ? c.soon(task.openedAt, "fetched", 5, 900, task.visit)
        : c.soon(task.openedAt, "handed-over", 5, 60, task.visit);
    default:
      return "work";
  }
}

function actOf(c: Case, step: StepDefinition, task: Task, at: EpochMs, holder: string): Act | undefined {
  const action = choose(c, step, task.visit);
  if (action === undefined) return undefined;
  const reasoned = action.input?.some((field) => field.required) === true;
  return {
    at,
    by: c.world.people.actor(holder),
    body: {
      type: "act",
      step: step.id,
      action: action.id,
      ...(reasoned ? { content: [c.note("reason")] } : {}),
    },
    ...c.assignee(action.to, at),
  };
}

/** Actions other than the plain one, each with its chance; the visit keeps every loop finite. */
const turnings: readonly {
  readonly action: string;
  readonly of10000: number;
  readonly visit?: number;
  readonly when?: (c: Case) => boolean;
}[] = [
  { action: "refuse", of10000: 130 },
  { action: "sendBack", of10000: 180, visit: 1 },
  { action: "sendDraft", of10000: 5_000, visit: 1, when: (c) => c.state.facts.filedOnline === true },
  { action: "askOtherCommune", of10000: 900, visit: 1 },
  { action: "post", of10000: 3_500, visit: 1 },
  { action: "charge", of10000: 6_000, visit: 2 },
  { action: "noCharges", of10000: 2_500 },
  { action: "silent", of10000: 1_200 },
  { action: "corrections", of10000: 500, visit: 1 },
  { action: "noAnswer", of10000: 1_500 },
  { action: "debtRecorded", of10000: 1_500 },
  { action: "objection", of10000: 500 },
  { action: "adjourn", of10000: 2_500, visit: 1 },
  { action: "notConciliated", of10000: 3_000 },
];

function choose(c: Case, step: StepDefinition, visit: number): ActionDefinition | undefined {
  for (const turning of turnings) {
    if (turning.visit !== undefined && turning.visit !== visit) continue;
    const action = step.actions.find((known) => known.id === turning.action);
    if (action === undefined || (turning.when !== undefined && !turning.when(c))) continue;
    if (c.chance(turning.of10000, `${step.id}.${action.id}`, visit)) return action;
  }
  return step.actions[0];
}

/** The citizen's part of a supplement: in full, first in part, or never; then the clock closes the dossier. */
export function supplementAct(c: Case): Act | undefined {
  const { state } = c;
  const asked = state.supplement?.askedAt;
  if (asked === undefined || c.chance(1_800, "never-completes")) return undefined;
  const partly = c.chance(2_000, "partly") ? c.once(asked, "part", 200, 900) : undefined;
  const at = partly ?? c.soon(asked, "completes", 950, 3_400);
  const complete = partly === undefined;
  return {
    at,
    by: c.desk(at, "supplement-desk"),
    body: { type: "receive-supplement", complete, content: [c.note("papers")] },
    ...(complete && state.task !== undefined ? c.assignee(state.task.step, at) : {}),
  };
}
