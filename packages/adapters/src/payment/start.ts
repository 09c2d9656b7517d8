import {
  AdapterError,
  type EpochMs,
  err,
  type Fault,
  ok,
  type Payment,
  type PaymentGateway,
  type PaymentOrder,
  type Result,
} from "../shared/core.ts";
import { wasNotSent } from "../shared/http-error.ts";
import type { PaymentBook } from "./book.ts";
import { fault } from "./fault.ts";
import { takeStanding } from "./notice.ts";

/** What asking for money came to. `unknown`: nobody can tell yet; call again later, it inquires first (`payUrl` where the
 *  gateway took the order and only the book did not). `settled`: the gateway has the order already, and `payment` says how it
 *  stands. */
export type StartOutcome =
  | { readonly kind: "started"; readonly payUrl: string }
  | { readonly kind: "unknown"; readonly cause?: unknown; readonly payUrl?: string }
  | { readonly kind: "settled"; readonly payment: Payment };

export interface StartOptions {
  /** How long after an order was sent a look-up that shows nothing is not believed yet: another process may be sending it,
   *  and a queue in between may hold it. Default 120,000. */
  readonly notThereAfterMs?: number;
}

/** Starts a requested payment at the gateway, never twice: what is about to be sent is written down first, and where its
 *  outcome is unknown the gateway is asked what it has before anything is sent again (trap 28).
 *  @throws AdapterError of the gateway where the order surely did not arrive; and what `book` throws before anything was sent */
export async function startPayment(
  gateway: PaymentGateway,
  book: PaymentBook,
  order: PaymentOrder,
  at: EpochMs,
  { notThereAfterMs = 120_000 }: StartOptions = {},
): Promise<Result<StartOutcome, Fault>> {
  const { reference } = order;
  const known = await book.read(reference);
  if (known !== undefined && known.amountVnd !== order.amountVnd)
    return err(fault("payment.amount_differs", "Số tiền khác số đã yêu cầu", "the order has another amount"));
  // Told of before the answer to the call that asked for it.
  if (known?.status === "paid") return ok({ kind: "settled", payment: known });
  const repeats = gateway.startRepeatable === true && (known?.status === "starting" || known?.status === "started");
  if (known?.status === "starting" && !repeats) {
    const tooEarly = at - (known.sentAt ?? 0) < notThereAfterMs;
    const looked = await lookUp(gateway, book, reference, at, tooEarly);
    if (looked !== undefined) return looked;
  }
  const begun = repeats ? ok(undefined) : await book.move(reference, { type: "start", at });
  if (!begun.ok) return begun;
  let payUrl: string;
  try {
    ({ payUrl } = await gateway.start(order));
  } catch (error) {
    if (!surelyNothing(error, "payment.start_refused")) return ok({ kind: "unknown", cause: error });
    const unwritten = await troubleOf(book.move(reference, { type: "start-known", outcome: "not-there", at }));
    if (unwritten !== undefined) return ok({ kind: "unknown", ...unwritten });
    throw error;
  }
  const unwritten = await troubleOf(book.move(reference, { type: "start-known", outcome: "there", at }));
  return ok(unwritten === undefined ? { kind: "started", payUrl } : { kind: "unknown", payUrl, ...unwritten });
}

/** Asks what the gateway has. `undefined`: it surely has nothing, and the order may be sent. */
async function lookUp(
  gateway: PaymentGateway,
  book: PaymentBook,
  reference: string,
  at: EpochMs,
  tooEarly: boolean,
): Promise<Result<StartOutcome, Fault> | undefined> {
  if (gateway.inquire === undefined) return ok({ kind: "unknown" });
  const there = await gateway.inquire(reference);
  if (there === undefined && tooEarly) return ok({ kind: "unknown" });
  const outcome = there === undefined ? "not-there" : "there";
  const moved = await book.move(reference, { type: "start-known", outcome, at });
  if (!moved.ok) return moved;
  if (there === undefined) return undefined;
  const told = await takeStanding(book, there, at);
  if (told === undefined) return ok({ kind: "settled", payment: moved.value.payment });
  return told.kind === "refused" ? err(told.fault) : ok({ kind: "settled", payment: told.payment });
}

/** What the book threw. The gateway did its part by then: whatever the error is called, it says nothing of that. */
export const troubleOf = (work: Promise<unknown>): Promise<{ readonly cause: unknown } | undefined> =>
  work.then(
    () => undefined,
    (cause: unknown) => ({ cause }),
  );

/** Only what never left, or was refused in a signed answer, surely did nothing; everything else may have. For what the gateway
 *  throws, and nobody else. */
export const surelyNothing = (error: unknown, refusal: string): boolean =>
  wasNotSent(error) || (AdapterError.is(error) && error.code === refusal);
