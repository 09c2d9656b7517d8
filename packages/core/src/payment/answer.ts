import { type ErrorCode, type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Payment, PaymentCommand } from "./state.ts";

export interface Moved {
  readonly payment: Payment;
  /** `false`: the same thing told again. Nothing is to be saved or done. */
  readonly changed: boolean;
}
export type Answer = Result<Moved, Fault>;
export type Of<Type extends PaymentCommand["type"]> = Extract<PaymentCommand, { readonly type: Type }>;

export const no = (code: ErrorCode, vi: string, en: string): { readonly ok: false; readonly error: Fault } =>
  err(fault(code, vi, en));
export const same = (payment: Payment): Answer => ok({ payment, changed: false });
export const now = (payment: Payment, change: Partial<Payment>): Answer =>
  ok({ payment: { ...payment, ...change }, changed: true });
export const notOpen = (): Answer =>
  no("payment.not_open", "Yêu cầu thanh toán không còn ở trạng thái này", "the payment is not where this can be done");
