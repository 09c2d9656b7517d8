import { createHash } from "node:crypto";
import { memoryStorage } from "@motcua/adapters/memory";
import {
  asRecorded,
  dossierBook,
  memoryBook,
  type PaymentBook,
  payGovProfile,
  recordedId,
  storageReferences,
  takePayGovCallback,
} from "@motcua/adapters/payment";
import { type DossierId, must, officeId, reconcilePayments } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { openOffice } from "../engine/engine-kit.ts";

const key = "a-key-of-foreign-ids";
const reference = "H26.1-260820-0001-TT1";
const amountVnd = 28_000;
const partner = { partnerCode: "P1", accessKey: "AK", serviceCode: "S1" };
const [payUrl, returnUrl] = ["https://paygov.example/pay", "https://x.example/back"];
const profile = payGovProfile({ ...partner, keys: [key], payUrl, returnUrl });
const notice = (transactionNo: string): string => {
  const fields = {
    ...{ orderId: reference, errorCode: "00", amount: String(amountVnd), requestCode: reference, transactionNo },
    ...{ payDate: "20260820091000", paygate: "VNPAY", transactionCode: "" },
  };
  const checksum = createHash("sha256")
    .update(`${Object.values(fields).join("|")}|${key}`)
    .digest("hex");
  return new URLSearchParams({ ...fields, checksum }).toString();
};

async function officeBook(): Promise<readonly [PaymentBook, number]> {
  const office = openOffice(memoryStorage(), { start: "2026-08-20 09:00" });
  await office.accept("d1", "1.001193");
  const references = storageReferences(office.storage, must(officeId("xa-1")));
  return [dossierBook({ engine: office.engine, references }), office.clock.now()];
}

const books = [
  { name: "a dossier", open: officeBook },
  { name: "memory", open: async () => [memoryBook(), Date.UTC(2026, 7, 20, 2)] as const },
];

describe.each(books)("ids that gateways use, in the book of $name", ({ open }) => {
  it.each([
    ["with a slash", "FT26061/8842"],
    ["of 65 signs", `FT${"0".repeat(63)}`],
    ["longer than is kept", `FT${"0".repeat(400)}`],
    ["with accents and spaces", "Giao dịch số 12 ngày 20/8"],
  ])("money told of under an id %s is taken, once, and reconciles", async (_, id) => {
    const [book, at] = await open();
    const payBy = at + 864_000_000;
    const wanted = { type: "request", reference, dossierId: "d1" as DossierId, amountVnd, payBy, at } as const;
    expect(await book.move(reference, wanted)).toMatchObject({ ok: true });
    const tell = async (told: string) => {
      const { outcome } = await takePayGovCallback(profile, book, notice(told), at + 900_000);
      return outcome.kind === "refused" ? outcome.fault.code : outcome.kind;
    };
    expect(await tell(id)).toBe("recorded");
    expect(await tell(id)).toBe("repeated");
    // Another transfer is another, also where ids are told apart by their ends only.
    expect(await tell(`${id}1`)).toBe("payment.already_paid");
    const payment = await book.read(reference);
    expect(payment?.received.map(({ transactionId }) => transactionId)).toEqual([recordedId(id)]);
    const line = { reference, outcome: "paid", transactionId: id, amountVnd, currency: "VND" } as const;
    expect(reconcilePayments(payment === undefined ? [] : [payment], [asRecorded(line)])).toEqual([]);
  });
});

describe("a recorded id", () => {
  it("is the gateway's own wherever it can be, and else made of it", () => {
    expect(recordedId("FT26061/8842")).toBe("FT26061/8842");
    expect(recordedId("x".repeat(128))).toBe("x".repeat(128));
    expect(recordedId("Giao dịch số 1")).toMatch(/^RGiao-d-ch-s-1~[0-9a-f]{32}$/);
    expect(recordedId("x".repeat(4_000)).length).toBeLessThan(128);
    expect(recordedId(recordedId("Giao dịch số 1"))).toBe(recordedId("Giao dịch số 1"));
  });
});
