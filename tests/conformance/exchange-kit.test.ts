import { AdapterError, type DataExchange, type Json } from "@motcua/core";
import { type ExchangeHarness, exchangeCases, runExchangeCase } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { type PlainExchangeSteps, plainExchangeHarness, read, rightExchange, trouble } from "./plain-exchange.ts";

type Steps = Partial<PlainExchangeSteps>;
const asks =
  (code: string, retry: AdapterError["retry"]): PlainExchangeSteps["errorOf"] =>
  (error) =>
    AdapterError.is(error) && error.code === code ? trouble(code, retry) : error;
const forgives = (status: number): Steps => ({
  trouble: (got) => (got === status ? undefined : rightExchange.trouble(got)),
});
/** Takes whatever notice the answer has, but for what `looks` refuses. */
const takes = (
  looks: (notice: { readonly [name: string]: unknown }, about: unknown, id: string) => boolean,
): Steps => ({
  came(said, request) {
    const { kind, about, notice } = read(said);
    const found = notice as { readonly [name: string]: Json };
    if (kind !== undefined || !looks(found, about, request.requestId)) return rightExchange.came(said, request);
    return { kind: "answered", answer: { ...found } };
  },
});
const isNumber = ({ vnd }: { readonly [name: string]: unknown }): boolean => typeof vnd === "number";

const faults: readonly (readonly [name: string, caught: string, wrong: Steps | (() => Steps)])[] = [
  [
    "asks under a name of its own",
    "a question goes as it is, under its own id, and its answer comes back as it is",
    { sent: (request, call) => ({ ...rightExchange.sent(request, call), requestId: "r-1" }), came: anyAbout() },
  ],
  [
    "keeps the purpose to itself",
    "purpose and consent go along",
    { sent: (request, call) => ({ ...rightExchange.sent(request, call), purpose: "" }) },
  ],
  [
    "makes up a consent",
    "where a law is the basis no consent is made up",
    { sent: (request, call) => ({ ...rightExchange.sent(request, call), consent: request.consent ?? "none" }) },
  ],
  [
    "escapes what needs no escape",
    "words arrive as they are, whatever signs are in them",
    {
      sent(request, call) {
        const question = JSON.parse(JSON.stringify(request.question).replaceAll("&", "&amp;")) as Json;
        return rightExchange.sent({ ...request, question }, call);
      },
    },
  ],
  ["sends whatever it is given", "a question of another form is not asked", { accepts: () => true }],
  [
    "has a new key for each call",
    "a question asked again is done once, and has the same answer",
    () => {
      let calls = 0;
      return {
        sent(request, call) {
          calls += 1;
          return { ...rightExchange.sent(request, call), key: `k-${calls}` };
        },
      };
    },
  ],
  [
    "has one key for all",
    "questions at once are apart: each has its own answer, and is done once",
    { sent: (request, call) => ({ ...rightExchange.sent(request, call), key: "k" }) },
  ],
  [
    "takes nothing for an answer",
    "that there is nothing is an answer, with nothing beside it",
    { came: instead('{"kind":"nothing"}', { kind: "answered", answer: null }) },
  ],
  [
    "takes a no for nothing",
    "that they will not tell is an answer, with nothing beside it",
    { came: instead('{"kind":"no"}', { kind: "no-data" }) },
  ],
  [
    "asks again at once",
    "what is not ready is pending and no trouble, and is answered when it is ready",
    { came: instead('{"kind":"wait","ref":"W-1"}', { kind: "pending", askAgainAfterMs: 0 }) },
  ],
  [
    "keeps another amount",
    "an answer that comes by itself is taken as it is",
    { formed: (answer) => (rightExchange.formed(answer) === undefined ? undefined : { number: "TB-1", vnd: 1 }) },
  ],
  [
    "takes a no that comes for nothing",
    "that there is nothing, or that they will not tell, comes by itself as well",
    { outcomeOf: ({ outcome }) => (outcome === "refused" ? "no-data" : outcome) },
  ],
  [
    "takes a second answer",
    "one answer counts: the same message changes nothing, and another is refused",
    { isOpen: () => true },
  ],
  ["looks at no seal", "a message changed on its way, or not signed by them, is refused", { sealFits: () => true }],
  ["takes any form", "an answer of another form that comes by itself is refused", { formed: (answer) => answer }],
  [
    "lets anybody answer for anybody",
    "an answer about nothing that was asked, or asked of somebody else, is refused",
    { mayAnswer: () => true },
  ],
  [
    "tries a refusal for ever",
    "a question refused for good asks for a person",
    { errorOf: asks("plain.refused", "later") },
  ],
  ["gives up on who is busy", "a refusal for now is tried later", { errorOf: asks("plain.busy", "operator") }],
  ["gives up when nobody listens", "when nobody listens it is tried later", { errorOf: asks("plain.down", "never") }],
  [
    "takes silence for nothing",
    "silence before the question was taken: asked again, it is done once",
    { errorOf: (error) => (AdapterError.is(error) && error.code === "plain.unknown_outcome" ? undefined : error) },
  ],
  [
    "asks anew after silence",
    "silence after the question was taken: asked again, it is not done again",
    () => anewAfter("plain.unknown_outcome"),
  ],
  [
    "asks anew after what stands in between",
    "what stands in between breaks: asked again, it is not done again",
    () => anewAfter("plain.no_answer"),
  ],
  [
    "tries a refused login for ever",
    "a refused login asks for an operator",
    { errorOf: asks("plain.login_refused", "later") },
  ],
  [
    "takes what is no answer for nothing",
    "an answer that is none is not taken",
    { came: (said, request) => (said.startsWith("<") ? { kind: "no-data" } : rightExchange.came(said, request)) },
  ],
  [
    "looks at no field",
    "an answer of another form is not taken",
    takes((notice, about, id) => about === id && Number.isSafeInteger(notice.vnd)),
  ],
  [
    "takes any number",
    "an answer with a fraction in it is not taken",
    takes((notice, about, id) => about === id && isNumber(notice)),
  ],
  ["believes every answer its own", "an answer about another question is not taken", { came: anyAbout() }],
  [
    "reads answers of any length",
    "an answer without a sensible length is not read to its end",
    { came: (said, request) => rightExchange.came(said.trim(), request) },
  ],
  [
    "gives an answer all the time it wants",
    "an answer that drips ends with the adapter's time",
    { signalOf: ({ signal }) => signal },
  ],
  ["takes a redirect for an answer", "a redirect is not followed", forgives(302)],
  ["does not say how long", "how long to wait is passed on", { errorOf: asks("plain.busy", "later") }],
  [
    "has a sentence for a code",
    "one trouble has one code of dotted words",
    { errorOf: () => trouble("The tax office refuses", "operator") },
  ],
  [
    "repeats whom it asked about",
    "no error repeats who was asked about, what was answered or a secret",
    {
      errorOf: (error, { question }) =>
        AdapterError.is(error) ? trouble(error.code, error.retry, JSON.stringify(question)) : error,
    },
  ],
  [
    "does not hear that a call is broken off",
    "a call that is broken off ends at once, and one broken off before asks nothing",
    { signalOf: (_, timeoutMs) => AbortSignal.timeout(timeoutMs) },
  ],
  ["asks one after the other", "questions at once are apart: one that hangs holds up no other", () => inTurn()],
];

