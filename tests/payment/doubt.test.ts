import { HttpError } from "@motcua/adapters/http";
import {
  inquirePayment,
  memoryBook,
  type PaymentBook,
  payGovGateway,
  payGovProfile,
  refundPayment,
  startPayment,
} from "@motcua/adapters/payment";
import { AdapterError, type GatewayPayment, type PaymentCommand, type PaymentGateway } from "@motcua/core";
import { describe, expect, it } from "vitest";

const reference = "H26.1-260820-0001-TT1";
const order = { reference, dossierCode: "H26.1-260820-0001", amountVnd: 28_000, requestedAt: 1, about: "Le phi" };
const request = { type: "request", reference, dossierId: "d1", amountVnd: 28_000, payBy: 1e12, at: 1 } as const;
const came = {
  type: "receive",
  transactionId: "GD1",
  amountVnd: 28_000,
  currency: "VND",
  paidAt: 5,
  at: 6,
} as const;
const directoryDown = () => new HttpError("http.not_sent", "No connection to directory.example.");
const there = (outcome: GatewayPayment["outcome"], more: Partial<GatewayPayment> = {}): GatewayPayment => ({
  reference,
  outcome,
  transactionId: "GD1",
  amountVnd: 28_000,
  currency: "VND",
  paidAt: 5,
  ...more,
});

async function bookWith(...commands: readonly PaymentCommand[]) {
  const book = memoryBook();
  for (const command of [request, ...commands])
    expect(await book.move(reference, command)).toMatchObject({ ok: true, value: { changed: true } });
  return book;
}
/** Fails once at what `when` names, as a book does whose own neighbour is down. */
function failing(book: PaymentBook, when: (command: PaymentCommand) => boolean): PaymentBook {
  let left = 1;
  return {
    read: book.read,
    async move(of, command) {
      if (when(command) && left-- > 0) throw directoryDown();
      return await book.move(of, command);
    },
  };
}

/** Counts what it is asked, and answers as told. */
function gatewayWith(tells: () => GatewayPayment | undefined, more: Partial<PaymentGateway> = {}) {
  const asked: (readonly [string, number])[] = [];
  const gateway: PaymentGateway = {
    async start({ amountVnd }) {
      asked.push(["start", amountVnd]);
      return { payUrl: "https://pay.example/1" };
    },
    async refund({ amountVnd }) {
      asked.push(["refund", amountVnd]);
      return { refundId: `H${asked.length}` };
    },
    inquire: async () => tells(),
    ...more,
  };
  return { gateway, asked };
}

describe("a book that cannot write after the gateway did its part", () => {
  it("leaves a start in doubt: nothing is sent a second time, and the address is not lost", async () => {
    const good = await bookWith();
    const book = failing(good, ({ type }) => type === "start-known");
    const { gateway, asked } = gatewayWith(() => there("not-paid", { amountVnd: 0 }));
    expect(await startPayment(gateway, book, order, 10)).toMatchObject({
      ok: true,
      value: { kind: "unknown", cause: { code: "http.not_sent" }, payUrl: "https://pay.example/1" },
    });
    expect((await good.read(reference))?.status).toBe("starting");
    expect(await startPayment(gateway, book, order, 200_000)).toMatchObject({ value: { kind: "settled" } });
    expect(asked).toEqual([["start", 28_000]]);
  });

  it("leaves a refusal it could not write down in doubt, and the gateway is asked before the next", async () => {
    const good = await bookWith();
    const book = failing(good, ({ type }) => type === "start-known");
    const start = async () => {
      throw new AdapterError("payment.start_refused", "No.", { retry: "operator" });
    };
    const { gateway } = gatewayWith(() => undefined, { start });
    expect(await startPayment(gateway, book, order, 10)).toMatchObject({ value: { kind: "unknown" } });
    await expect(startPayment(gateway, book, order, 200_000)).rejects.toMatchObject({ code: "payment.start_refused" });
    expect((await good.read(reference))?.status).toBe("requested");
  });

  it("leaves a refund in doubt: nothing is asked for twice", async () => {
    const good = await bookWith(came, { type: "ask-refund", reason: "dossier-refused", at: 7 });
    const book = failing(good, ({ type }) => type === "refunded");
    const { gateway, asked } = gatewayWith(() => there("refunded", { refundId: "H1" }));
    expect(await refundPayment(gateway, book, reference, 10)).toMatchObject({
      ok: true,
      value: { kind: "unknown", cause: { code: "http.not_sent" } },
    });
    expect((await good.read(reference))?.status).toBe("refunding");
    expect(await refundPayment(gateway, book, reference, 11)).toMatchObject({
      value: { kind: "refunded", payment: { refund: { refundId: "H1" } } },
    });
    expect(asked).toEqual([["refund", 28_000]]);
  });
});

