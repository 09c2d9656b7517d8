import { vndMax } from "../procedure/money.ts";
import { check, present, same } from "./check.ts";
import type { PaymentBench, PaymentCase, PaymentTrouble } from "./payment-case.ts";
import { amountVnd, anOrder, asked, payerName, told } from "./payment-samples.ts";
import { good, helps, patienceMs, thrownBy, troubleOf, until, within, wordsOf } from "./port-check.ts";

const inquiry = (bench: PaymentBench, reference: string) => {
  const { inquire } = bench.gateway;
  check(inquire !== undefined, "the gateway has `inquire`");
  return good(inquire.call(bench.gateway, reference), "an inquiry");
};

/** After a start that failed so, the second one leaves one order over there, asked for as often as allowed. */
async function startsAgain(bench: PaymentBench, kind: PaymentTrouble, times: number): Promise<void> {
  const order = anOrder();
  await bench.request(order);
  bench.trouble(kind);
  await within(
    bench.start(order).catch(() => undefined),
    patienceMs,
    "a start",
  );
  const again = await good(bench.start(order), "the second start");
  check(again !== "unknown", "the second start knows how it stands");
  same(
    bench.orders(),
    [{ reference: order.reference, amountVnd, times }],
    `orders after two starts, the first "${kind}"`,
  );
  same((await told(bench, order.reference)).kind, "recorded", "the notice");
}

export const paymentOrderCases: readonly PaymentCase[] = [
  {
    name: "an order has an address for the payer",
    run: async (bench) => {
      const { payUrl } = await good(bench.gateway.start(anOrder()), "a start");
      check(/^https?:$/.test(URL.parse(payUrl)?.protocol ?? ""), `\`payUrl\` is an http address, not ${payUrl}`);
    },
  },
  {
    name: "an order arrives with its reference and its amount in whole đồng",
    needs: "calls",
    run: async (bench) => {
      for (const [reference, amount] of [
        ["R-1", 1],
        ["R-2", amountVnd],
        ["R-3", 999_999_999],
      ] as const)
        await good(bench.gateway.start(anOrder(reference, { amountVnd: amount })), "a start");
      same(
        bench.orders().map(({ reference, amountVnd: amount }) => [reference, amount]),
        [
          ["R-1", 1],
          ["R-2", amountVnd],
          ["R-3", 999_999_999],
        ],
        "orders over there",
      );
    },
  },
  {
    name: "an amount that is no whole đồng, or none, is not asked for",
    run: async (bench) => {
      for (const amount of [0, -28_000, 0.5, 28_000.4, Number.NaN, Number.POSITIVE_INFINITY, vndMax + 1]) {
        const found = await troubleOf(
          bench.gateway.start(anOrder("R-1", { amountVnd: amount })),
          `an order of ${amount}`,
        );
        check(found.retry !== "later", `an order of ${amount} is not tried again by itself`);
      }
      same(bench.arrived(), 0, "orders that reached the other side");
    },
  },
  {
    name: "a refusal asks for no second attempt by itself",
    needs: "calls",
    run: async (bench) => {
      bench.trouble("refuse");
      helps(await troubleOf(bench.gateway.start(anOrder()), "refuse"), ["never", "operator"], "refuse");
    },
  },
  {
    name: "an answer under another's signature is not believed",
    needs: "unsigned",
    run: async (bench) => {
      bench.trouble("unsigned");
      await troubleOf(bench.gateway.start(anOrder()), "an answer with a wrong signature");
    },
  },
  {
    name: "silence after an order was taken: it is looked up, and not sent again",
    needs: "inquires",
    timeoutMs: 1_000,
    run: (bench) => startsAgain(bench, "hang-after", 1),
  },
  {
    name: "silence before an order was taken: it is looked up, and then sent",
    needs: "inquires",
    timeoutMs: 1_000,
    run: (bench) => startsAgain(bench, "hang-before", 1),
  },
  {
    name: "an order in doubt through what stands in between is looked up, and not sent again",
    needs: "inquires",
    run: (bench) => startsAgain(bench, "broken", 1),
  },
  {
    name: "an inquiry tells no order, one not paid, and one paid with its amount and transaction",
    needs: "inquires",
    run: async (bench) => {
      const { reference } = anOrder();
      same(await inquiry(bench, reference), undefined, "an inquiry before there is an order");
      await asked(bench);
      same(present(await inquiry(bench, reference), "the order").outcome, "not-paid", "an inquiry before it is paid");
      same((await told(bench, reference)).kind, "recorded", "the notice");
      const {
        outcome,
        amountVnd: amount,
        currency,
        transactionId,
      } = present(await inquiry(bench, reference), "the order");
      const [received] = present(await bench.payment(reference), "the payment").received;
      same(
        { outcome, amount, currency, transactionId },
        { outcome: "paid", amount: amountVnd, currency: "VND", transactionId: received?.transactionId },
        "an inquiry when it is paid",
      );
    },
  },
  {
    name: "no error repeats the payer or a secret",
    needs: "calls",
    timeoutMs: 1_000,
    run: async (bench) => {
      for (const kind of ["refuse", "hang-after", "broken"] as const) {
        bench.trouble(kind);
        const said = wordsOf(await troubleOf(bench.gateway.start(anOrder(`R-${kind}`)), kind));
        const found = [payerName, "001190000001", ...(bench.secrets ?? [])].filter((secret) => said.includes(secret));
        check(found.length === 0, `what is thrown at "${kind}" repeats ${found.length} things it must not`);
      }
    },
  },
  {
    name: "a call that is broken off ends at once",
    needs: "calls",
    run: async (bench) => {
      bench.trouble("hang-before");
      const stop = new AbortController();
      const starting = thrownBy(bench.gateway.start(anOrder(), { signal: stop.signal }));
      await until(() => bench.arrived() > 0, "the order reaches the other side");
      stop.abort();
      check((await within(starting, patienceMs, "a call broken off")) !== undefined, "it is not told as started");
    },
  },
];
