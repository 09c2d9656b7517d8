import type { Classified } from "./classify.ts";
import { portalError } from "./client.ts";

// What the portal's catalogue says of procedures (national-portal.md §2). Its keys are upper case; most are told by one client only, so
// each part that is missing is simply not told. What is there in another shape than it should be is refused, never guessed.

/** A procedure as the portal publishes it. */
export interface PortalProcedure {
  /** `MATTHC`. */
  readonly code: string;
  readonly name: string;
  /** `TRANGTHAI` 1: published. Absent where it is not told. */
  readonly published?: boolean;
  readonly fields: readonly Named[];
  /** Per channel its own time, unit and fees. */
  readonly channels: readonly PortalChannel[];
  /** Per case its own papers. */
  readonly cases: readonly { readonly name: string; readonly papers: readonly PortalPaper[] }[];
  readonly results: readonly Named[];
  readonly legalBasis: readonly { readonly number: string; readonly name: string }[];
  readonly agencies: readonly string[];
}

export interface Named {
  readonly code: string;
  readonly name: string;
}

export interface PortalChannel {
  /** `KENH`, in the portal's words. */
  readonly channel: string;
  readonly times: readonly {
    /** In `unit`; absent where it is no number. */
    readonly amount?: number;
    /** `DONVITINH`: giờ, ngày, ngày làm việc, tháng. */
    readonly unit: string;
    readonly note: string;
    readonly fees: readonly { readonly amountVnd?: number; readonly unit: string; readonly note: string }[];
  }[];
}

export interface PortalPaper {
  readonly code: string;
  /** Of the form to fill in, and where it lies. */
  readonly form?: string;
  readonly url?: string;
}

type Fields = { readonly [key: string]: unknown };

/**
 * Reads the answer of `LayDanhSachTTHC` or `LayThuTuc`.
 * @throws AdapterError `portal.unavailable` it was not answered, `portal.bad_answer` it is no list of procedures
 */
export function proceduresIn(answer: Classified): readonly PortalProcedure[] {
  if (answer.kind !== "accepted") throw portalError("portal.unavailable", "The catalogue is not told now.");
  const { result } = fieldsOf(answer.body, "an answer");
  const list = Array.isArray(result) ? result : typeof result === "object" && result !== null ? [result] : undefined;
  if (list === undefined) throw badCatalogue("an answer without a result");
  return list.map((item) => procedureOf(fieldsOf(item, "a procedure")));
}

function procedureOf(fields: Fields): PortalProcedure {
  const code = textOf(fields.MATTHC ?? fields.MATHUTUC);
  if (code === "") throw badCatalogue("a procedure without a code");
  const { TRANGTHAI: state } = fields;
  return {
    code,
    name: textOf(fields.TENTTHC),
    ...(state === undefined || state === null || state === "" ? {} : { published: Number(state) === 1 }),
    fields: listOf(fields, "LINHVUCTHUCHIEN").map((one) => named(one, "LINHVUC")),
    channels: listOf(fields, "CACHTHUCTHUCHIEN").map(channelOf),
    cases: listOf(fields, "THANHPHANHOSO").map((one) => ({
      name: textOf(one.TRUONGHOP),
      papers: listOf(one, "GIAYTO").map(paperOf),
    })),
    results: listOf(fields, "KETQUATHUCHIEN").map((one) => named(one, "KETQUA")),
    legalBasis: listOf(fields, "CANCUPHAPLY").map((one) => ({
      number: textOf(one.SOVANBAN),
      name: textOf(one.TENVANBAN),
    })),
    agencies: listOf(fields, "COQUANTHUCHIEN").map((one) => textOf(one.TENDONVI)),
  };
}

const named = (fields: Fields, what: string): Named => ({
  code: textOf(fields[`MA${what}`]),
  name: textOf(fields[`TEN${what}`]),
});

const channelOf = (fields: Fields): PortalChannel => ({
  channel: textOf(fields.KENH),
  times: listOf(fields, "THOIGIAN").map((time) => ({
    ...amountAs("amount", time.THOIGIANGIAIQUYET),
    unit: textOf(time.DONVITINH),
    note: textOf(time.MOTA),
    fees: listOf(time, "PHILEPHI").map((fee) => ({
      ...amountAs("amountVnd", fee.SOTIEN),
      unit: textOf(fee.DONVI),
      note: textOf(fee.MOTA),
    })),
  })),
});

function paperOf(fields: Fields): PortalPaper {
  const [form, url] = [textOf(fields.TENMAUDON), textOf(fields.URL)];
  return {
    code: textOf(fields.MAGIAYTO),
    ...(form === "" ? {} : { form }),
    ...(url === "" ? {} : { url }),
  };
}

/** Numbers come as text, now and then grouped as people write them: `8.000`, `8 000 đồng`. */
function amountAs<Name extends string>(name: Name, value: unknown): { readonly [name in Name]?: number } {
  const digits = typeof value === "string" ? value.replace(/[\s.,]|đồng|đ$/gu, "") : value;
  const amount = digits === "" ? Number.NaN : Number(digits);
  return (Number.isSafeInteger(amount) && amount >= 0 ? { [name]: amount } : {}) as {
    readonly [name in Name]?: number;
  };
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value.trim().normalize("NFC") : typeof value === "number" ? String(value) : "";

function listOf(fields: Fields, key: string): readonly Fields[] {
  const value = fields[key];
  if (value === undefined || value === null || value === "") return [];
  if (!Array.isArray(value)) throw badCatalogue(`${key} that is no list`);
  return value.map((item) => fieldsOf(item, `an entry of ${key}`));
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw badCatalogue(`${what} without fields`);
}

const badCatalogue = (what: string) => portalError("portal.bad_answer", `The catalogue has ${what}.`);
