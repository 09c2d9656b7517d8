import { invariant, unreachable } from "../base/invariant.ts";
import { ok, type Result } from "../base/result.ts";
import { refusingHorizon } from "../calendar/due.ts";
import type { EpochMs } from "../calendar/types.ts";
import { isHeld } from "../limit/ledger.ts";
import type { OutboxMessage } from "../ports/storage.ts";
import { act } from "./act.ts";
import { answerOnTime, draftApology, oweOtherApology, reschedule, sendApology, signApology } from "./apology.ts";
import { extend, resume, suspend } from "./clock.ts";
import { amend, close, voidDossier, withdraw } from "./closing.ts";
import { checkCodes } from "./codes.ts";
import { beginsDossier, type Command, type Serve } from "./commands.ts";
import { answerConsultation, consult } from "./consult.ts";
import { controlOf, type Draft, done, newDraft, type Step } from "./draft.ts";
import { acknowledge } from "./escalation.ts";
import type { DossierEvent } from "./events.ts";
import { beginExchange, endExchange } from "./exchange.ts";
import { importDossier } from "./import.ts";
import { accept, guideIntake, open, refuseIntake, submit } from "./intake.ts";
import type { PinnedLaw } from "./law.ts";
import {
  acceptMember,
  grantMember,
  receiveMemberSupplement,
  refuseMember,
  rejectMember,
  requestMember,
  requestMemberSupplement,
  returnMember,
} from "./members.ts";
import { migrate, undoMigration } from "./migrate.ts";
import { recordMoment } from "./moment.ts";
import { nextWake } from "./next-wake.ts";
import { receivePapers } from "./papers.ts";
import { moveDossierPayment, requestPayment } from "./payment.ts";
import { settleRefunds } from "./payment-refund.ts";
import { beginPostLeg, movePost } from "./post-leg.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { reproject } from "./reproject.ts";
import { settleResponsibility } from "./responsibility.ts";
import { correct, rectify, requestRectification } from "./result.ts";
import type { DossierState } from "./state.ts";
import { receiveSupplement, requestSupplement } from "./supplement.ts";
import { assign, claim, delegate, handBack, resolveTask, substitute } from "./task.ts";
import { checkHeld, declineHandOver, handOver, takeOver } from "./transfer.ts";
import { dropOvertaken, takeDueRungs } from "./wake.ts";

/** What should happen; nothing is saved, sent or scheduled yet. */
export interface Decision {
  /** One or more; `state` is these folded over the state before. */
  readonly events: readonly DossierEvent[];
  readonly state: DossierState;
  /** When the dossier must be woken next. */
  readonly wakeAt: EpochMs | undefined;
  readonly outbox: readonly OutboxMessage[];
}

/**
 * The one rule of the house: law, state and command in, events out. Pure: reads no clock, no randomness, no storage.
 * Rungs due before the command take effect first, under their own time, so a sleeping worker changes nothing in law.
 * @param moveTo the law to move to, for commands that move a dossier: `reproject`, `migrate-definition`,
 *  `undo-migration`, and `take-over` where a calendar was announced meanwhile
 * @returns a refusal when the command cannot be taken; then nothing changes
 * @throws InvariantError for our own bugs; the caller stops this dossier, not the office
 */
export function decide(
  law: PinnedLaw,
  state: DossierState | undefined,
  command: Command,
  moveTo?: PinnedLaw,
): Result<Decision, Refusal> {
  return refusingHorizon(() => {
    const checked = checkEnvelope(law, state, command);
    if (!checked.ok) return checked;
    const draft = newDraft(law, state, command);
    const taken = state === undefined ? ok(0) : takeDueRungs(draft, throughOf(command));
    if (!taken.ok) return taken;
    const step = command.type === "wake" ? wakeTaken(taken.value) : apply(draft, command, moveTo);
    if (!step.ok) return step;
    settleResponsibility(draft);
    settleRefunds(draft);
    if (draft.reminders.length > 0) dropOvertaken(draft);
    return ok(finished(draft));
  });
}

/** Rungs that come before a command: up to and including the instant of a wake, else those before it happened. At the
 *  same instant either order is legal; the command goes first, and what is still due comes back as a wake. */
const throughOf = (command: Command): EpochMs =>
  command.type === "wake" ? command.at : (command.occurredAt ?? command.at) - 1;

function finished(draft: Draft): Decision {
  const { current, events, outbox, law } = draft;
  invariant(current !== undefined && events.length > 0, "a decision has events");
  assertClock(draft, current);
  return { events, state: current, wakeAt: nextWake(law, current), outbox };
}

/** The machine's clock region is a mirror; the ledger is the authority. They must agree after every command. */
function assertClock(draft: Draft, state: DossierState): void {
  const principal = state.limits.principal;
  const ledger =
    principal === undefined
      ? "notStarted"
      : principal.ledger.endedAt !== undefined
        ? "ended"
        : isHeld(principal.ledger)
          ? "suspended"
          : "running";
  const { clock, key } = controlOf(draft);
  invariant(clock === ledger, `the machine says ${key}, the ledger says ${ledger}`);
}

const wakeTaken = (rungs: number): Step =>
  rungs > 0 ? done : refuse("wake.nothing_due", "Chưa có mốc nào đến hạn", "no rung is due");

