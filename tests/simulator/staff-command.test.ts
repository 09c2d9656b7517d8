import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runStaff } from "../../packages/cli/src/commands/staff.ts";

let folder = "";
let file = "";
/** Two kinds of work in a row, without law: how long people are waited for hangs on their numbers alone. */
const scenario = `format: motcua-scenario/1
name: two desks
start: 2026-08-03
length: { days: 40 }
law: { rules: none }
procedures:
  - id: paper
    flow:
      start: take
      nodes:
        - { id: take, kind: task, next: check, skill: clerk@hall, work: { kind: exponential, mean: 20, unit: minute } }
        - { id: check, kind: task, next: end, skill: officer@hall, work: { kind: exponential, mean: 45, unit: minute } }
        - { id: end, kind: end }
arrivals:
  - { procedure: paper, arrive: { kind: per-working-day, mean: 30 } }
staff:
  - { id: clerk, unit: hall, roles: [clerk], count: 2 }
  - { id: officer, unit: hall, roles: [officer], count: 4 }
`;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "motcua-staff-"));
  file = join(folder, "desks.yaml");
  await writeFile(file, scenario);
});
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
  const status = await runStaff(args, io);
  return { status, stdout, stderr };
}

describe("motcua staff", () => {
  it("finds the least people, and what one fewer would bring", async () => {
    const page = join(folder, "staff.html");
    const args = [file, "--target", "waitingDays<=0.2", "--replications", "10", "--json"];
    const { status, stdout, stderr } = await run(...args, "--report", page);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const { chosen, proof, curve } = JSON.parse(stdout);
    expect(await readFile(page, "utf8")).toContain("two desks");
    expect(proof).toBe("least");
    // Work for 1.25 clerks and 2.8 officers arrives: fewer cannot do it, and queues need somebody more.
    expect(chosen.people.clerk).toBeGreaterThanOrEqual(2);
    expect(chosen.people.officer).toBeGreaterThanOrEqual(3);
    expect(chosen.values.waitingDays.mean).toBeLessThanOrEqual(0.2);
    const totals = curve.map(({ total }: { total: number }) => total);
    expect(totals).toEqual([...totals].sort((a: number, b: number) => a - b));
    expect((await run(...args)).stdout).toBe(stdout);
  }, 120_000);

  it("changes only those it is told to, and says when people cannot bring it about", async () => {
    const { status, stdout } = await run(
      file,
      "--target",
      "waitingDays<=0.000001",
      "--roles",
      "clerk",
      "--replications",
      "4",
    );
    expect(status).toBe(1);
    expect(stdout).toContain("cannot be reached by people alone: not even with clerk 8");
  }, 120_000);

  it("gives the same answer on any number of threads", async () => {
    const args = [
      file,
      "--target",
      "waitingDays<=0.2",
      "--roles",
      "officer",
      "--max",
      "6",
      "--replications",
      "12",
      "--json",
    ];
    const one = await run(...args);
    expect(one).toMatchObject({ status: 0, stderr: "" });
    for (const threads of ["2", "3"]) expect(await run(...args, "--threads", threads)).toEqual(one);
  }, 120_000);

  it("says what to do when a scenario without law is asked for promises kept, and takes other targets", async () => {
    for (const target of ["onTime>=0.9", "nationalOnTime>=0.9", "apologies<=0", "waitingDays<=1 && onTime>=0.9"]) {
      const { status, stdout, stderr } = await run(file, "--target", target, "--replications", "2");
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^error staff\.no_figure: .*desks\.yaml: .* \/ .*add law .* ask for waitingDays/);
    }
    const most = ["--roles", "clerk", "--max", "3", "--replications", "2"];
    expect((await run(file, "--target", "cycleDays<=30", ...most)).stderr).toBe("");
    expect((await run(file, "--target", "utilisation<=0.9", ...most)).stderr).toBe("");
  }, 120_000);

  it("tells a faulty scenario as such, not as a target out of reach", async () => {
    const nobody = join(folder, "nobody.yaml");
    await writeFile(nobody, scenario.replace("roles: [officer]", "roles: [clerk]"));
    const { status, stdout, stderr } = await run(nobody, "--target", "waitingDays<=1");
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error model\.faulty: .*nobody\.yaml:\d+/);
  });

  it("tells that the calendars end, not that people cannot bring it about", async () => {
    // One answer in fifty comes later than any day the calendars have; who works makes no difference to it.
    const late = scenario
      .replace("2026-08-03", "2040-11-26")
      .replace("days: 40", "until: 2040-12-14")
      .replace("next: end, skill: officer", "next: answer, skill: officer")
      .replace(
        "        - { id: end, kind: end }",
        `        - id: answer
          kind: delay
          next: end
          wait: { kind: histogram, edges: [0, 1, 60, 61], shares: [0.98, 0, 0.02], unit: working-day }
        - { id: end, kind: end }`,
      );
    const ends = join(folder, "late.yaml");
    await writeFile(ends, late);
    for (const threads of ["1", "2"]) {
      const args = [ends, "--target", "waitingDays<=1", "--replications", "4", "--threads", threads];
      const { status, stdout, stderr } = await run(...args);
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(
        /^error model\.calendar_ends: .*late\.yaml:\d+: length: .* cannot be finished any more.*\n$/,
      );
    }
  }, 60_000);

  it("counts what the calendars cut off as out of reach, and says so", async () => {
    // One clerk keeps pace, and is days behind now and then: also when one working day is left.
    const tight = scenario
      .replace("2026-08-03", "2040-09-03")
      .replace("days: 40", "until: 2040-12-29")
      .replace("exponential, mean: 20", "fixed, value: 20")
      .replace("mean: 30", "mean: 23");
    const ends = join(folder, "tight.yaml");
    await writeFile(ends, tight);
    const args = [ends, "--target", "waitingDays<=5", "--roles", "clerk", "--max", "3", "--replications", "6"];
    const { status, stdout, stderr } = await run(...args);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("the least: clerk 2;");
    expect(stdout).toContain("and count as not reaching it: 1\n");
    expect(JSON.parse((await run(...args, "--json")).stdout)).toMatchObject({ cutOff: 1, chosen: { total: 2 } });
  }, 60_000);

  it("refuses what it cannot understand", async () => {
    expect(await run(file, "--target", "onTime>=1.2")).toMatchObject({ status: 2 });
    expect(await run(file, "--target", "onTime>=NaN")).toMatchObject({ status: 2 });
    expect(await run(file, "--target", "waitingDays>=2")).toMatchObject({ status: 2 });
    expect(await run(file, "--target", "waitingDays<=2", "--threads", "0")).toMatchObject({ status: 2 });
    expect((await run(file, "--target", "waitingDays<=2", "--roles", "clerk,boss")).stderr).toMatch(
      /^error cli\.usage: .* there is no boss; there are clerk, officer\n$/,
    );
    expect(await run(file)).toMatchObject({ status: 2, stderr: expect.stringContaining("--target") });
    expect(await run(file, "--target", "speed>=1")).toMatchObject({ status: 2 });
    expect(await run(file, "--target", "onTime>=0.9", "--roles", "nobody")).toMatchObject({ status: 2 });
    expect(await run(file, "--target", "onTime>=0.9", "--max", "0")).toMatchObject({ status: 2 });
    expect(await run("--target", "onTime>=0.9")).toMatchObject({ status: 2 });
  });
});
