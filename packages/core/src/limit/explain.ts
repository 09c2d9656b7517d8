import type { Bilingual, Source } from "../base/text.ts";
import { bilingual } from "../base/text.ts";
import { civilDateOf, dayMs, dayOf, formatInstant, instantAt, isoWeekday } from "../calendar/civil-date.ts";
import type { DayVerdict } from "../calendar/explain-words.ts";
import {
  formatDuration,
  joinSources,
  provisionalText,
  restKind,
  rollSource,
  startSource,
  verdictText,
  weekdayText,
} from "../calendar/explain-words.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import { openingMsBetween } from "../calendar/opening-hours.ts";
import { formatBudget } from "../calendar/parse.ts";
import type { Budget, CivilDate, Due, EpochDay, EpochMs } from "../calendar/types.ts";
import { isWorkingDay } from "../calendar/working-days.ts";
import { isHeld } from "./ledger.ts";
import type { Counting, Run } from "./run.ts";
import { consumedBy, dueOfRun, earlierHoursOf, runOf } from "./run.ts";
import type { Extension, LimitLedger, Suspension } from "./types.ts";

/** What one day was to a limit; the day of suspension still counts, the days to the resumption do not. `earlier-hours`: it
 *  was counted under hours that applied before; the last of them says how much had been used in all. */
export type LimitDayVerdict = DayVerdict | "suspended" | "earlier-hours";

export interface LimitTraceDay {
  readonly date: CivilDate;
  /** 1 = Monday to 7 = Sunday. */
  readonly weekday: number;
  readonly verdict: LimitDayVerdict;
  /** Running number of a counted day; for hours absent. */
  readonly number?: number;
  /** Time of the budget spent on this day, for hours; the sum is what is consumed. */
  readonly countedMs?: number;
  /** The holiday's or make-up day's name. */
  readonly name?: Bilingual;
  /** The rule or notice behind the verdict. */
  readonly source?: Source;
  /** Grounds that keep the day from counting, or took part of it. */
  readonly suspendedBy: readonly Pick<Suspension, "groundId" | "ground" | "source">[];
  /** Extensions given on this day. */
  readonly extensions: readonly Extension[];
  /** After the day asked about: how the limit goes on if nothing more happens. */
  readonly ahead: boolean;
  readonly isDue: boolean;
}

export interface LimitExplanation {
  readonly ledger: LimitLedger;
  readonly asOf: EpochMs;
  readonly clock: "running" | "suspended" | "ended";
  readonly counting: Counting;
  readonly due: Due | undefined;
  /** The whole budget, extensions included, and what is used and left as of `asOf`, in the unit counted. */
  readonly whole: number;
  readonly consumed: number;
  readonly remaining: number;
  readonly calendarId: string;
  readonly calendarRevision: string;
  /** From the start of the present run to the due date; of a held limit to the day asked about. */
  readonly days: readonly LimitTraceDay[];
}

