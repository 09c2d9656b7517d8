import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Model } from "../model.ts";
import { threefry } from "../random.ts";
import type { FlowResult, LawResult, NodeResult, PersonResult, UnitResult } from "../result.ts";
import { Tally } from "../tally.ts";
import { FiguresCollector } from "./figures-collector.ts";
import { estimate, wilsonInterval } from "./interval.ts";
import { mergeUnits } from "./merge-units.ts";
import { comparePaired } from "./paired.ts";
import { unitFromData, unitToData } from "./unit-data.ts";

/** Uniform in (0, 1), by seed and place. */
function uniform(seed: number, element: number, run: number, i: number): number {
  const words = { word0: 0, word1: 0 };
  threefry(words, element, seed, i, run);
  return ((words.word0 >>> 0) + 0.5) / 2 ** 32;
}

const task = (id: string) => ({
  ...({ kind: "task", id, name: id.toUpperCase(), next: "end", skill: "s" } as const),
  duration: { all: { kind: "fixed", ms: 1 } as const },
});
const end = { kind: "end", id: "end", name: "End" } as const;
const person = (id: string, unit: string, role: string) => ({ id, name: id, unit, role, skills: ["s"], calendar: "c" });
const model = (offices: number): Model => ({
  flows: [
    { id: "1.001612", name: "First", start: "a", nodes: [task("a"), task("b"), end] },
    { id: "2.000815", name: "Second", start: "a", nodes: [task("a"), end] },
  ],
  people: [person("p1", "desk", "intake"), person("p2", "desk", "expert"), person("p3", "land", "expert")],
  calendars: [],
  streams: [],
  conventions: {
    ...{ arrivals: "open-time", dispatch: "when-free", allocation: "fair" },
    ...{ shiftEnd: "pause", preemption: "none" },
  },
  offices,
  startAt: 0,
});

