import {
  AdapterError,
  type Clock,
  type GatewayPayment,
  isVnd,
  type PaymentCall,
  type PaymentGateway,
  type PaymentOrder,
  type PaymentReceiptDraft,
} from "../shared/core.ts";
import type { HttpClient } from "../shared/http.ts";
import { type Fields, readFields, writeTime } from "./fields.ts";
import { paidOf, verify } from "./platform-callback.ts";
import type { PlatformProfile } from "./platform-profile.ts";
import { sign } from "./signature.ts";

/** Calls the portal's payment platform. Answers are believed when they are signed, as callbacks are. */
export function platformGateway(profile: PlatformProfile, http: HttpClient, clock: Pick<Clock, "now">): PaymentGateway {
  return {
    async start(order, call = {}) {
      const message = startMessage(profile, order);
      const answer = await ask(http, profile.startUrl, message, call, false);
      believe(profile, "startAnswer", answer, order.reference);
      if (!profile.codes.paid.includes(answer.MaLoi ?? ""))
        throw new AdapterError("payment.start_refused", `The payment platform refuses the order (${code(answer)}).`, {
          retry: "operator",
        });
      const payUrl = answer[profile.payUrlField] ?? "";
      if (!/^https?:$/.test(URL.parse(payUrl)?.protocol ?? "")) throw odd("no address for the payer");
      return { payUrl };
    },
    async inquire(reference, call = {}) {
      const head = { LoaiBanTin: profile.types.query, PhienBan: profile.version, MaDoiTac: profile.partner };
      const message = { ...head, MaThamChieu: reference, ThoiGianGD: writeTime(clock.now()) };
      const answer = await ask(http, profile.queryUrl, signed(profile, "query", message, odd), call, true);
      believe(profile, "queryAnswer", answer, reference);
      if (profile.codes.noSuchOrder.includes(answer.MaLoi ?? "")) return undefined;
      return standing(profile, answer, reference);
    },
  };
}

/** `MaLoi` paid, or any other: there and not paid. */
function standing(profile: PlatformProfile, answer: Fields, reference: string): GatewayPayment {
  const paid = paidOf(profile, answer);
  if (paid.ok) return paid.value;
  if (paid.error.code !== "payment.not_paid") throw odd(paid.error.text.en);
  return { reference, outcome: "not-paid", amountVnd: 0, currency: "VND" };
}

function startMessage(profile: PlatformProfile, order: PaymentOrder): { readonly [name: string]: unknown } {
  const { reference, amountVnd, about, requestedAt, payerIp = "", receipt } = order;
  if (!isVnd(amountVnd) || amountVnd === 0) throw notCalled("an order of no amount");
  const message = {
    ...profile.constants,
    LoaiBanTin: profile.types.start,
    PhienBan: profile.version,
    MaDoiTac: profile.partner,
    MaThamChieu: reference,
    SoTien: String(amountVnd),
    MaTienTe: "VND",
    // The bar parts values.
    ThongTinGiaoDich: about.replaceAll("|", "/"),
    ThoiGianGD: writeTime(requestedAt),
    Ip: payerIp,
  };
  const block = receipt === undefined ? {} : { ThongTinBienLai: receiptBlock(profile, order, receipt) };
  return { ...signed(profile, "start", message, notCalled), ...block };
}

function receiptBlock(profile: PlatformProfile, order: PaymentOrder, receipt: PaymentReceiptDraft) {
  const { procedureCode, procedureName, payerName, payerIdNumber = "", payerAddress = "", lines } = receipt;
  return {
    ...profile.receipt,
    MaTTHC: procedureCode,
    TenTTHC: procedureName,
    MaHoSo: order.dossierCode,
    HoTenNguoiNop: payerName,
    SoCMNDNguoiNop: payerIdNumber,
    DiaChiNguoiNop: payerAddress,
    NoiDungThanhToan: order.about,
    PhiLePhi: lines.map(({ id, name, levy = "le-phi", amountVnd }) => ({
      LoaiPhiLePhi: profile.levyCodes[levy],
      MaPhiLePhi: id,
      TenPhiLePhi: name,
      SoTien: String(amountVnd),
    })),
    DSKhoanNop: lines.map(({ name, amountVnd }) => ({ NoiDung: name, SoTien: String(amountVnd) })),
  };
}

function signed(
  profile: PlatformProfile,
  message: "start" | "query",
  fields: Fields,
  refusal: (what: string) => AdapterError,
): Fields {
  const values = profile.orders[message].map((name) => fields[name] ?? "");
  if (values.some((value) => value.includes("|"))) throw refusal("a value has a bar in it");
  return { ...fields, MaXacThuc: sign(values, profile.keys[0], profile.way) };
}

async function ask(
  http: HttpClient,
  url: string,
  message: object,
  { signal }: PaymentCall,
  repeatable: boolean,
): Promise<Fields> {
  const answer = await http.call({
    url,
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", accept: "application/json" },
    body: JSON.stringify(message),
    repeatable,
    ...(signal === undefined ? {} : { signal }),
  });
  // A gateway in between says 502 or 504 of an order that may well be there.
  if (answer.status >= 500)
    throw new AdapterError("payment.no_answer", `The payment platform answers ${answer.status}.`, { retry: "later" });
  if (answer.status !== 200) throw odd(`status ${answer.status}`);
  const fields = readFields(answer.text());
  if (!fields.ok) throw odd(fields.error.text.en);
  return fields.value;
}

function believe(profile: PlatformProfile, message: "startAnswer" | "queryAnswer", answer: Fields, reference: string) {
  const verified = verify(profile, message, answer);
  if (!verified.ok) throw odd(verified.error.text.en);
  if (answer.MaThamChieu !== reference) throw odd("it is about another order");
}

const code = ({ MaLoi = "" }: Fields): string => (/^[A-Za-z0-9-]{1,10}$/.test(MaLoi) ? `MaLoi ${MaLoi}` : "MaLoi ?");

const odd = (what: string): AdapterError =>
  new AdapterError("payment.odd_answer", `The payment platform's message cannot be taken: ${what}.`, {
    retry: "operator",
  });

/** Nothing went out, so nothing is in doubt. */
const notCalled = (what: string): AdapterError =>
  new AdapterError("payment.start_refused", `The payment platform is not asked: ${what}.`, { retry: "operator" });
