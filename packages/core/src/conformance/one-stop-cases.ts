import type { OneStopCase } from "./one-stop-case.ts";
import { oneStopRecordCases } from "./one-stop-record-cases.ts";
import { oneStopTroubleCases } from "./one-stop-trouble-cases.ts";

/** What every backend that keeps a copy of dossiers must keep to, one named case at a time. */
export const oneStopCases: readonly OneStopCase[] = [...oneStopRecordCases, ...oneStopTroubleCases];
