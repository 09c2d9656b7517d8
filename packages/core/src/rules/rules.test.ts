import { describe, expect, it } from "vitest";
import { compileOfficeTime } from "../calendar/opening-hours.ts";
import type { Budget, CivilDate } from "../calendar/types.ts";
import { compileCalendar } from "../calendar/work-calendar.ts";
import { vietnamCalendar, vietnamOpeningHours } from "../vietnam/calendar/calendar.ts";
import { vietnamRulesOn } from "../vietnam/rules/rules.ts";
import { apologyDay } from "./apology.ts";
import { nextAbove, type Standing } from "./escalation.ts";
import { defaultPolicies, ladderFor, type PolicyChanges, withPolicies } from "./policies.ts";
import { composeRules, validateRuleParts } from "./rule-set.ts";
import { supplementDecision } from "./supplement.ts";
import type { RulePart, Rules } from "./types.ts";

const office = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);
const at = (text: string): number => Date.parse(`${text}:00+07:00`);
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const date = (text: string): CivilDate => text as CivilDate;
const rulesOn = (text: string): Rules => {
  const set = vietnamRulesOn(date(text));
  if (!set.ok) throw new Error(set.error.code);
  return set.value.rules;
};

describe("composing rules", () => {
  const part = (
    id: string,
    layer: RulePart["layer"],
    from: string,
    to: string | undefined,
    rules: RulePart["rules"],
  ): RulePart => ({
    id,
    layer,
    from: date(from),
    ...(to === undefined ? {} : { to: date(to) }),
    name: { vi: id, en: id },
    rules,
  });
  const whole = rulesOn("2026-01-05");
  it("merges layers in order, duties, ladders and forms one by one", () => {
    const source = "test";
    const set = composeRules(
      [
        part("portal", "portal", "2026-01-01", undefined, {
          duties: { "status-notice": { budget: { unit: "hour", amount: 1 }, ladder: "status-notice", source } },
        }),
        part("base", "process", "2026-01-01", undefined, whole),
        part("patch", "amendment", "2026-01-01", undefined, { clockStart: { value: "postmark", source } }),
      ],
      date("2026-02-01"),
    );
    expect(set.ok && set.value.parts).toEqual(["base", "patch", "portal"]);
    expect(set.ok && set.value.rules.clockStart).toEqual({ value: "postmark", source });
    expect(set.ok && Object.keys(set.value.rules.duties)).toContain("online-response");
    expect(set.ok && set.value.rules.duties["status-notice"]).toBeDefined();
  });
  it("an apology without its form is no whole set", () => {
    const { apology: _, ...forms } = whole.forms;
    const set = composeRules(
      [part("base", "process", "2026-01-01", undefined, { ...whole, forms })],
      date("2026-02-01"),
    );
    expect(set).toMatchObject({ ok: false, error: { code: "rules.incomplete" } });
    expect(!set.ok && set.error.text.en).toContain("apology.value.formRole");
  });
  it("the later part of a layer replaces the earlier one", () => {
    const parts = [
      part("new", "process", "2026-03-01", undefined, whole),
      part("old", "process", "2026-01-01", undefined, whole),
    ];
    const set = composeRules(parts, date("2026-03-01"));
    expect(set.ok && set.value.parts).toEqual(["new"]);
  });
  it("names what is missing, and a day without law", () => {
    const { apology: _, ...rest } = whole;
    const lacking = composeRules(
      [part("a", "process", "2026-01-01", undefined, { ...rest, ladders: {} })],
      date("2026-02-01"),
    );
    expect(lacking).toMatchObject({ ok: false, error: { code: "rules.incomplete" } });
    expect(!lacking.ok && lacking.error.text.en).toContain("apology, duties.online-response.ladder");
    expect(composeRules([], date("2026-02-01"))).toMatchObject({ ok: false, error: { code: "rules.none_in_force" } });
  });
  it("validation finds every fault with its path", () => {
    const faults = validateRuleParts([
      part("a", "process", "2026-01-01", "2026-06-30", {}),
      part("a", "process", "2026-06-30", "2026-02-30", {
        clockStart: { value: "acceptance", source: " " },
        duties: { "officer-alert": { budget: { unit: "hour", amount: 0 }, ladder: "none", source: "s" } },
        ladders: {
          x: [
            { id: "r", point: { at: "share", percent: 120 }, effects: [], source: "" },
            { id: "r", point: { at: "due" }, effects: [{ do: "remind", to: [] }], source: "s" },
          ],
        },
      }),
    ]);
    expect(faults.map(({ path }) => path).sort()).toEqual([
      "parts[1].from",
      "parts[1].id",
      "parts[1].rules.clockStart.source",
      "parts[1].rules.duties.officer-alert.budget",
      "parts[1].rules.duties.officer-alert.ladder",
      "parts[1].rules.ladders.x[0].effects",
      "parts[1].rules.ladders.x[0].point",
      "parts[1].rules.ladders.x[0].source",
      "parts[1].rules.ladders.x[1].effects[0].to",
      "parts[1].rules.ladders.x[1].id",
      "parts[1].to",
      "parts[1].to",
    ]);
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(["rules.malformed"]));
  });
});

