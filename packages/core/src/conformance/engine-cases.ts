import type { EngineCase } from "./engine-case.ts";
import { engineCommandCases } from "./engine-command-cases.ts";
import { engineRecordCases } from "./engine-record-cases.ts";
import { engineTroubleCases } from "./engine-trouble-cases.ts";
import { engineWakeCases } from "./engine-wake-cases.ts";

/** Everything an engine promises, whatever it runs on, one named case at a time. Names are stable: people quote them. */
export const engineCases: readonly EngineCase[] = [
  ...engineCommandCases,
  ...engineWakeCases,
  ...engineRecordCases,
  ...engineTroubleCases,
];
