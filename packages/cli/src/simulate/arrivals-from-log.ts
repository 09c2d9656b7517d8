import { readLogFile, readLogMap } from "@motcua/adapters/event-log";
import { err, type Fault, formatInstant, ok, type Result } from "@motcua/core";
import { type EventLog, workItem } from "@motcua/core/simulator";
import { usageFault } from "../cli-io.ts";
import { fileCodeOf, fileWords } from "../file-words.ts";

/** Arrivals as a scenario file may write them beside the patterns of the format: those that a log tells. */
export interface FromLog {
  readonly kind: "log";
  readonly file: string;
  /** Names of columns, as of `motcua distance --map`. */
  readonly map?: unknown;
  /** Only dossiers of this procedure, where the log names procedures. */
  readonly procedure?: string;
}

export const isFromLog = (arrive: unknown): arrive is FromLog =>
  typeof arrive === "object" &&
  arrive !== null &&
  (arrive as { readonly kind?: unknown }).kind === "log" &&
  typeof (arrive as { readonly file?: unknown }).file === "string";

/** The dossiers of a log as a list of instants: when the first work on each was there to be done, or was begun. */
export async function arrivalsFromLog(
  { map, procedure }: FromLog,
  file: string,
): Promise<Result<{ readonly kind: "list"; readonly at: readonly string[] }, readonly Fault[]>> {
  const columns = readLogMap(map ?? {});
  if (!columns.ok) return columns;
  const read = await readLogFile(file, columns.value).catch((error: unknown) => fileWords(file, fileCodeOf(error)));
  if ("vi" in read) return err([usageFault(read.vi, read.en)]);
  if (!read.ok) return read;
  const first = firstSeen(read.value.log, procedure);
  return ok({ kind: "list", at: [...first.values()].sort((a, b) => a - b).map(formatInstant) });
}

function firstSeen(log: EventLog, procedure: string | undefined): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (let row = 0; row < log.items.count; row += 1) {
    const { dossier, flow, enabledAt, startAt } = workItem(log, row);
    if (procedure !== undefined && flow !== procedure) continue;
    const at = enabledAt ?? startAt;
    first.set(dossier, Math.min(at, first.get(dossier) ?? at));
  }
  return first;
}
