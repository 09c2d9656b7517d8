import type { ProcedureDefinition } from "../procedure/types.ts";
import { done, type Step } from "./draft.ts";
import { refuse } from "./refusal.ts";

/** Guards and limits ask declared facts only; any other name is refused, never ignored. */
export function knownFacts(
  definition: ProcedureDefinition,
  facts: { readonly [fact: string]: boolean } | undefined,
): Step {
  for (const name in facts) {
    if (!definition.facts.some((declared) => declared.id === name))
      return refuse(
        "command.unknown_fact",
        `Thủ tục không khai báo dữ kiện "${name}"`,
        `the procedure declares no fact "${name}"`,
      );
    if (typeof facts[name] !== "boolean")
      return refuse("command.input", `Dữ kiện "${name}" phải là đúng/sai`, `fact "${name}" is not a boolean`);
  }
  return done;
}
