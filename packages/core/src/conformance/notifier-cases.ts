import type { NotifierCase } from "./notifier-case.ts";
import { notifierMessageCases } from "./notifier-message-cases.ts";
import { notifierTroubleCases } from "./notifier-trouble-cases.ts";

/**
 * What every channel to citizens must keep, as data: a runner, or a test of the kit itself, does with it what it wants. A
 * fresh bench for each case.
 */
export const notifierCases: readonly NotifierCase[] = [...notifierMessageCases, ...notifierTroubleCases];