describe("a refund of a part whose answer is lost", () => {
  const part = { type: "ask-refund", reason: "exempt-part", amountVnd: 8_000, at: 7 } as const;
  const lost = (asked: number[]) => async (wanted: { readonly amountVnd: number }) => {
    asked.push(wanted.amountVnd);
    if (asked.length === 1) throw new AdapterError("x.silent", "Silence.", { retry: "later" });
    return { refundId: "H2" };
  };

  it("is not asked for again where the gateway says no more than `paid`", async () => {
    const book = await bookWith(came, part);
    const asked: number[] = [];
    const { gateway } = gatewayWith(() => there("paid"), { refund: lost(asked) });
    for (const at of [10, 200_000, 400_000])
      expect(await refundPayment(gateway, book, reference, at)).toMatchObject({ ok: true, value: { kind: "unknown" } });
    expect(asked).toEqual([8_000]);
    // Somebody saw it on the gateway's statement.
    const seen = { type: "refunded", refundId: "UNC-1", amountVnd: 8_000, at: 400_001 } as const;
    expect(await book.move(reference, seen)).toMatchObject({ ok: true, value: { changed: true } });
  });

  it.each<[number, readonly number[], string]>([
    [8_000, [8_000], "refunded"],
    [0, [8_000, 8_000], "refunded"],
    [3_000, [8_000], "unknown"],
  ])("goes by what the gateway says went back, here %s", async (refundedVnd, wanted, ends) => {
    const book = await bookWith(came, part);
    const asked: number[] = [];
    const { gateway } = gatewayWith(() => there("paid", { refundedVnd, refundId: "H1" }), { refund: lost(asked) });
    await refundPayment(gateway, book, reference, 10);
    expect(await refundPayment(gateway, book, reference, 200_000)).toMatchObject({ value: { kind: ends } });
    expect(asked).toEqual(wanted);
  });
});

describe("the rest, after a part went back", () => {
  const firstPart = [
    came,
    { type: "ask-refund", reason: "exempt-part", amountVnd: 8_000, at: 7 },
    { type: "refunded", refundId: "H1", amountVnd: 8_000, at: 8 },
    { type: "ask-refund", reason: "dossier-refused", at: 9 },
  ] as const;
  const silentOnce = (asked: string[]) => async (wanted: { refundReference: string; amountVnd: number }) => {
    asked.push(`${wanted.refundReference} ${wanted.amountVnd}`);
    if (asked.length === 1) throw new AdapterError("x.silent", "Silence.", { retry: "later" });
    return { refundId: "H2" };
  };
  const one = [`${reference}-H2 20000`];

  it.each<[string, GatewayPayment, readonly string[], string]>([
    ["no amount and `paid`", there("paid"), one, "unknown"],
    ["no amount and `refunded`, perhaps of the first", there("refunded", { refundId: "H1" }), one, "unknown"],
    ["both went back", there("refunded", { refundedVnd: 28_000, refundId: "H2" }), one, "refunded"],
    ["the first only", there("paid", { refundedVnd: 8_000 }), [...one, ...one], "refunded"],
  ])("has a reference of its own, and goes by what the gateway tells: %s", async (_, tells, wanted, ends) => {
    const book = await bookWith(...firstPart);
    const asked: string[] = [];
    const { gateway } = gatewayWith(() => tells, { refund: silentOnce(asked) });
    expect(await refundPayment(gateway, book, reference, 10)).toMatchObject({ value: { kind: "unknown" } });
    expect(await refundPayment(gateway, book, reference, 200_000)).toMatchObject({ value: { kind: ends } });
    expect(asked).toEqual(wanted);
  });
});

