import { AdapterError, type PaymentGateway } from "@motcua/core";
import { type PaymentBench, type PaymentHarness, paymentCases, runPaymentCase } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import {
  isSigned,
  type PlainNotice,
  type PlainPaymentSteps,
  plainPaymentHarness,
  receive,
  rightPayment,
} from "./plain-payment.ts";

type Steps = Partial<PlainPaymentSteps>;
/** Believes whoever has written something where the signature stands. */
const anySignature: Steps["take"] = async (notice, book) =>
  notice.signature === undefined
    ? { kind: "refused", code: "plain.bad_signature" }
    : notice.outcome === "paid"
      ? await receive(book, notice)
      : { kind: "refused", code: "plain.not_paid" };
const says =
  (change: (notice: PlainNotice) => Partial<PlainNotice>, believes = isSigned): PlainPaymentSteps["take"] =>
  async (notice, book) =>
    believes(notice) && notice.outcome === "paid"
      ? await receive(book, { ...notice, ...change(notice) })
      : { kind: "refused", code: "plain.refused" };
const onlyIds =
  (pattern: RegExp): PlainPaymentSteps["take"] =>
  async (notice, book) =>
    pattern.test(notice.transactionId)
      ? await rightPayment.take(notice, book)
      : { kind: "refused", code: "plain.odd_id" };
/** Sends, whatever came of the time before. */
async function asksAgain(gateway: PaymentGateway, reference: string, amountVnd = 28_000): Promise<"refunded"> {
  const order = { reference, refundReference: `${reference}-H`, amountVnd, transactionIds: [], reason: "refused" };
  await gateway.refund?.(order);
  return "refunded";
}
const withoutLook: Steps["refund"] = async (gateway, book, reference) => {
  await book.move(reference, { type: "ask-refund", reason: "refused", at: 0 });
  await asksAgain(gateway, reference);
  await book.move(reference, { type: "refunded", refundId: `H-${reference}`, ...asked, at: 0 });
  return "refunded";
};
const always = (): boolean => true;
const asked = { amountVnd: 28_000 };