/** Every day of the present run and what it was to the limit, with its source: why the due date is what it is.
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function explainLimit(office: OfficeTime, ledger: LimitLedger, asOf: EpochMs): LimitExplanation {
  const run = runOf(office, ledger);
  const at = ledger.endedAt === undefined ? asOf : Math.min(asOf, ledger.endedAt);
  const consumed = consumedBy(office, ledger, run, at);
  const byTime = run.counting === "opening-ms" || run.counting === "plain-ms";
  const last = run.due?.day ?? Math.max(dayOf(asOf), dayOf(run.intervals.at(-2) ?? asOf));
  return {
    ledger,
    asOf,
    clock: ledger.endedAt !== undefined ? "ended" : isHeld(ledger) ? "suspended" : "running",
    counting: run.counting,
    due: dueOfRun(office, run),
    whole: run.whole,
    consumed,
    remaining: run.whole - consumed,
    calendarId: office.calendar.data.id,
    calendarRevision: office.calendar.data.revision,
    days: byTime ? traceTime(office, ledger, run, asOf, last) : traceDays(office, ledger, run, asOf, last),
  };
}

type Trace = readonly LimitTraceDay[];

function traceDays(office: OfficeTime, ledger: LimitLedger, run: Run, asOf: EpochMs, last: EpochDay): Trace {
  const days: LimitTraceDay[] = [];
  let number = 0;
  for (let day = run.startDay; day <= last; day += 1) {
    const frame = describe(office, ledger, run, asOf, day);
    const grounds = run.counting === "fixed" ? [] : groundsOn(ledger, day);
    const working = isWorkingDay(office.calendar, day);
    const counts = grounds.length === 0 && number < run.whole && (working || run.counting !== "working-days");
    if (day === run.startDay) {
      days.push({ ...frame, verdict: "start", source: joinSources(startSource[ledger.budget.unit], frame.source) });
    } else if (counts) {
      number += 1;
      const makeUp = run.counting === "working-days" && office.calendar.entries.get(day)?.kind === "make-up";
      days.push({ ...frame, verdict: makeUp ? "make-up-counted" : "counted", number });
    } else if (grounds.length > 0) {
      days.push({ ...frame, verdict: "suspended", suspendedBy: grounds });
    } else if (working) {
      days.push({ ...frame, verdict: "rolled", source: joinSources(rollSource, frame.source) });
    } else {
      days.push({ ...frame, verdict: restKind(office, day) });
    }
  }
  return days;
}

function traceTime(office: OfficeTime, ledger: LimitLedger, run: Run, asOf: EpochMs, last: EpochDay): Trace {
  const days: LimitTraceDay[] = [];
  const dueAt = run.due?.at ?? Number.POSITIVE_INFINITY;
  const earlier = earlierHoursOf(run.counting, ledger);
  const begun = earlier?.until ?? ledger.startAt;
  const leftOn = Math.min(dayOf(begun), last);
  for (let day = run.startDay; day <= last; day += 1) {
    const frame = describe(office, ledger, run, asOf, day);
    const from = Math.max(instantAt(day, 0), begun);
    const to = Math.max(from, Math.min(instantAt(day, dayMs), dueAt));
    const before = day === leftOn ? Math.min(run.whole, earlier?.usedMs ?? 0) : 0;
    const countedMs = day < leftOn ? 0 : before + runningMs(office, run, from, to);
    const touching = ledger.suspensions.filter((s) => s.from < to && (s.to ?? Number.POSITIVE_INFINITY) > from);
    const verdict =
      earlier !== undefined && day > run.startDay && day <= leftOn && isWorkingDay(office.calendar, day)
        ? "earlier-hours"
        : verdictOfTime(office, run, day, countedMs, touching.length > 0);
    const row = { ...frame, verdict, countedMs, suspendedBy: touching.map(shortGround) };
    days.push(
      day === run.startDay ? { ...row, source: joinSources(startSource[ledger.budget.unit], frame.source) } : row,
    );
  }
  return days;
}

function verdictOfTime(
  office: OfficeTime,
  run: Run,
  day: EpochDay,
  countedMs: number,
  suspended: boolean,
): LimitDayVerdict {
  if (day === run.startDay) return "start";
  if (run.counting === "opening-ms" && !isWorkingDay(office.calendar, day)) return restKind(office, day);
  if (countedMs === 0 && suspended) return "suspended";
  const makeUp = run.counting === "opening-ms" && office.calendar.entries.get(day)?.kind === "make-up";
  return makeUp ? "make-up-counted" : "counted";
}

/** Time counted in [from, to), the union of the grounds taken out. */
function runningMs(office: OfficeTime, run: Run, from: EpochMs, to: EpochMs): number {
  const measure = (a: EpochMs, b: EpochMs): number =>
    b <= a ? 0 : run.counting === "opening-ms" ? openingMsBetween(office, a, b) : b - a;
  let total = measure(from, to);
  for (let i = 0; i < run.intervals.length; i += 2)
    total -= measure(Math.max(from, run.intervals[i] ?? 0), Math.min(to, run.intervals[i + 1] ?? 0));
  return total;
}

function describe(office: OfficeTime, ledger: LimitLedger, run: Run, asOf: EpochMs, day: EpochDay) {
  const entry = office.calendar.entries.get(day);
  return {
    date: civilDateOf(day),
    weekday: isoWeekday(day),
    ...(entry === undefined ? {} : { name: entry.name, source: entry.source }),
    suspendedBy: [] as LimitTraceDay["suspendedBy"],
    extensions: ledger.extensions.filter((extension) => dayOf(extension.at) === day),
    ahead: day > dayOf(asOf),
    isDue: run.due?.day === day,
  };
}

