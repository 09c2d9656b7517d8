import type { OpeningHours } from "../../calendar/types.ts";
import type { StaffCalendar } from "../model.ts";
import {
  type DaySpans,
  datedCalendar,
  type Horizon,
  hasDaysOfOwn,
  hoursOfOffice,
  hoursOfPerson,
  hoursOfWeek,
  readSpans,
} from "./calendars.ts";
import type { StaffEntry, WeeklyHours } from "./types.ts";

type Reporter = (path: string, vi: string, en: string) => void;

/** The calendars of a model, each made once however many share it. */
export class OfficeCalendars {
  readonly #horizon: Horizon;
  readonly #named: (name: string) => OpeningHours | undefined;
  readonly #office: OpeningHours;
  readonly #own = new Map<string, OpeningHours>();
  readonly #made = new Map<string, StaffCalendar>();

  constructor(horizon: Horizon, office: OpeningHours, named: (name: string) => OpeningHours | undefined) {
    this.#horizon = horizon;
    this.#office = office;
    this.#named = named;
    this.#make("office", () => datedCalendar("office", hoursOfOffice(horizon.calendar, office), horizon));
  }

  all(): readonly StaffCalendar[] {
    return [...this.#made.values()];
  }

  #hours(name: string): OpeningHours | undefined {
    return name === "office" ? this.#office : (this.#own.get(name) ?? this.#named(name));
  }

  /** The name under which to ask for hours: that which stands there, or `name` for hours that are spelled out. */
  nameOf(hours: string | WeeklyHours, name: string, path: string, report: Reporter): string {
    if (typeof hours === "string") return hours;
    this.#own.set(name, openingHoursOf(hours, path, report));
    return name;
  }

  #make(id: string, make: () => StaffCalendar): string {
    if (!this.#made.has(id)) this.#made.set(id, make());
    return id;
  }

  /** Calendar of named hours; `undefined`: always, or unknown, which is reported. */
  calendarOf(name: string, path: string, report: Reporter): string | undefined {
    if (name === "always") return undefined;
    const hours = this.#hours(name);
    if (hours === undefined) {
      report(path, `không có giờ làm việc "${name}"`, `there are no hours "${name}"`);
      return undefined;
    }
    const { calendar } = this.#horizon;
    return this.#make(name, () => datedCalendar(name, hoursOfOffice(calendar, hours), this.#horizon));
  }

  /** Hours of a Monday, or of the first day of the week that has any. */
  usualDay(name: string): DaySpans {
    if (name === "always") return [[0, 1440]];
    const hours = this.#hours(name);
    for (let weekday = 1; weekday <= 7; weekday += 1) {
      const spans = hours?.weekly[weekday] ?? [];
      if (spans.length > 0) return spans;
    }
    return hours?.otherwise ?? [[0, 1440]];
  }

  /** Calendar of one person: shared where nothing of their own is said. */
  ofPerson(
    entry: StaffEntry,
    number: number,
    person: string,
    absenceSeed: number,
    path: string,
    report: Reporter,
  ): string {
    const { hours = "office" } = entry;
    const usual = this.#usualHours(hours, `${path}.hours`, report);
    (entry.exceptions ?? []).forEach((exception, i) => {
      if (readSpans(exception.hours) === undefined) badHours(report, `${path}.exceptions[${i}].hours`);
    });
    if (!hasDaysOfOwn(entry)) {
      if (hours === "always") return this.#make("always", () => ({ id: "always", kind: "always" }));
      if (typeof hours === "string") return this.calendarOf(hours, `${path}.hours`, report) ?? "office";
    }
    const id = hasDaysOfOwn(entry) ? `person ${person}` : `staff ${entry.id}`;
    const days = hoursOfPerson(entry, number, person, usual, absenceSeed);
    return this.#make(id, () => datedCalendar(id, days, this.#horizon));
  }

  #usualHours(hours: NonNullable<StaffEntry["hours"]>, path: string, report: Reporter) {
    const { calendar } = this.#horizon;
    if (typeof hours === "string") {
      const named = this.#hours(hours);
      return named === undefined ? undefined : hoursOfOffice(calendar, named);
    }
    checkWeekly(hours, path, report);
    return hoursOfWeek(calendar, hours);
  }
}

/** Hours that are spelled out, as opening hours of an office. Those of every working day hold on all that have none. */
export function openingHoursOf(hours: WeeklyHours, path: string, report: Reporter): OpeningHours {
  checkWeekly(hours, path, report);
  const spansOf = (day: string) => readSpans(hours[day] ?? []) ?? [];
  const weekly = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, spansOf(String(day))]));
  const usual = spansOf("working-day");
  // A make-up Saturday without hours of its own is a day like the others.
  const otherwise = usual.length > 0 ? usual : (Object.values(weekly).find((spans) => spans.length > 0) ?? []);
  if (otherwise.length === 0) report(path, "không có giờ nào", "there are no hours at all");
  return { weekly, otherwise };
}

function checkWeekly(hours: WeeklyHours, path: string, report: Reporter): void {
  for (const [day, texts] of Object.entries(hours)) {
    if (!/^[1-7]$|^working-day$/.test(day))
      report(
        `${path}.${day}`,
        "ngày phải từ 1 (thứ hai) đến 7, hoặc working-day",
        "a day is 1 (Monday) to 7, or working-day",
      );
    if (readSpans(texts) === undefined) badHours(report, `${path}.${day}`);
  }
}

const badHours = (report: Reporter, path: string): void =>
  report(
    path,
    "giờ ghi dạng 07:30-11:30, theo thứ tự, không chồng nhau",
    "hours are written as 07:30-11:30, in order, not overlapping",
  );
