import { type DossierState, earliestRung, evolve } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { accepted, act, atOfficer, business, Driver, inForce, people } from "../dossier/kit.ts";

const begin = (exchangeId: string, more: object = {}) => ({
  type: "begin-exchange",
  exchangeId,
  profile: "land-tax",
  party: "tax",
  purpose: "land-fees",
  basis: { law: "Luật Quản lý thuế Điều 15" },
  question: { contentId: "q1", version: 1 },
  budget: { unit: "working-day", amount: 2 },
  source: "Quy chế phối hợp 5/QC",
  ...more,
});
const end = (exchangeId: string, outcome: string, answered = outcome === "answered") => ({
  type: "end-exchange",
  exchangeId,
  outcome,
  ...(answered ? { answer: { contentId: "a1", version: 1 } } : {}),
});
const filing = {
  type: "submit",
  procedure: business,
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "r1",
};
const start = () => atOfficer(business, "2026-08-20 09:00");

describe("asking another system", () => {
  it("records purpose and basis, runs a limit of its own, and touches nothing else", () => {
    const d = start();
    const before = d.dossier;
    d.ok(people.officer, begin("x1"));
    expect(d.one("exchange-begun")).toMatchObject({
      profile: "land-tax",
      purpose: "land-fees",
      basis: { law: "Luật Quản lý thuế Điều 15" },
    });
    expect(d.dossier.limits["exchange:x1"]?.kind).toBe("exchange");
    expect(d.sent).toEqual(["agency:exchange-asked"]);
    expect(d.dossier.limits.principal).toEqual(before.limits.principal);
    expect([d.dossier.control, d.dossier.promises, d.dossier.responsibility]).toEqual([
      before.control,
      before.promises,
      before.responsibility,
    ]);
    d.at("2026-08-20 15:00").ok(people.officer, end("x1", "answered"));
    expect(d.dossier.exchanges?.x1).toMatchObject({ outcome: "answered", answer: { contentId: "a1" } });
    expect(d.dossier.limits["exchange:x1"]).toBeUndefined();
    expect(d.sent).toEqual(["desk:exchange-ended"]);
  });

  it("passes a consent by its reference, and holds no word of anybody in events and messages", () => {
    const d = start().ok(
      people.officer,
      begin("x1", { basis: { consent: "DY-0001", name: "Nguyễn Văn A" }, note: "Bí mật" }),
    );
    expect(JSON.parse(d.last?.outbox[0]?.body ?? "")).toMatchObject({ consent: "DY-0001", purpose: "land-fees" });
    expect(JSON.stringify([d.events, d.last?.outbox])).not.toMatch(/Nguyễn|Bí mật/);
    expect(start().refused(people.officer, begin("x1", { basis: { consent: "Nguyễn Văn A đồng ý" } }))).toBe(
      "command.input",
    );
  });

  it("unanswered is reminded of and climbs, and stays open", () => {
    const d = accepted("1.013978", "2026-08-20 09:00").ok(people.desk, begin("x1"));
    expect(earliestRung(d.law, d.dossier)?.limit).not.toBe(undefined);
    d.runTo("2026-08-26 18:00");
    const rungs = d.all("rung-taken").flatMap(({ limit, rung }) => (limit === "exchange:x1" ? [rung] : []));
    expect(rungs).toEqual(["before-1", "due", "after-1"]);
    d.ok(people.desk, end("x1", "given-up"));
    expect(d.dossier.exchanges?.x1?.outcome).toBe("given-up");
  });

  it("counts one answer: a second, or one after the dossier has ended, is not taken", () => {
    const d = start().ok(people.officer, begin("x1")).ok(people.officer, end("x1", "no-data"));
    expect(d.refused(people.officer, end("x1", "answered"))).toBe("exchange.not_open");
    const gone = start().ok(people.officer, begin("x1")).ok(people.desk, { type: "withdraw" });
    expect(gone.dossier.exchanges?.x1?.outcome).toBe("dossier-ended");
    expect(gone.dossier.limits["exchange:x1"]).toBeUndefined();
    expect(gone.refused(people.officer, end("x1", "answered"))).toBe("exchange.not_open");
    expect(gone.refused(people.desk, begin("x2"))).toBe("command.not_available");
  });

  it.each<[string, object, string]>([
    ["without a basis", { basis: undefined }, "exchange.no_basis"],
    ["on an empty consent", { basis: { consent: "" } }, "command.input"],
    ["on both", { basis: { consent: "DY-1", law: "Luật" } }, "exchange.no_basis"],
    ["on a blank law", { basis: { law: " " } }, "command.input"],
    ["for a purpose in words", { purpose: "để tính tiền sử dụng đất" }, "command.input"],
    ["within no time", { budget: { unit: "working-day", amount: 0 } }, "limit.out_of_range"],
  ])("is refused %s", (_name, more, code) => {
    expect(start().refused(people.officer, begin("x1", more))).toBe(code);
  });

  it("is refused who does not hold the dossier, ids used, odd ends", () => {
    const d = start().ok(people.officer, begin("x1"));
    expect(d.refused(people.officer2, begin("x2"))).toBe("task.held_by_other");
    expect(d.refused(people.clerk, begin("x2"))).toBe("command.role");
    expect(d.refused(people.officer, begin("x1"))).toBe("exchange.in_use");
    expect(d.refused(people.officer, end("x9", "no-data"))).toBe("exchange.unknown");
    expect(d.refused(people.officer, end("constructor", "no-data"))).toBe("exchange.unknown");
    expect(d.refused(people.officer, end("x1", "answered", false))).toBe("command.input");
    expect(d.refused(people.officer, end("x1", "no-data", true))).toBe("command.input");
    expect(d.refused(people.officer, end("x1", "dossier-ended"))).toBe("command.input");
    for (let i = 2; i <= 50; i += 1) d.ok(people.officer, begin(`x${i}`));
    expect(d.refused(people.officer, begin("x51"))).toBe("command.too_many");
  });

  it("folds to the state it decided", () => {
    const d = start()
      .ok(people.officer, begin("x1"))
      .ok(people.officer, begin("x2"))
      .ok(people.officer, end("x2", "refused"));
    d.ok(people.desk, { type: "withdraw" });
    const again = d.events.reduce<DossierState | undefined>(
      (state, event) => evolve(state, event, { dossierId: "d1", officeId: "xa-1" } as never),
      undefined,
    );
    expect(again).toEqual(d.state);
  });

  it.each(["suspend", "run"] as const)("by a step of its own the clock does as the procedure says: %s", (clock) => {
    const law = inForce(business, {
      definition: (one) => ({
        ...one,
        steps: one.steps.flatMap((step) => {
          const [first] = step.actions;
          if (step.id !== "officer" || first === undefined) return [step];
          const asks = { ...step, actions: [{ ...first, id: "askTax", to: "tax", clock, input: [] }, ...step.actions] };
          const tax = {
            ...step,
            id: "tax",
            kind: "exchange" as const,
            wait: { budget: { unit: "working-day" as const, amount: 5 }, ground: "tax", source: "Ví dụ" },
            actions: [{ ...first, id: "came", to: "officer", clock: "run" as const, input: [] }],
          };
          return [asks, tax];
        }),
      }),
    });
    const e = new Driver(law, "2026-08-20 09:00").ok(people.desk, filing).ok(people.desk, { type: "accept" });
    e.ok(people.desk, act("intake", "forward"))
      .ok(people.officer, { type: "claim" })
      .ok(people.officer, act("officer", "askTax"));
    expect(e.dossier.limits.wait?.ledger.budget).toEqual({ unit: "working-day", amount: 5 });
    expect([e.clock, e.dossier.responsibility?.holder]).toEqual(
      clock === "suspend" ? ["suspended", "party:tax"] : ["running", expect.stringMatching(/^economic\//)],
    );
    e.at("2026-08-21 09:00").ok(people.officer, act("tax", "came"));
    expect(e.clock).toBe("running");
  });
});