describe("policies", () => {
  it("keeps the reason of each change, and refuses a change without one", () => {
    const changed = withPolicies({ verdictCompares: "by-instant" }, { verdictCompares: "QĐ 12 của Chủ tịch" });
    expect(changed.ok && changed.value).toMatchObject({
      verdictCompares: "by-instant",
      dueTime: "end-of-day",
      changed: { verdictCompares: "QĐ 12 của Chủ tịch" },
    });
    const bad = withPolicies({ verdictCompares: "by-instant", digestMinute: 2000, colour: 1 } as PolicyChanges, {
      digestMinute: "x",
      colour: "x",
      dueTime: "x",
    });
    expect(!bad.ok && bad.error.map(({ path, code }) => [path, code])).toEqual([
      ["verdictCompares", "policies.malformed"],
      ["digestMinute", "policies.malformed"],
      ["colour", "policies.malformed"],
      ["dueTime", "policies.malformed"],
    ]);
    // A list of one choice reads like the choice as text; it is none.
    const listed = withPolicies({ dueTime: ["same-time"] } as unknown as PolicyChanges, { dueTime: "r" });
    expect(listed).toMatchObject({ ok: false, error: [{ code: "policies.malformed", path: "dueTime" }] });
    expect(withPolicies({}, {})).toEqual({ ok: true, value: defaultPolicies });
  });
  it.each([
    [{ unit: "same-day", cutoffMinute: 900 }, "up-to-one-day"],
    [{ unit: "working-hour", amount: 8 }, "up-to-one-day"],
    [{ unit: "hour", amount: 24 }, "up-to-one-day"],
    [{ unit: "working-day", amount: 1 }, "up-to-one-day"],
    [{ unit: "working-hour", amount: 9 }, "two-to-five-days"],
    [{ unit: "working-day", amount: 2 }, "two-to-five-days"],
    [{ unit: "calendar-day", amount: 5 }, "two-to-five-days"],
    [{ unit: "working-day", amount: 6 }, "longer"],
    [{ unit: "month", amount: 1 }, "longer"],
    [{ unit: "until", date: date("2026-12-31") }, "longer"],
  ] as [Budget, string][])("%o has the ladder %s", (budget, name) =>
    expect(ladderFor(defaultPolicies, budget)).toBe(name),
  );
});

describe("supplement in appraisal", () => {
  const ask = (askedAt: string, more: Partial<Parameters<typeof supplementDecision>[0]> = {}) =>
    supplementDecision(
      {
        rules: rulesOn("2026-08-17"),
        policies: defaultPolicies,
        receivedAt: at("2026-08-17T09:00"),
        askedAt: at(askedAt),
        rounds: 0,
        hasSectorGround: false,
        hasOverride: false,
        ...more,
      },
      office,
    );
  it("in time to the end of the third working day: restarts", () => {
    expect(ask("2026-08-20T23:59")).toMatchObject({
      ok: true,
      value: {
        effect: "restart",
        inTime: true,
        flaggedLate: false,
        exception: false,
        citizenTime: { amount: 15 },
        askBy: { dueOn: "2026-08-20" },
      },
    });
  });
  it("later: suspends, flagged, no restart", () => {
    expect(ask("2026-08-21T00:00")).toMatchObject({
      ok: true,
      value: { effect: "suspend", inTime: false, flaggedLate: true },
    });
  });
  it("counted in hours it is in time up to the very instant", () => {
    const override = { askWithin: { unit: "working-hour", amount: 8 }, source: "Luật X Điều 1" } as const;
    expect(ask("2026-08-18T09:00", { override })).toMatchObject({ value: { inTime: true, effect: "restart" } });
    expect(ask("2026-08-18T09:01", { override })).toMatchObject({ value: { inTime: false, effect: "suspend" } });
  });
  it("past the due date it heals nothing", () => {
    expect(ask("2026-08-18T09:00", { overdue: true })).toMatchObject({
      ok: true,
      value: { effect: "suspend", inTime: true },
    });
  });
  it("a second request is refused unless on a sector ground or the head's override, and then no restart", () => {
    expect(ask("2026-08-18T09:00", { rounds: 1 })).toMatchObject({
      ok: false,
      error: { code: "supplement.round_used" },
    });
    for (const more of [{ hasSectorGround: true }, { hasOverride: true }])
      expect(ask("2026-08-18T09:00", { rounds: 1, ...more })).toMatchObject({
        ok: true,
        value: { effect: "suspend", exception: true },
      });
  });
  it("a definition may say otherwise, with its article", () => {
    const override = {
      askWithin: { unit: "working-day", amount: 5 },
      rounds: 2,
      effect: "suspend",
      source: "Luật X Điều 1",
    } as const;
    expect(ask("2026-08-22T09:00", { rounds: 1, override })).toMatchObject({
      ok: true,
      value: {
        effect: "suspend",
        inTime: true,
        exception: false,
        source: "Luật X Điều 1",
        citizenTime: { amount: 15 },
      },
    });
  });
});

