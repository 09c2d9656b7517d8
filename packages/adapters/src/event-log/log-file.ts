import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { err, type Fault, type Result } from "@motcua/core";
import type { EventLog } from "@motcua/core/simulator";
import { logFault, shown } from "./faults.ts";
import type { ReadLog } from "./intake.ts";
import type { LogFormat, LogMap } from "./log-map.ts";
import { logFormatOf, readEventLog, writeEventLog } from "./log-text.ts";
import { writeInPlace } from "./write-in-place.ts";
import type { WriteLogOptions } from "./write-xes.ts";

const isGzip = (file: string): boolean => /\.gz$/i.test(file);

/** A fault for a file whose name says no format. */
const unknownFormat = (file: string): Fault =>
  logFault(
    "log.unknown_format",
    `không rõ định dạng của ${shown(file)}; đặt tên .csv, .xes hoặc .ocel.json, hoặc ghi "format" vào tệp ánh xạ`,
    `the format of ${shown(file)} is not known; name it .csv, .xes or .ocel.json, or write "format" in the map`,
  );

/** Reads a log from a file, compressed or not. Faults as `readEventLog`, and `log.unknown_format`.
 *  @param onProgress now and then; share of the file that is read, 0 to 1
 *  @throws the error of the file system when the file cannot be read, with its `code`: `ENOENT` where there is none, `EISDIR`
 *    for a folder */
export async function readLogFile(
  file: string,
  map: LogMap = {},
  onProgress?: (share: number) => void,
): Promise<Result<ReadLog, readonly Fault[]>> {
  // Before its name is looked at: what is not there has no format.
  const there = await stat(file);
  if (there.isDirectory())
    throw Object.assign(new Error(`${file} is a folder`), { code: "EISDIR", syscall: "read", path: file });
  const format = map.format ?? logFormatOf(file);
  if (format === undefined) return err([unknownFormat(file)]);
  const stream = createReadStream(file);
  const bytes = onProgress === undefined ? stream : counted(stream, there.size, onProgress);
  if (!isGzip(file)) return await readEventLog(bytes, format, map);
  const unzipped = createGunzip();
  const flow = pipeline(bytes, unzipped);
  // What goes wrong on the way also ends the reading below, which says it.
  flow.catch(() => {});
  return await readEventLog(unzipped, format, map);
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  size: number,
  onProgress: (share: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  for await (const chunk of source) {
    read += chunk.length;
    // A pipe has no size.
    if (size > 0) onProgress(Math.min(1, read / size));
    yield chunk;
  }
}

/** Writes a log to a file, compressed when its name ends with `.gz`; whole or not at all, as `writeInPlace`.
 *  @throws the error of the file system */
export async function writeLogFile(
  file: string,
  log: EventLog,
  options: WriteLogOptions & { readonly format?: LogFormat } = {},
): Promise<Result<"written", readonly Fault[]>> {
  const format = options.format ?? logFormatOf(file);
  if (format === undefined) return err([unknownFormat(file)]);
  await writeInPlace(file, async (path) => {
    const text = Readable.from(writeEventLog(log, format, options));
    if (isGzip(file)) await pipeline(text, createGzip(), createWriteStream(path));
    else await pipeline(text, createWriteStream(path));
    return true;
  });
  return { ok: true, value: "written" };
}
