import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeScenario } from "./merge.ts";

const base = {
  name: "base",
  warmUp: { days: 3 },
  length: { days: 10 },
  channels: { counter: 0.9, online: 0.1 },
  settings: { steps: { officer: { work: { kind: "fixed", value: 5, unit: "minute" } } } },
  procedures: [{ code: "a" }, { id: "b", code: "x" }],
  staff: [
    { id: "an", count: 2, roles: ["officer", "clerk"] },
    { id: "binh", count: 1 },
  ],
  arrivals: [{ procedure: "a", arrive: { kind: "per-working-day", mean: 3 } }],
};

describe("a variant over its base", () => {
  it("says only what differs", () => {
    const merged = mergeScenario(base, {
      name: "variant",
      warmUp: null,
      length: { until: "2026-09-01" },
      channels: { online: 0.2, counter: 0.8 },
      settings: { steps: { officer: { work: { value: 4 } }, leader: { automatic: true } } },
      procedures: [{ code: "c" }, { id: "b", name: "B" }],
      staff: { an: { count: 3, roles: ["officer"] }, binh: null, chi: { count: 1 } },
      arrivals: [{ procedure: "a", arrive: { kind: "list", at: [] } }],
    });
    expect(merged).toEqual({
      name: "variant",
      length: { until: "2026-09-01" },
      channels: { counter: 0.8, online: 0.2 },
      settings: {
        steps: { officer: { work: { kind: "fixed", value: 4, unit: "minute" } }, leader: { automatic: true } },
      },
      procedures: [{ code: "a" }, { id: "b", code: "x", name: "B" }, { code: "c" }],
      staff: [
        { id: "an", count: 3, roles: ["officer"] },
        { id: "chi", count: 1 },
      ],
      // Half of one kind and half of another is neither.
      arrivals: [{ procedure: "a", arrive: { kind: "list", at: [] } }],
    });
  });

  it("leaves the base alone, and an empty variant changes nothing", () => {
    const before = JSON.stringify(base);
    mergeScenario(base, { staff: { an: null }, channels: null });
    expect(JSON.stringify(base)).toBe(before);
    expect(mergeScenario(base, {})).toEqual(base);
  });

  it("is what it says, whatever it is: a variant merged twice is merged once", () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    const map = fc.dictionary(
      fc.constantFrom("a", "b", "c"),
      fc.oneof(leaf, fc.dictionary(fc.constantFrom("x", "y"), leaf)),
    );
    fc.assert(
      fc.property(map, map, (under, over) => {
        const once = mergeScenario(under, over);
        expect(mergeScenario(once, over)).toEqual(once);
        for (const [key, value] of Object.entries(over))
          if (value === null) expect(once).not.toHaveProperty(key);
          else if (typeof value !== "object") expect(once).toHaveProperty(key, value);
      }),
    );
  });
});
