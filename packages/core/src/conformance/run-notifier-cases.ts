import type { NotifierCase, NotifierHarness } from "./notifier-case.ts";
import { notifierCases } from "./notifier-cases.ts";
import { runPortCase, runPortCases } from "./port-case.ts";
import type { Runner } from "./run-cases.ts";

/** Hands every case to the runner; cases beyond what the other side can do are skipped by name. */
export const runNotifierCases = (runner: Runner, harness: NotifierHarness): void =>
  runPortCases(runner, notifierCases, harness);

/** Runs one case on a fresh bench, which is closed whatever happens. */
export const runNotifierCase = (each: NotifierCase, harness: NotifierHarness): Promise<void> =>
  runPortCase(each, harness);
