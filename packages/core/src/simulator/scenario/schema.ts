import { z } from "zod";
import { type Fault, fault } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { valueAt } from "../../base/schema-words.ts";
import { checkProcedure } from "../../procedure/definition.ts";
import type { PolicyChanges } from "../../rules/policies.ts";
import { seedMax } from "../random.ts";
import { faultsOf, join } from "./schema-faults.ts";
import { arrivalEntry, hours, staffEntry } from "./schema-office.ts";
import { procedure, settings } from "./schema-procedures.ts";
import { civilDate, count, share, shares, text, time } from "./schema-times.ts";
import type { Scenario } from "./types.ts";

// The one schema of a scenario. types.ts says the same to the compiler; `schemaIsTheType` below holds the two together.
// Numbers are checked for their kind here; what they mean together is `checkModel`'s business.

// Far beyond the country's 3,321 communes: a slip of the pen, not a wish to wait for days.
const officesMax = 100_000;

const law = z
  .strictObject({
    rules: z.enum(["vietnam", "none"]).exactOptional(),
    // Names and choices are those of `withPolicies`, which says more.
    policies: (z.record(text, z.unknown()) as unknown as z.ZodType<PolicyChanges, PolicyChanges>).exactOptional(),
    reasons: z.record(text, z.string()).readonly().exactOptional(),
    habits: z
      .strictObject({
        answer: z.enum(["by-fit", "always-on-time", "always-late", "never"]).exactOptional(),
        answerAfterMs: time.exactOptional(),
        newDateAfterDays: count.exactOptional(),
        apologiesForgotten: share.exactOptional(),
        draftAfterMs: time.exactOptional(),
        signAfterMs: time.exactOptional(),
        sendAfterMs: time.exactOptional(),
        rescheduled: share.exactOptional(),
        rescheduleAfterMs: time.exactOptional(),
        acknowledged: share.exactOptional(),
        acknowledgeAfterMs: time.exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();

const scenario = z
  .strictObject({
    format: z.literal("motcua-scenario/1"),
    name: text,
    notes: z.array(text).readonly().exactOptional(),
    preset: z.enum(["motcua", "prosimos"]).exactOptional(),
    start: civilDate,
    length: z.union([
      z.strictObject({ days: count }).readonly(),
      z.strictObject({ until: civilDate }).readonly(),
      z.strictObject({ dossiers: count }).readonly(),
    ]),
    warmUp: z
      .strictObject({ days: z.int().min(0) })
      .readonly()
      .exactOptional(),
    atEnd: z.enum(["work-off", "stop"]).exactOptional(),
    offices: count.max(officesMax).exactOptional(),
    calendar: text.exactOptional(),
    hours: hours.exactOptional(),
    conventions: z
      .strictObject({
        arrivals: z.enum(["open-time", "elapsed"]).exactOptional(),
        dispatch: z.enum(["when-free", "when-enabled"]).exactOptional(),
        allocation: z.enum(["fair", "least-busy", "most-skilled", "same-person", "first"]).exactOptional(),
        shiftEnd: z.enum(["pause", "finish", "no-late-start"]).exactOptional(),
        preemption: z.enum(["none", "resume"]).exactOptional(),
        linkedLimits: z.enum(["from-begin", "from-lodging"]).exactOptional(),
        handOver: z
          .union([z.literal("never"), z.strictObject({ workingDays: z.number().positive() }).readonly()])
          .exactOptional(),
      })
      .readonly()
      .exactOptional(),
    settings: z.strictObject(settings).readonly().exactOptional(),
    procedures: z.array(procedure).min(1).readonly(),
    staff: z.array(staffEntry).readonly(),
    arrivals: z.array(arrivalEntry).min(1).readonly(),
    channels: shares.exactOptional(),
    arrivalsFactor: z.number().positive().exactOptional(),
    law: law.exactOptional(),
    absenceSeed: z.int().min(0).max(seedMax).exactOptional(),
  })
  .readonly();

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** Fails to compile when the schema and types.ts drift apart. */
export const schemaIsTheType: Same<z.infer<typeof scenario>, Scenario> = true;

/** Reads a scenario from data (`extends` merged already) and reports everything that is wrong with its form, each with its
 *  path. Definitions that stand in it are linted too. What a well-formed scenario means is `modelOfScenario`'s business. */
export function parseScenario(value: unknown): Result<Scenario, readonly Fault[]> {
  const parsed = scenario.safeParse(value);
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOf(issue, value));
  faults.push(...definitionFaults(value));
  return parsed.success && faults.length === 0 ? ok(parsed.data) : err(faults);
}

/** JSON Schema (2020-12) of a scenario, for editors. */
export function scenarioJsonSchema(): { readonly [key: string]: unknown } {
  const schema = z.toJSONSchema(scenario, { target: "draft-2020-12", io: "input" });
  return { ...schema, title: "motcua scenario", $id: "urn:motcua:scenario:1" };
}

function definitionFaults(value: unknown): readonly Fault[] {
  const procedures = valueAt(value, ["procedures"]);
  if (!Array.isArray(procedures)) return [];
  return procedures.flatMap((entry: unknown, i): readonly Fault[] => {
    const definition = valueAt(entry, ["definition"]);
    if (definition === undefined) return [];
    const { faults, findings } = checkProcedure(definition);
    const path = `procedures[${i}].definition`;
    return [
      ...faults.map((one) => ({ ...one, path: join(path, one.path ?? "") })),
      ...findings
        .filter(({ severity }) => severity === "error")
        .map((one) => fault("definition.faulty", one.text.vi, one.text.en, join(path, one.path))),
    ];
  });
}
