import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { Fault } from "@motcua/core";
import { clearBar } from "./progress.ts";

/** Where a command writes, so that tests and other programs can run it in process. */
export interface CliIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Standard input, for commands that read it. */
  stdin?(): AsyncIterable<string | Uint8Array>;
}

/** Exit statuses: done; a refusal or a batch with bad lines; wrong use. */
export const exitDone = 0;
export const exitRefused = 1;
export const exitUsage = 2;

/** Both languages on one line. */
export const faultMessage = (fault: Fault): string => `${fault.text.vi} / ${fault.text.en}`;

/** Writes the one line an error takes: `error <code>: <Vietnamese> / <English>`. */
export function printFault(io: CliIo, fault: Fault): void {
  clearBar();
  // Arguments are echoed in messages; a line break or an escape sequence in one must not reach the terminal.
  io.stderr(`error ${fault.code}: ${faultMessage(fault).replaceAll(/\p{Cc}+/gu, " ")}\n`);
}

export const usageFault = (vi: string, en: string): Fault => ({ code: "cli.usage", text: { vi, en } });

/** `node:util` parseArgs speaks by throwing, in English; its codes become a fault in both languages. */
export function usageFaultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  // The first quoted word of its message is what was written.
  const shown = (/'([^']*)'/.exec(message)?.[1] ?? "").replace(/ <value>$/, "");
  switch (code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return usageFault(`không có tham số ${shown}`, `there is no option ${shown}`);
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return /does not take an argument/.test(message)
        ? usageFault(`tham số ${shown} không nhận giá trị`, `option ${shown} takes no value`)
        : usageFault(`tham số ${shown} thiếu giá trị`, `option ${shown} lacks its value`);
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return usageFault(`không hiểu "${shown}"`, `"${shown}" is not expected here`);
    default:
      return usageFault("tham số không hợp lệ", `bad arguments: ${message}`);
  }
}

const helpOption = { help: { type: "boolean", short: "h" } } as const;

/** `--seed -1` as `--seed=-1`: that it is below its range is for the command to say, which knows the range. */
function withNegatives(args: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1) ?? "";
    const name = before.startsWith("--") ? before.slice(2) : "";
    const takesValue = Object.hasOwn(options, name) && options[name]?.type === "string";
    if (/^-\d/.test(arg) && takesValue && !joined.includes("--")) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Options and free arguments of a command. A wrong option and `--help` are answered here and leave an exit status. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  help: string,
  io: CliIo,
  allowPositionals = false,
) {
  try {
    const all = { ...options, ...helpOption };
    const { values, positionals } = parseArgs({
      args: withNegatives(args, options),
      strict: true,
      allowPositionals,
      options: all,
    });
    if (!("help" in values)) return { values, positionals };
    io.stdout(help);
    return exitDone;
  } catch (error) {
    printFault(io, usageFaultOf(error));
    return exitUsage;
  }
}
