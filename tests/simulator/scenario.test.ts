import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochDayOf, instantAt, parseCivilDate } from "@motcua/core";
import {
  checkModel,
  loadScenarioTools,
  type Model,
  modelOfScenario,
  type StaffCalendar,
  simulateModel,
} from "@motcua/core/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCompare } from "../../packages/cli/src/commands/compare.ts";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

const { parseScenario, scenarioJsonSchema } = await loadScenarioTools();

/** One clerk, a task of so many minutes, so many dossiers a day. */
const small = (changes: object = {}): object => ({
  format: "motcua-scenario/1",
  name: "small",
  start: "2026-08-31",
  length: { days: 12 },
  law: { rules: "none" },
  procedures: [
    {
      id: "copy",
      flow: {
        start: "serve",
        nodes: [
          {
            id: "serve",
            kind: "task",
            skill: "clerk@desk",
            next: "end",
            work: { kind: "exponential", mean: 10, unit: "minute" },
          },
          { id: "end", kind: "end" },
        ],
      },
    },
  ],
  staff: [{ id: "an", unit: "desk", roles: ["clerk"] }],
  arrivals: [{ procedure: "copy", arrive: { kind: "per-working-day", mean: 24 } }],
  ...changes,
});

function modelOf(value: object): Model {
  const scenario = parseScenario(value);
  if (!scenario.ok) throw new TypeError(JSON.stringify(scenario.error));
  const built = modelOfScenario(scenario.value, vietnamSources());
  if (!built.ok) throw new TypeError(JSON.stringify(built.error));
  return built.value.model;
}

function faultsOf(value: object): readonly string[] {
  const scenario = parseScenario(value);
  const faults = scenario.ok ? modelOfScenario(scenario.value, vietnamSources()) : scenario;
  return faults.ok ? [] : faults.error.map(({ path, text }) => `${path}: ${text.en}`);
}

const day = (text: string): number => {
  const date = parseCivilDate(text);
  if (!date.ok) throw new TypeError(text);
  return epochDayOf(date.value);
};

/** Open hours of a day in a calendar of the model, as clock times. */
function hoursOn({ calendars }: Model, id: string, date: string): readonly string[] {
  const calendar = calendars.find((known) => known.id === id) as Extract<StaffCalendar, { kind: "dated" }>;
  const midnight = instantAt(day(date), 0);
  const clock = (at: number): string => new Date(at - midnight).toISOString().slice(11, 16);
  return calendar.spans
    .filter(([from]) => from >= midnight && from < midnight + 86_400_000)
    .map(([from, to]) => `${clock(from)}-${clock(to)}`);
}

