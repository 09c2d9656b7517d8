import { forecastOnThreads } from "@motcua/adapters/threads";
import {
  checkModel,
  compileModel,
  ForecastRuns,
  forecastFrom,
  forecastOf,
  type LawFact,
  officeAt,
  runUnit,
  type ScoredForecast,
  scoreForecasts,
} from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";
import { unattendedWaits } from "../../packages/core/src/simulator/kernel/unattended.ts";
import { type Deed, dossier, lawOfTests, modelOfOffice, presentAt, scenario } from "./forecast-states.ts";

const dayMs = 86_400_000;
const office = { dossiers: 120, officers: 1 };
const at = (deeds: readonly Deed[], daysAgo = 1, law = lawOfTests()) =>
  dossier("1", presentAt - daysAgo * dayMs, deeds, law);

function placed(
  states: readonly ReturnType<typeof dossier>[],
  changes: { readonly knows?: boolean; readonly at?: number } = {},
) {
  const law = lawOfTests();
  const other = lawOfTests(7);
  const laws = changes.knows === false ? [] : [law, other];
  const built = officeAt({
    scenario: scenario(1),
    sources: vietnamSources(),
    at: changes.at ?? presentAt,
    states,
    lawOf: (hashes) => laws.find((known) => known.hashes.procedure === hashes.procedure),
  });
  if (!built.ok) throw new Error(built.error[0]?.text.en);
  return built.value;
}

describe("where a stored dossier stands", () => {
  it.each<readonly [string, readonly Deed[], string, string | undefined]>([
    ["handed in", ["submit"], "~receive:other", undefined],
    ["sent home to complete the papers", ["submit", "guide"], "~comes-back", undefined],
    ["accepted", ["submit", "accept"], "intake", undefined],
    ["with nobody in particular", ["submit", "accept", "forward"], "officer", undefined],
    ["in somebody's hands", ["submit", "accept", "forward", "assign"], "officer", "kt"],
    ["with the citizen", ["submit", "accept", "forward", "assign", "ask"], "officer~supplement", undefined],
    ["with the head", ["submit", "accept", "forward", "assign", "finish"], "leader", undefined],
    ["ready", ["submit", "accept", "forward", "assign", "finish", "approve"], "return~collect", undefined],
  ])("%s", (_, deeds, node) => {
    const { model, unplaced } = placed([at(deeds)]);
    expect(unplaced).toEqual([]);
    expect(model.open?.map((one) => one.node)).toEqual([node]);
    expect(checkModel(model, { allowOverload: true })).toEqual([]);
  });

  it("held by somebody whom the scenario has, else by anybody", () => {
    const held = at(["submit", "accept", "forward", "assign"]);
    const law = lawOfTests();
    const build = (officers: number) =>
      officeAt({
        scenario: scenario(officers),
        sources: vietnamSources(),
        at: presentAt,
        states: [held],
        lawOf: () => law,
      });
    // Two are called kt-1 and kt-2, one alone is called kt.
    const [two, one] = [build(2), build(1)];
    expect(two.ok && two.value.model.open?.[0]?.person).toBe("kt-1");
    expect(one.ok && one.value.model.open?.[0]?.person).toBeUndefined();
  });

  it("gets a flow of its own under another definition, and is named when its law is gone", () => {
    const old = at(["submit", "accept", "forward"], 1, lawOfTests(7));
    const { model, underOtherLaw } = placed([old]);
    expect(underOtherLaw).toEqual(["1"]);
    expect(model.flows.map(({ law }) => law?.procedure.definition.version)).toEqual([1, 7]);
    expect(placed([old], { knows: false }).unplaced).toEqual([{ dossierId: "1", reason: "law-unknown" }]);
  });

  it.each([366, 500, 2_400])("is nowhere any more when the law has closed it in the %i days since", (days) => {
    // A citizen was asked, and never answered; another dossier has been in somebody's hands as long.
    const now = presentAt + days * dayMs;
    const states = [
      dossier("1", presentAt, ["submit", "accept", "forward", "assign", "ask"]),
      dossier("2", presentAt, ["submit", "accept", "forward", "assign"]),
    ];
    const { model } = placed(states, { at: now });
    const { dossiers } = forecastOf(model, { seed: 1, replications: 20 });
    const one = (id: string) => dossiers.find((known) => known.id === id);
    expect(one("1")).toMatchObject({ node: "officer~supplement", undecidedShare: 0, late: { share: 0 } });
    expect(one("1")?.finish).toEqual({ p10: now, p50: now, p90: now });
    expect(one("2")).toMatchObject({ node: "officer", undecidedShare: 0, late: { share: 1 } });
    expect(one("2")?.finish.p10).toBeGreaterThan(now);
    // The same where the whole law is kept.
    const ends = new Map<number, number>();
    const end = (logged: number, at: number) => ends.set(logged, at);
    const sink = { begin() {}, work() {}, end };
    const result = runUnit(compileModel(model), { seed: 1, replication: 0, office: 0, sink });
    expect(ends.get(dossiers.findIndex(({ id }) => id === "1"))).toBe(now);
    expect(result.flows[0]?.law?.outcomes.get("closed")).toBeGreaterThan(0);
  });

  it("has gone the way that silence meant while its office slept", () => {
    const law = lawOfTests(1, "1.001193");
    const state = dossier("1", presentAt, ["birth", "accept", "forward", "send-draft"], law);
    const staff = [
      { id: "mc", unit: "one-stop", roles: ["one-stop-officer"] },
      { id: "tp", unit: "justice", roles: ["officer"] },
      { id: "ct", unit: "leadership", roles: ["leader"] },
      { id: "vt", unit: "office", roles: ["clerk"] },
    ];
    const built = officeAt({
      scenario: { ...scenario(1), procedures: [{ code: "1.001193" }], arrivals: [], staff },
      sources: vietnamSources(),
      at: presentAt + 30 * dayMs,
      states: [state],
      lawOf: () => law,
    });
    if (!built.ok) throw new Error(built.error[0]?.text.en);
    const { model } = built.value;
    expect(model.open?.map(({ node }) => node)).toEqual(["confirm"]);
    const facts: LawFact[] = [];
    const visited: number[] = [];
    const sink = {
      begin() {},
      work: (_: number, __: number, node: number) => visited.push(node),
      end() {},
      fact: (_: number, fact: LawFact) => facts.push(fact),
    };
    runUnit(compileModel(model), { seed: 1, replication: 0, office: 0, sink });
    const acted = facts.filter(({ kind }) => kind === "acted");
    expect(acted[0]).toMatchObject({ step: "confirm", action: "silent" });
    // On the day it meant so; whoever registers it goes on from the present.
    expect(acted[0]?.at).toBeLessThan(presentAt + 3 * dayMs);
    expect(acted[1]?.at).toBeGreaterThanOrEqual(model.startAt);
    expect(model.flows[0]?.nodes[visited[0] ?? -1]?.id).toBe("officer");
  });

  it("a round of supplement that was used up is not asked for again", () => {
    const { model } = placed([at(["submit", "accept", "forward", "assign", "ask", "answer"], 2)]);
    expect(model.open?.[0]?.taken).toEqual([{ node: "officer?", to: "officer~supplement?", times: 1 }]);
    // Every replication would break the law with a second round.
    expect(forecastOf(model, { seed: 1, replications: 60 }).dossiers[0]?.undecidedShare).toBe(0);
  });
});

