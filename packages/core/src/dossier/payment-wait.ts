import type { Payment, PaymentStatus } from "../payment/state.ts";
import { follow } from "./act.ts";
import { currentStep, type Draft, done, emit, type Step, stateOf } from "./draft.ts";

/** Neither paid nor called off: the step waits on. One that expired does so too, until it is called off or asked for anew. */
const owed: ReadonlySet<PaymentStatus> = new Set(["requested", "starting", "started", "partly", "expired"]);

/**
 * All that the step waits for was paid: it ends as the definition says (`follows.paid`), or with the action named when the
 * money was asked for, and the clock follows that action. What the machine does not allow now is left to the desk, which is
 * told of the money in any case: money that came is recorded whatever becomes of the step.
 */
export function endPaidWait(draft: Draft): Step {
  const paid = paidHere(draft);
  const step = currentStep(draft);
  if (paid?.wait === undefined || step === undefined) return done;
  const action = step.follows?.paid ?? paid.wait.action;
  if (action === undefined) return done;
  if (step.follows?.paid !== undefined)
    emit(draft, { type: "recorded", step: step.id, moment: "paid", details: { reference: paid.reference } });
  const before = draft.events.length;
  const followed = follow(draft, { step: step.id, action });
  // Refused before anything of it was recorded: only not possible now.
  return followed.ok || draft.events.length > before ? followed : done;
}

/** The last payment of the wait the dossier stands at, once none of them is owed any more. */
function paidHere(draft: Draft): Payment | undefined {
  const { task, supplement, payments = {} } = stateOf(draft);
  if (task === undefined || supplement !== undefined) return undefined;
  const here = Object.values(payments).filter(({ wait }) => wait?.step === task.step && wait.visit === task.visit);
  return here.some(({ status }) => owed.has(status)) ? undefined : here.findLast(({ status }) => status === "paid");
}
