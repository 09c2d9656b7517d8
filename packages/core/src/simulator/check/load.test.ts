import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileModel } from "../kernel/compile.ts";
import { runUnit } from "../kernel/run-unit.ts";
import type { Flow, FlowNode, Model, Person, Stream } from "../model.ts";
import { loadsOf } from "./load.ts";
import { largestMatching } from "./matching.ts";
import { visitsOf } from "./visits.ts";

const hour = 3_600_000;
const conventions: Model["conventions"] = {
  arrivals: "elapsed",
  dispatch: "when-free",
  allocation: "fair",
  shiftEnd: "pause",
  preemption: "none",
};

/** One flow of one task for each skill, arriving once an hour. */
function modelOf(workHours: readonly number[], skillsOf: readonly (readonly number[])[]): Model {
  const flows = workHours.map(
    (hours, i): Flow => ({
      id: `f${i}`,
      name: "",
      start: "a",
      nodes: [
        {
          id: "a",
          name: "",
          kind: "task",
          next: "e",
          skill: `s${i}`,
          duration: { all: { kind: "fixed", ms: hours * hour } },
        },
        { id: "e", name: "", kind: "end" },
      ],
    }),
  );
  return {
    flows,
    people: skillsOf.map(
      (skills, i): Person => ({
        id: `p${i}`,
        name: "",
        unit: "",
        role: "",
        skills: skills.map((skill) => `s${skill}`),
        calendar: "always",
      }),
    ),
    calendars: [{ id: "always", kind: "always" }],
    streams: flows.map(
      ({ id }): Stream => ({ id, flow: id, arrivals: { kind: "between", ms: { kind: "fixed", ms: hour } } }),
    ),
    conventions,
    startAt: 0,
    endAt: 100 * hour,
  };
}

describe("load", () => {
  it("is the highest ratio over all sets of kinds of work", () => {
    const kinds = 5;
    const staff = fc.array(fc.uniqueArray(fc.nat(kinds - 1), { maxLength: kinds }), { minLength: 1, maxLength: 6 });
    const work = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: kinds, maxLength: kinds });
    fc.assert(
      fc.property(work, staff, (tenths, skillsOf) => {
        const hours = tenths.map((tenth) => tenth / 10);
        const [hardest] = loadsOf(modelOf(hours, skillsOf));
        expect(hardest?.load).toBeCloseTo(naiveLoad(hours, skillsOf), 6);
      }),
      { numRuns: 400 },
    );
  });

  it("tells people who share work from people who do not", () => {
    const loads = loadsOf(modelOf([1.2, 0.2, 0.5], [[0, 1], [0], [2]]));
    expect(loads.map(({ skills, load }) => [skills, Number(load.toFixed(3))])).toEqual([
      [["s0", "s1"], 0.7],
      [["s2"], 0.5],
    ]);
  });

  it("counts dossiers of closed hours at the next opening, as the kernel lets them come", () => {
    const base = modelOf([1], [[0]]);
    const daily = Array.from({ length: 5 }, (_, day): [number, number] => [day * 1440 + 540, day * 1440 + 1020]);
    const open = { id: "open", kind: "weekly", spansMinutes: daily, utcOffsetMinutes: 0 } as const;
    const streams = base.streams.map((stream): Stream => {
      const ms = { kind: "exponential", meanMs: 4 * hour } as const;
      return { ...stream, calendar: "open", arrivals: { kind: "between", ms } };
    });
    const endAt = 40_000 * hour;
    for (const arrivals of ["elapsed", "open-time"] as const) {
      const conventions = { ...base.conventions, arrivals };
      const model = { ...base, streams, endAt, conventions, calendars: [...base.calendars, open] };
      const arrived = runUnit(compileModel(model), { seed: 1, replication: 0, office: 0 }).flows[0]?.arrived ?? 0;
      // Each hour of work in as many hours.
      expect(Math.abs((loadsOf(model)[0]?.load ?? 0) / (arrived / 40_000) - 1)).toBeLessThan(0.05);
    }
  });

  it("counts closed hours, speed and four people at once", () => {
    const base = modelOf([1], [[0], [0], [0], [0]]);
    const nine = { id: "always", kind: "weekly", spansMinutes: [[0, 5_040]], utcOffsetMinutes: 420 } as const;
    const weeks = { ...base, calendars: [nine], startAt: 0, endAt: 4 * 168 * hour };
    expect(loadsOf(weeks)[0]?.load).toBeCloseTo(0.5, 6);
    const fast = { ...weeks, people: weeks.people.map((person) => ({ ...person, speed: 2 })) };
    expect(loadsOf(fast)[0]?.load).toBeCloseTo(0.25, 6);
    const [flow] = weeks.flows as readonly [Flow];
    const crew = flow.nodes.map((node) =>
      node.kind === "task" ? { ...node, crew: [{ skill: "s0", count: 4 }] } : node,
    );
    expect(loadsOf({ ...weeks, flows: [{ ...flow, nodes: crew }] })[0]?.load).toBeCloseTo(2, 6);
  });
});

