import { describe, expect, it } from "vitest";
import { read, sourcesOf } from "./docs-files.ts";

const rows = [...read("docs/glossary.md").matchAll(/^\| ([^|]+) \| `([^`]+)` \|/gm)].map((found) => ({
  office: (found[1] ?? "").trim(),
  code: found[2] ?? "",
}));
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe("docs/glossary.md", () => {
  const sources = [...sourcesOf("core"), ...sourcesOf("adapters")].map(read).join("\n");

  it("speaks of things that exist in the code", () => {
    expect(rows.length).toBeGreaterThan(60);
    const unknown = rows.filter(({ code }) => !new RegExp(`(?<![\\w-])${escaped(code)}(?![\\w-])`).test(sources));
    expect(unknown).toEqual([]);
  });

  it("has one word per thing", () => {
    for (const side of ["office", "code"] as const) {
      const words = rows.map((row) => row[side]);
      expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    }
  });
});
