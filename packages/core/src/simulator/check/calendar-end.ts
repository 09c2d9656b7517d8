import { type Fault, fault } from "../../base/errors.ts";
import { civilDateOf, dayMs, dayOf } from "../../calendar/civil-date.ts";
import { CalendarHorizonError } from "../../calendar/work-calendar.ts";
import { meanMsOf } from "../kernel/sampler.ts";
import { StaffClock } from "../kernel/staff-clock.ts";
import { LawTrack } from "../law/track.ts";
import type { Delay, Filing, Flow, FlowNode, Model, Stream } from "../model.ts";
import type { CutOff } from "../result.ts";
import { loadsOf } from "./load.ts";
import { visitsOf } from "./visits.ts";

// Dated calendars end some day. What can be told of that before a run is refused here; `cutOffFault` says the rest after it.

const never = Number.POSITIVE_INFINITY;
/** Limits of procedures and what hangs on them stay below; further from the end nobody need ask. */
const longestPromiseMs = 800 * dayMs;

/** Runs that need days which the calendars do not have: dossiers that would come later, could not be finished in time even if
 *  nobody had to wait for people, or would be promised a day that nobody knows. Expects a sound model.
 *  Times are averages: what only bad luck makes longer is told after the run.
 *  @param overloaded whether there may be more work than people can do */
export function checkCalendarEnd(model: Model, overloaded: boolean): readonly Fault[] {
  const clocks = clocksOf(model);
  const lasts = model.streams.map((stream) => lastArrival(model, stream, clocks.get(stream.calendar ?? "")));
  const found = [
    tooManyDossiers(model, lasts),
    ...(model.stopAtEnd === true || model.stopWithOpen === true
      ? []
      : [notWorkedOff(model, clocks, lasts), overloaded ? overloadLeft(model, lasts) : undefined]),
    promisesBeyond(model, lasts),
  ].filter((one) => one !== undefined);
  // The first says what to do; the others would be about days that do not come.
  return found.slice(0, 1);
}

/** What a run came to is not what was asked for. */
export function cutOffFault(model: Model, { dossiers, arrivals }: CutOff): Fault {
  const end = lastDay(model);
  const left =
    dossiers === 0
      ? undefined
      : [`${dossiers} hồ sơ không ai làm xong được nữa`, `${dossiers} dossiers cannot be finished any more`];
  const lost = arrivals === 0 ? undefined : [`${arrivals} hồ sơ chưa kịp đến`, `${arrivals} never arrived`];
  const said = [left, lost].filter((one) => one !== undefined);
  return ends(
    model,
    `${said.map(([vi]) => vi).join(", ")}: lịch làm việc của nhân viên hết sau ngày ${end}`,
    `${said.map(([, en]) => en).join(", ")}: the calendars of the staff end with ${end}`,
  );
}

function ends({ endAt, stopAtEnd }: Model, vi: string, en: string): Fault {
  const [alsoVi, alsoEn] =
    endAt === undefined || stopAtEnd === true
      ? ["", ""]
      : [", hoặc ghi atEnd: stop để đếm hồ sơ còn mở", ", or write atEnd: stop to count what is open"];
  return fault(
    "model.calendar_ends",
    `${vi}; hãy rút ngắn hoặc dời lần chạy sớm hơn${alsoVi}`,
    `${en}; shorten the run or move it earlier${alsoEn}`,
    "endAt",
  );
}

/** Last day on which anybody is there, as people write it. */
function lastDay({ calendars, people }: Model): string {
  const used = new Set(people.map(({ calendar }) => calendar));
  const lasts = calendars.flatMap((calendar) =>
    calendar.kind === "dated" && used.has(calendar.id) ? [calendar.spans.at(-1)?.[1] ?? 0] : [],
  );
  return civilDateOf(dayOf(Math.max(0, ...lasts) - 1));
}

type Clocks = ReadonlyMap<string, StaffClock>;

const clocksOf = ({ calendars, startAt }: Model): Clocks =>
  new Map(calendars.map((calendar) => [calendar.id, new StaffClock(calendar, startAt)]));

