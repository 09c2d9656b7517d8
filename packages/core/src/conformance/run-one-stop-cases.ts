import type { OneStopCase, OneStopHarness } from "./one-stop-case.ts";
import { oneStopCases } from "./one-stop-cases.ts";
import { runPortCase, runPortCases } from "./port-case.ts";
import type { Runner } from "./run-cases.ts";

/** Hands every case to the runner; cases beyond what the other side can do are skipped by name. */
export const runOneStopCases = (runner: Runner, harness: OneStopHarness): void =>
  runPortCases(runner, oneStopCases, harness);

/** Runs one case on a fresh bench, which is closed whatever happens. */
export const runOneStopCase = (each: OneStopCase, harness: OneStopHarness): Promise<void> => runPortCase(each, harness);
