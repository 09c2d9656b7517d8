import { adapterWords, coreWords } from "./adapter-words.ts";
import { type CliIo, exitRefused, exitUsage } from "./cli-io.ts";
import { fileCodeOf, fileWords } from "./file-words.ts";
import { clearBar } from "./progress.ts";

/** One line for a person; the stack only when asked for (`MOTCUA_TRACE=1`). Imports nothing of the library: it is loaded
 *  with every command. */
export function failed(io: CliIo, error: unknown): number {
  clearBar();
  const file = fileFaultOf(error);
  if (file !== undefined) {
    io.stderr(`${file.replaceAll(/\p{Cc}+/gu, " ")}\n`);
    return exitUsage;
  }
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  // Adapters speak English; what already has both languages stays as it is.
  const words = said.includes(" / ") ? undefined : (adapterWords[code] ?? coreWords[code]);
  const message = words === undefined ? said : `${words} / ${said}`;
  io.stderr(`error ${code}: ${message.replaceAll(/\p{Cc}+/gu, " ")}\n`);
  if (process.env.MOTCUA_TRACE === "1" && error instanceof Error) io.stderr(`${error.stack}\n`);
  return exitRefused;
}

/** What the system says about a file that a person has named. */
function fileFaultOf(error: unknown): string | undefined {
  const code = fileCodeOf(error);
  if (code === "" || !(error instanceof Error && "path" in error)) return undefined;
  const { vi, en } = fileWords(String(error.path), code);
  return `error cli.usage: ${vi} / ${en}`;
}

/** Our own errors carry a dotted code; what is stored and does not parse is damage; the rest are our bugs. */
function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (typeof code === "string" && code.includes(".")) return code;
  return error instanceof SyntaxError ? "storage.damaged_file" : "internal.invariant";
}
