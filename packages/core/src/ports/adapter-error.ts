// Recognised by a shared symbol, because two copies of a library do meet in one process.
const ADAPTER_ERROR = Symbol.for("motcua.AdapterError");

/** Who helps: time, nobody, or a person at the desk. */
export interface AdapterErrorOptions {
  readonly retry: "later" | "never" | "operator";
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Broken surroundings: a full disk, a silent portal, a foreign file. Any other thrown value is treated as `later`. */
export class AdapterError extends Error {
  readonly [ADAPTER_ERROR] = true;
  /** Stable, dotted, e.g. `storage.disk_full`; listed in docs/errors.md. */
  readonly code: string;
  readonly retry: AdapterErrorOptions["retry"];
  readonly retryAfterMs: number | undefined;

  /** @param message what happened in the user's terms; never personal data, never SQL with values */
  constructor(code: string, message: string, options: AdapterErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AdapterError";
    this.code = code;
    this.retry = options.retry;
    this.retryAfterMs = options.retryAfterMs;
  }

  static is(error: unknown): error is AdapterError {
    return typeof error === "object" && error !== null && ADAPTER_ERROR in error;
  }
}
