import { formatInstant } from "@motcua/core";
import {
  type EventLog,
  type LegalFact,
  type LegalFactKind,
  type LogWait,
  legalFact,
  logWait,
  type WorkItem,
  workItem,
} from "@motcua/core/simulator";
import { byDossier, type DossierRows } from "./by-dossier.ts";
import {
  factLifecycle,
  fromTheBeginning,
  idOf,
  lifecycle,
  type OcelAttribute,
  type OcelAttributeType,
  type OcelEvent,
  type OcelObject,
  type OcelRelationship,
  type OcelType,
  objectTypes,
  waitLifecycle,
} from "./ocel.ts";

/** Facts that leave a paper behind. */
const documents: { readonly [kind in LegalFactKind]?: string } = {
  "intake-refused": "refusal notice",
  "supplement-asked": "supplement request",
  rescheduled: "new appointment",
  "apology-issued": "apology letter",
  resolved: "result",
};
const rowsPerChunk = 256;

/** The log as OCEL 2.0 JSON in chunks. Types of events are activities and kinds of legal facts; limits and documents follow
 *  from the facts. */
export function* ocelText(log: EventLog): Generator<string, void, undefined> {
  yield `{"eventTypes":${JSON.stringify(eventTypes(log))},"objectTypes":${JSON.stringify(objectTypesOf(log))},"events":[`;
  yield* joined(events(log));
  yield '],"objects":[';
  yield* joined(objects(log));
  yield "]}\n";
}

function* joined(values: Iterable<OcelEvent | OcelObject>): Generator<string, void, undefined> {
  let texts: string[] = [];
  let separator = "\n";
  for (const value of values) {
    texts.push(JSON.stringify(value));
    if (texts.length < rowsPerChunk) continue;
    yield separator + texts.join(",\n");
    separator = ",\n";
    texts = [];
  }
  if (texts.length > 0) yield separator + texts.join(",\n");
}

const typed = (name: string, type: OcelAttributeType = "string") => ({ name, type });

function eventTypes(log: EventLog): readonly OcelType[] {
  const { items, facts, names } = log;
  const activities = new Set<string>();
  for (let row = 0; row < items.count; row += 1) activities.add(names.activity(items.flow(row), items.node(row)));
  const kinds = new Set<string>();
  for (let row = 0; row < facts.count; row += 1) kinds.add(legalFact({ items, facts, names }, row).kind);
  const waits = new Set<string>();
  for (let row = 0; row < (log.waits?.count ?? 0); row += 1) waits.add(logWait(log, row).activity);
  const ofFact = [typed("detail"), typed("dueAt", "time")];
  const ofWait = [typed("since", "time"), typed("flow")];
  return [...new Set([...activities, ...kinds, ...waits])].map((name) => ({
    name,
    attributes: [typed(lifecycle), ...(kinds.has(name) ? ofFact : []), ...(waits.has(name) ? ofWait : [])],
  }));
}

function objectTypesOf(log: EventLog): readonly OcelType[] {
  const types = new Map<string, OcelAttributeType>();
  for (const { dossier } of byDossier(log))
    for (const [name, value] of Object.entries(log.names.attributes(dossier) ?? {}))
      types.set(name, typeof value === "number" && types.get(name) !== "string" ? "float" : "string");
  return [
    { name: objectTypes.dossier, attributes: [...types].map(([name, type]) => typed(name, type)) },
    {
      name: objectTypes.workItem,
      attributes: [
        typed("flow"),
        typed("unit"),
        typed("enabledAt", "time"),
        typed("batch", "integer"),
        typed("cost", "float"),
      ],
    },
    { name: objectTypes.person, attributes: [typed("unit")] },
    { name: objectTypes.limit, attributes: [typed("dueAt", "time")] },
    { name: objectTypes.document, attributes: [typed("kind"), typed("detail")] },
  ];
}

const to = (objectId: string, qualifier: string): OcelRelationship => ({ objectId, qualifier });

function* events(log: EventLog): Generator<OcelEvent, void, undefined> {
  for (const rows of byDossier(log)) {
    for (const row of rows.items) yield* eventsOfItem(workItem(log, row), row);
    for (const row of rows.waits) yield eventOfWait(logWait(log, row), row);
    const limited = duesOf(log, rows).length > 0;
    for (const row of rows.facts) yield eventOfFact(legalFact(log, row), row, limited);
  }
}

/** Instants from which a dossier was due at another; a rung has its own, which moves nothing. */
const duesOf = (log: EventLog, rows: DossierRows): readonly (readonly [at: number, dueAt: number])[] =>
  rows.facts.flatMap((row) => {
    const { kind, at, dueAt } = legalFact(log, row);
    return dueAt === undefined || kind === "rung" ? [] : [[at, dueAt] as const];
  });

