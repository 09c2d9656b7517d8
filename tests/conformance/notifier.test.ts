import { runNotifierCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";
import { emailHarness, smsHarness, zaloHarness } from "./notifier-benches.ts";

const runner = { test: test.concurrent, skip: test.skip };

describe("SMS", () => runNotifierCases(runner, smsHarness));
describe("Zalo", () => runNotifierCases(runner, zaloHarness));
describe("e-mail", () => runNotifierCases(runner, emailHarness));
