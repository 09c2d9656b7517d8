import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { memoryStorage } from "@motcua/adapters/memory";
import {
  dossierBook,
  httpClient,
  inquirePayment,
  type PaymentBook,
  platformGateway,
  platformOrders,
  platformProfile,
  refundPayment,
  startPayment,
  storageReferences,
  takePlatformCallback,
} from "@motcua/adapters/payment";
import { type PaymentDouble, startPaymentDouble } from "@motcua/adapters/payment/double";
import {
  type DossierId,
  type GatewayPayment,
  must,
  type OfficeId,
  officeId,
  paymentReference,
  reconcilePayments,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { afterEach, describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { drain, freshFile, type Office, openOffice, openSqlite, storages } from "../engine/engine-kit.ts";

const key = "shared-key-of-office-tests";
const amountVnd = 28_000;
const dayMs = 86_400_000;
const reference = paymentReference("H26.1-260820-0001");
const xa1: OfficeId = must(officeId("xa-1"));
const receipt = {
  procedureCode: "1.001193",
  procedureName: "Đăng ký khai sinh",
  payerName: "Nguyễn Thị Bí Mật",
  lines: [{ id: "fee", name: "Lệ phí", levy: "le-phi" as const, amountVnd }],
};
const order = {
  reference,
  dossierCode: "H26.1-260820-0001",
  amountVnd,
  requestedAt: 0,
  about: "Le phi",
  receipt,
};

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** One process of the office: its engine, its client of the platform and its door for callbacks, over HTTP. */
interface Process {
  readonly office: Office;
  readonly book: PaymentBook;
  readonly gateway: ReturnType<typeof platformGateway>;
  /** What the platform was answered; and what the office made of it. */
  told(body: string): Promise<readonly [answer: string, outcome: string]>;
  start(timeoutMs?: number): ReturnType<typeof startPayment>;
  inquire(): Promise<string>;
  /** Messages to the citizen, as delivered. */
  readonly sent: readonly (readonly [kind: string, body: string])[];
}

async function openProcess(storage: Storage, double: PaymentDouble, before?: Process): Promise<Process> {
  const sent: [string, string][] = [];
  const deliver = { citizen: async ({ kind, body }: { kind: string; body: string }) => void sent.push([kind, body]) };
  const shared = before === undefined ? {} : { clock: before.office.clock, prefix: "other-" };
  const office = openOffice(storage, { start: "2026-08-20 09:00", deliver, ...shared });
  const { startUrl, queryUrl } = double;
  const profile = platformProfile({ partner: "DT01", keys: [key], startUrl, queryUrl });
  const client = (timeoutMs: number) => {
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs });
    cleanups.push(() => http.close());
    return platformGateway(profile, http, office.clock);
  };
  const gateway = client(30_000);
  const book = dossierBook({ engine: office.engine, references: storageReferences(storage, xa1) });
  const outcomes = new Map<string, string>();
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    const reply = await takePlatformCallback(profile, book, body, office.clock.now());
    const { outcome } = reply;
    outcomes.set(body, outcome.kind === "refused" ? outcome.fault.code : outcome.kind);
    response.writeHead(reply.status, { "content-type": reply.contentType });
    response.end(reply.body);
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    office,
    book,
    gateway,
    sent,
    async told(body) {
      const answer = JSON.parse((await double.call(address, body)).body) as { readonly MaLoi: string };
      return [answer.MaLoi, outcomes.get(body) ?? ""];
    },
    start: (timeoutMs) =>
      startPayment(timeoutMs === undefined ? gateway : client(timeoutMs), book, order, office.clock.now()),
    async inquire() {
      const asked = await inquirePayment(gateway, book, reference, office.clock.now());
      if (!asked.ok) return asked.error.code;
      return asked.value.kind === "refused" ? asked.value.fault.code : asked.value.kind;
    },
  };
}

async function openPlatform(): Promise<PaymentDouble> {
  const double = await startPaymentDouble({ key, partner: "DT01", orders: { ...platformOrders } });
  cleanups.push(() => double.stop());
  return double;
}

const wanted = ({ book, office }: Process) => {
  const at = office.clock.now();
  return book.move(reference, { type: "request", reference, dossierId: "d1", amountVnd, payBy: at + 10 * dayMs, at });
};

