import { test } from "node:test";
import { type NotifierHarness, runNotifierCases } from "@motcua/core/conformance";
import { ourDialect, startGatewayDouble } from "./gateway-double.ts";
import { myNotifier } from "./my-notifier.ts";

const { token, stranger } = ourDialect;

const harness: NotifierHarness = {
  features: [
    "keys",
    "once",
    "wait",
    "stranger",
    "login",
    "garbage",
    "oversized",
    "drip",
    "redirect",
    "duplicate",
    "down",
  ],
  async open({ timeoutMs }) {
    const double = await startGatewayDouble();
    const notifier = myNotifier({ url: double.url, token, http: { privateHosts: ["127.0.0.1"], timeoutMs } });
    return {
      ...double,
      notifier,
      secrets: [token],
      ...(stranger === undefined ? {} : { stranger }),
      async close() {
        await notifier.close();
        await double.close();
      },
    };
  },
};

runNotifierCases({ test, skip: test.skip }, harness);