/** The day of suspension still counts, the day of resumption does not. */
function groundsOn(ledger: LimitLedger, day: EpochDay): LimitTraceDay["suspendedBy"] {
  return ledger.suspensions
    .filter(({ from, to }) => {
      const until = to ?? ledger.endedAt;
      return dayOf(from) < day && (until === undefined || day <= dayOf(until));
    })
    .map(shortGround);
}

function shortGround({ groundId, ground, source }: Suspension): Pick<Suspension, "groundId" | "ground" | "source"> {
  return { groundId, ground, source };
}

const suspendedText = bilingual("tạm dừng", "suspended");
const earlierHoursText = bilingual("đã tính theo giờ làm việc trước đó", "counted by the opening hours before");

/** The explanation as text for the officer and the citizen: a line per day, Vietnamese with English beside it. */
export function renderLimitExplanation(explanation: LimitExplanation): string {
  const { ledger, due, whole, consumed, remaining } = explanation;
  const start = formatInstant(ledger.startAt);
  const budget = formatBudget(ledger.budget);
  const amount = (value: number): string => amountText(explanation, value);
  const lines = [
    `Bắt đầu ${start}, thời hạn ${budget} / starts ${start}, limit ${budget}`,
    due === undefined
      ? "Đang tạm dừng, chưa có ngày đến hạn / suspended, no due date until it runs again"
      : `Hạn ${due.dueOn}, hẹn trả ${formatInstant(due.dueAt)} / due on ${due.dueOn}, at ${formatInstant(due.dueAt)}`,
    `Đã dùng ${amount(consumed)}, còn ${amount(remaining)} trên ${amount(whole)}` +
      ` / used ${amount(consumed)}, left ${amount(remaining)} of ${amount(whole)}`,
    `Lịch ${explanation.calendarId}, bản ${explanation.calendarRevision}` +
      ` / calendar ${explanation.calendarId}, revision ${explanation.calendarRevision}`,
  ];
  if (ledger.restarts > 0)
    lines.push(`Đã tính lại từ đầu ${ledger.restarts} lần / counted again from the start ${ledger.restarts} times`);
  if (due?.provisional === true) lines.push(`${provisionalText.vi} / ${provisionalText.en}`);
  for (const day of explanation.days) lines.push(renderDay(explanation, day));
  return lines.join("\n");
}

function renderDay(explanation: LimitExplanation, day: LimitTraceDay): string {
  const weekday = weekdayText(day.weekday);
  const byTime = explanation.counting === "opening-ms" || explanation.counting === "plain-ms";
  const { unit } = explanation.ledger.budget;
  const verdict = verdictWords(day.verdict, unit);
  const counted = byTime ? "" : `${explanation.whole}`;
  const share = (of: string): string =>
    day.number !== undefined
      ? ` ${day.number} ${of} ${counted}`
      : day.countedMs
        ? ` ${formatDuration(day.countedMs)}`
        : "";
  const grounds = day.suspendedBy.map(({ ground, source }) => `${ground}: ${source}`).join("; ");
  const side = (lang: keyof Bilingual): string => {
    const text = `${weekday[lang]}: ${verdict[lang]}${share(lang === "vi" ? "trên" : "of")}`;
    const because = grounds === "" ? "" : lang === "vi" ? ` vì ${grounds}` : ` because ${grounds}`;
    const more = day.extensions.map(
      ({ amount }) => (lang === "vi" ? `; gia hạn ` : "; extended by ") + formatBudget(amount),
    );
    const end = day.isDue ? (lang === "vi" ? "; đến hạn" : "; due") : "";
    return `${text}${day.name === undefined ? "" : ` (${day.name[lang]})`}${because}${more.join("")}${end}`;
  };
  const sources = [...(day.source === undefined ? [] : [day.source]), ...day.extensions.map(({ source }) => source)];
  return `  ${day.date}  ${side("vi")} / ${side("en")}${sources.length === 0 ? "" : `  [${sources.join("; ")}]`}`;
}

function verdictWords(verdict: LimitDayVerdict, unit: Budget["unit"]): Bilingual {
  if (verdict === "suspended") return suspendedText;
  return verdict === "earlier-hours" ? earlierHoursText : verdictText(verdict, unit);
}

function amountText(explanation: LimitExplanation, value: number): string {
  const byTime = explanation.counting === "opening-ms" || explanation.counting === "plain-ms";
  return byTime ? formatDuration(value) : `${value}`;
}
