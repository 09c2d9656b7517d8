import { type OneStopHarness, oneStopCases, runOneStopCase } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { faultyOneStops, rightOneStop } from "./faulty-one-stops.ts";

/** What a case says of a backend; undefined when it finds nothing wrong. */
async function foundBy(name: string, harness: OneStopHarness): Promise<string | undefined> {
  const found = oneStopCases.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`there is no case "${name}"`);
  return await runOneStopCase(found, harness).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

describe("the one-stop kit", () => {
  it.concurrent.each(oneStopCases.map(({ name }) => [name]))(
    "finds nothing wrong with a right one: %s",
    async (name) => {
      expect(await foundBy(name, rightOneStop)).toBeUndefined();
    },
  );

  it.concurrent.each(faultyOneStops.map((each) => [each.name, each] as const))(
    "catches one that %s",
    async (_, { harness, caught }) => {
      expect(await foundBy(caught, harness)).toContain("ConformanceError");
    },
  );

  it("names every case once, and each of them can fail", () => {
    const names = oneStopCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const caught = new Set(faultyOneStops.map((each) => each.caught));
    expect(names.filter((name) => !caught.has(name))).toEqual([]);
  });
});
