import { checkModel, loadScenarioTools, modelOfScenario, simulateModel } from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

// Numbers of the right kind and an absurd size, also where more work than people can do is allowed: told, rather than waited
// for.

const { parseScenario } = await loadScenarioTools();

const scenarioOf = (work: object, changes: object = {}): object => ({
  format: "motcua-scenario/1",
  name: "absurd",
  start: "2026-08-31",
  length: { days: 12 },
  law: { rules: "none" },
  procedures: [
    {
      id: "copy",
      flow: {
        start: "serve",
        nodes: [
          { id: "serve", kind: "task", skill: "clerk@desk", next: "end", work },
          { id: "end", kind: "end" },
        ],
      },
    },
  ],
  staff: [{ id: "an", unit: "desk", roles: ["clerk"] }],
  arrivals: [{ procedure: "copy", arrive: { kind: "per-working-day", mean: 2 } }],
  ...changes,
});
const minutes = { kind: "fixed", value: 10, unit: "minute" };

function built(value: object) {
  const scenario = parseScenario(value);
  return scenario.ok ? modelOfScenario(scenario.value, vietnamSources()) : scenario;
}
function faultsOf(value: object): readonly string[] {
  const made = built(value);
  if (!made.ok) return made.error.map(({ code, path, text }) => `${code} ${path}: ${text.en}`);
  const { model, originOf } = made.value;
  return checkModel(model, { allowOverload: true }).map(
    ({ code, path = "", text }) => `${code} ${originOf(path)}: ${text.en}`,
  );
}
const minutes10 = { kind: "fixed", value: 10 };

describe("absurd sizes", () => {
  it("work that takes longer than anybody is there", () => {
    const month = { kind: "exponential", mean: 60, unit: "working-day" };
    // Somebody would finish one, and the calendars end long before the last.
    expect(faultsOf(scenarioOf(month))[0]).toMatch(/^model\.calendar_ends length: clerk@desk is at load 120/);
    // Seven working days of eight hours: the holiday and the day beside it are none.
    const stopped = faultsOf(scenarioOf(month, { atEnd: "stop" }));
    expect(stopped).toHaveLength(1);
    expect(stopped[0]).toMatch(
      /^model\.faulty procedures\[0\]\.flow\.nodes\[0\]\.work: .*takes 480 hours .*more than 56 /,
    );
    const decades = { kind: "fixed", value: 30, unit: "day" };
    expect(faultsOf(scenarioOf({ ...decades, value: 365 * 30 }))[0]).toMatch(
      /^model\.faulty .*work: on average it takes/,
    );
    // Whoever has a time of their own may still do it.
    const byPerson = built(scenarioOf(month, { atEnd: "stop" }));
    if (!byPerson.ok) throw new TypeError("a model");
    const { model } = byPerson.value;
    const flows = model.flows.map((flow) => ({
      ...flow,
      nodes: flow.nodes.map((one) =>
        one.kind === "task"
          ? { ...one, duration: { ...one.duration, byPerson: { an: { kind: "fixed" as const, ms: 60_000 } } } }
          : one,
      ),
    }));
    expect(checkModel({ ...model, flows }, { allowOverload: true })).toEqual([]);
  });

  it("times longer than a century, by a mean or by a shape", () => {
    for (const work of [
      { kind: "fixed", value: 1e9, unit: "day" },
      { kind: "exponential", mean: 1e300, unit: "minute" },
      { kind: "weibull", shape: 0.02, scale: 1, unit: "minute" },
      {
        kind: "mixture",
        unit: "day",
        of: [
          { share: 0.5, time: minutes10 },
          { share: 0.5, time: { kind: "fixed", value: 1e6 } },
        ],
      },
    ])
      expect(faultsOf(scenarioOf(work))[0]).toMatch(
        /^model\.faulty .*work.*: on average it takes longer than 100 years/,
      );
    const wait = { kind: "delay", id: "wait", next: "end", wait: { kind: "fixed", value: 1e6, unit: "day" } };
    const flow = { start: "wait", nodes: [wait, { id: "end", kind: "end" }] };
    expect(faultsOf(scenarioOf(minutes, { procedures: [{ id: "copy", flow }] }))[0]).toMatch(/longer than 100 years/);
  });

  it("but plain numbers of a dossier may be as large as they are", () => {
    const attributes = { value: { kind: "fixed", value: 1e12, unit: "day" } };
    const arrivals = [{ procedure: "copy", arrive: { kind: "per-working-day", mean: 2 }, attributes }];
    expect(faultsOf(scenarioOf(minutes, { arrivals }))).toEqual([]);
  });

  it("dossiers without end, or more than can be simulated", () => {
    const at = (arrive: object, more: object = {}) =>
      faultsOf(scenarioOf(minutes, { arrivals: [{ procedure: "copy", arrive, ...more }] }));
    const none = { kind: "between", time: { kind: "fixed", value: 0, unit: "second" } };
    expect(at(none)).toEqual(["model.faulty arrivals[0]: dossiers come less than a millisecond apart, without end"]);
    expect(at({ kind: "between", time: { kind: "exponential", mean: 0.0004, unit: "second" } })).toHaveLength(1);
    // All at once, but so many: there is an end to them.
    expect(at(none, { dossiersMax: 50 })).toEqual([]);
    expect(at({ kind: "per-working-day", mean: 1e12 })[0]).toMatch(
      /^model\.faulty arrivals\[0\]: .*(more than can be|millisecond)/,
    );
    expect(at({ kind: "weekly-rate", perHour: new Array(168).fill(1e9) })[0]).toMatch(
      /^model\.faulty arrivals\[0\]: about .* dossiers are more than can be simulated/,
    );
    expect(faultsOf(scenarioOf(minutes, { arrivalsFactor: 1e15 }))).toHaveLength(1);
  });

  it("what is large and possible runs", () => {
    const made = built(scenarioOf({ kind: "fixed", value: 40, unit: "working-hour" }, { atEnd: "stop" }));
    if (!made.ok) throw new TypeError("a model");
    expect(checkModel(made.value.model, { allowOverload: true })).toEqual([]);
    const { figures } = simulateModel(made.value.model, { seed: 1, replications: 2 });
    expect(figures.whole.finished.mean).toBeLessThanOrEqual(1);
    expect(figures.whole.open.mean).toBeGreaterThan(10);
  });
});
