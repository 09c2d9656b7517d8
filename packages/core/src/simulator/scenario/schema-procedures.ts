import { z } from "zod";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import { count, fixedTime, share, shares, spread, text, time } from "./schema-times.ts";

// Procedures of a scenario: their settings, and flows that are spelled out.

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

export const settings = {
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

export const procedure = z
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
