import type { EpochMs } from "../calendar/types.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Parked, RetryAt } from "../ports/storage.ts";

const retryMs = 60_000;

/** What becomes of a message whose delivery threw: later, or parked for an operator. */
export function retryAt(error: unknown, now: EpochMs): RetryAt | Parked {
  if (!AdapterError.is(error)) return { kind: "retry", at: now + retryMs, code: "adapter.failed" };
  if (error.retry === "later") return { kind: "retry", at: now + (error.retryAfterMs ?? retryMs), code: error.code };
  return { kind: "parked", code: error.code };
}
