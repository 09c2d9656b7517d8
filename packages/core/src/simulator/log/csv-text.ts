import { civilDateOf, dayMs, dayOf, formatMinute, minuteMs, msOfDay } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";
import { type EventLog, unitOfRow } from "./event-log.ts";

/** The columns that Prosimos writes, in its order. */
export const logCsvColumns = ["case_id", "activity", "enable_time", "start_time", "end_time", "resource"] as const;
/** Ours, for what those six leave out. */
export const moreLogCsvColumns = ["flow", "unit", "batch", "cost"] as const;

const charactersPerChunk = 1 << 16;

/** The work items as CSV text in chunks of about 64 K characters: a header, then a row for each in the order of the log.
 *  RFC 4180 quotes, `\n` between rows, instants with milliseconds and the office's zone. What is not known is left empty.
 *  @param all also the columns flow, unit, batch and cost */
export function* logCsv(log: EventLog, all = false): Generator<string, void, undefined> {
  const { items, names } = log;
  const instant = instantWriter();
  // Rows are joined once: text that grows bit by bit keeps the garbage collector busy.
  let rows = [[...logCsvColumns, ...(all ? moreLogCsvColumns : [])].join(",")];
  let length = 0;
  for (let row = 0; row < items.count; row += 1) {
    const person = items.person(row);
    const text = [
      quoted(names.dossier(items.dossier(row))),
      quoted(names.activity(items.flow(row), items.node(row))),
      instant(items.enabledAt(row)),
      instant(items.startAt(row)),
      instant(items.endAt(row)),
      person < 0 ? "" : quoted(names.person(person) ?? ""),
      ...(all ? moreOf(log, row) : []),
    ].join(",");
    rows.push(text);
    length += text.length;
    if (length < charactersPerChunk) continue;
    yield `${rows.join("\n")}\n`;
    rows = [];
    length = 0;
  }
  if (rows.length > 0) yield `${rows.join("\n")}\n`;
}

function moreOf({ items, names }: EventLog, row: number): readonly string[] {
  const batch = items.batch(row);
  const cost = items.cost(row);
  return [
    quoted(names.flow(items.flow(row)) ?? ""),
    quoted(unitOfRow(items, names, row) ?? ""),
    batch < 0 ? "" : String(batch),
    Number.isNaN(cost) ? "" : String(cost),
  ];
}

/** Quoted where it must be, and where spaces at the ends would be lost to some readers. */
function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$|^\uFEFF/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes instants as `2026-01-05T09:00:00.000+07:00`; a log stays on a day for a while, so that part is kept. */
function instantWriter(): (at: EpochMs) => string {
  let day = Number.NaN;
  let dateText = "";
  return (at) => {
    if (Number.isNaN(at)) return "";
    const today = dayOf(at);
    if (today !== day) {
      day = today;
      dateText = civilDateOf(today);
    }
    const ms = msOfDay(at);
    const rest = ms % minuteMs;
    const seconds = `${100_000 + rest}`;
    return `${dateText}T${minutes[(ms - rest) / minuteMs]}:${seconds.slice(1, 3)}.${seconds.slice(3)}+07:00`;
  };
}
const minutes = Array.from({ length: dayMs / minuteMs }, (_, minute) => formatMinute(minute));
