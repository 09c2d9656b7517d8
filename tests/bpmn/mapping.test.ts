import { compileModel, type FlowNode, type Model, runUnit } from "@motcua/core/simulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { always, bpmn, element, flows, parameters, read, seconds, shares, startAt, timer } from "./kit.ts";

const line = (inside: string, ...order: readonly string[]): string =>
  bpmn(element("startEvent", "s") + inside + element("endEvent", "e") + flows(...order));
const oneTask = line(element("task", "t"), "s>t", "t>e");
const run = (model: Model, seed = 1) => runUnit(compileModel(model), { seed, replication: 0, office: 0 });
const nodeOf = (model: Model, id: string): FlowNode | undefined => model.flows[0]?.nodes.find((node) => node.id === id);

describe("layouts", () => {
  it("the oldest one, of objects by id, says the same as lists", async () => {
    const xml = line(element("task", "t") + element("exclusiveGateway", "x"), "s>t", "t>x", "x>t", "x>e");
    const old = {
      resource_profiles: {
        pool: { name: "Pool", resource_list: [{ id: "r", name: "R", cost_per_hour: "36", amount: "1" }] },
      },
      resource_calendars: { r: always },
      arrival_time_distribution: { distribution_name: "fix", distribution_params: [60, 0, 1] },
      arrival_time_calendar: always,
      task_resource_distribution: { t: { r: { distribution_name: "fix", distribution_params: [5] } } },
      gateway_branching_probabilities: { x: { "x-t": "0.25", "x-e": "0.75" } },
    };
    const lists = {
      ...old,
      resource_profiles: [{ id: "pool", ...old.resource_profiles.pool }],
      resource_calendars: [{ id: "r", time_periods: always }],
      arrival_time_distribution: seconds(60),
      task_resource_distribution: [{ task_id: "t", resources: [{ resource_id: "r", ...seconds(5) }] }],
      gateway_branching_probabilities: [shares("x", { "x-t": 0.25, "x-e": 0.75 })],
    };
    expect((await read(xml, old)).model).toEqual((await read(xml, lists)).model);
    // Without pools each resource is a person with a calendar of that name.
    const { resource_profiles: _, ...bare } = old;
    expect((await read(xml, bare)).model.people).toMatchObject([{ id: "r", calendar: "r", skills: ["t"] }]);
  });

  it("several of a kind are several people, each with its own duration where they differ", async () => {
    const list = [
      { id: "a", name: "A", cost_per_hour: 10, amount: 2, calendar: "c" },
      { id: "b", name: "B", cost_per_hour: 20, amount: 1, calendar: "c" },
    ];
    const resources = [
      { resource_id: "a", ...seconds(5) },
      { resource_id: "b", ...seconds(9) },
    ];
    const { model } = await read(
      oneTask,
      parameters(
        {},
        {
          resource_profiles: [{ id: "p", name: "P", resource_list: list }],
          task_resource_distribution: [{ task_id: "t", resources }],
        },
      ),
    );
    expect(model.people.map(({ id, name, role, costPerHour }) => [id, name, role, costPerHour])).toEqual([
      ["a_0", "A_0", "P", 10],
      ["a_1", "A_1", "P", 10],
      ["b", "B", "P", 20],
    ]);
    const [task] = model.flows[0]?.nodes ?? [];
    expect(task).toMatchObject({ duration: { all: { ms: 5000 }, byPerson: { b: { kind: "fixed", ms: 9000 } } } });
  });

  it("weeks are merged, go over Sunday, and end at midnight", async () => {
    const periods = [
      { from: "SATURDAY", to: "MONDAY", beginTime: "08:00", endTime: "12:00:00.000" },
      { from: "monday", to: "MONDAY", beginTime: "12:00:00", endTime: "23:59:59.999000" },
      { from: "TUESDAY", to: "TUESDAY", beginTime: "00:00:00", endTime: "00:00:00" },
    ];
    const { model } = await read(
      oneTask,
      parameters({ t: 1 }, { resource_calendars: [{ id: "c", time_periods: periods }] }),
    );
    const day = 1440;
    expect(model.calendars[0]).toEqual({
      id: "c",
      kind: "weekly",
      utcOffsetMinutes: 0,
      spansMinutes: [
        [480, 2 * day],
        [5 * day + 480, 5 * day + 720],
        [6 * day + 480, 6 * day + 720],
      ],
    });
  });

  it("a timer may say its duration in the diagram", async () => {
    const wait =
      '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1DT2H30M</bpmn:timeDuration></bpmn:timerEventDefinition>';
    const { model } = await read(line(element("intermediateCatchEvent", "w", wait), "s>w", "w>e"), parameters({}));
    expect(nodeOf(model, "w")).toMatchObject({ kind: "delay", delay: { ms: { kind: "fixed", ms: 95_400_000 } } });
  });
});

