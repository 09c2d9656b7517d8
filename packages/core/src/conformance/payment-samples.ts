import type { Payment } from "../payment/state.ts";
import type { PaymentOrder } from "../ports/payment.ts";
import { t } from "./builders.ts";
import { ConformanceError, present, same } from "./check.ts";
import type { NoticeSays, NoticeTaken, PaymentBench } from "./payment-case.ts";
import { good } from "./port-check.ts";

export const payerName = "Nguyễn Thị Đào";
export const amountVnd = 28_000;

export const anOrder = (reference = "H26.1-260820-0001-01", over: Partial<PaymentOrder> = {}): PaymentOrder => ({
  reference,
  dossierCode: "H26.1-260820-0001",
  amountVnd,
  requestedAt: t(0),
  about: "Lệ phí | đăng ký hộ kinh doanh",
  receipt: {
    procedureCode: "1.001612",
    procedureName: "Đăng ký thành lập hộ kinh doanh",
    payerName,
    payerIdNumber: "001190000001",
    lines: [{ id: "fee", name: "Lệ phí", amountVnd: over.amountVnd ?? amountVnd }],
  },
  ...over,
});

/** A payment that is wanted, and asked for at the gateway. */
export async function asked(bench: PaymentBench, order: PaymentOrder = anOrder()): Promise<PaymentOrder> {
  await bench.request(order);
  same(await good(bench.start(order), "a start"), "started", "how the start ends");
  return order;
}

/** Hands a notice in; a crash of the door fails the case. */
export const take = (bench: PaymentBench, notice: string): Promise<NoticeTaken> => good(bench.take(notice), "a notice");

/** A notice of the gateway, rightly signed. */
export const told = (bench: PaymentBench, reference: string, says: NoticeSays = {}): Promise<NoticeTaken> =>
  take(bench, bench.notice(reference, says));

/** A true notice that is recorded. */
export async function recorded(
  bench: PaymentBench,
  reference: string,
  says: NoticeSays = {},
  what = "the notice",
): Promise<void> {
  const { kind, code } = await told(bench, reference, says);
  if (kind !== "recorded")
    throw new ConformanceError(`${what}, rightly signed, is to be recorded and is ${kind}${code ? ` (${code})` : ""}`);
}

/** The payment as the office has it. */
export const booked = async (bench: PaymentBench, reference: string): Promise<Payment> =>
  present(await bench.payment(reference), "what `payment` of the bench tells after `request`");

export const transfers = async (bench: PaymentBench, reference: string): Promise<readonly number[]> =>
  (await booked(bench, reference)).received.map((one) => one.amountVnd);

/** Nothing was believed: no money came, and the payment can still be paid. */
export async function untouched(bench: PaymentBench, reference: string, what: string): Promise<void> {
  same(await transfers(bench, reference), [], `transfers after ${what}`);
  await recorded(bench, reference, {}, `the true notice after ${what}`);
  same((await booked(bench, reference)).status, "paid", `status of the payment after ${what} and a true notice`);
}
