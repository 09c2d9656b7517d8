import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkModel, loadScenarioTools, modelOfScenario } from "@motcua/core/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareScenario } from "../../packages/cli/src/simulate/prepare.ts";
import { readScenarioFile } from "../../packages/cli/src/simulate/scenario-file.ts";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

// Small changes of the sample office, as people write them: what may be said is taken, what says nothing is refused, and where
// it stands is told.

const { parseScenario } = await loadScenarioTools();
const sample = resolve(import.meta.dirname, "../../packages/examples/scenarios/commune-office.yaml");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "motcua-settings-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(changes: string): Promise<string> {
  const file = join(folder, "v.yaml");
  await writeFile(file, `extends: ${sample}\nname: v\n${changes}\n`);
  return file;
}

/** What is said of changes of the sample office, in English; of files the last name is kept. */
async function refusals(...changes: readonly string[]): Promise<readonly string[]> {
  let error = "";
  const stderr = (text: string): void => {
    error += text;
  };
  await prepareScenario(await write(changes.join("\n")), true, { stdout: () => {}, stderr });
  const lines = error.split("\n").filter((line) => line !== "");
  return lines.map((line) =>
    line
      .split(" / ")
      .slice(1)
      .join(" / ")
      .replace(/^\S*\//, ""),
  );
}

async function modelOf(changes: string) {
  const read = await readScenarioFile(await write(changes));
  if (!read.ok) throw new TypeError(JSON.stringify(read.error));
  const scenario = parseScenario(read.value.value);
  if (!scenario.ok) throw new TypeError(JSON.stringify(scenario.error));
  const built = modelOfScenario(scenario.value, vietnamSources());
  if (!built.ok) throw new TypeError(JSON.stringify(built.error));
  return built.value.model;
}

describe("shares of what may happen to a dossier", () => {
  const branchesOf = async (changes: string, node: string): Promise<readonly number[]> => {
    const model = await modelOf(`procedures: [{ code: "1.001612", ${changes} }]`);
    expect(checkModel(model, { allowOverload: true })).toEqual([]);
    const found = model.flows.find(({ id }) => id === "1.001612")?.nodes.find(({ id }) => id === node);
    return found?.kind === "choice" ? found.branches.map(({ share }) => share) : [];
  };

  it("everybody may be asked for a supplement; those who withdraw are of the rest", async () => {
    const supplement = (share: number) => `steps: { officer: { supplement: { share: ${share}, neverShare: 0 } } }`;
    expect(await branchesOf(supplement(1), "officer?")).toEqual([1, 0]);
    expect(await branchesOf(`withdrawShare: 0, ${supplement(1)}`, "officer?")).toEqual([1, 0]);
    const [asked, withdrawn, rest] = await branchesOf(supplement(0.99), "officer?");
    expect(asked).toBe(0.99);
    expect(withdrawn).toBeCloseTo(0.00013, 9);
    expect(rest).toBeCloseTo(0.00987, 9);
    // Where both fit into the whole each is what is said.
    expect(await branchesOf(`withdrawShare: 0.1, ${supplement(0.9)}`, "officer?")).toEqual([0.9, 0.1, 0]);
    expect((await branchesOf(supplement(0.5), "officer?")).slice(0, 2)).toEqual([0.5, 0.013]);
  });

  it("actions that leave nothing for the first are told with those that do, also those that nobody wrote", async () => {
    const actions = (text: string) => refusals("settings:", "  kinds:", `    decide: { actions: ${text} }`);
    const rest = "and leave nothing for approve; shares that nobody wrote are defaults";
    expect(await actions("{ sendBack: 0.99 }")).toContain(
      `v.yaml:5: settings.kinds.decide.actions: refuse 0.013, sendBack 0.99 add up to 1.003, more than 1, ${rest}`,
    );
    expect((await actions("{ refuse: 0.6, sendBack: 0.5 }"))[0]).toContain("refuse 0.6, sendBack 0.5 add up to 1.1,");
    expect(await actions("{ refuse: 0.5, sendBack: 0.5 }")).toEqual([]);
  });

  it("everybody may be sent home once; those who are refused are of the rest", async () => {
    expect(await branchesOf("intake: { incompleteShare: 1 }", "~receive!")).toEqual([1, 0]);
  });
});

describe("names and days that would change nothing", () => {
  it("of staff are refused", async () => {
    const told = await refusals(
      "staff:",
      "  mc:",
      "    leave:",
      "      - { from: 2026-09-18, to: 2026-09-07 }",
      "      - { from: 2026-09-07, to: 2026-09-07, of: 3 }",
      "    exceptions: [{ date: 2026-09-08, hours: [], of: 7 }]",
      "    levels: { nope: 3 }",
    );
    expect(told).toEqual([
      "v.yaml:6: staff[0].leave[0]: the first day 2026-09-18 comes after the last, 2026-09-07",
      "v.yaml:7: staff[0].leave[1].of: there are only 2, no number 3",
      "v.yaml:8: staff[0].exceptions[0].of: there are only 2, no number 7",
      'v.yaml:9: staff[0].levels.nope: "mc" has no skill "nope" (there are one-stop-officer@one-stop)',
    ]);
    expect(await refusals("staff: { mc: { leave: [{ from: 2026-09-07, to: 2026-09-07, of: 2 }] } }")).toEqual([]);
  });

  it("of settings and channels are refused, with what there is", async () => {
    const told = await refusals(
      "settings:",
      "  steps: { oficer: { automatic: true }, officer: { supplement: { rounds: 9 } } }",
      "  kinds: { wrk: { automatic: true } }",
      "  intake: { receive: { onlne: { kind: fixed, value: 1, unit: minute } } }",
      "  return: { ways: { onlne: { counter: 1 }, post: { post: 0.5 } } }",
      "channels: { counter: .92, online: null, onlne: .05, post: .03 }",
    );
    const withOther = "(there are counter, online, post, vneid, other)";
    expect(told).toHaveLength(7);
    expect(told).toContain(`v.yaml:6: settings.intake.receive.onlne: there is no channel "onlne" ${withOther}`);
    expect(told).toContain(`v.yaml:7: settings.return.ways.onlne: there is no channel "onlne" ${withOther}`);
    expect(told).toContain("v.yaml:7: settings.return.ways.post: the shares add up to 0.5, not to 1");
    expect(told).toContain(
      'v.yaml:8: channels.onlne: there is no channel "onlne" (there are counter, online, post, vneid)',
    );
    expect(told).toContain("v.yaml:4: settings.steps.officer.supplement.rounds: the law allows 1 supplements at most");
    expect(told.some((line) => /^v\.yaml:4: settings\.steps\.oficer: .*\(there are .*officer/.test(line))).toBe(true);
    expect(told.some((line) => /^v\.yaml:5: settings\.kinds\.wrk: .*\(there are work, decide/.test(line))).toBe(true);
  });

  it("of calendars and policies are refused, with what there is", async () => {
    expect(await refusals("calendar: lao")).toEqual([
      'v.yaml:3: calendar: there is no work calendar "lao" (there are vietnam, no-holidays)',
    ]);
    expect((await refusals("law: { policies: { foo: 1 } }"))[0]).toMatch(
      /there is no policy 'foo' \(there are dueTime, /,
    );
  });
});

describe("a fault of what many procedures take over", () => {
  const officer = (settings: string): Promise<readonly string[]> =>
    refusals("settings:", "  steps:", `    officer: { ${settings} }`);
  const at = "v.yaml:5: settings.steps.officer";

  it("is told once, where it is written, in the unit of who wrote it", async () => {
    expect(await officer("work: { mean: 500 }")).toEqual([
      `${at}.work: only 0.0 % of the values lie inside the bounds (min 4, max 180 minutes)`,
    ]);
    expect(await officer("work: { min: 50, max: 5 }")).toEqual([
      `${at}.work: min 50 minutes is more than max 5 minutes`,
    ]);
    expect(await officer("work: { kind: uniform, min: 50, max: 5, unit: minute }")).toEqual([
      `${at}.work: the values must not fall: min 50, max 5 minutes`,
    ]);
    expect(await officer("batch: { sizeMin: 5, sizeMax: 2, run: together }")).toEqual([
      `${at}.batch: sizes of a batch are whole numbers of 1 or more, the most not below the least`,
    ]);
    const [nobody, ...others] = await officer("byPerson: { nobody: { kind: fixed, value: 2, unit: minute } }");
    expect(nobody).toMatch(/^v\.yaml:5: settings\.steps\.officer\.byPerson\.nobody: .*\(there are mc-1, mc-2, /);
    expect(others).toEqual([]);
  });

  it("points at the staff where it is people who are missing", async () => {
    expect(await refusals("staff: { mc: { count: 0 } }")).toEqual([
      'v.yaml:3: staff[0].count: nobody can do "~receive:online": nobody has "one-stop-officer@one-stop"',
    ]);
    expect((await refusals("staff: { mc: { roles: [one-stop-oficer] } }"))[0]).toMatch(
      /^v\.yaml:3: staff\[0\]\.roles: /,
    );
  });
});

describe("a line of arrivals", () => {
  it("is taken away rather than set to nothing, and a list says its channel", async () => {
    expect(await refusals('arrivals: { "2.000815": { arrive: { mean: 0 } } }')).toEqual([
      "v.yaml:3: arrivals[0].arrive.mean: too small, must be more than 0; null instead of the line takes it away",
    ]);
    expect(await refusals('arrivals: { "2.000815": null }')).toEqual([]);
    const list = 'arrive: { kind: list, at: ["2026-08-05T09:00:00+07:00"] }';
    expect((await refusals(`arrivals: { "1.001193": { ${list} } }`))[0]).toContain("write channels: { counter: 1 }");
    expect(await refusals(`arrivals: { "1.001193": { ${list}, channels: { counter: 1 } } }`)).toEqual([]);
  });
});
