import { type ProcedureDefinition, systemActor } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, actor, type Driver, inForce, people } from "./kit.ts";
import { acceptedUnder, further, papers, record } from "./moment-kit.ts";

const land = (): ProcedureDefinition => further("1.014284");
const registry = actor("bao", "land-registry", "registry-officer");
const registryHead = actor("son", "land-registry", "registry-head");

/** Phase 1 as far as the field check, taken in on Monday 2 March 2026: five days, so until the 7th, a Saturday, so the 9th. */
function atField(): Driver {
  return acceptedUnder(land(), "2026-03-02 08:00")
    .ok(people.desk, act("intake", "forward"))
    .runTo("2026-03-02 14:00")
    .ok(people.land, act("request-data", "submit"))
    .ok(people.landHead, act("sign-request", "approve"))
    .ok(registry, act("extract", "submit"))
    .ok(registryHead, act("sign-extract", "answered"))
    .runTo("2026-03-03 09:00")
    .ok(people.land, act("officer", "visit"));
}

const toCompletion = (d: Driver, at: string): Driver =>
  d
    .runTo(at)
    .ok(people.land, record("field", "visited", papers("record-of-visit")))
    .ok(people.landHead, act("submit", "submit"))
    .ok(people.leader, act("guide", "askCompletion"));

const toCharge = (d: Driver): Driver =>
  d
    .ok(people.desk, act("receive-again", "forward"))
    .ok(people.land, act("appraise-again", "submit"))
    .ok(people.landHead, act("submit-again", "submit"))
    .ok(people.leader, act("leader", "approve"))
    .ok(people.land, act("send-tax", "submit"))
    .ok(people.landHead, act("sign-tax", "charge"));

describe("two phases, one promise each (model.md §9)", () => {
  it("the first is promised by its own days, the second from the completed papers on", () => {
    const d = atField();
    expect([d.promisedOn, d.dossier.phase]).toEqual(["2026-03-09", undefined]);
    toCompletion(d, "2026-03-05 15:00");
    expect([d.work, d.clock]).toEqual(["completion", "suspended"]);
    d.runTo("2026-03-12 09:00").ok(people.land, act("completion", "completed"));
    expect(d.one("limit-restarted").phase).toEqual({
      id: "phase-2",
      budget: { unit: "calendar-day", amount: 10 },
      ladder: "longer",
    });
    expect([d.clock, d.promise, d.promisedOn, d.dossier.phase]).toEqual([
      "running",
      "inForce",
      "2026-03-23",
      "phase-2",
    ]);
    expect(d.dossier.promises.map(({ cause, date }) => [cause, date])).toEqual([
      ["accepted", "2026-03-09"],
      ["phase", "2026-03-23"],
    ]);
    expect(d.all("promise-missed")).toEqual([]);
  });

  it("the tax notice stops the clock; a debt recorded is as good as money, told by the desk or a machine", () => {
    for (const [moment, by, action] of [
      ["paid", systemActor, "paid"],
      ["debt-recorded", people.desk, "debtRecorded"],
    ] as const) {
      const d = toCompletion(atField(), "2026-03-05 15:00").runTo("2026-03-12 09:00");
      toCharge(d.ok(people.land, act("completion", "completed")).runTo("2026-03-16 09:00"));
      expect([d.work, d.clock, d.dossier.responsibility?.holder]).toEqual(["payment", "suspended", "party:citizen"]);
      d.runTo("2026-04-10 09:00");
      expect(d.refused(by, act("payment", action))).toBe("moment.required");
      expect(d.refused(by, record("payment", moment))).toBe("command.input");
      d.ok(by, record("payment", moment, { reference: "CTT-2026-0007" }));
      expect(d.one("recorded").details).toEqual({ reference: "CTT-2026-0007" });
      expect([d.dossier.outcome, d.dossier.verdict, d.work]).toEqual(["granted", "early", "return"]);
    }
  });

  it("a first phase that is late stays late on record, and the second is promised all the same", () => {
    const d = toCompletion(atField(), "2026-03-10 09:00");
    expect([d.promise, d.all("promise-missed").length, d.dossier.apologies.length]).toEqual(["overdue", 1, 1]);
    d.runTo("2026-03-16 09:00").ok(people.land, act("completion", "completed"));
    expect([d.promise, d.promisedOn, d.dossier.promiseMissedAt !== undefined]).toEqual(["inForce", "2026-03-26", true]);
    expect(d.dossier.apologies[0]?.status).not.toBe("lapsed");
  });

  it("difficult areas have their own days in each phase", () => {
    const d = acceptedUnder(land(), "2026-03-02 08:00", { facts: { difficultArea: true } });
    expect([d.promisedOn, d.dossier.limits.principal?.ledger.budget]).toEqual([
      "2026-03-12",
      { unit: "calendar-day", amount: 10 },
    ]);
  });

  it("nothing that lengthened the first phase lengthens the second", () => {
    const extension: ProcedureDefinition["extensions"][number] = {
      id: "more",
      name: { vi: "Thêm", en: "More" },
      mode: "added",
      upTo: { unit: "calendar-day", amount: 4 },
      orLongerByAgreement: false,
      source: "law",
      confidence: "S",
    };
    const definition = { ...land(), extensions: [extension] };
    const d = acceptedUnder(definition, "2026-03-02 08:00")
      .ok(people.leader, { type: "extend", rule: "more" })
      .ok(people.desk, act("intake", "forward"));
    expect(d.promisedOn).toBe("2026-03-11");
    d.ok(people.land, act("request-data", "submit"))
      .ok(people.landHead, act("sign-request", "approve"))
      .ok(registry, act("extract", "submit"))
      .ok(registryHead, act("sign-extract", "answered"))
      .ok(people.land, act("officer", "visit"));
    toCompletion(d, "2026-03-05 15:00");
    d.runTo("2026-03-12 09:00").ok(people.land, act("completion", "completed"));
    expect([d.promisedOn, d.dossier.limits.principal?.ledger.extensions]).toEqual(["2026-03-23", []]);
  });
});

