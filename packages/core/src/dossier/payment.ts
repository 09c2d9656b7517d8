import type { Fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import { roomAside } from "../payment/give-back.ts";
import { movePayment } from "../payment/move.ts";
import type { Payment, PaymentWait, RecordedPaymentMove } from "../payment/state.ts";
import { isVnd } from "../procedure/money.ts";
import { oneStopRole, requireHand, requireRole } from "./authority.ts";
import { currentStep, type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { checkInput } from "./input.ts";
import { tooMany } from "./limits.ts";
import type { MovePayment, RequestPayment } from "./payment-command.ts";
import { tellPaymentDesk } from "./payment-desk.ts";
import { recordedMove } from "./payment-move.ts";
import { owedReason } from "./payment-refund.ts";
import { endPaidWait } from "./payment-wait.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** Payments of one dossier, and transfers of one payment, so that none grows without bound. */
const paymentsMax = 20;
const transfersMax = 50;

/** The citizen owes: it is told what, and until when. Whether the clock stands meanwhile is the procedure's rule. */
export function requestPayment(draft: Draft, command: RequestPayment): Step {
  const allowed = requireRole(draft, oneStopRole);
  const held = allowed.ok ? allowed : requireHand(draft);
  if (!held.ok) return held;
  const { reference, amountVnd, payBy, parts = "refused" } = command;
  const { payments = {}, endedAt, dossierId, code, intakeRef } = stateOf(draft);
  if (endedAt !== undefined)
    return refuse("command.not_available", "Hồ sơ đã kết thúc", "nothing more is asked for: the dossier has ended");
  if ((parts !== "refused" && parts !== "accepted") || !Number.isSafeInteger(payBy))
    return refuse("command.input", "Yêu cầu thanh toán không hợp lệ", "this is no request for money");
  const wait = waitFor(draft, command);
  if (!wait.ok) return wait;
  const request = { reference, amountVnd, payBy, parts, ...(wait.value === undefined ? {} : { wait: wait.value }) };
  const asked = movePayment(paymentOf(draft, reference), {
    type: "request",
    ...request,
    dossierId,
    at: effectiveAt(draft),
  });
  if (!asked.ok) return asked;
  if (!asked.value.changed) return nothingNew();
  if (Object.keys(payments).length >= paymentsMax) return tooMany(paymentsMax);
  emit(draft, { type: "payment-requested", ...request });
  if (draft.law.procedure.definition.applicant !== "none")
    send(draft, "citizen", "payment-requested", {
      code,
      intakeRef,
      amount: amountVnd,
      until: civilDateOf(dayOf(payBy)),
    });
  return done;
}

/** Which wait of the procedure ends with this payment: the one the dossier stands at, where something follows from it. */
function waitFor(draft: Draft, { action, beside }: RequestPayment): Result<PaymentWait | undefined, Refusal> {
  const step = currentStep(draft);
  const { task, supplement } = stateOf(draft);
  const here = step?.kind === "wait-payment" && task?.step === step.id && supplement === undefined;
  if (action === undefined) {
    const follows = here && step.follows?.paid !== undefined && beside !== true;
    return ok(follows ? { step: step.id, visit: task.visit } : undefined);
  }
  const known = here ? step.actions.find(({ id }) => id === action) : undefined;
  if (!here || known === undefined || step.follows?.paid !== undefined || beside === true)
    return refuse(
      "command.unknown_action",
      "Bước này không chờ thanh toán để thực hiện thao tác này",
      "the dossier stands at no wait for payment that this action could end",
    );
  const input = checkInput(known, {});
  return input.ok ? ok({ step: step.id, visit: task.visit, action }) : input;
}

const paymentOf = (draft: Draft, reference: string): Payment | undefined => {
  const { payments = {} } = stateOf(draft);
  return Object.hasOwn(payments, reference) ? payments[reference] : undefined;
};

const nothingNew = (): Step => refuse("payment.nothing_new", "Đã ghi nhận trước đó", "it was known before");

/** The gateway's word comes by the system's hand, after its signature was found right; the desk enters cash, and what it
 *  was told otherwise. */
export function moveDossierPayment(draft: Draft, { reference, move }: MovePayment): Step {
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const before = paymentOf(draft, reference);
  if (before === undefined)
    return refuse("payment.unknown", "Không có yêu cầu thanh toán này", "the dossier has no such payment");
  const recorded = recordedMove(move);
  if (recorded === undefined)
    return refuse("command.input", "Diễn biến thanh toán không hợp lệ", "this is no move of a payment");
  if (recorded.type === "drop-refund" && owedReason(draft) !== undefined)
    return refuse("payment.not_open", "Hồ sơ không thành nên phải hoàn", "the dossier came to nothing: it is owed");
  const moved = movePayment(before, { ...recorded, at: effectiveAt(draft) });
  if (!moved.ok) return keepAside(draft, before, recorded, moved.error);
  if (!moved.value.changed) return nothingNew();
  const odd = recorded.type === "receive" ? oddTransfer(before, recorded.paidAt, effectiveAt(draft)) : done;
  if (!odd.ok) return keepAside(draft, before, recorded, odd.error);
  emit(draft, { type: "payment-moved", reference, move: recorded });
  const { payment } = moved.value;
  if (payment.status === "paid" && before.status !== "paid") tellPaymentDesk(draft, "payment-received", payment);
  if (recorded.type === "ask-refund") tellPaymentDesk(draft, "refund-due", payment);
  if (recorded.type === "reversed") {
    const { transactionId, amountVnd, currency, refundId } = recorded;
    tellPaymentDesk(draft, "payment-reversed", payment, { transactionId, amount: amountVnd, currency, refundId });
  }
  endPaidWait(draft);
  return done;
}

/** Clocks of others, days without an hour and zones taken for one another are apart by no more than this. */
const clocksApartMs = 86_400_000;

/** Not paid when it is said to be, or one part too many to keep. What is in events already was not asked this. */
function oddTransfer({ requestedAt, received }: Payment, paidAt: EpochMs, at: EpochMs): Step {
  if (paidAt < requestedAt - clocksApartMs || paidAt > at + clocksApartMs)
    return refuse(
      "payment.bad_time",
      "Thời điểm nộp không thể đúng",
      "it was not paid then: before it was asked for, or after now",
    );
  return received.length < transfersMax ? done : tooMany(transfersMax);
}

/** Rightly told and not to be taken: it came all the same, and somebody has to give it back. */
const givenBack: ReadonlySet<string> = new Set([
  "payment.other_currency",
  "payment.late",
  "payment.already_paid",
  "payment.amount_differs",
  "payment.bad_time",
  "command.too_many",
]);

function keepAside(draft: Draft, before: Payment, move: RecordedPaymentMove, why: Fault): Step {
  const room = roomAside(before);
  if (move.type !== "receive" || !givenBack.has(why.code) || !isVnd(move.amountVnd) || room === 0) return err(why);
  const { transactionId, amountVnd: amount, currency, paidAt } = move;
  if (before.aside?.some((known) => known.transactionId === transactionId)) return err(why);
  const { reference } = before;
  emit(draft, {
    type: "payment-moved",
    reference,
    move: { type: "set-aside", transactionId, amount, currency, paidAt, because: why.code },
  });
  // What comes after the last one there is room for is refused and stands nowhere: the desk hears it in time.
  const last = room === 1 ? { room: 0 } : {};
  tellPaymentDesk(draft, "payment-set-aside", before, { transactionId, amount, currency, because: why.code, ...last });
  return done;
}
