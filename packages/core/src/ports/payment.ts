import type { EpochMs } from "../calendar/types.ts";

/** What a gateway is asked to collect. `reference` is ours, once and for ever: it is what calls are told apart by. Until when it
 *  can be paid is not told: the book refuses what comes after its `payBy`, as `payment.late`. */
export interface PaymentOrder {
  readonly reference: string;
  readonly dossierCode: string;
  /** More than 0 and `isVnd`; `start` refuses anything else and asks for nothing. */
  readonly amountVnd: number;
  readonly requestedAt: EpochMs;
  /** With accents (dấu); an adapter whose gateway wants none passes it through `withoutAccents`. No personal data. */
  readonly about: string;
  /** Address of the payer's machine, where the gateway asks for it. */
  readonly payerIp?: string;
  /** What a receipt (biên lai) is made of. Personal data: it goes to the gateway and nowhere else. */
  readonly receipt?: PaymentReceiptDraft;
}

export interface PaymentReceiptDraft {
  readonly procedureCode: string;
  readonly procedureName: string;
  readonly payerName: string;
  readonly payerIdNumber?: string;
  readonly payerAddress?: string;
  readonly lines: readonly {
    readonly id: string;
    readonly name: string;
    readonly levy?: "phi" | "le-phi";
    readonly amountVnd: number;
  }[];
}

/** What a gateway says of one reference. */
export interface GatewayPayment {
  readonly reference: string;
  /** `not-paid`: nothing came, whether it still can or the order is over. `refunded`: it came and went back, by our asking or
   *  by the gateway's own doing. */
  readonly outcome: "paid" | "not-paid" | "refunded";
  /** The gateway's own id of the transfer; what makes a notice idempotent. Absent while nothing was paid. */
  readonly transactionId?: string;
  /** What was paid; while nothing was, what was asked for, or 0. */
  readonly amountVnd: number;
  /** ISO 4217; `VND` where the gateway knows no other. */
  readonly currency: string;
  readonly paidAt?: EpochMs;
  /** The gateway's own id of the giving back, where the outcome is `refunded`. */
  readonly refundId?: string;
  /** How much went back so far, whole đồng, where the gateway tells it. Without it `paid` says nothing of a part, and a refund
   *  of a part that is in doubt stays so until somebody looks. */
  readonly refundedVnd?: number;
}

/** What a gateway is asked to give back. */
export interface RefundOrder {
  /** Of the payment. */
  readonly reference: string;
  /** Ours, one for each giving back, once and for ever: a payment may go back in parts. */
  readonly refundReference: string;
  /** Whole đồng; at most what was paid. */
  readonly amountVnd: number;
  /** The gateway's ids of the transfers it came by. */
  readonly transactionIds: readonly string[];
  /** A code, e.g. `dossier-refused`; no personal data. */
  readonly reason: string;
}

export interface PaymentCall {
  /** Time is up, or the caller goes: the call ends at once. */
  readonly signal?: AbortSignal;
}

/**
 * A payment gateway. Methods throw `AdapterError`. After one from `start` the order is surely not there in two cases only: the
 * code is `payment.start_refused` (refused in an answer that is believed, or never called: an impossible amount), or it is an
 * `HttpError` of which nothing was sent. After any other, a second order of one reference included, it may be there:
 * `inquire` before anything else, never a second `start` (trap 28). Who makes the gateway closes its HTTP client.
 */
export interface PaymentGateway {
  /** `start` calls nobody (the payer is sent there with an order we signed): done again it is the same order, and none is ever
   *  in doubt. `startPayment` then makes the address anew, after a crash and for a payer who lost it. */
  readonly startRepeatable?: true;
  /** @returns where the payer is sent: an `http(s)` address, be it of a slip to take to a counter */
  start(order: PaymentOrder, call?: PaymentCall): Promise<{ readonly payUrl: string }>;
  /** Absent: this gateway cannot be asked, and its list is the only other word.
   *  @returns `undefined` when the gateway says that it has no such order; when it says nothing, this throws */
  inquire?(reference: string, call?: PaymentCall): Promise<GatewayPayment | undefined>;
  /** Absent: money goes back by other ways, and the desk records it. Only an error with code `payment.refund_refused`, or one
   *  of a call that surely was not sent, says that nothing went back; after any other `inquire` before a second call. */
  refund?(order: RefundOrder, call?: PaymentCall): Promise<{ readonly refundId: string }>;
}