describe("forecast", () => {
  const model = modelOfOffice(office);
  const forecast = forecastOf(model, { seed: 1, replications: 120 });

  it("is certain of what is late already, and of what is ready", () => {
    const states = new Map(model.open?.map(({ id, state }) => [id, state]));
    const overdue = forecast.dossiers.filter(({ dueAt, known }) => !known && dueAt !== undefined && dueAt < presentAt);
    expect(overdue.length).toBeGreaterThan(5);
    for (const { late, help } of overdue) {
      expect(late).toMatchObject({ share: 1, low: 1, high: 1 });
      // It can be late by less, and not on time any more.
      expect(help.savedShare).toBe(0);
    }
    const ready = forecast.dossiers.filter(({ known }) => known);
    expect(ready.length).toBeGreaterThan(5);
    for (const { id, late } of ready) expect(late?.share).toBe(states.get(id)?.verdict === "late" ? 1 : 0);
  });

  it("knows no due date while the citizen holds the clock", () => {
    const waiting = forecast.dossiers.filter(({ node }) => node === "officer~supplement");
    expect(waiting.length).toBeGreaterThan(5);
    for (const { dueAt, late } of waiting) {
      expect(dueAt).toBeUndefined();
      expect(late?.share).toBeLessThan(0.9);
    }
    // Who has been asked long ago may answer any moment; the others have more of the wait before them than of all else.
    expect(waiting.filter(({ longest }) => longest?.of === "outside").length).toBeGreaterThan(waiting.length / 2);
  });

  it("says of dossiers under one model what replications of another seed bring", () => {
    const truths = new ForecastRuns(model, { seed: 77, replications: 40 });
    const scored: ScoredForecast[] = [];
    const before = new Uint32Array(forecast.dossiers.length);
    let expectedBrier = 0;
    for (let replication = 0; replication < 40; replication += 1) {
      truths.run(replication);
      const { late } = truths.columns();
      forecast.dossiers.forEach(({ late: said, known }, i) => {
        const happened = (late[i] ?? 0) > (before[i] ?? 0);
        before[i] = late[i] ?? 0;
        if (known || said === null) return;
        scored.push({ probability: said.share, happened });
        expectedBrier += said.share * (1 - said.share);
      });
    }
    const score = scoreForecasts(scored);
    expect(score.happened).toBeGreaterThan(200);
    expect(score.expectedCalibrationError).toBeLessThan(0.04);
    expect(score.auc).toBeGreaterThan(0.8);
    expect(Math.abs((score.brier ?? 1) - expectedBrier / scored.length)).toBeLessThan(0.02);
  });

  it("puts half of the ends before the even instant and nine in ten before the later one", () => {
    const truths = new ForecastRuns(model, { seed: 78, replications: 20 });
    for (let replication = 0; replication < 20; replication += 1) truths.run(replication);
    const rows = truths.columns().finishS;
    const share = (of: "p50" | "p90"): number => {
      const open = forecast.dossiers.flatMap((one, i) => (one.known ? [] : [{ one, i }]));
      const hits = open.flatMap(({ one, i }) =>
        rows.map((row) => presentAt + (row[i] ?? 0) * 1000 <= (one.finish[of] ?? Number.POSITIVE_INFINITY)),
      );
      return hits.filter(Boolean).length / hits.length;
    };
    expect(share("p50")).toBeGreaterThan(0.42);
    expect(share("p50")).toBeLessThan(0.58);
    expect(share("p90")).toBeGreaterThan(0.85);
    expect(share("p90")).toBeLessThan(0.95);
  });

  it("keeps only what verdicts need, and comes to the verdicts of the whole law", () => {
    const runs = new ForecastRuns(model, { seed: 5, replications: 3 });
    const compiled = compileModel(model);
    const late = new Uint32Array(forecast.dossiers.length);
    for (let replication = 0; replication < 3; replication += 1) {
      runs.run(replication);
      const ends = new Map<number, number>();
      runUnit(compiled, {
        seed: 5,
        replication,
        office: 0,
        sink: {
          begin() {},
          work() {},
          end() {},
          judged(one, judgement) {
            if (one >= late.length) return;
            ends.set(one, judgement.at);
            if (judgement.late) late[one] = (late[one] ?? 0) + 1;
          },
        },
      });
      const row = runs.columns().finishS[replication];
      for (const [one, end] of ends) expect(row?.[one]).toBe(Math.ceil((end - presentAt) / 1000));
      expect(ends.size).toBe(forecast.dossiers.filter(({ known }) => !known).length);
    }
    expect(runs.columns().late).toEqual(late);
  });

  it("does without the others once nobody works on what is left: a citizen who never answers, a letter in the post", () => {
    const compiled = compileModel(model);
    const waits = unattendedWaits(compiled);
    const named = compiled.nodes.filter(({ index }) => waits[index] === 1);
    const ids = new Set(named.map(({ flow, place }) => compiled.model.flows[flow]?.nodes[place]?.id));
    expect(ids).toEqual(new Set(["officer~silent", "return-refusal~postal", "return~postal"]));
  });

  it("helps first where help saves", () => {
    const first = forecast.helpFirst.map((place) => forecast.dossiers[place]?.help.savedShare ?? 0);
    expect(first.length).toBeGreaterThan(3);
    expect(first).toEqual([...first].sort((a, b) => b - a));
    expect(first[0]).toBeGreaterThan(0);
  });

  it("is the same on one, two and four threads", async () => {
    const options = { seed: 3, replications: 9 };
    const source = {
      module: new URL("./forecast-states.ts", import.meta.url).href,
      function: "modelOfOffice",
      input: office,
    };
    const here = forecastOf(model, options);
    for (const threads of [2, 4])
      expect(forecastFrom(model, await forecastOnThreads(source, { ...options, threads }), options)).toEqual(here);
  }, 60_000);
});
