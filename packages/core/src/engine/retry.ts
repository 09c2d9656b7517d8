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

/** Whether time may help: an unknown error counts as `later`. */
export const helpsLater = (error: unknown): boolean => !AdapterError.is(error) || error.retry === "later";

/**
 * What becomes of a message whose delivery threw: later, each time later still, or parked for an operator.
 *
 * Waits are uneven: between half and all of what the back-off says, and up to a quarter more than a neighbour asked for, so
 * that a day's messages put off within one minute do not come back within one. The share is drawn from the message's own
 * name and attempt: the same every time it is asked, on every machine.
 * @param message `attempts`: claims of it so far, this one included
 */
export function retryAt(
  error: unknown,
  now: EpochMs,
  { messageId, attempts }: { readonly messageId: string; readonly attempts: number },
): RetryAt | Parked {
  const code = codeOfError(error);
  if (!helpsLater(error) || attempts >= outboxAttemptsMax) return { kind: "parked", code };
  const share = shareOf(`${messageId}#${attempts}`);
  const backoff = Math.min(outboxRetryMsMax, outboxRetryMsMin * 2 ** Math.min(attempts - 1, 10));
  // What a neighbour asks for may be a fraction, negative or no number at all; an instant is whole.
  const asked = (AdapterError.is(error) ? error.retryAfterMs : undefined) ?? Number.NaN;
  const wait = asked >= 0 && asked <= outboxRetryMsMax * 24 ? asked * (1 + share / 4) : backoff * (0.5 + share / 2);
  return { kind: "retry", at: now + Math.ceil(wait), code };
}

const pendingMsDefault = 60 * 60_000;
const pendingMsMin = 1_000;
const pendingMsMax = 24 * 60 * 60_000;

/** When what the other side is at is asked for again: up to a quarter later than they say, for the reason above. */
export function pendingAt(
  { pending: code, againAfterMs = pendingMsDefault }: { readonly pending: string; readonly againAfterMs?: number },
  now: EpochMs,
  { messageId, attempts }: { readonly messageId: string; readonly attempts: number },
): RetryAt {
  const said = againAfterMs >= 0 ? againAfterMs : pendingMsDefault;
  const wait = Math.min(pendingMsMax, Math.max(pendingMsMin, said));
  const share = shareOf(`${messageId}#${attempts}@${now}`);
  return { kind: "retry", at: now + Math.ceil(wait * (1 + share / 4)), code, afresh: true };
}

/** A share from 0 to below 1, even over texts that differ in one sign: FNV-1a, its bits then mixed. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