const faults: readonly (readonly [name: string, caught: string, wrong: Steps])[] = [
  ["sends the payer nowhere", "an order has an address for the payer", { payUrl: () => "javascript:pay()" }],
  [
    "counts in hào",
    "an order arrives with its reference and its amount in whole đồng",
    { sentAmount: (amountVnd) => amountVnd * 10 },
  ],
  [
    "asks for whatever amount",
    "an amount that is no whole đồng, or none, is not asked for",
    { accepts: (amountVnd) => amountVnd > 0 },
  ],
  [
    "leaves an impossible amount in doubt",
    "an amount that is no whole đồng, or none, is not asked for",
    {
      accepts(amountVnd) {
        if (rightPayment.accepts(amountVnd)) return true;
        throw new AdapterError("plain.bad_amount", "No.", { retry: "operator" });
      },
    },
  ],
  [
    "tries a refusal for ever",
    "a refusal asks for no second attempt by itself",
    {
      trouble: (answer) =>
        answer.status === 422 ? new AdapterError("p.no", "No.", { retry: "later" }) : rightPayment.trouble(answer),
    },
  ],
  [
    "leaves a refusal in doubt",
    "what was refused was surely not taken, and may be asked for again",
    {
      trouble: (answer) =>
        answer.status === 422
          ? new AdapterError("plain.refused", "No.", { retry: "operator" })
          : rightPayment.trouble(answer),
    },
  ],
  [
    "counts its troubles",
    "one trouble has one code of dotted words",
    {
      trouble: (answer) =>
        answer.status === 502
          ? new AdapterError(`plain.trouble_${crypto.randomUUID()}`, "No.", { retry: "later" })
          : rightPayment.trouble(answer),
    },
  ],
  [
    "shouts its codes",
    "one trouble has one code of dotted words",
    {
      trouble: (answer) =>
        answer.status === 502 ? new AdapterError("HTTP_502", "No.", { retry: "later" }) : rightPayment.trouble(answer),
    },
  ],
  [
    "believes any answer",
    "an answer under another's signature is not believed",
    { trouble: (answer) => rightPayment.trouble({ ...answer, signed: true }) },
  ],
  [
    "sends again without a look",
    "silence after an order was taken: it is looked up, and not sent again",
    {
      start: (gateway, _, order) =>
        gateway.start(order).then(
          () => "started" as const,
          () => "unknown" as const,
        ),
    },
  ],
  [
    "believes every order to be there",
    "silence before an order was taken: it is looked up, and then sent",
    { tells: (found, reference) => found ?? { reference, outcome: "not-paid", amountVnd: 0, currency: "VND" } },
  ],
  [
    "takes what stands in between for a refusal",
    "an order in doubt through what stands in between is looked up, and not sent again",
    {
      trouble: (answer) =>
        answer.status === 502
          ? new AdapterError("payment.start_refused", "No.", { retry: "operator" })
          : rightPayment.trouble(answer),
    },
  ],
  [
    "tells no amount",
    "an inquiry tells no order, one not paid, and one paid with its amount and transaction",
    { tells: (found) => found && { ...found, amountVnd: 0 } },
  ],
  [
    "repeats what the gateway says",
    "no error repeats the payer or a secret",
    {
      trouble: (answer) =>
        answer.status === 422
          ? new AdapterError("p.no", answer.said, { retry: "operator" })
          : rightPayment.trouble(answer),
    },
  ],
  [
    "does not hear that a call is broken off",
    "a call that is broken off ends at once",
    { signalOf: (_, timeoutMs) => AbortSignal.timeout(timeoutMs) },
  ],
  [
    "numbers transfers itself",
    "a notice of payment is recorded with its amount and its transaction",
    { take: says(() => ({ transactionId: "1" })) },
  ],
  [
    "takes no ids but its own kind",
    "money is taken under whatever id the gateway gives its transfer",
    { take: onlyIds(/^[A-Za-z0-9._:~-]+$/) },
  ],
  [
    "takes no long ids",
    "money is taken under whatever id the gateway gives its transfer",
    { take: onlyIds(/^[!-~]{1,128}$/) },
  ],
  [
    "cuts ids off",
    "money is taken under whatever id the gateway gives its transfer",
    { take: says(({ transactionId }) => ({ transactionId: transactionId.slice(0, 128) })) },
  ],
  [
    "takes each notice for a transfer of its own",
    "a notice repeated is heard and changes nothing",
    { take: says(() => ({ transactionId: crypto.randomUUID() })) },
  ],
  [
    "looks, waits and writes",
    "a notice told many times at once is recorded once",
    {
      async take(notice, book) {
        const known = await book.read(notice.reference);
        await new Promise((go) => setTimeout(go, 5));
        await receive(book, notice);
        return { kind: known?.status === "paid" ? "repeated" : "recorded" };
      },
    },
  ],
  [
    "believes any signature and books what was asked",
    "an amount altered on the way is refused",
    { take: says(() => asked, always) },
  ],
  ["believes any signature", "a transaction altered on the way is refused", { take: anySignature }],
  ["believes any signature", "a failure made a success on the way is refused", { take: anySignature }],
  ["believes any signature", "a signature by another key is refused", { take: anySignature }],
  [
    "wants no signature",
    "a notice without a signature is refused",
    {
      take: says(
        () => ({}),
        (notice) => notice.signature === undefined || isSigned(notice),
      ),
    },
  ],
  [
    "looks for the order before the signature",
    "who signs wrongly learns nothing of what there is",
    {
      async take(notice, book) {
        if ((await book.read(notice.reference)) === undefined) return { kind: "refused", code: "plain.no_such_order" };
        return await rightPayment.take(notice, book);
      },
    },
  ],
  ["books what was asked", "another amount, rightly signed, is refused", { take: says(() => asked) }],
  [
    "takes all money for đồng",
    "another currency, rightly signed, is refused",
    { take: says(() => ({ currency: "VND" })) },
  ],
  [
    "hears what is nobody's",
    "an order of nobody's, rightly signed, is refused",
    {
      async take(notice, book) {
        if ((await book.read(notice.reference)) === undefined) return { kind: "recorded" };
        return await rightPayment.take(notice, book);
      },
    },
  ],
  [
    "reads no outcome",
    "a notice that nothing was paid records nothing, and a later payment counts",
    { take: (notice, book) => receive(book, notice) },
  ],
  [
    "takes for granted that it is JSON",
    "what is no notice at all is refused, and stops nothing",
    { parse: (text) => JSON.parse(text) as PlainNotice },
  ],
  [
    "gives back the half",
    "what is owed back goes back whole, and under the gateway's number",
    { refundAmount: (amountVnd) => amountVnd / 2 },
  ],
  [
    "asks each time anew",
    "what was given back is not given back again",
    { refund: async (gateway, _, reference) => await asksAgain(gateway, reference) },
  ],
  [
    "takes silence for a refusal",
    "silence after money went back: it is looked up, and not sent again",
    { refund: withoutLook },
  ],
  [
    "takes silence for a refund",
    "silence before money went back: it is looked up, and then sent",
    {
      async refund(gateway, book, reference) {
        if ((await book.read(reference))?.status !== "refunded")
          await asksAgain(gateway, reference).catch(() => undefined);
        await book.move(reference, { type: "ask-refund", reason: "refused", at: 0 });
        await book.move(reference, { type: "refunded", refundId: "1", ...asked, at: 0 });
        return "refunded";
      },
    },
  ],
  [
    "takes what stands in between for a refusal",
    "a refund in doubt through what stands in between is looked up, and not sent again",
    {
      refundTrouble: (answer) =>
        rightPayment.refundTrouble(answer.status === 502 ? { ...answer, status: 422 } : answer),
    },
  ],
  [
    "takes `paid` for nothing given back, of a part too",
    "silence after a part of the money went back: that part is not sent again",
    {
      async refund(gateway, _, reference, amountVnd) {
        if ((await gateway.inquire?.(reference))?.outcome === "refunded") return "refunded";
        return await asksAgain(gateway, reference, amountVnd);
      },
    },
  ],
  [
    "tries a refused refund for ever",
    "a refund that is refused stays owed, and asks for no second attempt by itself",
    {
      refundTrouble: ({ status }) =>
        status === 422 ? new AdapterError("payment.refund_refused", "No.", { retry: "later" }) : undefined,
    },
  ],
];

