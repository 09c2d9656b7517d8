import { canonicalJson } from "../base/canonical-json.ts";
import type { ExchangeAnswer, ExchangeRequest } from "../ports/exchange.ts";
import type { CallContext } from "../ports/notifier.ts";
import { check, same } from "./check.ts";
import type { ExchangeBench } from "./exchange-case.ts";
import { good } from "./port-check.ts";

export const personName = "Nguyễn Thị Đào";
export const requestIdOf = (n: number): string => `d-${n}/x1`;

/** The nth question, asked with a person's consent. */
export const aRequest = (bench: ExchangeBench, n = 1, over: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  requestId: requestIdOf(n),
  profile: bench.profile,
  dossierCode: `H26.1-260820-${String(n).padStart(4, "0")}`,
  purpose: "land-fees",
  consent: "DY-0001",
  question: bench.sample(n, personName).question,
  ...over,
});

/** The call for the nth question; the same n is the same question. */
export const theCall = (n = 1, signal: AbortSignal = new AbortController().signal): CallContext => ({
  idempotencyKey: `d-${n}:agency/exchange:16`,
  signal,
});

/** Asks the nth question; the case fails at trouble. */
export const ask = (bench: ExchangeBench, n = 1, over: Partial<ExchangeRequest> = {}): Promise<ExchangeAnswer> =>
  good(bench.exchange.ask(aRequest(bench, n, over), theCall(n)), "a question");

/** Asks the nth question; the case fails unless its own answer comes, fit to be kept. */
export async function answered(bench: ExchangeBench, n = 1, over: Partial<ExchangeRequest> = {}): Promise<void> {
  const came = await ask(bench, n, over);
  same(came, { kind: "answered", answer: bench.sample(n, personName).answer }, "what comes back");
  check(came.kind === "answered" && canonicalJson(came.answer) !== "", "an answer can be kept");
}

/** How often the other side did the nth question. */
export const timesDone = (bench: ExchangeBench, n = 1): number =>
  bench.done().filter(({ requestId }) => requestId === requestIdOf(n)).length;
