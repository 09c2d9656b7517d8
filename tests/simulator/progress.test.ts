import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CliIo } from "../../packages/cli/src/cli-io.ts";
import { runCalibrate } from "../../packages/cli/src/commands/calibrate.ts";
import { runCompare } from "../../packages/cli/src/commands/compare.ts";
import { runDistance } from "../../packages/cli/src/commands/distance.ts";
import { runForecastCommand } from "../../packages/cli/src/commands/forecast.ts";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import { runStaff } from "../../packages/cli/src/commands/staff.ts";
import { runOffice } from "../../packages/cli/src/office/run.ts";

// Every command that answers a question shows how far it is, on a terminal and only there.

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "motcua-progress-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const scenario = readFileSync(new URL("./staff-command.test.ts", import.meta.url), "utf8").split("`")[1] ?? "";
writeFileSync(at("desks.yaml"), scenario);
writeFileSync(at("more.yaml"), "extends: desks.yaml\nname: more\n");

let terminal = "";
const { isTTY } = process.stderr;
beforeEach(() => {
  terminal = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    terminal += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(process.stderr, { isTTY });
});

type Run = (args: readonly string[], io: CliIo) => Promise<number>;
const bpmn = ["x1-rework-loop.bpmn", "x1-rework-loop.json"].map((name) => `${fixtures}simulation/cases/${name}`);
const log = `${fixtures}log-distance/a.csv`;
const commands: readonly (readonly [name: string, run: Run, args: readonly string[]])[] = [
  ["simulate", runSimulate, [at("desks.yaml"), "--replications", "3"]],
  ["simulate on threads", runSimulate, [at("desks.yaml"), "--replications", "3", "--threads", "2"]],
  [
    "simulate --bpmn",
    runSimulate,
    ["--bpmn", bpmn[0] ?? "", "--params", bpmn[1] ?? "", "--replications", "3", "--cases", "20"],
  ],
  ["compare", runCompare, [at("desks.yaml"), at("more.yaml"), "--replications", "3"]],
  [
    "staff",
    runStaff,
    [at("desks.yaml"), "--target", "waitingDays<=5", "--roles", "clerk", "--max", "2", "--replications", "3"],
  ],
  [
    "forecast",
    runForecastCommand,
    ["--db", at("office.db"), "--replications", "3", "--days", "5", "--at", "2026-08-20T00:00:00+07:00"],
  ],
  ["calibrate", runCalibrate, [log, "--replications", "2"]],
  ["distance", runDistance, [log, log]],
];

it.each(commands)(
  "%s has a bar on a terminal, gone at the end, and none elsewhere",
  async (name, run, args) => {
    if (name === "forecast") await runOffice({ from: "2026-08-17", seed: 5, perDay: 6, days: 2, db: at("office.db") });
    const call = async () => {
      let stdout = "";
      const status = await run([...args, "--json"], {
        stdout: (text) => {
          stdout += text;
        },
        stderr: () => {},
      });
      expect(status).toBe(0);
      return JSON.parse(stdout) as { wallMs?: number };
    };
    Object.assign(process.stderr, { isTTY: false });
    const quiet = await call();
    expect(terminal).toBe("");
    Object.assign(process.stderr, { isTTY: true });
    const { wallMs, ...told } = await call();
    expect(told).toEqual({ ...quiet, ...(wallMs === undefined ? {} : { wallMs: undefined }) });
    const shares = [...terminal.matchAll(/\] +(\d+) %/g)].map(([, percent]) => Number(percent));
    expect(shares.length).toBeGreaterThan(0);
    expect(Math.max(...shares)).toBeLessThan(100);
    // Of a search it begins anew with each staffing; else it only goes forward.
    if (name !== "staff") expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(terminal.endsWith("\r\u001b[K")).toBe(true);
  },
  120_000,
);