describe("apology", () => {
  const rules = rulesOn("2026-08-17");
  it.each([
    ["2026-08-17", "2026-08-20", "2026-08-19"],
    ["2026-08-20", "2026-08-24", "2026-08-22"],
    ["2026-08-28", "2026-09-07", "2026-09-04"],
    ["2026-11-20", "2026-11-26", "2026-11-25"],
    ["2026-02-06", "2026-02-23", "2026-02-13"],
    ["2026-08-19", "2026-09-03", "2026-08-28"],
    ["2026-10-25", "2026-11-25", "2026-11-23"],
  ])("received %s, due %s, the question comes on %s", (start, due, expected) => {
    expect(apologyDay(office, rules, at(`${start}T09:00`), day(due))?.day).toBe(day(expected));
  });
  it("has no day of its own where that lies before acceptance: same day, hours, one day", () => {
    expect(apologyDay(office, rules, at("2026-08-17T09:00"), day("2026-08-17"))).toBeUndefined();
    expect(apologyDay(office, rules, at("2026-08-17T09:00"), day("2026-08-18"))).toBeUndefined();
    expect(apologyDay(office, rules, at("2026-08-17T09:00"), day("2026-08-19"))).toBeDefined();
    // Accepted at the very opening of that day, the question can still be asked.
    expect(apologyDay(office, rules, at("2026-08-18T07:30"), day("2026-08-19"))).toBeDefined();
    expect(apologyDay(office, rules, at("2026-08-18T07:31"), day("2026-08-19"))).toBeUndefined();
  });
});

describe("escalation", () => {
  const persons = { holder: "an", "unit-head": "binh", director: "chi", chairperson: "dung", province: "p" };
  const standing = (more: Partial<Standing> = {}): Standing => ({ persons, subordinatesOfHolder: [], ...more });
  const escalate = (to: "unit-head" | "director" | "chairperson", s: Standing) =>
    nextAbove({ do: "escalate", to: [to] }, s);
  it("reaches whom it names", () => expect(escalate("director", standing())).toEqual(["director"]));
  it("never the holder's own subordinate alone", () => {
    const s = standing({ persons: { ...persons, holder: "chi" }, subordinatesOfHolder: ["an", "binh"] });
    expect(escalate("unit-head", s)).toEqual(["unit-head", "chairperson"]);
  });
  it("never the culprit alone, nor the holder when it is an escalation", () => {
    expect(escalate("director", standing({ culprit: "chi" }))).toEqual(["director", "chairperson"]);
    expect(escalate("chairperson", standing({ persons: { ...persons, holder: "dung" } }))).toEqual([
      "chairperson",
      "province",
    ]);
    expect(nextAbove({ do: "remind", to: ["holder"] }, standing())).toEqual(["holder"]);
    expect(nextAbove({ do: "remind", to: ["holder"] }, standing({ culprit: "an" }))).toEqual(["holder", "unit-head"]);
    expect(
      nextAbove({ do: "ask", to: ["holder", "unit-head"] }, standing({ persons: { ...persons, "unit-head": "an" } })),
    ).toEqual(["holder", "unit-head", "director"]);
  });
  it("climbs from the place that was named, not to it again", () => {
    const empty = standing({ persons: { ...persons, director: "an" } });
    expect(escalate("director", empty)).toEqual(["director", "chairperson"]);
    const culprit = standing({ persons: { ...persons, chairperson: "chi" }, culprit: "chi" });
    expect(escalate("director", culprit)).toEqual(["director", "province"]);
    // A signer stands where a director does, so the next above is the chairperson.
    const signer = standing({ persons: { ...persons, signer: "em" }, culprit: "em" });
    expect(nextAbove({ do: "escalate", to: ["signer"] }, signer)).toEqual(["signer", "chairperson"]);
  });
  it("passes over empty places, to the province at last", () => {
    expect(escalate("director", standing({ persons: { holder: "an" } }))).toEqual(["province"]);
  });
});
