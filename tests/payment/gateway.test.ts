import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  httpClient,
  memoryBook,
  type NoticeOutcome,
  platformGateway,
  platformOrders,
  platformProfile,
  startPayment,
  takePlatformCallback,
} from "@motcua/adapters/payment";
import { type PaymentDouble, startPaymentDouble } from "@motcua/adapters/payment/double";
import { type Payment, parseInstant, reconcilePayments } from "@motcua/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const instant = (text: string): number => {
  const read = parseInstant(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};
const asked = instant("2026-03-02T08:00:00+07:00");
const payBy = instant("2026-03-12T17:00:00+07:00");
const oldKey = "an-old-shared-key-0001";
const key = "a-shared-key-of-tests-0002";
const order = {
  reference: "H22-0001-01",
  dossierCode: "H22-260302-0001",
  amountVnd: 28_000,
  requestedAt: asked,
  about: "Lệ phí | hộ tịch",
};

/** As the page lists them (national-portal.md §11); the rest is the library's assumption. */
const orders = {
  ...platformOrders,
  callback:
    "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich".split(
      " ",
    ),
  callbackAnswer: ["MaLoi", "MoTaLoi", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
};

let double: PaymentDouble;
let receiver: Server;
let address: string;
let book: ReturnType<typeof memoryBook>;
let outcomes: NoticeOutcome[];
let http: ReturnType<typeof httpClient>;
const profile = () =>
  platformProfile({ partner: "DT01", keys: [key, oldKey], startUrl: double.startUrl, queryUrl: double.queryUrl });
const gateway = (by = http) => platformGateway(profile(), by, { now: () => asked + 60_000 });
const payment = async (): Promise<Payment> => {
  const found = await book.read(order.reference);
  if (found === undefined) throw new Error("no payment");
  return found;
};
const start = (by = http, at = asked + 1) => startPayment(gateway(by), book, order, at);
/** Starts against a platform that hangs: long enough for a busy machine to send it, and no longer. */
async function startInVain() {
  const hasty = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs: 2_000 });
  const begun = await start(hasty);
  hasty.close();
  return begun;
}

