import { describe, expect, it } from "vitest";
import type { Flow, FlowNode, Model, TaskNode } from "../model.ts";
import { checkModel } from "./check-model.ts";

const minute = 60_000;
const clerk = { unit: "u", role: "clerk", skills: ["clerk"], calendar: "always" } as const;
const day = 24 * 60 * minute;

const task = (id: string, next: string, more: Partial<TaskNode> = {}): TaskNode => ({
  id,
  name: id,
  kind: "task",
  next,
  skill: "clerk",
  duration: { all: { kind: "exponential", meanMs: 10 * minute } },
  ...more,
});
const end: FlowNode = { id: "end", name: "end", kind: "end" };

/** One officer, a task of ten minutes, a dossier every twenty. */
function model(changes: Partial<Model> = {}, nodes: readonly FlowNode[] = [task("serve", "end"), end]): Model {
  const flow: Flow = { id: "f", name: "f", start: nodes[0]?.id ?? "", nodes };
  return {
    flows: [flow],
    people: [{ id: "an", name: "An", unit: "u", role: "clerk", skills: ["clerk"], calendar: "always" }],
    calendars: [{ id: "always", kind: "always" }],
    streams: [{ id: "s", flow: "f", arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 20 * minute } } }],
    conventions: {
      arrivals: "open-time",
      dispatch: "when-free",
      allocation: "fair",
      shiftEnd: "pause",
      preemption: "none",
    },
    startAt: 0,
    endAt: 30 * day,
    ...changes,
  };
}

const seen = (checked: Model): readonly string[] => checkModel(checked).map(({ path, text }) => `${path}: ${text.en}`);

