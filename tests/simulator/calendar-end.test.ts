import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkModel, loadScenarioTools, type Model, modelOfScenario, simulateModel } from "@motcua/core/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

// The work calendar of the country is known to the end of 2040. A simulation that needs later days says so: beforehand
// where it can be told, else afterwards, and never with figures of what happened to get done.

const { parseScenario } = await loadScenarioTools();

/** One clerk who serves a dossier in ten minutes. */
const copies = (changes: object = {}): object => ({
  format: "motcua-scenario/1",
  name: "copies",
  start: "2040-11-26",
  length: { until: "2040-12-14" },
  law: { rules: "none" },
  procedures: [
    {
      id: "copy",
      flow: {
        start: "serve",
        nodes: [
          { id: "serve", kind: "task", skill: "clerk@desk", next: "end", work: minutes(10) },
          { id: "end", kind: "end" },
        ],
      },
    },
  ],
  staff: [{ id: "an", unit: "desk", roles: ["clerk"] }],
  arrivals: [{ procedure: "copy", arrive: { kind: "per-working-day", mean: 24 } }],
  ...changes,
});
const minutes = (value: number) => ({ kind: "fixed", value, unit: "minute" });
const days = (value: number) => ({ kind: "fixed", value, unit: "working-day" });

/** Served, then so many working days until an answer is back. */
const withAnswer = (wait: object) => ({
  procedures: [
    {
      id: "copy",
      flow: {
        start: "serve",
        nodes: [
          { id: "serve", kind: "task", skill: "clerk@desk", next: "answer", work: minutes(10) },
          { id: "answer", kind: "delay", wait, next: "end" },
          { id: "end", kind: "end" },
        ],
      },
    },
  ],
});

const birth = (changes: object = {}): object => ({
  format: "motcua-scenario/1",
  name: "births",
  start: "2040-11-26",
  length: { until: "2040-12-14" },
  procedures: [{ code: "1.001193" }],
  // Enough for four eyes however often a draft comes back.
  staff: [{ id: "an", unit: "desk", roles: [], count: 4, skills: everySkill }],
  arrivals: [{ procedure: "1.001193", arrive: { kind: "per-working-day", mean: 2 } }],
  ...changes,
});
/** Whoever is there can do everything. */
const everySkill = [
  "one-stop-officer@one-stop",
  "officer@justice",
  "leader@leadership",
  "clerk@office",
  "unit-head@justice",
];

function built(value: object) {
  const scenario = parseScenario(value);
  if (!scenario.ok) throw new TypeError(JSON.stringify(scenario.error));
  return modelOfScenario(scenario.value, vietnamSources());
}
function modelOf(value: object): Model {
  const made = built(value);
  if (!made.ok) throw new TypeError(JSON.stringify(made.error));
  return made.value.model;
}
/** Path in the scenario and code of everything that is refused beforehand. */
function refused(value: object, allowOverload = false): readonly string[] {
  const made = built(value);
  if (!made.ok) return made.error.map(({ code, path = "" }) => `${code} ${path}`);
  const { model, originOf } = made.value;
  return checkModel(model, { allowOverload }).map(({ code, path = "" }) => `${code} ${originOf(path)}`);
}
const textOf = (value: object): string => {
  const made = built(value);
  const faults = made.ok ? checkModel(made.value.model) : made.error;
  return faults.map(({ text }) => `${text.vi} / ${text.en}`).join("\n");
};

describe("what the calendar does not reach is refused beforehand", () => {
  it("a start and a length beyond its end, each at its own field, with what to do", () => {
    expect(refused(copies({ start: "2041-02-01", length: { days: 5 } }))).toEqual(["scenario.faulty start"]);
    expect(refused(copies({ length: { days: 400 } }))).toEqual(["scenario.faulty length.days"]);
    expect(refused(copies({ length: { until: "2041-01-15" } }))).toEqual(["scenario.faulty length.until"]);
    expect(textOf(copies({ length: { days: 400 } }))).toMatch(/2040-12-31.*rút ngắn.* \/ .*2040-12-31.*shorten/s);
  });

  it("dossiers that would arrive after it", () => {
    // 24 on each of 26 working days at most.
    expect(refused(copies({ length: { dossiers: 400 } }))).toEqual([]);
    expect(refused(copies({ length: { dossiers: 4_000 } }))).toEqual(["model.calendar_ends length"]);
    expect(textOf(copies({ length: { dossiers: 4_000 } }))).toMatch(/about 600 of 4000/);
  });

  it("instants of a list after it", () => {
    const at = ["2040-12-20T09:00:00+07:00", "2041-01-07T09:00:00+07:00"];
    const listed = { length: { dossiers: 2 }, arrivals: [{ procedure: "copy", arrive: { kind: "list", at } }] };
    expect(refused(copies(listed))).toEqual(["scenario.faulty arrivals[0].arrive.at[1]"]);
  });

  it("what takes longer to be finished than there are days, unless it stops at the end", () => {
    expect(refused(copies(withAnswer(days(5))))).toEqual([]);
    expect(refused(copies(withAnswer(days(20))))).toEqual(["model.calendar_ends length"]);
    expect(refused(copies({ ...withAnswer(days(20)), atEnd: "stop" }))).toEqual([]);
    expect(textOf(copies(withAnswer(days(20))))).toMatch(/copy.*2040-12-31.*atEnd: stop/s);
  });

  it("an overload that is not worked off before it", () => {
    expect(refused(copies({ arrivalsFactor: 2.4 }), true)).toEqual([]);
    expect(refused(copies({ arrivalsFactor: 6 }), true)).toEqual(["model.calendar_ends length"]);
    expect(refused(copies({ arrivalsFactor: 6, atEnd: "stop" }), true)).toEqual([]);
  });

  it("promises that would fall after it, even where the run stops before", () => {
    const scenario = modelOf(birth());
    expect(scenario.flows[0]?.law).toBeDefined();
    const codes = (value: object) => refused(value).filter((one) => one.startsWith("model.calendar_ends"));
    expect(codes(birth())).toEqual([]);
    for (const atEnd of ["stop", "work-off"])
      expect(codes(birth({ length: { until: "2040-12-31" }, atEnd }))).toEqual(["model.calendar_ends length"]);
  });
});

