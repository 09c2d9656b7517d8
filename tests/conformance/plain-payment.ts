import { createHmac } from "node:crypto";
import { memoryBook, type PaymentBook } from "@motcua/adapters/payment";
import { AdapterError, type GatewayPayment, isVnd, type PaymentGateway, type PaymentOrder } from "@motcua/core";
import type { NoticeTaken, PaymentBench, PaymentHarness, PaymentTrouble } from "@motcua/core/conformance";
import { officeSide } from "./payment-benches.ts";

// A gateway in one process, an adapter for it and a door for its notices: right as they stand, with each step open to a fault.

const key = "khoa-cua-cong-phang-01";
const paidAt = Date.UTC(2026, 2, 2, 2);

export interface PlainNotice {
  readonly reference: string;
  readonly outcome: string;
  readonly amountVnd: number;
  readonly currency: string;
  readonly transactionId: string;
  readonly signature?: string;
}
interface PlainAnswer {
  readonly status: number;
  readonly signed: boolean;
  readonly said: string;
}
interface Order {
  readonly reference: string;
  readonly amountVnd: number;
  times: number;
  transactionId?: string;
  refund?: { readonly amountVnd: number; times: number };
}

const signatureOf = (notice: PlainNotice, by = key): string =>
  createHmac("sha256", by)
    .update([notice.reference, notice.outcome, notice.amountVnd, notice.currency, notice.transactionId].join("|"))
    .digest("hex");
export const isSigned = (notice: PlainNotice): boolean => notice.signature === signatureOf(notice);

export interface PlainPaymentSteps {
  accepts(amountVnd: number): boolean;
  sentAmount(amountVnd: number): number;
  payUrl(reference: string): string;
  trouble(answer: PlainAnswer): AdapterError | undefined;
  refundTrouble(answer: PlainAnswer): AdapterError | undefined;
  signalOf(signal: AbortSignal, timeoutMs: number): AbortSignal;
  refundAmount(amountVnd: number): number;
  refund(
    gateway: PaymentGateway,
    book: PaymentBook,
    reference: string,
    amountVnd?: number,
  ): Promise<"refunded" | "unknown">;
  tells(found: GatewayPayment | undefined, reference: string): GatewayPayment | undefined;
  start(gateway: PaymentGateway, book: PaymentBook, order: PaymentOrder): Promise<"started" | "unknown" | "settled">;
  parse(text: string): PlainNotice | undefined;
  take(notice: PlainNotice, book: PaymentBook): Promise<NoticeTaken>;
}

const trouble = (code: string, retry: AdapterError["retry"], message = "The gateway does not take it."): AdapterError =>
  new AdapterError(code, message, { retry });

export async function receive(book: PaymentBook, notice: PlainNotice): Promise<NoticeTaken> {
  const { reference, transactionId, amountVnd, currency } = notice;
  const moved = await book.move(reference, { type: "receive", transactionId, amountVnd, currency, paidAt, at: paidAt });
  if (!moved.ok) return { kind: "refused", code: moved.error.code };
  return { kind: moved.value.changed ? "recorded" : "repeated" };
}

export const rightPayment: PlainPaymentSteps = {
  accepts: (amountVnd) => isVnd(amountVnd) && amountVnd > 0,
  sentAmount: (amountVnd) => amountVnd,
  payUrl: (reference) => `https://pay.example/${reference}`,
  trouble({ status, signed }) {
    if (status === 502) return trouble("plain.no_answer", "later");
    if (!signed) return trouble("plain.odd_answer", "operator");
    return status === 200 ? undefined : trouble("payment.start_refused", "operator");
  },
  refundTrouble({ status }) {
    if (status === 502) return trouble("plain.no_answer", "later");
    return status === 200 ? undefined : trouble("payment.refund_refused", "operator");
  },
  signalOf: (signal, timeoutMs) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  refundAmount: (amountVnd) => amountVnd,
  refund: async (gateway, book, reference, amountVnd) => await officeSide(book, gateway).refund(reference, amountVnd),
  tells: (found) => found,
  start: async (gateway, book, order) => await officeSide(book, gateway).start(order),
  parse(text) {
    if (text.length > 10_000) return undefined;
    try {
      const read: unknown = JSON.parse(text);
      return typeof read === "object" && read !== null && "reference" in read ? (read as PlainNotice) : undefined;
    } catch {
      return undefined;
    }
  },
  async take(notice, book) {
    if (!isSigned(notice)) return { kind: "refused", code: "plain.bad_signature" };
    if (notice.outcome !== "paid") return { kind: "refused", code: "plain.not_paid" };
    return await receive(book, notice);
  },
};

