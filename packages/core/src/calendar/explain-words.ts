import type { Bilingual, Source } from "../base/text.ts";
import { bilingual } from "../base/text.ts";
import { hourMs, minuteMs } from "./civil-date.ts";
import type { OfficeTime } from "./opening-hours.ts";
import type { Budget, CalendarEntry, EpochDay } from "./types.ts";

// What explanations of due dates and of running limits have in common: the articles they cite and the words they use.

/** What a day was to a limit. `counted` may be a rest day where calendar days are counted; `rolled` is the working day the
 *  end moved to. Rest days that count for nothing carry the kind of rest. */
export type DayVerdict =
  | "start"
  | "counted"
  | "make-up-counted"
  | "rolled"
  | "weekend"
  | Exclude<CalendarEntry["kind"], "make-up">;

const civilCode = "Bộ luật Dân sự 91/2015/QH13";
const firstDay = `${civilCode} Điều 147(2)`;
const statedMoment = `${civilCode} Điều 147(1)`;

/** Why the start counts, or does not. */
export const startSource: { readonly [unit in Budget["unit"]]: Source } = {
  "working-day": firstDay,
  "calendar-day": firstDay,
  month: firstDay,
  until: firstDay,
  hour: statedMoment,
  "working-hour": statedMoment,
  "working-minute": statedMoment,
  "same-day": "Luật Hộ tịch 60/2014/QH13; NĐ 23/2015/NĐ-CP Điều 7",
};

/** Why an end on a rest day moves. */
export const rollSource: Source = `${civilCode} Điều 148(5)`;

/** Several sources of one day, the rule before the notice. */
export const joinSources = (first: Source, second: Source | undefined): Source =>
  second === undefined ? first : `${first}; ${second}`;

/** The kind of rest of a day that is no working day. */
export function restKind(office: OfficeTime, day: EpochDay): DayVerdict {
  const kind = office.calendar.entries.get(day)?.kind;
  return kind === undefined || kind === "make-up" ? "weekend" : kind;
}

const weekdays: readonly Bilingual[] = [
  bilingual("Thứ Hai", "Mon"),
  bilingual("Thứ Ba", "Tue"),
  bilingual("Thứ Tư", "Wed"),
  bilingual("Thứ Năm", "Thu"),
  bilingual("Thứ Sáu", "Fri"),
  bilingual("Thứ Bảy", "Sat"),
  bilingual("Chủ Nhật", "Sun"),
];

/** @param weekday 1 = Monday to 7 = Sunday */
export const weekdayText = (weekday: number): Bilingual => weekdays[weekday - 1] ?? bilingual("", "");

const verdictTexts: { readonly [verdict in DayVerdict]: Bilingual } = {
  start: bilingual("ngày bắt đầu", "start"),
  counted: bilingual("được tính", "counted"),
  "make-up-counted": bilingual("làm bù, được tính", "make-up day, counted"),
  rolled: bilingual("ngày làm việc kế tiếp", "moved to the next working day"),
  weekend: bilingual("nghỉ hằng tuần", "weekly rest"),
  holiday: bilingual("nghỉ lễ", "holiday"),
  compensation: bilingual("nghỉ bù", "compensation day"),
  "swapped-rest": bilingual("nghỉ hoán đổi", "swapped rest day"),
};
const startNotCounted = bilingual("ngày bắt đầu, không tính", "start, not counted");

/** A verdict in words. Only hours, and a matter due on the day itself, begin on the day of the start. */
export function verdictText(verdict: DayVerdict, unit: Budget["unit"]): Bilingual {
  return verdict === "start" && startSource[unit] === firstDay ? startNotCounted : verdictTexts[verdict];
}

export const provisionalText = bilingual(
  "Tạm tính: lịch nghỉ của năm này chưa công bố",
  "provisional: this year's holidays are not announced yet",
);

/** `4:00`, hours and minutes; `3:59:30.250` where there are any seconds. */
export function formatDuration(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const text = `${Math.floor(ms / hourMs)}:${two(Math.floor(ms / minuteMs) % 60)}`;
  const rest = ms % minuteMs;
  if (rest === 0) return text;
  const fraction = rest % 1000 === 0 ? "" : `.${String(rest % 1000).padStart(3, "0")}`;
  return `${text}:${two(Math.floor(rest / 1000))}${fraction}`;
}