describe("what only shows during the run", () => {
  // The mean fits, and one in fifty waits for longer than there are days.
  const rare = { kind: "histogram", edges: [0, 1, 60, 61], shares: [0.98, 0, 0.02], unit: "working-day" };

  it("is told with the figures: dossiers nobody can finish any more", () => {
    const model = modelOf(copies(withAnswer(rare)));
    expect(checkModel(model)).toEqual([]);
    const { faults, figures } = simulateModel(model, { seed: 1, replications: 2 });
    const open = Math.round((figures.whole.open.mean ?? 0) * 2);
    expect(open).toBeGreaterThan(0);
    expect(faults.map(({ code, path }) => `${code} ${path}`)).toEqual(["model.calendar_ends endAt"]);
    expect(faults[0]?.text.en).toMatch(new RegExp(`^${open} dossiers .*2040-12-31`));
  });

  it("and dossiers that never arrived", () => {
    const model = modelOf(copies({ length: { dossiers: 595 } }));
    expect(checkModel(model)).toEqual([]);
    const runs = Array.from({ length: 8 }, (_, seed) => simulateModel(model, { seed, replications: 1 }));
    const cut = runs.filter(({ figures }) => (figures.whole.arrived.mean ?? 0) < 595);
    expect(cut.length).toBeGreaterThan(0);
    for (const { faults, figures } of runs) {
      const missing = 595 - (figures.whole.arrived.mean ?? 0);
      expect(faults.length > 0).toBe(missing > 0 || (figures.whole.open.mean ?? 0) > 0);
      if (missing > 0) expect(faults[0]?.text.en).toContain(`${missing} never arrived`);
    }
  });

  it("but not where it was asked to stop, nor where a batch that is never full holds them", () => {
    const stop = modelOf(copies({ ...withAnswer(rare), atEnd: "stop" }));
    expect(simulateModel(stop, { seed: 1, replications: 1 }).faults).toEqual([]);
    const model = modelOf(copies());
    const flows = model.flows.map((flow) => ({
      ...flow,
      nodes: flow.nodes.map((node) =>
        node.kind === "task" ? { ...node, batch: { sizeMin: 7, sizeMax: 7, run: "together" as const } } : node,
      ),
    }));
    const batches = { ...model, startAt: Date.UTC(2030, 0, 7), endAt: Date.UTC(2030, 0, 30), flows };
    const calendars = modelOf(copies({ start: "2030-01-07", length: { days: 20 } })).calendars;
    const { faults, figures } = simulateModel({ ...batches, calendars }, { seed: 5, replications: 3 });
    expect(figures.whole.open.mean).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });
});

describe("the command", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-calendar-end-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  async function simulate(value: object, ...more: readonly string[]) {
    const file = join(folder, "late.json");
    await writeFile(file, JSON.stringify(value, undefined, 1));
    let [out, error] = ["", ""];
    const status = await runSimulate([file, "--replications", "2", ...more], {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        error += text;
      },
    });
    return { status, out, error: error.replaceAll(`${folder}/`, "") };
  }

  it("refuses with file and line, before and after", async () => {
    const before = await simulate(copies(withAnswer(days(20))));
    expect(before).toMatchObject({ status: 1, out: "" });
    expect(before.error).toMatch(/^error model\.calendar_ends: late\.json:\d+: length: .*\n$/);
    const rare = { kind: "histogram", edges: [0, 1, 60, 61], shares: [0.98, 0, 0.02], unit: "working-day" };
    for (const threads of ["1", "2"]) {
      const after = await simulate(copies(withAnswer(rare)), "--threads", threads);
      expect(after).toMatchObject({ status: 1, out: "" });
      expect(after.error).toMatch(
        /^error model\.calendar_ends: late\.json:\d+: length: \d+ hồ sơ .* length: \d+ dossiers .*\n$/,
      );
    }
  });

  it("names the scenario where the law needs a day that there is not", async () => {
    // The citizen's time to complete the papers, of a dossier that somebody looked at later than the last was handed in.
    const asked = await simulate(birth(), "--replications", "40");
    expect(asked).toMatchObject({ status: 1, out: "" });
    expect(asked.error).toMatch(/^error calendar\.horizon: late\.json:\d+: length: .* length: .*not 2041-01-\d\d/);
  });
});

describe("a BPMN process", () => {
  it("begins within a range of years that makes sense: its weeks have no end", async () => {
    for (const [start, code] of [
      ["9999-01-01T00:00:00Z", "--start"],
      ["1200-01-01T00:00:00Z", "--start"],
    ] as const) {
      let error = "";
      const stderr = (text: string) => {
        error += text;
      };
      const io = { stdout: () => {}, stderr };
      const status = await runSimulate(["--bpmn", "a.bpmn", "--params", "a.json", "--start", start], io);
      expect(status).toBe(2);
      expect(error).toMatch(new RegExp(`^error cli\\.usage: ${code} .*1970.* 2200.*${start}`));
    }
  });
});
