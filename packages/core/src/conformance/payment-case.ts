import type { Payment } from "../payment/state.ts";
import type { PaymentGateway, PaymentOrder } from "../ports/payment.ts";
import type { Bench, PortCase, PortHarness } from "./port-case.ts";

/** How the other side treats the next order, or the next refund, it is asked for. */
export type PaymentTrouble =
  /** Refuses it; its words repeat the payer's name, as those of gateways do. */
  | "refuse"
  /** Does not take it and never answers. */
  | "hang-before"
  /** Takes it and never answers. */
  | "hang-after"
  /** Takes it and answers under a signature that is not its own. */
  | "unsigned"
  /** Takes it, and something in between says 502. */
  | "broken";

/** What not every gateway can do. */
export type PaymentFeature =
  /** Orders are called in; otherwise the payer brings them along, and nothing can be unknown. */
  | "calls"
  /** It can be asked how an order stands. */
  | "inquires"
  /** Its answers are signed. */
  | "unsigned"
  /** Its notices name a currency. */
  | "currency"
  /** It gives money back when asked, and an inquiry tells that it did. */
  | "refunds";

/** What a notice of the gateway says beside whom it is about; as it would be if nothing is given. */
export interface NoticeSays {
  readonly outcome?: "paid" | "not-paid";
  readonly amountVnd?: number;
  readonly currency?: string;
  readonly transactionId?: string;
}

/** How a notice is changed on its way, after it was signed. */
export type NoticeForgery =
  /** Another amount. */
  | "amount"
  /** One that says `not-paid` says `paid`. */
  | "outcome"
  /** Another transaction. */
  | "transaction"
  /** A signature made with another key. */
  | "other-key"
  /** No signature. */
  | "no-signature";

/** What an office made of a notice. A refusal has its code. */
export interface NoticeTaken {
  readonly kind: "recorded" | "repeated" | "refused";
  readonly code?: string;
}

export interface PaymentBench extends Bench {
  readonly gateway: PaymentGateway;
  /** Orders the other side has, and how often each was asked for. Needed with `calls`. */
  orders(): readonly { readonly reference: string; readonly amountVnd: number; readonly times: number }[];
  /** How many orders reached it, whatever it did with them. */
  arrived(): number;
  trouble(kind: PaymentTrouble): void;
  /** The office wants this money: the payment stands in its book, payable for a year, so that times of notices are the
   *  other side's own. */
  request(order: PaymentOrder): Promise<void>;
  /** Starts it as the office does, `startPayment` or one's own: looked up first where an earlier try is in doubt. */
  start(order: PaymentOrder): Promise<"started" | "unknown" | "settled">;
  /** The payer pays, or not: the notice the gateway would send, as it goes over the line, signed rightly. */
  notice(reference: string, says?: NoticeSays): string;
  /** A notice changed on its way. */
  forged(notice: string, how: NoticeForgery): string;
  /** Takes a notice as the office's door does: signature, contents, book. */
  take(notice: string): Promise<NoticeTaken>;
  payment(reference: string): Promise<Payment | undefined>;
  /** The dossier came to nothing: all that was paid is owed back, and given back as the office does, `refundPayment` or one's
   *  own; looked up first where an earlier try is in doubt. Needed with `refunds`.
   *  @throws AdapterError what the gateway throws where surely nothing went back */
  refund?(reference: string): Promise<"refunded" | "unknown">;
  /** What the other side gave back, and how often it was asked to. Needed with `refunds`. */
  refunds?(): readonly { readonly reference: string; readonly amountVnd: number; readonly times: number }[];
  /** What must stand in no error beside personal data, such as a key. */
  readonly secrets?: readonly string[];
}

export type PaymentHarness = PortHarness<PaymentBench, PaymentFeature>;
export type PaymentCase = PortCase<PaymentBench, PaymentFeature>;
