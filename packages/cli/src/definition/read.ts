import { readFile } from "node:fs/promises";
import type { Fault, Finding, ProcedureDefinition } from "@motcua/core";
import { loadDefinitionTools } from "@motcua/core";
import { vietnamInterlinked, vietnamProcedure } from "@motcua/core/vietnam";
import type { CliIo } from "../cli-io.ts";
import { exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { aliasWord, jsonWord, yamlWord } from "../syntax-words.ts";

// Definitions by code or from a file, for the commands that read one.

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
  if (isCode(source)) {
    const definition = vietnamProcedure(source) ?? vietnamInterlinked(source);
    if (definition !== undefined) return { source, ...tools.checkProcedure(definition) };
    printFault(io, {
      code: "definition.unknown_procedure",
      text: { vi: `danh mục không có thủ tục ${source}`, en: `no procedure ${source} in the catalogue` },
    });
    return undefined;
  }
  const value = await readDocument(source, io);
  if (value === undefined) return undefined;
  if (!value.ok) return { source, definition: undefined, faults: [value.error], findings: [] };
  return { source, ...tools.checkProcedure(value.value) };
}

const isCode = (source: string): boolean => /^\d\.\d{6}$/.test(source);

/** Exit status for what `readProcedure` did not find: the catalogue refuses a code, a missing file is wrong use. */
export const statusOfUnread = (source: string): number => (isCode(source) ? exitRefused : exitUsage);

/** What a YAML or JSON file holds. `undefined` when it cannot be read; that has been said on stderr. */
export async function readDocument(source: string, io: CliIo): Promise<Parsed | undefined> {
  let text: string;
  try {
    text = await readFile(source, "utf8");
  } catch {
    printFault(io, usageFault(`không đọc được tệp ${source}`, `cannot read file ${source}`));
    return undefined;
  }
  return await parseText(text, source);
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Fault };

async function parseText(text: string, source: string): Promise<Parsed> {
  try {
    // Some editors begin a file with a byte order mark; JSON has no place for one.
    if (source.endsWith(".json")) return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) };
    const yaml = await import("yaml");
    return { ok: true, value: yaml.parse(text) };
  } catch (error) {
    const [message] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      ok: false,
      error: {
        code: "definition.faulty",
        text: {
          vi: `tệp ${source} sai cú pháp: ${syntaxWord(error)}`,
          en: `file ${source} does not parse: ${message}`,
        },
      },
    };
  }
}

/** JSON throws a `SyntaxError`, YAML an error with a code and a place, or one about names of parts written elsewhere. */
function syntaxWord(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof SyntaxError) return jsonWord(error.message);
  if (!("code" in error && typeof error.code === "string")) return aliasWord(error.message);
  const [, line] = / at line (\d+)/.exec(error.message) ?? [];
  return line === undefined ? yamlWord(error.code) : `${yamlWord(error.code)} (dòng ${line})`;
}

/** Arguments of a command that shows one definition. */
export async function showOne(
  args: readonly string[],
  io: CliIo,
  help: string,
  show: (definition: ProcedureDefinition) => string,
): Promise<number> {
  const parsed = readArguments(args, { json: { type: "boolean" } }, help, io, true);
  if (typeof parsed === "number") return parsed;
  const [source, ...more] = parsed.positionals;
  if (source === undefined || more.length > 0) {
    printFault(io, usageFault("cần đúng một mã hoặc một tệp", "exactly one code or file is required"));
    return exitUsage;
  }
  const read = await readProcedure(source, io);
  if (read === undefined) return statusOfUnread(source);
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
export const located = (fault: Fault): Fault =>
  fault.path === undefined || fault.path === ""
    ? fault
    : { ...fault, text: { vi: `${fault.path}: ${fault.text.vi}`, en: `${fault.path}: ${fault.text.en}` } };