/** A result with something in every member, by seed. The values of every tally are kept, for the naive count. */
function randomUnit(seed: number, replication: number, office: number, kept?: Map<string, number[]>): UnitResult {
  let drawn = 0;
  const draw = (below: number): number => {
    drawn += 1;
    return Math.floor(uniform(seed, drawn, replication, office) * below);
  };
  const tally = (name: string, below: number): Tally => {
    const made = new Tally();
    const values = kept?.get(name) ?? [];
    for (let left = draw(30); left > 0; left -= 1) {
      const value = draw(draw(2) === 0 ? below : 400);
      values.push(value);
      made.add(value);
    }
    kept?.set(name, values);
    return made;
  };
  const map = (...names: readonly string[]): Map<string, number> =>
    new Map(names.filter(() => draw(3) > 0).map((name) => [name, draw(50)]));
  const law = (): LawResult => ({
    ...{ limited: 100 + draw(9), openLate: draw(20), onTimeLocal: draw(100), onTimeNational: draw(100) },
    ...{ daysOver: tally("daysOver", 60), earlyMs: tally("earlyMs", 1e9), lateMs: tally("lateMs", 1e10) },
    ...{ apologiesOwed: draw(9), apologiesIssued: draw(9), apologiesMissed: draw(9) },
    ...{ rescheduled: draw(9), supplements: draw(9), suspendedMs: draw(1e9) },
    ...{ rungs: map("half", "due"), escalations: map("director", "province") },
    ...{ responsibleMs: map("desk", "land", "tax"), outcomes: map("granted", "refused") },
  });
  const flow = (name: string, withLaw: boolean): FlowResult => ({
    ...{ arrived: 100 + draw(99), turnedAway: draw(9), withdrawn: draw(9), finished: draw(99), open: draw(9) },
    ...{ cycleMs: tally(`${name}/cycleMs`, 1e11), waitingMs: tally(`${name}/waitingMs`, 1e7) },
    ...{ processingMs: tally(`${name}/processingMs`, 1e6), costThousandths: tally(`${name}/cost`, 500_000_000) },
    ...(withLaw && { law: law() }),
  });
  const node = (name: string): NodeResult => ({
    ...{ count: draw(99), withdrawn: draw(9), waitingMs: tally(`${name}/waitingMs`, 1e7) },
    ...{ processingMs: tally(`${name}/processingMs`, 1e7), spanMs: tally(`${name}/spanMs`, 1e8) },
  });
  const hours = (): Float64Array => Float64Array.from({ length: 168 }, () => draw(1_000));
  const worker = (): PersonResult => ({
    ...{ workedMs: draw(1e9), onShiftMs: 1e9, tasks: draw(99), cost: draw(1e6) / 7 },
    ...{ workedByHourMs: hours(), onShiftByHourMs: hours() },
  });
  const bins = draw(30);
  const over = (): Float64Array => Float64Array.from({ length: bins }, () => draw(100) / 8);
  return {
    ...{ replication, office, offices: 1, events: draw(1e6), firstAt: draw(1e6), lastAt: 1e7 + draw(1e9) },
    flows: [flow("first", true), flow("second", false)],
    nodes: [
      [node("a"), node("b"), undefined],
      [node("other"), undefined],
    ],
    people: [worker(), worker(), worker()],
    series: { binMs: 3_600_000, open: over(), waiting: over(), working: over() },
  };
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
/** Tallies hold private fields: compared by what they are for another thread. */
const plain = (unit: UnitResult) => unitToData(unit);

describe("unitToData", () => {
  it("comes back as it was, and through another thread's copy", () => {
    fc.assert(
      fc.property(seeds, fc.nat(9), fc.nat(9), (seed, replication, office) => {
        const unit = randomUnit(seed, replication, office);
        const data = unitToData(unit);
        const back = unitFromData(structuredClone(data, { transfer: [data.numbers.buffer] }));
        expect(plain(back)).toEqual(plain(unit));
        expect({ ...back, flows: [], nodes: [] }).toEqual({ ...unit, flows: [], nodes: [] });
        expect(back.flows[0]?.law?.rungs).toEqual(unit.flows[0]?.law?.rungs);
        expect(back.flows[1]).not.toHaveProperty("law");
        for (const share of [0, 0.37, 1])
          expect(back.flows[0]?.cycleMs.quantile(share)).toBe(unit.flows[0]?.cycleMs.quantile(share));
      }),
      { numRuns: 50 },
    );
  });

  it("refuses data that is cut short", () => {
    const { numbers, names } = unitToData(randomUnit(1, 0, 0));
    expect(() => unitFromData({ numbers: numbers.slice(0, -1), names })).toThrow("a unit's data");
    expect(() => unitFromData({ numbers, names: names.slice(1) })).toThrow("a unit's data");
  });
});

describe("mergeUnits", () => {
  it("counts what counting all at once would", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 5 }), (seed, offices) => {
        const kept = new Map<string, number[]>();
        const units = Array.from({ length: offices }, (_, office) => randomUnit(seed, 0, office, kept));
        const before = units.map(plain);
        const merged = mergeUnits(units);
        expect(units.map(plain)).toEqual(before);
        const once = (name: string): Tally => {
          const tally = new Tally();
          for (const value of kept.get(name) ?? []) tally.add(value);
          return tally;
        };
        for (const share of [0.1, 0.5, 0.95]) {
          expect(merged.flows[0]?.cycleMs.quantile(share)).toEqual(once("first/cycleMs").quantile(share));
          expect(merged.nodes[0]?.[1]?.spanMs.quantile(share)).toEqual(once("b/spanMs").quantile(share));
          expect(merged.flows[0]?.law?.daysOver.quantile(share)).toEqual(once("daysOver").quantile(share));
        }
        expect(merged.flows[1]?.costThousandths.sum).toBe(once("second/cost").sum);
        const due = units.reduce((sum, unit) => sum + (unit.flows[0]?.law?.rungs.get("due") ?? 0), 0);
        expect(merged.flows[0]?.law?.rungs.get("due") ?? 0).toBe(due);
        expect(merged.series.open[3] ?? 0).toBeCloseTo(
          units.reduce((sum, unit) => sum + (unit.series.open[3] ?? 0), 0),
          10,
        );
        expect(merged.lastAt).toBe(Math.max(...units.map(({ lastAt }) => lastAt)));
      }),
      { numRuns: 50 },
    );
  });

  it("widens bins that are narrower", () => {
    const [one, other] = [randomUnit(2, 0, 0), randomUnit(3, 0, 1)];
    const narrow = { ...one, series: { ...one.series, binMs: 60_000, open: Float64Array.from([2, 4, 6]) } };
    const wide = { ...other, series: { ...other.series, binMs: 120_000, open: Float64Array.from([10]) } };
    expect([...mergeUnits([narrow, wide]).series.open]).toEqual([13, 3]);
  });
});

