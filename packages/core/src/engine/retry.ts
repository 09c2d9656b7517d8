import type { EpochMs } from "../calendar/types.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Parked, RetryAt } from "../ports/storage.ts";

const outboxRetryMsMin = 60_000;
const outboxRetryMsMax = 60 * 60_000;
/** After about two days of trying, an operator is asked instead of the neighbour. */
const outboxAttemptsMax = 50;

/**
 * What becomes of a message whose delivery threw: later, each time later still, or parked for an operator. An unknown
 * error counts as later.
 * @param attempts claims of this message so far, this one included
 */
export function retryAt(error: unknown, now: EpochMs, attempts: number): RetryAt | Parked {
  const known = AdapterError.is(error) ? error : undefined;
  const code = known?.code ?? "adapter.failed";
  if ((known !== undefined && known.retry !== "later") || attempts >= outboxAttemptsMax)
    return { kind: "parked", code };
  const backoff = Math.min(outboxRetryMsMax, outboxRetryMsMin * 2 ** Math.min(attempts - 1, 10));
  // What a neighbour asks for may be a fraction, negative or no number at all; an instant is whole.
  const asked = known?.retryAfterMs ?? Number.NaN;
  const wait = asked >= 0 && asked <= outboxRetryMsMax * 24 ? Math.ceil(asked) : backoff;
  return { kind: "retry", at: now + wait, code };
}
