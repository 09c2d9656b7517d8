import type { NoticeOutcome, PaymentBook } from "@motcua/adapters/payment";
import type { EpochMs, Fault } from "@motcua/core";
import { type CounterSettings, statuses } from "./post-counter.ts";
import { amountOf, dateOf, isSigned, readForm } from "./wire.ts";

/** What became of a notice, and what goes back to the service. */
export interface NoticeReply {
  readonly outcome: NoticeOutcome;
  readonly status: 200;
  readonly contentType: "application/json";
  readonly body: string;
}

/**
 * The door for notices (báo có): signature, whom it is for, what it says, book; in this order.
 * @param body of the service's call, byte by byte as it came
 * @param at when it came
 * @throws whatever `book` throws: answer 500 then, and the service calls again
 */
export async function takeCounterNotice(
  settings: Pick<CounterSettings, "unit" | "keys">,
  book: PaymentBook,
  body: string,
  at: EpochMs,
): Promise<NoticeReply> {
  const outcome = await outcomeOf(settings, book, body, at);
  // That nothing was paid is heard like anything else: nobody needs to call again.
  const heard = outcome.kind !== "refused" || outcome.fault.code === "payment.not_paid";
  const code = heard ? "00" : outcome.fault.code === "payment.bad_signature" ? "97" : "02";
  return { outcome, status: 200, contentType: "application/json", body: JSON.stringify({ error_code: code }) };
}

async function outcomeOf(
  { unit, keys }: Pick<CounterSettings, "unit" | "keys">,
  book: PaymentBook,
  body: string,
  at: EpochMs,
): Promise<NoticeOutcome> {
  const fields = readForm(body);
  if (fields === undefined || !isSigned(fields, keys))
    return refused("payment.bad_signature", "Chữ ký sai", "the signature is not the service's");
  if (fields.ma_don_vi !== unit) return refused("payment.other_partner", "Mã đơn vị khác", "it is for another unit");
  if (fields.trang_thai === statuses.notPaid)
    return refused("payment.not_paid", "Chưa thu được tiền", "nothing was paid at the counter");

  const { ma_yeu_cau: reference, so_bien_nhan: transactionId, loai_tien: currency } = fields;
  const amountVnd = amountOf(fields.so_tien);
  const paidAt = dateOf(fields.ngay_thu);
  if (!reference || !transactionId || !currency || amountVnd === undefined || paidAt === undefined)
    return refused("payment.malformed", "Thông báo sai dạng", "no notice of the expected form");
  if (fields.trang_thai !== statuses.paid)
    return refused("payment.malformed", "Trạng thái không rõ", "a status nobody knows");

  const moved = await book.move(reference, { type: "receive", transactionId, amountVnd, currency, paidAt, at });
  if (!moved.ok) return { kind: "refused", fault: moved.error };
  return { kind: moved.value.changed ? "recorded" : "repeated", payment: moved.value.payment };
}

const refused = (code: Fault["code"], vi: string, en: string): NoticeOutcome => ({
  kind: "refused",
  fault: { code, text: { vi, en } },
});
