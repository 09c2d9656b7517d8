import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Goodness, loadScenarioTools, type Scenario } from "@motcua/core/simulator";
import { afterAll, describe, expect, it } from "vitest";
import { runCalibrate } from "../../packages/cli/src/commands/calibrate.ts";
import { runOfficeCommand } from "../../packages/cli/src/commands/office.ts";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";

const logs = fileURLToPath(new URL("../fixtures/log-distance", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "motcua-calibrate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const file = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

async function call(run: typeof runCalibrate, ...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const status = await run(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { status, stdout, stderr };
}
const calibrate = (...args: readonly string[]) => call(runCalibrate, ...args);

interface Document {
  readonly scenario: Scenario;
  readonly goodness: Goodness;
  readonly warnings: readonly { readonly code: string }[];
}

describe("motcua calibrate", () => {
  it.each(["a", "b", "c"])("makes a scenario of log %s that simulate runs", async (name) => {
    const { status, stdout, stderr } = await calibrate(
      join(logs, `${name}.csv`),
      "--out",
      at(`${name}.yaml`),
      "--report",
      at(`${name}.html`),
    );
    expect([status, stderr.replaceAll(/^warning .*\n/gm, "")]).toEqual([0, ""]);
    expect(stdout).toContain("Hồ sơ / dossiers 120");
    const simulated = await call(runSimulate, at(`${name}.yaml`), "--replications", "2", "--json");
    expect([simulated.status, simulated.stderr]).toEqual([0, ""]);
    const page = readFileSync(at(`${name}.html`), "utf8");
    for (const id of ["distances", "log-arrivals", "log-times", "log-work", "tables", "numbers", "notes"])
      expect(page).toContain(`<section id="${id}"`);
    expect(page).toContain("Báo cáo hiệu chỉnh");
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });

  it("finds of log a the shares it was made with, and judges itself", async () => {
    const { stdout } = await calibrate(join(logs, "a.csv"), "--json");
    const { scenario, goodness, warnings } = JSON.parse(stdout) as Document;
    const choice = scenario.procedures[0]?.flow?.nodes.find(({ id }) => id === "Check?");
    const again = choice?.kind === "choice" ? choice.branches.find(({ to }) => to === "Request info") : undefined;
    // A quarter of 160 checks: five standard errors are 0.17.
    expect(Math.abs((again?.share ?? 0) - 0.25)).toBeLessThan(0.17);
    expect([goodness.calibratedOn, goodness.heldOut]).toEqual([84, 36]);
    expect(goodness.by.n_gram_2_normalised.verdict).toBe("close");
    expect(warnings.filter(({ code }) => !code.startsWith("calibrate."))).toEqual([]);
  });

  it("prints the scenario where no file is named, as --zone and --map tell it to read the log", async () => {
    const text = readFileSync(join(logs, "a.csv"), "utf8").replaceAll("Z", "").replace("resource", "Cán bộ");
    const log = file("bare.csv", text);
    const map = file("map.json", '{"resource": "Cán bộ"}');
    const bare = await calibrate(log, "--map", map);
    expect([bare.status, bare.stderr]).toEqual([1, expect.stringContaining("error log.zone_missing")]);
    const zoned = await calibrate(log, "--map", map, "--zone", "+07:00");
    expect(zoned.status).toBe(0);
    // In the zone of the office the hours are those on its clocks.
    expect(zoned.stdout).toContain("hours:\n  working-day:\n    - 09:00-17:00\n");
    const { status } = await calibrate(log, "--map", map, "--zone", "+07:00", "--out", at("zoned.json"));
    const { parseScenario } = await loadScenarioTools();
    expect([status, parseScenario(JSON.parse(readFileSync(at("zoned.json"), "utf8"))).ok]).toEqual([0, true]);
  });

  it("says what is wrong with a log, with its line", async () => {
    const head = "case_id,activity,start_time,end_time,resource\n";
    const one = (i: number, change = ""): string =>
      `c${i},Check,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z${change || ",An"}\n`;
    const many = (change = "", times = 1): string =>
      Array.from({ length: 20 }, (_, i) => one(i, change).repeat(times)).join("");
    const said = async (name: string, text: string): Promise<string> => {
      const { status, stderr } = await calibrate(file(name, text));
      expect(status).toBe(1);
      return stderr;
    };
    expect(await said("empty.csv", head)).toContain("error log.empty");
    expect(await said("columns.csv", "a,b\n1,2\n")).toContain("error log.columns");
    expect(await said("one.csv", head + many())).toMatch(/error log\.one_event: .*one\.csv/);
    expect(await said("nobody.csv", head + many(",", 2))).toContain("error calibrate.no_people");
    expect(await said("few.csv", head + one(1) + one(1))).toContain("error calibrate.too_few");
    const back = "c1,Check,2026-01-05T09:00:00Z,2026-01-05T08:00:00Z,An\n";
    expect(await said("back.csv", head + back)).toMatch(/error log\.end_before_start: .*\.csv:2: /);
    const mixed = `c1,Check,2026-01-05T09:00:00,2026-01-05T09:10:00Z,An\n`;
    expect(await said("mixed.csv", head + mixed)).toContain("error log.zones_mixed");
    expect(await said("instant.csv", `${head}c1,Check,yesterday,2026-01-05T09:10:00Z,An\n`)).toMatch(
      /error log\.instant: .*\.csv:2: /,
    );
  });

  it("refuses wrong use", async () => {
    for (const args of [
      [],
      ["a.csv", "b.csv"],
      ["a.csv", "--hours", "mine"],
      ["a.csv", "--granule", "7"],
      ["a.csv", "--hold-out", "1"],
      ["a.csv", "--zone", "Mars"],
      ["a.csv", "--seed", "x"],
      [at("missing.csv")],
      [join(logs, "a.csv"), "--office", "x"],
      [join(logs, "a.csv"), "--out", join(folder, "no", "where.yaml")],
    ])
      expect((await calibrate(...args)).status).toBe(2);
  });

  it("calibrates from an office's own database, on the procedures it runs", async () => {
    const db = at("office.db");
    const made = await call(runOfficeCommand, "--db", db, "--days", "8", "--per-day", "12");
    expect(made.status).toBe(0);
    const { status, stdout } = await calibrate(db, "--json", "--replications", "1");
    expect(status).toBe(0);
    const { scenario, warnings } = JSON.parse(stdout) as Document;
    const { parseScenario } = await loadScenarioTools();
    expect(parseScenario(scenario).ok).toBe(true);
    expect(warnings.map(({ code }) => code)).not.toContain("model.faulty");
    expect(scenario.procedures.every(({ code }) => code !== undefined)).toBe(true);
    expect(Object.keys(scenario.settings?.steps ?? {})).toEqual(
      expect.arrayContaining(["intake", "officer", "leader"]),
    );
    // People are ids, of the roles that their steps ask for.
    expect(scenario.staff.length).toBeGreaterThan(5);
    expect(scenario.staff.flatMap(({ roles }) => roles)).toEqual(
      expect.arrayContaining(["one-stop-officer", "officer"]),
    );
    expect(stdout).not.toMatch(/Nguyễn|Trần Thị/);
  }, 60_000);
});
