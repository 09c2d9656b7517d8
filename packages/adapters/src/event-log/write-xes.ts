import { formatInstant } from "@motcua/core";
import {
  type EventLog,
  type LegalFact,
  type LogWait,
  legalFact,
  logWait,
  type WorkItem,
  workItem,
} from "@motcua/core/simulator";
import { byDossier, type DossierRows } from "./by-dossier.ts";

const charactersPerChunk = 1 << 16;

/** What a writer may be told. */
export interface WriteLogOptions {
  /** CSV: also the columns flow, unit, batch and cost. */
  readonly all?: boolean;
  /** XES: of the costs; `VND` unless told. */
  readonly currency?: string;
}

const extensions = [
  ["Concept", "concept"],
  ["Time", "time"],
  ["Lifecycle", "lifecycle"],
  ["Organizational", "org"],
] as const;

/** The log as XES (IEEE 1849-2016) in chunks: a trace for each dossier, two events for each work item, which
 *  `concept:instance` joins; waits and legal facts are events that say so. Characters XML cannot hold become U+FFFD. */
export function* xesText(log: EventLog, options: WriteLogOptions): Generator<string, void, undefined> {
  let chunk = head(log);
  for (const rows of byDossier(log)) {
    chunk += trace(log, rows, options.currency ?? "VND");
    if (chunk.length < charactersPerChunk) continue;
    yield chunk;
    chunk = "";
  }
  yield `${chunk}</log>\n`;
}

function hasCosts({ items }: EventLog): boolean {
  for (let row = 0; row < items.count; row += 1) if (!Number.isNaN(items.cost(row))) return true;
  return false;
}

function head(log: EventLog): string {
  const used = [...extensions, ...(hasCosts(log) ? [["Cost", "cost"] as const] : [])];
  const lines = used.map(
    ([name, prefix]) =>
      `  <extension name="${name}" prefix="${prefix}" uri="http://www.xes-standard.org/${prefix}.xesext"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
${lines.join("\n")}
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" scope="event" keys="concept:name"/>
  <classifier name="Activity and transition" scope="event" keys="concept:name lifecycle:transition"/>
  <string key="lifecycle:model" value="standard"/>
`;
}

interface Entry {
  readonly at: number;
  readonly lines: readonly string[];
}

function trace(log: EventLog, { dossier, items, facts, waits }: DossierRows, currency: string): string {
  const entries: Entry[] = [];
  for (const [place, row] of items.entries())
    entries.push(...eventsOf(workItem(log, row), String(place + 1), currency));
  for (const row of waits) entries.push(eventOfWait(logWait(log, row)));
  for (const row of facts) entries.push(eventOfFact(legalFact(log, row)));
  // Sorting is stable: what happens at one instant stays in the order of work items, a start before its end.
  entries.sort((x, y) => x.at - y.at);
  const attributes = Object.entries(log.names.attributes(dossier) ?? {}).map(([key, value]) =>
    typeof value === "string" ? string(key, value) : number(key, value),
  );
  const named = [string("concept:name", log.names.dossier(dossier)), ...attributes].map((line) => `    ${line}\n`);
  const events = entries.map(
    ({ lines }) => `    <event>\n${lines.map((line) => `      ${line}\n`).join("")}    </event>\n`,
  );
  return `  <trace>\n${named.join("")}${events.join("")}  </trace>\n`;
}

function eventsOf(item: WorkItem, instance: string, currency: string): readonly Entry[] {
  const { person, unit, flow, enabledAt, batch, cost } = item;
  const both = [
    string("concept:name", item.activity),
    string("concept:instance", instance),
    ...(person === undefined ? [] : [string("org:resource", person)]),
    ...(unit === undefined ? [] : [string("org:group", unit)]),
    ...(flow === undefined ? [] : [string("flow", flow)]),
    ...(batch === undefined ? [] : [number("batch", batch)]),
  ];
  const enabled = enabledAt === undefined ? [] : [date("enabledAt", enabledAt)];
  const costs = cost === undefined ? [] : [number("cost:total", cost, "float"), string("cost:currency", currency)];
  const stamped = (at: number, transition: string) => [
    date("time:timestamp", at),
    string("lifecycle:transition", transition),
  ];
  return [
    { at: item.startAt, lines: [...stamped(item.startAt, "start"), ...both, ...enabled] },
    { at: item.endAt, lines: [...stamped(item.endAt, "complete"), ...both, ...costs] },
  ];
}

/** The end of it; nobody works meanwhile. */
function eventOfWait({ activity, flow, from, to }: LogWait): Entry {
  const lines = [
    date("time:timestamp", to),
    string("lifecycle:transition", "complete"),
    string("concept:name", activity),
    '<boolean key="wait" value="true"/>',
    date("since", from),
    ...(flow === undefined ? [] : [string("flow", flow)]),
  ];
  return { at: to, lines };
}

function eventOfFact({ at, kind, detail, dueAt }: LegalFact): Entry {
  const lines = [
    date("time:timestamp", at),
    string("lifecycle:transition", "complete"),
    string("concept:name", kind),
    '<boolean key="legal" value="true"/>',
    ...(detail === undefined ? [] : [string("detail", detail)]),
    ...(dueAt === undefined ? [] : [date("dueAt", dueAt)]),
  ];
  return { at, lines };
}

const string = (key: string, value: string): string => `<string key="${escaped(key)}" value="${escaped(value)}"/>`;
const date = (key: string, at: number): string => `<date key="${key}" value="${formatInstant(at)}"/>`;
const number = (key: string, value: number, type = Number.isSafeInteger(value) ? "int" : "float"): string =>
  `<${type} key="${escaped(key)}" value="${value}"/>`;

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};
/** For an attribute; line breaks and tabs would become spaces. */
const escaped = (text: string): string =>
  /[&<>"\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text)
    ? text
        .toWellFormed()
        .replaceAll(/[&<>"\p{Cc}\uFFFE\uFFFF]/gu, (character) => entities[character] ?? unusual(character))
    : text;

function unusual(character: string): string {
  const code = character.charCodeAt(0);
  return code >= 0x7f && code <= 0x9f ? `&#${code};` : "\uFFFD";
}
