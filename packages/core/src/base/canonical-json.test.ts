import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "./canonical-json.ts";

/** The definition, word for word: sort, leave out, normalise, print. */
function naive(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(naive).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key.normalize("NFC"))}:${naive(item)}`).join(",")}}`;
  }
  if (typeof value === "string") return JSON.stringify(value.normalize("NFC"));
  return Object.is(value, -0) ? "0" : JSON.stringify(value);
}

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { maxKeys: 80 }),
  ),
})).value;

describe("canonicalJson", () => {
  it("is the definition, word for word", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(naive(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not depend on the order in which keys were written", () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe(canonicalJson({ a: { c: 3, d: 2 }, b: 1 }));
  });

  it("leaves absent keys out and writes Vietnamese in NFC", () => {
    expect(canonicalJson({ a: undefined, b: "đường".normalize("NFD") })).toBe('{"b":"đường"}');
  });

  it.each([
    ["a fraction", 0.5],
    ["NaN", Number.NaN],
    ["an unsafe integer", 2 ** 53],
    ["undefined", undefined],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["a bigint", 1n],
  ])("refuses %s", (_name, value) => {
    expect(() => canonicalJson(value as unknown as Json)).toThrow("canonical JSON");
    expect(() => canonicalJson([value] as unknown as Json)).toThrow("canonical JSON");
  });
});