function eventsOfItem({ dossier, activity, person, startAt, endAt }: WorkItem, row: number): readonly OcelEvent[] {
  const relationships = [
    to(idOf("dossier", dossier), "dossier"),
    to(idOf("work item", String(row)), "work item"),
    ...(person === undefined ? [] : [to(idOf("person", person), "worked by")]),
  ];
  const event = (transition: string, at: number): OcelEvent => ({
    id: `${transition}:${row}`,
    type: activity,
    time: formatInstant(at),
    attributes: [{ name: lifecycle, value: transition }],
    relationships,
  });
  return [event("start", startAt), event("complete", endAt)];
}

/** The end of it; nobody works meanwhile. */
const eventOfWait = ({ dossier, activity, flow, from, to: at }: LogWait, row: number): OcelEvent => ({
  id: `${waitLifecycle}:${row}`,
  type: activity,
  time: formatInstant(at),
  attributes: [
    { name: lifecycle, value: waitLifecycle },
    { name: "since", value: formatInstant(from) },
    ...(flow === undefined ? [] : [{ name: "flow", value: flow }]),
  ],
  relationships: [to(idOf("dossier", dossier), "dossier")],
});

function eventOfFact({ dossier, at, kind, detail, dueAt }: LegalFact, row: number, limited: boolean): OcelEvent {
  return {
    id: `${factLifecycle}:${row}`,
    type: kind,
    time: formatInstant(at),
    attributes: [
      { name: lifecycle, value: factLifecycle },
      ...(detail === undefined ? [] : [{ name: "detail", value: detail }]),
      ...(dueAt === undefined ? [] : [{ name: "dueAt", value: formatInstant(dueAt) }]),
    ],
    relationships: [
      to(idOf("dossier", dossier), "dossier"),
      ...(limited ? [to(idOf("limit", dossier), "limit")] : []),
      ...(documents[kind] === undefined ? [] : [to(idOf("document", String(row)), "issued")]),
    ],
  };
}

function* objects(log: EventLog): Generator<OcelObject, void, undefined> {
  const { names } = log;
  const people = new Map<string, string | undefined>();
  for (const rows of byDossier(log)) {
    const name = names.dossier(rows.dossier);
    const attributes = Object.entries(names.attributes(rows.dossier) ?? {});
    yield object(
      "dossier",
      name,
      [],
      attributes.map(([key, value]) => attribute(key, String(value))),
    );
    for (const row of rows.items) {
      const item = workItem(log, row);
      if (item.person !== undefined) people.set(item.person, names.unitOf(log.items.person(row)));
      yield objectOfItem(item, row);
    }
    const facts = rows.facts.map((row) => [legalFact(log, row), row] as const);
    const ofDossier = [to(idOf("dossier", name), "of dossier")];
    const dues = duesOf(log, rows);
    if (dues.length > 0) {
      yield object(
        "limit",
        name,
        ofDossier,
        dues.map(([at, dueAt]) => attribute("dueAt", formatInstant(dueAt), formatInstant(at))),
      );
    }
    for (const [{ kind, at, detail }, row] of facts) {
      const paper = documents[kind];
      if (paper === undefined) continue;
      const of = [attribute("kind", paper, formatInstant(at))];
      if (detail !== undefined) of.push(attribute("detail", detail, formatInstant(at)));
      yield object("document", String(row), ofDossier, of);
    }
  }
  for (const [person, unit] of people)
    yield object("person", person, [], unit === undefined ? [] : [attribute("unit", unit)]);
}

type TimedAttribute = OcelAttribute & { readonly time: string };
const attribute = (name: string, value: string, time = fromTheBeginning): TimedAttribute => ({ name, value, time });

const object = (
  type: (typeof objectTypes)[keyof typeof objectTypes],
  name: string,
  relationships: readonly OcelRelationship[],
  attributes: readonly TimedAttribute[],
): OcelObject => ({ id: idOf(type, name), type, relationships, attributes });

function objectOfItem({ dossier, flow, unit, person, enabledAt, batch, cost }: WorkItem, row: number): OcelObject {
  const of = [
    ...(flow === undefined ? [] : [attribute("flow", flow)]),
    ...(unit === undefined ? [] : [attribute("unit", unit)]),
    ...(enabledAt === undefined ? [] : [attribute("enabledAt", formatInstant(enabledAt))]),
    ...(batch === undefined ? [] : [attribute("batch", String(batch))]),
    ...(cost === undefined ? [] : [attribute("cost", String(cost))]),
  ];
  const related = [
    to(idOf("dossier", dossier), "part of"),
    ...(person === undefined ? [] : [to(idOf("person", person), "worked by")]),
  ];
  return object("work item", String(row), related, of);
}
