import { check, present, same } from "./check.ts";
import type { PaymentBench, PaymentCase, PaymentTrouble } from "./payment-case.ts";
import { amountVnd, anOrder, asked, told } from "./payment-samples.ts";
import { good, helps, patienceMs, troubleOf, within } from "./port-check.ts";

const { reference } = anOrder();
const partVnd = 8_000;

/** Asked for, and paid. */
async function paid(bench: PaymentBench): Promise<void> {
  await asked(bench);
  same((await told(bench, reference)).kind, "recorded", "the notice");
}

const refund = (bench: PaymentBench, part?: number): Promise<"refunded" | "unknown"> => {
  check(bench.refund !== undefined, "the bench has `refund`");
  return bench.refund(reference, part);
};

const refunds = (bench: PaymentBench) => {
  check(bench.refunds !== undefined, "the bench has `refunds`");
  return bench.refunds();
};

const statusOf = async (bench: PaymentBench): Promise<string> =>
  present(await bench.payment(reference), "the payment").status;

/** After a refund that failed so, the second one leaves one giving back over there, asked for once. */
async function givesBackOnce(bench: PaymentBench, kind: PaymentTrouble): Promise<void> {
  await paid(bench);
  bench.trouble(kind);
  await within(
    refund(bench).catch(() => undefined),
    patienceMs,
    "a refund",
  );
  same(await good(refund(bench), "the second refund"), "refunded", "how the second refund ends");
  same(refunds(bench), [{ reference, amountVnd, times: 1 }], `refunds after two tries, the first "${kind}"`);
  same(await statusOf(bench), "refunded", "the payment");
}

export const paymentRefundCases: readonly PaymentCase[] = [
  {
    name: "what is owed back goes back whole, and under the gateway's number",
    needs: "refunds",
    run: async (bench) => {
      await paid(bench);
      same(await good(refund(bench), "a refund"), "refunded", "how the refund ends");
      same(refunds(bench), [{ reference, amountVnd, times: 1 }], "refunds over there");
      const kept = present(await bench.payment(reference), "the payment");
      same([kept.status, kept.refund?.amountVnd], ["refunded", amountVnd], "the payment");
      const there = await bench.gateway.inquire?.(reference);
      same(there?.outcome, "refunded", "an inquiry after it");
      check(kept.refund?.refundId === there?.refundId, "the payment keeps the gateway's number of the refund");
    },
  },
  {
    name: "what was given back is not given back again",
    needs: "refunds",
    run: async (bench) => {
      await paid(bench);
      for (let time = 0; time < 3; time += 1) same(await good(refund(bench), "a refund"), "refunded", "a refund");
      same(refunds(bench), [{ reference, amountVnd, times: 1 }], "refunds over there after three tries");
    },
  },
  {
    name: "silence after money went back: it is looked up, and not sent again",
    needs: "refunds",
    timeoutMs: 1_000,
    run: (bench) => givesBackOnce(bench, "hang-after"),
  },
  {
    name: "silence before money went back: it is looked up, and then sent",
    needs: "refunds",
    timeoutMs: 1_000,
    run: (bench) => givesBackOnce(bench, "hang-before"),
  },
  {
    name: "a refund in doubt through what stands in between is looked up, and not sent again",
    needs: "refunds",
    run: (bench) => givesBackOnce(bench, "broken"),
  },
  {
    name: "silence after a part of the money went back: that part is not sent again",
    needs: "refunds",
    timeoutMs: 1_000,
    run: async (bench) => {
      await paid(bench);
      bench.trouble("hang-after");
      await within(
        refund(bench, partVnd).catch(() => undefined),
        patienceMs,
        "a refund of a part",
      );
      // Whether it can be known is for what the gateway tells; asked for twice it would go back twice.
      await good(refund(bench, partVnd), "the second refund of a part");
      same(refunds(bench), [{ reference, amountVnd: partVnd, times: 1 }], "refunds after two tries of a part");
    },
  },
  {
    name: "a refund that is refused stays owed, and asks for no second attempt by itself",
    needs: "refunds",
    run: async (bench) => {
      await paid(bench);
      bench.trouble("refuse");
      helps(await troubleOf(refund(bench), "a refund refused"), ["never", "operator"], "a refund refused");
      same(refunds(bench), [], "refunds over there");
      same(await statusOf(bench), "refund-due", "the payment");
      same(await good(refund(bench), "a refund by hand"), "refunded", "the next try");
    },
  },
];
