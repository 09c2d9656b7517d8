import { runExchangeCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";
import { exchangeHarness } from "./exchange-benches.ts";

const runner = { test: test.concurrent, skip: test.skip };
describe.each(["keeps keys", "is looked up"] as const)("a system that %s", (how) => {
  runExchangeCases(runner, exchangeHarness(how));
});
