import type { Fault } from "@motcua/core";
import { type PrecisionGoal, seedMax } from "@motcua/core/simulator";
import { usageFault } from "../cli-io.ts";
import { readPrecision } from "./precision.ts";
import { reportNameFault } from "./write-report.ts";

/** Options that runs of scenarios share. */
export const runOptions = {
  replications: { type: "string", default: "10" },
  seed: { type: "string", default: "1" },
  threads: { type: "string", default: "1" },
  precision: { type: "string" },
  "allow-overload": { type: "boolean" },
  json: { type: "boolean" },
  log: { type: "string" },
  report: { type: "string" },
} as const;

export const runOptionsHelp = `  --replications  số lần lặp, mặc định 10 / how many replications, 10 by default
  --seed          hạt giống, mặc định 1 / seed, 1 by default
  --threads       số luồng, mặc định 1, kết quả như nhau / threads, 1 by default, the same result with any number
  --precision     lặp đến khi nửa khoảng tin cậy dưới mức này, tối đa --replications: 5%, hoặc onTime=0.5%,cycle=2%
                  repeat until half the interval is below this, --replications at most: 5%, or onTime=0.5%,cycle=2%
  --report        báo cáo HTML một tệp, không cần mạng / a report in one HTML file, no network needed
  --allow-overload  chạy cả khi việc nhiều hơn người làm nổi / run although there is more work than people can do
`;

export interface RunValues {
  readonly replications: string;
  readonly seed: string;
  readonly threads: string;
  readonly precision?: string;
  readonly "allow-overload"?: boolean;
  readonly report?: string;
}

export interface RunSettings {
  readonly replications: number;
  readonly seed: number;
  readonly threads: number;
  /** How sure which figures are to be. */
  readonly precision?: readonly PrecisionGoal[];
  readonly allowOverload: boolean;
}

const replicationsMax = 100_000;
export const threadsMax = 64;

/** All of a seed counts: no two in this range are the same chances. */
export function readSeed(text: string): number | Fault {
  const seed = whole(text, 0, seedMax);
  return seed ?? usageFault(`--seed từ 0 đến ${seedMax}`, `--seed is 0 to ${seedMax}`);
}

export function readRun(values: RunValues): RunSettings | Fault {
  const replications = whole(values.replications, 1, replicationsMax);
  if (replications === undefined)
    return usageFault(`--replications từ 1 đến ${replicationsMax}`, `--replications is 1 to ${replicationsMax}`);
  const seed = readSeed(values.seed);
  if (typeof seed === "object") return seed;
  const threads = whole(values.threads, 1, threadsMax);
  if (threads === undefined) return usageFault(`--threads từ 1 đến ${threadsMax}`, `--threads is 1 to ${threadsMax}`);
  const precision = values.precision === undefined ? undefined : readPrecision(values.precision);
  if (precision?.ok === false) return precision.error;
  const report = reportNameFault(values.report);
  if (report !== undefined) return report;
  return {
    replications,
    seed,
    threads,
    allowOverload: values["allow-overload"] === true,
    ...(precision === undefined ? {} : { precision: precision.value }),
  };
}

function whole(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