describe("batches", () => {
  const batch = (more: object) => ({
    task_id: "t",
    type: "Parallel",
    size_distrib: [
      { key: "1", value: 0.25 },
      { key: "3", value: 0.75 },
    ],
    duration_distrib: [{ key: "3", value: 0.8 }],
    firing_rules: [
      [{ attribute: "size", comparison: "=", value: 3 }],
      [{ attribute: "large_wt", comparison: ">=", value: 3600 }],
    ],
    ...more,
  });

  it("have a size, a longest wait, factors by size, and a share that is done alone", async () => {
    const { model } = await read(oneTask, parameters({ t: 10 }, { batch_processing: [batch({})] }));
    expect(model.flows[0]?.start).toBe("t~batch");
    expect(nodeOf(model, "t~batch")).toMatchObject({
      branches: [
        { to: "t~alone", share: 0.25 },
        { to: "t", share: 0.75 },
      ],
    });
    expect(nodeOf(model, "t~alone")).not.toHaveProperty("batch");
    expect(nodeOf(model, "t")).toMatchObject({
      batch: {
        sizeMin: 3,
        sizeMax: 3,
        waitMsMax: 3_600_000,
        run: "together",
        // The time of all the work; two lies between the sizes named, and the smaller counts.
        durationFactor: [
          { size: 1, factor: 1 },
          { size: 2, factor: 2 },
          { size: 3, factor: 0.8 * 3 },
        ],
      },
    });
  });

  it.each([
    [[[{ attribute: "size", comparison: ">", value: 3 }]], { sizeMin: 4, sizeMax: 4 }],
    [
      [
        [
          { attribute: "size", comparison: ">=", value: 2 },
          { attribute: "size", comparison: "<", value: 6 },
        ],
      ],
      { sizeMin: 2, sizeMax: 5 },
    ],
    [[[{ attribute: "large_wt", comparison: ">", value: "60" }]], { sizeMin: 1000, sizeMax: 1000, waitMsMax: 60_000 }],
    [[], { sizeMin: 3, sizeMax: 3 }],
  ])("%j", async (firing_rules, expected) => {
    const given = batch({ type: "Sequential", size_distrib: [{ key: "3", value: 1 }], firing_rules });
    const { model } = await read(oneTask, parameters({ t: 10 }, { batch_processing: [given] }));
    expect(nodeOf(model, "t")).toMatchObject({ batch: { ...expected, run: "one-after-another" } });
  });
});

it("work of a higher priority goes first", async () => {
  const attribute = {
    name: "kind",
    type: "discrete",
    values: [
      { key: "urgent", value: 0.5 },
      { key: "other", value: 0.5 },
    ],
  };
  const rules = [[{ attribute: "kind", comparison: "=", value: "urgent" }]];
  const one = [{ id: "p", resource_list: [{ id: "r", amount: 1, calendar: "c" }] }];
  const params = parameters(
    { t: 100 },
    {
      resource_profiles: one,
      arrival_time_distribution: seconds(1),
      case_attributes: [attribute],
      prioritisation_rules: [{ priority_level: 1, rules }],
    },
  );
  const { model } = await read(oneTask, params, { cases: 400, preset: "bimp" });
  const [nodes = []] = run(model).nodes;
  const waitOf = (id: string): number =>
    nodes[model.flows[0]?.nodes.findIndex((node) => node.id === id) ?? 0]?.waitingMs.mean ?? 0;
  // All come at about the same time: the urgent half is served in the first half of the time.
  expect(waitOf("t~1")).toBeLessThan(15_000_000);
  expect(waitOf("t")).toBeGreaterThan(25_000_000);
});

it("an end that terminates takes the rest of the case along", async () => {
  const xml = line(
    element("parallelGateway", "g") +
      element("task", "t") +
      element("task", "long") +
      element("endEvent", "stop", "<bpmn:terminateEventDefinition/>"),
    ...["s>g", "g>t", "g>long", "t>stop", "long>e"],
  );
  const { model } = await read(xml, parameters({ t: 10, long: 1000 }), { cases: 2 });
  expect(run(model).flows[0]).toMatchObject({ finished: 2, open: 0, cycleMs: { max: 10_000 } });
});

it("rules with several answers that lead one way into a join are one way into it", async () => {
  const xml = line(
    ["g", "j"].map((id) => element("parallelGateway", id)).join("") +
      element("exclusiveGateway", "x") +
      element("task", "t") +
      element("task", "u"),
    ...["s>g", "g>x", "g>t", "t>j", "x>j", "x>u", "u>j", "j>e"].filter((flow) => flow !== "u>j"),
    "u>e",
  );
  const values = [
    { key: "yes", value: 1 },
    { key: "no", value: 0 },
  ];
  const rule = (answer: string) => ["a", "b"].map((attribute) => [{ attribute, comparison: "=", value: answer }]);
  const params = parameters(
    { t: 10, u: 5 },
    {
      case_attributes: ["a", "b"].map((name) => ({ name, type: "discrete", values })),
      branch_rules: [{ id: "yes", rules: rule("yes") }],
      gateway_branching_probabilities: [
        {
          gateway_id: "x",
          probabilities: [
            { path_id: "x-j", value: 0, condition_id: "yes" },
            { path_id: "x-u", value: 1 },
          ],
        },
      ],
    },
  );
  const { model } = await read(xml, params, { cases: 2 });
  expect(run(model).flows[0]).toMatchObject({ finished: 2, open: 0, cycleMs: { max: 10_000 } });
});

