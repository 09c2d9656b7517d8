import { z } from "zod";
import { type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import { issueWords, valueAt } from "../base/schema-words.ts";
import { parseCivilDate } from "../calendar/civil-date.ts";
import { budgetAmountMax } from "../calendar/parse.ts";
import type { CivilDate } from "../calendar/types.ts";
import { membersMax } from "./interlinked.ts";
import type { Finding } from "./lint/finding.ts";
import { inOrder, lintProcedure, lintRules } from "./lint/lint.ts";
import { partyMax } from "./moments.ts";
import { feeUnitsMax, vndMax } from "./money.ts";
import type { ProcedureDefinition } from "./types.ts";

// The one schema of a definition. types.ts says the same to the compiler; `schemaIsTheType` below holds the two together.

// Ids become names of events and states (`act:step.action`, `step~supplement`), so their alphabet is narrow.
const id = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "id");
const text = z.string().min(1);
const bilingual = z.strictObject({ vi: text, en: text });
const source = text;
const confidence = z.enum(["S", "M", "U"]);
const channel = z.enum(["counter", "online", "post", "vneid"]);
// z.custom has no JSON Schema, so the brand of CivilDate is put on by the type alone.
const civilDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "date")
  .refine((value) => parseCivilDate(value).ok, "date") as unknown as z.ZodType<CivilDate, CivilDate>;
const amount = z.int().min(1).max(budgetAmountMax);

const budget = z.discriminatedUnion("unit", [
  z.strictObject({ unit: z.literal("working-day"), amount }).readonly(),
  z.strictObject({ unit: z.literal("working-hour"), amount }).readonly(),
  z.strictObject({ unit: z.literal("working-minute"), amount }).readonly(),
  z.strictObject({ unit: z.literal("hour"), amount }).readonly(),
  z.strictObject({ unit: z.literal("calendar-day"), amount }).readonly(),
  z.strictObject({ unit: z.literal("month"), amount }).readonly(),
  z.strictObject({ unit: z.literal("same-day"), cutoffMinute: z.int().min(0).max(1440) }).readonly(),
  z.strictObject({ unit: z.literal("until"), date: civilDate }).readonly(),
]);
const limitBudget = z.discriminatedUnion("unit", [
  ...budget.options,
  z.strictObject({ unit: z.literal("none") }).readonly(),
  z.strictObject({ unit: z.literal("stages") }).readonly(),
]);

const when = z
  .strictObject({
    case: id.exactOptional(),
    channel: channel.exactOptional(),
    facts: z.array(text).readonly().exactOptional(),
  })
  .readonly();

const vnd = z.int().min(0).max(vndMax);
const fee = z
  .strictObject({
    id,
    name: bilingual,
    kind: z.enum(["advance", "fee", "service", "shipping"]).exactOptional(),
    levy: z.enum(["phi", "le-phi"]).exactOptional(),
    line: id.exactOptional(),
    amountVnd: vnd.exactOptional(),
    per: z.enum(["dossier", "page", "copy", "person"]).exactOptional(),
    tiers: z
      .array(z.strictObject({ from: z.int().min(2).max(feeUnitsMax), amountVnd: vnd }).readonly())
      .min(1)
      .readonly()
      .exactOptional(),
    atMostVnd: vnd.exactOptional(),
    setBy: z.enum(["province", "law"]).exactOptional(),
    when: when.exactOptional(),
    exemptions: z
      .array(z.strictObject({ id, name: bilingual, percentOff: z.int().min(1).max(100), source }).readonly())
      .readonly()
      .exactOptional(),
    source,
  })
  .readonly();

const inputField = z
  .strictObject({
    id,
    name: bilingual,
    type: z.enum(["text", "integer", "boolean", "date", "choice"]),
    choices: z.array(text).readonly().exactOptional(),
    required: z.boolean(),
    public: z.boolean(),
  })
  .readonly();