describe("a scenario", () => {
  it("becomes a model whose figures are those of the queue it describes", () => {
    const model = modelOf(small({ length: { days: 200 } }));
    expect(checkModel(model)).toEqual([]);
    const { figures } = simulateModel(model, { seed: 3, replications: 4 });
    // M/M/1 at load 0.5, seen in opening time; nights fall into few of the services.
    expect(figures.staff.utilisationShare.mean).toBeCloseTo(0.5, 1);
    expect(figures.whole.processingMs.mean.mean).toBeCloseTo(600_000, -5);
    expect(figures.whole.open.mean).toBe(0);
  });

  it("knows the nation's holidays, leave, exceptions and hours of one's own", () => {
    const model = modelOf(
      small({
        staff: [
          {
            id: "an",
            unit: "desk",
            roles: ["clerk"],
            count: 2,
            leave: [{ from: "2026-09-07", to: "2026-09-08", of: 1 }],
            exceptions: [{ date: "2026-09-05", hours: ["08:00-10:00"] }],
          },
          { id: "binh", unit: "desk", roles: ["clerk"], hours: { "working-day": ["13:00-15:00"], 6: ["08:00-09:00"] } },
        ],
      }),
    );
    // National Day and the day beside it.
    for (const person of ["person an-1", "person an-2", "staff binh", "office"])
      expect([person, hoursOn(model, person, "2026-09-02")]).toEqual([person, []]);
    expect(hoursOn(model, "person an-1", "2026-09-04")).toEqual(["07:30-11:30", "13:00-17:00"]);
    expect(hoursOn(model, "person an-1", "2026-09-05")).toEqual(["08:00-10:00"]);
    expect(hoursOn(model, "person an-1", "2026-09-07")).toEqual([]);
    expect(hoursOn(model, "person an-2", "2026-09-07")).toEqual(["07:30-11:30", "13:00-17:00"]);
    expect(hoursOn(model, "staff binh", "2026-09-04")).toEqual(["13:00-15:00"]);
    expect(hoursOn(model, "staff binh", "2026-09-12")).toEqual(["08:00-09:00"]);
  });

  it("keeps everybody's absences when somebody is added", () => {
    const staff = (count: number) => [{ id: "an", unit: "desk", roles: ["clerk"], count, absenceShare: 0.3 }];
    const two = modelOf(small({ staff: staff(2), length: { days: 100 } }));
    const three = modelOf(small({ staff: staff(3), length: { days: 100 } }));
    const spans = (model: Model, id: string) => model.calendars.find((known) => known.id === id);
    expect(spans(three, "person an-1")).toEqual(spans(two, "person an-1"));
    expect(spans(three, "person an-3")).not.toEqual({ ...spans(three, "person an-1"), id: "person an-3" });
  });

  it("shares a number of dossiers out among streams", () => {
    const model = modelOf(
      small({
        length: { dossiers: 100 },
        procedures: [{ code: "1.001193" }, { code: "1.001612" }],
        staff: [],
        channels: { counter: 0.5, online: 0.5 },
        arrivals: [
          { procedure: "1.001193", arrive: { kind: "per-working-day", mean: 3 } },
          { procedure: "1.001612", arrive: { kind: "per-working-day", mean: 1 } },
        ],
      }),
    );
    expect(model.streams.map(({ id, dossiersMax }) => [id, dossiersMax])).toEqual([
      ["1.001193.counter", 38],
      ["1.001193.online", 37],
      ["1.001612.counter", 13],
      ["1.001612.online", 12],
    ]);
    expect(model.streams[1]?.filing).toMatchObject({ channel: "online", facts: { filedOnline: 1 } });
  });

  it("tells faults of form all at once", () => {
    const faults = faultsOf(
      small({
        format: "motcua-scenario/2",
        start: "2026-02-30",
        length: { days: 0 },
        offices: 1.5,
        preset: "bimp",
        colour: "red",
        arrivals: [{ procedure: "copy", arrive: { kind: "per-working-day", mean: -1 } }],
        staff: [{ id: "an", unit: "desk", speed: 0 }],
        procedures: [
          {
            id: "copy",
            flow: {
              start: "a",
              nodes: [
                { id: "a", kind: "task", next: "a", skill: "x", work: { kind: "fixed", value: -3, unit: "minutes" } },
              ],
            },
          },
        ],
      }),
    );
    expect(faults).toEqual([
      "format: invalid value, one of: motcua-scenario/1",
      "preset: invalid value, one of: motcua, prosimos",
      "start: not a real date in the form YYYY-MM-DD",
      "length.days: too small, at least 1",
      "offices: wrong type, expected int",
      "procedures[0].flow.nodes[0].work.value: too small, at least 0",
      "procedures[0].flow.nodes[0].work.unit: invalid value, one of: second, minute, hour, day, working-hour, working-day",
      "staff[0].roles: a required field is missing",
      "staff[0].speed: too small, must be more than 0",
      "arrivals[0].arrive.mean: too small, must be more than 0; null instead of the line takes it away",
      "colour: unknown field: colour",
    ]);
  });

  it("tells names that nobody knows all at once", () => {
    const faults = faultsOf(
      small({
        procedures: [
          { code: "9.999999" },
          { code: "1.001193", steps: { officer: { actions: { dance: 0.5 } }, chief: { automatic: true } } },
        ],
        staff: [{ id: "an", unit: "desk", roles: ["clerk"], hours: "nights" }],
        arrivals: [
          { procedure: "copy", arrive: { kind: "per-working-day", mean: 1 } },
          {
            procedure: "1.001193",
            arrive: { kind: "list", at: ["2026-09-01"] },
            case: "none",
            facts: { filedOnline: 0.5, tall: 1 },
          },
          {
            procedure: "1.001193",
            id: "again",
            arrive: { kind: "by-hour", perWorkingDay: 1, shares: { 12: 1 } },
            channels: { counter: 0.5 },
          },
        ],
      }),
    );
    expect(faults).toHaveLength(11);
    expect(faults[0]).toBe("procedures[0].code: no procedure 9.999999 in the catalogue");
    expect(faults[1]).toContain('procedures[1].steps.officer.actions.dance: step "officer" has no action "dance"');
    expect(faults[2]).toContain('procedures[1].steps.chief: the procedure has no step "chief"');
    expect(faults).toContain('staff[0].hours: there are no hours "nights"');
    expect(faults).toContain('arrivals[0].procedure: the scenario has no procedure "copy"');
    expect(faults).toContain('arrivals[1].case: the procedure has no case "none"');
    expect(faults).toContain(
      "arrivals[1].facts.filedOnline: this fact decides the way: 0 or 1, in a line of its own each",
    );
    expect(faults).toContain('arrivals[1].facts.tall: the procedure declares no fact "tall"');
    expect(faults).toContain("arrivals[2].channels: the channels add up to 0.5, not to 1");
    expect(faults).toContain("arrivals[2].arrive.shares.12: the office is closed at 12:00");
  });

  it("has a JSON Schema", () => {
    expect(scenarioJsonSchema()).toMatchObject({ type: "object", $id: "urn:motcua:scenario:1" });
  });
});

