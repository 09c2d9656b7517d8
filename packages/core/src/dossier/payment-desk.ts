import type { Payment } from "../payment/state.ts";
import { deskOf } from "./desk.ts";
import { type Draft, send, stateOf } from "./draft.ts";

/** Who holds the dossier goes on with it, gives money back, or asks the gateway: amounts and numbers, never who paid. */
export function tellPaymentDesk(
  draft: Draft,
  kind: "payment-received" | "payment-set-aside" | "payment-reversed" | "refund-due",
  { reference, amountVnd, refund }: Payment,
  more: { readonly [field: string]: string | number } = {},
): void {
  const { code, intakeRef } = stateOf(draft);
  const to = deskOf(draft);
  const amount = kind === "refund-due" ? (refund?.amountVnd ?? amountVnd) : amountVnd;
  if (to !== undefined) send(draft, "desk", kind, { to, code, intakeRef, reference, amount, ...more });
}
