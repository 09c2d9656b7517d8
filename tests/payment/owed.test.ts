import {
  type CivilDate,
  explainOwed,
  type FeeRule,
  type FeeSituation,
  feesInForce,
  lintProcedure,
  owedFees,
} from "@motcua/core";
import { vietnamFees, vietnamProcedures } from "@motcua/core/vietnam";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { naiveOwed } from "./naive-owed.ts";

const procedures = vietnamProcedures().map((one) => ({ ...one, fees: vietnamFees(one.code) }));
const definition = {
  cases: [
    { id: "a", name: { vi: "a", en: "a" }, documents: [] },
    { id: "b", name: { vi: "b", en: "b" }, documents: [] },
  ],
  channels: [{ channel: "counter" as const }, { channel: "online" as const }],
  facts: [{ id: "urgent", name: { vi: "gấp", en: "urgent" } }],
};

const grounds = ["poor-household", "merit", "disability"] as const;
const name = { vi: "x", en: "x" };
const opt = <T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | Record<string, never>> =>
  fc.oneof(fc.constant({}), arbitrary);

const when = fc.record({
  when: fc.record(
    {
      case: fc.constantFrom("a", "b"),
      channel: fc.constantFrom("counter" as const, "online" as const),
      facts: fc.constantFrom<readonly string[]>(["urgent"], ["!urgent"]),
    },
    { requiredKeys: [] },
  ),
});
const rule: fc.Arbitrary<Omit<FeeRule, "id">> = fc
  .tuple(
    fc.record({
      amountVnd: fc.integer({ min: 0, max: 500_000 }),
      per: fc.constantFrom("dossier", "page", "copy", "person"),
    }),
    opt(fc.record({ kind: fc.constantFrom("advance", "fee", "service", "shipping") })),
    opt(fc.record({ line: fc.constantFrom("one", "two") })),
    opt(
      fc
        .uniqueArray(
          fc.record({ from: fc.integer({ min: 2, max: 9 }), amountVnd: fc.integer({ min: 0, max: 9_999 }) }),
          {
            selector: ({ from }) => from,
            minLength: 1,
            maxLength: 3,
          },
        )
        .map((tiers) => ({ tiers: tiers.sort((x, y) => x.from - y.from) })),
    ),
    opt(fc.record({ atMostVnd: fc.integer({ min: 0, max: 300_000 }) })),
    opt(when),
    fc.subarray([...grounds]).chain((held) =>
      fc.tuple(...held.map(() => fc.integer({ min: 1, max: 100 }))).map((percents) => ({
        exemptions: held.map((id, at) => ({ id, name, percentOff: percents[at] ?? 1, source: "s" })),
      })),
    ),
  )
  .map((parts) => Object.assign({ name, source: "s" }, ...parts) as Omit<FeeRule, "id">);
const rules = fc
  .array(rule, { maxLength: 6 })
  .map((list) => list.map((item, at): FeeRule => ({ ...item, id: `r${at}` })));
const situation: fc.Arbitrary<FeeSituation> = fc.record({
  caseId: fc.constantFrom("a", "b"),
  channel: fc.constantFrom("counter" as const, "online" as const),
  facts: fc.constantFrom<{ [fact: string]: boolean }>({}, { urgent: true }, { urgent: false }),
  units: fc.record({
    pages: fc.integer({ min: 1, max: 30 }),
    copies: fc.integer({ min: 1, max: 9 }),
    persons: fc.integer({ min: 1, max: 40 }),
  }),
  grounds: fc.subarray([...grounds]),
});
/** Knows every ground and never applies, so that random grounds are known ones. */
const known: FeeRule = {
  id: "known",
  name,
  amountVnd: 1,
  when: { facts: ["urgent", "!urgent"] },
  exemptions: grounds.map((id) => ({ id, name, percentOff: 1, source: "s" })),
  source: "s",
};

