import { arrivalCases } from "./arrival-cases.ts";
import { commitCases } from "./commit-cases.ts";
import { deskCases } from "./desk-cases.ts";
import { outboxCases } from "./outbox-cases.ts";
import { readerCases } from "./reader-cases.ts";
import { recordCases } from "./record-cases.ts";
import { restartCases } from "./restart-cases.ts";
import type { StorageCase } from "./storage-case.ts";
import { wakeCases } from "./wake-cases.ts";

/** Everything a storage adapter promises, one named case at a time. Names are stable: people quote them. */
export const storageCases: readonly StorageCase[] = [
  ...commitCases,
  ...arrivalCases,
  ...wakeCases,
  ...outboxCases,
  ...recordCases,
  ...readerCases,
  ...deskCases,
  ...restartCases,
];