/** When the last dossier of a stream comes, on average; Infinity where the calendar ends first. */
function lastArrival(
  { startAt, endAt = never, conventions }: Model,
  stream: Stream,
  clock: StaffClock | undefined,
): number {
  const { arrivals, dossiersMax = never } = stream;
  if (arrivals.kind === "list")
    return arrivals.at.filter((at) => at >= startAt && at < endAt).reduce((last, at) => Math.max(last, at), startAt);
  if (arrivals.kind === "weekly-rate" || dossiersMax === never) return endAt;
  const gapsMs = dossiersMax * meanMsOf(arrivals.ms);
  if (clock === undefined) return Math.min(endAt, startAt + gapsMs);
  return Math.min(
    endAt,
    conventions.arrivals === "open-time" ? clock.finish(startAt, gapsMs) : clock.nextOn(startAt + gapsMs),
  );
}

function tooManyDossiers(model: Model, lasts: readonly number[]): Fault | undefined {
  if (!lasts.includes(never)) return undefined;
  const clocks = clocksOf(model);
  let wanted = 0;
  let fitting = 0;
  model.streams.forEach(({ arrivals, dossiersMax = 0, calendar }, i) => {
    const most = arrivals.kind === "list" ? arrivals.at.length : dossiersMax;
    wanted += most;
    const open = clocks.get(calendar ?? "")?.onBetween(model.startAt, farAway) ?? 0;
    fitting += lasts[i] === never && arrivals.kind === "between" ? Math.floor(open / meanMsOf(arrivals.ms)) : most;
  });
  const end = lastDay(model);
  return ends(
    model,
    `đến hết lịch (${end}) chỉ có khoảng ${fitting} trong ${wanted} hồ sơ đến`,
    `until the calendars end (${end}) about ${fitting} of ${wanted} dossiers arrive`,
  );
}
/** 9999: beyond every calendar, and still an instant. */
const farAway = 253_370_000_000_000;

/** The flow whose last dossier takes longest beyond the end, named. */
function notWorkedOff(model: Model, clocks: Clocks, lasts: readonly number[]): Fault | undefined {
  const unfinished = new Set<string>();
  model.streams.forEach((stream, i) => {
    const last = lasts[i] as number;
    const flowOf = (id: string) => model.flows.find((flow) => flow.id === id);
    const members = stream.members ?? [{ flow: stream.flow }];
    const endOf = (id: string): number => {
      const member = members.find((known) => known.flow === id);
      const flow = flowOf(id);
      if (member === undefined || flow === undefined) return last;
      const begins = Math.max(last, ...(("dependsOn" in member ? member.dependsOn : undefined) ?? []).map(endOf));
      return lifeEnd(model, clocks, flow, stream, begins);
    };
    for (const { flow } of members) if (endOf(flow) === never) unfinished.add(flow);
  });
  if (unfinished.size === 0) return undefined;
  const names = [...unfinished].join(", ");
  const end = lastDay(model);
  return ends(
    model,
    `hồ sơ nộp cuối cùng (${names}) trung bình không xong trước khi lịch làm việc của nhân viên hết (${end}), dù không phải chờ ai`,
    `the last dossiers (${names}) would on average not be finished before the calendars of the staff end (${end}), even if nobody kept them waiting`,
  );
}

/** When a dossier that begins at an instant would end if people were always free; Infinity: never. Of what goes on side by
 *  side only the longest counts. */
function lifeEnd(model: Model, clocks: Clocks, flow: Flow, { attributes = [] }: Stream, begins: number): number {
  const visits = visitsOf(flow, attributes);
  const forks = flow.nodes.some(({ kind }) => kind === "parallel" || kind === "inclusive");
  let at = begins;
  flow.nodes.forEach((node, place) => {
    const after = nodeEnd(model, clocks, node, visits[place] ?? 0, forks ? begins : at);
    at = Math.max(at, after);
  });
  return at;
}

