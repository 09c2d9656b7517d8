import { expect, test } from "vitest";
import { vietnamCalendar, vietnamOpeningHours } from "../vietnam/calendar/calendar.ts";
import { parseInstant } from "./civil-date.ts";
import type { DueExplanation } from "./explain-due.ts";
import { explainDue, renderExplanation } from "./explain-due.ts";
import { compileOfficeTime } from "./opening-hours.ts";
import { parseBudget } from "./parse.ts";
import { compileCalendar } from "./work-calendar.ts";

const office = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);

function explain(start: string, limit: string): DueExplanation {
  const startAt = parseInstant(`${start}+07:00`);
  const budget = parseBudget(limit);
  if (!startAt.ok || !budget.ok) throw new Error(`${start} ${limit}`);
  const explained = explainDue(office, startAt.value, budget.value);
  if (!explained.ok) throw new Error(explained.error.text.en);
  return explained.value;
}
const verdicts = (explanation: DueExplanation): string[] =>
  explanation.days.map(
    (day) => `${day.date.slice(5)} ${day.verdict}${day.number === undefined ? "" : ` ${day.number}`}`,
  );

test("working days: every day has its verdict", () => {
  expect(verdicts(explain("2026-08-21T09:00", "6wd"))).toEqual([
    "08-21 start",
    "08-22 make-up-counted 1",
    "08-23 weekend",
    "08-24 counted 2",
    "08-25 counted 3",
    "08-26 counted 4",
    "08-27 counted 5",
    "08-28 counted 6",
  ]);
  expect(verdicts(explain("2026-08-28T09:00", "1wd")).slice(1)).toEqual([
    "08-29 weekend",
    "08-30 weekend",
    "08-31 swapped-rest",
    "09-01 holiday",
    "09-02 holiday",
    "09-03 counted 1",
  ]);
  expect(verdicts(explain("2026-04-24T09:00", "1wd")).slice(1)).toEqual([
    "04-25 weekend",
    "04-26 holiday",
    "04-27 compensation",
    "04-28 counted 1",
  ]);
});

test("calendar days: rest days count, and the end rolls", () => {
  expect(verdicts(explain("2026-08-28T09:00", "2d"))).toEqual([
    "08-28 start",
    "08-29 counted 1",
    "08-30 counted 2",
    "08-31 swapped-rest",
    "09-01 holiday",
    "09-02 holiday",
    "09-03 rolled",
  ]);
});

test("same day after the cut-off: the next working day", () => {
  expect(verdicts(explain("2026-08-17T09:00", "same-day@15:00"))).toEqual(["08-17 start"]);
  expect(verdicts(explain("2026-08-21T15:01", "same-day@15:00"))).toEqual(["08-21 start", "08-22 rolled"]);
});

test("working hours: the milliseconds of each day", () => {
  const { days } = explain("2026-08-21T16:30:30", "9wh");
  expect(days.map((day) => [day.date, day.verdict, day.countedMs])).toEqual([
    ["2026-08-21", "start", 1_770_000],
    ["2026-08-22", "make-up-counted", 28_800_000],
    ["2026-08-23", "weekend", 0],
    ["2026-08-24", "counted", 1_830_000],
  ]);
});

test("names, sources and the rule behind each day", () => {
  const { days } = explain("2026-02-13T09:00", "1d");
  expect(days[0]?.source).toBe("Bộ luật Dân sự 91/2015/QH13 Điều 147(2)");
  expect(days.find((day) => day.date === "2026-02-17")).toMatchObject({
    verdict: "holiday",
    name: { vi: "Tết Nguyên đán" },
    source: expect.stringContaining("9441/TB-BNV"),
  });
  expect(days[days.length - 1]).toMatchObject({
    date: "2026-02-23",
    verdict: "rolled",
    source: "Bộ luật Dân sự 91/2015/QH13 Điều 148(5)",
  });
});

test("as text: Vietnamese with English beside it", () => {
  expect(renderExplanation(explain("2026-08-21T09:00", "2wd")).split("\n")).toEqual([
    "Bắt đầu 2026-08-21T09:00:00+07:00, thời hạn 2wd: hạn 2026-08-24, hẹn trả 2026-08-24T17:00:00+07:00" +
      " / starts 2026-08-21T09:00:00+07:00, limit 2wd: due on 2026-08-24, at 2026-08-24T17:00:00+07:00",
    "Lịch vn, bản vn-2026-11-22 / calendar vn, revision vn-2026-11-22",
    "  2026-08-21  Thứ Sáu: ngày bắt đầu, không tính / Fri: start, not counted  [Bộ luật Dân sự 91/2015/QH13 Điều 147(2)]",
    "  2026-08-22  Thứ Bảy: làm bù, được tính 1 (Làm bù cho ngày 2026-08-31) / Sat: make-up day, counted 1 (Make-up day for 2026-08-31)  [Thông báo 9441/TB-BNV (10/2025)]",
    "  2026-08-23  Chủ Nhật: nghỉ hằng tuần / Sun: weekly rest",
    "  2026-08-24  Thứ Hai: được tính 2 / Mon: counted 2",
  ]);
  expect(renderExplanation(explain("2027-08-20T09:00", "1wd"))).toContain("Tạm tính");
});

test("a refusal of the due date refuses the explanation", () => {
  expect(explainDue(office, Date.UTC(2040, 11, 31), { unit: "working-day", amount: 1 })).toMatchObject({
    ok: false,
    error: { code: "calendar.horizon" },
  });
});
