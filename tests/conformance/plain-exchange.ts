import {
  AdapterError,
  type CallContext,
  type DataExchange,
  type ExchangeAnswer,
  type ExchangeRequest,
  isVnd,
  type Json,
} from "@motcua/core";
import type { DoneQuestion, ExchangeFeature, ExchangeHarness, ExchangeTrouble } from "@motcua/core/conformance";
import { type DoorSteps, plainDoor, rightDoor } from "./plain-exchange-door.ts";

// Another system in one process and an adapter for it: right as it stands, with each step open to a fault.

const token = "khoa-cua-co-quan-thue-01";
const waitMs = 7_000;

export interface Answer {
  readonly status: number;
  /** The body; one that drips has no end but the signal's. */
  body(signal: AbortSignal): Promise<string>;
}
export interface Sent extends DoneQuestion {
  readonly key: string;
}

export interface PlainExchangeSteps extends DoorSteps {
  accepts(question: Json): boolean;
  sent(request: ExchangeRequest, call: CallContext): Sent;
  signalOf(call: CallContext, timeoutMs: number): AbortSignal;
  trouble(status: number): AdapterError | undefined;
  came(said: string, request: ExchangeRequest): ExchangeAnswer;
  errorOf(error: unknown, request: ExchangeRequest): unknown;
  around(ask: DataExchange["ask"]): DataExchange["ask"];
}

export const trouble = (
  code: string,
  retry: AdapterError["retry"],
  message = "It is not answered.",
  more: { readonly retryAfterMs?: number } = {},
): AdapterError => new AdapterError(code, message, { retry, ...more });
const odd = (): AdapterError => trouble("plain.odd_answer", "operator");

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null;

export const rightExchange: PlainExchangeSteps = {
  ...rightDoor,
  accepts: (question) => isObject(question) && typeof question.payer === "string" && typeof question.sheet === "number",
  sent: ({ requestId, purpose, consent, question }, { idempotencyKey: key }) => ({
    ...{ requestId, purpose, question, key },
    ...(consent === undefined ? {} : { consent }),
  }),
  signalOf: ({ signal }, timeoutMs) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  trouble(status) {
    if (status === 503) return trouble("plain.busy", "later", undefined, { retryAfterMs: waitMs });
    if (status === 502) return trouble("plain.no_answer", "later");
    if (status === 401) return trouble("plain.login_refused", "operator");
    return status === 200 ? undefined : trouble("plain.refused", "operator");
  },
  came(said, { requestId }) {
    if (said.length > 1_000) throw odd();
    const { kind, about, notice, ref } = read(said);
    if (kind === "nothing") return { kind: "no-data" };
    if (kind === "no") return { kind: "refused" };
    if (kind === "wait") return { kind: "pending", providerRef: String(ref), askAgainAfterMs: 60_000 };
    if (about !== requestId || !isObject(notice) || typeof notice.number !== "string" || typeof notice.vnd !== "number")
      throw odd();
    if (!isVnd(notice.vnd)) throw odd();
    return { kind: "answered", answer: { number: notice.number, vnd: notice.vnd } };
  },
  errorOf: (error) => error,
  around: (ask) => ask,
};

export function read(said: string): { readonly [name: string]: unknown } {
  try {
    return JSON.parse(said) as { readonly [name: string]: unknown };
  } catch {
    throw odd();
  }
}

export const noticeOf = (question: Json) => {
  const { sheet } = question as { readonly sheet: number };
  return { number: `TB-00${sheet}`, vnd: 1_000 * sheet };
};

const features: readonly ExchangeFeature[] = [
  ...(["login", "broken", "garbage", "odd", "fraction", "other", "oversized", "drip", "redirect", "down"] as const),
  ...(["pending", "no-data", "declined", "wait", "pushes"] as const),
];
const untaken: readonly (ExchangeTrouble | undefined)[] = [
  ...(["refuse", "busy", "login", "redirect", "down", "hang-before"] as const),
];
const statuses: { readonly [kind in ExchangeTrouble]?: number } = {
  refuse: 422,
  busy: 503,
  login: 401,
  broken: 502,
  redirect: 302,
};

/** @param wrong made anew for each bench */
export const plainExchangeHarness = (wrong: () => Partial<PlainExchangeSteps>): ExchangeHarness => ({
  features,
  async open({ timeoutMs }) {
    const steps = { ...rightExchange, ...wrong() };
    const done: Sent[] = [];
    const next: ExchangeTrouble[] = [];
    let [arrived, down] = [0, false];

    async function take(sent: Sent, signal: AbortSignal): Promise<Answer> {
      signal.throwIfAborted();
      if (down) throw trouble("plain.down", "later");
      const kind = next.shift();
      arrived += 1;
      if (!untaken.includes(kind) && !done.some(({ key }) => key === sent.key)) done.push(sent);
      if (kind === "hang-before" || kind === "hang-after") return await silence(signal);
      return {
        status: (kind && statuses[kind]) ?? 200,
        body: async (end) => (kind === "drip" ? await silence(end) : said(kind, sent)),
      };
    }

    const ask: DataExchange["ask"] = async (request, call) => {
      try {
        if (!steps.accepts(request.question)) throw trouble("plain.odd_question", "operator");
        const signal = steps.signalOf(call, timeoutMs);
        const answer = await take(steps.sent(request, call), signal);
        const wrongly = steps.trouble(answer.status);
        if (wrongly !== undefined) throw wrongly;
        return steps.came(await answer.body(signal), request);
      } catch (error) {
        const told = steps.errorOf(error, request);
        if (told === undefined) return { kind: "no-data" };
        throw told;
      }
    };
    return {
      exchange: { ask: steps.around(ask) },
      profile: "land-tax",
      secrets: [token],
      waitMs,
      door: plainDoor(steps, (sheet) => noticeOf({ sheet })),
      sample(n, name) {
        const question = { payer: name, sheet: n };
        const answer = noticeOf(question);
        return { question, answer, personal: [name, answer.number] };
      },
      malformed: (name) => ({ payer: [name] }),
      done: () => done.map(({ key: _, ...one }) => one),
      arrived: () => arrived,
      trouble(kind, times = 1) {
        if (kind === "down") down = true;
        else next.push(...Array.from({ length: times }, () => kind));
      },
      async well() {
        down = false;
        next.length = 0;
      },
      close: async () => {},
    };
  },
});

function said(kind: ExchangeTrouble | undefined, { requestId, question }: Sent): string {
  const notice = noticeOf(question);
  const good = JSON.stringify({ about: requestId, notice });
  if (kind === "garbage") return "<p>Xin chào</p>";
  if (kind === "odd") return JSON.stringify({ about: requestId, notice: { ...notice, number: 7 } });
  if (kind === "fraction") return JSON.stringify({ about: requestId, notice: { ...notice, vnd: notice.vnd + 0.5 } });
  if (kind === "other") return JSON.stringify({ about: "d-999/x1", notice });
  if (kind === "oversized") return `${" ".repeat(100_000)}${good}`;
  if (kind === "pending") return '{"kind":"wait","ref":"W-1"}';
  if (kind === "no-data") return '{"kind":"nothing"}';
  return kind === "declined" ? '{"kind":"no"}' : good;
}

const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, fail) => {
    const end = (): void => fail(trouble("plain.unknown_outcome", "later"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
