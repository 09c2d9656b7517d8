import { createHmac, timingSafeEqual } from "node:crypto";
import { type EpochMs, formatInstant, isVnd, parseInstant } from "@motcua/core";

/** The imaginary service's way of writing, shared by calls, answers and notices. All values are text. */
export interface Fields {
  readonly [name: string]: string;
}

const signature = "chu_ky";

/** Fields by name, empty ones left out, as a form: what is signed is what is sent, so no value can pass for two. */
const canonical = (fields: Fields): string => {
  const present = Object.entries(fields).filter(([name, value]) => name !== signature && value !== "");
  return new URLSearchParams(present.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
};

export const signatureOf = (fields: Fields, key: string): string =>
  createHmac("sha256", key).update(canonical(fields)).digest("hex");

/** A form with its signature (chữ ký). */
export const signedForm = (fields: Fields, key: string): string =>
  `${canonical(fields)}&${signature}=${signatureOf(fields, key)}`;

/** Compared in constant time with each key: while a key is changed, two are good. */
export const isSigned = (fields: Fields, keys: readonly string[]): boolean =>
  keys.some((key) => {
    const given = Buffer.from(fields[signature] ?? "", "utf8");
    const right = Buffer.from(signatureOf(fields, key), "utf8");
    return given.length === right.length && timingSafeEqual(given, right);
  });

/** @returns `undefined` when a name stands twice: which of the two was meant nobody can say */
export function readForm(body: string): Fields | undefined {
  const pairs = [...new URLSearchParams(body)];
  return new Set(pairs.map(([name]) => name)).size === pairs.length ? Object.fromEntries(pairs) : undefined;
}

/** A flat JSON object; numbers are signed as the text they were written as.
 *  @returns `undefined` when it is no such object */
export function readJson(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const pairs = Object.entries(value);
    if (!pairs.every(([, one]) => typeof one === "string" || typeof one === "number")) return undefined;
    return Object.fromEntries(pairs.map(([name, one]) => [name, String(one)]));
  } catch {
    return undefined;
  }
}

/** `error_code` comes as `"00"`, `0` or `"0"`, as `"02"`, `2` or `14`. @returns `undefined` when it is no code */
export const codeOf = ({ error_code: code = "" }: Fields): number | undefined =>
  /^\d{1,2}$/.test(code) ? Number(code) : undefined;

/** Whole đồng as digits. @returns `undefined` for anything else, nought included */
export const amountOf = (text = ""): number | undefined =>
  /^[1-9]\d{0,14}$/.test(text) && isVnd(Number(text)) ? Number(text) : undefined;

/** `24/08/2026 17:00:00`, Vietnamese time. */
export function dateText(at: EpochMs): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(formatInstant(at)) ?? [];
  return `${day}/${month}/${year} ${time}`;
}

/** @returns `undefined` when it is no such date, or on a day that does not exist */
export function dateOf(text = ""): EpochMs | undefined {
  const [, day, month, year, time] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  const at = parseInstant(`${year}-${month}-${day}T${time}+07:00`);
  return at.ok ? at.value : undefined;
}
