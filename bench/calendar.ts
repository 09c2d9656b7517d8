import { addOpeningMs, compileCalendar, compileOfficeTime, epochDayOf } from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";
import { compare, print, seconds } from "./harness.ts";

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const zoneMs = 7 * 60 * minuteMs;

/** The limit to measure against: working minutes before each day and the day of each working day, by hand, for one fixed
 *  pattern of 07:30–11:30, 13:00–17:00. */
function handWritten(): (at: number, minutes: number) => number {
  const first = epochDayOf(vietnamCalendar.projected[0]);
  const last = epochDayOf(vietnamCalendar.projected[1]);
  const time = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);
  const before = new Int32Array(last - first + 2);
  const dayOfNth = new Int32Array(last - first + 2);
  let count = 0;
  for (let day = first; day <= last; day += 1) {
    before[day - first] = count;
    const opens = addOpeningMs(time, day * dayMs - zoneMs, 1) < (day + 1) * dayMs - zoneMs;
    if (opens) dayOfNth[count++] = day;
  }
  before[last - first + 1] = count;
  return (at, minutes) => {
    const local = at + zoneMs;
    const day = Math.floor(local / dayMs);
    const minute = (local - day * dayMs) / minuteMs;
    const working = (before[day - first + 1] ?? 0) > (before[day - first] ?? 0);
    const into = !working
      ? 0
      : minute <= 450
        ? 0
        : minute <= 690
          ? minute - 450
          : minute <= 780
            ? 240
            : minute <= 1_020
              ? minute - 540
              : 480;
    const total = (before[day - first] ?? 0) * 480 + into + minutes;
    let nth = Math.floor(total / 480);
    let rest = total - nth * 480;
    if (rest === 0) {
      nth -= 1;
      rest = 480;
    }
    const clock = rest <= 240 ? 450 + rest : 540 + rest;
    return (dayOfNth[nth] ?? 0) * dayMs + clock * minuteMs - zoneMs;
  };
}

/** +15 working days in minutes, through opening hours. */
export async function calendar(times = 2_000_000): Promise<void> {
  const time = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);
  const raw = handWritten();
  const starts = Float64Array.from({ length: 4_096 }, (_, n) => Date.UTC(2024, 0, 2, 1, 0) + n * 177 * minuteMs);
  const budgetMinutes = 15 * 480;
  for (const start of starts)
    if (raw(start, budgetMinutes) !== addOpeningMs(time, start, budgetMinutes * minuteMs))
      throw new Error(`they differ at ${start}`);
  let sink = 0;
  const loop = (add: (at: number) => number) => () =>
    seconds(() => {
      for (let n = 0; n < times; n += 1) sink += add(starts[n & 4_095] ?? 0);
    });
  const figure = await compare(
    times,
    loop((at) => addOpeningMs(time, at, budgetMinutes * minuteMs)),
    loop((at) => raw(at, budgetMinutes)),
  );
  if (!Number.isFinite(sink)) throw new Error("unreachable");
  print({ bench: "plus-15-working-days", unit: "additions/s", ...figure, atLeast: 0.4, aim: 0.8 });
}
