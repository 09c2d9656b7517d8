import { ConformanceError, type NotifierHarness, notifierCases, runNotifierCase } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { faultyNotifiers, rightNotifier } from "./faulty-notifiers.ts";

/** What a case says of a notifier; undefined when it finds nothing wrong. */
async function foundBy(name: string, harness: NotifierHarness): Promise<string | undefined> {
  const found = notifierCases.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`there is no case "${name}"`);
  return await runNotifierCase(found, harness).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

describe("the notifier kit", () => {
  it.concurrent.each(notifierCases.map(({ name }) => [name]))(
    "finds nothing wrong with a right one: %s",
    async (name) => {
      expect(await foundBy(name, rightNotifier)).toBeUndefined();
    },
  );

  it.concurrent.each(faultyNotifiers.map((each) => [each.name, each] as const))(
    "catches one that %s",
    async (_, { harness, caught }) => {
      expect(await foundBy(caught, harness)).toContain("ConformanceError");
    },
  );

  it("names every case once, and each of them can fail", () => {
    const names = notifierCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const caught = new Set(faultyNotifiers.map((each) => each.caught));
    expect(names.filter((name) => !caught.has(name))).toEqual([]);
  });

  it("closes the bench once, also after a failure, and runs nothing the harness cannot do", async () => {
    let closed = 0;
    const counted: NotifierHarness = {
      features: [],
      open: async (options) => {
        const bench = await rightNotifier.open(options);
        return {
          ...bench,
          async close() {
            await bench.close();
            closed += 1;
          },
        };
      },
    };
    const failing = { name: "fails", run: async () => Promise.reject(new ConformanceError("as it should")) };
    await expect(runNotifierCase(failing, counted)).rejects.toThrow("as it should");
    expect(closed).toBe(1);
    const needing = notifierCases.find(({ needs }) => needs === "keys");
    if (needing === undefined) throw new TypeError("no case needs keys");
    await expect(runNotifierCase(needing, counted)).rejects.toThrow(ConformanceError);
    expect(closed).toBe(1);
  });
});
