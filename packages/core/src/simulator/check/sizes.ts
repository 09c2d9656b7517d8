import { meanMsOf } from "../kernel/sampler.ts";
import { StaffClock } from "../kernel/staff-clock.ts";
import type { Flow, Model, TaskNode } from "../model.ts";
import { endOf, rateOf } from "./offered.ts";
import type { Report } from "./report.ts";
import { visitsOf } from "./visits.ts";

/** Dossiers of one office in one replication: beyond, a run would take hours and end in nonsense. */
const dossiersMax = 1_000_000_000;
/** 9999: beyond every calendar, and still an instant. */
const farAway = 253_370_000_000_000;
const hourMs = 3_600_000;

/** Numbers that are right in kind and absurd in size, whatever load is allowed: more dossiers than can be simulated, and work
 *  that takes longer than anybody is there. Expects a sound model. */
export function checkSizes(report: Report, model: Model): void {
  model.streams.forEach((stream, i) => {
    const { arrivals, dossiersMax: most = Number.POSITIVE_INFINITY } = stream;
    const path = `streams[${i}]`;
    if (arrivals.kind === "between" && meanMsOf(arrivals.ms) < 1 && most === Number.POSITIVE_INFINITY)
      report.add(
        `${path}.arrivals.ms`,
        "hồ sơ đến cách nhau chưa đến 1 mili giây, không bao giờ hết",
        "dossiers come less than a millisecond apart, without end",
      );
    else if (arrivals.kind !== "list") checkCount(report, path, Math.min(most, expected(model, i)));
  });
  model.flows.forEach((flow, i) => {
    checkTasks(report, model, flow, `flows[${i}]`);
  });
}

function checkCount(report: Report, path: string, count: number): void {
  if (count <= dossiersMax) return;
  const shown = count.toPrecision(3);
  report.add(
    `${path}.arrivals`,
    `khoảng ${shown} hồ sơ, nhiều hơn mức mô phỏng được (${dossiersMax})`,
    `about ${shown} dossiers are more than can be simulated (${dossiersMax})`,
  );
}

function expected(model: Model, stream: number): number {
  const rate = rateOf(model, model.streams[stream] as Model["streams"][number]);
  return model.endAt === undefined ? 0 : rate * (endOf(model) - model.startAt);
}

/** Work that on average is longer than all the time for which whoever could do it is there, to the end of the run or of the
 *  calendars: nobody would ever finish it. */
function checkTasks(report: Report, model: Model, flow: Flow, path: string): void {
  const attributes = model.streams.find(({ flow: id }) => id === flow.id)?.attributes ?? [];
  const visits = visitsOf(flow, attributes);
  flow.nodes.forEach((node, place) => {
    if (node.kind !== "task" || (visits[place] ?? 0) === 0) return;
    const most = longestStay(model, node);
    const needed = meanMsOf(node.duration.all);
    if (needed <= most) return;
    report.add(
      `${path}.nodes[${place}].duration.all`,
      `trung bình mất ${hours(needed)} giờ làm việc, mà cả lần chạy không ai có mặt quá ${hours(most)} giờ`,
      `on average it takes ${hours(needed)} hours of work, and nobody is there for more than ${hours(most)} in the whole run`,
    );
  });
}

const hours = (ms: number): string =>
  Number((ms / hourMs).toPrecision(3))
    .toLocaleString("en-US")
    .replaceAll(",", "");

function longestStay({ people, calendars, startAt, endAt, stopAtEnd }: Model, { skill, duration }: TaskNode): number {
  const until = stopAtEnd === true ? (endAt ?? farAway) : farAway;
  return people.reduce((most, { id, skills, speed = 1, calendar }) => {
    if (!skills.includes(skill)) return most;
    const own = calendars.find((one) => one.id === calendar);
    // Others' times are for others: whoever has a time of their own is left out of the question.
    if (own === undefined || duration.byPerson?.[id] !== undefined) return Number.POSITIVE_INFINITY;
    if (own.kind !== "dated" && stopAtEnd !== true) return Number.POSITIVE_INFINITY;
    return Math.max(most, new StaffClock(own, startAt).onBetween(startAt, until) * speed);
  }, 0);
}