/** A dossier that owes its fee. */
async function owing(office: Process): Promise<void> {
  await office.office.accept("d1", "1.001193");
  expect(await wanted(office)).toMatchObject({ ok: true, value: { changed: true } });
}

const later = ({ office }: Process, ms: number): void => office.clock.advanceTo(office.clock.now() + ms);
const status = async ({ book }: Process): Promise<string | undefined> => (await book.read(reference))?.status;
/** The double's callbacks are of 2 March; told of a payment of this August they say so. */
const paid = (double: PaymentDouble, changes = {}, forged = {}) =>
  double.pay(reference, { ThoiGianGD: "20260820091000", ...changes }, forged);
/** What the platform would list. */
const list = (double: PaymentDouble): readonly GatewayPayment[] =>
  [...double.orders].flatMap(([of, { amount, transaction }]) =>
    transaction === undefined
      ? []
      : [{ reference: of, outcome: "paid", transactionId: transaction, amountVnd: Number(amount), currency: "VND" }],
  );
const ours = async ({ office }: Process) =>
  Object.values((await office.engine.read("d1" as DossierId))?.state.payments ?? {});

describe.each(storages)("an office with a payment platform, on $name", ({ open }) => {
  it("asks, is told forged, altered, repeated and again, and gives back when the matter is refused", async () => {
    const double = await openPlatform();
    const storage = open();
    const office = await openProcess(storage, double);
    await owing(office);
    expect(await office.start()).toMatchObject({ ok: true, value: { kind: "started" } });
    // The receipt's lines went to the platform, and stand nowhere here.
    expect(double.orders.get(reference)?.receipt).toMatchObject({ HoTenNguoiNop: receipt.payerName });
    later(office, 600_000);

    expect(await office.told(paid(double, { MaLoi: "24" }, { MaLoi: "00" }))).toEqual(["99", "payment.bad_signature"]);
    expect(await office.told(paid(double, { MaLoi: "24" }))).toEqual(["00", "payment.not_paid"]);
    expect(await office.told(paid(double, {}, { SoTien: 1 }))).toEqual(["99", "payment.bad_signature"]);
    expect(await status(office)).toBe("started");
    expect(await office.told(paid(double, { SoTien: 1, MaGiaoDich: "GD-A" }))).toEqual([
      "99",
      "payment.amount_differs",
    ]);
    expect(await office.told(paid(double))).toEqual(["00", "recorded"]);
    expect(await office.told(paid(double))).toEqual(["00", "repeated"]);
    expect(await office.told(paid(double, { MaGiaoDich: "GD-B" }))).toEqual(["99", "payment.already_paid"]);
    expect(await office.inquire()).toBe("repeated");
    expect(await office.book.read(reference)).toMatchObject({
      status: "paid",
      received: [{ transactionId: `GD${reference}`, amountVnd }],
      aside: [
        { transactionId: "GD-A", amount: 1, because: "payment.amount_differs" },
        { transactionId: "GD-B", because: "payment.already_paid" },
      ],
    });
    expect(reconcilePayments(await ours(office), list(double))).toEqual([]);

    await office.office.good("d1", people.desk, act("intake", "forward"));
    await office.office.good("d1", people.justice, { type: "claim" });
    await office.office.good("d1", people.justice, act("officer", "refuse"));
    expect(await status(office)).toBe("refund-due");
    expect(reconcilePayments(await ours(office), list(double)).map(({ kind }) => kind)).toEqual(["refund-not-made"]);
    const back = await refundPayment(office.gateway, office.book, reference, office.office.clock.now());
    expect(back).toMatchObject({ ok: true, value: { kind: "by-hand" } });
    const given = { type: "refunded", refundId: "UNC-77", amountVnd, at: 0 } as const;
    expect(await office.book.move(reference, given)).toMatchObject({ ok: true, value: { changed: true } });
    expect(await office.book.move(reference, given)).toMatchObject({ ok: true, value: { changed: false } });
    expect(await status(office)).toBe("refunded");

    await drain(office.office.worker);
    const written = (await office.office.history("d1")).map(({ bytes }) => bytes).join();
    expect(written).not.toContain("Nguyễn");
    expect((await verifyStorage(storage)).damages).toEqual([]);
  });

  it("finds by asking what no callback told, and what came before the answer to its own order", async () => {
    const double = await openPlatform();
    const office = await openProcess(open(), double);
    await owing(office);
    expect(await office.inquire()).toBe("payment.unknown");
    double.failStart("hang-after");
    expect(await office.start(2_000)).toMatchObject({ value: { kind: "unknown" } });
    expect(await office.inquire()).toBe("payment.not_paid");
    // Paid while nobody here knew whether the order was there; the callback is lost.
    paid(double);
    later(office, 600_000);
    expect(reconcilePayments(await ours(office), list(double)).map(({ kind }) => kind)).toEqual(["not-recorded"]);
    expect(await office.inquire()).toBe("recorded");
    expect(await office.told(paid(double))).toEqual(["00", "repeated"]);
    expect(await office.start()).toMatchObject({ ok: true, value: { kind: "settled", payment: { status: "paid" } } });
    expect(double.orders.get(reference)?.starts).toBe(1);
  });

  it("takes what was paid in time and told late, and keeps aside what was paid late and told in order", async () => {
    const double = await openPlatform();
    const office = await openProcess(open(), double);
    await owing(office);
    await office.start();
    later(office, 11 * dayMs);
    const now = office.office.clock.now();
    expect(await office.book.move(reference, { type: "expire", at: now })).toMatchObject({ ok: true });
    // Out of order: the later one is told first.
    const late = paid(double, { ThoiGianGD: "20260831080000", MaGiaoDich: "GD-L" });
    expect(await office.told(late)).toEqual(["99", "payment.late"]);
    expect(await office.told(paid(double))).toEqual(["00", "recorded"]);
    expect(await office.book.read(reference)).toMatchObject({
      status: "paid",
      aside: [{ transactionId: "GD-L", because: "payment.late" }],
    });
  });

  it("keeps aside what is said to be paid months before it was asked for", async () => {
    const double = await openPlatform();
    const office = await openProcess(open(), double);
    await owing(office);
    await office.start();
    const odd = paid(double, { ThoiGianGD: "20260302091000" });
    expect([await office.told(odd), await office.told(odd)]).toEqual(Array(2).fill(["99", "payment.bad_time"]));
    expect(await office.book.read(reference)).toMatchObject({
      status: "started",
      aside: [{ because: "payment.bad_time" }],
    });
  });

  it("tells the citizen once what to pay and until when", async () => {
    const double = await openPlatform();
    const office = await openProcess(open(), double);
    await owing(office);
    expect(await wanted(office)).toMatchObject({ ok: true, value: { changed: false } });
    await drain(office.office.worker);
    const asked = office.sent.filter(([kind]) => kind === "payment-requested");
    expect(asked.map(([, body]) => JSON.parse(body))).toMatchObject([{ amount: amountVnd, until: "2026-08-30" }]);
  });
});

