import { refusingHorizon } from "../calendar/due.ts";
import type { Payment, PaymentStatus } from "../payment/state.ts";
import { follow } from "./act.ts";
import { attempt, currentStep, type Draft, emit, stateOf } from "./draft.ts";

/** Neither paid nor called off: the step waits on. */
const owed: ReadonlySet<PaymentStatus> = new Set(["requested", "starting", "started", "partly", "expired"]);

/** One that expired is owed until what was asked for anew, after its time, is paid. */
const isReplaced = ({ status, payBy }: Payment, others: readonly Payment[]): boolean =>
  status === "expired" && others.some((other) => other.status === "paid" && other.requestedAt > payBy);

/**
 * All that the step waits for was paid: it ends as the definition says (`follows.paid`), or with the action named when the
 * money was asked for, and the clock follows that action. What the machine does not allow now is left to the desk, which is
 * told of the money in any case: money that came is recorded whatever becomes of the step.
 */
export function endPaidWait(draft: Draft): void {
  const paid = paidHere(draft);
  const step = currentStep(draft);
  if (paid?.wait === undefined || step === undefined) return;
  const action = step.follows?.paid ?? paid.wait.action;
  if (action === undefined) return;
  if (step.follows?.paid !== undefined)
    emit(draft, { type: "recorded", step: step.id, moment: "paid", details: { reference: paid.reference } });
  // A guard, a unit nobody staffed, a calendar that does not reach so far: not possible now, and no reason to refuse money.
  refusingHorizon(() => attempt(draft, (trial) => follow(trial, { step: step.id, action })));
}

/** The last payment of the wait the dossier stands at, once none of them is owed any more. */
function paidHere(draft: Draft): Payment | undefined {
  const { task, supplement, payments = {} } = stateOf(draft);
  if (task === undefined || supplement !== undefined) return undefined;
  const here = Object.values(payments).filter(({ wait }) => wait?.step === task.step && wait.visit === task.visit);
  const open = here.some((payment) => owed.has(payment.status) && !isReplaced(payment, here));
  return open ? undefined : here.findLast(({ status }) => status === "paid");
}
