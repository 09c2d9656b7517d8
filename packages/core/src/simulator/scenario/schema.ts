import { z } from "zod";
import { type Fault, fault } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { valueAt } from "../../base/schema-words.ts";
import { parseCivilDate } from "../../calendar/civil-date.ts";
import type { CivilDate } from "../../calendar/types.ts";
import { checkProcedure } from "../../procedure/definition.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import type { PolicyChanges } from "../../rules/policies.ts";
import { faultsOf, join } from "./schema-faults.ts";
import { fixedTime, share, spread, text, time } from "./schema-times.ts";
import type { Scenario } from "./types.ts";

// The one schema of a scenario. types.ts says the same to the compiler; `schemaIsTheType` below holds the two together.
// Numbers are checked for their kind here; what they mean together is `checkModel`'s business.

const count = z.int().min(1);
// Far beyond the country's 3,321 communes and any one desk: a slip of the pen, not a wish to wait for days.
const officesMax = 100_000;
const peopleMax = 10_000;
const civilDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "date")
  .refine((value) => parseCivilDate(value).ok, "date") as unknown as z.ZodType<CivilDate, CivilDate>;
const shares = z.record(text, share).readonly();

const crew = z
  .array(z.strictObject({ skill: text, count }).readonly())
  .min(1)
  .readonly();
const batch = z
  .strictObject({
    sizeMin: count,
    sizeMax: count,
    waitMax: fixedTime.exactOptional(),
    run: z.enum(["together", "one-after-another"]),
    durationFactor: z
      .array(z.strictObject({ size: count, factor: z.number().positive() }).readonly())
      .readonly()
      .exactOptional(),
  })
  .readonly();
const byPerson = z.record(text, spread).readonly();

const stepSettings = z
  .strictObject({
    work: spread.exactOptional(),
    wait: spread.exactOptional(),
    actions: shares.exactOptional(),
    loopsMax: count.exactOptional(),
    supplement: z
      .strictObject({
        share: share.exactOptional(),
        rounds: z.int().min(0).exactOptional(),
        citizen: spread.exactOptional(),
        neverShare: share.exactOptional(),
      })
      .readonly()
      .exactOptional(),
    automatic: z.boolean().exactOptional(),
    skill: text.exactOptional(),
    crew: crew.exactOptional(),
    byPerson: byPerson.exactOptional(),
    batch: batch.exactOptional(),
    fixedCost: time.exactOptional(),
    priority: z.int().exactOptional(),
  })
  .readonly();

const settings = {
  intake: z
    .strictObject({
      receive: z.record(text, spread).readonly().exactOptional(),
      refuseShare: share.exactOptional(),
      incompleteShare: share.exactOptional(),
      comesBack: spread.exactOptional(),
      givesUpShare: share.exactOptional(),
    })
    .readonly()
    .exactOptional(),
  return: z
    .strictObject({
      ways: z
        .record(
          text,
          z
            .strictObject({
              counter: share.exactOptional(),
              post: share.exactOptional(),
              electronic: share.exactOptional(),
            })
            .readonly(),
        )
        .readonly()
        .exactOptional(),
      collect: spread.exactOptional(),
      postal: spread.exactOptional(),
    })
    .readonly()
    .exactOptional(),
  withdrawShare: share.exactOptional(),
  patience: spread.exactOptional(),
  kinds: z.record(text, stepSettings).readonly().exactOptional(),
  steps: z.record(text, stepSettings).readonly().exactOptional(),
};

const nodeBase = { id: text, name: text.exactOptional() };
const branch = z
  .strictObject({
    to: text,
    share,
    when: z
      .strictObject({
        attribute: text,
        is: text.exactOptional(),
        atLeast: z.number().exactOptional(),
        below: z.number().exactOptional(),
      })
      .readonly()
      .exactOptional(),
    passesMax: count.exactOptional(),
  })
  .readonly();
