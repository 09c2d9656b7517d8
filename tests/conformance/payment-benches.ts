import { createHash } from "node:crypto";
import { memoryStorage } from "@motcua/adapters/memory";
import {
  dossierBook,
  httpClient,
  memoryBook,
  memoryReferences,
  type NoticeOutcome,
  type PaymentBook,
  payGovGateway,
  payGovProfile,
  platformGateway,
  platformOrders,
  platformProfile,
  refundPayment,
  startPayment,
  takePayGovCallback,
  takePlatformCallback,
} from "@motcua/adapters/payment";
import { startPaymentDouble } from "@motcua/adapters/payment/double";
import {
  type CommandRequest,
  createEngine,
  type DossierId,
  type PaymentGateway,
  type PaymentOrder,
} from "@motcua/core";
import type { NoticeForgery, NoticeTaken, PaymentBench, PaymentHarness } from "@motcua/core/conformance";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";

const key = "khoa-chung-cua-xa-0001";
const otherKey = "khoa-cua-nguoi-khac-01";
const partner = "DT01";
const dayMs = 86_400_000;

/** The office's side: its book, and how it starts and takes. */
export const officeSide = (book: PaymentBook, gateway: PaymentGateway) => ({
  async request({ reference, amountVnd, requestedAt }: PaymentOrder) {
    const payBy = requestedAt + 365 * dayMs;
    const dossierId = "d-1";
    await book.move(reference, { type: "request", reference, dossierId, amountVnd, payBy, at: requestedAt });
  },
  async start(order: PaymentOrder) {
    // Each try comes a while after the one before, as with people.
    const at = ((await book.read(order.reference))?.sentAt ?? order.requestedAt) + 180_000;
    const begun = await startPayment(gateway, book, order, at);
    if (!begun.ok) throw new Error(begun.error.code);
    return begun.value.kind;
  },
  async refund(reference: string, amountVnd?: number) {
    const known = await book.read(reference);
    const at = (known?.refund?.sentAt ?? known?.sentAt ?? 0) + 180_000;
    const part = amountVnd === undefined ? {} : { amountVnd };
    if (known?.refund === undefined)
      await book.move(reference, { type: "ask-refund", reason: "dossier-refused", ...part, at });
    const done = await refundPayment(gateway, book, reference, at);
    if (!done.ok || done.value.kind === "by-hand") throw new Error(done.ok ? "by hand" : done.error.code);
    return done.value.kind;
  },
  payment: (reference: string) => book.read(reference),
});

const taken = (outcome: NoticeOutcome): NoticeTaken =>
  outcome.kind === "refused" ? { kind: "refused", code: outcome.fault.code } : { kind: outcome.kind };

/** The order of values is the gateway's guide's (national-portal.md §11), not the profile's under test. */
const orders = {
  ...platformOrders,
  callback: [
    ...["LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"],
    ...["ThoiGianGD", "ThongTinGiaoDich"],
  ],
};

type Fields = { [name: string]: unknown };
const changed = (notice: string, change: (fields: Fields) => Fields): string =>
  JSON.stringify(change(JSON.parse(notice) as Fields));

/** Its book for each case: in the process, or the dossiers of an office. */
export const platformHarnessWith = (openBook: () => PaymentBook | Promise<PaymentBook>): PaymentHarness => ({
  features: ["calls", "inquires", "unsigned", "currency"],
  async open({ timeoutMs }) {
    const double = await startPaymentDouble({ key, partner, orders });
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs });
    const profile = platformProfile({ partner, keys: [key], startUrl: double.startUrl, queryUrl: double.queryUrl });
    const book = await openBook();
    const gateway = platformGateway(profile, http, { now: () => Date.UTC(2026, 2, 2) });
    const bench: PaymentBench = {
      gateway,
      ...officeSide(book, gateway),
      secrets: [key],
      orders: () =>
        [...double.orders].map(([reference, { amount, starts }]) => ({
          reference,
          amountVnd: Number(amount),
          times: starts,
        })),
      arrived: () => double.arrived(),
      trouble: (kind) => double.failStart(kind),
      notice: (reference, { outcome = "paid", amountVnd, currency, transactionId } = {}) =>
        double.pay(reference, {
          ...(outcome === "paid" ? {} : { MaLoi: "24" }),
          ...(amountVnd === undefined ? {} : { SoTien: amountVnd }),
          ...(currency === undefined ? {} : { MaTienTe: currency }),
          ...(transactionId === undefined ? {} : { MaGiaoDich: transactionId }),
        }),
      forged: (notice, how) => changed(notice, (fields) => ({ ...fields, ...platformForgery(fields, how) })),
      take: async (notice) => taken((await takePlatformCallback(profile, book, notice, Date.UTC(2026, 2, 3))).outcome),
      async close() {
        http.close();
        await double.stop();
      },
    };
    return bench;
  },
});