describe("scenario files", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-scenario-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function call(run: typeof runSimulate, files: { readonly [name: string]: string }, args: readonly string[]) {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    let out = "";
    let error = "";
    const paths = args.map((arg) => (/\.(yaml|json|csv)$/.test(arg) ? join(folder, arg) : arg));
    const status = await run(paths, {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        error += text;
      },
    });
    return { status, out, error: error.replaceAll(`${folder}/`, "") };
  }

  const baseFile = JSON.stringify(small(), undefined, 1);

  it("run, and say the same on one thread as on two, and again", async () => {
    const files = { "base.json": baseFile };
    const one = await call(runSimulate, files, ["base.json", "--replications", "3", "--json"]);
    expect(one).toMatchObject({ status: 0, error: "" });
    const document = JSON.parse(one.out) as { figures: { replications: number; whole: { arrived: { mean: number } } } };
    expect(document.figures.replications).toBe(3);
    expect(document.figures.whole.arrived.mean).toBeGreaterThan(100);
    const two = await call(runSimulate, files, ["base.json", "--replications", "3", "--json", "--threads", "2"]);
    expect(two.out).toBe(one.out);
  });

  it("that cannot be read, and results that cannot be written, are named before anything runs", async () => {
    const refused = async (files: { readonly [name: string]: string }, args: readonly string[]) => {
      const { status, out, error } = await call(runSimulate, files, args);
      expect(out).toBe("");
      return `${status} ${error}`;
    };
    expect(await refused({ "empty.yaml": "" }, ["empty.yaml"])).toMatch(/^1 error scenario\.faulty: empty\.yaml: sai/);
    expect(await refused({ "alias.yaml": "name: *nobody\n" }, ["alias.yaml"])).toMatch(
      /^1 error scenario\.faulty: alias\.yaml: sai cú pháp: .*nobody/,
    );
    const many = JSON.stringify(small({ offices: 1e9 }));
    expect(await refused({ "many.json": many }, ["many.json"])).toMatch(/^1 error scenario\.faulty: .*: offices: /);
    const files = { "base.json": baseFile };
    const nowhere = await refused(files, ["base.json", "--log", "no-such-folder/log.csv", "--replications", "1"]);
    expect(nowhere).toMatch(/^2 error cli\.usage: không có thư mục cho .*no-such-folder\/log\.csv \(ENOENT\)/);
    const report = await refused(files, ["base.json", "--report", "/no-such-folder/a.html", "--replications", "1"]);
    expect(report).toMatch(/^2 error cli\.usage: .*a\.html \(ENOENT\)/);
  });

  it("stop as soon as the wanted precision is there", async () => {
    const args = ["base.json", "--replications", "400", "--precision", "0.2", "--json"];
    const { out } = await call(runSimulate, { "base.json": baseFile }, args);
    const { verdict, figures } = JSON.parse(out) as {
      verdict: { kind: string };
      figures: { replications: number; whole: { cycleMs: { mean: { mean: number; half95: number } } } };
    };
    expect(verdict.kind).toBe("reached");
    expect(figures.replications).toBeLessThan(400);
    const { mean, half95 } = figures.whole.cycleMs.mean;
    expect(half95 / mean).toBeLessThan(0.2);
  });

  it("name file and line of what is wrong, in the file that says it", async () => {
    const files = {
      "base.yaml": `# A comment.\n${baseFile.replace('"exponential"', '"log-normal"')}`,
      "variant.yaml": "extends: base.yaml\nname: v\nstaff:\n  an:\n    speed: fast\n    colour: red\n",
    };
    const { status, error } = await call(runSimulate, files, ["variant.yaml"]);
    expect(status).toBe(1);
    const lines = error.trimEnd().split("\n");
    const sdLine = files["base.yaml"].split("\n").findIndex((line) => line.includes('"log-normal"'));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /base\.yaml:\d+: procedures\[0\]\.flow\.nodes\[0\]\.work\.sd: .*a required field is missing$/,
    );
    expect(Math.abs(Number(/base\.yaml:(\d+)/.exec(lines[0] ?? "")?.[1]) - sdLine)).toBeLessThanOrEqual(1);
    expect(lines[1]).toMatch(/variant\.yaml:5: staff\[0\]\.speed: .*wrong type, expected number$/);
    expect(lines[2]).toMatch(/variant\.yaml:6: staff\[0\]\.colour: .*unknown field: colour$/);
  });

  it("say an unstable queue before the run, and look at it all the same when told to", async () => {
    const files = { "base.json": baseFile, "busy.yaml": "extends: base.json\narrivalsFactor: 3\n" };
    const { status, error, out } = await call(runSimulate, files, ["busy.yaml"]);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(error).toMatch(
      /^error model\.overload: base\.json:\d+: staff: .*load 1\.50 with 1 people \(an\); it takes at least 2\n$/,
    );
    const allowed = await call(runSimulate, files, ["busy.yaml", "--allow-overload", "--replications", "1"]);
    expect(allowed.status).toBe(0);
  });

  it("see a circle, a missing base and a file that does not parse", async () => {
    const files = {
      "a.yaml": "extends: b.yaml\n",
      "b.yaml": "extends: a.yaml\n",
      "c.yaml": "extends: nowhere.yaml\n",
      "d.yaml": "a: [1\nb: 2\n",
    };
    expect((await call(runSimulate, files, ["a.yaml"])).error).toMatch(/files extend one another in a circle/);
    expect(await call(runSimulate, files, ["c.yaml"])).toMatchObject({ status: 2 });
    expect((await call(runSimulate, files, ["d.yaml"])).error).toMatch(/^error scenario\.faulty: d\.yaml:\d+: /);
  });

  it("are compared under the same chances", async () => {
    const files = {
      "base.json": baseFile,
      "same.yaml": "extends: base.json\nname: same\n",
      "two.yaml": "extends: base.json\nname: two\nstaff: { an: { count: 2 } }\n",
    };
    const args = [
      "base.json",
      "same.yaml",
      "two.yaml",
      "--replications",
      "6",
      "--measure",
      "whole/waitingMs/mean",
      "--json",
    ];
    const { status, out } = await call(runCompare, files, args);
    expect(status).toBe(0);
    const { variants } = JSON.parse(out) as {
      variants: readonly { comparisons: readonly { difference: { mean: number; sd: number }; matters: boolean }[] }[];
    };
    expect(variants[0]?.comparisons[0]).toMatchObject({ difference: { mean: 0, sd: 0 }, matters: false });
    expect(variants[1]?.comparisons[0]?.difference.mean).toBeLessThan(0);
    expect(variants[1]?.comparisons[0]?.matters).toBe(true);
  });

  it("take their arrivals from a log that a simulation kept", async () => {
    const files = {
      "base.json": baseFile,
      "again.yaml":
        "extends: base.json\nname: again\narrivals:\n  - procedure: copy\n    arrive: { kind: log, file: kept.csv }\n",
    };
    const kept = await call(runSimulate, files, ["base.json", "--replications", "1", "--json", "--log", "kept.csv"]);
    const again = await call(runSimulate, files, ["again.yaml", "--replications", "1", "--json"]);
    const arrived = (out: string): number =>
      (JSON.parse(out) as { figures: { whole: { arrived: { mean: number } } } }).figures.whole.arrived.mean;
    expect(arrived(kept.out)).toBeGreaterThan(100);
    expect(arrived(again.out)).toBe(arrived(kept.out));
    const missing = { "lost.yaml": files["again.yaml"].replace("kept.csv", "lost.csv") };
    expect(await call(runSimulate, missing, ["lost.yaml"])).toMatchObject({ status: 2 });
  });

  it("tells one slip once: a misspelt role with what there is, shares of all lines of arrivals", async () => {
    const slip = (more: object) => ({ "slip.json": JSON.stringify({ ...JSON.parse(baseFile), ...more }) });
    const base = JSON.parse(baseFile) as { staff: readonly object[]; arrivals: readonly object[] };
    const roles = { staff: base.staff.map((one) => ({ ...one, roles: ["clerc"] })) };
    const told = (await call(runSimulate, slip(roles), ["slip.json"])).error.trimEnd().split("\n");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/in that unit there are: clerc@/);
    const shares = { channels: { counter: 0.5 }, arrivals: [...base.arrivals, ...base.arrivals] };
    const twice = (await call(runSimulate, slip(shares), ["slip.json"])).error.trimEnd().split("\n");
    expect(twice).toHaveLength(1);
  });

  it("wrong use is told", async () => {
    const files = { "base.json": baseFile };
    for (const args of [
      [],
      ["base.json", "--replications", "0"],
      ["base.json", "--cases", "3"],
      ["base.json", "--log", "x.txt"],
    ])
      expect(await call(runSimulate, files, args)).toMatchObject({ status: 2, out: "" });
    expect(await call(runCompare, files, ["base.json"])).toMatchObject({ status: 2 });
    const measured = async (measure: string) =>
      await call(runCompare, files, ["base.json", "base.json", "--replications", "1", "--measure", measure]);
    const astray = await measured("nope/x");
    expect(astray.status).toBe(2);
    expect(astray.error).toMatch(/there is no figure nope\/x; there are: events, whole\/…, flows\/…, staff\/…, /);
    expect((await measured("whole/cycleMs/men")).error).toMatch(/there are under whole\/cycleMs: mean, sd, p50, /);
    expect((await measured("whole/x")).error).toMatch(/under whole: arrived, turnedAway, .*, cycleMs\/…, /);
  });
});
