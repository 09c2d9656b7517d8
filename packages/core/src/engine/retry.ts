import type { EpochMs } from "../calendar/types.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import { codeOfError } from "../ports/attributes.ts";
import type { Parked, RetryAt } from "../ports/storage.ts";

const wakeRetryMsMin = 60_000;
const wakeRetryMsMax = 15 * 60_000;

/**
 * When a wake is tried again whose firing failed through no fault of its dossier. Never at once, so that no row keeps a
 * worker busy; never parked for that: a deadline waits for the surroundings, not for an operator.
 * @param attempts claims of this wake so far, this one included
 */
export const wakeRetryAt = (now: EpochMs, attempts: number, code: string): RetryAt => ({
  kind: "retry",
  at: now + Math.min(wakeRetryMsMax, wakeRetryMsMin * 2 ** Math.min(Math.max(attempts, 1) - 1, 10)),
  code,
});

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
  const code = codeOfError(error);
  if ((known !== undefined && known.retry !== "later") || attempts >= outboxAttemptsMax)
    return { kind: "parked", code };
  const backoff = Math.min(outboxRetryMsMax, outboxRetryMsMin * 2 ** Math.min(attempts - 1, 10));
  // What a neighbour asks for may be a fraction, negative or no number at all; an instant is whole.
  const asked = known?.retryAfterMs ?? Number.NaN;
  const wait = asked >= 0 && asked <= outboxRetryMsMax * 24 ? Math.ceil(asked) : backoff;
  return { kind: "retry", at: now + wait, code };
}
