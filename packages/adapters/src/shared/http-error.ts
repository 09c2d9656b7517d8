import { AdapterError } from "./core.ts";

/** Why a call out has no answer; each has a row in docs/errors.md. */
export type HttpErrorCode =
  /** Nothing left this machine: no such name, nobody listens, no connection in time. */
  | "http.not_sent"
  /** The other side cannot show that it is who it should be. Nothing was sent. */
  | "http.bad_certificate"
  /** The address leads inside and its host is not allowed by name. Nothing was sent. */
  | "http.private_address"
  /** The address or a header cannot be sent as it is. Nothing was sent. */
  | "http.bad_request"
  /** It was sent, and no whole answer came: it may have been done or not. */
  | "http.unknown_outcome"
  /** The other side points elsewhere, and this call does not go there. */
  | "http.redirected"
  /** The answer is longer than allowed; the status is known. */
  | "http.answer_too_large";

const helpOf: { readonly [code in HttpErrorCode]: "later" | "operator" } = {
  "http.not_sent": "later",
  // Certificates are renewed by the neighbour: messages wait and go out by themselves once it has done so.
  "http.bad_certificate": "later",
  "http.private_address": "operator",
  "http.bad_request": "operator",
  "http.unknown_outcome": "later",
  "http.redirected": "operator",
  "http.answer_too_large": "operator",
};

/** A call that has no usable answer. The message names the host only: paths and queries may carry secrets. */
export class HttpError extends AdapterError {
  /** What the other side may have done: nothing, anything, or what `status` says. */
  readonly outcome: "not_sent" | "unknown" | "answered";
  /** Present when the head of an answer came. */
  readonly status: number | undefined;

  constructor(code: HttpErrorCode, message: string, more: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(code, message, { retry: helpOf[code], cause: more.cause });
    this.name = "HttpError";
    this.status = more.status;
    if (code === "http.unknown_outcome") this.outcome = "unknown";
    else this.outcome = more.status === undefined ? "not_sent" : "answered";
  }
}

/** Whether it may have been done although no answer says so: look it up before sending it again (trap 28). */
export const isUnknownOutcome = (error: unknown): boolean =>
  AdapterError.is(error) && error.code === "http.unknown_outcome";

/** Whether it surely was not done: to be sent again without a look. */
export const wasNotSent = (error: unknown): boolean => error instanceof HttpError && error.outcome === "not_sent";

const tlsCodes =
  /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECODE)_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** What a failed connection or exchange of Node means. */
export function httpErrorOf(host: string, error: unknown, sent: boolean): HttpError {
  if (error instanceof HttpError) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (tlsCodes.test(code))
    return new HttpError("http.bad_certificate", `The certificate of ${host} is refused (${code}).`);
  const why = /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : "";
  return sent
    ? new HttpError("http.unknown_outcome", `The call to ${host} was sent and no whole answer came${why}.`)
    : new HttpError("http.not_sent", `No connection to ${host}${why}.`);
}
