import { readFileSync } from "node:fs";
import { readBpmnModel } from "@motcua/adapters/bpmn";
import { describe, expect, it } from "vitest";
import { bpmn, element, flows, parameters, read, refused, seconds, shares, startAt, timer } from "./kit.ts";

const line = (inside: string, ...order: readonly string[]): string =>
  bpmn(element("startEvent", "s") + inside + element("endEvent", "e") + flows(...order));
const oneTask = line(element("task", "t"), "s>t", "t>e");

describe("diagrams that are refused", () => {
  it("names every unsupported element at once, with its type", async () => {
    const xml = line(
      [
        element("task", "t", "<bpmn:multiInstanceLoopCharacteristics/>"),
        element("userTask", "u", "<bpmn:standardLoopCharacteristics/>"),
        element("callActivity", "call"),
        element("complexGateway", "cx"),
        element("intermediateCatchEvent", "link", "<bpmn:linkEventDefinition name='l'/>"),
        element("boundaryEvent", "b", timer, 'attachedToRef="t" cancelActivity="false"'),
        element("subProcess", "sub", "", 'triggeredByEvent="true"'),
        element("transaction", "tx"),
      ].join(""),
      "s>t",
      "t>u",
      "u>link",
      "link>e",
      "b>e",
    );
    const made = await readBpmnModel(xml, parameters({ t: 1, u: 1 }), { cases: 1, startAt });
    const faults = made.ok ? [] : made.error.filter(({ code }) => code === "bpmn.unsupported");
    expect(faults.map(({ text }) => text.en.replace(/ is not supported.*/, ""))).toEqual([
      'Task "t" (t)',
      'UserTask "u" (u)',
      'CallActivity "call" (call)',
      'ComplexGateway "cx" (cx)',
      'IntermediateCatchEvent "link" (link)',
      'BoundaryEvent "b" (b)',
      'SubProcess "sub" (sub)',
      'Transaction "tx" (tx)',
    ]);
  });

  it.each<[what: string, xml: string, params: unknown, faults: readonly string[]]>([
    [
      "dead ends and what is never reached",
      line(element("task", "t") + element("task", "dead") + element("task", "lost"), "s>t", "t>e", "t>dead", "lost>e"),
      parameters({ t: 1, dead: 1, lost: 1 }),
      ["bpmn.dead_end bpmn:dead", "bpmn.unreachable bpmn:lost"],
    ],
    [
      "no start",
      bpmn(element("task", "t") + element("endEvent", "e") + flows("t>e")),
      parameters({ t: 1 }),
      ["bpmn.no_start bpmn:"],
    ],
    [
      "no way to an end",
      line(
        element("task", "t") + element("task", "u") + element("exclusiveGateway", "x"),
        "s>x",
        "x>e",
        "x>t",
        "t>u",
        "u>t",
      ),
      parameters({ t: 1, u: 1 }, { gateway_branching_probabilities: [shares("x", { "x-e": 0.5, "x-t": 0.5 })] }),
      ["bpmn.no_way_out bpmn:t", "bpmn.no_way_out bpmn:u"],
    ],
    [
      "a way out that is never taken",
      line(element("task", "t") + element("exclusiveGateway", "x"), "s>t", "t>x", "x>t", "x>e"),
      parameters({ t: 1 }, { gateway_branching_probabilities: [shares("x", { "x-t": 1, "x-e": 0 })] }),
      ["bpmn.no_way_out bpmn:s", "bpmn.no_way_out bpmn:t", "bpmn.no_way_out bpmn:x"],
    ],
    [
      "references to elements that are not there",
      line(
        element("task", "t") + element("boundaryEvent", "b", timer, 'attachedToRef="none"'),
        "s>t",
        "t>nowhere",
        "t>e",
        "b>e",
      ),
      parameters(
        { t: 1, other: 1 },
        {
          event_distribution: [
            { event_id: "b", ...seconds(1) },
            { event_id: "x", ...seconds(1) },
          ],
        },
      ),
      ["bpmn.unknown_reference bpmn:b", "bpmn.unknown_reference bpmn:t-nowhere", "bpmn.unreachable bpmn:b"].concat([
        "bpmn.unknown_reference params:task_resource_distribution[1].task_id",
        "bpmn.unknown_reference params:event_distribution[1]",
      ]),
    ],
    [
      "gateways without probabilities, and with bad ones",
      line(
        ["x", "y", "z"].map((id) => element("exclusiveGateway", id)).join("") + element("task", "t"),
        ...["s>x", "x>y", "x>t", "y>z", "y>t", "z>t", "z>e", "t>e"],
      ),
      parameters(
        { t: 1 },
        {
          gateway_branching_probabilities: [
            shares("y", { "y-z": 0.5, "y-t": 0.499 }),
            shares("z", { "z-t": 1.5, "z-no": 1 }),
            shares("nobody", { a: 1 }),
          ],
        },
      ),
      [
        "bpmn.unknown_reference params:gateway_branching_probabilities[2]",
        "bpmn.no_shares bpmn:x",
        "bpmn.bad_shares params:gateway_branching_probabilities[0]",
        "bpmn.bad_shares params:gateway_branching_probabilities[1]",
        "bpmn.bad_shares params:gateway_branching_probabilities[1]",
        "bpmn.bad_shares params:gateway_branching_probabilities[1]",
      ],
    ],
    [
      "a task without anybody",
      line(element("task", "t") + element("task", "u"), "s>t", "t>u", "u>e"),
      parameters({ t: 1 }),
      ["bpmn.nobody bpmn:u"],
    ],
    [
      "an event without a time",
      line(element("intermediateCatchEvent", "m", "<bpmn:messageEventDefinition/>"), "s>m", "m>e"),
      parameters({}),
      ["bpmn.no_wait bpmn:m"],
    ],
    [
      "an event-based gateway in front of a task",
      line(
        element("eventBasedGateway", "g") + element("task", "t") + element("intermediateCatchEvent", "w", timer),
        "s>g",
        "g>t",
        "g>w",
        "t>e",
        "w>e",
      ),
      parameters({ t: 1 }, { event_distribution: [{ event_id: "w", ...seconds(1) }] }),
      ["bpmn.unsupported bpmn:t"],
    ],
    [
      "several starts that mean different things",
      line(element("startEvent", "s2") + element("task", "t"), "s>t", "t>e", "s2>e"),
      parameters({ t: 1 }),
      ["bpmn.unsupported bpmn:s", "bpmn.unsupported bpmn:s2"],
    ],
    [
      "a conditional flow without a gateway",
      bpmn(
        element("startEvent", "s") +
          element("task", "t") +
          element("endEvent", "e") +
          flows("s>t") +
          '<bpmn:sequenceFlow id="f" sourceRef="t" targetRef="e"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">x</bpmn:conditionExpression></bpmn:sequenceFlow>',
      ),
      parameters({ t: 1 }),
      ["bpmn.unsupported bpmn:f"],
    ],
    [
      "a sub-process without a start",
      line(
        element("subProcess", "sub", element("task", "t") + element("endEvent", "i") + flows("t>i")),
        "s>sub",
        "sub>e",
      ),
      parameters({ t: 1 }),
      ["bpmn.no_start bpmn:sub", "bpmn.dead_end bpmn:sub"].concat(
        ["t", "i", "sub~end", "e"].map((id) => `bpmn.unreachable bpmn:${id}`),
      ),
    ],
  ])("%s", async (_what, xml, params, faults) => {
    expect([...(await refused(xml, params))].sort()).toEqual([...faults].sort());
  });

  it.each([
    ["nothing", ""],
    ["no XML", "a diagram"],
    ["XML of another kind", "<html/>"],
    ["an element of no known type", bpmn("<bpmn:gate id='g'/>")],
    ["the same id twice", line(element("task", "t") + element("task", "t"), "s>t", "t>e")],
  ])("%s is no diagram", async (_what, xml) => {
    expect((await refused(xml, parameters({ t: 1 })))[0]).toBe("bpmn.malformed bpmn:");
  });

  it("several processes, unless one is chosen", async () => {
    const other = element("process", "q", element("startEvent", "s3") + element("endEvent", "e3") + flows("s3>e3"));
    const xml = bpmn(element("startEvent", "s") + element("endEvent", "e") + flows("s>e"), other);
    expect(await refused(xml, parameters({}))).toEqual(["bpmn.unsupported bpmn:q", "bpmn.unsupported bpmn:p"]);
    expect((await read(xml, parameters({}), { processId: "q" })).model.flows[0]?.id).toBe("q");
  });

  it("elements of other vendors do not matter", async () => {
    const xml = bpmn(
      element("startEvent", "s") + element("endEvent", "e") + flows("s>e"),
      "<qbp:info id='x'><qbp:y/></qbp:info>",
    );
    expect((await read(xml, parameters({}))).notes).toEqual([]);
  });
});

