import type { StaffCalendar } from "@motcua/core/simulator";
import { type FaultList, inParameters } from "./faults.ts";
import type { Period } from "./parameters.ts";

const days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const dayMinutes = 1440;
const timeOfDay = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?(?:\+00:00|Z)?$/;

/** Periods of a week in UTC. `from` and `to` are days: each of them, begin to end. */
export function readWeek(
  id: string,
  periods: readonly Period[],
  path: readonly PropertyKey[],
  faults: FaultList,
): StaffCalendar {
  const spans = periods.flatMap((period, i) => spansOf(period, [...path, i], faults));
  spans.sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return { id, kind: "weekly", spansMinutes: merged, utcOffsetMinutes: 0 };
}

function spansOf(period: Period, path: readonly PropertyKey[], faults: FaultList): readonly [number, number][] {
  const begin = minutesOf(period.beginTime);
  const end = endOf(period.endTime);
  const wrong = (vi: string, en: string): readonly [number, number][] => {
    faults.add("bpmn.bad_calendar", `${inParameters(path)}: ${vi}`, `${inParameters(path)}: ${en}`, inParameters(path));
    return [];
  };
  if (begin === undefined || end === undefined || begin >= dayMinutes || end > dayMinutes)
    return wrong(
      `giờ phải viết HH:MM:SS, đang là ${period.beginTime} đến ${period.endTime}`,
      `times are written HH:MM:SS, not ${period.beginTime} to ${period.endTime}`,
    );
  if (period.probability !== undefined && period.probability !== 1)
    return wrong(
      `không hỗ trợ lịch mờ (xác suất có mặt ${period.probability})`,
      `fuzzy calendars are not supported (there with probability ${period.probability})`,
    );
  if (begin >= end)
    return wrong(
      `giờ bắt đầu ${period.beginTime} không trước giờ kết thúc ${period.endTime}`,
      `it begins at ${period.beginTime}, not before its end at ${period.endTime}`,
    );
  const first = days.indexOf(period.from);
  // Saturday to Monday goes over the end of the week.
  const number = ((days.indexOf(period.to) - first + 7) % 7) + 1;
  return Array.from({ length: number }, (_, i): [number, number] => {
    const start = ((first + i) % 7) * dayMinutes;
    return [start + begin, start + end];
  });
}

function minutesOf(written: string): number | undefined {
  const [, hours, minutes, seconds = "0", part = "0"] = timeOfDay.exec(written.trim()) ?? [];
  if (hours === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const ms = Math.round((Number(seconds) + Number(part)) * 1000);
  return Number(hours) * 60 + Number(minutes) + ms / 60_000;
}

/** A day that ends at 00:00, or in the last minute with its seconds written out, ends at midnight. */
function endOf(written: string): number | undefined {
  const minutes = minutesOf(written);
  return minutes === 0 || (minutes !== undefined && minutes > dayMinutes - 1 && minutes < dayMinutes)
    ? dayMinutes
    : minutes;
}