const action = z
  .strictObject({
    id,
    name: bilingual,
    to: z.string().regex(/^(end:)?[A-Za-z][A-Za-z0-9-]{0,63}$/, "target"),
    clock: z.enum(["run", "suspend", "restart", "stop"]),
    phase: id.exactOptional(),
    outcome: z.enum(["granted", "refused", "partly-granted", "other"]).exactOptional(),
    guard: z.array(text).readonly().exactOptional(),
    input: z.array(inputField).readonly().exactOptional(),
    role: id.exactOptional(),
  })
  .readonly();

const followed = z
  .strictObject({
    over: id.exactOptional(),
    held: id.exactOptional(),
    "absent-again": id.exactOptional(),
    objected: id.exactOptional(),
    visited: id.exactOptional(),
    paid: id.exactOptional(),
    "debt-recorded": id.exactOptional(),
    confirmed: id.exactOptional(),
    declined: id.exactOptional(),
  })
  .readonly();

const session = z
  .strictObject({
    parties: z
      .array(
        z
          .strictObject({
            id,
            name: bilingual,
            atLeast: z.int().min(0).max(partyMax),
            absencesMax: z.int().min(1).max(100).exactOptional(),
          })
          .readonly(),
      )
      .min(1)
      .readonly(),
    source,
    confidence,
  })
  .readonly();

const step = z
  .strictObject({
    id,
    kind: z.enum([
      "work",
      "decide",
      "consult",
      "session",
      "posting",
      "on-site",
      "wait-payment",
      "confirm",
      "exchange",
      "post",
      "interlinked",
      "return",
    ]),
    name: bilingual,
    // Empty text is let in here: lint says it better ("an overdue state nobody owns").
    role: z.string(),
    unit: z.string(),
    within: z
      .strictObject({
        unit: z.enum(["working-day", "calendar-day", "working-hour"]),
        hundredths: z.int().min(0).max(1_000_000),
      })
      .readonly()
      .exactOptional(),
    mayAskSupplement: z.boolean(),
    notSamePersonAs: z.array(id).readonly().exactOptional(),
    portalStatus: z.number(),
    wait: z.strictObject({ budget, ground: text, source, ladder: text.exactOptional() }).readonly().exactOptional(),
    follows: followed.exactOptional(),
    session: session.exactOptional(),
    actions: z.array(action).readonly(),
    confidence: confidence.exactOptional(),
  })
  .readonly();

