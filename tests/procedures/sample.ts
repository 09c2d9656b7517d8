import type { ActionDefinition, ProcedureDefinition, StepDefinition } from "@motcua/core";

const text = (vi: string, en: string) => ({ vi, en });

export const action = (
  id: string,
  to: string,
  clock: ActionDefinition["clock"],
  more: Partial<ActionDefinition> = {},
): ActionDefinition => ({ id, name: text(id, id), to, clock, ...more });

export const step = (
  id: string,
  actions: readonly ActionDefinition[],
  more: Partial<StepDefinition> = {},
): StepDefinition => ({
  id,
  kind: "work",
  name: text(id, id),
  role: "officer",
  unit: "justice",
  mayAskSupplement: false,
  portalStatus: 4,
  actions,
  ...more,
});

/** A small procedure that uses every mechanism: a supplement, a wait with a guard, a restart, a send-back, two outcomes. */
export function sample(more: Partial<ProcedureDefinition> = {}): ProcedureDefinition {
  return {
    format: "motcua-procedure/1",
    code: "1.999001",
    version: 1,
    name: text("Thủ tục mẫu", "Sample procedure"),
    field: text("Mẫu", "Sample"),
    family: "sample",
    legalBasis: ["NĐ 118/2025/NĐ-CP"],
    effective: { from: "2025-07-01" as ProcedureDefinition["effective"]["from"] },
    channels: [{ channel: "counter" }, { channel: "online", level: "full" }],
    placeRule: "province",
    cases: [{ id: "default", name: text("Chung", "General"), documents: [] }],
    facts: [{ id: "fieldCheck", name: text("Cần kiểm tra thực địa", "A field check is needed") }],
    limits: [{ budget: { unit: "working-day", amount: 5 }, source: "sample", confidence: "S" }],
    extensions: [],
    fees: [],
    results: [{ code: "KQ.G15.000001", name: text("Kết quả", "Result") }],
    startStep: "officer",
    steps: [
      step(
        "officer",
        [
          action("submit", "leader", "run", { guard: ["!fieldCheck"] }),
          action("visit", "field", "run", { guard: ["fieldCheck"] }),
          action("charge", "payment", "suspend"),
        ],
        { mayAskSupplement: true },
      ),
      step("field", [action("report", "officer", "run"), action("renew", "officer", "restart")], { kind: "on-site" }),
      step("payment", [action("paid", "officer", "run"), action("paidAnew", "officer", "restart")], {
        kind: "wait-payment",
        mayAskSupplement: true,
        portalStatus: 6,
        wait: { budget: { unit: "calendar-day", amount: 30 }, ground: "payment", source: "sample" },
      }),
      step(
        "leader",
        [
          action("approve", "handover", "stop", { outcome: "granted" }),
          action("refuse", "handover", "stop", { outcome: "refused" }),
          action("sendBack", "officer", "run"),
        ],
        { kind: "decide", role: "leader", unit: "leadership", notSamePersonAs: ["officer"] },
      ),
      step("handover", [action("handOver", "end:granted", "run")], {
        kind: "return",
        role: "one-stop-officer",
        unit: "one-stop",
        portalStatus: 9,
      }),
    ],
    applicant: "required",
    notes: [],
    confidence: { limit: "S" },
    sources: ["sample"],
    ...more,
  };
}