describe("a pay-by date (model.md §9: wait-payment)", () => {
  /** Unpaid by the end of the thirtieth day, the officer has it back. */
  const withEnd = (): ProcedureDefinition => ({
    ...land(),
    steps: land().steps.map((step) =>
      step.id === "payment"
        ? {
            ...step,
            follows: { ...step.follows, over: "unpaid" },
            actions: [
              ...step.actions,
              { id: "unpaid", name: { vi: "Chưa nộp", en: "Unpaid" }, to: "send-tax", clock: "run" as const },
            ],
          }
        : step,
    ),
  });

  it("ends in what the procedure says, at the end of the day, and the clock runs again", () => {
    const d = toCompletionUnder(withEnd());
    expect([d.work, d.dossier.limits.wait?.ladder]).toEqual(["payment", "wait>unpaid"]);
    d.runTo("2026-04-15 23:59");
    expect([d.work, d.clock]).toEqual(["payment", "suspended"]);
    d.runTo("2026-04-16 00:00");
    expect([d.work, d.clock, d.one("acted").by.person]).toEqual(["send-tax", "running", "system"]);
    expect(d.refused(systemActor, record("payment", "paid", { reference: "late" }))).toBe("task.wrong_step");
  });

  it("money that came on the last evening counts, also when it is told after midnight", () => {
    const d = toCompletionUnder(withEnd()).runTo("2026-04-15 22:00");
    d.at("2026-04-16 00:20");
    d.ok(systemActor, record("payment", "paid", { reference: "GD77", occurredAt: d.now - 30 * 60_000 }));
    expect([d.dossier.outcome, d.all("acted").at(-1)?.action]).toEqual(["granted", "paid"]);
  });

  const toCompletionUnder = (definition: ProcedureDefinition): Driver => {
    const d = acceptedUnder(definition, "2026-03-02 08:00")
      .ok(people.desk, act("intake", "forward"))
      .ok(people.land, act("request-data", "submit"))
      .ok(people.landHead, act("sign-request", "approve"))
      .ok(registry, act("extract", "submit"))
      .ok(registryHead, act("sign-extract", "answered"))
      .ok(people.land, act("officer", "visit"));
    toCompletion(d, "2026-03-05 15:00");
    d.runTo("2026-03-12 09:00").ok(people.land, act("completion", "completed")).runTo("2026-03-16 09:00");
    return toCharge(d);
  };
});

it("the published definitions know nothing of it", () => {
  expect(inForce("1.013949").procedure.definition.phases).toBeUndefined();
});
