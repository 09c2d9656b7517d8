import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CliIo } from "../../packages/cli/src/cli-io.ts";
import { runCalendar } from "../../packages/cli/src/commands/calendar.ts";
import { runCalibrate } from "../../packages/cli/src/commands/calibrate.ts";
import { runCompare } from "../../packages/cli/src/commands/compare.ts";
import { runDefinition } from "../../packages/cli/src/commands/definition.ts";
import { runDiagram } from "../../packages/cli/src/commands/diagram.ts";
import { runDistance } from "../../packages/cli/src/commands/distance.ts";
import { runDue } from "../../packages/cli/src/commands/due.ts";
import { runExplain } from "../../packages/cli/src/commands/explain.ts";
import { runForecastCommand } from "../../packages/cli/src/commands/forecast.ts";
import { runImport } from "../../packages/cli/src/commands/import.ts";
import { runInbox } from "../../packages/cli/src/commands/inbox.ts";
import { runIncidents } from "../../packages/cli/src/commands/incidents.ts";
import { runLint } from "../../packages/cli/src/commands/lint.ts";
import { runMessage } from "../../packages/cli/src/commands/message.ts";
import { runMigrate } from "../../packages/cli/src/commands/migrate.ts";
import { runMove } from "../../packages/cli/src/commands/move.ts";
import { runOfficeCommand } from "../../packages/cli/src/commands/office.ts";
import { runPortal } from "../../packages/cli/src/commands/portal.ts";
import { runProcedures } from "../../packages/cli/src/commands/procedures.ts";
import { runReplay } from "../../packages/cli/src/commands/replay.ts";
import { runSheet } from "../../packages/cli/src/commands/sheet.ts";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import { runStaff } from "../../packages/cli/src/commands/staff.ts";
import { runTransfers } from "../../packages/cli/src/commands/transfers.ts";
import { runVerify } from "../../packages/cli/src/commands/verify.ts";
import { codeBlocks, pages, read } from "./docs-files.ts";
import { guidePages } from "./guide-runs.ts";

type Run = (args: readonly string[], io: CliIo) => number | Promise<number>;
/** Commands whose examples are quick and the same on every run. */
const runs: { readonly [command: string]: Run } = {
  calibrate: runCalibrate,
  compare: runCompare,
  diagram: runDiagram,
  distance: runDistance,
  due: runDue,
  import: runImport,
  lint: runLint,
  message: runMessage,
  procedures: runProcedures,
  sheet: runSheet,
  simulate: runSimulate,
  staff: runStaff,
};
/** Commands whose figures change with every change of the office: their examples run, and are not compared. */
const runsOnFile: typeof runs = {
  office: runOfficeCommand,
  inbox: runInbox,
  explain: runExplain,
  verify: runVerify,
  move: runMove,
  migrate: runMigrate,
  incidents: runIncidents,
  transfers: runTransfers,
  portal: runPortal,
  definition: runDefinition,
  calendar: runCalendar,
  replay: runReplay,
  forecast: runForecastCommand,
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "motcua-docs-"));
  const example = codeBlocks("docs/guide/procedures.md").find((block) => block.language === "yaml");
  await writeFile(join(folder, "damage.yaml"), example?.text ?? "");
});
afterAll(() => rm(folder, { recursive: true }));

/** As a shell would take it. */
const unquoted = (arg: string): string => arg.replace(/^'(.*)'$/, "$1");

const examples = pages()
  .filter((page) => !guidePages.includes(page))
  .flatMap(codeBlocks)
  .filter((block) => block.language === "console")
  .flatMap(({ page, line, text }) => {
    const [prompt = "", ...shown] = text.trimEnd().split("\n");
    const [, command = "", rest = ""] = /^\$ npm run -s motcua -- (\S+) ?(.*)$/.exec(prompt) ?? [];
    return [{ where: `${page}:${line}`, prompt, command, args: rest.split(" ").filter(Boolean).map(unquoted), shown }];
  });

async function call(run: Run | undefined, args: readonly string[]) {
  let out = "";
  let error = "";
  const status = await run?.(args, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      error += text;
    },
  });
  return { status, out, error };
}

describe("examples of the command line", () => {
  it("begin with a command that exists", () => {
    expect(examples.length).toBeGreaterThan(6);
    expect(examples.filter(({ command }) => command === "").map(({ where, prompt }) => `${where} ${prompt}`)).toEqual(
      [],
    );
  });

  it.each(examples.filter(({ command }) => runs[command] !== undefined))("$where $command", async (example) => {
    const args = example.args.map((arg) => (arg.endsWith(".yaml") && !arg.includes("/") ? join(folder, arg) : arg));
    const { out, error } = await call(runs[example.command], args);
    const printed = `${out}${error}`.replaceAll(`${folder}/`, "").trimEnd().split("\n");
    // A last line of three dots: the rest is left out.
    const { shown } = example;
    if (shown.at(-1) === "…") expect(printed.slice(0, shown.length - 1)).toEqual(shown.slice(0, -1));
    else expect(printed).toEqual(shown);
  });

  it("work one after the other on one file", async () => {
    const onFile = examples.filter(({ command }) => runsOnFile[command] !== undefined);
    expect(onFile.map(({ command }) => command)).toEqual(Object.keys(runsOnFile));
    let someCode = "";
    for (const { command, args: shown } of onFile) {
      const args = shown.map((arg) => (arg.endsWith(".db") ? join(folder, arg) : arg.startsWith("H") ? someCode : arg));
      const { status, out, error } = await call(runsOnFile[command], args);
      expect({ command, status, error }).toEqual({ command, status: 0, error: "" });
      someCode ||= /H[0-9A-Z.]+-\d{6}-\d{4}/.exec(out)?.[0] ?? "";
    }
  });

  it("are there for every command", () => {
    const table = /const commands[^\n]* = \{\n([\s\S]*?)\n\};/.exec(read("packages/cli/src/main.ts"))?.[1] ?? "";
    const commands = [...table.matchAll(/^ {2}"?([a-z-]+)"?:/gm)].map((found) => found[1] ?? "");
    const sections = [...read("docs/guide/command-line.md").matchAll(/^## ([a-z-]+):/gm)].map((found) => found[1]);
    expect(commands.length).toBeGreaterThan(4);
    expect(commands.filter((command) => !sections.includes(command))).toEqual([]);
    const shown = examples.filter(({ where }) => where.startsWith("docs/guide/command-line.md"));
    expect(commands.filter((command) => !shown.some((example) => example.command === command))).toEqual([]);
  });
});
