import { runOneStopCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";
import { portalHarness } from "./one-stop-benches.ts";

const runner = { test: test.concurrent, skip: test.skip };

describe.each(["g1", "g1r", "g3"] as const)("the national portal, %s", (id) =>
  runOneStopCases(runner, portalHarness(id)),
);
