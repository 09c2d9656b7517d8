import { ok, type Result } from "../base/result.ts";
import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import { rungDueAt } from "../limit/rungs.ts";
import type { ContentRef } from "../ports/storage.ts";
import { partyMax, recordable } from "../procedure/moments.ts";
import type { FollowedMoment, RecordedMoment, SessionParty, StepDefinition } from "../procedure/types.ts";
import { momentNames } from "../procedure/words.ts";
import { follow } from "./act.ts";
import { oneStopRole, requireHold, requireRole } from "./authority.ts";
import type { RecordMoment } from "./commands.ts";
import { currentStep, type Draft, done, effectiveAt, emit, type Step, stateOf } from "./draft.ts";
import type { Attendance, MomentDetails } from "./events.ts";
import { sessionLimit } from "./fold-moment.ts";
import { beginLimit, ladderOf } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";

/**
 * Something happened at the step that is no action of its own (model.md §9): it is recorded, and where the definition says that
 * an action follows from it, that action is taken in the same decision.
 */
export function recordMoment(draft: Draft, command: RecordMoment): Step {
  const { moment } = command;
  const found = stepOf(draft, command);
  if (!found.ok) return found;
  const step = found.value;
  const heard = checkHeard(draft);
  if (!heard.ok) return heard;
  const fits = checkStanding(draft, moment);
  if (!fits.ok) return fits;
  const details = checkDetails(step, command);
  if (!details.ok) return details;
  const { on } = details.value;
  if (moment === "scheduled" && on !== undefined && on < effectiveAt(draft))
    return refuse("moment.in_past", "Không thể hẹn vào thời điểm đã qua", "what is called lies ahead");
  const attendance = moment === "attended" ? attendanceOf(draft, step, details.value) : undefined;
  emit(draft, {
    type: "recorded",
    step: step.id,
    moment,
    details: details.value,
    ...(attendance === undefined ? {} : { attendance }),
    ...(command.reason === undefined ? {} : { reason: command.reason }),
  });
  if (moment === "scheduled") beginSession(draft, step);
  if (moment === "posted") beginPosting(draft);
  const action = step.follows?.[followedBy(moment, attendance)];
  return action === undefined ? done : follow(draft, { step: step.id, action });
}

/** `scheduled` and the others that nothing follows from are never names of `follows`. */
const followedBy = (moment: RecordedMoment, attendance: Attendance | undefined): FollowedMoment =>
  (attendance?.result ?? moment) as FollowedMoment;

/** Moments that people outside the office bring to the counter. */
const broughtToDesk: ReadonlySet<RecordedMoment> = new Set([
  "objected",
  "paid",
  "debt-recorded",
  "confirmed",
  "declined",
]);
/** What the applicant says for themself, where the portal lets them. */
const saidByCitizen: ReadonlySet<RecordedMoment> = new Set(["confirmed", "declined"]);

function stepOf(draft: Draft, { step: id, moment }: RecordMoment): Result<StepDefinition, Refusal> {
  const step = currentStep(draft);
  const { task, supplement } = stateOf(draft);
  if (step === undefined || step.id !== id || task?.step !== id || supplement !== undefined)
    return refuse("task.wrong_step", `Hồ sơ không ở bước "${id}"`, `the dossier is not at step "${id}"`);
  if (!recordable(step).includes(moment))
    return refuse(
      "moment.unknown",
      `Bước "${step.name.vi}" không ghi nhận việc này`,
      `this step of kind ${step.kind} records no such moment`,
    );
  if (effectiveAt(draft) < task.openedAt)
    return refuse(
      "command.backdated",
      "Việc không thể xảy ra trước khi hồ sơ đến bước này",
      "it cannot have happened before the dossier reached this step",
    );
  const allowed = mayRecord(draft, step, moment);
  return allowed.ok ? ok(step) : allowed;
}

/** Who holds the step; the counter for what people bring there; the applicant for their own word. */
function mayRecord(draft: Draft, step: StepDefinition, moment: RecordedMoment): Step {
  const held = requireHold(draft, step, step.role);
  if (held.ok || !broughtToDesk.has(moment)) return held;
  const roles = saidByCitizen.has(moment) ? [oneStopRole, "citizen"] : [oneStopRole];
  return requireRole(draft, ...roles);
}

type Detail = keyof MomentDetails | "reason";
const known: readonly (keyof MomentDetails)[] = ["on", "place", "parties", "reference", "content"];

/** What a moment must say, and may. */
const said: {
  readonly [moment in RecordedMoment]: { readonly must: readonly Detail[]; readonly may: readonly Detail[] };
} = {
  scheduled: { must: ["on", "place"], may: ["parties", "content", "reference"] },
  attended: { must: ["parties"], may: ["content"] },
  adjourned: { must: ["reason"], may: ["content"] },
  posted: { must: ["place"], may: ["content", "reference"] },
  objected: { must: ["content"], may: ["reference"] },
  visited: { must: ["content"], may: ["reference"] },
  paid: { must: ["reference"], may: ["content"] },
  "debt-recorded": { must: ["reference"], may: ["content"] },
  confirmed: { must: [], may: ["content", "reference"] },
  declined: { must: [], may: ["content", "reference"] },
};

const contentMax = 50;