function checkEnvelope(law: PinnedLaw, state: DossierState | undefined, command: Command): Step {
  if (state === undefined) {
    if (!beginsDossier(command)) return refuse("command.no_dossier", "Không có hồ sơ này", "there is no such dossier");
  } else if (command.expectedVersion !== undefined && command.expectedVersion !== state.version)
    return refuse(
      "command.stale_version",
      "Hồ sơ đã thay đổi sau khi được đọc",
      `the dossier is at version ${state.version}`,
    );
  if (!Number.isSafeInteger(command.at) || !Number.isSafeInteger(command.occurredAt ?? 0))
    return refuse("instant.malformed", "Thời điểm phải là số nguyên mili giây", "an instant is whole milliseconds");
  if (state !== undefined && command.at < state.lastAt)
    return refuse(
      "command.before_last",
      "Thời điểm sớm hơn sự kiện cuối của hồ sơ",
      "earlier than the last event of the dossier",
    );
  const held = state === undefined ? done : checkHeld(state, command);
  if (!held.ok) return held;
  const coded = checkCodes(command);
  return coded.ok ? checkDeskTime(law, state, command) : coded;
}

/** `occurredAt` is when it happened at the desk; far back it needs a reason and goes on the exceptions list. */
function checkDeskTime(law: PinnedLaw, state: DossierState | undefined, command: Command): Step {
  const { occurredAt, at } = command;
  if (occurredAt === undefined) return done;
  if (occurredAt > at || (state !== undefined && occurredAt < state.submittedAt))
    return refuse(
      "command.backdated",
      "Thời điểm xảy ra không hợp lệ",
      "it cannot have happened after now or before the dossier was handed in",
    );
  if (at - occurredAt > law.policies.backDatingAllowanceMinutes * 60_000 && command.reason === undefined)
    return refuse(
      "command.backdated_without_reason",
      "Ghi lùi thời gian phải có lý do",
      "back-dating this far needs a reason",
    );
  return done;
}

function apply(
  draft: Draft,
  command: Exclude<Command, { readonly type: "wake" }>,
  moveTo: PinnedLaw | undefined,
): Step {
  switch (command.type) {
    case "submit":
      return submit(draft, command);
    case "open":
      return open(draft, command);
    case "import":
      return importDossier(draft, command);
    case "guide-intake":
      return guideIntake(draft, command);
    case "refuse-intake":
      return refuseIntake(draft, command);
    case "accept":
      return accept(draft, command);
    case "act":
      return act(draft, command);
    case "request-supplement":
      return requestSupplement(draft, command);
    case "receive-supplement":
      return receiveSupplement(draft, command);
    case "suspend":
      return suspend(draft, command);
    case "resume":
      return resume(draft, command);
    case "extend":
      return extend(draft, command);
    case "consult":
      return consult(draft, command);
    case "answer-consultation":
      return answerConsultation(draft, command);
    case "answer-on-time":
      return answerOnTime(draft, command);
    case "owe-apology":
      return oweOtherApology(draft, command);
    case "draft-apology":
      return draftApology(draft, command);
    case "sign-apology":
      return signApology(draft, command);
    case "send-apology":
      return sendApology(draft, command);
    case "reschedule":
      return reschedule(draft, command);
    case "acknowledge":
      return acknowledge(draft, command);
    case "withdraw":
      return withdraw(draft, command);
    case "amend":
      return amend(draft, command);
    case "close":
      return close(draft, command);
    case "void":
      return voidDossier(draft, command);
    case "claim":
      return claim(draft, command);
    case "assign":
      return assign(draft, command);
    case "delegate":
      return delegate(draft, command);
    case "resolve":
      return resolveTask(draft, command);
    case "hand-back":
      return handBack(draft, command);
    case "substitute":
      return substitute(draft, command);
    case "request-rectification":
      return requestRectification(draft, command);
    case "rectify":
      return rectify(draft, command);
    case "correct":
      return correct(draft, command);
    case "serve":
      return serve(draft, command);
    case "reproject":
      return reproject(draft, command, moveTo);
    case "migrate-definition":
      return migrate(draft, command, moveTo);
    case "undo-migration":
      return undoMigration(draft, command, moveTo);
    case "begin-post-leg":
      return beginPostLeg(draft, command);
    case "move-post-leg":
      return movePost(draft, command);
    case "request-payment":
      return requestPayment(draft, command);
    case "move-payment":
      return moveDossierPayment(draft, command);
    case "request-member":
      return requestMember(draft, command);
    case "accept-member":
      return acceptMember(draft, command);
    case "reject-member":
      return rejectMember(draft, command);
    case "request-member-supplement":
      return requestMemberSupplement(draft, command);
    case "receive-member-supplement":
      return receiveMemberSupplement(draft, command);
    case "grant-member":
      return grantMember(draft, command);
    case "refuse-member":
      return refuseMember(draft, command);
    case "record":
      return recordMoment(draft, command);
    case "begin-exchange":
      return beginExchange(draft, command);
    case "end-exchange":
      return endExchange(draft, command);
    case "return-member":
      return returnMember(draft, command);
    case "hand-over":
      return handOver(draft, command);
    case "take-over":
      return takeOver(draft, command, moveTo);
    case "decline-hand-over":
      return declineHandOver(draft, command);
    case "receive-papers":
      return receivePapers(draft);
    default:
      return unreachable(command, "command");
  }
}

/** The counter's pace: handed in, accepted, resolved and returned in one group of events (Art. 17(4)). */
function serve(draft: Draft, command: Serve): Step {
  const submitted = submit(draft, command);
  if (!submitted.ok) return submitted;
  const accepted = accept(draft, command);
  if (!accepted.ok) return accepted;
  for (const action of command.actions) {
    const acted = act(draft, { ...action, waiveFourEyes: true });
    if (!acted.ok) return acted;
  }
  return done;
}
