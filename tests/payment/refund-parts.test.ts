import { memoryBook, refundPayment } from "@motcua/adapters/payment";
import type { PaymentGateway, RefundOrder } from "@motcua/core";
import { describe, expect, it } from "vitest";

describe("money that goes back in parts", () => {
  it("is asked for part by part, each under a reference of its own", async () => {
    const book = memoryBook();
    const reference = "R";
    const asked: RefundOrder[] = [];
    // As gateways do: the same reference again is the same refund, and no money goes back.
    const gateway: PaymentGateway = {
      start: async () => ({ payUrl: "https://gateway.example/pay" }),
      refund: async (order) => {
        asked.push(order);
        return { refundId: `F-${order.refundReference}` };
      },
    };
    await book.move(reference, { type: "request", reference, dossierId: "d1", amountVnd: 28_000, payBy: 50, at: 0 });
    const paid = { transactionId: "T", amountVnd: 28_000, currency: "VND", paidAt: 5 };
    await book.move(reference, { type: "receive", ...paid, at: 6 });
    for (const amountVnd of [8_000, 5_000, undefined]) {
      const part = amountVnd === undefined ? {} : { amountVnd };
      await book.move(reference, { type: "ask-refund", reason: `part-${amountVnd}`, ...part, at: 7 });
      const back = await refundPayment(gateway, book, reference, 8);
      expect(back).toMatchObject({ ok: true, value: { kind: "refunded" } });
    }
    expect(asked.map(({ refundReference, amountVnd }) => [refundReference, amountVnd])).toEqual([
      ["R-H", 8_000],
      ["R-H2", 5_000],
      ["R-H3", 15_000],
    ]);
    expect(await book.read(reference)).toMatchObject({
      status: "refunded",
      refundsBefore: [{ refundId: "F-R-H" }, { refundId: "F-R-H2" }],
      refund: { refundId: "F-R-H3" },
    });
  });
});
