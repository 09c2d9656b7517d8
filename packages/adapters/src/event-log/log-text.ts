import { err, type Fault, type Result } from "@motcua/core";
import { type EventLog, logCsv } from "@motcua/core/simulator";
import { logFault, shown } from "./faults.ts";
import { LogIntake, type ReadLog } from "./intake.ts";
import type { LogFormat, LogMap } from "./log-map.ts";
import { CsvLogReader } from "./read-csv.ts";
import { OcelLogReader } from "./read-ocel.ts";
import { XesLogReader } from "./read-xes.ts";
import { NotTextError, textOf } from "./text-of.ts";
import { ocelText } from "./write-ocel.ts";
import { type WriteLogOptions, xesText } from "./write-xes.ts";

/** The format a file has by its name: `.csv`, `.xes`, `.json` or `.jsonocel`, each also with `.gz` behind. */
export function logFormatOf(file: string): LogFormat | undefined {
  const [, ending = ""] = /\.(csv|xes|json|jsonocel)(?:\.gz)?$/i.exec(file) ?? [];
  const format = ending.toLowerCase();
  return format === "csv" || format === "xes" ? format : format === "" ? undefined : "ocel";
}

/** Reads a log piece by piece; CSV and XES in memory for the log only, OCEL for the whole text.
 *  @param source bytes or text, as a file or a network gives them; what it throws is passed on
 *  @returns faults with their line, or path for OCEL, ten at most: `log.malformed`, `log.columns`, `log.instant`,
 *    `log.zone_missing`, `log.zones_mixed`, `log.end_before_start`, `log.empty` */
export async function readEventLog(
  source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  format: LogFormat,
  map: LogMap = {},
): Promise<Result<ReadLog, readonly Fault[]>> {
  const intake = new LogIntake(map);
  const reader =
    format === "csv"
      ? new CsvLogReader(intake, map)
      : format === "xes"
        ? new XesLogReader(intake)
        : new OcelLogReader(intake, map);
  try {
    for await (const chunk of textOf(source)) reader.push(chunk);
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error;
    const encoding = shown(error.encoding);
    return err([
      logFault(
        "log.malformed",
        `tệp không phải văn bản với bảng mã ${encoding}; hãy lưu lại với bảng mã UTF-8`,
        `the file is not text in ${encoding}; save it as UTF-8`,
      ),
    ]);
  }
  reader.end();
  return intake.finish();
}

/** A log as text in chunks of bounded size (OCEL: of 256 rows).
 *  CSV holds work items only, in Prosimos' columns unless `all`; XES and OCEL hold everything. */
export function writeEventLog(
  log: EventLog,
  format: LogFormat,
  options: WriteLogOptions = {},
): Generator<string, void, undefined> {
  if (format === "csv") return logCsv(log, options.all);
  return format === "xes" ? xesText(log, options) : ocelText(log);
}
