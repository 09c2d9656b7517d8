import { bilingual } from "../../base/text.ts";
import type { Budget } from "../../calendar/types.ts";
import type { ExtensionRule, FactDeclaration, LimitRule, ProcedureCase } from "../../procedure/types.ts";
import type { CatalogueEntry, CatalogueExtension } from "./catalogue-types.ts";
import { type Condition, conditions } from "./words.ts";

export interface LimitPart {
  readonly cases: readonly ProcedureCase[];
  readonly facts: readonly FactDeclaration[];
  readonly limits: readonly LimitRule[];
  readonly extensions: readonly ExtensionRule[];
  readonly notes: readonly string[];
}

const sameDay: Budget = { unit: "same-day", cutoffMinute: 15 * 60 };

/** Two procedures have one code and two limits; the catalogue says so in prose only. */
const casesOf: {
  readonly [code: string]: readonly {
    readonly id: string;
    readonly vi: string;
    readonly en: string;
    readonly budget?: Budget;
  }[];
} = {
  "1.004859": [
    { id: "change", vi: "Thay đổi, cải chính, xác định lại dân tộc", en: "Change, correction, ethnicity" },
    { id: "supplement", vi: "Bổ sung thông tin hộ tịch", en: "Adding civil-status data", budget: sameDay },
  ],
  "1.013225": [
    { id: "works", vi: "Công trình cấp III, cấp IV", en: "Works of class III and IV" },
    { id: "house", vi: "Nhà ở riêng lẻ", en: "Individual house", budget: { unit: "calendar-day", amount: 15 } },
  ],
};

export function limitPart(entry: CatalogueEntry): LimitPart {
  const { timeLimit, confidence } = entry;
  const source = limitSource(entry);
  const trust = timeLimit.conf ?? confidence.timeLimit ?? "U";
  const base = budgetOf(entry);
  const cases = casesOf[entry.code] ?? [{ id: "general", vi: "Chung", en: "General" }];
  const facts = new Map<string, FactDeclaration>();
  const rules: LimitRule[] = [];
  const extensions: ExtensionRule[] = [];
  const notes: string[] = [];

  for (const item of cases)
    if ("budget" in item && item.budget !== undefined)
      rules.push({ when: { case: item.id }, budget: item.budget, source, confidence: trust });

  for (const extension of timeLimit.extensions ?? []) {
    const condition = conditions[extension.when];
    if (condition?.fact !== undefined) facts.set(condition.fact, { id: condition.fact, name: condition.name });
    if (condition?.atReceipt && condition.fact !== undefined)
      rules.push({
        when: { facts: [condition.fact] },
        budget: lengthened(base, extension),
        source,
        confidence: extension.conf ?? trust,
      });
    else if (condition !== undefined) extensions.push(extensionRule(extension, condition, source, trust));
    else
      notes.push([extension.when, extension.note, extension.conf && `[${extension.conf}]`].filter(Boolean).join("; "));
  }
  if (timeLimit.orLonger !== undefined)
    extensions.push({
      id: "agreed",
      name: bilingual("Theo thỏa thuận bằng văn bản với người yêu cầu", "Written agreement with the applicant"),
      mode: "total",
      orLongerByAgreement: true,
      source: `${source}: ${timeLimit.orLonger}`,
      confidence: trust,
    });
  rules.push({ budget: base, source, confidence: trust });
  for (const text of [timeLimit.afterCutoff, timeLimit.note, timeLimit.text]) if (text !== undefined) notes.push(text);
  return {
    cases: cases.map((item) => ({ id: item.id, name: bilingual(item.vi, item.en), documents: [] })),
    facts: [...facts.values()],
    limits: rules,
    extensions,
    notes,
  };
}

/** What the catalogue read the limit in. */
const limitSource = (entry: CatalogueEntry): string => entry.sources.at(1) ?? entry.sources[0] ?? entry.publishedBy;

function budgetOf(entry: CatalogueEntry): LimitRule["budget"] {
  const { kind, unit, value = 0 } = entry.timeLimit;
  switch (kind) {
    case "same-day":
      return sameDay;
    case "scheduled":
      return { unit: "none" };
    case "statutory-chain":
      return { unit: "stages" };
    case "immediate":
      return { unit: "working-hour", amount: value };
    case "duration":
      return { unit: unit === "calendar-day" ? "calendar-day" : "working-day", amount: value };
  }
}

function lengthened(base: LimitRule["budget"], extension: CatalogueExtension): LimitRule["budget"] {
  const unit = extension.unit ?? "working-day";
  const before = base.unit === unit && extension.mode === "added" ? base.amount : 0;
  return { unit, amount: before + (extension.upTo ?? 0) };
}

function extensionRule(
  extension: CatalogueExtension,
  condition: Condition,
  source: string,
  trust: LimitRule["confidence"],
): ExtensionRule {
  // Where the catalogue does not say whether the days are added or the whole, they are read as the whole, the shorter.
  const certain = extension.mode === "added" || extension.mode === "total";
  return {
    id: condition.fact === undefined ? "agreed" : condition.fact,
    name: condition.name,
    mode: extension.mode === "added" ? "added" : "total",
    ...(extension.upTo === undefined
      ? {}
      : { upTo: { unit: extension.unit ?? ("working-day" as const), amount: extension.upTo } }),
    orLongerByAgreement: extension.orLonger !== undefined,
    source: extension.orLonger === undefined ? source : `${source}: ${extension.orLonger}`,
    confidence: extension.conf ?? (certain || extension.upTo === undefined ? trust : "U"),
  };
}
