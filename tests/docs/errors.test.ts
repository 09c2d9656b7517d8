import { errorCodes, lintCodes } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { read, sourcesOf } from "./docs-files.ts";

const page = read("docs/errors.md");
const [codesPart = "", lintPart = ""] = page.split("\n## Lint");
const rows = (part: string): readonly (readonly string[])[] =>
  [...part.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map((found) => [
    found[1] ?? "",
    ...(found[2] ?? "").split("|").map((cell) => cell.trim()),
  ]);

/** Codes that adapters and the command line make up themselves. Adapters keep some in tables, so every literal counts
 *  whose first word is one that a `new AdapterError("word.…")` or a kind of it uses. */
function codesAtTheRim(): readonly string[] {
  const textOf = (name: string): string => sourcesOf(name).map(read).join("\n");
  const [adapters, cli] = [textOf("adapters"), textOf("cli")];
  const all = (text: string, pattern: RegExp): readonly string[] =>
    [...text.matchAll(pattern)].map((found) => found[1] ?? "");
  const thrown = /new (?:Adapter|Http)Error\(\s*"([a-z]+\.[a-z_]+)"/g;
  const words = new Set(all(adapters, thrown).map((code) => code.split(".")[0]));
  return [
    ...all(adapters, /"([a-z]+\.[a-z_]+)"/g).filter((code) => words.has(code.split(".")[0])),
    ...all(cli, thrown),
    ...all(cli, /\bcode: "([a-z]+\.[a-z_]+)"/g),
  ];
}

const sorted = (codes: Iterable<string>): readonly string[] => [...new Set(codes)].sort();

describe("docs/errors.md", () => {
  it("has a row for every code, and no other", () => {
    const known = sorted([...errorCodes, ...codesAtTheRim()]);
    expect(known.length).toBeGreaterThan(errorCodes.length);
    const documented = sorted(rows(codesPart).map(([code = ""]) => code));
    // A code of yours is missing? Add a row: what it means for the user (vi / en), who helps, what to do.
    expect({ missing: known.filter((code) => !documented.includes(code)) }).toEqual({ missing: [] });
    expect({ unknown: documented.filter((code) => !known.includes(code)) }).toEqual({ unknown: [] });
  });

  it("has a row for every finding of lint at its level, and no other", () => {
    const documented = rows(lintPart).map(([code, level]) => `${code} ${level}`);
    const known = Object.entries(lintCodes).map(([code, [level]]) => `${code} ${level}`);
    expect(sorted(documented)).toEqual(sorted(known));
  });

  it("names each code once, in both languages, with something to do", () => {
    const all = [...rows(codesPart), ...rows(lintPart)];
    expect(all.map(([code]) => code).filter((code, i, codes) => codes.indexOf(code) !== i)).toEqual([]);
    const described = [
      ...rows(codesPart),
      ...rows(lintPart).map(([code = "", level = "", meaning = "", todo = ""]) => [code, meaning, level, todo]),
    ];
    for (const [code, meaning = "", helper = "", todo = ""] of described) {
      expect(meaning, code).toMatch(/^\S.* \/ \S/);
      expect(helper, code).toMatch(/^(caller|office|operator|time|developer|error|warning)$/);
      expect(todo.length, code).toBeGreaterThan(5);
    }
  });
});