/** Never looks which question the answer is about. */
function anyAbout(): PlainExchangeSteps["came"] {
  return (said, request) => {
    const { about } = /^\{"about/.test(said) ? read(said) : {};
    return rightExchange.came(said, about === undefined ? request : { ...request, requestId: String(about) });
  };
}

function instead(wanted: string, came: Awaited<ReturnType<DataExchange["ask"]>>): PlainExchangeSteps["came"] {
  return (said, request) => (said === wanted ? came : rightExchange.came(said, request));
}

/** What was asked and not answered is another question the next time. */
function anewAfter(code: string): Steps {
  let failed = 0;
  return {
    sent: (request, call) => ({ ...rightExchange.sent(request, call), key: `${call.idempotencyKey}-${failed}` }),
    errorOf(error) {
      if (AdapterError.is(error) && error.code === code) failed += 1;
      return error;
    },
  };
}

function inTurn(): Steps {
  let last: Promise<unknown> = Promise.resolve();
  return {
    around: (ask) => (request, call) => {
      const asking = last.then(() => ask(request, call));
      last = asking.catch(() => undefined);
      return asking;
    },
  };
}

async function foundBy(name: string, harness: ExchangeHarness): Promise<string | undefined> {
  const found = exchangeCases.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`there is no case "${name}"`);
  return await runExchangeCase(found, harness).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

describe("the kit for data exchanges", () => {
  const right = plainExchangeHarness(() => ({}));

  it.concurrent.each(exchangeCases.map(({ name }) => [name]))(
    "finds nothing wrong with a right one: %s",
    async (name) => {
      expect(await foundBy(name, right)).toBeUndefined();
    },
  );

  it.concurrent.each(faults)("catches one that %s: %s", async (_, caught, wrong) => {
    const harness = plainExchangeHarness(typeof wrong === "function" ? wrong : () => wrong);
    expect(await foundBy(caught, harness)).toContain("ConformanceError");
  });

  it("names every case once, and each of them can fail", () => {
    const names = exchangeCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const caught = new Set(faults.map(([, each]) => each));
    expect(names.filter((name) => !caught.has(name))).toEqual([]);
  });
});
