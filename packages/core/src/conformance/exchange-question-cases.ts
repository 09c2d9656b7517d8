import { check, same } from "./check.ts";
import type { ExchangeCase } from "./exchange-case.ts";
import { answered, aRequest, ask, personName, requestIdOf, theCall, timesDone } from "./exchange-samples.ts";
import { helps, troubleOf } from "./port-check.ts";

const dayMs = 86_400_000;

export const exchangeQuestionCases: readonly ExchangeCase[] = [
  {
    name: "a question goes as it is, under its own id, and its answer comes back as it is",
    run: async (bench) => {
      await answered(bench);
      const { requestId, question } = aRequest(bench);
      const there = bench.done().map((one) => ({ requestId: one.requestId, question: one.question }));
      same(there, [{ requestId, question }], "questions over there");
    },
  },
  {
    name: "purpose and consent go along",
    run: async (bench) => {
      await answered(bench);
      same(
        bench.done().map(({ purpose, consent }) => [purpose, consent]),
        [["land-fees", "DY-0001"]],
        "purpose and consent over there",
      );
    },
  },
  {
    name: "where a law is the basis no consent is made up",
    run: async (bench) => {
      const { consent: _, ...request } = aRequest(bench);
      const came = await bench.exchange.ask(request, theCall());
      same(came.kind, "answered", "what comes back");
      same(
        bench.done().map(({ consent }) => consent),
        [undefined],
        "consents over there",
      );
    },
  },
  {
    name: "words arrive as they are, whatever signs are in them",
    run: async (bench) => {
      const evil = `Đào "3" <b> {x} \\u0041 & 'Ơ' số 7/2`;
      const { question, answer } = bench.sample(1, evil);
      same(await ask(bench, 1, { question }), { kind: "answered", answer }, "what comes back");
      same(
        bench.done().map((one) => one.question),
        [question],
        "questions over there",
      );
    },
  },
  {
    name: "a question of another form is not asked",
    run: async (bench) => {
      const asked = bench.exchange.ask(aRequest(bench, 1, { question: bench.malformed(personName) }), theCall());
      helps(await troubleOf(asked, "a question of another form"), ["operator", "never"], "a question of another form");
      same(bench.arrived(), 0, "questions that reached the other side");
    },
  },
  {
    name: "a question asked again is done once, and has the same answer",
    run: async (bench) => {
      for (let times = 1; times <= 3; times += 1) await answered(bench);
      same(timesDone(bench), 1, "times it was done");
    },
  },
  {
    name: "questions at once are apart: each has its own answer, and is done once",
    run: async (bench) => {
      const all = [1, 2, 3, 4, 5, 6, 7, 8];
      await Promise.all(all.map((n) => answered(bench, n)));
      same(
        bench
          .done()
          .map(({ requestId }) => requestId)
          .toSorted(),
        all.map(requestIdOf),
        "questions over there",
      );
    },
  },
  {
    name: "that there is nothing is an answer, with nothing beside it",
    needs: "no-data",
    run: async (bench) => {
      await bench.trouble("no-data");
      same(await ask(bench), { kind: "no-data" }, "what comes back");
    },
  },
  {
    name: "that they will not tell is an answer, with nothing beside it",
    needs: "declined",
    run: async (bench) => {
      await bench.trouble("declined");
      same(await ask(bench), { kind: "refused" }, "what comes back");
    },
  },
  {
    name: "what is not ready is pending and no trouble, and is answered when it is ready",
    needs: "pending",
    run: async (bench) => {
      await bench.trouble("pending", 2);
      for (let times = 1; times <= 2; times += 1) {
        const came = await ask(bench);
        check(came.kind === "pending", `what is not ready is pending, not ${came.kind}`);
        const { providerRef = "ref", askAgainAfterMs = 1 } = came;
        check(askAgainAfterMs > 0 && askAgainAfterMs <= dayMs, "it is asked again within a day, and not at once");
        check(providerRef !== "" && providerRef.length <= 200, "their name of it is a short text");
        const personal = bench.sample(1, personName).personal.filter((text) => providerRef.includes(text));
        same(personal.length, 0, "personal data in their name of it");
      }
      await answered(bench);
      same(timesDone(bench), 1, "times it was done");
    },
  },
];
