import {
  canonicalJson,
  compileProcedure,
  lintProcedure,
  loadDefinitionTools,
  type ProcedureDefinition,
} from "@motcua/core";
import { vietnamProcedure, vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../packages/core/src/vietnam/procedures/catalogue.ts";

const all = vietnamProcedures();
const the = (code: string): ProcedureDefinition => {
  const found = vietnamProcedure(code);
  if (found === undefined) throw new Error(`no ${code}`);
  return found;
};
const stepsOf = (code: string): readonly string[] => the(code).steps.map((step) => step.id);

/** What published tables get wrong, and nothing else. */
const expectedWarnings = [
  "1.000894 share.short-of-limit: the steps add up to 7, the limit is 8 (working-hour)",
  "2.000815 share.short-of-limit: the steps add up to 4, the limit is 8 (working-hour)",
  "1.012812 share.exceeds-limit: the steps add up to 33, the limit is 30 (calendar-day)",
  "1.013949 share.short-of-limit: the steps add up to 12, the limit is 15 (calendar-day)",
];

describe("the catalogue", () => {
  it("has all 53 procedures, made once", () => {
    expect(all.map((item) => item.code)).toEqual(catalogue.map((entry) => entry.code));
    expect(new Set(all.map((item) => item.code)).size).toBe(53);
    expect(vietnamProcedures()).toBe(all);
    expect(vietnamProcedure("9.999999")).toBeUndefined();
  });

  it("is clean, but for what the published tables themselves get wrong", () => {
    const found = all.flatMap((item) =>
      lintProcedure(item).map((finding) => `${item.code} ${finding.code}: ${finding.text.en}`),
    );
    expect(found).toEqual(expectedWarnings);
  });

  it("every definition has the published form and one canonical text", async () => {
    const { parseDefinition } = await loadDefinitionTools();
    for (const item of all) {
      const text = canonicalJson(item as never);
      expect(parseDefinition(JSON.parse(text)).ok, item.code).toBe(true);
    }
  });

  it("loses nothing the catalogue knows: sources, notes, confidence, results, channels, what is charged", () => {
    for (const [index, entry] of catalogue.entries()) {
      const item = all[index];
      expect(item?.sources).toEqual(expect.arrayContaining([...entry.sources]));
      expect(item?.notes).toEqual(expect.arrayContaining([...entry.notes]));
      expect(item?.confidence).toMatchObject(entry.confidence);
      expect(item?.results.map((result) => result.code)).toEqual(entry.results.map((result) => result.code));
      expect(item?.results.filter((result) => result.name.en.includes("result KQ"))).toEqual([]);
      expect(item?.fees.every((fee) => fee.source.endsWith(entry.fee))).toBe(true);
      // A sentence that nobody turned into data would be its own name.
      expect(item?.fees.some((fee) => fee.name.vi === entry.fee)).toBe(false);
      const channels = item?.channels.map((one) => one.channel) ?? [];
      expect(channels.includes("online")).toBe(entry.channels.includes("online"));
      expect(channels.includes("vneid")).toBe(entry.channels.includes("online"));
      expect(channels.includes("counter")).toBe(entry.channels.includes("in-person"));
      expect(item?.channels.every((one) => one.level === undefined) ?? false).toBe(
        entry.onlineLevel === "none" || entry.onlineLevel === "unknown",
      );
    }
  });

  it("asks for four eyes, except where desk staff may resolve the same day", () => {
    const waived = all.filter((item) => !item.steps.some((step) => (step.notSamePersonAs ?? []).length > 0));
    expect(waived.map((item) => item.code)).toEqual(["2.000815", "2.000884", "2.000992", "2.000913"]);
    for (const item of waived) expect(item.notes.join(" ")).toContain("Art. 17(5)");
  });

  it("compiles every procedure, and each can be taken from acceptance to the hand-over", () => {
    for (const item of all) {
      const compiled = compileProcedure(item);
      const limited = item.limits.at(-1)?.budget.unit !== "none";
      const goals = new Set<string>();
      const seen = new Set<number>();
      const open = [compiled.initial.id];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (seen.has(id)) continue;
        seen.add(id);
        goals.add(compiled.state(id).work);
        for (const event of compiled.events)
          for (const bits of [0, 0b1_1111_1000 | (limited ? 4 : 0)]) {
            const answer = compiled.step(id, compiled.eventId(event) ?? -1, bits | (limited ? 4 : 0));
            if (answer !== undefined) open.push(answer.to);
          }
      }
      for (const goal of ["returned", "withdrawn", "voided", "refusedIntake", ...item.steps.map((step) => step.id)])
        expect(goals.has(goal), `${item.code} ${goal}`).toBe(true);
    }
  });
});

