import { outsideNumber } from "../base/outside-number.ts";
import type { EpochMs } from "../calendar/types.ts";

/** `starting`: the order was sent and nobody knows whether it arrived. `refund-due`: money to be given back. `refunding`: the
 *  gateway was asked to give it back and nobody knows whether it did. */
export type PaymentStatus =
  | "requested"
  | "starting"
  | "started"
  | "partly"
  | "paid"
  | "expired"
  | "cancelled"
  | "refund-due"
  | "refunding"
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
  /** When the order was last sent: a look-up right after may not show it yet. */
  readonly sentAt?: EpochMs;
  /** Last moment in which it can be paid. */
  readonly payBy: EpochMs;
  /** Transfers, in the order in which they were told. */
  readonly received: readonly ReceivedTransfer[];
  /** Money that came and could not be taken: it is to be given back, and stands here until it was. */
  readonly aside?: readonly AsideTransfer[];
  /** The step of the dossier that waits for it. */
  readonly wait?: PaymentWait;
  /** The last one that was owed. */
  readonly refund?: PaymentRefund;
  /** Parts that went back before it, in order. */
  readonly refundsBefore?: readonly PaymentRefund[];
}

export interface PaymentRefund {
  /** A code, e.g. `dossier-refused`. */
  readonly reason: string;
  readonly amountVnd: number;
  readonly askedAt: EpochMs;
  /** When the gateway was last asked for it; absent where it surely gave nothing back. */
  readonly sentAt?: EpochMs;
  readonly refundId?: string;
  readonly madeAt?: EpochMs;
}

export interface ReceivedTransfer {
  /** The gateway's, or the number of the counter's receipt. */
  readonly transactionId: string;
  readonly amountVnd: number;
  readonly paidAt: EpochMs;
  readonly toldAt: EpochMs;
}

/** Told rightly signed, and not what was asked for. */
export interface AsideTransfer {
  readonly transactionId: string;
  /** Whole units of the currency. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly paidAt: EpochMs;
  readonly toldAt: EpochMs;
  /** Code of the refusal, e.g. `payment.amount_differs`. */
  readonly because: string;
  /** How the gateway calls the giving back, once it was done. */
  readonly refundId?: string;
}

/** A step of kind `wait-payment`, at one visit. `action` ends it where the definition says nothing of payment. */
export interface PaymentWait {
  readonly step: string;
  readonly visit: number;
  readonly action?: string;
}

export type PaymentCommand =
  | {
      readonly type: "request";
      readonly reference: string;
      readonly dossierId: string;
      readonly amountVnd: number;
      readonly payBy: EpochMs;
      readonly parts?: "refused" | "accepted";
      readonly wait?: PaymentWait;
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
  /** Money came and may not be taken. */
  | ({ readonly type: "set-aside"; readonly at: EpochMs } & Omit<AsideTransfer, "toldAt" | "refundId">)
  /** What was set aside went back. */
  | { readonly type: "gave-back"; readonly transactionId: string; readonly refundId: string; readonly at: EpochMs }
  /** The gateway tells of a transfer that it gave back already: a part of it, where it says so. */
  | {
      readonly type: "reversed";
      readonly transactionId: string;
      /** What went back. */
      readonly amountVnd: number;
      readonly currency: string;
      readonly paidAt: EpochMs;
      readonly refundId: string;
      readonly at: EpochMs;
    }
  | { readonly type: "expire"; readonly at: EpochMs }
  | { readonly type: "cancel"; readonly at: EpochMs }
  /** Owed back: a part, or by default all that came and did not go back. */
  | { readonly type: "ask-refund"; readonly reason: string; readonly amountVnd?: number; readonly at: EpochMs }
  /** It was asked for by mistake, and nothing was sent. */
  | { readonly type: "drop-refund"; readonly at: EpochMs }
  /** Written down before the gateway is asked to give it back. */
  | { readonly type: "start-refund"; readonly at: EpochMs }
  /** The gateway surely gave nothing back: it may be asked again. */
  | { readonly type: "refund-not-made"; readonly at: EpochMs }
  | { readonly type: "refunded"; readonly refundId: string; readonly amountVnd: number; readonly at: EpochMs };

type Timeless<C> = C extends PaymentCommand ? Omit<C, "at"> : never;
/** What can be told of a payment of a dossier, whose events have the time. */
export type PaymentMove = Timeless<Exclude<PaymentCommand, { readonly type: "request" | "set-aside" }>>;
/** What its events have of it. */
export type RecordedPaymentMove = Timeless<Exclude<PaymentCommand, { readonly type: "request" }>>;

/** The reference of a dossier's `attempt`-th payment, `<code>-TT1` (thanh toán): a request that ended is followed by another
 *  under another reference.
 *  @param ref dossier code, or the intake reference before there is one */
export const paymentReference = (ref: string, attempt = 1): string => outsideNumber(ref, `TT${attempt}`);

/** Ours for the giving back that is owed, each part once and for ever: `<reference>-H` (hoàn), then `-H2` and so on. */
export const refundReferenceOf = ({ reference, refundsBefore = [] }: Payment): string =>
  `${reference}-H${refundsBefore.length === 0 ? "" : refundsBefore.length + 1}`;

export const receivedVnd = ({ received }: Payment): number =>
  received.reduce((sum, { amountVnd }) => sum + amountVnd, 0);

/** What went back of it; nothing of what is only owed. */
export const givenBackVnd = ({ refund, refundsBefore = [] }: Payment): number =>
  [...refundsBefore, ...(refund?.madeAt === undefined ? [] : [refund])].reduce(
    (sum, { amountVnd }) => sum + amountVnd,
    0,
  );
