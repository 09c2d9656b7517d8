import type { EngineCase, EngineHarness, EngineSupports } from "./engine-case.ts";
import { engineCases } from "./engine-cases.ts";
import { EngineDesk } from "./engine-desk.ts";
import type { Runner } from "./run-cases.ts";

/** Hands every case to the runner; cases beyond what the engine supports are skipped by name. */
export function runEngineCases(runner: Runner, supports: EngineSupports, harness: EngineHarness): void {
  for (const each of engineCases) {
    const run = () => runEngineCase(each, harness);
    if (each.needs !== undefined && !supports[each.needs]) runner.skip(each.name, run);
    else runner.test(each.name, run);
  }
}

/** Runs one case on a fresh engine, which is closed and disposed of whatever happens. */
export async function runEngineCase(each: EngineCase, harness: EngineHarness): Promise<void> {
  const desk = new EngineDesk(harness);
  try {
    await desk.open();
    await each.run(desk);
  } finally {
    await desk.close();
  }
}
