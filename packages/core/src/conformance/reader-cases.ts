import type { DossierFilter, DossierRow, Page, PageRequest, Storage } from "../ports/storage.ts";
import { given, idsOf } from "./asking.ts";
import { aSummary, asCode, asDate, asDossier, asOffice, asPerson, asProcedure, asUnit, t } from "./builders.ts";
import { check, present, same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const office = asOffice("office-1");

type Ask = (page: PageRequest) => Promise<Page<DossierRow>>;
const asking =
  (storage: Storage, filter: Partial<DossierFilter> = {}): Ask =>
  (page) =>
    storage.reader.list({ officeId: office, order: "id", ...filter }, page);

/** Walks through all pages; what happens `between` them is the case's business. */
async function walk<T>(ask: (page: PageRequest) => Promise<Page<T>>, limit: number, between?: () => Promise<unknown>) {
  const pages: T[][] = [];
  let after: string | undefined;
  do {
    const page = await ask(after === undefined ? { limit } : { limit, after });
    check(page.items.length <= limit, "a page keeps to its limit");
    pages.push([...page.items]);
    after = page.next;
    if (after !== undefined) await between?.();
    check(pages.length < 200, "pages come to an end");
  } while (after !== undefined);
  return pages;
}

const listed = async (storage: Storage, filter: Partial<DossierFilter> = {}): Promise<string[]> =>
  idsOf((await asking(storage, filter)({ limit: 100 })).items);

export const readerCases: readonly StorageCase[] = [
  {
    name: "a row carries the whole summary",
    run: async (h) => {
      const storage = await h.open();
      const summary = aSummary({
        phase: "ended",
        code: asCode("H26-260105-0001"),
        promiseOn: asDate("2026-01-20"),
        dueAt: t(100),
        suspended: true,
        holderUnit: asUnit("unit-1"),
        holderPerson: asPerson("person-1"),
        outcome: "granted",
        endedAt: t(90),
      });
      await given(storage, {}, { on: 1, summary });
      const row = { dossierId: "d-1", officeId: "office-1", version: 2, ...summary };
      same((await asking(storage)({ limit: 10 })).items, [row], "in a list");
      same(await storage.reader.findByCode(office, asCode("H26-260105-0001")), row, "by code");
      same(await storage.reader.findByCode(asOffice("office-2"), asCode("H26-260105-0001")), undefined, "elsewhere");
    },
  },
  {
    name: "offices are listed once each, by id, whether their dossiers are open or ended",
    run: async (h) => {
      const storage = await h.open();
      same((await storage.reader.offices({ limit: 10 })).items, [], "of an empty store");
      await given(
        storage,
        { dossier: "d-1", office: "office-3" },
        { dossier: "d-2", office: "office-1", summary: { phase: "ended" } },
        { dossier: "d-3", office: "office-2", summary: { phase: "intake" } },
        { dossier: "d-4", office: "office-3", summary: { phase: "ended" } },
        { dossier: "d-5", office: "office-10" },
      );
      const pages = await walk((page) => storage.reader.offices(page), 2);
      same(
        pages,
        [
          ["office-1", "office-10"],
          ["office-2", "office-3"],
        ],
        "the pages",
      );
    },
  },
  {
    name: "a row follows every commit, column by column",
    run: async (h) => {
      const storage = await h.open();
      const steps = [
        aSummary({ phase: "intake", receivedAt: undefined }),
        aSummary({ phase: "open", code: asCode("H26-260105-0001"), dueAt: t(10), promiseOn: asDate("2026-01-09") }),
        aSummary({
          code: asCode("H26-260105-0001"),
          dueAt: t(10),
          holderUnit: asUnit("u"),
          holderPerson: asPerson("p"),
        }),
        aSummary({ code: asCode("H26-260105-0001"), dueAt: t(20), suspended: true, stepId: "wait" }),
        aSummary({ code: asCode("H26-260105-0001"), phase: "ready", dueAt: t(20), outcome: "refused" }),
      ];
      for (const [on, summary] of steps.entries()) {
        await given(storage, { on, summary });
        const row = { dossierId: "d-1", officeId: "office-1", version: on + 1, ...summary };
        same((await asking(storage)({ limit: 10 })).items, [row], `after commit ${on + 1}`);
      }
    },
  },
  {
    name: "lists never cross offices",
    run: async (h) => {
      const storage = await h.open();
      const dueAt = t(5);
      await given(
        storage,
        { dossier: "d-1", summary: { dueAt } },
        { dossier: "d-2", office: "office-2", summary: { dueAt } },
        { dossier: "d-3", office: "office-2", summary: { phase: "ended", dueAt } },
      );
      for (const order of ["id", "due"] as const) {
        same(await listed(storage, { order }), ["d-1"], `by ${order}`);
        same(await listed(storage, { order, officeId: asOffice("office-2") }), ["d-2", "d-3"], `the other by ${order}`);
        same(await listed(storage, { order, officeId: asOffice("office-3") }), [], `an unknown one by ${order}`);
      }
    },
  },
  {
    name: "filters leave out what does not match",
    run: async (h) => {
      const storage = await h.open();
      const other = { procedure: asProcedure("2.000815") };
      await given(
        storage,
        { dossier: "d-1", summary: { phase: "intake" } },
        {
          dossier: "d-2",
          summary: { phase: "open", holderPerson: asPerson("p-1"), holderUnit: asUnit("u-1"), dueAt: t(10) },
        },
        {
          dossier: "d-3",
          summary: { phase: "ready", holderPerson: asPerson("p-2"), holderUnit: asUnit("u-1"), dueAt: t(20) },
        },
        { dossier: "d-4", summary: { phase: "ended", holderPerson: asPerson("p-1"), dueAt: t(15), ...other } },
        { dossier: "d-5", summary: { phase: "open", dueAt: t(30), ...other } },
      );
      const expected: readonly (readonly [Partial<DossierFilter>, readonly string[]])[] = [
        [{}, ["d-1", "d-2", "d-3", "d-4", "d-5"]],
        [{ phase: "intake" }, ["d-1"]],
        [{ phase: "open" }, ["d-2", "d-5"]],
        [{ phase: "ended" }, ["d-4"]],
        [{ procedure: asProcedure("2.000815") }, ["d-4", "d-5"]],
        [{ procedure: asProcedure("2.000815"), phase: "open" }, ["d-5"]],
        [{ holderPerson: asPerson("p-1") }, ["d-2", "d-4"]],
        [{ holderPerson: asPerson("p-1"), phase: "open" }, ["d-2"]],
        [{ holderUnit: asUnit("u-1") }, ["d-2", "d-3"]],
        [{ holderUnit: asUnit("u-1"), phase: "ready" }, ["d-3"]],
        [{ dueBefore: t(20) }, ["d-2", "d-4"]],
        [{ dueFrom: t(20) }, ["d-3", "d-5"]],
        [{ dueFrom: t(15), dueBefore: t(30) }, ["d-3", "d-4"]],
        [{ dueBefore: t(30), phase: "open" }, ["d-2"]],
        [{ holderPerson: asPerson("nobody") }, []],
      ];
      for (const [filter, ids] of expected) {
        same(await listed(storage, filter), ids, `by id: ${JSON.stringify(filter)}`);
        same((await listed(storage, { ...filter, order: "due" })).sort(), ids, `by due: ${JSON.stringify(filter)}`);
      }
    },
  },
  {
    name: "rows come by due instant, then id, those without one last",
    run: async (h) => {
      const storage = await h.open();
      const due: readonly (readonly [string, number | undefined])[] = [
        ["d-9", undefined],
        ["d-1", undefined],
        ["d-b", 5],
        ["d-B", 5],
        ["d-10", 5],
        ["d-a", 1],
        ["d-z", 3],
      ];
      for (const [i, [dossier, at]] of due.entries())
        await given(storage, {
          dossier,
          summary: { dueAt: at === undefined ? undefined : t(at), phase: i % 2 === 0 ? "open" : "ended" },
        });
      const wanted = ["d-a", "d-z", "d-10", "d-B", "d-b", "d-1", "d-9"];
      same(await listed(storage, { order: "due" }), wanted, "in one page");
      for (const limit of [1, 2, 3, 5, 7]) {
        const pages = await walk(asking(storage, { order: "due" }), limit);
        same(idsOf(pages.flat()), wanted, `in pages of ${limit}`);
      }
      same((await listed(storage)).join(" "), "d-1 d-10 d-9 d-B d-a d-b d-z", "by id, in the order of bytes");
    },
  },
  {
    name: "pages have neither gaps nor repeats while rows change",
    run: async (h) => {
      const storage = await h.open();
      const ids = Array.from({ length: 23 }, (_, i) => `d-${String(i).padStart(2, "0")}`);
      await given(storage, ...ids.map((dossier, i) => ({ dossier, summary: { dueAt: t(100 + (i % 7)) } })));
      for (const order of ["id", "due"] as const) {
        let round = 0;
        const change = async () => {
          round += 1;
          // A new row before and one behind where the walk is, and a change of a row that does not move.
          await given(storage, { dossier: `a-${order}-${round}`, summary: { dueAt: t(1) } });
          await given(storage, { dossier: `z-${order}-${round}`, summary: { dueAt: t(900) } });
          const [row] = await storage.load([asDossier("d-11")]);
          const version = present(row, "d-11").version;
          await given(storage, {
            dossier: "d-11",
            on: version,
            summary: { dueAt: t(100 + (11 % 7)), stepId: `s${version}` },
          });
        };
        const seen = idsOf((await walk(asking(storage, { order }), 4, change)).flat());
        same(
          seen.filter((id) => id.startsWith("d-")).sort(),
          ids,
          `every row that was there is seen once, by ${order}`,
        );
        same(new Set(seen).size, seen.length, `no row is seen twice, by ${order}`);
      }
    },
  },
  {
    name: "a last page that is full has no next one",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, ...["d-1", "d-2", "d-3", "d-4"].map((dossier) => ({ dossier })));
      const pages = await walk(asking(storage), 2);
      same(
        pages.map(idsOf),
        [
          ["d-1", "d-2"],
          ["d-3", "d-4"],
        ],
        "two pages",
      );
    },
  },
  {
    name: "a foreign page marker is refused",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, {});
      const refused = await asking(storage)({ limit: 5, after: "not ours" }).then(
        () => false,
        () => true,
      );
      check(refused, "it throws");
    },
  },
  {
    name: "the history is paged in order of sequence",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { events: 12 }, { on: 12, events: 11 }, { dossier: "d-2", events: 3 });
      for (const limit of [1, 5, 23, 100]) {
        const events = (await walk((page) => storage.reader.history(asDossier("d-1"), page), limit)).flat();
        same(
          events.map((event) => event.seq),
          Array.from({ length: 23 }, (_, i) => i + 1),
          `in pages of ${limit}`,
        );
      }
      same((await storage.reader.history(asDossier("d-none"), { limit: 5 })).items, [], "an unknown dossier has none");
    },
  },
  {
    name: "a scan walks through every dossier of every office by id",
    run: async (h) => {
      const storage = await h.open();
      const ids = ["d-b", "d-A", "d-c", "d-10", "d-2"];
      await given(
        storage,
        ...ids.map((dossier, i) => ({
          dossier,
          office: `office-${i % 2}`,
          summary: { phase: i % 2 ? "ended" : "open" } as const,
        })),
      );
      const rows = (await walk((page) => storage.reader.scan(page), 2)).flat();
      same(idsOf(rows), ["d-10", "d-2", "d-A", "d-b", "d-c"], "by bytes");
      same(rows, await storage.load(rows.map((row) => row.dossierId)), "as they are loaded");
    },
  },
  {
    name: "ended dossiers leave the lists of live ones",
    run: async (h) => {
      const storage = await h.open();
      const holderPerson = asPerson("p-1");
      await given(storage, { summary: { phase: "open", holderPerson } });
      same(await listed(storage, { phase: "open", holderPerson }), ["d-1"], "live");
      await given(storage, { on: 1, summary: { phase: "ended", holderPerson } });
      same(await listed(storage, { phase: "open", holderPerson }), [], "not any more");
      same(await listed(storage, { phase: "ended", holderPerson }), ["d-1"], "ended");
    },
  },
];