beforeEach(async () => {
  double = await startPaymentDouble({ key, partner: "DT01", orders });
  http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs: 30_000 });
  book = memoryBook();
  outcomes = [];
  await book.move(order.reference, {
    type: "request",
    reference: order.reference,
    dossierId: "d1",
    amountVnd: 28_000,
    payBy,
    at: asked,
  });
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    const reply = await takePlatformCallback(profile(), book, body, asked + 3_600_000);
    outcomes.push(reply.outcome);
    response.writeHead(reply.status, { "content-type": reply.contentType });
    response.end(reply.body);
  });
  await new Promise<void>((done) => void receiver.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(async () => {
  http.close();
  receiver.close();
  await double.stop();
});

/** Posts a callback; what was answered and what became of it. */
async function told(body: string): Promise<readonly [string, string, boolean]> {
  const answer = JSON.parse((await double.call(address, body)).body) as { MaLoi: string; MaXacThuc: string };
  const outcome = outcomes.at(-1);
  return [
    answer.MaLoi,
    outcome?.kind === "refused" ? outcome.fault.code : (outcome?.kind ?? ""),
    answer.MaXacThuc !== "",
  ];
}

describe("the portal's payment platform", () => {
  it("is asked, pays, tells, and is answered under its own signature", async () => {
    const begun = await start();
    expect(begun).toMatchObject({
      ok: true,
      value: { kind: "started", payUrl: `https://pay.example/${order.reference}` },
    });
    expect(await told(double.pay(order.reference))).toEqual(["00", "recorded", true]);
    expect(await payment()).toMatchObject({
      status: "paid",
      received: [{ transactionId: `GD${order.reference}`, amountVnd: 28_000 }],
    });
    expect(await gateway().inquire?.(order.reference)).toMatchObject({
      outcome: "paid",
      amountVnd: 28_000,
      currency: "VND",
    });
    expect(
      reconcilePayments(
        [await payment()],
        [await gateway().inquire?.(order.reference)].flatMap((one) => one ?? []),
      ),
    ).toEqual([]);
  });

  it("trap 30: repeated is heard and changes nothing, also many at once", async () => {
    await start();
    const body = double.pay(order.reference);
    await Promise.all(Array.from({ length: 8 }, () => double.call(address, body)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["recorded", ...Array(7).fill("repeated")]);
    expect((await payment()).received).toHaveLength(1);
  });

  type Change = { readonly [name: string]: unknown };
  it.each<[string, Change, Change, readonly [string, string, boolean]]>([
    ["an amount altered on the way", {}, { SoTien: 1 }, ["99", "payment.bad_signature", false]],
    ["a failure made a success", { MaLoi: "24" }, { MaLoi: "00" }, ["99", "payment.bad_signature", false]],
    ["a transaction altered", {}, { MaGiaoDich: "X" }, ["99", "payment.bad_signature", false]],
    ["no signature", {}, { MaXacThuc: undefined }, ["99", "payment.bad_signature", false]],
    ["a signature of zeros", {}, { MaXacThuc: "0".repeat(64) }, ["99", "payment.bad_signature", false]],
    ["a signature that is a list", {}, { MaXacThuc: ["a"] }, ["99", "payment.bad_signature", false]],
    ["values that flow over the bar", { MaNganHang: "A|B" }, {}, ["99", "payment.bad_signature", false]],
    ["a smaller amount, rightly signed", { SoTien: 27_999 }, {}, ["99", "payment.amount_differs", true]],
    ["a larger amount, rightly signed", { SoTien: "280000" }, {}, ["99", "payment.amount_differs", true]],
    ["another currency", { MaTienTe: "USD" }, {}, ["99", "payment.other_currency", true]],
    ["no currency", { MaTienTe: "" }, {}, ["99", "payment.other_currency", true]],
    ["after its time", { ThoiGianGD: "20260312170001" }, {}, ["99", "payment.late", true]],
    ["a reference nobody asked for", { MaThamChieu: "H22-0009-01" }, {}, ["99", "payment.unknown", true]],
    ["a reference that is no name", { MaThamChieu: "../x" }, {}, ["99", "payment.unknown", true]],
    ["another partner's", { MaDoiTac: "DT02" }, {}, ["99", "payment.other_partner", false]],
    ["not paid", { MaLoi: "24" }, {}, ["00", "payment.not_paid", true]],
    ["not paid, as a number", { MaLoi: 24 }, {}, ["00", "payment.not_paid", true]],
    ["an amount with a point", { SoTien: "28000.0" }, {}, ["99", "payment.bad_amount", true]],
    ["an amount in powers of ten", { SoTien: "28e3" }, {}, ["99", "payment.bad_amount", true]],
    ["an amount with a sign", { SoTien: "+28000" }, {}, ["99", "payment.bad_amount", true]],
    ["an amount below none", { SoTien: -28_000 }, {}, ["99", "payment.bad_amount", true]],
    ["a fraction", { SoTien: 28_000.5 }, {}, ["99", "payment.malformed", false]],
    ["no transaction", { MaGiaoDich: "" }, {}, ["99", "payment.malformed", true]],
    ["a day that is none", { ThoiGianGD: "20260230081500" }, {}, ["99", "payment.malformed", true]],
  ])("refuses %s, and nothing changes", async (_name, changes, forged, expected) => {
    await start();
    const before = await payment();
    expect(await told(double.pay(order.reference, changes, forged))).toEqual(expected);
    expect(await payment()).toEqual(before);
  });

  it("takes the amount as a string, and what was signed with the key before", async () => {
    await start();
    const old = await startPaymentDouble({ key: oldKey, partner: "DT01", orders });
    expect(await told(old.pay(order.reference, { SoTien: "28000" }))).toEqual(["00", "recorded", true]);
    await old.stop();
  });

  it.each(["", "[]", "null", "{", "plain text", `{"a":"${"x".repeat(70_000)}"}`, '{"MaLoi":true}', "a=1&a=2"])(
    "refuses %.20s as no message, and says nothing of it",
    async (body) => {
      expect(await told(body)).toEqual(["99", expect.stringMatching(/^payment\.(malformed|bad_signature)$/), false]);
    },
  );

  it("trap 28: after a time-out it asks first and never sends the order twice", async () => {
    double.failStart("hang-after");
    expect(await startInVain()).toMatchObject({ ok: true, value: { kind: "unknown" } });
    expect((await payment()).status).toBe("starting");
    expect(await start()).toMatchObject({ ok: true, value: { kind: "settled", payment: { status: "started" } } });
    expect(double.orders.get(order.reference)?.starts).toBe(1);
  });

  it("trap 28: what was paid meanwhile is found by asking", async () => {
    double.failStart("broken");
    await start();
    double.pay(order.reference);
    expect(await start()).toMatchObject({ ok: true, value: { kind: "settled", payment: { status: "paid" } } });
    expect(double.orders.get(order.reference)?.starts).toBe(1);
  });

  it("sends it again where the gateway surely has nothing", async () => {
    double.failStart("hang-before");
    expect(await startInVain()).toMatchObject({ value: { kind: "unknown" } });
    // It may still be on its way, or another process be sending it.
    expect(await start(http, asked + 100_000)).toMatchObject({ value: { kind: "unknown" } });
    expect(await start(http, asked + 121_000)).toMatchObject({ value: { kind: "started" } });
    expect(double.orders.get(order.reference)?.starts).toBe(1);
  });

  it("believes no answer without its signature", async () => {
    double.failStart("unsigned");
    expect(await start()).toMatchObject({ value: { kind: "unknown", cause: { code: "payment.odd_answer" } } });
  });

  it("throws what surely did not arrive, and it may be started again", async () => {
    double.failStart("refuse");
    await expect(start()).rejects.toMatchObject({ code: "payment.start_refused", retry: "operator" });
    expect((await payment()).status).toBe("requested");
    expect(await start()).toMatchObject({ value: { kind: "started" } });
  });

  it("is refused a profile that would believe what nobody signed, or a key for everybody", () => {
    const settings = { partner: "P", keys: [key] as const, startUrl: "https://a", queryUrl: "https://a" };
    const callback = platformOrders.callback.filter((name) => name !== "SoTien");
    expect(() => platformProfile({ ...settings, orders: { callback } })).toThrow(/SoTien/);
    expect(() => platformProfile({ ...settings, keys: [""] })).toThrow(/16/);
  });
});
