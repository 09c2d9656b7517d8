import { check, present, same } from "./check.ts";
import type { ExchangeCase, ExchangeFeature, ExchangeTrouble } from "./exchange-case.ts";
import { answered, aRequest, personName, theCall, timesDone } from "./exchange-samples.ts";
import {
  type Help,
  helps,
  patienceMs,
  repeatsNothing,
  sameCode,
  thrownBy,
  troubleOf,
  until,
  within,
} from "./port-check.ts";

/** A case of one trouble: who helps, how often the question was done by then, and that it is answered when asked again. */
const told = (
  name: string,
  kind: ExchangeTrouble,
  help: readonly Help[],
  done: 0 | 1,
  more: Pick<ExchangeCase, "timeoutMs"> & { readonly needs?: ExchangeFeature } = {},
): ExchangeCase => ({
  name,
  ...more,
  run: async (bench) => {
    await bench.trouble(kind);
    helps(await troubleOf(bench.exchange.ask(aRequest(bench), theCall()), kind), help, kind);
    same(timesDone(bench), done, "times it was done before it is asked again");
    await bench.well?.();
    await answered(bench);
    same(timesDone(bench), 1, "times it was done after it is asked again");
  },
});

const forGood: readonly Help[] = ["never", "operator"];
const doubtful: readonly Help[] = ["later", "operator"];

export const exchangeTroubleCases: readonly ExchangeCase[] = [
  told("a question refused for good asks for a person", "refuse", forGood, 0),
  told("a refusal for now is tried later", "busy", ["later"], 0),
  told("when nobody listens it is tried later", "down", ["later"], 0, { needs: "down" }),
  told("silence before the question was taken: asked again, it is done once", "hang-before", ["later"], 0, {
    timeoutMs: 1_000,
  }),
  told("silence after the question was taken: asked again, it is not done again", "hang-after", ["later"], 1, {
    timeoutMs: 1_000,
  }),
  told("what stands in between breaks: asked again, it is not done again", "broken", ["later"], 1, {
    needs: "broken",
  }),
  told("a refused login asks for an operator", "login", ["operator"], 0, { needs: "login" }),
  told("an answer that is none is not taken", "garbage", doubtful, 1, { needs: "garbage" }),
  told("an answer of another form is not taken", "odd", doubtful, 1, { needs: "odd" }),
  told("an answer with a fraction in it is not taken", "fraction", doubtful, 1, { needs: "fraction" }),
  told("an answer about another question is not taken", "other", doubtful, 1, { needs: "other" }),
  told("an answer without a sensible length is not read to its end", "oversized", doubtful, 1, { needs: "oversized" }),
  told("an answer that drips ends with the adapter's time", "drip", ["later"], 1, { needs: "drip", timeoutMs: 1_000 }),
  told("a redirect is not followed", "redirect", ["operator"], 0, { needs: "redirect" }),
  {
    name: "how long to wait is passed on",
    needs: "wait",
    run: async (bench) => {
      await bench.trouble("busy");
      const found = await troubleOf(bench.exchange.ask(aRequest(bench), theCall()), "busy");
      same(found.retryAfterMs, present(bench.waitMs, "`waitMs` of the bench"), "milliseconds to wait");
    },
  },
  {
    name: "one trouble has one code of dotted words",
    run: async (bench) => {
      await bench.trouble("refuse", 2);
      const both = [1, 2].map((n) => troubleOf(bench.exchange.ask(aRequest(bench, n), theCall(n)), "refuse"));
      sameCode((await Promise.all(both)).map(({ code }) => code));
    },
  },
  {
    name: "no error repeats who was asked about, what was answered or a secret",
    timeoutMs: 1_000,
    run: async (bench) => {
      const { personal } = bench.sample(1, personName);
      const hidden = [...personal, personName, ...(bench.secrets ?? [])];
      for (const kind of ["refuse", "busy", "hang-after"] as const) {
        await bench.trouble(kind);
        const asking = bench.exchange.ask(aRequest(bench), theCall());
        repeatsNothing(await troubleOf(asking, `a question at "${kind}"`), hidden, `"${kind}"`);
      }
      const odd = aRequest(bench, 2, { question: bench.malformed(personName) });
      const error = await troubleOf(bench.exchange.ask(odd, theCall(2)), "a question of another form");
      repeatsNothing(error, [personName], "a question of another form");
    },
  },
  {
    name: "a call that is broken off ends at once, and one broken off before asks nothing",
    run: async (bench) => {
      const before = thrownBy(bench.exchange.ask(aRequest(bench), theCall(1, AbortSignal.abort())));
      check((await within(before, patienceMs, "a call broken off before")) !== undefined, "it is not told as answered");
      same(bench.arrived(), 0, "questions that reached the other side");
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const asking = thrownBy(bench.exchange.ask(aRequest(bench), theCall(1, stop.signal)));
      await until(() => bench.arrived() > 0, "the question reaches the other side");
      stop.abort();
      check((await within(asking, patienceMs, "a call broken off")) !== undefined, "it is not told as answered");
    },
  },
  {
    name: "questions at once are apart: one that hangs holds up no other",
    run: async (bench) => {
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const hanging = thrownBy(bench.exchange.ask(aRequest(bench), theCall(1, stop.signal)));
      await until(() => bench.arrived() > 0, "the question reaches the other side");
      await Promise.all([2, 3].map((n) => answered(bench, n)));
      stop.abort();
      await within(hanging, patienceMs, "the one that hung");
    },
  },
];
