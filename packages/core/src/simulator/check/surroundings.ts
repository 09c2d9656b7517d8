import type { Attribute, Model, StaffCalendar, Stream } from "../model.ts";
import { checkDistribution } from "./distributions.ts";
import { checkMembers } from "./members.ts";
import { isCount, type Report, reportDoubles } from "./report.ts";

const weekMinutes = 7 * 24 * 60;

/** Calendars, people, streams and the span of the run. */
export function checkSurroundings(report: Report, model: Model): void {
  checkSpan(report, model);
  const ids = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);
  reportDoubles(report, "calendars", ids(model.calendars));
  reportDoubles(report, "people", ids(model.people));
  reportDoubles(report, "streams", ids(model.streams));
  model.calendars.forEach((calendar, i) => {
    checkCalendar(report, calendar, `calendars[${i}]`);
  });
  const known = new Set(ids(model.calendars));
  model.people.forEach((person, i) => {
    const path = `people[${i}]`;
    if (!known.has(person.calendar)) unknownCalendar(report, `${path}.calendar`, person.calendar);
    if (person.speed !== undefined && !(person.speed > 0))
      report.add(`${path}.speed`, "tốc độ phải lớn hơn 0", "a speed must be more than 0");
    if (person.costPerHour !== undefined && !(person.costPerHour >= 0))
      report.add(`${path}.costPerHour`, "chi phí phải từ 0 trở lên", "a cost must be 0 or more");
  });
  const { handOver } = model.conventions;
  if (handOver !== undefined) {
    if (!known.has(handOver.calendar)) unknownCalendar(report, "conventions.handOver.calendar", handOver.calendar);
    if (!(handOver.afterMs > 0 && Number.isFinite(handOver.afterMs)))
      report.add("conventions.handOver.afterMs", "thời gian phải lớn hơn 0", "a time must be more than 0");
  }
  if (model.streams.length === 0 && model.open === undefined)
    report.add("streams", "không có hồ sơ nào đến", "no dossiers arrive");
  model.streams.forEach((stream, i) => {
    checkStream(report, model, stream, `streams[${i}]`);
    if (stream.calendar !== undefined && !known.has(stream.calendar))
      unknownCalendar(report, `streams[${i}].calendar`, stream.calendar);
  });
}

const unknownCalendar = (report: Report, path: string, id: string): void =>
  report.add(path, `không có lịch "${id}"`, `there is no calendar "${id}"`);

function checkSpan(report: Report, { startAt, endAt, countFrom, stopAtEnd, offices }: Model): void {
  if (endAt !== undefined && !(endAt > startAt))
    report.add("endAt", "thời điểm kết thúc phải sau thời điểm bắt đầu", "the end must come after the start");
  if (countFrom !== undefined && countFrom >= (endAt ?? Number.POSITIVE_INFINITY))
    report.add("countFrom", "giai đoạn khởi động dài hơn cả lần chạy", "the warm-up is not shorter than the whole run");
  if (stopAtEnd === true && endAt === undefined)
    report.add("stopAtEnd", "dừng ở cuối nhưng không có thời điểm kết thúc", "stops at the end, but has no end");
  if (offices !== undefined && !isCount(offices))
    report.add("offices", "số văn phòng phải là số nguyên từ 1", "the number of offices is 1 or more");
}

function checkCalendar(report: Report, calendar: StaffCalendar, path: string): void {
  if (calendar.kind === "always") return;
  const [spans, most, name] =
    calendar.kind === "dated"
      ? [calendar.spans, Number.POSITIVE_INFINITY, "spans"]
      : [calendar.spansMinutes, weekMinutes, "spansMinutes"];
  const wrong = spans.findIndex(([from, to], i) => !(from < to && to <= most && from >= (spans[i - 1]?.[1] ?? from)));
  if (wrong >= 0 || (calendar.kind === "weekly" && (spans[0]?.[0] ?? 0) < 0))
    report.add(
      `${path}.${name}[${Math.max(0, wrong)}]`,
      "các khoảng giờ phải theo thứ tự, không chồng nhau",
      "spans must be in order and not overlap",
    );
}

function checkStream(report: Report, model: Model, stream: Stream, path: string): void {
  const flows = new Set(model.flows.map(({ id }) => id));
  for (const flow of [stream.flow, ...(stream.members ?? []).map((member) => member.flow)])
    if (!flows.has(flow)) report.add(`${path}.flow`, `không có luồng "${flow}"`, `there is no flow "${flow}"`);
  checkMembers(report, stream, path);
  const { arrivals } = stream;
  if (arrivals.kind === "between") {
    checkDistribution(report, `${path}.arrivals.ms`, arrivals.ms);
    if (model.endAt === undefined && stream.dossiersMax === undefined)
      report.add(path, "nguồn hồ sơ không bao giờ hết", "the stream never ends: give an end or a number of dossiers");
  }
  if (arrivals.kind === "weekly-rate") {
    if (arrivals.perHour.length !== 168)
      report.add(
        `${path}.arrivals.perHour`,
        `cần 168 giá trị, có ${arrivals.perHour.length}`,
        `168 values are needed, there are ${arrivals.perHour.length}`,
      );
    if (arrivals.perHour.some((rate) => !(rate >= 0 && Number.isFinite(rate))))
      report.add(`${path}.arrivals.perHour`, "mức đến phải từ 0 trở lên", "a rate must be 0 or more");
    if (model.endAt === undefined)
      report.add(path, "mức đến theo tuần cần thời điểm kết thúc", "a weekly rate needs an end of the run");
  }
  if (arrivals.kind === "list" && arrivals.at.some((at) => !Number.isFinite(at)))
    report.add(`${path}.arrivals.at`, "có thời điểm không hợp lệ", "an instant in the list is none");
  stream.attributes?.forEach((attribute, i) => {
    checkAttribute(report, attribute, `${path}.attributes[${i}]`);
  });
  for (const [fact, share] of Object.entries(stream.filing?.facts ?? {}))
    if (!(share >= 0 && share <= 1))
      report.add(`${path}.filing.facts.${fact}`, "tỷ lệ phải từ 0 đến 1", "a share is 0 to 1");
}

function checkAttribute(report: Report, { values }: Attribute, path: string): void {
  if (values.kind === "number") {
    checkDistribution(report, `${path}.values.of`, values.of, { isTime: false });
    return;
  }
  const sum = values.of.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-3 || values.of.some(({ share }) => !(share >= 0)))
    report.add(
      `${path}.values.of`,
      `các tỷ lệ cộng lại bằng ${Number(sum.toFixed(6))}, phải bằng 1`,
      `the shares add up to ${Number(sum.toFixed(6))}, not to 1`,
    );
}
