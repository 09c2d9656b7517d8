import { check, same } from "./check.ts";
import type { NoticeForgery, PaymentBench, PaymentCase } from "./payment-case.ts";
import { amountVnd, anOrder, asked, booked, recorded, take, told, transfers, untouched } from "./payment-samples.ts";

const { reference } = anOrder();

/** A notice changed on its way changes nothing. */
const refusesForged = (name: string, how: NoticeForgery, outcome: "paid" | "not-paid" = "paid"): PaymentCase => ({
  name,
  run: async (bench) => {
    await asked(bench);
    const notice = bench.notice(reference, { outcome });
    const forged = bench.forged(notice, how);
    check(forged !== notice, `\`forged\` of the bench changes the notice in its ${how}`);
    const taken = await take(bench, forged);
    same(taken.kind, "refused", `a notice forged in its ${how}`);
    await untouched(bench, reference, `a notice forged in its ${how}`);
  },
});

const garbage = (bench: PaymentBench): readonly string[] => {
  const notice = bench.notice(reference);
  return [
    "",
    "{",
    "[]",
    "null",
    "0",
    "a=b&c",
    "\u0000\u0001",
    notice.slice(0, -10),
    `${notice}${notice}`,
    "x".repeat(4_000_000),
  ];
};

export const paymentNoticeCases: readonly PaymentCase[] = [
  {
    name: "a notice of payment is recorded with its amount and its transaction",
    run: async (bench) => {
      await asked(bench);
      await recorded(bench, reference, { transactionId: "GD77" });
      const { status, received } = await booked(bench, reference);
      same(
        [status, received.map((one) => [one.transactionId, one.amountVnd])],
        ["paid", [["GD77", amountVnd]]],
        "the payment",
      );
    },
  },
  {
    name: "money is taken under whatever id the gateway gives its transfer",
    run: async (bench) => {
      const slash = "FT26061/8842";
      await asked(bench);
      await recorded(bench, reference, { transactionId: slash }, "a notice of a transfer with a slash in its id");
      same(
        (await booked(bench, reference)).received.map(({ transactionId }) => transactionId),
        [slash],
        "the transfer as it is booked",
      );
      const long = "9".repeat(300);
      const second = anOrder("R-2");
      await asked(bench, second);
      await recorded(bench, second.reference, { transactionId: long }, `a notice under an id of ${long.length} signs`);
      const kinds = [long, `${long}1`].map(
        async (transactionId) => (await told(bench, second.reference, { transactionId })).kind,
      );
      same(await Promise.all(kinds), ["repeated", "refused"], "the same once more, and another that only begins so");
      same(await transfers(bench, second.reference), [amountVnd], "transfers under the long id");
    },
  },
  {
    name: "a notice repeated is heard and changes nothing",
    run: async (bench) => {
      await asked(bench);
      const notice = bench.notice(reference);
      const kinds: string[] = [];
      for (let time = 0; time < 3; time += 1) kinds.push((await take(bench, notice)).kind);
      same(kinds, ["recorded", "repeated", "repeated"], "what becomes of one notice told three times");
      same(await transfers(bench, reference), [amountVnd], "transfers");
    },
  },
  {
    name: "a notice told many times at once is recorded once",
    run: async (bench) => {
      await asked(bench);
      const notice = bench.notice(reference);
      const kinds = await Promise.all(Array.from({ length: 8 }, async () => (await take(bench, notice)).kind));
      same(
        kinds.filter((kind) => kind === "recorded").length,
        1,
        "how often one notice, told eight times at once, is recorded",
      );
      same(await transfers(bench, reference), [amountVnd], "transfers");
    },
  },
  refusesForged("an amount altered on the way is refused", "amount"),
  refusesForged("a transaction altered on the way is refused", "transaction"),
  refusesForged("a failure made a success on the way is refused", "outcome", "not-paid"),
  refusesForged("a signature by another key is refused", "other-key"),
  refusesForged("a notice without a signature is refused", "no-signature"),
  {
    name: "who signs wrongly learns nothing of what there is",
    run: async (bench) => {
      await asked(bench);
      const codes = [reference, "no-such-reference"].map(
        async (each) => (await take(bench, bench.forged(bench.notice(each, { amountVnd }), "other-key"))).code,
      );
      const [known, unknown] = await Promise.all(codes);
      check(known !== undefined, "a notice signed with another key is refused, and `take` gives its code");
      same(
        unknown,
        known,
        "the code for an order that does not exist: as for one that does, since the signature is looked at first",
      );
    },
  },
  {
    name: "another amount, rightly signed, is refused",
    run: async (bench) => {
      await asked(bench);
      for (const amount of [amountVnd - 1, amountVnd + 1, 1])
        same(
          (await told(bench, reference, { amountVnd: amount })).kind,
          "refused",
          `a notice of ${amount} where ${amountVnd} is owed`,
        );
      await untouched(bench, reference, "another amount");
    },
  },
  {
    name: "another currency, rightly signed, is refused",
    needs: "currency",
    run: async (bench) => {
      await asked(bench);
      same((await told(bench, reference, { currency: "USD" })).kind, "refused", "a notice in dollars");
      await untouched(bench, reference, "another currency");
    },
  },
  {
    name: "an order of nobody's, rightly signed, is refused",
    run: async (bench) => {
      await asked(bench);
      same((await told(bench, "no-such-reference", { amountVnd })).kind, "refused", "a notice of no order");
      await untouched(bench, reference, "a notice of no order");
    },
  },
  {
    name: "a notice that nothing was paid records nothing, and a later payment counts",
    run: async (bench) => {
      await asked(bench);
      check(
        (await told(bench, reference, { outcome: "not-paid" })).kind !== "recorded",
        "a notice that says `not-paid` is not recorded",
      );
      await untouched(bench, reference, "a notice that nothing was paid");
    },
  },
  {
    name: "what is no notice at all is refused, and stops nothing",
    run: async (bench) => {
      await asked(bench);
      for (const body of garbage(bench))
        same(
          (await take(bench, body)).kind,
          "refused",
          `what becomes of a text of ${body.length} signs that is no notice, ${JSON.stringify(body.slice(0, 20))}`,
        );
      await untouched(bench, reference, "what is no notice");
    },
  },
];
