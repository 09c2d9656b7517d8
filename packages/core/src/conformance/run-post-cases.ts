import { runPortCase, runPortCases } from "./port-case.ts";
import type { PostCase, PostHarness } from "./post-case.ts";
import { postCases } from "./post-cases.ts";
import type { Runner } from "./run-cases.ts";

/** Hands every case to the runner; cases beyond what the other side can do are skipped by name. */
export const runPostCases = (runner: Runner, harness: PostHarness): void => runPortCases(runner, postCases, harness);

/** Runs one case on a fresh bench, which is closed whatever happens. */
export const runPostCase = (each: PostCase, harness: PostHarness): Promise<void> => runPortCase(each, harness);
