import { type CliIo, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { bpmnHelp, simulateBpmn } from "../simulate/bpmn.ts";

const options = {
  bpmn: { type: "string" },
  params: { type: "string" },
  preset: { type: "string" },
  process: { type: "string" },
  replications: { type: "string" },
  cases: { type: "string" },
  start: { type: "string" },
  seed: { type: "string" },
  "allow-overload": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 done, 1 a model with faults, 2 wrong use. */
export async function runSimulate(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, bpmnHelp, io);
  if (typeof read === "number") return read;
  const { bpmn, "allow-overload": allowOverload, ...rest } = read.values;
  if (bpmn === undefined) {
    printFault(io, usageFault("thiếu --bpmn", "--bpmn is required"));
    return exitUsage;
  }
  return await simulateBpmn({ bpmn, allowOverload, ...rest }, io);
}