const topology = z.enum(["sequence", "parallel"]);
const interlinked = z
  .strictObject({
    members: z
      .array(
        z
          .strictObject({
            id,
            name: bilingual,
            procedure: text.exactOptional(),
            unit: text,
            lead: z.literal(true).exactOptional(),
            dependsOn: z.array(id).readonly().exactOptional(),
            when: when.exactOptional(),
            limits: z
              .array(z.strictObject({ when: when.exactOptional(), budget, source, confidence }).readonly())
              .readonly(),
          })
          .readonly(),
      )
      .min(1)
      .max(membersMax)
      .readonly(),
    topology: z
      .strictObject({
        counter: topology.exactOptional(),
        online: topology.exactOptional(),
        post: topology.exactOptional(),
        vneid: topology.exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();

const limitRule = z.strictObject({ when: when.exactOptional(), budget: limitBudget, source, confidence }).readonly();

const definition = z
  .strictObject({
    format: z.literal("motcua-procedure/1"),
    code: text,
    version: z.int().min(1),
    name: bilingual,
    field: bilingual,
    family: id,
    legalBasis: z.array(source).readonly(),
    effective: z.strictObject({ from: civilDate, to: civilDate.exactOptional() }).readonly(),
    channels: z
      .array(z.strictObject({ channel, level: z.enum(["full", "partial"]).exactOptional() }).readonly())
      .readonly(),
    placeRule: z.enum(["province", "nationwide", "by-residence", "by-place"]),
    cases: z
      .array(
        z
          .strictObject({
            id,
            name: bilingual,
            documents: z
              .array(
                z
                  .strictObject({
                    id,
                    name: bilingual,
                    form: z.enum(["original", "copy", "electronic"]),
                    copies: z.int().min(0).max(100),
                    reusableFrom: text.exactOptional(),
                  })
                  .readonly(),
              )
              .readonly(),
          })
          .readonly(),
      )
      .readonly(),
    facts: z.array(z.strictObject({ id, name: bilingual }).readonly()).readonly(),
    limits: z.array(limitRule).readonly(),
    phases: z
      .array(z.strictObject({ id, name: bilingual, limits: z.array(limitRule).readonly() }).readonly())
      .readonly()
      .exactOptional(),
    extensions: z
      .array(
        z
          .strictObject({
            id,
            name: bilingual,
            mode: z.enum(["added", "total"]),
            upTo: budget.exactOptional(),
            orLongerByAgreement: z.boolean(),
            source,
            confidence,
          })
          .readonly(),
      )
      .readonly(),
    fees: z.array(fee).readonly(),
    results: z.array(z.strictObject({ code: text, name: bilingual }).readonly()).readonly(),
    startStep: id,
    steps: z.array(step).min(1).readonly(),
    interlinked: interlinked.exactOptional(),
    supplement: z
      .strictObject({
        askWithin: budget.exactOptional(),
        rounds: z.int().min(0).max(10).exactOptional(),
        citizenTime: budget.exactOptional(),
        effect: z.enum(["restart", "suspend"]).exactOptional(),
        source,
      })
      .readonly()
      .exactOptional(),
    applicant: z.enum(["required", "none"]),
    notes: z.array(text).readonly(),
    confidence: z.record(text, confidence).readonly(),
    sources: z.array(source).readonly(),
  })
  .readonly();

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** Fails to compile when the schema and types.ts drift apart. */
export const schemaIsTheType: Same<z.infer<typeof definition>, ProcedureDefinition> = true;

/** Reads a definition from data and reports everything that is wrong with its form, each with its path. What a well-formed
 *  definition means is lint's business. */
export function parseDefinition(value: unknown): Result<ProcedureDefinition, readonly Fault[]> {
  const parsed = definition.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return err(parsed.error.issues.flatMap((issue) => faultsOf(issue, value)));
}

/** Form and meaning together. A value with faults of form is linted all the same as far as its shape allows, so that one
 *  reading shows everything there is to repair. */
export function checkProcedure(value: unknown): {
  readonly definition: ProcedureDefinition | undefined;
  readonly faults: readonly Fault[];
  readonly findings: readonly Finding[];
} {
  const parsed = parseDefinition(value);
  if (parsed.ok) return { definition: parsed.value, faults: [], findings: lintProcedure(parsed.value) };
  return { definition: undefined, faults: parsed.error, findings: lintWhatCanBe(value, parsed.error) };
}

/** JSON Schema (2020-12) of a definition, for editors. */
export function procedureJsonSchema(): { readonly [key: string]: unknown } {
  const schema = z.toJSONSchema(definition, { target: "draft-2020-12", io: "input" });
  return { ...schema, title: "motcua procedure definition", $id: "urn:motcua:procedure:1" };
}

function lintWhatCanBe(value: unknown, faults: readonly Fault[]): readonly Finding[] {
  const broken = new Set(faults.map((item) => item.path));
  const findings = lintRules.flatMap((rule) => {
    // A rule reads shapes without asking, so it may stumble over a broken one; the fault then speaks alone.
    try {
      return rule(value as ProcedureDefinition);
    } catch {
      return [];
    }
  });
  return inOrder(findings.filter((finding) => !broken.has(finding.path)));
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown): readonly Fault[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      fault("definition.faulty", `trường không có trong định dạng: ${key}`, `unknown field: ${key}`, join(path, key)),
    );
  const missing = valueAt(value, issue.path) === undefined;
  if (missing) return [fault("definition.faulty", "thiếu trường bắt buộc", "a required field is missing", path)];
  const [vi, en] = issueWords(issue);
  return [fault("definition.faulty", vi, en, path)];
}

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : join(text, String(key))), "");
