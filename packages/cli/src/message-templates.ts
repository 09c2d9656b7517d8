import { isMessageKind } from "@motcua/core";
import { vietnamMessages } from "@motcua/core/vietnam";

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The built-in templates with an office's changes laid over them, part by part. */
export function templatesOver(changes: unknown): { readonly [kind: string]: unknown } {
  const templates: { [kind: string]: unknown } = { ...vietnamMessages };
  if (!isObject(changes)) return {};
  for (const [kind, change] of Object.entries(changes)) {
    const before = isMessageKind(kind) ? vietnamMessages[kind] : {};
    const parts: { [part: string]: unknown } = { ...before };
    for (const [part, wording] of Object.entries(isObject(change) ? change : {}))
      parts[part] = isObject(wording) && isObject(parts[part]) ? { ...parts[part], ...wording } : wording;
    templates[kind] = parts;
  }
  return templates;
}
