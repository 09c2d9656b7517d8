import { runPaymentCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";
import { officeHarness, payGovHarness, platformHarness } from "./payment-benches.ts";

const runner = { test: test.concurrent, skip: test.skip };

describe("the portal's payment platform", () => runPaymentCases(runner, platformHarness));
describe("PayGov", () => runPaymentCases(runner, payGovHarness));
describe("the platform before an office whose dossiers have the payments", () =>
  runPaymentCases(runner, officeHarness));
