import {
  type EpochMs,
  err,
  type Fault,
  ok,
  type PaymentCall,
  type PaymentGateway,
  type Result,
} from "../shared/core.ts";
import type { PaymentBook } from "./book.ts";
import { fault } from "./fault.ts";
import { type NoticeOutcome, takeStanding } from "./notice.ts";

/** Asks the gateway how a payment stands and records what is new: for a notice that was lost, and for gateways that tell by
 *  themselves late or never. `payment.not_paid`: it has the order, and no money. What went
 *  back there already is recorded as that (`reversed`), and as no payment.
 *  @returns a fault where this gateway cannot be asked, or has no such order
 *  @throws AdapterError of the gateway */
export async function inquirePayment(
  gateway: PaymentGateway,
  book: PaymentBook,
  reference: string,
  at: EpochMs,
  call: PaymentCall = {},
): Promise<Result<NoticeOutcome, Fault>> {
  if (gateway.inquire === undefined)
    return err(fault("payment.no_inquiry", "Cổng này không tra cứu được", "this gateway cannot be asked"));
  const there = await gateway.inquire(reference, call);
  if (there === undefined)
    return err(fault("payment.unknown", "Cổng không có yêu cầu thanh toán này", "the gateway has no such order"));
  const told = await takeStanding(book, there, at);
  const notPaid = fault("payment.not_paid", "Chưa nộp ở cổng", "it was not paid there");
  return ok(told ?? { kind: "refused", fault: notPaid });
}
