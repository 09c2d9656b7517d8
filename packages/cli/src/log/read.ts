import { readFile } from "node:fs/promises";
import { type LogMap, type ReadLog, readLogFile, readLogMap } from "@motcua/adapters/event-log";
import type { Fault } from "@motcua/core";
import { type CliIo, exitRefused, exitUsage, faultMessage, printFault, usageFault } from "../cli-io.ts";
import { located } from "../definition/read.ts";
import { fileCodeOf, fileWords } from "../file-words.ts";
import { clearBar } from "../progress.ts";
import { jsonWord } from "../syntax-words.ts";

// Event logs and their maps from files, for the commands that read some. What is wrong is said on standard error, with the file.

/** A log, or the exit status for one that cannot be used: 1 for what stands in it, 2 for a file that cannot be read. */
export async function readLog(
  file: string,
  map: LogMap,
  io: CliIo,
  onProgress?: (share: number) => void,
): Promise<ReadLog | number> {
  const read = await readLogFile(file, map, onProgress).catch((error: unknown) => unreadable(file, error, io));
  if (typeof read === "number") return read;
  if (!read.ok) {
    for (const fault of read.error) printFault(io, inFile(file, fault));
    return exitRefused;
  }
  for (const warning of read.value.warnings) {
    clearBar();
    const said = faultMessage(inFile(file, warning)).replaceAll(/\p{Cc}+/gu, " ");
    io.stderr(`warning ${warning.code}: ${said}\n`);
  }
  return read.value;
}

/** A map, or the exit status; `-` is the map that changes nothing. */
export async function readMap(file: string, io: CliIo): Promise<LogMap | number> {
  if (file === "-") return {};
  let value: unknown;
  try {
    value = JSON.parse((await readFile(file, "utf8")).replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) return unreadable(file, error, io);
    const text = { vi: `JSON sai: ${jsonWord(error.message)}`, en: `not JSON: ${error.message}` };
    printFault(io, inFile(file, { code: "log.map", text }));
    return exitRefused;
  }
  const map = readLogMap(value);
  if (map.ok) return map.value;
  for (const fault of map.error) printFault(io, inFile(file, fault));
  return exitRefused;
}

function unreadable(file: string, error: unknown, io: CliIo): number {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_")) {
    const text = { vi: "tệp nén bị hỏng", en: "what is compressed is damaged" };
    printFault(io, inFile(file, { code: "log.malformed", text }));
    return exitRefused;
  }
  if (fileCodeOf(error) === "") throw error;
  const { vi, en } = fileWords(file, code);
  printFault(io, usageFault(vi, en));
  return exitUsage;
}

function inFile(file: string, fault: Fault): Fault {
  const { path } = fault;
  // A line as everywhere: `log.csv:2`.
  const line = /^line (\d+)$/.exec(path ?? "")?.[1];
  return located({ ...fault, path: line !== undefined ? `${file}:${line}` : path ? `${file}, ${path}` : file });
}
