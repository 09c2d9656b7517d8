import type { ProcedureDefinition } from "@motcua/core";
import { formatBudget } from "@motcua/core";
import { vietnamProcedures } from "@motcua/core/vietnam";
import type { CliIo } from "../cli-io.ts";
import { exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";

const help = `motcua procedures: danh mục thủ tục cấp xã / the catalogue of commune procedures

  motcua procedures [--family F] [--json]
`;

/** Exit status: 0 listed, 2 wrong use. */
export function runProcedures(args: readonly string[], io: CliIo): number {
  const read = readArguments(args, { json: { type: "boolean" }, family: { type: "string" } }, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
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
  if (budget === undefined) return "";
  if (budget.unit === "none" || budget.unit === "stages") return budget.unit;
  return `${formatBudget(budget)}${item.limits.length > 1 ? "*" : ""}`;
}
