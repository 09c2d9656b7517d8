import type { Fault } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import type { Bilingual, Source } from "../base/text.ts";
import { civilDateOf, dayMs, dayOf, epochDayOf, formatInstant, instantAt, isoWeekday, msOfDay } from "./civil-date.ts";
import type { DayBudget } from "./due.ts";
import { dueOf, lastDayOf, refusingHorizon } from "./due.ts";
import type { DayVerdict } from "./explain-words.ts";
import {
  formatDuration,
  joinSources,
  provisionalText,
  restKind,
  rollSource,
  startSource,
  verdictText,
  weekdayText,
} from "./explain-words.ts";
import type { OfficeTime } from "./opening-hours.ts";
import { openingMsOnDay } from "./opening-hours.ts";
import { formatBudget } from "./parse.ts";
import type { Budget, CivilDate, Due, DueTimePolicy, EpochDay, EpochMs } from "./types.ts";
import { isWorkingDay } from "./working-days.ts";

export interface ExplainedDay {
  readonly date: CivilDate;
  /** 1 = Monday to 7 = Sunday. */
  readonly weekday: number;
  readonly verdict: DayVerdict;
  /** Running number of a counted day, for limits counted by the day. */
  readonly number?: number;
  /** Milliseconds of the budget spent on this day, for hour limits; their sum is the budget. */
  readonly countedMs?: number;
  /** The holiday's or make-up day's name. */
  readonly name?: Bilingual;
  /** The rule or notice behind the verdict. */
  readonly source?: Source;
}

export interface DueExplanation {
  readonly due: Due;
  readonly startAt: EpochMs;
  readonly budget: Budget;
  readonly policy: DueTimePolicy;
  readonly calendarId: string;
  readonly calendarRevision: string;
  /** From the start's date to the due date, without a gap. */
  readonly days: readonly ExplainedDay[];
}

/** The due date with the account of every day from the start to it. Refuses whatever `dueOf` refuses. */
export function explainDue(
  office: OfficeTime,
  startAt: EpochMs,
  budget: Budget,
  policy: DueTimePolicy = "end-of-day",
): Result<DueExplanation, Fault> {
  const due = dueOf(office, startAt, budget, policy);
  if (!due.ok) return err(due.error);
  return refusingHorizon(() =>
    ok({
      due: due.value,
      startAt,
      budget,
      policy,
      calendarId: office.calendar.data.id,
      calendarRevision: office.calendar.data.revision,
      days:
        budget.unit === "hour" || budget.unit === "working-hour" || budget.unit === "working-minute"
          ? explainHours(office, startAt, due.value, budget.unit)
          : explainDays(office, startAt, epochDayOf(due.value.dueOn), budget),
    }),
  );
}

function explainDays(
  office: OfficeTime,
  startAt: EpochMs,
  dueDay: EpochDay,
  budget: DayBudget,
): readonly ExplainedDay[] {
  const startDay = dayOf(startAt);
  const lastDay = lastDayOf(office, startAt, budget);
  const days: ExplainedDay[] = [withSource(describe(office, startDay, "start"), startSource[budget.unit])];
  let number = 0;
  for (let day = startDay + 1; day <= dueDay; day += 1) {
    const working = isWorkingDay(office.calendar, day);
    const countsEveryDay = budget.unit !== "working-day" && budget.unit !== "same-day" && day <= lastDay;
    if (countsEveryDay || (working && budget.unit === "working-day")) {
      number += 1;
      const makeUp = budget.unit === "working-day" && office.calendar.entries.get(day)?.kind === "make-up";
      days.push({ ...describe(office, day, makeUp ? "make-up-counted" : "counted"), number });
    } else if (working) {
      const late = budget.unit === "same-day";
      days.push(withSource(describe(office, day, "rolled"), late ? startSource["same-day"] : rollSource));
    } else {
      days.push(describe(office, day, restKind(office, day)));
    }
  }
  return days;
}

function explainHours(
  office: OfficeTime,
  startAt: EpochMs,
  due: Due,
  unit: "hour" | "working-hour" | "working-minute",
): readonly ExplainedDay[] {
  const startDay = dayOf(startAt);
  const dueDay = epochDayOf(due.dueOn);
  const days: ExplainedDay[] = [];
  for (let day = startDay; day <= dueDay; day += 1) {
    const from = day === startDay ? msOfDay(startAt) : 0;
    const to = day === dueDay ? due.dueAt - instantAt(day, 0) : dayMs;
    const countedMs = unit === "hour" ? to - from : openingMsOnDay(office, day, from, to);
    const working = isWorkingDay(office.calendar, day);
    const makeUp = working && office.calendar.entries.get(day)?.kind === "make-up";
    const counted = makeUp ? "make-up-counted" : "counted";
    const verdict = day === startDay ? "start" : working || unit === "hour" ? counted : restKind(office, day);
    const row = { ...describe(office, day, verdict), countedMs };
    days.push(day === startDay ? withSource(row, startSource[unit]) : row);
  }
  return days;
}

function describe(office: OfficeTime, day: EpochDay, verdict: DayVerdict): ExplainedDay {
  const entry = office.calendar.entries.get(day);
  const base = { date: civilDateOf(day), weekday: isoWeekday(day), verdict };
  return entry === undefined ? base : { ...base, name: entry.name, source: entry.source };
}

function withSource(day: ExplainedDay, source: Source): ExplainedDay {
  return { ...day, source: joinSources(source, day.source) };
}

/** The explanation as text: a line per day, Vietnamese with English beside it. */
export function renderExplanation(explanation: DueExplanation): string {
  const { due, startAt, budget, calendarId, calendarRevision, days } = explanation;
  const at = formatInstant(due.dueAt);
  const lines = [
    `Bắt đầu ${formatInstant(startAt)}, thời hạn ${formatBudget(budget)}: hạn ${due.dueOn}, hẹn trả ${at}` +
      ` / starts ${formatInstant(startAt)}, limit ${formatBudget(budget)}: due on ${due.dueOn}, at ${at}`,
    `Lịch ${calendarId}, bản ${calendarRevision} / calendar ${calendarId}, revision ${calendarRevision}`,
  ];
  if (due.provisional) lines.push(`${provisionalText.vi} / ${provisionalText.en}`);
  for (const day of days) lines.push(renderDay(day, budget.unit));
  return lines.join("\n");
}

function renderDay(day: ExplainedDay, unit: Budget["unit"]): string {
  const weekday = weekdayText(day.weekday);
  const verdict = verdictText(day.verdict, unit);
  const amount = day.number !== undefined ? ` ${day.number}` : day.countedMs ? ` ${formatDuration(day.countedMs)}` : "";
  const side = (lang: keyof Bilingual): string =>
    `${weekday[lang]}: ${verdict[lang]}${amount}${day.name === undefined ? "" : ` (${day.name[lang]})`}`;
  return `  ${day.date}  ${side("vi")} / ${side("en")}${day.source === undefined ? "" : `  [${day.source}]`}`;
}