describe("rules at a gateway", () => {
  // What the file's rules mean, said once more without trees.
  type Rules = readonly (readonly {
    readonly attribute: string;
    readonly comparison: string;
    readonly value: unknown;
  }[])[];
  const holds = (rules: Rules, answers: { readonly [name: string]: string | number }): boolean =>
    rules.some((group) =>
      group.every(({ attribute, comparison, value }) => {
        const answer = answers[attribute];
        if (comparison === "=") return String(value) === String(answer);
        const [from, to] = value as readonly [number, number | "inf"];
        return Number(answer) >= from && (to === "inf" || Number(answer) <= to);
      }),
    );
  const test = fc.oneof(
    fc.record({ attribute: fc.constant("kind"), comparison: fc.constant("="), value: fc.constantFrom("a", "b", "c") }),
    fc.record({ attribute: fc.constant("size"), comparison: fc.constant("="), value: fc.nat(3) }),
    fc.record({
      attribute: fc.constantFrom("size", "part"),
      comparison: fc.constant("in"),
      value: fc
        .tuple(fc.nat(2), fc.oneof(fc.nat(2), fc.constant("inf" as const)))
        .map(([from, more]) => [from / 2, more === "inf" ? more : (from + more) / 2]),
    }),
  );
  const rules = fc.array(fc.array(test, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
  const answers = fc.record({
    kind: fc.constantFrom("a", "b", "d"),
    size: fc.nat(3),
    part: fc.constantFrom(0, 0.25, 0.5, 0.75, 1, 1.5),
  });

  it.each(["exclusiveGateway", "inclusiveGateway"])("%s: the ways taken are those the rules say", async (gateway) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rules, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(0, 1, 2),
        answers,
        async (given, usual, is) => {
          const tasks = ["t0", "t1", "t2"];
          const order = tasks.flatMap((task) => [`x>${task}`, `${task}>e`]);
          const xml = line(
            element(gateway, "x") + tasks.map((task) => element("task", task)).join(""),
            "s>x",
            ...order,
          );
          const params = parameters(
            { t0: 1, t1: 1, t2: 1 },
            {
              case_attributes: [
                { name: "kind", type: "discrete", values: [{ key: is.kind, value: 1 }] },
                { name: "size", type: "continuous", values: seconds(is.size) },
                { name: "part", type: "continuous", values: seconds(is.part) },
              ],
              branch_rules: given.map((all, i) => ({ id: `r${i}`, rules: all })),
              gateway_branching_probabilities: [
                {
                  gateway_id: "x",
                  probabilities: tasks.map((task, i) => ({
                    path_id: `x-${task}`,
                    value: i === usual ? 1 : 0,
                    condition_id: `r${i}`,
                  })),
                },
              ],
            },
          );
          const { model } = await read(xml, params, { cases: 8 });
          const [nodes = []] = run(model).nodes;
          const counts = tasks.map(
            (task) => nodes[model.flows[0]?.nodes.findIndex(({ id }) => id === task) ?? 0]?.count ?? 0,
          );
          const held = given.map((all) => holds(all, is));
          const some = held.filter(Boolean).length;
          // None, and for a choice all: by share, which is always the usual one here. Some, for a choice: one of them.
          if (some === 0 || (gateway === "exclusiveGateway" && some === 3))
            expect(counts).toEqual(tasks.map((_, i) => (i === usual ? 8 : 0)));
          else if (gateway === "inclusiveGateway" || some === 1)
            expect(counts).toEqual(held.map((yes) => (yes ? 8 : 0)));
          else if (held[usual]) expect(counts[usual]).toBe(8);
          else {
            expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8);
            counts.forEach((count, i) => {
              if (!held[i]) expect(count).toBe(0);
            });
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

it("boundary timers stop work, and a race takes what comes first", async () => {
  const xml = line(
    element("task", "t") + element("boundaryEvent", "b", timer, 'attachedToRef="t"') + element("task", "u"),
    ...["s>t", "t>e", "b>u", "u>e"],
  );
  const { model } = await read(
    xml,
    parameters({ t: 100, u: 7 }, { event_distribution: [{ event_id: "b", ...seconds(40) }] }),
  );
  expect(nodeOf(model, "t")).toMatchObject({ boundary: { after: { ms: { kind: "fixed", ms: 40_000 } }, to: "u" } });
  expect(run(model).flows[0]?.cycleMs.max).toBe(47_000);
  expect(model.startAt).toBe(startAt);
});
