import type { z } from "zod";
import { type Fault, fault } from "../../base/errors.ts";
import { issueWords, valueAt } from "../../base/schema-words.ts";

// What the schema has against a scenario, in words for who wrote it.

export function faultsOf(issue: z.core.$ZodIssue, value: unknown): readonly Fault[] {
  const path = pathText(issue.path);
  const faulty = (vi: string, en: string, where = path): Fault => fault("scenario.faulty", vi, en, where);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      faulty(`trường không có trong định dạng: ${key}`, `unknown field: ${key}`, join(path, key)),
    );
  if (valueAt(value, issue.path) === undefined) return [faulty("thiếu trường bắt buộc", "a required field is missing")];
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
  // What arrives at no rate at all is a line too many.
  if (issue.code === "too_small" && issue.message === "line")
    return [
      "quá nhỏ, phải lớn hơn 0; ghi null thay cho cả dòng để bỏ dòng này",
      "too small, must be more than 0; null instead of the line takes it away",
    ];
  if (issue.code !== "custom") return issueWords(issue);
  const [, sum] = /^shares (.+)$/.exec(issue.message) ?? [];
  return sum === undefined
    ? issueWords({ code: issue.code, message: "date" })
    : [`các tỷ lệ cộng lại bằng ${sum}, phải bằng 1`, `the shares add up to ${sum}, not to 1`];
}

export const join = (path: string, key: string): string =>
  path === "" || key === "" ? `${path}${key}` : key.startsWith("[") ? `${path}${key}` : `${path}.${key}`;

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : join(text, String(key))), "");
