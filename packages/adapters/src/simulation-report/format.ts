import type { Estimate } from "@motcua/core/simulator";
import type { ReportText } from "./input.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** What a figure is measured in, and so how it is written. `elapsed`: time that passes, in days of 24 hours. `work`: time of
 *  people, in hours however many. */
export type Unit = "count" | "share" | "elapsed" | "work" | "money" | "days" | "number";

/** 1.234,5: grouped by dots, with a comma. @param digits after the comma */
export function decimal(value: number, digits = 0): string {
  const fixed = Math.abs(value).toFixed(digits);
  const [whole = "", part] = fixed.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  const sign = value < 0 && /[1-9]/.test(fixed) ? "−" : "";
  return `${sign}${grouped}${part === undefined ? "" : `,${part}`}`;
}

/** As many digits as an office reads: 0,042; 3,5; 1.234. */
export function plain(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1_000) return decimal(value);
  if (size >= 100) return trimmed(decimal(value, 1));
  return trimmed(decimal(value, size >= 1 ? 2 : size >= 0.1 ? 3 : 4));
}

const trimmed = (text: string): string => (text.includes(",") ? text.replace(/0+$/, "").replace(/,$/, "") : text);

/** 98,7 %; near 0 and 100 with as many digits as it takes to differ from them. */
export function percent(share: number): string {
  const value = share * 100;
  const near = Math.min(Math.abs(value), Math.abs(100 - value));
  const digits = near === 0 ? 0 : near < 0.1 ? 2 : 1;
  return `${trimmed(decimal(value, digits))} %`;
}

/** 3 ngày 4 giờ; 2 giờ 5 phút; 40 giây: two places at most. */
export function elapsed(ms: number): ReportText {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  const days = Math.floor(size / dayMs);
  if (size >= 10 * dayMs) return signed(sign, trimmed(decimal(size / dayMs, size >= 100 * dayMs ? 0 : 1)), "ngày", "d");
  const hours = Math.round((size - days * dayMs) / hourMs);
  if (days >= 1)
    return hours === 24
      ? signed(sign, decimal(days + 1), "ngày", "d")
      : joined(sign, [days, "ngày", "d"], [hours, "giờ", "h"]);
  return shorter(size, sign);
}

/** 1.234 giờ; 5 giờ 20 phút: work has no days, an office day has eight hours. */
export function work(ms: number): ReportText {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  return size >= 10 * hourMs
    ? signed(sign, trimmed(decimal(size / hourMs, size >= 100 * hourMs ? 0 : 1)), "giờ", "h")
    : shorter(size, sign);
}

function shorter(size: number, sign: string): ReportText {
  const hours = Math.floor(size / hourMs);
  const minutes = Math.round((size - hours * hourMs) / minuteMs);
  if (hours >= 1)
    return minutes === 60
      ? signed(sign, decimal(hours + 1), "giờ", "h")
      : joined(sign, [hours, "giờ", "h"], [minutes, "phút", "min"]);
  if (size >= 10 * minuteMs) return signed(sign, decimal(size / minuteMs), "phút", "min");
  if (size >= minuteMs) return signed(sign, trimmed(decimal(size / minuteMs, 1)), "phút", "min");
  return signed(sign, plain(size >= 1_000 ? Math.round(size / 1_000) : size / 1_000), "giây", "s");
}

const signed = (sign: string, number: string, vi: string, en: string): ReportText => ({
  vi: `${sign}${number} ${vi}`,
  en: `${sign}${number} ${en}`,
});

type Place = readonly [value: number, vi: string, en: string];
function joined(sign: string, [a, aVi, aEn]: Place, [b, bVi, bEn]: Place): ReportText {
  const rest = (unit: string): string => (b === 0 ? "" : ` ${b} ${unit}`);
  return { vi: `${sign}${decimal(a)} ${aVi}${rest(bVi)}`, en: `${sign}${decimal(a)} ${aEn}${rest(bEn)}` };
}

