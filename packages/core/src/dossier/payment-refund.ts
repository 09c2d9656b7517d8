import { isRefundOpen } from "../payment/give-back.ts";
import { givenBackVnd, type Payment, type RecordedPaymentMove, receivedVnd } from "../payment/state.ts";
import { paymentPolicies } from "../rules/policies.ts";
import type { Policies } from "../rules/types.ts";
import { asSystem, type Draft, effectiveAt, emit, stateOf } from "./draft.ts";
import type { EndOutcome } from "./events.ts";
import { tellPaymentDesk } from "./payment-desk.ts";

/** By which ends money is owed back, and under which code. */
const owedBack: {
  readonly [choice in NonNullable<Policies["refundOwed"]>]: { readonly [outcome in EndOutcome]?: string };
} = {
  never: {},
  refused: { refused: "dossier-refused", "intake-refused": "intake-refused", voided: "dossier-voided" },
  "without-result": {
    refused: "dossier-refused",
    "intake-refused": "intake-refused",
    voided: "dossier-voided",
    withdrawn: "dossier-withdrawn",
    closed: "dossier-closed",
  },
};

/**
 * A dossier that came to nothing gives back what was paid for it, as the office's policy says, also where the money comes
 * afterwards; what is owed in part or went back in part is followed by the rest. What was asked for and never brought to a gateway lapses with it; an order that stands there can still be
 * paid, and is given back then.
 */
export function settleRefunds(draft: Draft): void {
  const { payments, outcome } = stateOf(draft);
  if (payments === undefined || outcome === undefined) return;
  const reason = owedReason(draft);
  for (const payment of Object.values(payments)) {
    if (payment.status === "requested" && isOver(outcome)) move(draft, payment, { type: "cancel" });
    if (reason === undefined || isRefundOpen(payment) || receivedVnd(payment) === givenBackVnd(payment)) continue;
    const due = move(draft, payment, { type: "ask-refund", reason });
    tellPaymentDesk(draft, "refund-due", due);
  }
}

/** Why all that was paid has to go back, if it has. */
export function owedReason(draft: Draft): string | undefined {
  const { outcome } = stateOf(draft);
  return outcome && owedBack[draft.law.policies.refundOwed ?? paymentPolicies.refundOwed][outcome];
}

/** Fees of a matter that was granted may be paid when the result is handed over. */
const isOver = (outcome: EndOutcome): boolean => Object.hasOwn(owedBack["without-result"], outcome);

function move(draft: Draft, { reference }: Payment, one: RecordedPaymentMove): Payment {
  asSystem(draft, effectiveAt(draft), () => emit(draft, { type: "payment-moved", reference, move: one }));
  return stateOf(draft).payments?.[reference] as Payment;
}
