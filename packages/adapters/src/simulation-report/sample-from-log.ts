import { type EventLog, type LegalFactKind, legalFact, type Model, workItem } from "@motcua/core/simulator";
import type { ReportItem, ReportMark, ReportSample } from "./input.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const weekMs = 7 * dayMs;
/** 1970-01-05 was a Monday. */
const mondayMs = 4 * dayMs;

const markOf: { readonly [kind in LegalFactKind]?: ReportMark["kind"] } = {
  accepted: "received",
  suspended: "suspended",
  resumed: "resumed",
  escalated: "escalated",
  "apology-owed": "apology-owed",
  "apology-issued": "apology-issued",
  resolved: "resolved",
};

/**
 * Some dossiers of a log that went through the office at the same time, of every procedure where there is room. Each brings
 * its last due date. @param model for the hours in which nobody is there
 */
export function reportSample(log: EventLog, model: Model, dossiersMax = 12): ReportSample {
  const itemsOf = new Map<string, ReportItem[]>();
  for (let row = 0; row < log.items.count; row += 1) {
    const { activity: step, dossier, flow, person, enabledAt, startAt, endAt } = workItem(log, row);
    const item: ReportItem = {
      ...{ dossier, step, startAt, endAt },
      ...(flow === undefined ? {} : { flow: model.flows.find(({ id }) => id === flow)?.name ?? flow }),
      ...(person === undefined ? {} : { person }),
      ...(enabledAt === undefined ? {} : { enabledAt }),
    };
    itemsOf.set(dossier, [...(itemsOf.get(dossier) ?? []), item]);
  }
  const marksOf = marksIn(log);
  const chosen = chooseDossiers(itemsOf, marksOf, dossiersMax);
  const items = chosen.flatMap((dossier) => itemsOf.get(dossier) ?? []);
  return {
    items,
    marks: chosen.flatMap((dossier) => marksOf.get(dossier) ?? []),
    closed: closedHours(model, items),
  };
}

/** Dossiers that began one after the other, so that the time shown is short: from the middle of the log on, each procedure
 *  in turn; begun where somebody had to apologise, if anybody had. */
function chooseDossiers(
  itemsOf: ReadonlyMap<string, readonly ReportItem[]>,
  marksOf: ReadonlyMap<string, readonly ReportMark[]>,
  dossiersMax: number,
): readonly string[] {
  const begun = [...itemsOf]
    .map(([dossier, items]) => ({
      dossier,
      flow: items[0]?.flow ?? "",
      at: Math.min(...items.map(({ startAt }) => startAt)),
    }))
    .sort((left, right) => left.at - right.at);
  const isSorry = ({ dossier }: { readonly dossier: string }): boolean =>
    marksOf.get(dossier)?.some(({ kind }) => kind === "apology-owed") ?? false;
  const middle = Math.floor(begun.length / 2);
  const sorry = begun.findIndex((one, i) => i >= middle && isSorry(one));
  const later = begun.slice(Math.max(0, Math.min(sorry < 0 ? middle : sorry, begun.length - dossiersMax)));
  const flows = [...new Set(begun.map(({ flow }) => flow))];
  const queues = flows.map((flow) => later.filter((one) => one.flow === flow));
  const chosen: string[] = [];
  for (let round = 0; chosen.length < dossiersMax && queues.some((queue) => round < queue.length); round += 1)
    for (const queue of queues) {
      const next = queue[round];
      if (next !== undefined && chosen.length < dossiersMax) chosen.push(next.dossier);
    }
  return chosen;
}

function marksIn(log: EventLog): ReadonlyMap<string, readonly ReportMark[]> {
  const marks = new Map<string, ReportMark[]>();
  const due = new Map<string, number>();
  for (let row = 0; row < log.facts.count; row += 1) {
    const { dossier, kind, at, dueAt } = legalFact(log, row);
    if (dueAt !== undefined) due.set(dossier, dueAt);
    const mark = markOf[kind];
    if (mark === undefined) continue;
    marks.set(dossier, [...(marks.get(dossier) ?? []), { dossier, kind: mark, at }]);
  }
  for (const [dossier, at] of due) marks.set(dossier, [...(marks.get(dossier) ?? []), { dossier, kind: "due", at }]);
  return marks;
}

type Span = readonly [number, number];

/** Hours in which no person of the model is on shift, while the sample runs. */
function closedHours({ people, calendars }: Model, items: readonly ReportItem[]): readonly Span[] {
  const from = Math.min(...items.map(({ enabledAt, startAt }) => enabledAt ?? startAt)) - 2 * dayMs;
  const to = Math.max(...items.map(({ endAt }) => endAt)) + 2 * dayMs;
  const used = new Set(people.map(({ calendar }) => calendar));
  const open = calendars
    .filter(({ id }) => used.has(id))
    .flatMap((calendar): readonly Span[] => {
      if (calendar.kind === "always") return [[from, to]];
      if (calendar.kind === "dated") return calendar.spans;
      const origin = mondayMs - calendar.utcOffsetMinutes * minuteMs;
      const spans: Span[] = [];
      for (let week = origin + Math.floor((from - origin) / weekMs) * weekMs; week < to; week += weekMs)
        for (const [start, end] of calendar.spansMinutes) spans.push([week + start * minuteMs, week + end * minuteMs]);
      return spans;
    })
    .filter(([start, end]) => end > from && start < to)
    .sort((left, right) => left[0] - right[0]);
  const closed: Span[] = [];
  let until = from;
  for (const [start, end] of open) {
    if (start > until) closed.push([until, start]);
    until = Math.max(until, end);
  }
  if (until < to) closed.push([until, to]);
  return closed;
}
