import { describe, expect, it } from "vitest";
import { readDuration, readNumbers } from "./distribution.ts";
import { FaultList } from "./faults.ts";

const list = new FaultList();
const read = (distribution_name: string, ...distribution_params: number[]) =>
  readDuration({ distribution_name, distribution_params }, "params:x", list);

describe("durations in seconds, in both dialects", () => {
  it.each<[name: string, params: readonly number[], distribution: object]>([
    ["fix", [60], { kind: "fixed", ms: 60_000 }],
    ["fix", [60, 0, 1], { kind: "fixed", ms: 60_000 }],
    ["expon", [60], { kind: "exponential", meanMs: 60_000 }],
    // By mean, least and greatest: the mean counts from 0.
    ["expon", [60, 0, 1e12], { kind: "exponential", meanMs: 60_000, maxMs: 1e15 }],
    ["exponential", [60, 20, 100], { kind: "exponential", meanMs: 40_000, shiftMs: 20_000, maxMs: 100_000 }],
    ["expon", [0, 0, 9], { kind: "fixed", ms: 0 }],
    // By location and scale, then least and greatest.
    ["expon", [0, 60, 5, 100], { kind: "exponential", meanMs: 60_000, shiftMs: 5000, maxMs: 100_000 }],
    ["expon", [30, 60, 5, 100], { kind: "exponential", meanMs: 60_000, shiftMs: 30_000, maxMs: 100_000 }],
    ["expon", [-30, 60], { kind: "exponential", meanMs: 60_000 }],
    ["expon", [0, 60, 9], { kind: "exponential", meanMs: 60_000 }],
    ["norm", [60, 5], { kind: "normal", meanMs: 60_000, sdMs: 5000 }],
    ["norm", [60, 5, 50, 70], { kind: "normal", meanMs: 60_000, sdMs: 5000, minMs: 50_000, maxMs: 70_000 }],
    ["norm", [60, 0, 50, 70], { kind: "fixed", ms: 60_000 }],
    ["uniform", [1, 3], { kind: "uniform", minMs: 1000, maxMs: 3000 }],
    ["uniform", [1, 3, 2, 9], { kind: "uniform", minMs: 2000, maxMs: 4000 }],
    // By the mean and the variance.
    ["gamma", [60, 900, 0, 200], { kind: "gamma", meanMs: 60_000, sdMs: 30_000, maxMs: 200_000 }],
    ["lognorm", [60, 900], { kind: "log-normal", meanMs: 60_000, sdMs: 30_000 }],
    // By shape, location and scale.
    ["gamma", [4, 10, 15], { kind: "gamma", meanMs: 60_000, sdMs: 30_000, shiftMs: 10_000 }],
    ["gamma", [4, 0, 15, 20, 90], { kind: "gamma", meanMs: 60_000, sdMs: 30_000, minMs: 20_000, maxMs: 90_000 }],
    ["triang", [0.5, 10, 20, 0, 1e9], { kind: "triangular", minMs: 10_000, modeMs: 20_000, maxMs: 30_000 }],
  ])("%s %j", (name, params, distribution) => {
    expect(read(name, ...params)).toEqual(distribution);
  });

  it("a log-normal by shape and scale has the moments of that one", () => {
    const found = read("lognorm", 0.5, 0, 100, 0, 1e9) as { readonly meanMs: number; readonly sdMs: number };
    expect(found.meanMs).toBeCloseTo(100_000 * Math.exp(0.125), 6);
    expect(found.sdMs).toBeCloseTo(100_000 * Math.exp(0.125) * Math.sqrt(Math.exp(0.25) - 1), 6);
  });

  it("values of a histogram are drawn as often as its cumulative shares say", () => {
    const histogram_data = { cdf: [0.25, 0.25, 1], bin_midpoints: [10, 20, 30] };
    const found = readDuration(
      { distribution_name: "histogram_sampling", distribution_params: [], histogram_data },
      "params:x",
      list,
    );
    const fixed = (ms: number) => ({ kind: "fixed", ms });
    expect(found).toEqual({
      kind: "mixture",
      of: [
        { share: 0.25, ms: fixed(10_000) },
        { share: 0.75, ms: fixed(30_000) },
      ],
    });
  });

  it("what attributes can be is not in seconds", () => {
    const uniform = { distribution_name: "uniform", distribution_params: [1, 3] };
    expect(readNumbers(uniform, "params:x", list)).toEqual({ kind: "uniform", minMs: 1, maxMs: 3 });
  });

  it.each<[name: string, ...params: number[]]>([
    ["fix"],
    ["fix", -1],
    ["fix", 1e13],
    ["expon", -1, 0, 5],
    ["expon", 1, 2, 3, 4, 5],
    ["norm", 5, 1, 0],
    ["norm", 5, -1],
    ["norm", 0, 1, 1.7e308, 0],
    ["uniform", 3, 1],
    ["uniform", -3, -1],
    ["lognorm", 0, 5],
    ["gamma", 4, 0, -1],
    ["triang", 2, 0, 5],
    ["triang", 0.5, 0, 100, 20, 80],
    ["exponnorm", 1, 2, 3],
  ])("%s %j is refused", (name, ...params) => {
    const before = list.all.length;
    expect(read(name, ...params)).toBeUndefined();
    expect(list.all.length).toBe(before + 1);
  });
});
