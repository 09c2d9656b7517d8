import { describe, expect, it } from "vitest";
import { type Staffing, type StaffingAnswer, type StaffingAsk, staffingSearch } from "./search.ts";
import { parseTarget, targetNames } from "./target.ts";

const goalsOf = (text: string) => {
  const goals = parseTarget(text);
  if (!goals.ok) throw new Error(goals.error.text.en);
  return goals.value;
};

/** Small whole numbers that look like chance and are the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed * 2_654_435_761;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 4_294_967_296;
  }
}

/** An office in which every further person helps, in one place more than in another. */
function office(seed: number, entries: number) {
  const draw = numbers(seed);
  const weights = Array.from({ length: entries }, () => 0.2 + draw.next().value);
  const needed = Array.from({ length: entries }, () => Math.floor(draw.next().value * 3));
  const target = 0.55 + 0.4 * draw.next().value;
  const onTime = (counts: Staffing): number =>
    counts.reduce((product, count, i) => product * (1 - Math.exp(-(weights[i] ?? 1) * count)), 1);
  const possible = (counts: Staffing): boolean => counts.every((count, i) => count >= (needed[i] ?? 0));
  return { onTime, possible, target };
}

function run(
  question: Parameters<typeof staffingSearch>[0],
  answer: (ask: StaffingAsk) => readonly (readonly number[])[] | undefined,
): StaffingAnswer {
  const search = staffingSearch(question);
  let step = search.next();
  while (step.done !== true) step = search.next(answer(step.value));
  return step.value;
}

const total = (counts: Staffing): number => counts.reduce((sum, count) => sum + count, 0);
const grid = (entries: number, most: number): readonly Staffing[] =>
  entries === 0
    ? [[]]
    : grid(entries - 1, most).flatMap((counts) => Array.from({ length: most + 1 }, (_, count) => [...counts, count]));

describe("the least staff", () => {
  it.each([1, 2, 3].flatMap((entries) => Array.from({ length: 30 }, (_, seed) => [entries, seed] as const)))(
    "of %i entries is what trying them all finds (%i)",
    (entries, seed) => {
      const most = 6;
      const { onTime, possible, target } = office(seed + 1, entries);
      const reaches = (counts: Staffing): boolean => possible(counts) && onTime(counts) >= target;
      const enough = grid(entries, most).filter(reaches);
      for (const layerMax of [60, 0]) {
        const found = run(
          {
            goals: goalsOf(`onTime>=${target}`),
            least: Array.from({ length: entries }, () => 0),
            most: Array.from({ length: entries }, () => most),
            replicationsMin: 2,
            replicationsMax: 2,
            layerMax,
          },
          ({ counts, replications }) =>
            possible(counts) ? [Array.from({ length: replications }, () => onTime(counts))] : undefined,
        );
        if (enough.length === 0) {
          expect(found).toMatchObject({ proof: "none" });
          expect(found.chosen).toBeUndefined();
          continue;
        }
        const counts = found.chosen?.counts ?? [];
        expect(reaches(counts)).toBe(true);
        if (found.proof === "least") expect(total(counts)).toBe(Math.min(...enough.map(total)));
        // Nobody can be spared, whichever way it was found.
        counts.forEach((count, i) => {
          if (count > 0) expect(reaches(counts.map((one, k) => (k === i ? one - 1 : one)))).toBe(false);
        });
        if (layerMax > 0) expect(found.proof).toBe("least");
      }
    },
  );

  it("asks for more replications where it is not sure, and says how sure it is", () => {
    const asked: StaffingAsk[] = [];
    const found = run(
      { goals: goalsOf("onTime>=0.9"), least: [0], most: [4], replicationsMin: 4, replicationsMax: 64 },
      (ask) => {
        asked.push(ask);
        const spread = (i: number): number => (i % 2 === 0 ? 0.05 : -0.05);
        const mean = [0.2, 0.5, 0.895, 0.97, 0.99][ask.counts[0] ?? 0] ?? 0;
        return [Array.from({ length: ask.replications }, (_, i) => mean + spread(i) * (mean === 0.895 ? 1 : 0.1))];
      },
    );
    expect(found.chosen?.counts).toEqual([3]);
    expect(found.chosen?.probability).toBeGreaterThan(0.95);
    const by = (count: number): number => asked.filter(({ counts }) => counts[0] === count).at(-1)?.replications ?? 0;
    // A hair below the target takes all there are; far from it the fewest are enough.
    expect(by(2)).toBe(64);
    expect(by(4)).toBe(4);
    expect(found.tried.find(({ counts }) => counts[0] === 2)?.probability).toBeLessThan(0.5);
  });

  it("meets every goal of a target", () => {
    const found = run(
      {
        goals: goalsOf("onTime>=0.8 && utilisation<=0.5"),
        least: [1],
        most: [10],
        replicationsMin: 2,
        replicationsMax: 2,
      },
      ({ counts: [people = 1] }) => [
        [1 - 0.5 / people, 1 - 0.5 / people],
        [2 / people, 2 / people],
      ],
    );
    expect(found.chosen?.counts).toEqual([4]);
  });
});

describe("a target", () => {
  const saidOf = (text: string): string => {
    const read = parseTarget(text);
    if (read.ok) throw new Error(`${text} was taken`);
    expect(read.error).toMatchObject({ code: "scenario.faulty", path: "target" });
    return read.error.text.en;
  };

  it.each([
    ["", "write onTime>=0.99"],
    ["onTime", "write onTime>=0.99"],
    ["onTime>0.9", "write onTime>=0.99"],
    ["onTime>=0.9 & waitingDays<=1", "write onTime>=0.99"],
    ["onTime>=0.9 &&", "write onTime>=0.99"],
    ["speed>=1", "one of onTime, nationalOnTime"],
    ["onTime>=-1", "0 to 1"],
    ["onTime>=99", "99 % is 0.99"],
    ["nationalOnTime>=1.01", "0 to 1"],
    ["onTime>=95%", "number"],
    ["onTime>=NaN", "number"],
    ["onTime>=Infinity", "number"],
    ["onTime>=", "number"],
    ["waitingDays<=-2", "0 or more"],
    // More people would only take these further away.
    ["onTime<=0.9", "onTime>="],
    ["waitingDays>=3", "waitingDays<="],
    ["utilisation>=0.8", "utilisation<="],
    ["apologies>=1", "apologies<="],
  ])("%j is none", (text, said) => {
    expect(saidOf(text)).toContain(said);
  });

  it("takes every figure by its name, the way more people help", () => {
    const goals = goalsOf(
      "onTime>=1 && nationalOnTime>=0 && waitingDays<=.5 && cycleDays<=10 && utilisation<=0.85 && apologies<=0",
    );
    expect(goals.map(({ name }) => name)).toEqual([...targetNames]);
    expect(goals.map(({ value }) => value)).toEqual([1, 0, 0.5, 10, 0.85, 0]);
  });

  it("counts waiting in days", () => {
    expect(goalsOf(" waitingDays <= 1.5 ")).toEqual([
      { name: "waitingDays", measure: "whole/waitingMs/mean", unit: 86_400_000, is: "at-most", value: 1.5 },
    ]);
  });
});