export const plainPaymentHarness = (wrong: () => Partial<PlainPaymentSteps>): PaymentHarness => ({
  features: ["calls", "inquires", "unsigned", "currency", "refunds"],
  async open({ timeoutMs }) {
    const steps = { ...rightPayment, ...wrong() };
    const orders = new Map<string, Order>();
    let [arrived, next]: [number, PaymentTrouble | undefined] = [0, undefined];
    const ask = async (order: PaymentOrder, amountVnd: number, signal: AbortSignal): Promise<PlainAnswer> => {
      const kind = next;
      next = undefined;
      arrived += 1;
      const { reference, receipt } = order;
      if (kind === "refuse") return { status: 422, signed: true, said: `no money of ${receipt?.payerName}` };
      if (kind === "hang-before") return await silence(signal);
      const known = orders.get(reference) ?? { reference, amountVnd, times: 0 };
      known.times += 1;
      orders.set(reference, known);
      if (kind === "hang-after") return await silence(signal);
      return { status: kind === "broken" ? 502 : 200, signed: kind !== "unsigned", said: "" };
    };
    const giveBack = async (order: Order, amountVnd: number, signal: AbortSignal): Promise<PlainAnswer> => {
      const kind = next;
      next = undefined;
      if (kind === "refuse") return { status: 422, signed: true, said: "" };
      if (kind === "hang-before") return await silence(signal);
      order.refund ??= { amountVnd, times: 0 };
      order.refund.times += 1;
      if (kind === "hang-after") return await silence(signal);
      return { status: kind === "broken" ? 502 : 200, signed: true, said: "" };
    };
    const gateway: PaymentGateway = {
      async start(order, { signal = new AbortController().signal } = {}) {
        if (!steps.accepts(order.amountVnd)) throw trouble("payment.start_refused", "operator");
        const answer = await ask(order, steps.sentAmount(order.amountVnd), steps.signalOf(signal, timeoutMs));
        const wrongly = steps.trouble(answer);
        if (wrongly !== undefined) throw wrongly;
        return { payUrl: steps.payUrl(order.reference) };
      },
      async refund({ reference, amountVnd }, { signal = new AbortController().signal } = {}) {
        const order = orders.get(reference);
        if (order === undefined) throw trouble("payment.refund_refused", "operator");
        const answer = await giveBack(order, steps.refundAmount(amountVnd), steps.signalOf(signal, timeoutMs));
        const wrongly = steps.refundTrouble(answer);
        if (wrongly !== undefined) throw wrongly;
        return { refundId: refundIdOf(reference) };
      },
      async inquire(reference) {
        const order = orders.get(reference);
        return steps.tells(order === undefined ? undefined : standing(order), reference);
      },
    };
    const book = memoryBook();
    const bench: PaymentBench = {
      gateway,
      ...officeSide(book, gateway),
      start: (order) => steps.start(gateway, book, order),
      refund: (reference, amountVnd) => steps.refund(gateway, book, reference, amountVnd),
      refunds: () =>
        [...orders.values()].flatMap(({ reference, refund }) =>
          refund === undefined ? [] : [{ reference, ...refund }],
        ),
      secrets: [key],
      orders: () => [...orders.values()].map(({ reference, amountVnd, times }) => ({ reference, amountVnd, times })),
      arrived: () => arrived,
      trouble(kind) {
        next = kind;
      },
      notice(reference, { outcome = "paid", amountVnd, currency = "VND", transactionId = `GD-${reference}` } = {}) {
        const order = orders.get(reference);
        if (order !== undefined && outcome === "paid") order.transactionId ??= transactionId;
        const notice = { reference, outcome, amountVnd: amountVnd ?? order?.amountVnd ?? 0, currency, transactionId };
        return JSON.stringify({ ...notice, signature: signatureOf(notice) });
      },
      forged(text, how) {
        const notice = JSON.parse(text) as PlainNotice;
        if (how === "amount") return JSON.stringify({ ...notice, amountVnd: 1 });
        if (how === "outcome") return JSON.stringify({ ...notice, outcome: "paid" });
        if (how === "transaction") return JSON.stringify({ ...notice, transactionId: "GD-X" });
        const signature = how === "other-key" ? signatureOf(notice, "khoa-khac") : undefined;
        return JSON.stringify({ ...notice, signature });
      },
      async take(text) {
        const notice = steps.parse(text);
        return notice === undefined ? { kind: "refused", code: "plain.malformed" } : await steps.take(notice, book);
      },
      close: async () => {},
    };
    return bench;
  },
});

const refundIdOf = (reference: string): string => `H-${reference}`;

function standing({ reference, amountVnd, transactionId, refund }: Order): GatewayPayment {
  if (transactionId === undefined) return { reference, outcome: "not-paid", amountVnd: 0, currency: "VND" };
  const paid = { reference, outcome: "paid", amountVnd, currency: "VND", transactionId, paidAt } as const;
  // As gateways do that tell no amounts.
  const whole = refund !== undefined && refund.amountVnd >= amountVnd;
  return !whole ? paid : { ...paid, outcome: "refunded", refundId: refundIdOf(reference) };
}

const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, fail) => {
    const end = (): void => fail(trouble("plain.unknown_outcome", "later"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
