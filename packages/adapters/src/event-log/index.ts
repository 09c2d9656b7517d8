export type { ReadLog } from "./intake.ts";
export { readLogFile, writeLogFile } from "./log-file.ts";
export { type LogFormat, type LogMap, readLogMap } from "./log-map.ts";
export { logFormatOf, readEventLog, writeEventLog } from "./log-text.ts";
export { writeInPlace } from "./write-in-place.ts";
export type { WriteLogOptions } from "./write-xes.ts";
