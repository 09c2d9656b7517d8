import type { AdapterError } from "./core.ts";
import type { HttpAnswer } from "./http.ts";

interface Waiting {
  readonly retryAfterMs?: number;
}

/**
 * Who helps when the other side answered, and not with a success: time when it says so or is itself in trouble, else a
 * person. Nobody (`never`) is the word of a protocol that knows more than a status.
 * @param now to reckon a `Retry-After` that is a date
 */
export function helpOfStatus(answer: HttpAnswer, now: number = Date.now()): Pick<AdapterError, "retry"> & Waiting {
  const { status } = answer;
  if (status < 500 && status !== 408 && status !== 425 && status !== 429) return { retry: "operator" };
  const retryAfterMs = retryAfterMsOf(answer.headers["retry-after"], now);
  return retryAfterMs === undefined ? { retry: "later" } : { retry: "later", retryAfterMs };
}

/** `Retry-After` is whole seconds or a date (RFC 9110, 10.2.3); anything else, or a date gone by, says nothing. */
function retryAfterMsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return waitMs > 0 ? waitMs : undefined;
}
