import { z } from "zod";
import { parseCivilDate } from "../../calendar/civil-date.ts";
import type { CivilDate } from "../../calendar/types.ts";

// What all parts of a scenario are written with: names, counts, shares, days; times, and how they are spread.

export const text = z.string().min(1);
export const count = z.int().min(1);
export const share = z.number().min(0).max(1);
export const shares = z.record(text, share).readonly();
export const civilDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "date")
  .refine((value) => parseCivilDate(value).ok, "date") as unknown as z.ZodType<CivilDate, CivilDate>;
export const time = z.number().min(0);

const unit = z.enum(["second", "minute", "hour", "day", "working-hour", "working-day"]);
const bounds = { min: time.exactOptional(), max: time.exactOptional() };
const shapes = {
  fixed: { kind: z.literal("fixed"), value: time },
  uniform: { kind: z.literal("uniform"), min: time, max: time },
  exponential: { kind: z.literal("exponential"), mean: time, ...bounds },
  byDeviation: { kind: z.enum(["normal", "log-normal", "gamma"]), mean: time, sd: time, ...bounds },
  weibull: { kind: z.literal("weibull"), shape: z.number().positive(), scale: time, ...bounds },
  triangular: { kind: z.literal("triangular"), min: time, mode: time, max: time },
  histogram: { kind: z.literal("histogram"), edges: z.array(time).readonly(), shares: z.array(time).readonly() },
  sample: { kind: z.literal("sample"), values: z.array(time).min(1).readonly() },
};
const part = z.discriminatedUnion("kind", [
  z.strictObject(shapes.fixed).readonly(),
  z.strictObject(shapes.uniform).readonly(),
  z.strictObject(shapes.exponential).readonly(),
  z.strictObject(shapes.byDeviation).readonly(),
  z.strictObject(shapes.weibull).readonly(),
  z.strictObject(shapes.triangular).readonly(),
  z.strictObject(shapes.histogram).readonly(),
  z.strictObject(shapes.sample).readonly(),
]);
type Parts = readonly { readonly share: number }[];
const sharesSum = (parts: Parts): number => parts.reduce((sum, one) => sum + one.share, 0);
const mixture = {
  kind: z.literal("mixture"),
  of: z
    .array(z.strictObject({ share, time: part }).readonly())
    .min(1)
    .readonly()
    // Parts that are added up by hand are seldom meant to be scaled.
    .refine((parts) => parts.length === 0 || Math.abs(sharesSum(parts) - 1) <= 1e-3, {
      error: ({ input }) => `shares ${Number(sharesSum(input as Parts).toFixed(6))}`,
    }),
};
export const spread = z.discriminatedUnion("kind", [
  z.strictObject({ ...shapes.fixed, unit }).readonly(),
  z.strictObject({ ...shapes.uniform, unit }).readonly(),
  z.strictObject({ ...shapes.exponential, unit }).readonly(),
  z.strictObject({ ...shapes.byDeviation, unit }).readonly(),
  z.strictObject({ ...shapes.weibull, unit }).readonly(),
  z.strictObject({ ...shapes.triangular, unit }).readonly(),
  z.strictObject({ ...shapes.histogram, unit }).readonly(),
  z.strictObject({ ...shapes.sample, unit }).readonly(),
  z.strictObject({ ...mixture, unit }).readonly(),
]);
export const fixedTime = z.strictObject({ kind: z.literal("fixed"), value: time, unit }).readonly();