function nodeEnd({ people }: Model, clocks: Clocks, node: FlowNode, times: number, at: number): number {
  if (times === 0 || at === never) return at;
  if (node.kind === "delay") return waited(clocks, node.delay, times, at);
  if (node.kind !== "task") return at;
  const ms = meanMsOf(node.duration.all) * times;
  const able = people.filter(({ skills }) => skills.includes(node.skill));
  return able.reduce(
    (best, { calendar, speed = 1 }) => Math.min(best, clocks.get(calendar)?.finish(at, ms / speed) ?? at),
    able.length === 0 ? at : never,
  );
}

const waited = (clocks: Clocks, { ms, calendar }: Delay, times: number, at: number): number => {
  const waitMs = meanMsOf(ms) * times;
  return calendar === undefined ? at + waitMs : (clocks.get(calendar)?.finish(at, waitMs) ?? at);
};

/** More work than people can do is worked off after the last arrival: at the load it has, and in the days there are. */
function overloadLeft(model: Model, lasts: readonly number[]): Fault | undefined {
  const dated = new Map(
    model.calendars.flatMap((one) => (one.kind === "dated" ? [[one.id, one.spans.at(-1)?.[1] ?? 0]] : [])),
  );
  const last = Math.max(...lasts);
  for (const { load, people, skills } of loadsOf(model)) {
    const until = Math.max(...people.map((person) => dated.get(model.people[person]?.calendar ?? "") ?? never));
    const done = last + (load - 1) * (last - model.startAt);
    if (load <= 1 || done < until || !Number.isFinite(until)) continue;
    const end = lastDay(model);
    return ends(
      model,
      `${skills.join(", ")} có tải ${load.toFixed(2)}: việc tồn lại không làm hết trước khi lịch hết (${end})`,
      `${skills.join(", ")} is at load ${load.toFixed(2)}: what is left is not worked off before the calendars end (${end})`,
    );
  }
  return undefined;
}

/** What the law would say of a dossier that is handed in last. */
function promisesBeyond(model: Model, lasts: readonly number[]): Fault | undefined {
  for (const flow of model.flows) {
    if (flow.law === undefined) continue;
    const streams = model.streams.filter(
      ({ flow: id, members }) => id === flow.id || members?.some((one) => one.flow === flow.id),
    );
    for (const stream of streams) {
      const last = (lasts[model.streams.indexOf(stream)] as number) - 1;
      const days = flow.law.time.calendar.data.projected;
      if (last + longestPromiseMs < Date.parse(days[1])) continue;
      const filing = stream.members?.find((one) => one.flow === flow.id)?.filing ?? stream.filing;
      const beyond = horizonOf(flow, filing, last);
      if (beyond === undefined) continue;
      return ends(
        model,
        `thời hạn của hồ sơ nộp cuối cùng (${flow.id}) tính tới ngày ${beyond.date}, lịch chỉ có đến ${beyond.known[1]}`,
        `what is promised to the last dossiers (${flow.id}) falls on ${beyond.date}, and the calendar ends with ${beyond.known[1]}`,
      );
    }
  }
  return undefined;
}

function horizonOf(flow: Flow, filing: Filing | undefined, at: number): CalendarHorizonError | undefined {
  if (flow.law === undefined) return undefined;
  try {
    const track = new LawTrack(flow.law, {
      ...(flow.habits === undefined ? {} : { habits: flow.habits }),
      ...(flow.standing === undefined ? {} : { standing: flow.standing }),
    });
    track.submit(0, at, filing ?? { channel: "counter" });
    track.accept(0, at);
    // The citizen's time to complete the papers is a promise of the other side, and longer than many of the office's.
    if (mayAskSupplement(flow))
      for (const step of flow.law.procedure.definition.steps) {
        if (!track.enter(0, at, track.stepNumber(step.id))) continue;
        if (track.askSupplement(0, at)) break;
        track.act(0, at, track.actionNumber(step.id, step.actions[0]?.id ?? ""));
      }
    return undefined;
  } catch (error) {
    if (CalendarHorizonError.is(error)) return error;
    throw error;
  }
}

const mayAskSupplement = ({ nodes }: Flow): boolean =>
  nodes.some((node) =>
    "branches" in node
      ? node.branches.some(({ law }) => law?.is === "ask-supplement")
      : "law" in node && node.law?.is === "ask-supplement",
  );
