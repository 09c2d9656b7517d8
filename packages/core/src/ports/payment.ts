import type { EpochMs } from "../calendar/types.ts";

/** What a gateway is asked to collect. `reference` is ours, once and for ever: it is what calls are told apart by. */
export interface PaymentOrder {
  readonly reference: string;
  readonly dossierCode: string;
  readonly amountVnd: number;
  readonly requestedAt: EpochMs;
  /** Without accents where the gateway wants none; no personal data. */
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
  readonly outcome: "paid" | "not-paid" | "refunded";
  /** The gateway's own id of the transfer; what makes a notice idempotent. Absent while nothing was paid. */
  readonly transactionId?: string;
  readonly amountVnd: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly paidAt?: EpochMs;
  /** The gateway's own id of the giving back, where the outcome is `refunded`. */
  readonly refundId?: string;
}

/** What a gateway is asked to give back. */
export interface RefundOrder {
  /** Of the payment. */
  readonly reference: string;
  /** Ours, one for each payment, once and for ever. */
  readonly refundReference: string;
  /** Whole đồng; at most what was paid. */
  readonly amountVnd: number;
  /** The gateway's ids of the transfers it came by. */
  readonly transactionIds: readonly string[];
  /** A code, e.g. `dossier-refused`; no personal data. */
  readonly reason: string;
}

export interface PaymentCall {
  readonly signal?: AbortSignal;
}

/** A payment gateway. Methods throw `AdapterError`; one with code `http.unknown_outcome` from `start` means the order may
 *  be there: `inquire` before anything else, never a second `start` (trap 28). */
export interface PaymentGateway {
  /** @returns where the payer is sent */
  start(order: PaymentOrder, call?: PaymentCall): Promise<{ readonly payUrl: string }>;
  /** Absent: this gateway cannot be asked, and its list is the only other word.
   *  @returns `undefined` when the gateway has no such order */
  inquire?(reference: string, call?: PaymentCall): Promise<GatewayPayment | undefined>;
  /** Absent: money goes back by other ways, and the desk records it. Only an error with code `payment.refund_refused`, or one
   *  of a call that surely was not sent, says that nothing went back; after any other `inquire` before a second call. */
  refund?(order: RefundOrder, call?: PaymentCall): Promise<{ readonly refundId: string }>;
}
