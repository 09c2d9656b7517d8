import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runForecastCommand } from "../../packages/cli/src/commands/forecast.ts";
import { runOffice } from "../../packages/cli/src/office/run.ts";

let folder = "";
let before = "";
let after = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "motcua-forecast-"));
  before = join(folder, "before.db");
  after = join(folder, "after.db");
  // The same office, looked at on its sixth day and some weeks later.
  const office = { from: "2026-08-17", seed: 5, perDay: 14 } as const;
  await runOffice({ ...office, days: 6, db: before });
  await runOffice({ ...office, days: 40, db: after });
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const io = {
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  const status = await runForecastCommand(args, io);
  return { status, stdout, stderr };
}
const at = "2026-08-23T00:00:00+07:00";

describe("motcua forecast", () => {
  it("forecasts an office's dossiers, and is scored when they have ended", async () => {
    const said = await run("--db", before, "--at", at, "--replications", "60", "--json");
    expect(said.stderr).toBe("");
    expect(said.status).toBe(0);
    const forecast = JSON.parse(said.stdout);
    expect(forecast.dossiers.length).toBeGreaterThan(10);
    expect(forecast.unplaced).toEqual([]);
    // A dossier is its id and its code; nobody else is named.
    expect(Object.keys(forecast.dossiers[0])).not.toContain("person");
    expect(said.stdout).not.toMatch(/tp-1|mc-2|kt-truong/);
    const file = join(folder, "forecast.json");
    await writeFile(file, said.stdout);
    const scored = await run("--score", file, "--db", after, "--json");
    const { score, missing } = JSON.parse(scored.stdout);
    expect(missing).toBe(0);
    expect(score.count).toBeGreaterThan(8);
    // Times of the scenario are assumptions; even so it must know more than nothing.
    expect(score.brier).toBeLessThan(0.15);
    const text = await run("--score", file, "--db", after);
    expect(text.stdout).toContain("Brier");
    const page = join(folder, "score.html");
    expect((await run("--score", file, "--db", after, "--report", page)).stdout).toBe(text.stdout);
    const [, brier] = /Brier score (\d+,\d+)/.exec(await readFile(page, "utf8")) ?? [];
    expect(Number(brier?.replace(",", "."))).toBeCloseTo(score.brier, 3);
  }, 120_000);

  it("says the same on two threads", async () => {
    const args = ["--db", before, "--at", at, "--replications", "6", "--json"] as const;
    const one = await run(...args);
    expect((await run(...args, "--threads", "2")).stdout).toBe(one.stdout);
  }, 120_000);

  it("shows a person what may be late and whom to help", async () => {
    const page = join(folder, "forecast.html");
    const { status, stdout } = await run("--db", before, "--at", at, "--replications", "10", "--report", page);
    expect(status).toBe(0);
    expect(await readFile(page, "utf8")).toMatch(/H26\.99-2608\d\d-\d{4}/);
    expect(stdout).toContain("hồ sơ đang mở / open dossiers");
  }, 60_000);

  it("refuses what cannot be answered", async () => {
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining("--db") });
    expect(await run("--db", join(folder, "none.db"))).toMatchObject({ status: 1 });
    expect(await run("--db", before, "--days", "0")).toMatchObject({ status: 2 });
    // The states tell nothing of an earlier day.
    expect(await run("--db", before, "--at", "2026-08-18T08:00:00+07:00")).toMatchObject({ status: 2 });
    expect(await run("--db", before, "--at", "2999-01-01T00:00:00+07:00")).toMatchObject({ status: 1 });
    // A name misspelt is no office without work.
    expect(await run("--db", before, "--office", "nope")).toEqual({
      status: 2,
      stdout: "",
      stderr: "error cli.usage: không có đơn vị nope; có: H26.99 / there is no office nope; there are: H26.99\n",
    });
    const file = join(folder, "none.json");
    await writeFile(file, "{}");
    expect(await run("--score", file, "--db", before)).toMatchObject({ status: 2 });
    expect(await run("--score", file, "--db", before, "--at", at)).toMatchObject({ status: 2 });
    expect((await run("--score", join(folder, "gone.json"), "--db", before)).stderr).toContain("there is no file");
  }, 60_000);
});
