import { type EpochMs, err, type Fault, type GatewayPayment, ok, type Result } from "../shared/core.ts";
import type { PaymentBook } from "./book.ts";
import { fault } from "./fault.ts";
import { amountOf, type Fields, malformed, readFields, timeOf, writeTime } from "./fields.ts";
import { type NoticeOutcome, takeNotice } from "./notice.ts";
import type { PlatformOrders, PlatformProfile } from "./platform-profile.ts";
import { isSigned, sign } from "./signature.ts";

/** What is sent back; `outcome` is for the office and never leaves it. */
export interface CallbackReply {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly outcome: NoticeOutcome;
}

type Paid = GatewayPayment & { readonly transactionId: string };

/** Takes the platform's callback: the signature first, over the message as it came; then who it is for, what it says, and
 *  only then reference, amount, currency and transaction. Whatever is refused changes nothing.
 *  @throws what `book` throws: the platform is then to be told nothing, and calls again */
export async function takePlatformCallback(
  profile: PlatformProfile,
  book: PaymentBook,
  body: string,
  at: EpochMs,
): Promise<CallbackReply> {
  const fields = readFields(body);
  if (!fields.ok) return reply(profile, undefined, refused(fields.error), at);
  const verified = verify(profile, "callback", fields.value);
  // Nothing is signed for somebody who did not sign.
  if (!verified.ok) return reply(profile, undefined, refused(verified.error), at);
  const said = paidOf(profile, fields.value);
  const outcome = said.ok ? await takeNotice(book, said.value, at) : refused(said.error);
  return reply(profile, fields.value, outcome, at);
}

const refused = (error: Fault): NoticeOutcome => ({ kind: "refused", fault: error });

/** Signed rightly, and for us? */
export function verify(profile: PlatformProfile, message: keyof PlatformOrders, fields: Fields): Result<Fields, Fault> {
  const values = profile.orders[message].map((name) => fields[name] ?? "");
  if (!isSigned(values, fields.MaXacThuc ?? "", profile.keys, profile.way))
    return err(fault("payment.bad_signature", "Chữ ký sai", "the signature is wrong"));
  if (fields.MaDoiTac !== undefined && fields.MaDoiTac !== profile.partner)
    return err(fault("payment.other_partner", "Mã đối tác khác", "it is for another partner"));
  return ok(fields);
}

/** What a verified callback or query answer says was paid. */
export function paidOf(profile: PlatformProfile, fields: Fields): Result<Paid, Fault> {
  const { MaLoi, MaThamChieu, SoTien, MaTienTe, MaGiaoDich, ThoiGianGD } = fields;
  if (MaLoi === undefined || !profile.codes.paid.includes(MaLoi))
    return err(fault("payment.not_paid", "Cổng báo thanh toán không thành công", "the gateway tells it was not paid"));
  const [amountVnd, paidAt] = [amountOf(SoTien), timeOf(ThoiGianGD)];
  if (amountVnd === undefined) return err(fault("payment.bad_amount", "Số tiền sai", "no whole đồng"));
  if (!MaThamChieu || !MaGiaoDich) return malformed("no reference, or no transaction");
  if (paidAt === undefined) return malformed("no time of payment");
  const currency = MaTienTe ?? "";
  return ok({ reference: MaThamChieu, outcome: "paid", transactionId: MaGiaoDich, amountVnd, currency, paidAt });
}

/** `00`: heard, also where it was heard before or tells that nothing was paid; `99`: not taken, for what reason is told by
 *  our own words and never by what came. */
function reply(
  profile: PlatformProfile,
  asked: Fields | undefined,
  outcome: NoticeOutcome,
  at: EpochMs,
): CallbackReply {
  const heard = outcome.kind !== "refused" || outcome.fault.code === "payment.not_paid";
  const answer: { [name: string]: string } = {
    MaLoi: heard ? "00" : "99",
    MoTaLoi: outcome.kind === "refused" && !heard ? outcome.fault.text.vi : "Thành công",
    MaDoiTac: profile.partner,
    MaThamChieu: asked?.MaThamChieu ?? "",
    ThoiGianGD: writeTime(at),
  };
  const values = profile.orders.callbackAnswer.map((name) => answer[name] ?? "");
  answer.MaXacThuc = asked === undefined ? "" : sign(values, profile.keys[0], profile.way);
  return { status: 200, contentType: "application/json; charset=utf-8", body: JSON.stringify(answer), outcome };
}
