import { z } from "zod";
import type { ExchangeProfile } from "./profile.ts";

// Examples to begin from: which fields are exchanged is agreed between two systems, and none of these is published (U).

const digits = (least: number, most: number) => z.string().regex(new RegExp(`^\\d{${least},${most}}$`));
const day = z.iso.date();
const vnd = z.int().min(0).max(1_000_000_000_000);

/** Land to tax (phiếu chuyển thông tin): what the land office knows, for the tax office to reckon what is owed. */
export const landTaxQuestion = z.strictObject({
  sheet: z.string().min(1).max(20),
  parcel: z.string().min(1).max(20),
  /** Tenths of a square metre. */
  areaTenthsM2: z.int().min(1),
  landUse: z.string().min(1).max(20),
  payer: z.strictObject({ name: z.string().min(1).max(200), idNumber: digits(9, 12) }),
});
/** The tax office's notice (thông báo nộp tiền), or that nothing is owed: an amount of 0. */
export const landTaxAnswer = z.object({
  noticeNumber: z.string().min(1).max(40),
  amountVnd: vnd,
  payBy: day.optional(),
});

/** Business to tax: a household business is registered, its tax code comes back. */
export const businessTaxQuestion = z.strictObject({
  registrationNumber: z.string().min(1).max(40),
  name: z.string().min(1).max(200),
  owner: z.strictObject({ name: z.string().min(1).max(200), idNumber: digits(9, 12) }),
  registeredOn: day,
});
export const businessTaxAnswer = z.object({ taxCode: z.string().regex(/^\d{10}(-?\d{3})?$/), grantedOn: day });

/** Civil status to insurance and residence: a birth is registered, the child's numbers come back. */
export const birthQuestion = z.strictObject({
  child: z.strictObject({ name: z.string().min(1).max(200), bornOn: day, personalNumber: digits(12, 12) }),
  registeredWithIdNumber: digits(12, 12),
});
export const birthAnswer = z.object({
  insuranceNumber: digits(10, 10).optional(),
  residence: z.enum(["entered", "not-entered"]),
});

type Called<Q, A> = Omit<ExchangeProfile<Q, A>, "question" | "answer">;

export const landTaxProfile = (
  called: Called<z.infer<typeof landTaxQuestion>, z.infer<typeof landTaxAnswer>>,
): ExchangeProfile<z.infer<typeof landTaxQuestion>, z.infer<typeof landTaxAnswer>> => ({
  question: landTaxQuestion,
  answer: landTaxAnswer,
  ...called,
});

export const businessTaxProfile = (
  called: Called<z.infer<typeof businessTaxQuestion>, z.infer<typeof businessTaxAnswer>>,
): ExchangeProfile<z.infer<typeof businessTaxQuestion>, z.infer<typeof businessTaxAnswer>> => ({
  question: businessTaxQuestion,
  answer: businessTaxAnswer,
  ...called,
});

export const birthProfile = (
  called: Called<z.infer<typeof birthQuestion>, z.infer<typeof birthAnswer>>,
): ExchangeProfile<z.infer<typeof birthQuestion>, z.infer<typeof birthAnswer>> => ({
  question: birthQuestion,
  answer: birthAnswer,
  ...called,
});
