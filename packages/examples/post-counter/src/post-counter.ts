import { type HttpAnswer, type HttpClient, helpOfStatus } from "@motcua/adapters/http";
import {
  AdapterError,
  type Clock,
  type GatewayPayment,
  isVnd,
  type PaymentGateway,
  withoutAccents,
} from "@motcua/core";
import { amountOf, codeOf, dateOf, dateText, type Fields, isSigned, readJson, signedForm } from "./wire.ts";

export interface CounterSettings {
  /** Up to and without the last slash. */
  readonly baseUrl: string;
  /** Our unit (mã đơn vị) over there. */
  readonly unit: string;
  /** Shared keys: the first one signs, any of them is believed. */
  readonly keys: readonly string[];
}

const keyLengthMin = 16;
const aboutLengthMax = 100;

/** What the service calls things. */
export const codes = { done: 0, refused: 2, malformed: 3, clock: 5, unknown: 14, exists: 94, signature: 97, unit: 91 };
export const statuses = { open: "0", paid: "1", refunded: "2", notPaid: "9" };

// After these, in a signed answer, the order is surely not there.
const refusals: readonly number[] = [codes.refused, codes.malformed, codes.clock, codes.unit, codes.signature];

/**
 * Payment at the counter of the post (nộp tiền tại quầy bưu điện), by an imaginary service of a province: the payer brings
 * a slip along. Answers are believed when they are signed.
 * @param clock the service wants to know when it is called
 * @throws AdapterError `post_counter.bad_settings` under a key that anybody could guess
 */
export function postCounter(settings: CounterSettings, http: HttpClient, clock: Pick<Clock, "now">): PaymentGateway {
  const { baseUrl, unit, keys } = settings;
  const [key] = keys;
  if (key === undefined || keys.some(({ length }) => length < keyLengthMin))
    throw new AdapterError("post_counter.bad_settings", `A key has ${keyLengthMin} signs or more.`, {
      retry: "operator",
    });

  async function ask(path: string, reference: string, more: Fields, signal?: AbortSignal): Promise<Fields> {
    const call = { ma_don_vi: unit, ma_yeu_cau: reference, thoi_gian: dateText(clock.now()), ...more };
    const answer = await http.call({
      url: `${baseUrl}/${path}`,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: signedForm(call, key as string),
      ...(signal === undefined ? {} : { signal }),
    });
    const fields = believed(answer, keys);
    if (fields.ma_yeu_cau !== reference) throw oddAnswer();
    return fields;
  }

  return {
    async start({ reference, amountVnd, dossierCode, about, receipt }, { signal } = {}) {
      if (!isVnd(amountVnd) || amountVnd === 0) throw refused("The amount is not whole đồng of more than none.");
      const fields = await ask(
        "taoyeucau",
        reference,
        {
          so_tien: String(amountVnd),
          ma_ho_so: dossierCode,
          noi_dung: withoutAccents(about).slice(0, aboutLengthMax),
          nguoi_nop: receipt?.payerName ?? "",
        },
        signal,
      );
      const code = codeOf(fields);
      // There from an earlier call, perhaps: who asks next inquires.
      if (code === codes.exists)
        throw new AdapterError("post_counter.exists", "The service has this reference already.", { retry: "later" });
      if (code !== undefined && refusals.includes(code)) throw refused(`The service refuses the order (code ${code}).`);
      const payUrl = fields.duong_dan_phieu ?? "";
      if (code !== codes.done || !URL.canParse(payUrl)) throw oddAnswer();
      return { payUrl };
    },

    async inquire(reference, { signal } = {}) {
      const fields = await ask("tracuu", reference, {}, signal);
      const code = codeOf(fields);
      if (code === codes.unknown) return undefined;
      if (code !== undefined && refusals.includes(code))
        throw new AdapterError("post_counter.inquiry_refused", `The service refuses the inquiry (code ${code}).`, {
          retry: "operator",
        });
      if (code !== codes.done) throw oddAnswer();
      return standing(reference, fields);
    },
  };
}

function standing(reference: string, fields: Fields): GatewayPayment {
  const { trang_thai: status, so_bien_nhan: transactionId = "", ngay_thu: date, loai_tien: currency = "" } = fields;
  const amountVnd = amountOf(fields.so_tien);
  if (amountVnd === undefined || currency === "") throw oddAnswer();
  const order = { reference, amountVnd, currency };
  if (status === statuses.open || status === statuses.notPaid) return { ...order, outcome: "not-paid" };
  const paidAt = dateOf(date);
  const outcome = status === statuses.paid ? "paid" : status === statuses.refunded ? "refunded" : undefined;
  if (outcome === undefined || transactionId === "" || paidAt === undefined) throw oddAnswer();
  return { ...order, outcome, transactionId, paidAt };
}

/** The fields of a signed answer; an answer that something in between gave says nothing of the order. */
function believed(answer: HttpAnswer, keys: readonly string[]): Fields {
  if (answer.status !== 200)
    throw new AdapterError("post_counter.no_answer", `The service answers ${answer.status}.`, helpOfStatus(answer));
  const fields = readJson(answer.text());
  if (fields === undefined || !isSigned(fields, keys)) throw oddAnswer();
  return fields;
}

// This code is what `startPayment` takes for: surely not there.
const refused = (message: string): AdapterError =>
  new AdapterError("payment.start_refused", message, { retry: "operator" });

const oddAnswer = (): AdapterError =>
  new AdapterError("post_counter.odd_answer", "The answer is unsigned or not one of its protocol.", { retry: "later" });