const node = z.discriminatedUnion("kind", [
  z
    .strictObject({
      ...nodeBase,
      kind: z.literal("task"),
      next: text,
      skill: text,
      work: spread,
      byPerson: byPerson.exactOptional(),
      crew: crew.exactOptional(),
      notSamePersonAs: z.array(text).readonly().exactOptional(),
      patience: spread.exactOptional(),
      onWithdraw: text.exactOptional(),
      boundary: z.strictObject({ after: spread, to: text }).readonly().exactOptional(),
      priority: z.int().exactOptional(),
      batch: batch.exactOptional(),
      fixedCost: time.exactOptional(),
    })
    .readonly(),
  z.strictObject({ ...nodeBase, kind: z.literal("delay"), next: text, wait: spread }).readonly(),
  z
    .strictObject({ ...nodeBase, kind: z.enum(["choice", "inclusive"]), branches: z.array(branch).min(1).readonly() })
    .readonly(),
  z.strictObject({ ...nodeBase, kind: z.literal("parallel"), to: z.array(text).min(1).readonly() }).readonly(),
  z
    .strictObject({ ...nodeBase, kind: z.literal("join"), of: z.enum(["parallel", "inclusive"]), next: text })
    .readonly(),
  z
    .strictObject({
      ...nodeBase,
      kind: z.literal("race"),
      branches: z
        .array(z.strictObject({ after: spread, to: text }).readonly())
        .min(1)
        .readonly(),
    })
    .readonly(),
  z.strictObject({ ...nodeBase, kind: z.literal("end"), terminates: z.boolean().exactOptional() }).readonly(),
]);

const procedure = z
  .strictObject({
    id: text.exactOptional(),
    name: text.exactOptional(),
    code: text.exactOptional(),
    // Read by the schema of definitions, which says more.
    definition: (z.unknown() as unknown as z.ZodType<ProcedureDefinition, ProcedureDefinition>).exactOptional(),
    flow: z
      .strictObject({ start: text, nodes: z.array(node).min(1).readonly() })
      .readonly()
      .exactOptional(),
    priority: z.int().exactOptional(),
    openMax: count.exactOptional(),
    ...settings,
  })
  .readonly();

const hoursList = z.array(text).readonly();
const hours = z.union([text, z.record(text, hoursList).readonly()]);
const staffEntry = z
  .strictObject({
    id: text,
    name: text.exactOptional(),
    unit: text,
    roles: z.array(text).readonly(),
    count: z.int().min(0).max(peopleMax).exactOptional(),
    hours: z.union([text, z.record(text, hoursList).readonly()]).exactOptional(),
    leave: z
      .array(z.strictObject({ from: civilDate, to: civilDate, of: count.exactOptional() }).readonly())
      .readonly()
      .exactOptional(),
    absenceShare: share.exactOptional(),
    exceptions: z
      .array(z.strictObject({ date: civilDate, hours: hoursList, of: count.exactOptional() }).readonly())
      .readonly()
      .exactOptional(),
    skills: z.array(text).readonly().exactOptional(),
    levels: z.record(text, z.number()).readonly().exactOptional(),
    speed: z.number().positive().exactOptional(),
    costPerHour: time.exactOptional(),
  })
  .readonly();

const arrivalEntry = z
  .strictObject({
    id: text.exactOptional(),
    procedure: text,
    arrive: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("per-working-day"), mean: time }).readonly(),
      z
        .strictObject({ kind: z.literal("by-hour"), perWorkingDay: time, shares: z.record(text, time).readonly() })
        .readonly(),
      z.strictObject({ kind: z.literal("between"), time: spread }).readonly(),
      z.strictObject({ kind: z.literal("weekly-rate"), perHour: z.array(time).length(168).readonly() }).readonly(),
      z.strictObject({ kind: z.literal("list"), at: z.array(text).readonly() }).readonly(),
    ]),
    channels: shares.exactOptional(),
    case: text.exactOptional(),
    facts: shares.exactOptional(),
    hours: hours.exactOptional(),
    dossiersMax: count.exactOptional(),
    members: z
      .array(
        z
          .strictObject({
            procedure: text,
            dependsOn: z.array(text).readonly().exactOptional(),
            case: text.exactOptional(),
          })
          .readonly(),
      )
      .min(1)
      .readonly()
      .exactOptional(),
    attributes: z
      .record(text, z.union([spread, shares]))
      .readonly()
      .exactOptional(),
  })
  .readonly();

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
    absenceSeed: z.int().exactOptional(),
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
