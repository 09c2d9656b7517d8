import type { PersonId } from "../base/ids.ts";
import { type Draft, stateOf } from "./draft.ts";

/** Whom the desk's messages on a dossier go to: who holds it, else who heads the one-stop. */
export function deskOf(draft: Draft): PersonId | undefined {
  const { task } = stateOf(draft);
  return task?.person ?? task?.head ?? draft.command.resolved.units["one-stop"]?.head;
}
