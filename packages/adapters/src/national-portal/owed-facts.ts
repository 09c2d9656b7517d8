import type { Owed, Payment } from "../shared/core.ts";
import type { DossierFacts, PortalFee } from "./facts.ts";

export interface FeeNaming {
  /** `MaPhiLePhi` by our line's id; the id itself where there is none. */
  readonly codes?: { readonly [line: string]: string };
  /** When it is collected; at acceptance by default. */
  readonly collected?: PortalFee["collected"];
}

/**
 * `DanhSachLePhi` of what a dossier owes: phí and lệ phí, not advances, services and postage. A line that came to nothing stays with
 * 0: scoring takes a dossier out of the online-payment indicator when every `Gia` is 0, and not when there is no line (§3.2).
 * Why less is owed is personal data and is not sent.
 */
export function portalFees(
  owed: Owed,
  { codes = {}, collected = "on-acceptance" }: FeeNaming = {},
): readonly PortalFee[] {
  return owed.lines
    .filter(({ kind }) => kind === "fee")
    .map((line) => ({
      name: line.name.vi,
      code: codes[line.id] ?? line.id,
      amountVnd: line.amountVnd,
      collected,
      // What is of neither kind by law is told as a phí: it is paid for a service.
      kind: line.levy === "le-phi" ? "charge" : "fee",
    }));
}

/**
 * `DuocThanhToanTrucTuyen`, from the requests of one dossier: paid online and where, asked for and not paid, or neither.
 * @param through where a transfer went: the portal's platform, a gateway of the province's own, or cash at the counter
 */
export function portalPayment(
  payments: readonly Pick<Payment, "status" | "received">[],
  through: (transactionId: string) => "national" | "local" | "counter",
): DossierFacts["payment"] {
  // Money that was or will be given back was paid; the question is how.
  const settled = payments.filter(({ status }) => status === "paid" || status.startsWith("refund"));
  const ways = settled.flatMap(({ received }) => received.map(({ transactionId }) => through(transactionId)));
  if (ways.includes("national")) return "national";
  if (ways.includes("local")) return "local";
  const asked: readonly Payment["status"][] = ["requested", "starting", "started", "partly"];
  return payments.some(({ status }) => asked.includes(status)) ? "requested" : "none";
}
