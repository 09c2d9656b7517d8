import { z } from "zod";
import { civilDate, count, share, shares, spread, text, time } from "./schema-times.ts";

// Who works in an office, and what arrives there.

// Far beyond any one desk: a slip of the pen, not a wish to wait for days.
const peopleMax = 10_000;

const hoursList = z.array(text).readonly();
export const hours = z.union([text, z.record(text, hoursList).readonly()]);
export const staffEntry = z
  .strictObject({
    id: text,
    name: text.exactOptional(),
    unit: text,
    roles: z.array(text).readonly(),
    count: z.int().min(0).max(peopleMax).exactOptional(),
    hours: hours.exactOptional(),
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

export const arrivalEntry = z
  .strictObject({
    id: text.exactOptional(),
    procedure: text,
    arrive: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("per-working-day"), mean: z.number().gt(0, "line") }).readonly(),
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
