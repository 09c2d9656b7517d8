import {
  checkModel,
  compileModel,
  loadScenarioTools,
  type Model,
  modelOfScenario,
  runUnit,
  simulateModel,
} from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { prepareScenario } from "../../packages/cli/src/simulate/prepare.ts";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

// Dossiers that are lodged together, and times that are now one thing, now another.

const { parseScenario } = await loadScenarioTools();

const hours = (value: number) => ({ kind: "fixed", value, unit: "working-hour" });
/** A flow that only waits. */
const waits = (id: string, wait: object) => ({
  id,
  flow: {
    start: "wait",
    nodes: [
      { id: "wait", kind: "delay", wait, next: "end" },
      { id: "end", kind: "end" },
    ],
  },
});
const scenarioOf = (changes: object): object => ({
  format: "motcua-scenario/1",
  name: "linked",
  start: "2026-08-31",
  length: { days: 30 },
  law: { rules: "none" },
  procedures: [waits("birth", hours(1)), waits("residence", hours(2)), waits("card", hours(3))],
  staff: [{ id: "an", unit: "desk", roles: ["clerk"] }],
  arrivals: [grouped([{ procedure: "residence", dependsOn: ["birth"] }])],
  ...changes,
});
const grouped = (members: readonly object[], more: object = {}) => ({
  procedure: "birth",
  arrive: { kind: "per-working-day", mean: 3 },
  members,
  ...more,
});

function built(value: object) {
  const scenario = parseScenario(value);
  if (!scenario.ok) return scenario;
  return modelOfScenario(scenario.value, vietnamSources());
}
function faultsOf(value: object): readonly string[] {
  const made = built(value);
  if (!made.ok) return made.error.map(({ path, text }) => `${path}: ${text.en}`);
  const { model, originOf } = made.value;
  return checkModel(model).map(({ path = "", text }) => `${originOf(path)}: ${text.en}`);
}
function modelOf(value: object): Model {
  const made = built(value);
  if (!made.ok) throw new TypeError(JSON.stringify(made.error));
  return made.value.model;
}

/** When dossiers of one office began and ended, by flow and number in their stream. */
function livesOf(model: Model, seed: number): ReadonlyMap<string, { readonly from: number; readonly to: number }> {
  const lives = new Map<string, { from: number; to: number }>();
  const names: string[] = [];
  runUnit(compileModel(model), {
    seed,
    replication: 0,
    office: 0,
    sink: {
      work: () => {},
      begin: (dossier, stream, flow, number, at) => {
        names[dossier] = `${model.streams[stream]?.id} ${model.flows[flow]?.id} ${number}`;
        lives.set(names[dossier] ?? "", { from: at, to: Number.NaN });
      },
      end: (dossier, at) => {
        const life = lives.get(names[dossier] ?? "");
        if (life !== undefined) life.to = at;
      },
    },
  });
  return lives;
}

describe("a linked group in a scenario", () => {
  it("begins in the order in which its members depend on one another", () => {
    const members = [
      { procedure: "card", dependsOn: ["residence"] },
      { procedure: "residence", dependsOn: ["birth"] },
    ];
    const model = modelOf(scenarioOf({ arrivals: [grouped(members)] }));
    expect(checkModel(model)).toEqual([]);
    const lives = livesOf(model, 4);
    let groups = 0;
    for (const [name, birth] of lives) {
      if (!name.includes(" birth ")) continue;
      const residence = lives.get(name.replace(" birth ", " residence "));
      const card = lives.get(name.replace(" birth ", " card "));
      expect([residence?.from, card?.from]).toEqual([birth.to, residence?.to]);
      groups += 1;
    }
    expect(groups).toBeGreaterThan(20);
    expect(lives.size).toBe(3 * groups);
  });

  it("begins all at once where nothing is said", () => {
    const model = modelOf(scenarioOf({ arrivals: [grouped([{ procedure: "residence" }, { procedure: "card" }])] }));
    const begun = [...livesOf(model, 4).values()].map(({ from }) => from);
    expect(new Set(begun).size).toBe(begun.length / 3);
  });

  it("has a channel and a case for each member under its own definition", () => {
    const model = modelOf({
      ...scenarioOf({}),
      law: {},
      procedures: [{ code: "1.001193" }, { code: "2.000815" }],
      channels: { online: 1 },
      arrivals: [{ ...grouped([{ procedure: "2.000815" }]), procedure: "1.001193" }],
    });
    const [stream] = model.streams;
    expect(stream?.members?.map(({ flow, filing }) => `${flow} ${filing?.channel}`)).toEqual([
      "1.001193 undefined",
      "2.000815 counter",
    ]);
    expect(stream?.filing?.channel).toBe("online");
  });

  it("is refused with its faults, all at once", () => {
    const arrivals = [
      grouped([{ procedure: "passport" }], { id: "a" }),
      grouped([{ procedure: "card", dependsOn: ["birht"] }], { id: "b" }),
      grouped([{ procedure: "birth" }], { id: "c" }),
      grouped(
        [
          { procedure: "card", dependsOn: ["residence"] },
          { procedure: "residence", dependsOn: ["birth", "card"] },
        ],
        { id: "d" },
      ),
      grouped([{ procedure: "card", dependsOn: ["card"] }], { id: "e" }),
    ];
    expect(faultsOf(scenarioOf({ arrivals }))).toEqual([
      'arrivals[0].members[0].procedure: the scenario has no procedure "passport"',
      'arrivals[1].members[0].dependsOn[0]: the group has no procedure "birht" (it has birth, card)',
      'arrivals[2].members[0].procedure: "birth" stands twice in the group',
      "arrivals[3].members: the procedures wait for one another in a circle: card → residence → card",
      "arrivals[4].members: the procedures wait for one another in a circle: card → card",
    ]);
    const cases = {
      ...scenarioOf({}),
      procedures: [{ code: "1.001193" }, { code: "2.000815" }],
      arrivals: [{ ...grouped([{ procedure: "2.000815", case: "none" }]), procedure: "1.001193" }],
    };
    expect(faultsOf(cases)).toEqual(['arrivals[0].members[0].case: the procedure has no case "none"']);
  });

  it("that a program writes by hand is checked likewise", () => {
    const model = modelOf(scenarioOf({}));
    const [stream] = model.streams;
    if (stream === undefined) throw new TypeError("a stream");
    const faults = (members: NonNullable<typeof stream.members>) =>
      checkModel({ ...model, streams: [{ ...stream, members }] }).map(({ path, text }) => `${path}: ${text.en}`);
    expect(faults([{ flow: "birth" }, { flow: "card", dependsOn: ["residence"] }, { flow: "card" }])).toEqual([
      'streams[0].members[1].dependsOn[0]: the group has no flow "residence"',
      'streams[0].members[2].flow: "card" stands twice',
    ]);
    expect(faults([{ flow: "card" }])).toEqual(['streams[0].members: the stream\'s own flow "birth" is not in it']);
    expect(
      faults([
        { flow: "birth", dependsOn: ["card"] },
        { flow: "card", dependsOn: ["birth"] },
      ]),
    ).toEqual(["streams[0].members: the flows wait for one another in a circle: birth → card → birth"]);
  });
});

