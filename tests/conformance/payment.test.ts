import { runPaymentCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";
import { payGovHarness, platformHarness } from "./payment-benches.ts";

const runner = { test: test.concurrent, skip: test.skip };

describe("the portal's payment platform", () => runPaymentCases(runner, platformHarness));
describe("PayGov", () => runPaymentCases(runner, payGovHarness));