function checkDetails(step: StepDefinition, command: RecordMoment): Result<MomentDetails, Refusal> {
  const { must, may } = said[command.moment];
  const missing = must.find((detail) => command[detail] === undefined);
  if (missing !== undefined) return unfit(missing);
  const details: { -readonly [detail in keyof MomentDetails]: MomentDetails[detail] } = {};
  for (const detail of known) {
    const value = command[detail];
    if (value === undefined) continue;
    if (!must.includes(detail) && !may.includes(detail)) return unfit(detail);
    Object.assign(details, { [detail]: value });
  }
  const { on, parties, content } = details;
  if (on !== undefined && !Number.isSafeInteger(on)) return unfit("on");
  if (parties !== undefined && !areParties(step, parties)) return unfit("parties");
  if (content !== undefined && !areContents(content)) return unfit("content");
  return ok(details);
}

const unfit = (detail: Detail) =>
  refuse(
    "command.input",
    `"${detail}" thiếu, thừa hoặc không hợp lệ với việc được ghi nhận`,
    `"${detail}" is missing, unasked for or malformed for this moment`,
  );

const areContents = (content: readonly ContentRef[]): boolean =>
  Array.isArray(content) && content.length > 0 && content.length <= contentMax;

/** Numbers of declared parties: who they are is content. */
function areParties({ session }: StepDefinition, parties: { readonly [party: string]: number }): boolean {
  if (typeof parties !== "object" || parties === null) return false;
  return Object.entries(parties).every(
    ([id, count]) =>
      session?.parties.some((party) => party.id === id) === true &&
      Number.isInteger(count) &&
      count >= 0 &&
      count <= partyMax,
  );
}

/**
 * Where silence waits for the desk, it waits for everybody as long: that a timer is behind does not make it longer. It waits
 * for what came in time to be entered; what happens after the last day is over comes too late, however soon it is entered.
 */
function checkHeard(draft: Draft): Step {
  const { limits, task } = stateOf(draft);
  const { wait } = limits;
  if (wait === undefined || (task?.postedAt === undefined && currentStep(draft)?.kind === "posting")) return done;
  const over = ladderOf(draft.law, wait).find(
    ({ point }) => point.at === "due-date-over" && point.graceMinutes !== undefined,
  );
  if (over === undefined) return done;
  const lastDayEndsAt = rungDueAt(draft.law.time, wait.ledger, { at: "due-date-over" }) ?? Number.POSITIVE_INFINITY;
  if (effectiveAt(draft) >= lastDayEndsAt)
    return refuse(
      "moment.too_late",
      "Việc xảy ra sau ngày cuối của bước này",
      "it came after the last day of this step",
    );
  const endsAt = rungDueAt(draft.law.time, wait.ledger, over.point);
  return endsAt === undefined || draft.command.at < endsAt
    ? done
    : refuse("moment.too_late", "Đã hết thời gian ghi nhận của bước này", "the time to enter it at this step is over");
}

/** Attendance and adjournment belong to a session that was called; a notice goes up once. */
function checkStanding(draft: Draft, moment: RecordedMoment): Step {
  const { appointment, postedAt } = stateOf(draft).task ?? {};
  if (moment === "posted" && postedAt !== undefined)
    return refuse("moment.repeated", "Đã ghi nhận việc niêm yết ở bước này", "the posting is recorded already");
  if (moment !== "attended" && moment !== "adjourned") return done;
  if (appointment === undefined)
    return refuse("moment.not_scheduled", "Chưa hẹn phiên họp nào", "no session was called");
  return moment === "attended" && effectiveAt(draft) < appointment.on
    ? refuse("moment.not_yet", "Phiên họp chưa đến giờ", "the session has not come yet")
    : done;
}

/** Held when enough of every party are there; else those who were not are counted (model.md §9: repeated absence). */
function attendanceOf(draft: Draft, { session }: StepDefinition, { parties = {} }: MomentDetails): Attendance {
  const before = stateOf(draft).absences ?? {};
  const absent = (session?.parties ?? []).filter(({ id, atLeast }) => countOf(parties, id) < atLeast);
  const again = ({ id, absencesMax }: SessionParty): boolean =>
    absencesMax !== undefined && countOf(before, id) + 1 >= absencesMax;
  const result = absent.length === 0 ? "held" : absent.some(again) ? "absent-again" : "absent";
  return { result, absent: absent.map(({ id }) => id) };
}

const countOf = (counts: { readonly [party: string]: number }, id: string): number =>
  Object.hasOwn(counts, id) ? (counts[id] ?? 0) : 0;

/** The day is reminded of, and asked for when it passes without a record; the ladder of waits is in every rule set. */
function beginSession(draft: Draft, step: StepDefinition): void {
  const on = stateOf(draft).task?.appointment?.on;
  if (on === undefined) return;
  const budget = { unit: "until", date: civilDateOf(dayOf(on)) } as const;
  const source = step.session?.source ?? `${momentNames.scheduled.vi}: ${step.name.vi}`;
  beginLimit(draft, sessionLimit, "session", budget, effectiveAt(draft), "wait", source);
}

/** The time of a posting counts from when the notice went up, also where what the wait reminds of was reached before. */
export function beginPosting(draft: Draft): void {
  const wait = stateOf(draft).limits.wait;
  if (wait === undefined) return;
  // A move may have begun the wait later than the notice went up.
  const startAt = Math.max(effectiveAt(draft), wait.ledger.startAt);
  if (startAt > wait.ledger.startAt || wait.taken.length > 0)
    emit(draft, { type: "limit-restarted", limit: "wait", startAt, source: wait.source });
}