describe("FiguresCollector", () => {
  const units = (seed: number, replications: number, offices: number): readonly UnitResult[] =>
    Array.from({ length: replications * offices }, (_, i) => randomUnit(seed, Math.floor(i / offices), i % offices));

  it("gives the same figures in whatever order units come", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((replications) =>
          fc.integer({ min: 1, max: 3 }).chain((offices) => {
            const places = Array.from({ length: replications * offices }, (_, i) => i);
            return fc.tuple(
              seeds,
              fc.constant([replications, offices] as const),
              fc.shuffledSubarray(places, { minLength: places.length }),
            );
          }),
        ),
        ([seed, [replications, offices], order]) => {
          const all = units(seed, replications, offices);
          const inOrder = new FiguresCollector(model(offices));
          for (const unit of all) inOrder.add(unit);
          const shuffled = new FiguresCollector(model(offices));
          for (const place of order) shuffled.add(unitFromData(unitToData(all[place] ?? randomUnit(0, 0, 0))));
          expect(shuffled.replications).toBe(replications);
          expect(shuffled.figures()).toEqual(inOrder.figures());
          expect(shuffled.values()).toEqual(inOrder.values());
        },
      ),
      { numRuns: 40 },
    );
  });

  it("makes offices into replications first, then statistics", () => {
    const all = units(9, 5, 2);
    const collector = new FiguresCollector(model(2));
    for (const unit of all) collector.add(unit);
    const figures = collector.figures();
    const merged = [0, 1, 2, 3, 4].map((r) => mergeUnits(all.filter(({ replication }) => replication === r)));
    expect([figures.replications, figures.offices]).toEqual([5, 2]);
    const [flow] = figures.flows;
    expect(flow?.cycleMs.p90).toEqual(estimate(merged.map((unit) => unit.flows[0]?.cycleMs.quantile(0.9) ?? 0)));
    expect(flow?.nodes.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(flow?.law?.onTimeLocalShare).toEqual(
      estimate(
        merged.map((unit) => {
          const law = unit.flows[0]?.law;
          return law === undefined ? Number.NaN : law.onTimeLocal / (law.limited + law.openLate);
        }),
      ),
    );
    expect(figures.flows[1]).not.toHaveProperty("law");
    expect(figures.whole.law).toEqual(flow?.law);
    expect(figures.whole.finished.mean).toBeCloseTo(
      figures.flows.reduce((sum, { finished }) => sum + (finished.mean ?? 0), 0),
      10,
    );
    const experts = figures.roles.find(({ id }) => id === "expert");
    expect(experts?.utilisationShare).toEqual(
      estimate(merged.map(({ people }) => ((people[1]?.workedMs ?? 0) + (people[2]?.workedMs ?? 0)) / 4e9)),
    );
    expect(figures.units.map(({ id }) => id)).toEqual(["desk", "land"]);
    const waiting = merged.map((unit) => unit.series.waiting[2] ?? 0);
    expect(figures.series.waiting.mean[2]).toBeCloseTo(estimate(waiting).mean ?? 0, 10);
    expect(figures.series.waiting.half95?.[2]).toBeCloseTo(estimate(waiting).half95 ?? 0, 10);
    expect(figures.people[0]?.utilisationByHourShare.mean.length).toBe(168);
    expect(collector.values().get("flows/1.001612/nodes/b/count")?.length).toBe(5);
  });

  it("counts a rung that a replication never met as 0", () => {
    const collector = new FiguresCollector(model(1));
    units(4, 8, 1).forEach((unit, i) => {
      const law = unit.flows[0]?.law;
      law?.rungs.clear();
      if (i === 2 || i === 5) law?.rungs.set("rare", 4);
      collector.add(unit);
    });
    expect(collector.figures().whole.law?.rungs.rare).toEqual(estimate([0, 0, 4, 0, 0, 4, 0, 0]));
    expect(collector.values().get("whole/law/rungs/rare")).toEqual([0, 0, 4, 0, 0, 4, 0, 0]);
  });

  it("gives a share that is the same in every replication the interval of what was counted", () => {
    const collector = new FiguresCollector(model(1));
    let [limited, arrived] = [0, 0];
    for (const unit of units(4, 8, 1)) {
      for (const flow of unit.flows) {
        Object.assign(flow, { withdrawn: 0 });
        if (flow.law) Object.assign(flow.law, { onTimeLocal: flow.law.limited, openLate: 0 });
        limited += flow.law?.limited ?? 0;
        arrived += flow.arrived;
      }
      collector.add(unit);
    }
    const { whole } = collector.figures();
    const agreed = wilsonInterval(limited, limited, 0.95);
    expect(whole.law?.onTimeLocalShare).toEqual({ mean: 1, sd: 0, half95: 0, n: 8, counted95: [agreed?.low, 1] });
    expect(agreed?.low).toBeLessThan(1);
    expect(whole.withdrawnShare.counted95).toEqual([0, wilsonInterval(0, arrived, 0.95)?.high]);
    // Where replications differ, and of figures that are no shares, Student has told all there is.
    expect(whole.law?.onTimeNationalShare).not.toHaveProperty("counted95");
    expect(whole.withdrawn).toEqual({ mean: 0, sd: 0, half95: 0, n: 8 });
    const values = collector.values();
    const [compared] = comparePaired(values, values, ["whole/law/onTimeLocalShare"]);
    expect(compared?.variant).toEqual(whole.law?.onTimeLocalShare);
    expect(compared?.difference).toEqual({ mean: 0, sd: 0, half95: 0, n: 8 });
  });

  it("says nothing more of a share in one replication", () => {
    const collector = new FiguresCollector(model(1));
    for (const unit of units(4, 1, 1)) collector.add(unit);
    expect(collector.figures().whole.withdrawnShare).not.toHaveProperty("counted95");
  });

  it("is plain data, without what JSON cannot say", () => {
    const collector = new FiguresCollector(model(1));
    collector.add(randomUnit(6, 0, 0));
    const figures = collector.figures();
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
    expect(figures.series.open.half95).toBeNull();
  });

  it("takes several offices that were counted together as one unit", () => {
    const [single, joined] = [new FiguresCollector(model(3)), new FiguresCollector(model(3))];
    const all = units(12, 2, 3);
    for (const unit of all) single.add(unit);
    for (const replication of [1, 0]) {
      const [first, second, third] = all.filter((unit) => unit.replication === replication);
      if (first === undefined || second === undefined || third === undefined) throw new Error("three offices");
      joined.add(third);
      joined.add(mergeUnits([first, second]));
    }
    expect(joined.figures()).toEqual(single.figures());
    expect(() => joined.add({ ...randomUnit(1, 2, 2), offices: 2 })).toThrow("unit");
  });

  it("counts each unit once", () => {
    const collector = new FiguresCollector(model(2));
    collector.add(randomUnit(1, 0, 1));
    expect(() => collector.add(randomUnit(1, 0, 1))).toThrow("once");
    expect(collector.replications).toBe(0);
    expect(collector.add(randomUnit(1, 0, 0))).toBe(1);
    expect(() => collector.add(randomUnit(1, 0, 0))).toThrow("once");
  });
});
