import type { CommitOutcome, Storage } from "../ports/storage.ts";
import { commitOne, eventsOf, given, loadOne, messagesDue, messagesOf, wakesDue } from "./asking.ts";
import { aCommit, asCode, asCommand, asDossier, asOffice, t } from "./builders.ts";
import { check, same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const content = { contentId: "refused", version: 1 };

/** Nothing of a refused commit on `d-1` may be found; the first commit stands as it was. */
async function expectUntouched(storage: Storage, outcome: CommitOutcome, kind: CommitOutcome["kind"]): Promise<void> {
  same(outcome.kind, kind, "the outcome");
  const row = await loadOne(storage);
  same(
    [row?.version, row?.snapshot?.state, row?.wakeAt],
    [1, `{"version":1}`, t(10)],
    "version, snapshot and wake stay",
  );
  same((await eventsOf(storage)).length, 1, "no event is added");
  same((await messagesOf(storage)).length, 0, "no message is written");
  same(await storage.loadContent(content), undefined, "no content is written");
  same((await wakesDue(storage, t(10))).length, 1, "the wake stays as it was");
  same(await messagesDue(storage), [], "nothing can be sent");
}

/** A second commit on `d-1` that would change everything. */
const wouldChange = { events: 2, wakeAt: t(99), outbox: [{}], content: [{ id: "refused" }] };

export const commitCases: readonly StorageCase[] = [
  {
    name: "load answers in the order of the ids, with nothing for an unknown one",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { dossier: "d-b" }, { dossier: "d-a" });
      const rows = await storage.load([asDossier("d-a"), asDossier("d-none"), asDossier("d-b"), asDossier("d-a")]);
      same(
        rows.map((row) => row?.dossierId),
        ["d-a", undefined, "d-b", "d-a"],
        "the rows",
      );
      same(await storage.load([]), [], "no ids, no rows");
    },
  },
  {
    name: "a created dossier is loaded as it was committed",
    run: async (h) => {
      const storage = await h.open();
      const commit = aCommit({ events: 2, wakeAt: t(5) });
      same(await storage.commit([commit]), [{ kind: "committed", version: 2 }], "the outcome");
      const { dossierId, officeId, head, wakeAt, events } = commit;
      const snapshot = { version: 2, state: commit.snapshot };
      same(await loadOne(storage), { dossierId, officeId, version: 2, head, wakeAt, snapshot, since: [] }, "the row");
      same(await eventsOf(storage), events, "the events");
    },
  },
  {
    name: "a later commit appends events and replaces the snapshot",
    run: async (h) => {
      const storage = await h.open();
      const [first, second] = await given(storage, { events: 2 }, { on: 2, events: 3 });
      const row = await loadOne(storage);
      same([row?.version, row?.head, row?.since], [5, second?.head, []], "the row");
      same(row?.snapshot, { version: 5, state: second?.snapshot }, "the snapshot");
      same(await eventsOf(storage), [...(first?.events ?? []), ...(second?.events ?? [])], "the events in order");
    },
  },
  {
    name: "a commit without a snapshot keeps the one before, and its events come with the row",
    run: async (h) => {
      const storage = await h.open();
      const [, second, third] = await given(
        storage,
        { events: 2 },
        { on: 2, events: 1, snapshot: null },
        { on: 3, events: 2, snapshot: null },
      );
      const row = await loadOne(storage);
      same(row?.snapshot, { version: 2, state: `{"version":2}` }, "the snapshot");
      same([row?.version, row?.head], [5, third?.head], "the row");
      same(row?.since, [...(second?.events ?? []), ...(third?.events ?? [])], "the events since, in order");
      same((await storage.reader.scan({ limit: 10 })).items, [row], "scanned as it is loaded");
    },
  },
  {
    name: "a dossier that never had a snapshot is loaded with all its events",
    run: async (h) => {
      const storage = await h.open();
      const [first, second] = await given(storage, { events: 2, snapshot: null }, { on: 2, events: 1, snapshot: null });
      const row = await loadOne(storage);
      same([row?.version, row?.snapshot], [3, undefined], "the row");
      same(row?.since, [...(first?.events ?? []), ...(second?.events ?? [])], "all events");
    },
  },
  {
    name: "a stale version is refused and writes nothing",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(10) });
      const outcome = await commitOne(storage, { on: 5, ...wouldChange });
      same(outcome, { kind: "version_conflict", actual: 1 }, "the outcome names the actual version");
      await expectUntouched(storage, outcome, "version_conflict");
    },
  },
  {
    name: "creating a dossier that exists is refused and writes nothing",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(10) });
      const outcome = await commitOne(storage, { command: "other", ...wouldChange });
      same(outcome, { kind: "version_conflict", actual: 1 }, "the outcome names the actual version");
      await expectUntouched(storage, outcome, "version_conflict");
    },
  },
  {
    name: "a change of a dossier that does not exist is refused with version 0",
    run: async (h) => {
      const storage = await h.open();
      same(await commitOne(storage, { on: 3 }), { kind: "version_conflict", actual: 0 }, "the outcome");
      same(await loadOne(storage), undefined, "no row appears");
      same(await eventsOf(storage), [], "no event appears");
    },
  },
  {
    name: "the same command twice is one commit, and answers the first version",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { events: 2, wakeAt: t(10), outbox: [{}], content: [{}] });
      const again = await commitOne(storage, { events: 2, wakeAt: t(10), outbox: [{}], content: [{}] });
      same(again, { kind: "duplicate_command", version: 2 }, "the outcome");
      same((await eventsOf(storage)).length, 2, "no event is added");
      same((await messagesOf(storage)).length, 1, "no message is added");
    },
  },
  {
    name: "a duplicate long after is answered before its stale version, with the original answer",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) }, { on: 1, command: "old", events: 2 });
      for (let on = 3; on < 40; on++) await given(storage, { on });
      same(
        await commitOne(storage, { on: 1, command: "old", events: 2 }),
        { kind: "duplicate_command", version: 3 },
        "the outcome",
      );
      same((await loadOne(storage))?.version, 40, "the dossier stays where it was");
    },
  },
  {
    name: "a command id with another body is refused and writes nothing",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { command: "c", wakeAt: t(10) });
      const outcome = await commitOne(storage, { on: 1, command: "c", body: "another", ...wouldChange });
      await expectUntouched(storage, outcome, "command_reused");
    },
  },
  {
    name: "one command id within one group is one commit",
    run: async (h) => {
      const storage = await h.open();
      const outcomes = await storage.commit([
        aCommit({ dossier: "d-1", command: "c", body: "b", events: 2 }),
        aCommit({ dossier: "d-2", command: "c", body: "b" }),
        aCommit({ dossier: "d-3", command: "c", body: "another" }),
      ]);
      same(
        outcomes,
        [{ kind: "committed", version: 2 }, { kind: "duplicate_command", version: 2 }, { kind: "command_reused" }],
        "the outcomes",
      );
      same(await storage.load([asDossier("d-2"), asDossier("d-3")]), [undefined, undefined], "the others are not made");
    },
  },
  {
    name: "command ids of two offices are apart",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { office: "office-1", dossier: "d-1", command: "c", body: "one" });
      await given(storage, { office: "office-2", dossier: "d-2", command: "c", body: "two" });
      const record = await storage.findCommand(asOffice("office-2"), asCommand("c"));
      same([record?.dossierId, record?.officeId], ["d-2", "office-2"], "the record of the second office");
    },
  },
  {
    name: "a command is found with its body and the version after it",
    run: async (h) => {
      const storage = await h.open();
      const [, commit] = await given(storage, {}, { on: 1, command: "c", events: 3 });
      await given(storage, { on: 4 });
      const { officeId, commandId, dossierId, bodyHash } = commit ?? aCommit();
      const record = { officeId, commandId, dossierId, bodyHash, version: 4 };
      same(await storage.findCommand(officeId, commandId), record, "the record");
      same(await storage.findCommand(officeId, asCommand("none")), undefined, "no record of an unknown command");
    },
  },
  {
    name: "a refused command leaves no record and may come again",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, {});
      same((await commitOne(storage, { on: 7, command: "c", body: "b" })).kind, "version_conflict", "the outcome");
      same(await storage.findCommand(asOffice("office-1"), asCommand("c")), undefined, "no record");
      same(await commitOne(storage, { on: 1, command: "c", body: "b" }), { kind: "committed", version: 2 }, "later");
    },
  },
  {
    name: "a refused commit leaves the others of its group standing, outcomes in order",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { dossier: "d-2", wakeAt: t(1) });
      const outcomes = await storage.commit([
        aCommit({ dossier: "d-1", outbox: [{}] }),
        aCommit({ dossier: "d-2", on: 8, outbox: [{}] }),
        aCommit({ dossier: "d-3", events: 2, outbox: [{}] }),
      ]);
      const expected = [
        { kind: "committed", version: 1 },
        { kind: "version_conflict", actual: 1 },
        { kind: "committed", version: 2 },
      ];
      same(outcomes, expected, "the outcomes");
      same([(await loadOne(storage, "d-1"))?.version, (await loadOne(storage, "d-3"))?.version], [1, 2], "both stand");
      same((await messagesOf(storage, "d-2")).length, 0, "nothing of the refused one");
    },
  },
  {
    name: "a group holds a dossier once, or nothing is written",
    run: async (h) => {
      const storage = await h.open();
      const refused = await storage
        .commit([aCommit({ dossier: "d-0" }), aCommit({ command: "a" }), aCommit({ command: "b", on: 1 })])
        .then(
          () => false,
          () => true,
        );
      check(refused, "a group with one dossier twice is our own bug and throws");
      same(await storage.load([asDossier("d-0"), asDossier("d-1")]), [undefined, undefined], "nothing is written");
    },
  },
  {
    name: "an empty group is nothing",
    run: async (h) => {
      const storage = await h.open();
      same(await storage.commit([]), [], "no outcomes");
    },
  },
  {
    name: "a code belongs to one dossier of an office",
    run: async (h) => {
      const storage = await h.open();
      const code = asCode("H26-260105-0001");
      await given(storage, { dossier: "d-1", wakeAt: t(10) }, { dossier: "d-2", summary: { code } });
      const outcome = await commitOne(storage, { on: 1, command: "code", summary: { code }, ...wouldChange });
      await expectUntouched(storage, outcome, "code_taken");
      same((await storage.reader.findByCode(asOffice("office-1"), code))?.dossierId, "d-2", "the first one keeps it");
      same((await commitOne(storage, { dossier: "d-3", summary: { code } })).kind, "code_taken", "nor for a new one");
      same(
        (await commitOne(storage, { dossier: "d-4", office: "office-2", summary: { code } })).kind,
        "committed",
        "elsewhere",
      );
    },
  },
  {
    name: "a dossier keeps its code through later commits",
    run: async (h) => {
      const storage = await h.open();
      const code = asCode("H26-260105-0001");
      await given(storage, { summary: { code } }, { on: 1, summary: { code } }, { on: 2, summary: { code } });
      same((await storage.reader.findByCode(asOffice("office-1"), code))?.version, 3, "found by code");
    },
  },
  {
    name: "a code given twice within one group is given once",
    run: async (h) => {
      const storage = await h.open();
      const code = asCode("H26-260105-0001");
      const outcomes = await storage.commit([
        aCommit({ dossier: "d-1", summary: { code } }),
        aCommit({ dossier: "d-2", summary: { code } }),
      ]);
      same(
        outcomes.map((outcome) => outcome.kind),
        ["committed", "code_taken"],
        "the outcomes",
      );
    },
  },
  {
    name: "a version conflict is answered before a taken code",
    run: async (h) => {
      const storage = await h.open();
      const code = asCode("H26-260105-0001");
      await given(storage, { dossier: "d-1", summary: { code } }, { dossier: "d-2" });
      const outcome = await commitOne(storage, { dossier: "d-2", on: 4, summary: { code } });
      same(outcome, { kind: "version_conflict", actual: 1 }, "the outcome");
    },
  },
  {
    name: "text comes back byte for byte",
    run: async (h) => {
      const storage = await h.open();
      const odd = `{"ghi chú":"Đơn đề nghị cấp \\"Giấy\\" — 'ốc''; DROP TABLE; \\u0000 \\\\ 🏠 Nguye\u0302\u0303n"}`;
      await given(storage, { events: [odd], snapshot: odd, outbox: [{ body: odd }], content: [{ body: odd }] });
      same((await loadOne(storage))?.snapshot?.state, odd, "the snapshot");
      same((await eventsOf(storage))[0]?.bytes, odd, "the event");
      same((await messagesOf(storage))[0]?.body, odd, "the message");
      same((await storage.loadContent({ contentId: "d-1:applicant", version: 1 }))?.body, odd, "the content");
    },
  },
  {
    name: "an event of 100 kB is kept whole",
    run: async (h) => {
      const storage = await h.open();
      const large = JSON.stringify({ note: "đ".repeat(50_000) });
      await given(storage, { events: [large, "{}"], snapshot: large });
      same((await eventsOf(storage))[0]?.bytes === large, true, "the event is the same");
      same((await loadOne(storage))?.snapshot?.state === large, true, "the snapshot is the same");
    },
  },
];
