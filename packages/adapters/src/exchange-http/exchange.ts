import {
  AdapterError,
  type CallContext,
  type DataExchange,
  type ExchangeAnswer,
  type ExchangeRequest,
} from "../shared/core.ts";
import type { HttpAnswer, HttpClient } from "../shared/http.ts";
import { helpOfStatus } from "../shared/http-status.ts";
import { keptAs } from "./kept.ts";
import { type ExchangeProfile, exchangeHeaders } from "./profile.ts";

/** Asks one system over HTTP as its profile says. What is sent and what is answered are both held against their shapes. */
export function httpExchange<Q, A>(profile: ExchangeProfile<Q, A>, http: HttpClient): DataExchange {
  return {
    async ask(request, call) {
      const question = profile.question.safeParse(request.question);
      if (!question.success)
        throw new AdapterError("exchange.odd_question", "The recorded question is not of the form this exchange has.", {
          retry: "operator",
        });
      const known = await lookUp(profile, http, request, call);
      if (known !== undefined) return known;
      const body = profile.wrap === undefined ? request.question : profile.wrap(question.data, request);
      const answer = await http.call({
        url: profile.url,
        method: "POST",
        headers: await headersOf(profile, request, call),
        body: JSON.stringify(body),
        signal: call.signal,
        ...timeOf(profile),
      });
      return answerOf(profile, answer, request);
    },
  };
}

const timeOf = ({ timeoutMs }: { readonly timeoutMs?: number }) => (timeoutMs === undefined ? {} : { timeoutMs });

async function headersOf<Q, A>(
  { headers, token, tokenHeader = "authorization" }: ExchangeProfile<Q, A>,
  { requestId, purpose, consent }: ExchangeRequest,
  { idempotencyKey }: CallContext,
): Promise<{ readonly [name: string]: string }> {
  const names = { ...exchangeHeaders, ...headers };
  const secret = typeof token === "function" ? await token() : token;
  const shown = tokenHeader.toLowerCase() === "authorization" ? `Bearer ${secret}` : (secret ?? "");
  return {
    "content-type": "application/json; charset=utf-8",
    accept: "application/json",
    [names.key]: idempotencyKey,
    [names.requestId]: requestId,
    [names.purpose]: purpose,
    ...(consent === undefined ? {} : { [names.consent]: consent }),
    ...(secret === undefined ? {} : { [tokenHeader]: shown }),
  };
}

/** `undefined`: they have no such question, and it may be sent. */
async function lookUp<Q, A>(
  profile: ExchangeProfile<Q, A>,
  http: HttpClient,
  request: ExchangeRequest,
  call: CallContext,
): Promise<ExchangeAnswer | undefined> {
  if (profile.lookUpUrl === undefined) return undefined;
  const answer = await http.call({
    url: profile.lookUpUrl(request.requestId),
    method: "GET",
    headers: await headersOf(profile, request, call),
    signal: call.signal,
    ...timeOf(profile),
  });
  return answer.status === 404 ? undefined : answerOf(profile, answer, request);
}

function answerOf<Q, A>(
  profile: ExchangeProfile<Q, A>,
  answer: HttpAnswer,
  { requestId }: ExchangeRequest,
): ExchangeAnswer {
  const { status } = answer;
  if (status === 401 || status === 403)
    throw new AdapterError("exchange.login_refused", `The other system refuses the token (HTTP ${status}).`, {
      retry: "operator",
    });
  if ((profile.noDataStatuses ?? [204]).includes(status)) return { kind: "no-data" };
  if (status === 202) return pending(profile);
  if (status < 200 || status > 299)
    throw status >= 500 || status === 408 || status === 425 || status === 429
      ? new AdapterError("exchange.no_answer", `The other system answers ${status}.`, helpOfStatus(answer))
      : new AdapterError("exchange.refused", `The other system refuses the question (HTTP ${status}).`, {
          retry: "operator",
        });
  const body = objectIn(answer.text());
  if (profile.about !== undefined && profile.about(body) !== requestId) throw odd("it is about another question");
  const said = profile.codes === undefined ? undefined : saidBy(profile.codes, body);
  if (said === "pending") return pending(profile);
  if (said === "no-data" || said === "refused") return { kind: said };
  const kept = keptAs(profile.answer, profile.unwrap === undefined ? body : profile.unwrap(body));
  if (kept === undefined) throw odd("it is not of the form agreed");
  return { kind: "answered", answer: kept };
}

const pending = ({ askAgainAfterMs }: { readonly askAgainAfterMs?: number }): ExchangeAnswer => ({
  kind: "pending",
  ...(askAgainAfterMs === undefined ? {} : { askAgainAfterMs }),
});

type Codes = NonNullable<ExchangeProfile<unknown, unknown>["codes"]>;

function saidBy(
  { field, done, noData = [], refused = [], pending: later = [] }: Codes,
  body: { readonly [name: string]: unknown },
): "done" | "no-data" | "refused" | "pending" {
  const found = Object.hasOwn(body, field) ? body[field] : undefined;
  if (typeof found !== "string" && typeof found !== "number") throw odd("no code says how it went");
  const code = sameCode(String(found));
  const among = (codes: readonly string[]): boolean => codes.some((one) => sameCode(one) === code);
  if (among(done)) return "done";
  if (among(noData)) return "no-data";
  if (among(refused)) return "refused";
  if (among(later)) return "pending";
  throw odd(`its code ${/^-?[A-Za-z0-9]{1,10}$/.test(code) ? code : "?"} is not known`);
}

/** `0`, `"0"` and `"00"` are one code (national-portal.md §7). */
const sameCode = (text: string): string => (/^-?\d+$/.test(text) ? String(Number(text)) : text);

function objectIn(text: string): { readonly [name: string]: unknown } {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return { ...read };
  } catch {
    // Told below, without what it was.
  }
  throw odd("no JSON object");
}

const odd = (what: string): AdapterError =>
  new AdapterError("exchange.odd_answer", `The other system's answer cannot be taken: ${what}.`, { retry: "operator" });
