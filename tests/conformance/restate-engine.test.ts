import { runEngineCases } from "@motcua/core/conformance";
import { afterAll, describe, test } from "vitest";
import { restateHarness } from "../restate/restate-harness.ts";

const harness = restateHarness();
afterAll(() => harness.stop());

describe("the distributed engine on Restate", () => {
  runEngineCases({ test, skip: test.skip }, { survivesRestart: true, commandIdsAcrossDossiers: false }, harness);
});