function money(value: number, currency: string): ReportText {
  const size = Math.abs(value);
  if (size >= 1e9) return signed("", trimmed(decimal(value / 1e9, 2)), `tỷ ${currency}`, `billion ${currency}`);
  if (size >= 1e6) return signed("", trimmed(decimal(value / 1e6, 2)), `triệu ${currency}`, `million ${currency}`);
  return signed("", size >= 10 ? decimal(value) : plain(value), currency, currency);
}

/** Everything that is written with the office's offset and currency. */
export interface Format {
  value(value: number, unit: Unit): ReportText;
  /** The mean alone, with no more digits than its interval has. */
  mean(estimate: Estimate, unit: Unit): ReportText;
  /** Mean and half-width of its interval: 98,2 % ± 0,4. */
  estimate(estimate: Estimate, unit: Unit): ReportText;
  /** ± half-width alone, [from–to] of what was counted where all replications agree; empty where there is none. */
  half(estimate: Estimate, unit: Unit): ReportText;
  /** 26/11/2026 */
  date(at: number): string;
  /** 26/11/2026 08:30 */
  instant(at: number): string;
  /** 26/11 */
  dayMonth(at: number): string;
  /** 08:30 */
  hour(at: number): string;
  /** For axes that count in UTC: an instant as if the office were at UTC. */
  localMs(at: number): number;
}

export const nothing: ReportText = { vi: "–", en: "–" };
const two = (value: number): string => String(value).padStart(2, "0");

export function formatWith(options: { readonly utcOffsetMinutes?: number; readonly currency?: string }): Format {
  const offsetMs = (options.utcOffsetMinutes ?? 420) * minuteMs;
  const currency = options.currency ?? "đồng";
  const local = (at: number): Date => new Date(at + offsetMs);
  const value = (number: number, unit: Unit): ReportText => {
    if (!Number.isFinite(number)) return nothing;
    if (unit === "share") return same(percent(number));
    if (unit === "elapsed") return elapsed(number);
    if (unit === "work") return work(number);
    if (unit === "money") return money(number, currency);
    if (unit === "days") return signed("", plain(number), "ngày", number === 1 ? "day" : "days");
    return same(unit === "count" && Math.abs(number) >= 100 ? decimal(number) : plain(number));
  };
  /** Plain numbers with two digits of the half-width; everything else as it is always written. */
  const withDigitsOf = (number: number, half95: number | null, unit: Unit): ReportText => {
    if (half95 === null || half95 === 0 || !(unit === "count" || unit === "number" || unit === "days"))
      return value(number, unit);
    const digits = Math.min(5, Math.max(0, 1 - Math.floor(Math.log10(half95))));
    const text = decimal(number, digits);
    return unit === "days" ? signed("", text, "ngày", "days") : same(text);
  };
  const mean = ({ mean: number, half95 }: Estimate, unit: Unit): ReportText =>
    number === null ? nothing : withDigitsOf(number, half95, unit);
  const half = ({ half95, counted95 }: Estimate, unit: Unit): ReportText => {
    if (half95 === null) return same("");
    if (counted95 !== undefined) return same(`[${counted95.map((end) => percent(end).replace(" %", "")).join("–")}]`);
    if (unit === "share") return same(`± ${percent(half95).replace(" %", "")}`);
    const { vi, en } = withDigitsOf(half95, half95, unit);
    return { vi: `± ${vi}`, en: `± ${en}` };
  };
  const dayMonth = (at: number): string => `${two(local(at).getUTCDate())}/${two(local(at).getUTCMonth() + 1)}`;
  const date = (at: number): string => `${dayMonth(at)}/${local(at).getUTCFullYear()}`;
  const hour = (at: number): string => `${two(local(at).getUTCHours())}:${two(local(at).getUTCMinutes())}`;
  return {
    value,
    mean,
    half,
    estimate(estimate, unit) {
      if (estimate.mean === null) return nothing;
      const middle = mean(estimate, unit);
      const spread = half(estimate, unit);
      return { vi: `${middle.vi} ${spread.vi}`.trimEnd(), en: `${middle.en} ${spread.en}`.trimEnd() };
    },
    date,
    dayMonth,
    hour,
    instant: (at) => `${date(at)} ${hour(at)}`,
    localMs: (at) => at + offsetMs,
  };
}

export const same = (text: string): ReportText => ({ vi: text, en: text });
