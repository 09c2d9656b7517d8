import { parseCivilDate } from "../calendar/civil-date.ts";
import type { ActionDefinition, InputField } from "../procedure/types.ts";
import { done, type Step } from "./draft.ts";
import { refuse } from "./refusal.ts";

type InputValue = string | number | boolean;

/** Public input of an action against its declaration: everything required is there, nothing undeclared or private. */
export function checkInput(action: ActionDefinition, input: { readonly [field: string]: InputValue }): Step {
  const fields = action.input ?? [];
  for (const name in input) {
    const field = fields.find((candidate) => candidate.id === name);
    if (field === undefined || !field.public)
      return refuse(
        "command.input",
        `Trường "${name}" không được phép trong nhật ký của thao tác này`,
        `field "${name}" may not enter the record of this action`,
      );
    if (!matches(field, input[name]))
      return refuse("command.input", `Trường "${name}" không đúng kiểu`, `field "${name}" is not a ${field.type}`);
  }
  const missing = fields.find((field) => field.public && field.required && input[field.id] === undefined);
  if (missing !== undefined)
    return refuse("command.input", `Thiếu trường "${missing.name.vi}"`, `field "${missing.id}" is required`);
  return done;
}

function matches(field: InputField, value: InputValue | undefined): boolean {
  switch (field.type) {
    case "text":
      return typeof value === "string";
    case "integer":
      return Number.isSafeInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && parseCivilDate(value).ok;
    case "choice":
      return typeof value === "string" && (field.choices ?? []).includes(value);
  }
}
