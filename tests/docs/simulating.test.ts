import { afterAll, describe, expect, it } from "vitest";
import { firstMissing, type GuideRun, guideFolder, guidePages, guideSteps } from "./guide-runs.ts";

const patient = 300_000;

describe.each(guidePages)("%s", (page) => {
  const folder = guideFolder();
  afterAll(() => folder.remove());
  const steps = guideSteps(page);
  for (const step of steps) if ("file" in step) folder.write(step.file, step.text);
  const runs = steps.filter((step): step is GuideRun => "args" in step);

  it("shows commands", () => {
    expect(runs.length).toBeGreaterThan(0);
  });

  // One after the other: later ones read what earlier ones wrote.
  it.each(runs)(
    "$where",
    ({ args, shown, exit }) => {
      const { status, printed } = folder.run(args);
      expect({ status, missing: firstMissing(shown, printed) }).toEqual({ status: exit, missing: undefined });
    },
    patient,
  );
});

describe("what is shown", () => {
  it("stands in order, and gaps are marked", () => {
    const printed = ["a", "b", "c", "d"];
    expect(firstMissing(["a", "…", "c", "…"], printed)).toBeUndefined();
    expect(firstMissing(["…", "b", "c", "d"], printed)).toBeUndefined();
    expect(firstMissing(["a", "c", "…"], printed)).toBe("c");
    expect(firstMissing(["a", "…", "c"], printed)).toBe("d");
    expect(firstMissing(["…", "c", "…", "b", "…"], printed)).toBe("b");
    expect(firstMissing(["a", "b", "c", "d", "e"], printed)).toBe("e");
    expect(firstMissing(["x 0.1… y"], ["x 0.123 y"])).toBeUndefined();
    expect(firstMissing(["x 0.1… y"], ["x 0.2 y"])).toBe("x 0.1… y");
  });
});
