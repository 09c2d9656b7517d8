import type { BpmnPreset } from "@motcua/adapters/bpmn";
import { type EpochMs, type Fault, formatInstant, parseInstant, type Result } from "@motcua/core";
import { usageFault } from "../cli-io.ts";
import { logNameFault } from "./keep-log.ts";
import { readSeed, threadsMax } from "./options.ts";
import { reportNameFault } from "./write-report.ts";

/** Arguments of `motcua simulate --bpmn` as they were written. */
export interface BpmnArguments {
  readonly bpmn: string;
  readonly params?: string | undefined;
  readonly preset?: string | undefined;
  readonly process?: string | undefined;
  readonly replications?: string | undefined;
  readonly cases?: string | undefined;
  readonly start?: string | undefined;
  readonly seed?: string | undefined;
  readonly threads?: string | undefined;
  readonly log?: string | undefined;
  readonly report?: string | undefined;
  readonly allowOverload?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export const bpmnHelp = `motcua simulate --bpmn: mô phỏng quy trình BPMN / simulate a BPMN process

  motcua simulate --bpmn FILE --params FILE [--preset prosimos|bimp] [--process ID] [--replications N] [--cases N]
                  [--start ISO] [--seed N] [--threads N] [--log out.csv|out.xes|out.ocel.json] [--report out.html]
                  [--allow-overload] [--json]

  --params        tham số JSON theo Prosimos, cả hai kiểu / parameters in Prosimos' JSON, either dialect
  --preset        quy ước của Prosimos (mặc định) hay BIMP / whose conventions; prosimos by default
  --process       quy trình nào, khi tệp có nhiều / which process, where the file has several
  --replications  số lần lặp, mặc định 30 / default 30
  --cases         số hồ sơ mỗi lần, mặc định 1000 / cases in each, default 1000
  --start         bắt đầu, mặc định 2026-01-05T09:00:00Z (thứ Hai) / when it starts, a Monday by default
  --seed          số gốc của số ngẫu nhiên, mặc định 1 / seed of the random numbers, default 1
  --threads       số luồng, mặc định 1, kết quả như nhau / threads, default 1, the same result with any number
  --log           nhật ký của lần lặp đầu tiên / event log of the first replication
  --report        báo cáo HTML một tệp, không cần mạng / a report in one HTML file, no network needed
  --allow-overload  chạy cả khi việc nhiều hơn người làm nổi / even where there is more work than people can do
`;

const defaultStart = "2026-01-05T09:00:00Z";
const replicationsMax = 100_000;
const casesMax = 100_000_000;
const earliestStart = Date.UTC(1970, 0, 1);
const latestStart = Date.UTC(2200, 0, 1);

export interface Plan {
  readonly preset: BpmnPreset;
  readonly replications: number;
  readonly cases: number;
  readonly startAt: EpochMs;
  readonly seed: number;
  readonly threads: number;
}

/** What was asked for, or what is wrong with it. */
export function readPlan(given: BpmnArguments): Result<Plan, Fault> {
  const { preset = "prosimos" } = given;
  if (preset !== "prosimos" && preset !== "bimp")
    return wrong(
      `--preset là prosimos hoặc bimp, không phải "${preset}"`,
      `--preset is prosimos or bimp, not "${preset}"`,
    );
  const start = parseInstant(given.start ?? defaultStart);
  if (!start.ok) return start;
  // Calendars of such parameters are weeks without a date; instants are written with four digits of the year.
  if (start.value < earliestStart || start.value > latestStart)
    return wrong(
      `--start từ ${formatInstant(earliestStart)} đến ${formatInstant(latestStart)}, không phải ${given.start}`,
      `--start is ${formatInstant(earliestStart)} to ${formatInstant(latestStart)}, not ${given.start}`,
    );
  const replications = wholeNumber("replications", given.replications ?? "30", 1, replicationsMax);
  const cases = wholeNumber("cases", given.cases ?? "1000", 1, casesMax);
  const seed = readSeed(given.seed ?? "1");
  if (!replications.ok) return replications;
  if (!cases.ok) return cases;
  const threads = wholeNumber("threads", given.threads ?? "1", 1, threadsMax);
  if (typeof seed === "object") return { ok: false, error: seed };
  if (!threads.ok) return threads;
  const file = (given.log === undefined ? undefined : logNameFault(given.log)) ?? reportNameFault(given.report);
  if (file !== undefined) return { ok: false, error: file };
  const numbers = { replications: replications.value, cases: cases.value, seed, threads: threads.value };
  return { ok: true, value: { preset, startAt: start.value, ...numbers } };
}

const wrong = (vi: string, en: string): Result<never, Fault> => ({ ok: false, error: usageFault(vi, en) });

function wholeNumber(name: string, written: string, min: number, max: number): Result<number, Fault> {
  const value = Number(written);
  if (/^\d+$/.test(written) && value >= min && value <= max) return { ok: true, value };
  return wrong(
    `--${name} là số nguyên từ ${min} đến ${max}, không phải "${written}"`,
    `--${name} is a whole number of ${min} to ${max}, not "${written}"`,
  );
}
