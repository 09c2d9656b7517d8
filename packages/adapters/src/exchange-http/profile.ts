import type { ExchangeRequest, Json, Shape } from "../shared/core.ts";

/** One exchange with one system: typed question and answer, and how it is called. */
export interface ExchangeProfile<Q, A> {
  readonly url: string;
  readonly question: Shape<Q>;
  /** Of what `unwrap` leaves. */
  readonly answer: Shape<A>;
  /** The body that is sent; the question itself by default. */
  readonly wrap?: (question: Q, request: ExchangeRequest) => Json;
  /** The answer within the body; the whole by default. */
  readonly unwrap?: (body: { readonly [name: string]: unknown }) => unknown;
  /** Where the body says which request it answers, our request id again: an answer about another is not taken. */
  readonly about?: (body: { readonly [name: string]: unknown }) => unknown;
  /** Asked for at each call, so that a renewed one is used at once. */
  readonly token?: string | (() => string | Promise<string>);
  /** `authorization` by default, as a bearer token. */
  readonly tokenHeader?: string;
  /** Header names; the defaults are an agreement to be made with the other side. */
  readonly headers?: Partial<ExchangeHeaders>;
  /** Where the other side keeps no keys: asked by our request id before each question is sent, so that none is put twice. 200 has
   *  the answer, 202 says that the question is there, 404 that it is not. */
  readonly lookUpUrl?: (requestId: string) => string;
  /** Where the body says how it went: the code at `field`, compared as `0`, `00` and 0 alike. */
  readonly codes?: {
    readonly field: string;
    readonly done: readonly string[];
    readonly noData?: readonly string[];
    readonly refused?: readonly string[];
    readonly pending?: readonly string[];
  };
  /** Statuses that say that there is nothing. 204 by default; 404 may as well be a wrong address. */
  readonly noDataStatuses?: readonly number[];
  /** Absent: what is pending comes by itself. */
  readonly askAgainAfterMs?: number;
  readonly timeoutMs?: number;
}

export interface ExchangeHeaders {
  readonly key: string;
  readonly requestId: string;
  readonly purpose: string;
  readonly consent: string;
}

export const exchangeHeaders: ExchangeHeaders = {
  key: "idempotency-key",
  requestId: "x-request-id",
  purpose: "x-purpose",
  consent: "x-consent",
};
