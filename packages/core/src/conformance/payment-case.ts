import type { Payment } from "../payment/state.ts";
import type { PaymentGateway, PaymentOrder } from "../ports/payment.ts";
import type { Bench, PortCase, PortHarness } from "./port-case.ts";

/** How the other side treats the next order, or the next refund, it is asked for: that one, and no inquiry. */
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

/** What an office made of a notice. A refusal has its code, such as `payment.bad_signature`. */
export interface NoticeTaken {
  readonly kind: "recorded" | "repeated" | "refused";
  readonly code?: string;
}

export interface PaymentBench extends Bench {
  readonly gateway: PaymentGateway;
  /** Orders the other side has, in the order in which they came, and how often each was asked for: 1 after one call.
   *  Needed with `calls`; otherwise empty. */
  orders(): readonly { readonly reference: string; readonly amountVnd: number; readonly times: number }[];
  /** How many orders reached it, whatever it did with them; inquiries are not counted. */
  arrived(): number;
  trouble(kind: PaymentTrouble): void;
  /** The least and the most it takes in one order, whole đồng, where it has such limits: 28.000 lies between. */
  readonly leastVnd?: number;
  readonly mostVnd?: number;
  /** The office wants this money: `book.move(reference, { type: "request", … })` with a dossier of any id. Payable for a year
   *  from `at`, so that times of notices are the other side's own; `at`, here and in `start` and `take`, may be any as long
   *  as it does not run backwards. Where the book is an engine's, its clock is of the day of the notices: money paid before it
   *  was asked for stands aside. */
  request(order: PaymentOrder): Promise<void>;
  /** Starts it as the office does, `startPayment` or one's own: looked up first where an earlier try is in doubt. Two tries of a
   *  case follow at once: let `at` go on by minutes, or `notThereAfterMs` be 0.
   *  @throws what the gateway threw where the order surely did not arrive; a refusal of the book as any error */
  start(order: PaymentOrder): Promise<"started" | "unknown" | "settled">;
  /** The payer pays, or not: the notice the gateway would send, as it goes over the line, signed rightly. One text: where the
   *  signature stands in a header, put both in. The same transaction each time unless `says` has another, whatever amount
   *  `says` has, and also for a reference nobody asked for (`says` then has the amount). */
  notice(reference: string, says?: NoticeSays): string;
  /** A notice changed on its way, in that one thing only: its signature stays what it was but for the last two. */
  forged(notice: string, how: NoticeForgery): string;
  /** Takes a notice as the office's door does: signature, contents, book. Whatever text it gets, it answers. */
  take(notice: string): Promise<NoticeTaken>;
  /** The payment as the office's book has it. */
  payment(reference: string): Promise<Payment | undefined>;
  /** The dossier came to nothing: all that was paid is owed back, or `amountVnd` of it, and given back as the office does,
   *  `refundPayment` or one's own; looked up first where an earlier try is in doubt. Needed with `refunds`.
   *  @throws AdapterError what the gateway throws where surely nothing went back */
  refund?(reference: string, amountVnd?: number): Promise<"refunded" | "unknown">;
  /** What the other side gave back, and how often it was asked to. Needed with `refunds`. */
  refunds?(): readonly { readonly reference: string; readonly amountVnd: number; readonly times: number }[];
  /** What must stand in no error beside personal data, such as a key. */
  readonly secrets?: readonly string[];
}

export type PaymentHarness = PortHarness<PaymentBench, PaymentFeature>;
export type PaymentCase = PortCase<PaymentBench, PaymentFeature>;
