import { describe, expect, it } from "vitest";
import { threefry } from "./random.ts";

describe("threefry", () => {
  // Known answers of the reference implementation, 13 rounds.
  const known = [
    [0, 0, 0, 0, 0x9d1c5ec6, 0x8bd50731],
    [-1, -1, -1, -1, 0xfd36d048, 0x2d17272c],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xba3e4725, 0xf27d669e],
  ] as const;
  it.each(known)("%#", (k0, k1, c0, c1, x, y) => {
    const out = { word0: 0, word1: 0 };
    threefry(out, k0 | 0, k1 | 0, c0 | 0, c1 | 0);
    expect([out.word0 >>> 0, out.word1 >>> 0]).toEqual([x, y]);
  });
});
