import { setTimeout as pause } from "node:timers/promises";
import { AdapterError } from "../shared/core.ts";

/** Writers that meet are told apart after a try or two. So many in a row happen to somebody only under a storm. */
export const attemptsMax = 12;
const pauseMsMax = 50;

/** Time for whoever is in the way: none at first, then longer and uneven, so that those who met do not meet again. */
export async function letOthersPass(attempt: number): Promise<void> {
  if (attempt < 2) return;
  await pause(Math.random() * Math.min(pauseMsMax, 2 ** attempt));
}

/** Nothing was written, and nothing is wrong with what was asked for. */
export const contended = (): AdapterError =>
  new AdapterError("storage.busy", "Other work on the same dossier was in the way for too long; try again.", {
    retry: "later",
  });