describe("a model before it runs", () => {
  it("is sound", () => {
    expect(seen(model())).toEqual([]);
  });

  it("shows everything at once", () => {
    const broken = model(
      {
        people: [{ ...(model().people[0] as Model["people"][0]), calendar: "nights", speed: 0 }],
        streams: [{ id: "s", flow: "g", arrivals: { kind: "between", ms: { kind: "fixed", ms: -1 } } }],
        countFrom: 40 * day,
      },
      [
        task("serve", "choose", { duration: { all: { kind: "uniform", minMs: 5, maxMs: 3 } } }),
        {
          id: "choose",
          name: "choose",
          kind: "choice",
          branches: [
            { to: "end", share: 0.5 },
            { to: "serve", share: 0.4 },
          ],
        },
        { ...end, id: "serve" },
      ],
    );
    expect(seen(broken)).toEqual([
      "countFrom: the warm-up is not shorter than the whole run",
      'people[0].calendar: there is no calendar "nights"',
      "people[0].speed: a speed must be more than 0",
      'streams[0].flow: there is no flow "g"',
      "streams[0].arrivals.ms.ms: a time of -1: it must be 0 or more",
      'flows[0].nodes[2].id: "serve" stands twice',
      "flows[0].nodes[0].duration: the values must not fall: min 5, max 3 ms",
      'flows[0].nodes[1]: there is no node "end"',
      "flows[0].nodes[1].branches: the shares add up to 0.9, not to 1",
    ]);
  });

  it.each<readonly [string, readonly FlowNode[], readonly string[]]>([
    [
      "a loop without a way out",
      [task("a", "b"), task("b", "a"), end],
      ["flows[0]: no end of the flow can be reached"],
    ],
    [
      "a dead end beside a way to the end",
      [
        {
          id: "x",
          name: "x",
          kind: "choice",
          branches: [
            { to: "a", share: 0.5 },
            { to: "end", share: 0.5 },
          ],
        },
        task("a", "b"),
        task("b", "a"),
        end,
      ],
      ["a", "b"].map(
        (id, i) =>
          `flows[0].nodes[${i + 1}]: no end can be reached from "${id}" (a dead end, or a loop without a way out)`,
      ),
    ],
    ["what nothing leads to", [task("a", "end"), task("b", "end"), end], ['flows[0].nodes[1]: nothing leads to "b"']],
    [
      "a skill that nobody has",
      [task("a", "end", { skill: "leader" }), end],
      ['flows[0].nodes[0].skill: nobody can do "a": nobody has "leader"'],
    ],
    [
      "four eyes of one person",
      [task("a", "b"), task("b", "end", { notSamePersonAs: ["a"] }), end],
      ['flows[0].nodes[1].notSamePersonAs: "b" takes another person, but only an can do it'],
    ],
    [
      "a crew that is too small",
      [task("a", "end", { crew: [{ skill: "clerk", count: 2 }] }), end],
      ['flows[0].nodes[0].crew: "a" takes 2 people at once, there are 1 at most'],
    ],
    [
      "bounds that hardly anything meets",
      [task("a", "end", { duration: { all: { kind: "normal", meanMs: 10, sdMs: 1, minMs: 14 } } }), end],
      ["flows[0].nodes[0].duration: only 0.0 % of the values lie inside the bounds (min 14 ms)"],
    ],
    [
      "a condition on nothing",
      [
        {
          id: "x",
          name: "x",
          kind: "choice",
          branches: [
            { to: "end", share: 0, when: { attribute: "colour", is: "red" } },
            { to: "end", share: 1 },
          ],
        },
        end,
      ],
      ['flows[0].nodes[0].branches[0].when.attribute: no stream gives dossiers an attribute "colour"'],
    ],
  ])("names %s", (_, nodes, faults) => {
    expect(seen(model({}, nodes))).toEqual(faults);
  });

  it("takes a limited branch for what it is: once it is used up the others are taken, also those of share 0", () => {
    const back = (limit: object, other: TaskNode): readonly FlowNode[] => [
      task("a", "x", { duration: { all: { kind: "fixed", ms: minute } } }),
      {
        id: "x",
        name: "x",
        kind: "choice",
        branches: [
          { to: "a", share: 1, ...limit },
          { to: "end", share: 0 },
          { to: "b", share: 0 },
        ],
      },
      other,
      end,
    ];
    const limited = { passesMax: 2 };
    expect(seen(model({}, back(limited, task("b", "end"))))).toEqual([]);
    expect(seen(model({}, back({}, task("b", "end"))))).toEqual(["flows[0]: no end of the flow can be reached"]);
    // Where none has a share the last is taken: somebody must be able to do it, and it must lead on.
    expect(seen(model({}, back(limited, task("b", "end", { skill: "leader" }))))).toEqual([
      'flows[0].nodes[2].skill: nobody can do "b": nobody has "leader"',
    ]);
    expect(seen(model({}, back(limited, task("b", "b"))))).toEqual(["flows[0]: no end of the flow can be reached"]);
  });

  it("sees that a loop may use up all who could sign", () => {
    const people = (count: number): Partial<Model> => ({
      people: Array.from({ length: count }, (_, i) => ({ ...clerk, id: `p${i}`, name: `p${i}` })),
    });
    const twice = (back: number, limit: object = {}): readonly FlowNode[] => [
      task("check", "right"),
      {
        id: "right",
        name: "right",
        kind: "choice",
        branches: [
          { to: "check", share: back, ...limit },
          { to: "sign", share: 1 - back },
        ],
      },
      task("sign", "end", { notSamePersonAs: ["check"] }),
      end,
    ];
    const stuck = (who: string): string =>
      `flows[0].nodes[2].notSamePersonAs: "sign" takes another person, but a loop leads back to "check": all who can do it (${who}) may have worked there, and the dossier is stuck; it takes more people, or fewer ways back`;
    expect(seen(model(people(2), twice(0.1, { passesMax: 1 })))).toEqual([stuck("p0, p1")]);
    expect(seen(model(people(3), twice(0.1, { passesMax: 1 })))).toEqual([]);
    expect(seen(model(people(3), twice(0.5, { passesMax: 1 })))).toEqual([]);
    expect(seen(model(people(3), twice(0.5, { passesMax: 2 })))).toEqual([stuck("p0, p1, p2")]);
    // Without a limit: three meet all three with a share of 0.1 * 2/3 * 0.1 * 1/3, and of 0.5 * 2/3 * 0.5 * 1/3.
    expect(seen(model(people(3), twice(0.1)))).toEqual([]);
    expect(seen(model(people(3), twice(0.5)))).toEqual([stuck("p0, p1, p2")]);
    expect(seen(model(people(2), twice(0.01)))).toEqual([]);
    expect(seen(model(people(2), twice(0.03)))).toEqual([stuck("p0, p1")]);
    expect(checkModel(model(people(2), twice(0.5)), { allowOverload: true })).toEqual([]);
    const conventions = { ...model().conventions, allocation: "same-person" } as const;
    expect(seen(model({ ...people(2), conventions }, twice(0.5)))).toEqual([]);
    // Somebody who can sign and never checks is always left.
    const boss = { ...clerk, id: "boss", name: "boss", skills: ["chief"] };
    const both = people(1).people?.map((person) => ({ ...person, skills: ["clerk", "chief"] })) ?? [];
    const signed = twice(0.5, { passesMax: 5 }).map((node) =>
      node.id === "sign" ? { ...node, skill: "chief" } : node,
    );
    expect(seen(model({ people: [...both, boss] }, signed as readonly FlowNode[]))).toEqual([]);
  });

  it("names a person who never comes", () => {
    const never = model({ calendars: [{ id: "always", kind: "dated", spans: [[-2 * day, -day]] }] });
    expect(seen(never)).toEqual([
      'flows[0].nodes[0].skill: nobody can do "serve": those who have "clerk" are never on shift',
    ]);
  });

  it("says an unstable queue before the run, and how many people it takes", () => {
    const busy = model({}, [task("serve", "end", { duration: { all: { kind: "fixed", ms: 50 * minute } } }), end]);
    const [fault] = checkModel(busy);
    expect(fault?.code).toBe("model.overload");
    expect(fault?.text.en).toBe(
      "more work than people can do, so the queue grows for ever: clerk is at load 2.50 with 1 people (an); it takes at least 3",
    );
    expect(checkModel(busy, { allowOverload: true })).toEqual([]);
    // Exactly at 1 it grows too.
    const full = model({}, [task("serve", "end", { duration: { all: { kind: "fixed", ms: 20 * minute } } }), end]);
    expect(checkModel(full)[0]?.text.en).toContain("load 1.00 with 1 people (an); it takes at least 2");
  });
});
