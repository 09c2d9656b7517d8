import { invariant } from "../../base/invariant.ts";
import { bilingual } from "../../base/text.ts";
import type { CivilDate } from "../../calendar/types.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import type { CatalogueEntry, InternalProcess } from "./catalogue-types.ts";
import { defaultChain, waivesFourEyes } from "./default-chain.ts";
import { feesOf } from "./fees.ts";
import { limitPart } from "./limits.ts";
import { hasTable, tableChain } from "./table-chain.ts";
import { fieldsEn, resultsEn } from "./words.ts";

/** First day of the commune level of 2025, when most of these procedures came to it; a date of its own was not read. */
const effectiveFrom = "2025-07-01" as CivilDate;

/** One entry of the catalogue as a definition. The facts, their confidence and their sources carry over; what the entry
 *  leaves open is filled with defaults that are marked uncertain. */
export function fromCatalogue(entry: CatalogueEntry, tables: readonly InternalProcess[]): ProcedureDefinition {
  const limit = limitPart(entry);
  const budget = limit.limits.at(-1)?.budget;
  invariant(budget !== undefined, `${entry.code}: no limit`);
  const fromTable = hasTable(entry);
  const table = tableChain(entry, budget, tables);
  const steps = fromTable ? table.steps : defaultChain(entry, budget);
  const online = entry.channels.includes("online");
  const start = steps[0]?.id;
  invariant(start !== undefined, `${entry.code}: no steps`);
  return {
    format: "motcua-procedure/1",
    code: entry.code,
    version: 1,
    name: bilingual(entry.name, entry.nameEn),
    field: bilingual(entry.field, fieldsEn[entry.field] ?? entry.field),
    family: entry.family,
    legalBasis: legalBasis(entry),
    effective: { from: effectiveFrom },
    channels: channelsOf(entry),
    placeRule: placeRules[entry.nonTerritorial],
    cases: limit.cases,
    facts: [...limit.facts, ...factsReadBySteps(entry)],
    limits: limit.limits,
    extensions: limit.extensions,
    fees: feesOf(entry),
    results: entry.results.map((result) => ({
      code: result.code,
      name: bilingual(result.name, resultsEn[result.code] ?? `${entry.nameEn}: result ${result.code}`),
    })),
    startStep: start,
    steps,
    applicant: "required",
    notes: [
      ...entry.notes,
      ...limit.notes,
      ...table.notes,
      ...(fromTable ? [] : ["no internal table read: default chain of steps and default shares [U]"]),
      ...(waivesFourEyes(entry) && !fromTable
        ? ["four-eyes is not asked for: desk staff may resolve (NĐ 118/2025 Art. 17(5))"]
        : []),
      ...(online ? ["VNeID is a channel by NĐ 367/2025; its date of effect was not read [U]"] : []),
    ],
    confidence: {
      ...entry.confidence,
      effective: "U",
      steps: fromTable ? weakest(steps.map((step) => step.confidence ?? "U")) : "U",
      ...(online ? { vneid: "U" as const } : {}),
    },
    sources: [...entry.sources, ...table.sources],
  };
}

const placeRules = {
  province: "province",
  nationwide: "nationwide",
  "by residence": "by-residence",
  "by place": "by-place",
} as const;

const weakest = (of: readonly ("S" | "M" | "U")[]): "S" | "M" | "U" =>
  of.includes("U") ? "U" : of.includes("M") ? "M" : "S";

function channelsOf(entry: CatalogueEntry): ProcedureDefinition["channels"] {
  const { onlineLevel } = entry;
  const level = onlineLevel === "full" || onlineLevel === "partial" ? { level: onlineLevel } : {};
  return [
    ...(entry.channels.includes("in-person") ? [{ channel: "counter" as const }] : []),
    ...(entry.channels.includes("online") ? [{ channel: "online" as const, ...level }] : []),
    ...(entry.channels.includes("post") ? [{ channel: "post" as const }] : []),
    ...(entry.channels.includes("online") ? [{ channel: "vneid" as const, ...level }] : []),
  ];
}

function legalBasis(entry: CatalogueEntry): readonly string[] {
  const laws = entry.sources.filter((source) => /^(Luật|NĐ) /.test(source));
  return [
    ...laws.map((source) => source.replace(/ (via|\().*$/, "")),
    `Quyết định công bố ${entry.publishedBy.replace(/^QĐ(\d+)-/, "$1/QĐ-")}`,
    "NĐ 118/2025/NĐ-CP",
  ];
}

const factsReadBySteps = (entry: CatalogueEntry): ProcedureDefinition["facts"] =>
  entry.code === "1.001193" ? [{ id: "filedOnline", name: bilingual("Nộp trực tuyến", "Filed online") }] : [];
