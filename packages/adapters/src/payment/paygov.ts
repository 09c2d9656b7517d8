import {
  AdapterError,
  type EpochMs,
  err,
  type Fault,
  isVnd,
  ok,
  type PaymentGateway,
  type PaymentOrder,
  type Result,
  withoutAccents,
} from "../shared/core.ts";
import type { PaymentBook } from "./book.ts";
import { fault } from "./fault.ts";
import { amountOf, type Fields, malformed, readFields, timeOf } from "./fields.ts";
import { type NoticeOutcome, takeNotice } from "./notice.ts";
import type { CallbackReply } from "./platform-callback.ts";
import { requireKeys } from "./platform-profile.ts";
import { isSigned, type SharedKeys, type SignatureWay, sign } from "./signature.ts";

/** PayGov as one agency sees it; orders of values and the way of signing are assumptions with a default (L). */
export interface PayGovProfile {
  readonly partnerCode: string;
  readonly accessKey: string;
  readonly serviceCode: string;
  readonly keys: SharedKeys;
  readonly payUrl: string;
  readonly returnUrl: string;
  readonly way: SignatureWay;
  readonly orders: { readonly redirect: readonly string[]; readonly callback: readonly string[] };
  readonly paidCodes: readonly string[];
}

const redirect = [
  ...["partnerCode", "accessKey", "serviceCode", "orderId", "amount", "orderInfo", "requestCode", "ipAddress"],
  "returnUrl",
];
const callback = [
  ...["orderId", "errorCode", "amount", "requestCode", "transactionNo", "payDate", "paygate", "transactionCode"],
];
const believed = ["orderId", "errorCode", "amount", "transactionNo", "payDate"];

export type PayGovSettings = Omit<PayGovProfile, "way" | "orders" | "paidCodes"> &
  Partial<Pick<PayGovProfile, "way" | "paidCodes">> & { readonly orders?: Partial<PayGovProfile["orders"]> };

/** @throws AdapterError `payment.bad_profile` */
export function payGovProfile(settings: PayGovSettings): PayGovProfile {
  const orders = { redirect, callback, ...settings.orders };
  requireKeys(settings.keys);
  const open = believed.filter((name) => !orders.callback.includes(name));
  if (open.length > 0)
    throw new AdapterError("payment.bad_profile", `callback: ${open.join(", ")} would be believed unsigned.`, {
      retry: "operator",
    });
  return { way: "sha256", paidCodes: ["00"], ...settings, orders };
}

/** `<agency>-<dossier>-NN`: a reference for each attempt. */
export const payGovOrderId = (agency: string, dossierCode: string, attempt: number): string =>
  `${agency}-${dossierCode}-${String(attempt).padStart(2, "0")}`;

/** PayGov is started by sending the payer there: nothing is called, so nothing can be unknown. */
export function payGovGateway(profile: PayGovProfile): PaymentGateway {
  return {
    startRepeatable: true,
    async start(order) {
      if (!isVnd(order.amountVnd) || order.amountVnd === 0)
        throw new AdapterError("payment.start_refused", "An order has no amount in whole đồng.", { retry: "operator" });
      return { payUrl: payGovUrl(profile, order) };
    },
  };
}

export function payGovUrl(profile: PayGovProfile, order: PaymentOrder): string {
  const { partnerCode, accessKey, serviceCode, returnUrl } = profile;
  const fields: Fields = {
    partnerCode,
    accessKey,
    serviceCode,
    orderId: order.reference,
    amount: String(order.amountVnd),
    orderInfo: withoutAccents(order.about).replaceAll("|", "/"),
    requestCode: order.reference,
    ipAddress: order.payerIp ?? "",
    returnUrl,
  };
  const values = profile.orders.redirect.map((name) => fields[name] ?? "");
  const url = new URL(profile.payUrl);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  url.searchParams.set("checksum", sign(values, profile.keys[0], profile.way));
  return url.href;
}

/** As with the platform: checksum first, and only then what it says. The amount is in VND by the interface. */
export async function takePayGovCallback(
  profile: PayGovProfile,
  book: PaymentBook,
  body: string,
  at: EpochMs,
): Promise<CallbackReply> {
  const outcome = await outcomeOf(profile, book, body, at);
  const heard = outcome.kind !== "refused" || outcome.fault.code === "payment.not_paid";
  const code = heard ? "SUCCESSFUL" : outcome.fault.code === "payment.bad_signature" ? "SIGNATURE_WRONG" : "FAILED";
  const contentType = "application/json; charset=utf-8";
  return { status: 200, contentType, body: JSON.stringify({ error_code: code }), outcome };
}

async function outcomeOf(profile: PayGovProfile, book: PaymentBook, body: string, at: EpochMs): Promise<NoticeOutcome> {
  const fields = readFields(body);
  if (!fields.ok) return { kind: "refused", fault: fields.error };
  const values = profile.orders.callback.map((name) => fields.value[name] ?? "");
  if (!isSigned(values, fields.value.checksum ?? "", profile.keys, profile.way))
    return { kind: "refused", fault: fault("payment.bad_signature", "Chữ ký sai", "the signature is wrong") };
  const said = saidIn(profile, fields.value);
  return said.ok ? takeNotice(book, said.value, at) : { kind: "refused", fault: said.error };
}

function saidIn(profile: PayGovProfile, fields: Fields): Result<Parameters<typeof takeNotice>[1], Fault> {
  const { orderId, errorCode, amount, transactionNo, payDate } = fields;
  if (errorCode === undefined || !profile.paidCodes.includes(errorCode))
    return err(fault("payment.not_paid", "PayGov báo thanh toán không thành công", "PayGov tells it was not paid"));
  const [amountVnd, paidAt] = [amountOf(amount), timeOf(payDate)];
  if (amountVnd === undefined) return err(fault("payment.bad_amount", "Số tiền sai", "no whole đồng"));
  if (!orderId || !transactionNo) return malformed("no order, or no transaction");
  if (paidAt === undefined) return malformed("no time of payment");
  return ok({ reference: orderId, outcome: "paid", transactionId: transactionNo, amountVnd, currency: "VND", paidAt });
}
