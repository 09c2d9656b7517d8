import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
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

/** What is said of changes of the sample office, in English, as `file:line: path: what`. */
async function refusals(changes: string): Promise<readonly string[]> {
  let error = "";
  const io = { stdout: () => {}, stderr: (text: string) => void (error += text) };
  await prepareScenario(await write(changes), true, io);
  const places = [folder, relative(process.cwd(), folder), resolve(sample, ".."), relative("", resolve(sample, ".."))];
  return error
    .split("\n")
    .filter((line) => line !== "")
    .map((line) =>
      places.reduce((text, place) => text.replaceAll(`${place}/`, ""), line.split(" / ").slice(1).join(" / ")),
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

  it("everybody may be sent home once; those who are refused are of the rest", async () => {
    expect(await branchesOf("intake: { incompleteShare: 1 }", "~receive!")).toEqual([1, 0]);
  });
});
