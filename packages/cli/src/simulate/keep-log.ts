import { logFormatOf, writeLogFile } from "@motcua/adapters/event-log";
import type { Fault } from "@motcua/core";
import { compileModel, LogRecorder, type Model, runUnit } from "@motcua/core/simulator";
import { usageFault } from "../cli-io.ts";
import { outputFault } from "./output-file.ts";

/** Before anything runs: is the format of the log known by its name, and is there a place for it? */
export const logNameFault = (file: string): Fault | undefined =>
  logFormatOf(file.replace(/\.gz$/, "")) === undefined
    ? usageFault(
        `--log ${file}: tên phải kết thúc bằng .csv, .xes hoặc .ocel.json`,
        `--log ${file}: name it .csv, .xes or .ocel.json`,
      )
    : outputFault(file);

/** Writes the event log of the first office in the first replication. It is played through once more: the same again. */
export async function keepLog(model: Model, seed: number, file: string): Promise<readonly Fault[]> {
  const recorder = new LogRecorder(model);
  runUnit(compileModel(model), { seed, replication: 0, office: 0, sink: recorder, byHour: false });
  const written = await writeLogFile(file, recorder.log());
  return written.ok ? [] : written.error;
}
