import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../../base/canonical-json.ts";
import type { CivilDate } from "../../calendar/types.ts";
import { validateRuleParts } from "../../rules/rule-set.ts";
import type { RuleSet } from "../../rules/types.ts";
import { principalLadders } from "./ladders.ts";
import { makeVietnamRuleParts, vietnamRuleParts } from "./parts.ts";
import { vietnamRulesOn } from "./rules.ts";

const on = (date: string): RuleSet => {
  const set = vietnamRulesOn(date as CivilDate);
  if (!set.ok) throw new Error(set.error.code);
  return set.value;
};

describe("the one-stop rules of a day", () => {
  it("are valid parts, and plain data that can be hashed", () => {
    expect(validateRuleParts(vietnamRuleParts)).toEqual([]);
    expect(() => canonicalJson(on("2026-11-22") as unknown as Json)).not.toThrow();
  });
  it.each([
    ["2018-06-21", ["nd-61-2018", "tt-01-2018"]],
    ["2021-12-05", ["nd-61-2018", "tt-01-2018"]],
    ["2021-12-06", ["nd-61-2018", "nd-107-2021", "tt-01-2018"]],
    ["2025-06-30", ["nd-61-2018", "nd-107-2021", "tt-01-2018"]],
    ["2025-07-01", ["nd-118-2025", "tt-01-2018"]],
    ["2025-09-14", ["nd-118-2025", "tt-01-2018"]],
    ["2025-09-15", ["nd-118-2025", "tt-03-2025"]],
    ["2025-12-31", ["nd-118-2025", "nd-367-2025", "tt-03-2025"]],
    ["2026-07-01", ["nd-118-2025", "nd-367-2025", "tt-03-2025", "nd-224-2026"]],
  ])("received %s: %o", (date, parts) => expect(on(date).parts).toEqual(parts));
  it("do not reach before 21 June 2018", () => {
    expect(vietnamRulesOn("2018-06-20" as CivilDate)).toMatchObject({
      ok: false,
      error: { code: "rules.none_in_force" },
    });
  });
  it("close a dossier after 15 days only from NĐ 118/2025", () => {
    expect(on("2025-06-30").rules.appraisalSupplement.value.citizenTime).toBeUndefined();
    expect(on("2025-06-30").rules.duties["supplement-by-citizen"]).toBeUndefined();
    expect(on("2025-07-01").rules.appraisalSupplement.value.citizenTime).toEqual({ unit: "calendar-day", amount: 15 });
  });
  it("forms 05 and 06 changed meaning on 15 September 2025", () => {
    const byNumber = (date: string, number: string) =>
      Object.entries(on(date).rules.forms).find(([, form]) => form.number === number)?.[0];
    expect([byNumber("2025-09-14", "05"), byNumber("2025-09-15", "05")]).toEqual(["control-slip", "stop-notice"]);
    expect([byNumber("2025-09-14", "06"), byNumber("2025-09-15", "06")]).toEqual(["dossier-book", "control-slip"]);
  });
  it("VNeID lodging starts on a day that an office can set", () => {
    expect(on("2025-12-30").rules.channels.value).not.toContain("vneid");
    expect(on("2026-01-05").rules.channels.value).toContain("vneid");
    const parts = makeVietnamRuleParts({ vneidFrom: "2026-02-15" });
    expect(parts.find((part) => part.id === "nd-367-2025")?.from).toBe("2026-02-15");
  });
  it("status notices come with NĐ 224/2026", () => {
    expect(on("2026-06-30").rules.duties["status-notice"]).toBeUndefined();
    expect(on("2026-07-01").rules.duties["status-notice"]).toBeDefined();
  });
  it.each([
    ["up-to-one-day", "half share 50: remind holder; hour-before before-working-minutes 60: remind holder+signer"],
    ["up-to-one-day", "due due: owe-apology, escalate director"],
    ["two-to-five-days", "ask before-working-days 1: ask holder+unit-head"],
    ["two-to-five-days", "due-day before-working-days 0: remind holder+unit-head"],
    ["two-to-five-days", "due due: owe-apology, escalate director"],
    ["two-to-five-days", "after-1 after-working-days 1: escalate chairperson"],
    ["longer", "half share 50: remind holder; before-2 before-working-days 2: remind holder"],
    ["longer", "ask before-working-days 1: ask holder+unit-head; due due: owe-apology, escalate director"],
    ["longer", "after-1 after-working-days 1: escalate chairperson; after-3 after-working-days 3: escalate province"],
    ["online-response", "two-hours-before before-working-minutes 120: remind holder; due due: escalate director"],
    ["money-to-treasury", "two-hours-before before-working-minutes 120: remind holder; due due: escalate unit-head"],
    ["paper-transfer", "next-opening before-working-days 0: remind holder"],
    ["supplement-by-citizen", "over due-date-over: close"],
    ["consultation-answer", "due due: report-silence"],
    ["rescheduled", "after-3 after-working-days 3: escalate province"],
  ])("ladder %s (model.md §6): %s", (name, rungs) => {
    const ladder = on("2026-07-01").rules.ladders[name] ?? [];
    const told = ladder.map(({ id, point, effects }) => {
      const done = effects.map((effect) => ("to" in effect ? `${effect.do} ${effect.to.join("+")}` : effect.do));
      return `${id} ${Object.values(point).join(" ")}: ${done.join(", ")}`;
    });
    expect(told.join("; ")).toContain(rungs);
  });
  it("every rung of every ladder says where it comes from, and every principal ladder owes the apology when due", () => {
    for (const ladder of Object.values(on("2026-07-01").rules.ladders))
      for (const rung of ladder) expect(rung.source).not.toBe("");
    for (const ladder of Object.values(principalLadders))
      expect(ladder.filter((rung) => rung.effects.some((effect) => effect.do === "owe-apology"))).toHaveLength(1);
  });
});
