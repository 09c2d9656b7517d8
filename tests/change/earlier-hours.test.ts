import { explainLimit, type ProcedureDefinition, projectLimit, renderLimitExplanation, usageAt } from "@motcua/core";
import { describe, expect, it } from "vitest";
import {
  accepted,
  atOfficer,
  birth,
  business,
  clockText,
  type Driver,
  inForce,
  mornings,
  people,
  submitted,
} from "../dossier/kit.ts";
import { limitedTo, move, plan, raised, takeBack } from "./change-kit.ts";

const hour = 3_600_000;
const toMornings = (code: string, policies = {}) => inForce(code, { definition: raised, hours: mornings, policies });
const allDay = (code: string) => inForce(code, { definition: raised });
const moved = (d: Driver, at: string, moveTo = toMornings(d.dossier.procedure), change = {}): Driver =>
  d
    .runTo(at)
    .ok(people.leader, move(plan(d.dossier.procedure, { law: { hours: moveTo.hashes.hours }, ...change })), moveTo);

/** An answer to an online filing is due within eight working hours: Tuesday 09:00. */
const online = () => submitted(business, "2026-08-17 09:00", { channel: "online" });
const answerDue = (d: Driver) => dueOf(d, "online-response");
function dueOf(d: Driver, limit: string): string | undefined {
  const ledger = d.dossier.limits[limit]?.ledger;
  return ledger && clockText(projectLimit(d.law.time, ledger).due?.dueAt);
}
const used = (d: Driver, limit: string): number => {
  const ledger = d.dossier.limits[limit]?.ledger;
  return ledger === undefined ? 0 : usageAt(d.law.time, ledger, d.now).consumed / hour;
};

describe("a limit in working hours, moved to other opening hours", () => {
  it("has used what it used: only the rest runs under the new ones", () => {
    const d = online();
    expect(answerDue(d)).toBe("2026-08-18 09:00");
    moved(d, "2026-08-18 08:00");
    // Six and a half hours on Monday and half an hour today, the afternoon of Monday among them.
    expect([used(d, "online-response"), answerDue(d)]).toEqual([7, "2026-08-18 09:00"]);
    const early = moved(online(), "2026-08-17 13:30");
    expect([used(early, "online-response"), answerDue(early)]).toEqual([3, "2026-08-19 08:30"]);
  });

  it("was due when it was due, and what was reached is not reached again", () => {
    const d = moved(online(), "2026-08-18 14:00");
    expect(answerDue(d)).toBe("2026-08-18 09:00");
    const reached = () => d.all("rung-taken").filter(({ limit }) => limit === "online-response").length;
    const before = reached();
    d.runTo("2026-08-25 09:00");
    expect([before > 0, reached()]).toEqual([true, before]);
  });

  it("keeps it through a second move, and as it was when the move is taken back", () => {
    const d = moved(online(), "2026-08-17 13:30");
    const hours = allDay(business).hashes.hours;
    const there = { from: { code: business, version: 2 }, to: { code: business, version: 1 }, law: { hours } };
    d.runTo("2026-08-18 08:30").ok(people.leader, move(plan(business, there)), inForce(business));
    // Three hours under the first, one of Tuesday morning under the second, four left: 11:30, and an hour after the break.
    expect([used(d, "online-response"), answerDue(d)]).toEqual([4, "2026-08-18 14:00"]);
    const undone = moved(online(), "2026-08-17 13:30");
    const back = takeBack(plan(business, { law: { hours: toMornings(business).hashes.hours } }));
    undone.ok(people.leader, back, inForce(business));
    expect(answerDue(undone)).toBe("2026-08-18 09:00");
    expect(undone.dossier.limits["online-response"]?.ledger.earlierHours).toBeUndefined();
  });

  it("says in its explanation which days the earlier hours counted, and how much they used", () => {
    const d = moved(online(), "2026-08-18 08:00");
    const ledger = d.dossier.limits["online-response"]?.ledger;
    const told = ledger && explainLimit(d.law.time, ledger, d.now);
    expect(told?.days.map(({ verdict, countedMs }) => `${verdict} ${(countedMs ?? 0) / hour}`)).toEqual([
      "start 0",
      "earlier-hours 8",
    ]);
    expect(told && renderLimitExplanation(told)).toContain("counted by the opening hours before 8:00");
  });
});

describe("a limit in days, moved to other opening hours", () => {
  it("received before the cut-off of its day is due that day, received after it the next", () => {
    const d = moved(accepted(birth, "2026-08-17 14:00"), "2026-08-17 14:30");
    expect([dueOf(d, "principal"), d.dossier.promises.length]).toEqual(["2026-08-17 17:00", 1]);
    const late = moved(accepted(birth, "2026-08-17 14:00", { hours: mornings }), "2026-08-17 14:30", allDay(birth));
    expect([dueOf(late, "principal"), late.promise]).toEqual(["2026-08-18 17:00", "inForce"]);
  });

  it("is not made late on its last day, nor on time, by an office that closes at another hour", () => {
    const policies = { verdictCompares: "by-instant" } as const;
    const d = atOfficer(business, "2026-08-17 09:00", { policies });
    moved(d, "2026-08-20 14:00", toMornings(business, policies));
    expect([dueOf(d, "principal"), d.promise]).toEqual(["2026-08-20 17:00", "inForce"]);
    d.runTo("2026-08-20 17:01");
    expect(d.promise).toBe("overdue");
  });

  it("another budget is counted by the hours that follow, and drops what the old one was due by", () => {
    const moveTo = inForce(business, { hours: mornings, definition: (known) => limitedTo(5)(raised(known)) });
    const d = moved(atOfficer(business, "2026-08-17 09:00"), "2026-08-20 14:00", moveTo, {
      limits: { principal: "recompute" },
    });
    expect([d.promisedOn, dueOf(d, "principal")]).toEqual(["2026-08-22", "2026-08-22 11:30"]);
  });

  it("another budget that is used up already is none to move to", () => {
    const d = atOfficer(business, "2026-08-17 09:00").runTo("2026-08-19 14:00");
    const hours = (known: ProcedureDefinition): ProcedureDefinition => ({
      ...raised(known),
      limits: [{ budget: { unit: "working-hour", amount: 8 }, source: "8 giờ", confidence: "S" }],
    });
    const moveTo = inForce(business, { hours: mornings, definition: hours });
    const change = { law: { hours: moveTo.hashes.hours }, limits: { principal: "recompute" } } as const;
    expect(d.refused(people.leader, move(plan(business, change)), moveTo)).toBe("migration.late_at_once");
  });
});
