#!/usr/bin/env node
import type { CliIo } from "./cli-io.ts";
import { failed } from "./failed.ts";

type Command = (args: readonly string[], io: CliIo) => number | Promise<number>;

// Loaded on demand: a command pays for its own imports only.
const commands: { readonly [name: string]: () => Promise<Command> } = {
  calendar: async () => (await import("./commands/calendar.ts")).runCalendar,
  calibrate: async () => (await import("./commands/calibrate.ts")).runCalibrate,
  compare: async () => (await import("./commands/compare.ts")).runCompare,
  definition: async () => (await import("./commands/definition.ts")).runDefinition,
  diagram: async () => (await import("./commands/diagram.ts")).runDiagram,
  distance: async () => (await import("./commands/distance.ts")).runDistance,
  due: async () => (await import("./commands/due.ts")).runDue,
  explain: async () => (await import("./commands/explain.ts")).runExplain,
  forecast: async () => (await import("./commands/forecast.ts")).runForecastCommand,
  incidents: async () => (await import("./commands/incidents.ts")).runIncidents,
  import: async () => (await import("./commands/import.ts")).runImport,
  inbox: async () => (await import("./commands/inbox.ts")).runInbox,
  lint: async () => (await import("./commands/lint.ts")).runLint,
  message: async () => (await import("./commands/message.ts")).runMessage,
  migrate: async () => (await import("./commands/migrate.ts")).runMigrate,
  move: async () => (await import("./commands/move.ts")).runMove,
  office: async () => (await import("./commands/office.ts")).runOfficeCommand,
  portal: async () => (await import("./commands/portal.ts")).runPortal,
  procedures: async () => (await import("./commands/procedures.ts")).runProcedures,
  replay: async () => (await import("./commands/replay.ts")).runReplay,
  staff: async () => (await import("./commands/staff.ts")).runStaff,
  simulate: async () => (await import("./commands/simulate.ts")).runSimulate,
  sheet: async () => (await import("./commands/sheet.ts")).runSheet,
  transfers: async () => (await import("./commands/transfers.ts")).runTransfers,
  verify: async () => (await import("./commands/verify.ts")).runVerify,
  work: async () => (await import("./commands/work.ts")).runWork,
};

// Started by other commands, not by people, so not listed.
const inner: typeof commands = {
  "office-worker": async () => (await import("./commands/office-worker.ts")).runOfficeWorker,
};

const io: CliIo = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stdin: () => process.stdin,
};

// A reader that has seen enough (`| head`) closes the pipe: that is not an error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(commands, name) ? commands[name] : Object.hasOwn(inner, name) ? inner[name] : undefined;
const known = Object.keys(commands).join(", ");
if (name === "--help" || name === "-h") {
  io.stdout(`motcua COMMAND [--help] [--json]\n\n  lệnh / commands: ${known}\n`);
} else if (name === "") {
  io.stderr(`error cli.usage: thiếu lệnh; các lệnh: ${known} / a command is required; one of ${known}\n`);
  process.exitCode = 2;
} else if (load === undefined) {
  const shown = JSON.stringify(name.slice(0, 40));
  io.stderr(
    `error cli.usage: không có lệnh ${shown}; các lệnh: ${known} / unknown command ${shown}; one of ${known}\n`,
  );
  process.exitCode = 2;
} else {
  // The status is left for the end of the process, so that everything written is flushed.
  try {
    process.exitCode = await (await load())(args, io);
  } catch (error) {
    process.exitCode = failed(io, error);
  }
}
