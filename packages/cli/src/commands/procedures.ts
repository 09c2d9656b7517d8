import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Fault, Finding, ProcedureDefinition } from "@motcua/core";
import { loadDefinitionTools } from "@motcua/core";
import { vietnamProcedure, vietnamProcedures } from "@motcua/core/vietnam";
import type { CliIo } from "../cli-io.ts";
import { exitDone, exitRefused, exitUsage, printFault, usageFault, usageFaultOf } from "../cli-io.ts";

const help = `motcua procedures: danh mục thủ tục cấp xã / the catalogue of commune procedures

  motcua procedures [--family F] [--json]
`;

/** Exit status: 0 listed, 2 wrong use. */
export function runProcedures(args: readonly string[], io: CliIo): number {
  let values: { readonly help?: boolean; readonly json?: boolean; readonly family?: string };
  try {
    ({ values } = parseArgs({
      args: [...args],
      strict: true,
      options: { help: { type: "boolean" }, json: { type: "boolean" }, family: { type: "string" } },
    }));
  } catch (error) {
    printFault(io, usageFaultOf(error));
    return exitUsage;
  }
  if (values.help) {
    io.stdout(help);
    return exitDone;
  }
  const { family } = values;
  const all = vietnamProcedures();
  const list = family === undefined ? all : all.filter((item) => item.family === family);
  if (list.length === 0) {
    const known = [...new Set(all.map((item) => item.family))].join(", ");
    printFault(io, usageFault(`không có nhóm ${family}; các nhóm: ${known}`, `no family ${family}; one of ${known}`));
    return exitUsage;
  }
  io.stdout(values.json ? `${JSON.stringify(list.map(summary))}\n` : table(list));
  return exitDone;
}

const summary = (item: ProcedureDefinition) => ({
  code: item.code,
  version: item.version,
  name: item.name,
  family: item.family,
  channels: item.channels.map((one) => one.channel),
  limits: item.limits,
  steps: item.steps.map((step) => step.id),
  confidence: item.confidence,
});

function table(list: readonly ProcedureDefinition[]): string {
  const rows = list.map((item) => [item.code, item.family, limitText(item), item.name.vi.slice(0, 80)]);
  const head = ["MÃ/CODE", "NHÓM/FAMILY", "THỜI HẠN/LIMIT", "TÊN/NAME"];
  const widths = head.map((_title, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  return `${[head, ...rows].map((row) => row.map((cell, column) => (column === 3 ? cell : cell.padEnd(widths[column] ?? 0))).join("  ")).join("\n")}\n`;
}

/** In the notation of `motcua due --limit`; `*` where a case or a fact changes it. */
function limitText(item: ProcedureDefinition): string {
  const budget = item.limits.at(-1)?.budget;
  const more = item.limits.length > 1 ? "*" : "";
  if (budget === undefined) return "";
  if (budget.unit === "same-day") {
    const { cutoffMinute } = budget;
    return `same-day@${Math.trunc(cutoffMinute / 60)}:${String(cutoffMinute % 60).padStart(2, "0")}${more}`;
  }
  if (budget.unit === "until") return `until:${budget.date}${more}`;
  if (budget.unit === "none" || budget.unit === "stages") return budget.unit;
  const unit = {
    "working-day": "wd",
    "working-hour": "wh",
    "working-minute": "wmin",
    hour: "h",
    "calendar-day": "d",
    month: "mo",
  };
  return `${budget.amount}${unit[budget.unit]}${more}`;
}

// ------------------------------------------------------------------------- definitions by code or from a file

export interface ReadProcedure {
  /** As it was asked for: a code or a file name. */
  readonly source: string;
  readonly definition: ProcedureDefinition | undefined;
  readonly faults: readonly Fault[];
  readonly findings: readonly Finding[];
}

/** A definition of the catalogue by its code, or one from a YAML or JSON file, with all there is to say about it.
 *  `undefined` when there is no such code or file; that has been said on stderr. */
export async function readProcedure(source: string, io: CliIo): Promise<ReadProcedure | undefined> {
  const tools = await loadDefinitionTools();
  if (/^\d\.\d{6}$/.test(source)) {
    const definition = vietnamProcedure(source);
    if (definition !== undefined) return { source, ...tools.checkProcedure(definition) };
    printFault(io, {
      code: "definition.unknown_procedure",
      text: { vi: `danh mục không có thủ tục ${source}`, en: `no procedure ${source} in the catalogue` },
    });
    return undefined;
  }
  let text: string;
  try {
    text = await readFile(source, "utf8");
  } catch {
    printFault(io, usageFault(`không đọc được tệp ${source}`, `cannot read file ${source}`));
    return undefined;
  }
  const value = await parseText(text, source);
  if (!value.ok) return { source, definition: undefined, faults: [value.error], findings: [] };
  return { source, ...tools.checkProcedure(value.value) };
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Fault };

async function parseText(text: string, source: string): Promise<Parsed> {
  try {
    if (source.endsWith(".json")) return { ok: true, value: JSON.parse(text) };
    const yaml = await import("yaml");
    return { ok: true, value: yaml.parse(text) };
  } catch (error) {
    const [message] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      ok: false,
      error: {
        code: "definition.faulty",
        text: { vi: `tệp ${source} sai cú pháp: ${message}`, en: `file ${source} does not parse: ${message}` },
      },
    };
  }
}

/** Arguments of a command that shows one definition. */
export async function showOne(
  args: readonly string[],
  io: CliIo,
  usage: string,
  show: (definition: ProcedureDefinition) => string,
): Promise<number> {
  let parsed: { readonly values: { readonly help?: boolean; readonly json?: boolean }; readonly positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { help: { type: "boolean" }, json: { type: "boolean" } },
    });
  } catch (error) {
    printFault(io, usageFaultOf(error));
    return exitUsage;
  }
  if (parsed.values.help) {
    io.stdout(usage);
    return exitDone;
  }
  const [source, ...more] = parsed.positionals;
  if (source === undefined || more.length > 0) {
    printFault(io, usageFault("cần đúng một mã hoặc một tệp", "exactly one code or file is required"));
    return exitUsage;
  }
  const read = await readProcedure(source, io);
  if (read === undefined) return /^\d\.\d{6}$/.test(source) ? exitRefused : exitUsage;
  const { definition } = read;
  if (definition === undefined || hasErrors(read)) {
    for (const fault of read.faults) printFault(io, located(fault));
    for (const finding of read.findings)
      if (finding.severity === "error") printFault(io, located({ ...finding, code: "definition.faulty" }));
    return exitRefused;
  }
  const text = show(definition);
  io.stdout(parsed.values.json ? `${JSON.stringify({ code: definition.code, text })}\n` : text);
  return exitDone;
}

export const hasErrors = (read: ReadProcedure): boolean =>
  read.faults.length > 0 || read.findings.some((finding) => finding.severity === "error");

/** The path is part of the line a person reads. */
const located = (fault: Fault): Fault =>
  fault.path === undefined
    ? fault
    : { ...fault, text: { vi: `${fault.path}: ${fault.text.vi}`, en: `${fault.path}: ${fault.text.en}` } };
