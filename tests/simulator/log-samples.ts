import {
  type EventLog,
  type LegalFact,
  LogBuilder,
  type LogWait,
  legalFact,
  legalFactKinds,
  logWait,
  type WorkItem,
  workItem,
} from "@motcua/core/simulator";
import fc from "fast-check";

/** Names with what formats are sensitive to. */
export const name = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", "ế", "𝒳", " ", ",", ";", '"', "'", "<", "&", ">", "\n", "\r", "\t", "]", ":"),
    maxLength: 6,
  }),
  fc.constantFrom("H1", "H2", "Tiếp nhận", "dossier:H1", "accepted", "start"),
);
const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });
const optional = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined });
const filled = name.filter((text) => text !== "");

/** Drops what is not there, as rows of a log do. */
function without<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
}

export const workItems: fc.Arbitrary<WorkItem> = fc
  .record({
    dossier: name,
    activity: name,
    startAt: instant,
    workMs: fc.oneof(fc.constant(0), fc.nat(1e9)),
    flow: optional(filled),
    person: optional(filled),
    unit: optional(filled),
    queuedMs: optional(fc.oneof(fc.constant(0), fc.nat(1e9))),
    batch: optional(fc.nat(1000)),
    cost: optional(fc.double({ min: 0, max: 1e12, noNaN: true }).map((cost) => cost + 0)),
  })
  .map(({ workMs, queuedMs, ...row }) => {
    const enabledAt = queuedMs === undefined ? undefined : row.startAt - queuedMs;
    return without({ ...row, enabledAt, endAt: row.startAt + workMs }) as WorkItem;
  });

export const legalFacts: fc.Arbitrary<LegalFact> = fc
  .record({
    dossier: name,
    at: instant,
    kind: fc.constantFrom(...legalFactKinds),
    detail: optional(filled),
    dueAt: optional(instant),
  })
  .map((row) => without(row) as LegalFact);

export const logWaits: fc.Arbitrary<LogWait> = fc
  .record({
    dossier: name,
    activity: name,
    from: instant,
    waitMs: fc.oneof(fc.constant(0), fc.nat(1e9)),
    flow: optional(filled),
  })
  .map(({ waitMs, ...row }) => without({ ...row, to: row.from + waitMs }) as LogWait);

export const attributes = fc.dictionary(
  filled.filter((key) => key !== "concept:name" && key !== "identity:id"),
  fc.oneof(filled, fc.integer()),
  { maxKeys: 3, noNullPrototype: true },
);

export function logOfRows(
  items: readonly WorkItem[],
  facts: readonly LegalFact[] = [],
  of: readonly (readonly [string, { readonly [name: string]: string | number }])[] = [],
  waits: readonly LogWait[] = [],
): EventLog {
  const builder = new LogBuilder();
  for (const item of items) builder.item(item);
  for (const fact of facts) builder.fact(fact);
  for (const wait of waits) builder.wait(wait);
  for (const [dossier, values] of of) builder.attributes(dossier, values);
  return builder.log();
}

/** Everything a log says, in an order that does not depend on that of the rows. */
export function contentOf(log: EventLog) {
  const sorted = <Row extends object>(rows: readonly Row[]): readonly Row[] =>
    rows
      .map((row) => [JSON.stringify(Object.entries(row).sort()), row] as const)
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([, row]) => row);
  const items = Array.from({ length: log.items.count }, (_, row) => workItem(log, row));
  const facts = Array.from({ length: log.facts.count }, (_, row) => legalFact(log, row));
  const waits = Array.from({ length: log.waits?.count ?? 0 }, (_, row) => logWait(log, row));
  const dossiers = new Map<string, unknown>();
  for (let row = 0; row < log.items.count; row += 1) {
    const dossier = log.items.dossier(row);
    const values = log.names.attributes(dossier);
    if (values !== undefined && Object.keys(values).length > 0) dossiers.set(log.names.dossier(dossier), values);
  }
  return { items: sorted(items), facts: sorted(facts), waits: sorted(waits), attributes: Object.fromEntries(dossiers) };
}
