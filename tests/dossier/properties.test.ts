import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Life, live, lives } from "./life.ts";

// More runs by MOTCUA_RUNS; a failing run prints its seed, and its shrunk life goes to the fixtures.
const numRuns = Number(process.env.MOTCUA_RUNS ?? 250);
const fixtures = join(import.meta.dirname, "../fixtures/dossier");

describe("what must hold, whatever happens to a dossier (design §8: 2 to 6, 8, 10)", () => {
  it(`over ${numRuns} random lives`, () => {
    const seen = { taken: 0, refused: 0, moved: 0, undone: 0 };
    fc.assert(
      fc.property(lives, (life) => {
        const count = live(life);
        seen.taken += count.taken;
        seen.refused += count.refused;
        seen.moved += count.moved;
        seen.undone += count.undone;
      }),
      { numRuns },
    );
    // A generator whose commands are all refused would prove nothing.
    expect(seen.taken).toBeGreaterThan(seen.refused / 4);
    expect([seen.moved, seen.undone].every((count) => count > numRuns / 25)).toBe(true);
  });

  const kept = readdirSync(fixtures).filter((name) => name.endsWith(".json"));
  it.each(kept)("found before, shrunk and kept: %s", (name) => {
    live(JSON.parse(readFileSync(join(fixtures, name), "utf8")) as Life);
  });
});
