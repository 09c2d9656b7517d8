import type { ExchangeCase, ExchangeHarness } from "./exchange-case.ts";
import { exchangeCases } from "./exchange-cases.ts";
import { runPortCase, runPortCases } from "./port-case.ts";
import type { Runner } from "./run-cases.ts";

/** Hands every case to the runner; cases beyond what the other side can do are skipped by name. */
export const runExchangeCases = (runner: Runner, harness: ExchangeHarness): void =>
  runPortCases(runner, exchangeCases, harness);

/** Runs one case on a fresh bench, which is closed whatever happens. */
export const runExchangeCase = (each: ExchangeCase, harness: ExchangeHarness): Promise<void> =>
  runPortCase(each, harness);
