import type { EpochMs } from "../calendar/types.ts";

/** `starting`: the order was sent and nobody knows whether it arrived. `refund-due`: money to be given back. */
export type PaymentStatus =
  | "requested"
  | "starting"
  | "started"
  | "partly"
  | "paid"
  | "expired"
  | "cancelled"
  | "refund-due"
  | "refunded";

/** One request for money, as far as it has come. Plain JSON; no personal data. It moves by `movePayment` only. */
export interface Payment {
  readonly reference: string;
  readonly dossierId: string;
  readonly amountVnd: number;
  /** May the amount come in parts? Not by default: another amount is then an altered one. */
  readonly parts: "refused" | "accepted";
  readonly status: PaymentStatus;
  readonly requestedAt: EpochMs;
  /** Last moment in which it can be paid. */
  readonly payBy: EpochMs;
  /** Transfers, in the order in which they were told. */
  readonly received: readonly ReceivedTransfer[];
  readonly refund?: {
    /** A code, e.g. `dossier-refused`. */
    readonly reason: string;
    readonly amountVnd: number;
    readonly askedAt: EpochMs;
    readonly refundId?: string;
    readonly madeAt?: EpochMs;
  };
}

export interface ReceivedTransfer {
  /** The gateway's, or the number of the counter's receipt. */
  readonly transactionId: string;
  readonly amountVnd: number;
  readonly paidAt: EpochMs;
  readonly toldAt: EpochMs;
}

export type PaymentCommand =
  | {
      readonly type: "request";
      readonly reference: string;
      readonly dossierId: string;
      readonly amountVnd: number;
      readonly payBy: EpochMs;
      readonly parts?: "refused" | "accepted";
      readonly at: EpochMs;
    }
  /** Written down before the gateway is called, so that a call whose answer is lost is not made again. */
  | { readonly type: "start"; readonly at: EpochMs }
  /** What the call, or the inquiry after it, showed: the gateway has the order, or surely has not. */
  | { readonly type: "start-known"; readonly outcome: "there" | "not-there"; readonly at: EpochMs }
  /** Money came: a verified notice of the gateway, an inquiry, or cash at the counter. */
  | {
      readonly type: "receive";
      readonly transactionId: string;
      readonly amountVnd: number;
      readonly currency: string;
      readonly paidAt: EpochMs;
      readonly at: EpochMs;
    }
  | { readonly type: "expire"; readonly at: EpochMs }
  | { readonly type: "cancel"; readonly at: EpochMs }
  | { readonly type: "ask-refund"; readonly reason: string; readonly amountVnd?: number; readonly at: EpochMs }
  | { readonly type: "refunded"; readonly refundId: string; readonly amountVnd: number; readonly at: EpochMs };

export const receivedVnd = ({ received }: Payment): number =>
  received.reduce((sum, { amountVnd }) => sum + amountVnd, 0);
