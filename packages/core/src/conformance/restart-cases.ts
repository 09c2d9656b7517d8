import {
  claimedMessage,
  claimedWake,
  commitOne,
  eventsOf,
  given,
  idsOf,
  loadOne,
  messagesDue,
  messagesOf,
  wakesDue,
} from "./asking.ts";
import { aCommit, aLaw, asCode, asCommand, asOffice, t } from "./builders.ts";
import { same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const office = asOffice("office-1");
const everything = { events: 2, wakeAt: t(10), outbox: [{}, { position: 2 }], content: [{}] };
const contentRef = { contentId: "d-1:applicant", version: 1 };

export const restartCases: readonly StorageCase[] = [
  {
    name: "everything answered is there after a restart",
    needs: "survivesRestart",
    run: async (h) => {
      const before = await h.open();
      const code = asCode("H26-260105-0001");
      const [commit] = await given(before, { ...everything, summary: { code, dueAt: t(50) } });
      await before.putLaw([aLaw("vn@2026")]);
      await before.writeHostRecord(office, "position", "7");
      const rows = [await loadOne(before), await eventsOf(before), await messagesOf(before)];
      const storage = await h.reopen(before);
      same([await loadOne(storage), await eventsOf(storage), await messagesOf(storage)], rows, "the dossier");
      same((await storage.findCommand(office, asCommand("d-1-c1")))?.version, 2, "the command");
      same((await storage.reader.findByCode(office, code))?.dueAt, t(50), "the row");
      same(await storage.loadContent(contentRef), commit?.content[0], "the content");
      same((await storage.loadLaw([aLaw("vn@2026").hash]))[0]?.key, "vn@2026", "the law");
      same(await storage.readHostRecord(office, "position"), "7", "the host record");
    },
  },
  {
    name: "timers outlive a restart",
    needs: "survivesRestart",
    run: async (h) => {
      const before = await h.open();
      await given(before, { wakeAt: t(10) }, { dossier: "d-2", wakeAt: t(400 * 24 * 60) });
      const storage = await h.reopen(before);
      same(await storage.nextDueAt(), t(10), "the next instant");
      same(idsOf(await wakesDue(storage, t(10))), ["d-1"], "the due one");
      same(idsOf(await wakesDue(storage, t(400 * 24 * 60))), ["d-2"], "the far one");
    },
  },
  {
    name: "duplicates are known after a restart",
    needs: "survivesRestart",
    run: async (h) => {
      const before = await h.open();
      await given(before, {}, { on: 1 });
      const storage = await h.reopen(before);
      same(await commitOne(storage), { kind: "duplicate_command", version: 1 }, "the first command");
      same((await commitOne(storage, { body: "another" })).kind, "command_reused", "with another body");
      same(await commitOne(storage, { on: 2 }), { kind: "committed", version: 3 }, "the next command");
    },
  },
  {
    name: "leases, parked rows and lanes outlive a restart",
    needs: "survivesRestart",
    run: async (h) => {
      const before = await h.open();
      await given(before, everything, { dossier: "d-2", wakeAt: t(10) });
      const wake = await claimedWake(before, t(10));
      await before.settleWake(wake.token, { kind: "parked", code: "x" });
      const message = await claimedMessage(before);
      const storage = await h.reopen(before);
      same(idsOf((await storage.reader.parkedWakes({ limit: 9 })).items), [wake.dossierId], "the incident");
      same(await messagesDue(storage), [], "the leased head holds its lane");
      same(await storage.settleOutbox(message.token, { kind: "delivered" }), "settled", "its token still fits");
      same((await claimedMessage(storage)).position, 2, "and the lane moves on");
    },
  },
  {
    name: "erased content stays erased after a restart",
    needs: "survivesRestart",
    run: async (h) => {
      const before = await h.open();
      const [commit] = await given(before, everything);
      await before.eraseContent(aCommit().dossierId);
      const storage = await h.reopen(before);
      same(await storage.loadContent(contentRef), undefined, "the content");
      same(await eventsOf(storage), commit?.events, "the events");
    },
  },
  {
    name: "two writers see each other's commits and refuse what is stale",
    needs: "sharedWriters",
    run: async (h) => {
      const one = await h.open();
      const two = await h.share(one);
      await given(one, { wakeAt: t(10) });
      await given(two, { on: 1, command: "by two", wakeAt: t(20) });
      same(await commitOne(one, { on: 1, command: "by one" }), { kind: "version_conflict", actual: 2 }, "stale");
      same(
        await commitOne(one, { on: 1, command: "by two", wakeAt: t(20) }),
        { kind: "duplicate_command", version: 2 },
        "duplicate",
      );
      same(await commitOne(one, { on: 2 }), { kind: "committed", version: 3 }, "fresh");
      same((await loadOne(two))?.version, 3, "seen by the other");
    },
  },
  {
    name: "a race of two writers has one winner",
    needs: "sharedWriters",
    run: async (h) => {
      const one = await h.open();
      const two = await h.share(one);
      for (let on = 0; on < 20; on++) {
        const outcomes = await Promise.all([
          commitOne(one, { on, command: `one-${on}` }),
          commitOne(two, { on, command: `two-${on}` }),
        ]);
        const kinds = outcomes.map((outcome) => outcome.kind).sort();
        same(kinds, ["committed", "version_conflict"], `round ${on}`);
      }
      same((await eventsOf(two)).length, 20, "one event a round");
    },
  },
  {
    name: "two workers never hold one wake or message",
    needs: "sharedWriters",
    run: async (h) => {
      const one = await h.open();
      const two = await h.share(one);
      const ids = Array.from({ length: 30 }, (_, i) => `d-${i}`);
      await given(one, ...ids.map((dossier) => ({ dossier, wakeAt: t(1), outbox: [{}] })));
      const wakes: string[] = [];
      const messages: string[] = [];
      for (let round = 0; round < 10; round++)
        for (const storage of [one, two]) {
          wakes.push(...idsOf(await wakesDue(storage, t(1), { limit: 4 })));
          messages.push(...idsOf(await messagesDue(storage, t(0), { limit: 4 })));
        }
      same([wakes.length, new Set(wakes).size], [30, 30], "each wake once");
      same([messages.length, new Set(messages).size], [30, 30], "each message once");
    },
  },
];
