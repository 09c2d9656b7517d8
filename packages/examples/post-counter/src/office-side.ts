import { memoryBook, startPayment } from "@motcua/adapters/payment";
import type { PaymentGateway } from "@motcua/core";
import type { PaymentBench } from "@motcua/core/conformance";

const yearMs = 366 * 86_400_000;

/** The office's half of the bench: its book, and how it starts. The same before every gateway. */
export function officeSide(gateway: PaymentGateway) {
  const book = memoryBook();
  const half: Pick<PaymentBench, "request" | "start" | "payment"> = {
    async request({ reference, amountVnd }) {
      const at = Date.now();
      const dossierId = "d-1";
      const wanted = { type: "request", reference, dossierId, amountVnd, at, payBy: at + yearMs } as const;
      const moved = await book.move(reference, wanted);
      if (!moved.ok) throw new Error(moved.error.code);
    },
    async start(order) {
      // Tries follow one another at once here; the double takes nothing late, so its "no such order" is true at once.
      const begun = await startPayment(gateway, book, order, Date.now(), { notThereAfterMs: 0 });
      if (!begun.ok) throw new Error(begun.error.code);
      return begun.value.kind;
    },
    payment: (reference) => book.read(reference),
  };
  return { ...half, book };
}
