import { vndMax } from "../procedure/money.ts";
import { check, present, same } from "./check.ts";
import type { PaymentBench, PaymentCase, PaymentTrouble } from "./payment-case.ts";
import { amountVnd, anOrder, asked, booked, payerName, recorded } from "./payment-samples.ts";
import { good, helps, patienceMs, repeatsNothing, sameCode, thrownBy, troubleOf, until, within } from "./port-check.ts";

const inquiry = (bench: PaymentBench, reference: string) => {
  const { inquire } = bench.gateway;
  check(inquire !== undefined, "the gateway has `inquire`, since the harness names the feature `inquires`");
  return good(inquire.call(bench.gateway, reference), "an inquiry");
};

/** After a start that failed so, the second one leaves one order over there, asked for as often as allowed. */
async function startsAgain(bench: PaymentBench, kind: PaymentTrouble, times: number): Promise<void> {
  const order = anOrder();
  await bench.request(order);
  bench.trouble(kind);
  const first = await within(
    bench.start(order).catch(() => undefined),
    patienceMs,
    "a start",
  );
  check(first !== "started", `a start at "${kind}" is not told as started; does \`trouble\` reach the next order?`);
  const again = await good(bench.start(order), "the second start");
  check(again !== "unknown", "the second start knows how it stands, and is not `unknown` again");
  same(
    bench.orders(),
    [{ reference: order.reference, amountVnd, times }],
    `orders after two starts, the first "${kind}"`,
  );
  await recorded(bench, order.reference);
}

const settledOf = (work: Promise<string>): Promise<string> => work.catch(() => "thrown");

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
      const { leastVnd = 1, mostVnd = 999_999_999 } = bench;
      const wanted = [leastVnd, amountVnd, mostVnd].map((amount, index) => [`R-${index + 1}`, amount] as const);
      for (const [reference, amount] of wanted)
        await good(bench.gateway.start(anOrder(reference, { amountVnd: amount })), `a start of ${amount} đồng`);
      same(
        bench.orders().map(({ reference, amountVnd: amount }) => [reference, amount]),
        wanted,
        "`orders` of the bench after three starts",
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
        same(found.code, "payment.start_refused", `the code after an order of ${amount}, which leaves no doubt`);
      }
      same(bench.arrived(), 0, "`arrived` of the bench: orders of impossible amounts that reached the other side");
    },
  },
  {
    name: "a refusal asks for no second attempt by itself",
    needs: "calls",
    run: async (bench) => {
      bench.trouble("refuse");
      helps(await troubleOf(bench.gateway.start(anOrder()), 'a start at "refuse"'), ["never", "operator"], "a refusal");
    },
  },
  {
    name: "what was refused was surely not taken, and may be asked for again",
    needs: "calls",
    run: async (bench) => {
      const order = anOrder();
      await bench.request(order);
      bench.trouble("refuse");
      const first = await within(settledOf(bench.start(order)), patienceMs, "a start");
      check(
        first === "thrown",
        `\`start\` of the bench throws at a refusal and leaves no doubt (it tells "${first}"); is its code \`payment.start_refused\`?`,
      );
      same(
        await good(bench.start(order), "the start after a refusal"),
        "started",
        "how the start after a refusal ends",
      );
    },
  },
  {
    name: "one trouble has one code of dotted words",
    needs: "calls",
    run: async (bench) => {
      for (const kind of ["refuse", "broken"] as const) {
        const codes: string[] = [];
        for (const reference of ["R-1", "R-2"]) {
          bench.trouble(kind);
          codes.push((await troubleOf(bench.gateway.start(anOrder(reference)), `a start at "${kind}"`)).code);
        }
        sameCode(codes);
      }
    },
  },
  {
    name: "an answer under another's signature is not believed",
    needs: "unsigned",
    run: async (bench) => {
      bench.trouble("unsigned");
      await troubleOf(bench.gateway.start(anOrder()), `a start at "unsigned", answered under another's signature,`);
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
      same(
        present(await inquiry(bench, reference), "what an inquiry tells of an order").outcome,
        "not-paid",
        "an inquiry before it is paid",
      );
      await recorded(bench, reference);
      const {
        outcome,
        amountVnd: amount,
        currency,
        transactionId,
      } = present(await inquiry(bench, reference), "what an inquiry tells of a paid order");
      const [received] = (await booked(bench, reference)).received;
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
        const error = await troubleOf(bench.gateway.start(anOrder(`R-${kind}`)), `a start at "${kind}"`);
        repeatsNothing(error, [payerName, "001190000001", ...(bench.secrets ?? [])], `"${kind}"`);
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
      await until(() => bench.arrived() > 0, "the order reaches the other side, as `arrived` of the bench counts");
      stop.abort();
      check(
        (await within(starting, patienceMs, "a call broken off")) !== undefined,
        "a call broken off is not told as started",
      );
    },
  },
];
