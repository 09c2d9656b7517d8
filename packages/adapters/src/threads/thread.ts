import { parentPort, workerData } from "node:worker_threads";
import { compileModel, runUnit, unitToData } from "@motcua/core/simulator";
import { type Answer, type Ask, modelFrom, type ThreadData, threadErrorOf } from "./protocol.ts";

// A thread of a simulation: asks for nothing, answers each unit it is given.

const { source, seed, byHour, binMs } = workerData as ThreadData;
const compiled = modelFrom(source).then(compileModel);

parentPort?.on("message", async ({ number, unit }: Ask) => {
  try {
    const result = runUnit(await compiled, { seed, byHour, ...unit, ...(binMs === undefined ? {} : { binMs }) });
    const data = unitToData(result);
    parentPort?.postMessage({ number, data } satisfies Answer, [data.numbers.buffer]);
  } catch (error) {
    parentPort?.postMessage({ number, error: threadErrorOf(error) } satisfies Answer);
  }
});
