import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpeningHours } from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mornings } from "../dossier/kit.ts";
import { type Life, live, lives } from "../dossier/life.ts";
import { HoursWitness } from "./hours-witness.ts";

// More runs by MOTCUA_RUNS; a failing run prints its seed, and its shrunk life goes to the fixtures.
const numRuns = Number(process.env.MOTCUA_RUNS ?? 250);
const timeout = 60_000 + 100 * numRuns;
const fixtures = join(import.meta.dirname, "../fixtures/moved-hours");

const daily = (...spans: OpeningHours["otherwise"]): OpeningHours => ({ weekly: {}, otherwise: spans });
const hour = 60;
/** Shorter, later, longer, never closed, other from day to day. */
const otherHours: fc.Arbitrary<OpeningHours> = fc.constantFrom(
  mornings,
  daily([13 * hour, 17 * hour]),
  daily([6 * hour, 20 * hour]),
  daily([0, 24 * hour]),
  { weekly: { 1: [[8 * hour, 9 * hour]], 5: [[7 * hour, 22 * hour]] }, otherwise: [[9 * hour, 16 * hour]] },
);

describe("moved to law with other opening hours, and back", () => {
  it(`what was used stays used and what was due stays due, over ${numRuns} random lives`, { timeout }, () => {
    const seen = { moved: 0, undone: 0, used: 0, dues: 0, passed: 0 };
    fc.assert(
      fc.property(lives, otherHours, (life, hours) => {
        const witness = new HoursWitness();
        const { moved, undone } = live({ ...life, hours }, witness);
        const { used, dues, passed } = witness.seen;
        const more = { moved, undone, used, dues, passed };
        for (const key of Object.keys(more) as (keyof typeof more)[]) seen[key] += more[key];
      }),
      { numRuns },
    );
    // A witness that saw nothing would prove nothing.
    expect(Object.values(seen).every((count) => count > numRuns / 25)).toBe(true);
  });

  const kept = readdirSync(fixtures).filter((name) => name.endsWith(".json"));
  it.each(kept)("found before, shrunk and kept: %s", (name) => {
    const witness = new HoursWitness();
    live(JSON.parse(readFileSync(join(fixtures, name), "utf8")) as Life, witness);
    expect(witness.seen.dues).toBeGreaterThan(0);
  });
});
