import { describe, expect, it } from "vitest";
import { sample } from "./sample.ts";
import { generator, walkBesideLiveActor } from "./walk.ts";

describe("our host, stored and restored at each step, beside a live XState actor: same states, same actions", () => {
  it("the sample procedure", () => {
    const walked = walkBesideLiveActor(sample(), generator(1), 4000);
    expect(walked.accepted).toBeGreaterThan(500);
    expect(walked.refused).toBeGreaterThan(500);
  });
});
