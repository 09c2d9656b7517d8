import fc from "fast-check";
import { expect, it } from "vitest";
import { LogBuilder } from "./builder.ts";
import { buffersOf, LogColumns } from "./columns.ts";
import { dossierOrder } from "./dossier-order.ts";
import { type LegalFact, legalFact, type WorkItem, workItem } from "./event-log.ts";
import { legalFactKinds } from "./facts.ts";

const numbers = fc.record({
  dossier: fc.nat(9),
  flow: fc.nat(2),
  node: fc.nat(5),
  person: fc.integer({ min: -1, max: 4 }),
  startAt: fc.nat(20),
  workMs: fc.nat(20),
  unit: fc.option(fc.nat(3)),
  batch: fc.option(fc.nat(3)),
  cost: fc.option(fc.double({ noNaN: true })),
});
type Row = typeof numbers extends fc.Arbitrary<infer R> ? R : never;

function add(columns: LogColumns, { dossier, flow, node, person, startAt, workMs, unit, batch, cost }: Row): void {
  const row = columns.count;
  columns.add(dossier, flow, node, person, Number.NaN, startAt, startAt + workMs);
  if (unit !== null) columns.setUnit(row, unit);
  if (batch !== null) columns.setBatch(row, batch);
  if (cost !== null) columns.setCost(row, cost);
}

/** As it arrives in another thread. */
function moved(columns: LogColumns): LogColumns {
  const data = columns.data();
  return LogColumns.of(structuredClone(data, { transfer: buffersOf(data) }));
}

it("keeps every row however far the columns grow, through plain data and back", () => {
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 4000 }),
      (rows, times) => {
        const columns = new LogColumns();
        for (let time = 0; time < times; time += 1) for (const row of rows) add(columns, row);
        const back = moved(columns);
        for (const row of rows) add(back, row);
        expect(back.count).toBe(rows.length * (times + 1));
        for (const place of [0, rows.length * times - 1, back.count - 1]) {
          const row = rows[place % rows.length];
          expect([back.dossier(place), back.flow(place), back.node(place), back.person(place)]).toEqual([
            row?.dossier,
            row?.flow,
            row?.node,
            row?.person,
          ]);
          expect([back.startAt(place), back.endAt(place)]).toEqual([
            row?.startAt,
            (row?.startAt ?? 0) + (row?.workMs ?? 0),
          ]);
          expect(back.unit(place)).toBe(row?.unit ?? -1);
          expect(back.batch(place)).toBe(row?.batch ?? -1);
          expect(back.cost(place)).toBe(row?.cost ?? Number.NaN);
        }
      },
    ),
    { numRuns: 30 },
  );
});

it("appends another log behind its own dossiers and batches", () => {
  const [one, two] = [new LogColumns(), new LogColumns()];
  const row: Row = { dossier: 1, flow: 0, node: 0, person: 2, startAt: 5, workMs: 1, unit: 1, batch: 0, cost: 7 };
  add(one, row);
  add(two, row);
  add(two, { ...row, dossier: 0, unit: null, batch: null, cost: null });
  one.append(two, 10, 3);
  const all = <Value>(of: (place: number) => Value): readonly Value[] => [0, 1, 2].map(of);
  expect(all((place) => one.dossier(place))).toEqual([1, 11, 10]);
  expect(all((place) => one.batch(place))).toEqual([0, 3, -1]);
  expect(all((place) => one.unit(place))).toEqual([1, 1, -1]);
  expect(all((place) => one.cost(place))).toEqual([7, 7, Number.NaN]);
  one.clear();
  add(one, { ...row, unit: null, batch: null, cost: null });
  expect([one.count, one.unit(0), one.batch(0), one.cost(0)]).toEqual([1, -1, -1, Number.NaN]);
});

it("orders rows by dossier, start, end and place", () => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 60 }), (rows) => {
      const columns = new LogColumns();
      for (const row of rows) add(columns, row);
      const expected = rows
        .map((row, place) => ({ ...row, place }))
        .sort((x, y) => x.dossier - y.dossier || x.startAt - y.startAt || x.workMs - y.workMs || x.place - y.place);
      const order = dossierOrder(columns);
      expect([...order.rows]).toEqual(expected.map(({ place }) => place));
      expect([...order.dossiers]).toEqual([...new Set(expected.map(({ dossier }) => dossier))]);
      expect([...order.from]).toEqual([
        ...[...order.dossiers].map((number) => expected.findIndex(({ dossier }) => dossier === number)),
        rows.length,
      ]);
    }),
  );
});

it("gives back rows, facts and attributes with their names", () => {
  const item: WorkItem = { dossier: "H1", activity: "Thẩm định", startAt: 10, endAt: 20 };
  const full: WorkItem = {
    ...item,
    flow: "1.001193",
    person: "An",
    unit: "Văn phòng",
    enabledAt: 5,
    batch: 4,
    cost: 1.5,
  };
  const fact: LegalFact = { dossier: "H2", at: 7, kind: "accepted", dueAt: 99 };
  const builder = new LogBuilder();
  for (const each of [item, full, item]) builder.item(each);
  builder.fact(fact);
  for (const kind of legalFactKinds) builder.fact({ dossier: "H1", at: 8, kind, detail: `as ${kind}` });
  builder.attributes("H1", { channel: "online", pages: 3 });
  builder.attributes("H1", { pages: 4 });
  const log = builder.log();
  expect([0, 1, 2].map((row) => workItem(log, row))).toEqual([item, full, item]);
  expect(legalFact(log, 0)).toEqual(fact);
  expect(legalFact(log, 3)).toMatchObject({ kind: legalFactKinds[2], detail: `as ${legalFactKinds[2]}` });
  expect(log.names.attributes(0)).toEqual({ channel: "online", pages: 4 });
  expect(() => workItem(log, 3)).toThrow("no row 3");
  expect(() => legalFact(log, -1)).toThrow("no legal fact -1");
});
