import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLogFile } from "@motcua/adapters/event-log";
import { dossierOrder } from "@motcua/core/simulator";
import { afterAll, describe, expect, it } from "vitest";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import type { BpmnStatistics } from "../../packages/cli/src/simulate/bpmn-statistics.ts";

const cases = fileURLToPath(new URL("../fixtures/simulation/cases/", import.meta.url));
const files = ["--bpmn", `${cases}x1-rework-loop.bpmn`, "--params", `${cases}x1-rework-loop.json`];
const folder = mkdtempSync(join(tmpdir(), "motcua-bpmn-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function simulate(...args: readonly string[]) {
  const said = { out: "", error: "" };
  const status = await runSimulate([...files, ...args], {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.error += text;
    },
  });
  return { status, ...said };
}
const figuresOf = (out: string): Omit<BpmnStatistics, "wallMs"> => {
  const { wallMs, ...figures } = JSON.parse(out) as BpmnStatistics;
  expect(wallMs).toBeGreaterThan(0);
  return figures;
};

describe("motcua simulate --bpmn", () => {
  it("gives the same figures on 1, 2 and 3 threads", async () => {
    const size = ["--replications", "7", "--cases", "120", "--json"];
    const [one, ...more] = await Promise.all(["1", "2", "3"].map((threads) => simulate(...size, "--threads", threads)));
    expect(one?.error).toBe("");
    for (const other of more) expect(figuresOf(other.out)).toEqual(figuresOf(one?.out ?? ""));
    expect(figuresOf(one?.out ?? "").cases).toBe(7 * 120);
  }, 60_000);

  it("keeps the log of the first replication, in every format", async () => {
    for (const name of ["log.csv", "log.xes", "log.ocel.json"]) {
      const { status, error } = await simulate("--replications", "2", "--cases", "40", "--log", at(name));
      expect({ status, error }).toEqual({ status: 0, error: "" });
      const read = await readLogFile(at(name));
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      expect(dossierOrder(read.value.log.items).dossiers.length).toBe(40);
    }
    expect(readFileSync(at("log.csv"), "utf8")).toMatch(
      /^case_id,activity,enable_time,start_time,end_time,resource\narrivals-0,/,
    );
  });

  it("writes a report with the map of the process", async () => {
    const page = at("page.html");
    const { status, error, out } = await simulate("--replications", "3", "--cases", "60", "--report", page, "--json");
    expect({ status, error }).toEqual({ status: 0, error: "" });
    expect(figuresOf(out).cases).toBe(180);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("x1-rework-loop.bpmn");
    for (const section of ["key", "maps", "staff", "sample", "numbers"]) expect(html).toContain(`id="${section}"`);
    expect(html).toContain("Request info");
    // The calendar of the parameters is 09:00 to 17:00 in UTC, and so are the hours of the report.
    expect(html).toContain("UTC+0");
    const hours = html.slice(html.indexOf('id="chart-hours"'), html.indexOf('id="chart-people-hours"'));
    expect(
      [...hours.matchAll(/>(\d\d):00</g)].map(([, hour]) => Number(hour)).filter((hour) => hour < 9 || hour > 16),
    ).toEqual([]);
    expect(hours).toContain(">09:00<");
  });

  it("refuses names and numbers it cannot use before anything runs", async () => {
    for (const args of [
      ["--threads", "0"],
      ["--threads", "two"],
      ["--log", at("log.txt")],
      ["--log", at("no/where.csv")],
      ["--report", at("page.pdf")],
      ["--precision", "0.1"],
    ]) {
      const { status, out, error } = await simulate(...args, "--cases", "100000000");
      expect([args.join(" "), status, out]).toEqual([args.join(" "), 2, ""]);
      expect(error).toMatch(/^error cli\.usage: .+ \/ .+\n$/);
    }
    expect(existsSync(at("log.txt"))).toBe(false);
  });
});
