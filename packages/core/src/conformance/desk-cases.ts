import type { DossierFilter, DossierSearch, Storage } from "../ports/storage.ts";
import { claimedMessage, claimedWake, given, idsOf } from "./asking.ts";
import { asDossier, asOffice, asPerson, asUnit, t } from "./builders.ts";
import { present, same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const office = asOffice("office-1");

async function found(storage: Storage, words: readonly string[], query: Partial<DossierSearch> = {}) {
  return idsOf((await storage.reader.search({ officeId: office, words, ...query }, { limit: 100 })).items);
}

const counted = (storage: Storage, filter: Partial<DossierFilter> = {}): Promise<number> =>
  storage.reader.count({ officeId: office, order: "id", ...filter });

/** What a desk looks up by words, and what it counts. */
export const deskCases: readonly StorageCase[] = [
  {
    name: "search finds dossiers by the beginning of every word, in one record or several",
    run: async (h) => {
      const storage = await h.open();
      await given(
        storage,
        { dossier: "d-1", content: [{ searchTokens: ["nguyen", "thi", "dao"] }] },
        {
          dossier: "d-2",
          content: [{ searchTokens: ["nguyen", "van", "dat"] }, { id: "d-2:phone", searchTokens: ["0912345678"] }],
        },
        { dossier: "d-3", content: [{ searchTokens: ["tran", "thi", "nguyet"] }] },
        { dossier: "d-4" },
      );
      await given(storage, {
        dossier: "d-4",
        on: 1,
        content: [{ dossier: "d-4", searchTokens: [] }],
        summary: { phase: "ended" },
      });
      const expected: readonly (readonly [readonly string[], readonly string[]])[] = [
        [["nguyen"], ["d-1", "d-2"]],
        [["nguye"], ["d-1", "d-2", "d-3"]],
        [
          ["nguyen", "da"],
          ["d-1", "d-2"],
        ],
        [["dao", "nguyen", "thi"], ["d-1"]],
        [["nguyen", "0912"], ["d-2"]],
        [["guyen"], []],
        [["nguyen", "tran"], []],
        [["nguyenthi"], []],
      ];
      for (const [words, ids] of expected) same(await found(storage, words), ids, words.join(" "));
      same(await found(storage, ["nguyen"], { officeId: asOffice("office-2") }), [], "no other office is searched");
    },
  },
  {
    name: "search finds what ended as well, and later versions of a record beside earlier ones",
    run: async (h) => {
      const storage = await h.open();
      await given(
        storage,
        { content: [{ searchTokens: ["dao"] }] },
        { on: 1, content: [{ version: 2, searchTokens: ["dat"] }], summary: { phase: "ended" } },
      );
      same(await found(storage, ["dao"]), ["d-1"], "by the first");
      same(await found(storage, ["dao", "dat"]), ["d-1"], "by both");
    },
  },
  {
    name: "erased content is found by no word",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { dossier: "d-1", content: [{}] }, { dossier: "d-2", content: [{}] });
      await storage.eraseContent(asDossier("d-1"));
      same(await found(storage, ["dao"]), ["d-2"], "the other stays");
      same(await found(storage, ["nguyen", "thi"]), ["d-2"], "by several words");
    },
  },
  {
    name: "pages of a search follow the id, none lost and none twice",
    run: async (h) => {
      const storage = await h.open();
      const ids = ["d-3", "d-1", "d-5", "d-2", "d-4"];
      for (const dossier of ids) await given(storage, { dossier, content: [{ searchTokens: ["le", "lan"] }] });
      const pages: string[][] = [];
      let after: string | undefined;
      do {
        const request = after === undefined ? { limit: 2 } : { limit: 2, after };
        const page = await storage.reader.search({ officeId: office, words: ["l"] }, request);
        pages.push(idsOf(page.items));
        after = page.next;
      } while (after !== undefined);
      same(pages, [["d-1", "d-2"], ["d-3", "d-4"], ["d-5"]], "the pages");
    },
  },
  {
    name: "a count is the length of its list",
    run: async (h) => {
      const storage = await h.open();
      const held = { holderPerson: asPerson("p-1"), holderUnit: asUnit("u-1") };
      await given(
        storage,
        { dossier: "d-1", summary: { phase: "intake" } },
        { dossier: "d-2", summary: { phase: "open", dueAt: t(10), ...held } },
        { dossier: "d-3", summary: { phase: "ready", dueAt: t(20), holderUnit: asUnit("u-1") } },
        { dossier: "d-4", summary: { phase: "ended", dueAt: t(15), ...held } },
        { dossier: "d-5", office: "office-2", summary: { phase: "open", dueAt: t(10), ...held } },
        { dossier: "d-6", summary: { phase: "elsewhere" } },
      );
      const filters: readonly Partial<DossierFilter>[] = [
        {},
        { phase: "open" },
        { phase: "ended" },
        { phase: "elsewhere" },
        { dueBefore: t(16) },
        { dueFrom: t(15) },
        { phase: "open", dueBefore: t(10) },
        held,
        { ...held, phase: "open" },
        { officeId: asOffice("office-3") },
      ];
      for (const filter of filters)
        for (const order of ["id", "due"] as const) {
          const list = await storage.reader.list({ officeId: office, order, ...filter }, { limit: 100 });
          same(await counted(storage, { ...filter, order }), list.items.length, JSON.stringify(filter));
        }
    },
  },
  {
    name: "gauges tell what is open, due, waiting and parked, over all offices",
    run: async (h) => {
      const storage = await h.open();
      const nothing = {
        openDossiers: 0,
        overdueDossiers: 0,
        dueWakes: 0,
        oldestWakeAt: undefined,
        pendingMessages: 0,
        oldestMessageAt: undefined,
        parkedWakes: 0,
        parkedMessages: 0,
      };
      same(await storage.reader.gauges(t(10)), nothing, "of an empty store");
      await given(
        storage,
        {
          dossier: "d-1",
          wakeAt: t(5),
          summary: { phase: "open", dueAt: t(5) },
          outbox: [
            { position: 1, notBefore: t(1) },
            { position: 2, notBefore: t(0) },
          ],
        },
        { dossier: "d-2", office: "office-2", wakeAt: t(3), summary: { phase: "open", dueAt: t(20) } },
        { dossier: "d-3", wakeAt: t(30), summary: { phase: "intake" }, outbox: [{ notBefore: t(40) }] },
        { dossier: "d-4", summary: { phase: "ended", dueAt: t(1) } },
        { dossier: "d-5", summary: { phase: "elsewhere", dueAt: t(1) } },
      );
      const gauges = await storage.reader.gauges(t(10));
      same(
        gauges,
        {
          ...nothing,
          openDossiers: 2,
          overdueDossiers: 1,
          dueWakes: 2,
          oldestWakeAt: t(3),
          pendingMessages: 3,
          oldestMessageAt: t(1),
        },
        "at ten",
      );
      const wake = await claimedWake(storage, t(4));
      same((await storage.reader.gauges(t(10))).dueWakes, 2, "a leased wake is due still");
      await storage.settleWake(wake.token, { kind: "parked", code: "wake.failed" });
      const message = await claimedMessage(storage, t(2));
      await storage.settleOutbox(message.token, { kind: "parked", code: "portal.refused" });
      same(
        await storage.reader.gauges(t(10)),
        {
          ...gauges,
          dueWakes: 1,
          oldestWakeAt: t(5),
          pendingMessages: 2,
          oldestMessageAt: undefined,
          parkedWakes: 1,
          parkedMessages: 1,
        },
        "parked rows stand apart",
      );
      const late = await storage.reader.gauges(t(50));
      same(late.oldestMessageAt, t(40), "a message behind a parked head is not due");
      present(late.oldestWakeAt, "a due wake");
    },
  },
];