/** Over every set of kinds there is. */
function naiveLoad(hours: readonly number[], skillsOf: readonly (readonly number[])[]): number {
  let worst = 0;
  for (let set = 1; set < 1 << hours.length; set += 1) {
    const work = hours.reduce((sum, one, kind) => sum + ((set >> kind) & 1 ? one : 0), 0);
    const people = skillsOf.filter((skills) => skills.some((skill) => (set >> skill) & 1)).length;
    worst = Math.max(worst, people === 0 ? Number.POSITIVE_INFINITY : work / people);
  }
  return worst;
}

describe("matching", () => {
  it("fills as many places as trying everything does", () => {
    const naive = (places: readonly (readonly number[])[], taken: readonly number[] = []): number => {
      const [first, ...rest] = places;
      if (first === undefined) return 0;
      const ways = first
        .filter((member) => !taken.includes(member))
        .map((member) => 1 + naive(rest, [...taken, member]));
      return Math.max(naive(rest, taken), ...ways);
    };
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 4 }), { maxLength: 6 }), (places) => {
        expect(largestMatching(places)).toBe(naive(places));
      }),
    );
  });
});

describe("visits of a dossier", () => {
  it("are those that the kernel counts", () => {
    const dossiers = 20_000;
    const share = fc.integer({ min: 1, max: 9 }).map((tenth) => tenth / 10);
    const shape = fc.record({
      back: share,
      skip: share,
      other: share,
      passes: fc.option(fc.integer({ min: 1, max: 3 })),
    });
    fc.assert(
      fc.property(shape, ({ back, skip, other, passes }) => {
        const step = (id: string, next: string): FlowNode => ({
          id,
          name: "",
          kind: "task",
          next,
          skill: "w",
          duration: { all: { kind: "fixed", ms: 0 } },
        });
        const flow: Flow = {
          id: "f",
          name: "",
          start: "a",
          nodes: [
            step("a", "x"),
            {
              id: "x",
              name: "",
              kind: "choice",
              branches: [
                { to: "a", share: back, ...(passes === null ? {} : { passesMax: passes }) },
                { to: "b", share: 1 - back },
              ],
            },
            step("b", "i"),
            {
              id: "i",
              name: "",
              kind: "inclusive",
              branches: [
                { to: "c", share: skip },
                { to: "d", share: other },
              ],
            },
            step("c", "j"),
            step("d", "j"),
            { id: "j", name: "", kind: "join", of: "inclusive", next: "g" },
            step("g", "e"),
            { id: "e", name: "", kind: "end" },
          ],
        };
        // Limits on loops are told apart in flows of one token.
        const single = {
          ...flow,
          nodes: flow.nodes
            .filter(({ id }) => !"icdjg".includes(id))
            .map((node) => (node.id === "b" ? step("b", "e") : node)),
        };
        for (const one of passes === null ? [flow, single] : [single]) {
          const model: Model = {
            flows: [one],
            people: [{ id: "p", name: "", unit: "", role: "", skills: ["w"], calendar: "always" }],
            calendars: [{ id: "always", kind: "always" }],
            streams: [
              {
                id: "s",
                flow: "f",
                arrivals: { kind: "between", ms: { kind: "fixed", ms: 7 } },
                dossiersMax: dossiers,
              },
            ],
            conventions,
            startAt: 0,
          };
          const counted = runUnit(compileModel(model), { seed: 1, replication: 0, office: 0 });
          const visits = visitsOf(one, []);
          one.nodes.forEach((node, place) => {
            if (node.kind !== "task") return;
            const mean = (counted.nodes[0]?.[place]?.count ?? 0) / dossiers;
            // Five standard errors of a geometric number of visits at most.
            const spread = Math.sqrt(Math.max(0.25, mean * mean) / dossiers);
            expect(Math.abs((visits[place] as number) - mean)).toBeLessThan(5 * spread);
          });
        }
      }),
      { numRuns: 25 },
    );
  });
});
