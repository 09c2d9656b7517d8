import type { z } from "zod";
import { type Fault, fault } from "../../base/errors.ts";
import { tooSmallWords, typeWord } from "../../base/schema-words.ts";

// What the schema has against a scenario, in words for who wrote it.

export function faultsOf(issue: z.core.$ZodIssue, value: unknown): readonly Fault[] {
  const path = pathText(issue.path);
  const faulty = (vi: string, en: string, where = path): Fault => fault("scenario.faulty", vi, en, where);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      faulty(`trường không có trong định dạng: ${key}`, `unknown field: ${key}`, join(path, key)),
    );
  if (at(value, issue.path) === undefined) return [faulty("thiếu trường bắt buộc", "a required field is missing")];
  // Of alternatives the one that comes nearest says more than "none fits".
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((best, errors) => (depth(errors) > depth(best) ? errors : best));
    if (depth(nearest) > 0)
      return nearest.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, value));
  }
  return [faulty(...messageOf(issue))];
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));

function messageOf(issue: z.core.$ZodIssue): readonly [string, string] {
  switch (issue.code) {
    case "invalid_type":
      return [`sai kiểu, cần ${typeWord(issue.expected)}`, `wrong type, expected ${issue.expected}`];
    case "invalid_value": {
      const values = issue.values.map(String).join(", ");
      return [`giá trị không hợp lệ, phải là một trong: ${values}`, `invalid value, one of: ${values}`];
    }
    case "too_small":
      return tooSmallWords(issue.origin, issue.minimum, issue.inclusive);
    case "too_big":
      return [`quá lớn, tối đa ${issue.maximum}`, `too big, at most ${issue.maximum}`];
    case "invalid_union":
      return ["không khớp dạng nào được phép", "fits none of the allowed forms"];
    case "custom": {
      const [, sum] = /^shares (.+)$/.exec(issue.message) ?? [];
      if (sum !== undefined)
        return [`các tỷ lệ cộng lại bằng ${sum}, phải bằng 1`, `the shares add up to ${sum}, not to 1`];
      return ["không phải ngày có thật dạng YYYY-MM-DD", "not a real date in the form YYYY-MM-DD"];
    }
    default:
      return issue.message === "date"
        ? ["không phải ngày có thật dạng YYYY-MM-DD", "not a real date in the form YYYY-MM-DD"]
        : ["không đúng định dạng", "malformed"];
  }
}

export function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as { readonly [key: PropertyKey]: unknown })[key];
  }
  return here;
}

export const join = (path: string, key: string): string =>
  path === "" || key === "" ? `${path}${key}` : key.startsWith("[") ? `${path}${key}` : `${path}.${key}`;

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : join(text, String(key))), "");