async function foundBy(name: string, harness: PaymentHarness): Promise<string | undefined> {
  const found = paymentCases.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`there is no case "${name}"`);
  return await runPaymentCase(found, harness).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

describe("the payment kit", () => {
  const right = plainPaymentHarness(() => ({}));

  it.concurrent.each(paymentCases.map(({ name }) => [name]))(
    "finds nothing wrong with a right one: %s",
    async (name) => {
      expect(await foundBy(name, right)).toBeUndefined();
    },
  );

  it.concurrent.each(faults)("catches one that %s: %s", async (_, caught, wrong) => {
    expect(
      await foundBy(
        caught,
        plainPaymentHarness(() => wrong),
      ),
    ).toContain("ConformanceError");
  });

  it("asks for no more and no less than the gateway takes", async () => {
    const narrow: PaymentHarness = {
      ...right,
      async open(options) {
        const bench = await right.open(options);
        const gateway: PaymentGateway = {
          ...bench.gateway,
          async start(order, call) {
            if (order.amountVnd < 1_000 || order.amountVnd > 50_000_000)
              throw new AdapterError("payment.start_refused", "Not this amount.", { retry: "operator" });
            return await bench.gateway.start(order, call);
          },
        };
        return { ...bench, gateway, ...limits };
      },
    };
    let limits: Pick<PaymentBench, "leastVnd" | "mostVnd"> = {};
    const arrives = "an order arrives with its reference and its amount in whole đồng";
    expect(await foundBy(arrives, narrow)).toContain("a start of 1 đồng is told as trouble (payment.start_refused)");
    limits = { leastVnd: 1_000 };
    expect(await foundBy(arrives, narrow)).toContain("a start of 999999999 đồng");
    limits = { leastVnd: 1_000, mostVnd: 50_000_000 };
    expect(await foundBy(arrives, narrow)).toBeUndefined();
  });

  const late = async () => ({ kind: "refused", code: "payment.late" }) as const;
  it.each<[caught: string, wrong: Partial<PaymentBench>, said: string]>([
    ["a notice of payment is recorded with its amount and its transaction", { take: late }, "refused (payment.late)"],
    ["an amount altered on the way is refused", { forged: (notice) => notice }, "`forged` of the bench changes"],
    ["a notice repeated is heard and changes nothing", { payment: async () => undefined }, "`payment` of the bench"],
    [
      "silence before an order was taken: it is looked up, and then sent",
      { trouble: () => {} },
      "does `trouble` reach",
    ],
    ["an answer under another's signature is not believed", { trouble: () => {} }, "expected: a start at"],
  ])("says what is to be mended in a bench: %s", async (caught, wrong, said) => {
    const open: PaymentHarness["open"] = async (options) => ({ ...(await right.open(options)), ...wrong });
    expect(await foundBy(caught, { ...right, open })).toContain(said);
  });

  it("names every case once, and each of them can fail", () => {
    const names = paymentCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const caught = new Set(faults.map(([, each]) => each));
    expect(names.filter((name) => !caught.has(name))).toEqual([]);
  });
});
