import { portalFees, portalPayment } from "@motcua/adapters/national-portal";
import { type FeeRule, owedFees, type Payment } from "@motcua/core";
import { vietnamFees, vietnamProcedure } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";

const name = { vi: "Lệ phí", en: "fee" };
const source = { cite: "NQ 1" };
const definition = {
  cases: [{ id: "general", name, documents: [] }],
  channels: [{ channel: "counter" as const }],
  facts: [],
};
const exemptions = [{ id: "poor-household", name, percentOff: 100, source }];
const rules = [
  { id: "lp", name, levy: "le-phi", amountVnd: 50_000, exemptions, source },
  { id: "phi", name: { vi: "Phí thẩm định", en: "appraisal" }, levy: "phi", amountVnd: 30_000, source },
  { id: "tam-ung", name, kind: "advance", amountVnd: 10_000, source },
  { id: "cuoc", name, kind: "shipping", amountVnd: 26_000, source },
] as unknown as readonly FeeRule[];

function owed(grounds: readonly string[]) {
  const found = owedFees(definition as never, rules, { caseId: "general", channel: "counter", facts: {}, grounds });
  if (!found.ok) throw new Error(found.error.map(({ code }) => code).join());
  return found.value;
}

describe("what a dossier owes, as the portal is told", () => {
  it("has phí and lệ phí under the portal's codes, and no advance and no postage", () => {
    expect(portalFees(owed([]), { codes: { lp: "LP0012" } })).toEqual([
      { name: "Lệ phí", code: "LP0012", amountVnd: 50_000, collected: "on-acceptance", kind: "charge" },
      { name: "Phí thẩm định", code: "phi", amountVnd: 30_000, collected: "on-acceptance", kind: "fee" },
    ]);
  });

  it("keeps a line that came to nothing, and does not say why", () => {
    const lines = portalFees(owed(["poor-household"]));
    expect(lines.map(({ amountVnd }) => amountVnd)).toEqual([0, 30_000]);
    expect(JSON.stringify(lines)).not.toContain("poor");
  });

  it("takes the fees of a real procedure", () => {
    const real = vietnamProcedure("1.001612");
    if (real === undefined) throw new Error("no such procedure");
    const rules = vietnamFees(real.code);
    const found = owedFees(real, rules, { caseId: "general", channel: "counter", facts: {} });
    expect(found.ok && portalFees(found.value).map(({ amountVnd }) => amountVnd)).toEqual([50_000]);
  });
});

describe("how it was paid", () => {
  const payment = (status: Payment["status"], ...ids: readonly string[]) => ({
    status,
    received: ids.map((transactionId) => ({ transactionId, amountVnd: 1, paidAt: 0, toldAt: 0 })),
  });
  const through = (id: string) => (id.startsWith("BL") ? "counter" : id.startsWith("PG") ? "local" : "national");
  it.each([
    ["nothing was asked", [], "none"],
    ["asked for", [payment("started")], "requested"],
    ["asked for again after one that ran out", [payment("expired"), payment("requested")], "requested"],
    ["on the platform", [payment("paid", "x1")], "national"],
    ["at the province's gateway", [payment("paid", "PG-1")], "local"],
    ["in cash at the counter", [payment("paid", "BL-1")], "none"],
    ["paid and to be given back", [payment("refund-due", "x1")], "national"],
    ["given up", [payment("cancelled")], "none"],
  ])("%s", (_, payments, told) => {
    expect(portalPayment(payments as never, through as never)).toBe(told);
  });
});