describe("parameters that are refused", () => {
  it.each<[what: string, more: object, faults: readonly string[]]>([
    [
      "everything wrong with the form at once",
      {
        resource_calendars: [
          { id: "c", time_periods: [{ from: "SOMEDAY", to: "FRIDAY", beginTime: 9, endTime: "17:00" }] },
        ],
        arrival_time_distribution: { distribution_name: "fix", distribution_params: [{ value: "many" }] },
        prioritisation_rules: {},
      },
      [
        "bpmn.parameters params:resource_calendars[0].time_periods[0].from",
        "bpmn.parameters params:resource_calendars[0].time_periods[0].beginTime",
        "bpmn.parameters params:arrival_time_distribution.distribution_params[0]",
        "bpmn.parameters params:prioritisation_rules",
      ],
    ],
    [
      "negative and senseless durations",
      {
        task_resource_distribution: [
          {
            task_id: "t",
            resources: [
              { resource_id: "r", ...seconds(-5) },
              { resource_id: "r", distribution_name: "norm", distribution_params: [5, 1, 9, 8] },
              { resource_id: "r", distribution_name: "gamma", distribution_params: [5, -1, 0, 9] },
              { resource_id: "r", distribution_name: "uniform", distribution_params: [1] },
              { resource_id: "r", distribution_name: "beta", distribution_params: [1, 1] },
            ],
          },
        ],
      },
      [0, 1, 2, 3]
        .map((i) => `bpmn.bad_duration params:task_resource_distribution[0].resources[${i}]`)
        .concat(["bpmn.unsupported params:task_resource_distribution[0].resources[4]", "bpmn.nobody bpmn:t"]),
    ],
    [
      "calendars that do not open, or by chance",
      {
        resource_calendars: [
          { id: "c", time_periods: [{ from: "MONDAY", to: "MONDAY", beginTime: "17:00:00", endTime: "09:00:00" }] },
          {
            id: "d",
            time_periods: [{ from: "MONDAY", to: "MONDAY", beginTime: "09:00", endTime: "10:00", probability: 0.5 }],
          },
        ],
      },
      [
        "bpmn.bad_calendar params:resource_calendars[0].time_periods[0]",
        "bpmn.bad_calendar params:resource_calendars[1].time_periods[0]",
        "bpmn.bad_calendar params:resource_calendars[0]",
      ],
    ],
    [
      "people and calendars nobody knows",
      {
        resource_profiles: [{ id: "p", resource_list: [{ id: "r", amount: 0, cost_per_hour: -1, calendar: "none" }] }],
        task_resource_distribution: [
          {
            task_id: "t",
            resources: [
              { resource_id: "r", ...seconds(1) },
              { resource_id: "q", ...seconds(1) },
            ],
          },
        ],
      },
      [
        "bpmn.parameters params:resource_profiles[0].resource_list[0]",
        "bpmn.parameters params:resource_profiles[0].resource_list[0]",
        "bpmn.unknown_reference params:task_resource_distribution[0].resources[1]",
        "bpmn.unknown_reference params:resource_profiles[0].resource_list[0].calendar",
      ],
    ],
    [
      "sections that a model cannot hold",
      { global_attributes: [{}], event_attributes: [{}], multitasking: { type: "local" } },
      ["global_attributes", "event_attributes", "multitasking"].map((name) => `bpmn.unsupported params:${name}`),
    ],
    [
      "rules that a model cannot hold",
      {
        case_attributes: [{ name: "kind", type: "discrete", values: [{ key: "a", value: 0.9 }] }],
        prioritisation_rules: [{ priority_level: 1, rules: [[{ attribute: "kind", comparison: "!=", value: "a" }]] }],
        branch_rules: [{ id: "one", rules: [[{ attribute: "age", comparison: "in", value: ["0", "inf"] }]] }],
        batch_processing: [
          { task_id: "t", type: "Concurrent", firing_rules: [[{ attribute: "size", comparison: "=", value: 3 }]] },
          {
            task_id: "t",
            type: "Parallel",
            firing_rules: [[{ attribute: "daily_hour", comparison: "=", value: "12" }]],
          },
          {
            task_id: "t",
            type: "Parallel",
            size_distrib: [
              { key: "1", value: 0.5 },
              { key: "3", value: 0.4 },
            ],
          },
        ],
      },
      [
        "bpmn.bad_shares params:case_attributes[0]",
        "bpmn.unknown_reference params:branch_rules[0].rules[0][0]",
        "bpmn.unsupported params:batch_processing[0]",
        "bpmn.unsupported params:batch_processing[1]",
        "bpmn.bad_shares params:batch_processing[2]",
        "bpmn.unsupported params:prioritisation_rules[0].rules[0][0]",
      ],
    ],
    [
      "fuzzy calendars of the first engine",
      { resource_calendars: [{ id: "c", availability_probabilities: [] }] },
      ["bpmn.unsupported params:resource_calendars"],
    ],
  ])("%s", async (_what, more, faults) => {
    expect(await refused(oneTask, parameters({ t: 1 }, more))).toEqual(faults);
  });

  it.each([[null], [[]], ["text"], [{}]])("%j is no parameter file", async (params) => {
    expect((await refused(oneTask, params))[0]).toMatch(/^bpmn\.parameters params:/);
  });

  it("notes what is not used", async () => {
    const params = parameters({ t: 1 }, { gateway_execution_limit: 20, my_notes: "x" });
    const { notes } = await read(oneTask, params);
    expect(notes.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "bpmn.assumed params:my_notes",
      "bpmn.assumed params:gateway_execution_limit",
    ]);
  });

  it("both files at once", async () => {
    const faults = await refused(line(element("callActivity", "t"), "s>t", "t>e"), { resource_profiles: 3 });
    expect(faults).toContain("bpmn.unsupported bpmn:t");
    expect(faults).toContain("bpmn.parameters params:resource_profiles");
  });
});

it("the reference cases have no notes", async () => {
  for (const name of ["c1-office-hours", "x1-rework-loop"]) {
    const at = (kind: string): string =>
      readFileSync(new URL(`../fixtures/simulation/cases/${name}.${kind}`, import.meta.url), "utf8");
    const { model, notes } = await read(at("bpmn"), JSON.parse(at("json")), { cases: 2000 });
    expect(notes).toEqual([]);
    await expect(`${JSON.stringify(model, undefined, 1)}\n`).toMatchFileSnapshot(
      `../fixtures/simulation/models/${name}.json`,
    );
  }
});
