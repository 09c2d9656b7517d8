import type { Bilingual, Source } from "../base/text.ts";
import { bilingual } from "../base/text.ts";
import { civilDateOf, dayMs, dayOf, formatInstant, instantAt, isoWeekday } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import { openingMsBetween } from "../calendar/opening-hours.ts";
import { formatBudget } from "../calendar/parse.ts";
import type { CalendarEntry, CivilDate, Due, EpochDay, EpochMs } from "../calendar/types.ts";
import { isWorkingDay } from "../calendar/working-days.ts";
import { isHeld } from "./ledger.ts";
import type { Counting, Run } from "./run.ts";
import { consumedBy, dueOfRun, runOf } from "./run.ts";
import type { Extension, LimitLedger, Suspension } from "./types.ts";

/** What one day was to a limit. Rest days that count for nothing carry the kind of rest. */
export type LimitDayVerdict =
  | "start"
  | "counted"
  | "make-up-counted"
  | "suspended"
  | "rolled"
  | "weekend"
  | Exclude<CalendarEntry["kind"], "make-up">;

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

const civilCode = "Bộ luật Dân sự 91/2015/QH13";
const firstDaySource = `${civilCode} Điều 147(2)`;
const hourSource = `${civilCode} Điều 147(1)`;
const rollSource = `${civilCode} Điều 148(5)`;

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
      days.push({ ...frame, verdict: "start", source: joined(firstDaySource, frame.source) });
    } else if (counts) {
      number += 1;
      const makeUp = run.counting === "working-days" && office.calendar.entries.get(day)?.kind === "make-up";
      days.push({ ...frame, verdict: makeUp ? "make-up-counted" : "counted", number });
    } else if (grounds.length > 0) {
      days.push({ ...frame, verdict: "suspended", suspendedBy: grounds });
    } else if (working) {
      days.push({ ...frame, verdict: "rolled", source: joined(rollSource, frame.source) });
    } else {
      days.push({ ...frame, verdict: restKind(office, day) });
    }
  }
  return days;
}

function traceTime(office: OfficeTime, ledger: LimitLedger, run: Run, asOf: EpochMs, last: EpochDay): Trace {
  const days: LimitTraceDay[] = [];
  const dueAt = run.due?.at ?? Number.POSITIVE_INFINITY;
  for (let day = run.startDay; day <= last; day += 1) {
    const frame = describe(office, ledger, run, asOf, day);
    const from = Math.max(instantAt(day, 0), ledger.startAt);
    const to = Math.max(from, Math.min(instantAt(day, dayMs), dueAt));
    const countedMs = runningMs(office, run, from, to);
    const touching = ledger.suspensions.filter((s) => s.from < to && (s.to ?? Number.POSITIVE_INFINITY) > from);
    const verdict = verdictOfTime(office, run, day, countedMs, touching.length > 0);
    const row = { ...frame, verdict, countedMs, suspendedBy: touching.map(shortGround) };
    days.push(day === run.startDay ? { ...row, source: joined(hourSource, frame.source) } : row);
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

function restKind(office: OfficeTime, day: EpochDay): LimitDayVerdict {
  const kind = office.calendar.entries.get(day)?.kind;
  return kind === undefined || kind === "make-up" ? "weekend" : kind;
}

const joined = (first: Source, second: Source | undefined): Source =>
  second === undefined ? first : `${first}; ${second}`;

const weekdays: readonly Bilingual[] = [
  bilingual("Thứ Hai", "Mon"),
  bilingual("Thứ Ba", "Tue"),
  bilingual("Thứ Tư", "Wed"),
  bilingual("Thứ Năm", "Thu"),
  bilingual("Thứ Sáu", "Fri"),
  bilingual("Thứ Bảy", "Sat"),
  bilingual("Chủ Nhật", "Sun"),
];

const verdictTexts: { readonly [verdict in LimitDayVerdict]: Bilingual } = {
  start: bilingual("ngày bắt đầu, không tính", "start, not counted"),
  counted: bilingual("được tính", "counted"),
  "make-up-counted": bilingual("làm bù, được tính", "make-up day, counted"),
  suspended: bilingual("tạm dừng", "suspended"),
  rolled: bilingual("ngày làm việc kế tiếp", "moved to the next working day"),
  weekend: bilingual("nghỉ hằng tuần", "weekly rest"),
  holiday: bilingual("nghỉ lễ", "holiday"),
  compensation: bilingual("nghỉ bù", "compensation day"),
  "swapped-rest": bilingual("nghỉ hoán đổi", "swapped rest day"),
};
const hourStart = bilingual("ngày bắt đầu", "start");

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
  if (due?.provisional === true)
    lines.push(
      "Tạm tính: lịch nghỉ của năm này chưa công bố / provisional: this year's holidays are not announced yet",
    );
  for (const day of explanation.days) lines.push(renderDay(explanation, day));
  return lines.join("\n");
}

function renderDay(explanation: LimitExplanation, day: LimitTraceDay): string {
  const weekday = weekdays[day.weekday - 1] ?? bilingual("", "");
  const byTime = explanation.counting === "opening-ms" || explanation.counting === "plain-ms";
  const verdict = day.verdict === "start" && byTime ? hourStart : verdictTexts[day.verdict];
  const counted = byTime ? "" : `${explanation.whole}`;
  const share = (of: string): string =>
    day.number !== undefined ? ` ${day.number} ${of} ${counted}` : day.countedMs ? ` ${duration(day.countedMs)}` : "";
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

function amountText(explanation: LimitExplanation, value: number): string {
  const byTime = explanation.counting === "opening-ms" || explanation.counting === "plain-ms";
  return byTime ? duration(value) : `${value}`;
}

/** `4:00`, hours and minutes; seconds where there are any. */
function duration(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = Math.floor(ms / 1000);
  const text = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}