describe("what a dossier owes", () => {
  it("is what counting unit by unit in whole numbers says", () => {
    fc.assert(
      fc.property(rules, situation, (some, at) => {
        const owed = owedFees(definition, [...some, known], at);
        const naive = naiveOwed([...some, known], at);
        expect(owed.ok && owed.value.lines.map(({ id, amountVnd }) => [id, BigInt(amountVnd)])).toEqual(naive);
        if (!owed.ok) return;
        const { byKind, totalVnd, lines } = owed.value;
        expect(Object.values(byKind).reduce((sum, part) => sum + part, 0)).toBe(totalVnd);
        expect(lines.reduce((sum, { amountVnd }) => sum + amountVnd, 0)).toBe(totalVnd);
        for (const { amountVnd, fullVnd } of lines) {
          expect(Number.isInteger(amountVnd) && amountVnd >= 0 && amountVnd <= fullVnd).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("never grows by one more ground", () => {
    fc.assert(
      fc.property(rules, situation, fc.constantFrom(...grounds), (some, at, more) => {
        const before = owedFees(definition, [...some, known], at);
        const after = owedFees(definition, [...some, known], { ...at, grounds: [...(at.grounds ?? []), more] });
        expect(before.ok && after.ok && after.value.totalVnd <= before.value.totalVnd).toBe(true);
      }),
    );
  });

  const codesOf = (some: readonly FeeRule[], change: Partial<FeeSituation>): readonly string[] => {
    const answer = owedFees(definition, some, { caseId: "a", channel: "counter", facts: {}, ...change });
    return answer.ok ? [] : answer.error.map(({ code, path }) => `${code} ${path}`);
  };
  const flat: FeeRule = { id: "f", name, amountVnd: 5_000, source: "s" };
  it.each<[string, readonly FeeRule[], Partial<FeeSituation>]>([
    ["command.unknown_case caseId", [flat], { caseId: "c" }],
    ["command.unknown_channel channel", [flat], { channel: "post" }],
    ["command.unknown_fact facts.calm", [flat], { facts: { calm: true } }],
    ["fee.unknown_ground grounds[0]", [flat], { grounds: ["rich"] }],
    ["fee.bad_units units.copies", [flat], { units: { copies: 1.5 } }],
    ["fee.bad_units units.pages", [flat], { units: { pages: 0 } }],
    ["fee.bad_units units.persons", [flat], { units: { persons: Number.NaN } }],
    ["fee.units_missing units.pages", [{ ...flat, per: "page" }], {}],
    ["fee.units_missing units.persons", [{ ...flat, per: "person" }], { units: { pages: 3 } }],
    ["fee.not_set fees.f", [{ id: "f", name, setBy: "province", source: "s" }], {}],
    ["fee.too_large fees.f", [{ ...flat, per: "person", amountVnd: 10 ** 12 }], { units: { persons: 2 } }],
    [
      "fee.too_large fees",
      [
        { ...flat, amountVnd: 10 ** 12 },
        { ...flat, id: "g" },
      ],
      {},
    ],
  ])("refuses with %s", (code, some, change) => {
    expect(codesOf(some, change)).toEqual([code]);
  });

  it("asks for copies of 2,000 a page, 1,000 from page 3, at most 200,000 a copy (Circular on certification)", () => {
    const copies = procedures.find(({ code, fees }) => code.length > 0 && fees.some(({ id }) => id === "pages"));
    if (copies === undefined) throw new Error("no procedure with fees by page");
    const of = (pages: number, n: number) => {
      const situation = { caseId: copies.cases[0]?.id ?? "", channel: "counter" as const, facts: {} };
      const owed = owedFees(copies, copies.fees, { ...situation, units: { pages, copies: n } });
      return owed.ok ? owed.value.totalVnd : owed.error;
    };
    expect([of(1, 1), of(2, 1), of(3, 1), of(5, 2), of(300, 1), of(300, 3)]).toEqual([
      2_000, 4_000, 5_000, 14_000, 200_000, 600_000,
    ]);
  });

  it("every procedure of the catalogue tells what it costs, or that a schedule is missing, on each channel", () => {
    let told = 0;
    for (const one of procedures)
      for (const { channel } of one.channels) {
        const units = { pages: 1, copies: 1, persons: 1 };
        const owed = owedFees(one, one.fees, { caseId: one.cases[0]?.id ?? "", channel, facts: {}, units });
        if (owed.ok) told += 1;
        else expect(owed.error.map(({ code }) => code)).toEqual(["fee.not_set"]);
        expect(lintProcedure(one).filter(({ code }) => code.startsWith("fee."))).toEqual([]);
      }
    expect(told).toBeGreaterThan(60);
  });
});

describe("a schedule of the province", () => {
  const birth = procedures.find(({ fees }) =>
    fees.some(({ exemptions = [] }) => exemptions.some(({ id }) => id === "in-time")),
  );
  if (birth === undefined) throw new Error("no procedure that is free in time");
  const schedule = (id: string, from: string, to?: string, amountVnd = 8_000) => ({
    id,
    effective: { from: from as CivilDate, ...(to === undefined ? {} : { to: to as CivilDate }) },
    source: "NQ HĐND",
    procedures: { [birth.code]: birth.fees.map((fee) => ({ ...fee, amountVnd })) },
  });
  const situation = { caseId: birth.cases[0]?.id ?? "", channel: "counter" as const, facts: {} };

  it("sets what the law leaves to it, from its first to its last day; a dossier in time, or of a poor household, is free", () => {
    const table = [schedule("old", "2025-01-01", "2025-12-31", 5_000), schedule("new", "2026-01-01")];
    const on = (day: string, grounds: readonly string[] = []) => {
      const rules = feesInForce(birth, table, day as CivilDate);
      const owed = rules.ok ? owedFees(birth, rules.value, { ...situation, grounds }) : rules;
      return owed.ok ? owed.value.totalVnd : owed.error;
    };
    expect([
      on("2025-12-31"),
      on("2026-01-01"),
      on("2026-01-01", ["in-time"]),
      on("2026-01-01", ["poor-household"]),
    ]).toEqual([5_000, 8_000, 0, 0]);
    expect(on("2024-12-31")).toMatchObject([{ code: "fee.not_set" }]);
  });

  it("is refused where two are in force at once", () => {
    const both = feesInForce(
      birth,
      [schedule("x", "2026-01-01"), schedule("y", "2026-06-01")],
      "2026-07-01" as CivilDate,
    );
    expect(both).toMatchObject({ ok: false, error: { code: "fee.ambiguous" } });
  });

  it("is told line by line, with the article that exempts", () => {
    const rules = feesInForce(birth, [schedule("new", "2026-01-01")], "2026-03-02" as CivilDate);
    if (!rules.ok) throw new Error(rules.error.code);
    const owed = owedFees(birth, rules.value, { ...situation, grounds: ["poor-household"] });
    if (!owed.ok) throw new Error("refused");
    const [line, total] = explainOwed(owed.value);
    expect(line?.vi).toContain("8.000 đồng = 8.000 đồng");
    expect(line?.vi).toContain("giảm 100%: Hộ nghèo");
    expect([line?.vi.endsWith("→ 0 đồng"), total?.en]).toEqual([true, "Total: 0 đồng"]);
  });
});