describe("limits", () => {
  const limits = (code: string) => the(code).limits.map((rule) => ({ ...rule.when, ...rule.budget }));
  const workingDays = (amount: number) => ({ unit: "working-day", amount });
  const days = (amount: number) => ({ unit: "calendar-day", amount });
  const sameDay = { unit: "same-day", cutoffMinute: 900 };
  it.each<[string, readonly object[]]>([
    ["1.001193", [sameDay]],
    ["1.001612", [workingDays(3)]],
    ["1.013949", [{ facts: ["difficultArea"], ...days(25) }, days(15)]],
    ["1.013967", [{ facts: ["difficultArea"], ...days(60) }, days(45)]],
    ["1.012812", [{ facts: ["difficultArea"], ...days(40) }, days(30)]],
    ["1.004859", [{ case: "supplement", ...sameDay }, workingDays(3)]],
    ["1.013225", [{ case: "house", ...days(15) }, days(20)]],
    ["1.011606", [{ unit: "none" }]],
    ["2.002165", [{ unit: "stages" }]],
    ["2.001159", [{ unit: "working-hour", amount: 1 }]],
    ["2.002516", [workingDays(3)]],
  ])("%s", (code, expected) => expect(limits(code)).toEqual(expected));

  it.each<[string, string, object | undefined, boolean]>([
    ["1.000656", "total", workingDays(3), false],
    ["1.000894", "total", workingDays(5), false],
    ["1.001022", "added", workingDays(5), false],
    ["1.010041", "total", workingDays(3), false],
    ["2.000815", "added", workingDays(2), true],
    ["2.001035", "total", undefined, true],
  ])("%s can be extended: %s", (code, mode, upTo, orLongerByAgreement) => {
    expect(the(code).extensions).toEqual([expect.objectContaining({ mode, orLongerByAgreement })]);
    expect(the(code).extensions[0]?.upTo).toEqual(upTo);
  });

  it("what is uncertain stays marked", () => {
    expect(the("2.002516").limits[0]?.confidence).toBe("U");
    expect(the("1.000656").extensions[0]?.confidence).toBe("U");
    expect(the("1.001193").confidence).toMatchObject({ vneid: "U", effective: "U", steps: "U" });
    for (const item of all) expect(item.steps.every((step) => step.confidence !== undefined)).toBe(true);
  });
});

describe("steps", () => {
  it("the three lead procedures", () => {
    expect(stepsOf("1.001193")).toEqual([
      "intake",
      "officer",
      "leader",
      "issue",
      "confirm",
      "consult",
      "return-refusal",
      "return",
    ]);
    expect(stepsOf("1.001612")).toEqual(["intake", "officer", "leader", "return-refusal", "return"]);
    expect(stepsOf("1.013949").slice(0, 14)).toEqual([
      ...["intake", "request-data", "sign-request", "extract", "sign-extract", "officer", "submit", "guide"],
      ...["receive-again", "appraise-again", "submit-again", "leader", "send-tax", "sign-tax"],
    ]);
  });

  it("land charges and completion suspend the clock, for a time of their own", () => {
    const waits = ["1.013978", "1.013949"].map((code) =>
      the(code)
        .steps.filter((step) => step.kind === "wait-payment")
        .map((step) => [step.id, step.wait?.ground, step.portalStatus, step.confidence]),
    );
    expect(waits).toEqual([
      [["payment", "payment", 6, "U"]],
      [
        ["completion", "completion", 5, "U"],
        ["payment", "payment", 6, "U"],
      ],
    ]);
  });

  it("trap 31: every step has a status of the national portal, and none looks finished before the outcome", () => {
    for (const item of all)
      for (const step of item.steps) {
        expect(step.portalStatus === 9, `${item.code} ${step.id}`).toBe(step.kind === "return");
        expect([2, 4, 5, 6, 9]).toContain(step.portalStatus);
      }
  });
});
