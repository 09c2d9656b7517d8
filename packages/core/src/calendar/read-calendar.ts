import { type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { CalendarEntry, CivilDate, WorkCalendar } from "./types.ts";
import { validateCalendar } from "./work-calendar.ts";

/**
 * What an announcement changes in a calendar (thông báo nghỉ lễ, hoán đổi ngày làm việc): the days it names, and how far
 * the days are announced by now. The rest stays as in the revision it extends.
 */
export interface CalendarChangeFile {
  /** Revision this builds on; refused when another one is in force by now. */
  readonly extends: string;
  readonly revision: string;
  /** The new announced range, when a year was announced. */
  readonly announced?: readonly [CivilDate, CivilDate];
  /** Days that are plain days of the week again. */
  readonly remove?: readonly CivilDate[];
  readonly add?: readonly CalendarEntry[];
}

/**
 * Reads a revision of a calendar from a file: a whole calendar, or what changes in the one in force (`extends`). Everything
 * wrong with it is told at once, with paths.
 * @param inForce what an `extends` builds on
 */
export function readCalendar(value: unknown, inForce: WorkCalendar): Result<WorkCalendar, readonly Fault[]> {
  const shape = isRecord(value) && "extends" in value ? changeShape : calendarShape;
  const faults = shapeFaults(value, shape);
  if (faults.length > 0) return err(faults);
  const calendar = shape === changeShape ? extended(value as CalendarChangeFile, inForce) : ok(value as WorkCalendar);
  if (!calendar.ok) return calendar;
  const wrong = validateCalendar(calendar.value);
  return wrong.length === 0 ? calendar : err(wrong);
}

function extended(change: CalendarChangeFile, base: WorkCalendar): Result<WorkCalendar, readonly Fault[]> {
  if (change.extends !== base.revision)
    return err([
      fault(
        "calendar.other_base",
        `tệp bổ sung cho bản "${change.extends}", bản đang dùng là "${base.revision}"`,
        `the file extends revision "${change.extends}", the one in force is "${base.revision}"`,
        "extends",
      ),
    ]);
  const { revision, announced = base.announced, remove = [], add = [] } = change;
  const faults = remove.flatMap((date, index) =>
    base.entries.some((entry) => entry.date === date)
      ? []
      : [
          malformed(
            `remove[${index}]`,
            `ngày ${date} vốn không có trong lịch`,
            `day ${date} is not entered in the calendar`,
          ),
        ],
  );
  if (faults.length > 0) return err(faults);
  const entries = [...base.entries.filter((entry) => !remove.includes(entry.date)), ...add];
  return ok({ ...base, revision, announced, entries: entries.sort((a, b) => (a.date < b.date ? -1 : 1)) });
}

const malformed = (path: string, vi: string, en: string): Fault => fault("calendar.malformed", vi, en, path);

/** What a field must be, and whether it may be absent. */
type Check = (value: unknown, path: string) => readonly Fault[];
type Shape = { readonly [field: string]: { readonly check: Check; readonly optional?: true } };

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value, path) =>
  typeof value === "string" ? [] : [malformed(path, "phải là chữ", "must be text")];
const whole: Check = (value, path) =>
  Number.isSafeInteger(value) ? [] : [malformed(path, "phải là số nguyên", "must be a whole number")];
const listOf =
  (check: Check, length?: number): Check =>
  (value, path) =>
    Array.isArray(value) && (length === undefined || value.length === length)
      ? value.flatMap((item, index) => check(item, `${path}[${index}]`))
      : [malformed(path, "phải là một danh sách", length === undefined ? "must be a list" : `a list of ${length}`)];

const record =
  (shape: Shape): Check =>
  (value, path) =>
    shapeFaults(value, shape, path);

const entryShape: Shape = {
  date: { check: text },
  kind: { check: text },
  name: { check: record({ vi: { check: text }, en: { check: text } }) },
  source: { check: text },
};

const calendarShape: Shape = {
  id: { check: text },
  revision: { check: text },
  announced: { check: listOf(text, 2) },
  projected: { check: listOf(text, 2) },
  restWeekdays: { check: listOf(whole) },
  entries: { check: listOf(record(entryShape)) },
};

const changeShape: Shape = {
  extends: { check: text },
  revision: { check: text },
  announced: { check: listOf(text, 2), optional: true },
  remove: { check: listOf(text), optional: true },
  add: { check: listOf(record(entryShape)), optional: true },
};

function shapeFaults(value: unknown, shape: Shape, path = ""): readonly Fault[] {
  if (!isRecord(value)) return [malformed(path, "phải là một đối tượng", "must be an object")];
  const at = (field: string): string => (path === "" ? field : `${path}.${field}`);
  const unknown = Object.keys(value).filter((field) => !Object.hasOwn(shape, field));
  return [
    ...unknown.map((field) => malformed(at(field), "trường không có", "there is no such field")),
    ...Object.entries(shape).flatMap(([field, { check, optional }]) =>
      optional === true && value[field] === undefined ? [] : check(value[field], at(field)),
    ),
  ];
}
