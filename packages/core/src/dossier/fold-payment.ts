import { invariant } from "../base/invariant.ts";
import { movePayment } from "../payment/move.ts";
import type { PaymentCommand } from "../payment/state.ts";
import type { EventOf } from "./events.ts";
import { happenedAt, type OwnState } from "./own-state.ts";

export function applyPaymentRequested(next: OwnState, event: EventOf<"payment-requested">): void {
  const { reference, amountVnd, payBy, parts, wait } = event;
  const { dossierId } = next;
  const asked = { reference, dossierId, amountVnd, payBy, parts, ...(wait === undefined ? {} : { wait }) };
  apply(next, reference, { type: "request", ...asked, at: happenedAt(event) });
}

export const applyPaymentMoved = (next: OwnState, event: EventOf<"payment-moved">): void =>
  apply(next, event.reference, { ...event.move, at: happenedAt(event) });

function apply(next: OwnState, reference: string, command: PaymentCommand): void {
  const { payments = {} } = next;
  const moved = movePayment(Object.hasOwn(payments, reference) ? payments[reference] : undefined, command);
  invariant(moved.ok && moved.value.changed, `a recorded ${command.type} of payment ${reference} does not fold`);
  next.payments = { ...payments, [reference]: moved.value.payment };
}