describe("a mixture of times", () => {
  const mixture = (shares: readonly [number, number]) => ({
    kind: "mixture",
    unit: "hour",
    of: [
      { share: shares[0], time: { kind: "uniform", min: 1, max: 3 } },
      { share: shares[1], time: { kind: "fixed", value: 20 } },
    ],
  });

  it("is drawn from each part as often as its share", () => {
    const alone = { arrivals: [{ procedure: "birth", arrive: { kind: "per-working-day", mean: 100 } }] };
    const model = modelOf(scenarioOf({ ...alone, procedures: [waits("birth", mixture([0.75, 0.25]))] }));
    expect(checkModel(model)).toEqual([]);
    const { figures } = simulateModel(model, { seed: 2, replications: 4 });
    // 0.75 x 2 + 0.25 x 20 hours.
    expect((figures.whole.cycleMs.mean.mean ?? 0) / 3_600_000).toBeCloseTo(6.5, 0);
    const long = [...livesOf(model, 1).values()].filter(({ from, to }) => to - from === 20 * 3_600_000);
    const all = livesOf(model, 1).size;
    expect(long.length / all).toBeGreaterThan(0.22);
    expect(long.length / all).toBeLessThan(0.28);
  });

  it("whose shares do not add up, or that has a part of an unknown kind, is refused", () => {
    const alone = { arrivals: [{ procedure: "birth", arrive: { kind: "per-working-day", mean: 1 } }] };
    const wrong = (wait: object) => faultsOf(scenarioOf({ ...alone, procedures: [waits("birth", wait)] }));
    expect(wrong(mixture([0.75, 0.2]))).toEqual([
      "procedures[0].flow.nodes[0].wait.of: the shares add up to 0.95, not to 1",
    ]);
    expect(wrong({ ...mixture([0.5, 0.5]), of: [] })).toHaveLength(1);
    const nested = { kind: "mixture", unit: "hour", of: [{ share: 1, time: mixture([0.5, 0.5]) }] };
    expect(wrong(nested)[0]).toMatch(/^procedures\[0\]\.flow\.nodes\[0\]\.wait\.of\[0\]\.time\.kind: /);
  });
});

it("a newborn's papers in one go: the example runs, and every member waits for what it needs", async () => {
  const io = { stdout: () => {}, stderr: (text: string) => expect(text).toBe("") };
  const prepared = await prepareScenario("packages/examples/scenarios/newborn-together.yaml", false, io);
  if (typeof prepared === "number") throw new TypeError("the example has faults");
  const lives = livesOf(prepared.model, 1);
  const needs: readonly (readonly [string, string])[] = [
    ["1.004222", "1.001193"],
    ["health-card", "1.001193"],
    ["1.014062", "1.004222"],
  ];
  let looked = 0;
  for (const [name, { from }] of lives) {
    const [stream = "", flow, number] = name.split(" ");
    if (!stream.startsWith("newborn")) continue;
    for (const [later, earlier] of needs) {
      if (flow !== later) continue;
      expect(from, name).toBeGreaterThanOrEqual(lives.get(`${stream} ${earlier} ${number}`)?.to ?? Number.NaN);
      looked += 1;
    }
  }
  expect(looked).toBeGreaterThan(150);
});
