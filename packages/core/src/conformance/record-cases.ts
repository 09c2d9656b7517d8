import { eventsOf, given, loadOne } from "./asking.ts";
import { aHash, aLaw, asDossier, asOffice } from "./builders.ts";
import { same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const first = { contentId: "d-1:applicant", version: 1 };

export const recordCases: readonly StorageCase[] = [
  {
    name: "content is loaded by id and version",
    run: async (h) => {
      const storage = await h.open();
      const [commit] = await given(storage, { content: [{ version: 1 }, { version: 2, searchTokens: [] }] });
      same(await storage.loadContent(first), commit?.content[0], "the first version");
      same(await storage.loadContent({ ...first, version: 2 }), commit?.content[1], "the second version");
      same(await storage.loadContent({ ...first, version: 3 }), undefined, "no third version");
    },
  },
  {
    name: "erased content is gone, and events and hashes stay",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { content: [{}, { id: "d-1:note" }] }, { dossier: "d-2", content: [{}] });
      const before = [await loadOne(storage), await eventsOf(storage)];
      same(await storage.eraseContent(asDossier("d-1")), 2, "two records are erased");
      same(await storage.loadContent(first), undefined, "the content");
      same([await loadOne(storage), await eventsOf(storage)], before, "row and events");
      same((await storage.loadContent({ contentId: "d-2:applicant", version: 1 }))?.dossierId, "d-2", "others stay");
      same(await storage.eraseContent(asDossier("d-1")), 0, "nothing is left to erase");
      same(await storage.eraseContent(asDossier("d-none")), 0, "nor of an unknown dossier");
    },
  },
  {
    name: "the content of a dossier is listed by id and version, and erased content is not",
    run: async (h) => {
      const storage = await h.open();
      const notes = [{ id: "d-1:note", version: 2 }, { id: "d-1:note", version: 1, searchTokens: [] }, {}];
      const [first, later] = await given(storage, { content: notes }, { on: 1, content: [{ version: 2 }] });
      await given(storage, { dossier: "d-2", content: [{}] });
      const [note2, note1, applicant1] = first?.content ?? [];
      const all = [applicant1, later?.content[0], note1, note2];
      same(await storage.contentOf(asDossier("d-1")), all, "every record of the dossier");
      same(await storage.contentOf(asDossier("d-none")), [], "of an unknown dossier");
      await storage.eraseContent(asDossier("d-1"));
      same(await storage.contentOf(asDossier("d-1")), [], "after erasing");
    },
  },
  {
    name: "law documents are kept by hash, and storing one twice is nothing",
    run: async (h) => {
      const storage = await h.open();
      const [procedure, calendar] = [aLaw("1.001193@1", `{"tên":"Đăng ký"}`), aLaw("vn@2026")];
      await storage.putLaw([procedure]);
      await storage.putLaw([calendar, procedure, calendar]);
      await storage.putLaw([]);
      const found = await storage.loadLaw([calendar.hash, aHash("unknown"), procedure.hash]);
      same(found, [calendar, undefined, procedure], "in the order of the hashes");
    },
  },
  {
    name: "law documents are found by kind and key, several of one key by hash",
    run: async (h) => {
      const storage = await h.open();
      same(await storage.findLaw("procedure", "1.001193@1"), [], "nothing yet");
      const first = { ...aLaw("1.001193@1", `{"tên":"Đăng ký"}`), hash: aHash("b") };
      const changed = { ...first, hash: aHash("a"), bytes: `{"tên":"Đăng ký lại"}` };
      const next = aLaw("1.001193@2");
      const calendar = { ...aLaw("vn-2027", `{}`), kind: "calendar" as const };
      await storage.putLaw([first, next, calendar, changed]);
      const both = [first, changed].sort((a, b) => (a.hash < b.hash ? -1 : 1));
      same(await storage.findLaw("procedure", "1.001193@1"), both, "both of one key");
      same(await storage.findLaw("calendar", "1.001193@1"), [], "no other kind");
      same(await storage.findLaw("procedure", "1.001193"), [], "no part of a key");
      same(await storage.findLaw("calendar"), [calendar], "a whole kind");
      same((await storage.findLaw("procedure")).length, 3, "every key of a kind");
    },
  },
  {
    name: "a law document's own key takes the place of one from elsewhere, and never the other way",
    run: async (h) => {
      const storage = await h.open();
      const own = aLaw("1.001193@1", `{"tên":"Đăng ký"}`);
      const foreign = { ...own, key: "1.001193@1~office-2", kind: "policies" as const };
      await storage.putLaw([foreign]);
      same(await storage.findLaw("procedure", own.key), [], "only from elsewhere");
      await storage.putLaw([own]);
      await storage.putLaw([foreign]);
      same(await storage.findLaw("procedure", own.key), [own], "our own");
      same(await storage.findLaw("policies"), [], "in one place");
      same(await storage.loadLaw([own.hash]), [own], "by its hash");
    },
  },
  {
    name: "host records belong to an office and a key, and are replaced",
    run: async (h) => {
      const storage = await h.open();
      const [one, two] = [asOffice("office-1"), asOffice("office-2")];
      same(await storage.readHostRecord(one, "position"), undefined, "nothing yet");
      await storage.writeHostRecord(one, "position", "1");
      await storage.writeHostRecord(two, "position", "của xã khác");
      await storage.writeHostRecord(one, "position", "2");
      await storage.writeHostRecord(one, "arguments", "");
      same(await storage.readHostRecord(one, "position"), "2", "the last one written");
      same(await storage.readHostRecord(two, "position"), "của xã khác", "the other office has its own");
      same(await storage.readHostRecord(one, "arguments"), "", "empty text is text");
    },
  },
];