describe("money that the gateway gave back by itself", () => {
  const reversed = () => there("refunded", { refundId: "H9" });

  it("is no payment: it stands aside as given back, and a second time it changes nothing", async () => {
    const book = await bookWith({ type: "start", at: 2 }, { type: "start-known", outcome: "there", at: 3 });
    const { gateway } = gatewayWith(reversed);
    expect(await inquirePayment(gateway, book, reference, 20)).toMatchObject({ ok: true, value: { kind: "recorded" } });
    expect(await book.read(reference)).toMatchObject({
      status: "started",
      received: [],
      aside: [{ transactionId: "GD1", amount: 28_000, refundId: "H9" }],
    });
    expect(await inquirePayment(gateway, book, reference, 21)).toMatchObject({ value: { kind: "repeated" } });
    // Told late of the transfer itself: it is nobody's payment any more.
    expect(await book.move(reference, came)).toMatchObject({ ok: false, error: { code: "payment.not_open" } });
  });

  it("is found where the start was in doubt", async () => {
    const book = await bookWith({ type: "start", at: 2 });
    const { gateway, asked } = gatewayWith(reversed);
    expect(await startPayment(gateway, book, order, 200_000)).toMatchObject({
      ok: true,
      value: { kind: "settled", payment: { status: "started", aside: [{ refundId: "H9" }] } },
    });
    expect(asked).toEqual([]);
  });

  it("ends a payment that was booked: it is owed back no more", async () => {
    const book = await bookWith(came);
    const { gateway, asked } = gatewayWith(reversed);
    expect(await inquirePayment(gateway, book, reference, 20)).toMatchObject({ value: { kind: "recorded" } });
    expect(await book.read(reference)).toMatchObject({
      status: "refunded",
      refund: { reason: "gateway-reversed", amountVnd: 28_000, refundId: "H9" },
    });
    expect(await inquirePayment(gateway, book, reference, 21)).toMatchObject({ value: { kind: "repeated" } });
    expect(await refundPayment(gateway, book, reference, 22)).toMatchObject({ value: { kind: "refunded" } });
    expect(asked).toEqual([]);
  });

  it("settles a refund that is due", async () => {
    const book = await bookWith(came, { type: "ask-refund", reason: "dossier-refused", at: 7 });
    expect(await inquirePayment(gatewayWith(reversed).gateway, book, reference, 20)).toMatchObject({
      value: { kind: "recorded", payment: { status: "refunded", refund: { reason: "dossier-refused" } } },
    });
  });
});

describe("a gateway whose start calls nobody", () => {
  const profile = payGovProfile({
    partnerCode: "P1",
    accessKey: "AK",
    serviceCode: "S1",
    keys: ["a-key-of-doubting-tests"],
    payUrl: "https://paygov.example/pay",
    returnUrl: "https://x.example/back",
  });

  it("is started again after a crash, and again for a payer who lost the address", async () => {
    const book = await bookWith({ type: "start", at: 2 });
    for (const at of [3, 4])
      expect(await startPayment(payGovGateway(profile), book, order, at)).toMatchObject({
        ok: true,
        value: { kind: "started", payUrl: expect.stringContaining("checksum=") },
      });
    expect((await book.read(reference))?.status).toBe("started");
    expect(await book.move(reference, { type: "cancel", at: 5 })).toMatchObject({ ok: true });
  });

  it("refuses an impossible amount so that no doubt is left", async () => {
    await expect(payGovGateway(profile).start({ ...order, amountVnd: 0.5 })).rejects.toMatchObject({
      code: "payment.start_refused",
      retry: "operator",
    });
  });
});
