import { test } from "node:test";
import { httpClient } from "@motcua/adapters/http";
import { type PaymentHarness, runPaymentCases } from "@motcua/core/conformance";
import { forgedNotice, startCounterDouble } from "./counter-double.ts";
import { takeCounterNotice } from "./notice.ts";
import { officeSide } from "./office-side.ts";
import { postCounter } from "./post-counter.ts";

const unit = "UBND-H22";
const key = "shared-key-of-the-kit";

const harness: PaymentHarness = {
  features: ["calls", "inquires", "unsigned", "currency"],
  async open({ timeoutMs }) {
    const double = await startCounterDouble({ unit, key });
    const settings = { baseUrl: double.baseUrl, unit, keys: [key] };
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs });
    const gateway = postCounter(settings, http, Date);
    const { book, ...office } = officeSide(gateway);
    return {
      ...double,
      ...office,
      gateway,
      forged: forgedNotice,
      secrets: [key],
      async take(notice) {
        const { outcome } = await takeCounterNotice(settings, book, notice, Date.now());
        return outcome.kind === "refused" ? { kind: "refused", code: outcome.fault.code } : { kind: outcome.kind };
      },
      async close() {
        http.close();
        await double.close();
      },
    };
  },
};

runPaymentCases({ test, skip: test.skip }, harness);