describe.each([
  { name: "memory", open: () => Array(2).fill(memoryStorage()) as Storage[] },
  {
    name: "one sqlite file",
    open: () => {
      const file = freshFile();
      return [openSqlite(file), openSqlite(file)];
    },
  },
])("two processes on $name", ({ open }) => {
  it("send one order and record one transfer, told of it many times at once", async () => {
    const double = await openPlatform();
    const [one, two] = open() as [Storage, Storage];
    const first = await openProcess(one, double);
    const second = await openProcess(two, double, first);
    await owing(first);
    const begun = await Promise.all([first.start(), second.start()]);
    expect(begun.filter((each) => each.ok && each.value.kind === "started")).toHaveLength(1);
    expect([double.arrived(), double.orders.get(reference)?.starts]).toEqual([1, 1]);
    later(first, 600_000);
    // Each telling is a body of its own, as spaces are not signed.
    const callback = paid(double);
    const bodies = Array.from({ length: 12 }, (_, i) => `${callback}${" ".repeat(i)}`);
    const told = await Promise.all(bodies.map((body, i) => (i % 2 === 0 ? first : second).told(body)));
    expect(told.map(([answer]) => answer)).toEqual(Array(12).fill("00"));
    expect(told.map(([, outcome]) => outcome).sort()).toEqual(["recorded", ...Array(11).fill("repeated")]);
    expect((await second.book.read(reference))?.received).toHaveLength(1);
    const moves = (await first.office.history("d1")).filter(({ bytes }) => bytes.includes('"receive"'));
    expect(moves).toHaveLength(1);
    expect((await verifyStorage(one)).damages).toEqual([]);
  });
});