export const platformHarness = platformHarnessWith(memoryBook);

/** The same platform before an office whose dossiers have the payments. */
export const officeHarness = platformHarnessWith(async () => {
  const { directory, numbering, envelope, person } = sampleOffice();
  const counter = person("one-stop", "one-stop-officer");
  const clock = virtualClock("2026-03-02T08:00:00+07:00");
  const engine = createEngine({
    storage: memoryStorage(),
    clock,
    law: vietnamLaw(),
    adapters: [],
    directory,
    numbering,
  });
  const filing = { procedure: "1.001193", channel: "counter", caseId: "general", facts: {}, intakeRef: "r1" };
  for (const body of [{ type: "submit", ...filing }, { type: "accept" }]) {
    const done = await engine.submit({ ...envelope("d-1" as DossierId, counter), ...body } as CommandRequest);
    if (!done.ok) throw new Error(done.error.code);
  }
  return dossierBook({ engine, references: memoryReferences() });
});

function platformForgery(fields: Fields, how: NoticeForgery): Fields {
  const values = orders.callback.reduce((text, name) => `${text}${String(fields[name] ?? "")}|`, "");
  switch (how) {
    case "amount":
      return { SoTien: 1 };
    case "outcome":
      return { MaLoi: "00" };
    case "transaction":
      return { MaGiaoDich: "GD-X" };
    case "other-key":
      return { MaXacThuc: createHash("sha256").update(`${values}${otherKey}`).digest("hex") };
    case "no-signature":
      return { MaXacThuc: undefined };
  }
}

const names = [
  "orderId",
  "errorCode",
  "amount",
  "requestCode",
  "transactionNo",
  "payDate",
  "paygate",
  "transactionCode",
];
const checksum = (fields: { readonly [name: string]: string }, by: string): string =>
  createHash("sha256")
    .update(`${names.map((name) => fields[name] ?? "").join("|")}|${by}`)
    .digest("hex");

/** PayGov calls nothing: the payer brings the order along, and only its notices come. */
export const payGovHarness: PaymentHarness = {
  features: [],
  async open() {
    const profile = payGovProfile({
      partnerCode: "P1",
      accessKey: "AK",
      serviceCode: "S1",
      keys: [key],
      payUrl: "https://paygov.example/pay",
      returnUrl: "https://motcua.example/back",
    });
    const book = memoryBook();
    const gateway = payGovGateway(profile);
    const bench: PaymentBench = {
      gateway,
      ...officeSide(book, gateway),
      secrets: [key],
      orders: () => [],
      arrived: () => 0,
      trouble: () => {},
      notice(reference, { outcome = "paid", amountVnd = 28_000, transactionId = "77" } = {}) {
        const fields = {
          orderId: reference,
          errorCode: outcome === "paid" ? "00" : "24",
          amount: String(amountVnd),
          requestCode: reference,
          transactionNo: transactionId,
          payDate: "20260302081500",
          paygate: "VNPAY",
          transactionCode: "",
        };
        return new URLSearchParams({ ...fields, checksum: checksum(fields, key) }).toString();
      },
      forged(notice, how) {
        const fields = Object.fromEntries(new URLSearchParams(notice));
        if (how === "amount") fields.amount = "1";
        if (how === "outcome") fields.errorCode = "00";
        if (how === "transaction") fields.transactionNo = "78";
        if (how === "other-key") fields.checksum = checksum(fields, otherKey);
        if (how === "no-signature") delete fields.checksum;
        return new URLSearchParams(fields).toString();
      },
      take: async (notice) => taken((await takePayGovCallback(profile, book, notice, Date.UTC(2026, 2, 3))).outcome),
      close: async () => {},
    };
    return bench;
  },
};
