import type { CliIo } from "../cli-io.ts";
import { exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { hasErrors, type ReadProcedure, readProcedure, statusOfUnread } from "../definition/read.ts";

const help = `motcua lint: kiểm tra định nghĩa thủ tục / check procedure definitions

  motcua lint CODE|FILE... [--json]

  FILE       YAML hoặc/or JSON
`;

/** Exit status: 0 without errors (warnings are shown), 1 with errors or an unknown code, 2 wrong use. */
export async function runLint(args: readonly string[], io: CliIo): Promise<number> {
  const parsed = readArguments(args, { json: { type: "boolean" } }, help, io, true);
  if (typeof parsed === "number") return parsed;
  if (parsed.positionals.length === 0) {
    printFault(io, usageFault("thiếu tệp hoặc mã thủ tục", "a file or a code is required"));
    return exitUsage;
  }
  const reads: ReadProcedure[] = [];
  let worst = exitDone;
  for (const source of parsed.positionals) {
    const read = await readProcedure(source, io);
    if (read === undefined) worst = Math.max(worst, statusOfUnread(source));
    else reads.push(read);
  }
  if (worst === exitDone && reads.some(hasErrors)) worst = exitRefused;
  io.stdout(parsed.values.json ? `${JSON.stringify(reads.map(report))}\n` : reads.map(text).join(""));
  return worst;
}

const report = (read: ReadProcedure) => ({
  source: read.source,
  code: read.definition?.code,
  ok: !hasErrors(read),
  faults: read.faults,
  findings: read.findings,
});

function text(read: ReadProcedure): string {
  const lines = [
    ...read.faults.map((fault) => line(read.source, "error", fault.code, fault)),
    ...read.findings.map((finding) => line(read.source, finding.severity, finding.code, finding)),
  ];
  if (lines.length === 0) lines.push(`${read.source}: ok`);
  return `${lines.join("\n")}\n`;
}

const line = (
  source: string,
  severity: string,
  code: string,
  item: { readonly path?: string; readonly text: { readonly vi: string; readonly en: string } },
): string =>
  `${source}: ${severity} ${code} ${item.path ?? ""}: ${item.text.vi} / ${item.text.en}`.replaceAll(/\p{Cc}+/gu, " ");
