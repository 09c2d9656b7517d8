import { createHash } from "node:crypto";
import { memoryBook, payGovOrderId, payGovProfile, payGovUrl, takePayGovCallback } from "@motcua/adapters/payment";
import { parseInstant } from "@motcua/core";
import { describe, expect, it } from "vitest";

const key = "a-key-of-paygov-tests";
const profile = payGovProfile({
  partnerCode: "P1",
  accessKey: "AK",
  serviceCode: "S1",
  keys: [key],
  payUrl: "https://paygov.example/pay?lang=vi",
  returnUrl: "https://motcua.example/back",
});
const reference = payGovOrderId("H22", "260302-0001", 1);
const read = parseInstant("2026-03-02T08:00:00+07:00");
const at = read.ok ? read.value : 0;
const order = {
  reference,
  dossierCode: "H22-260302-0001",
  amountVnd: 50_000,
  requestedAt: at,
  about: "Lệ phí đăng ký",
};
const checksum = (values: readonly string[]): string =>
  createHash("sha256")
    .update(`${values.join("|")}|${key}`)
    .digest("hex");

const callback = (
  changes: { readonly [name: string]: string } = {},
  forged: { readonly [name: string]: string } = {},
) => {
  const fields: { [name: string]: string } = {
    orderId: reference,
    errorCode: "00",
    amount: "50000",
    requestCode: reference,
    transactionNo: "77",
    payDate: "20260302081500",
    paygate: "VNPAY",
    transactionCode: "",
    ...changes,
  };
  return new URLSearchParams({ ...fields, checksum: checksum(Object.values(fields)), ...forged }).toString();
};
const request = { type: "request", reference, dossierId: "d1", amountVnd: 50_000, payBy: at + 86_400_000, at } as const;
async function told(body: string, book = memoryBook()): Promise<readonly [string, string]> {
  await book.move(reference, request);
  const { outcome, ...reply } = await takePayGovCallback(profile, book, body, at + 1);
  return [String(JSON.parse(reply.body).error_code), outcome.kind === "refused" ? outcome.fault.code : outcome.kind];
}

describe("PayGov", () => {
  it("is reached by an address with a checksum, without accents", () => {
    const url = new URL(payGovUrl(profile, order));
    const names = [
      "partnerCode",
      "accessKey",
      "serviceCode",
      "orderId",
      "amount",
      "orderInfo",
      "requestCode",
      "ipAddress",
      "returnUrl",
    ];
    expect(url.searchParams.get("orderInfo")).toBe("Le phi dang ky");
    expect([reference, url.searchParams.get("lang")]).toEqual(["H22-260302-0001-01", "vi"]);
    expect(url.searchParams.get("checksum")).toBe(checksum(names.map((name) => url.searchParams.get(name) ?? "")));
  });

  it.each<[string, string, readonly [string, string]]>([
    ["paid", callback(), ["SUCCESSFUL", "recorded"]],
    ["paid, in a query", `?${callback()}`, ["SUCCESSFUL", "recorded"]],
    ["an altered amount", callback({}, { amount: "5" }), ["SIGNATURE_WRONG", "payment.bad_signature"]],
    [
      "a failure made a success",
      callback({ errorCode: "24" }, { errorCode: "00" }),
      ["SIGNATURE_WRONG", "payment.bad_signature"],
    ],
    ["no checksum", callback({}, { checksum: "" }), ["SIGNATURE_WRONG", "payment.bad_signature"]],
    ["another amount, rightly signed", callback({ amount: "49999" }), ["FAILED", "payment.amount_differs"]],
    ["not paid", callback({ errorCode: "24" }), ["SUCCESSFUL", "payment.not_paid"]],
    ["an unknown order", callback({ orderId: "H22-x-01" }), ["FAILED", "payment.unknown"]],
    ["an amount twice", `${callback()}&amount=1`, ["FAILED", "payment.malformed"]],
    ["nothing", "", ["FAILED", "payment.malformed"]],
  ])("answers %s", async (_name, body, expected) => {
    expect(await told(body)).toEqual(expected);
  });

  it("refuses a profile in which the amount is not signed", () => {
    const orders = { callback: profile.orders.callback.filter((name) => name !== "amount") };
    expect(() => payGovProfile({ ...profile, orders })).toThrow(/amount/);
  });
});
