import type { PostgresStorage } from "@motcua/adapters/postgres";
import type { Page, PageRequest } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { aCommit, asCode, asCommand, asDossier, asOffice, t } from "../../packages/core/src/conformance/builders.ts";
import { usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();
const office = asOffice("office-1");
const code = asCode("H26-260105-0001");

const rowsOf = async (table: string): Promise<number> =>
  (await kit.sql<{ n: string }>(`SELECT count(*) AS n FROM @${table}`)).map(({ n }) => Number(n))[0] ?? -1;
const tables = ["dossier", "commit", "snapshot", "outbox", "content", "search_token", "wake"];
const liveRows = async (): Promise<readonly number[]> => Promise.all(tables.map(rowsOf));

/** A dossier that ended at minute 90, with everything a dossier can have. */
async function anEnded(storage: PostgresStorage, dossier = "d-1", summary: object = { code }): Promise<void> {
  await storage.commit([aCommit({ dossier, events: 2, outbox: [{}], content: [{}], wakeAt: t(1), summary })]);
  const [message] = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 1000, limit: 1 });
  await storage.settleOutbox(message?.token ?? "", { kind: "delivered" });
  const ended = { ...summary, phase: "ended", endedAt: t(90), dueAt: t(80) } as const;
  await storage.commit([aCommit({ dossier, on: 2, summary: ended })]);
}

async function whole<T>(ask: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const page = await ask(after === undefined ? { limit: 2 } : { limit: 2, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** Everything that can be asked about dossiers and does not change when one is archived. */
async function everything(storage: PostgresStorage): Promise<unknown> {
  const { reader } = storage;
  return {
    load: await storage.load([asDossier("d-1"), asDossier("d-2"), asDossier("d-3")]),
    history: await whole((page) => reader.history(asDossier("d-1"), page)),
    scan: await whole((page) => reader.scan(page)),
    byId: await whole((page) => reader.list({ officeId: office, order: "id" }, page)),
    byDue: await whole((page) => reader.list({ officeId: office, order: "due" }, page)),
    ended: await whole((page) => reader.list({ officeId: office, order: "due", phase: "ended" }, page)),
    counts: [
      await reader.count({ officeId: office, order: "id" }),
      await reader.count({ officeId: office, order: "id", phase: "ended" }),
      await reader.count({ officeId: office, order: "id", dueBefore: t(85) }),
    ],
    code: await reader.findByCode(office, code),
    search: await whole((page) => reader.search({ officeId: office, words: ["nguyen", "da"] }, page)),
    offices: await whole((page) => reader.offices(page)),
    messages: await reader.messages(asDossier("d-1")),
    content: await storage.loadContent({ contentId: "d-1:applicant", version: 1 }),
    contents: await storage.contentOf(asDossier("d-1")),
    command: await storage.findCommand(office, asCommand("d-1-c1")),
    gauges: await reader.gauges(t(100)),
    next: await storage.nextDueAt(),
  };
}

describe("the archive", () => {
  it("holds what ended before an instant, and every question has the same answer as before", async () => {
    const storage = await kit.open();
    await anEnded(storage);
    await anEnded(storage, "d-2", {});
    await storage.commit([aCommit({ dossier: "d-3", wakeAt: t(200), content: [{}], summary: { dueAt: t(300) } })]);
    const before = await everything(storage);
    expect(await storage.archive({ endedBefore: t(90), limit: 10 })).toBe(0);
    expect(await storage.archive({ endedBefore: t(91), limit: 1 })).toBe(1);
    expect(await everything(storage)).toEqual(before);
    expect(await storage.archive({ endedBefore: t(91), limit: 10 })).toBe(1);
    expect(await everything(storage)).toEqual(before);
    // What is left is the open one alone: a dossier, an event, a snapshot, no message, content with three words, a wake.
    expect(await liveRows()).toEqual([1, 1, 1, 0, 1, 3, 1]);
  });

  it("leaves alone what still has a timer, a message on its way, or no end", async () => {
    const storage = await kit.open();
    const summary = { phase: "ended", endedAt: t(1) } as const;
    await storage.commit([
      aCommit({ dossier: "d-1", summary, wakeAt: t(9) }),
      aCommit({ dossier: "d-2", summary, outbox: [{}] }),
      aCommit({ dossier: "d-3", summary: { phase: "ended" } }),
      aCommit({ dossier: "d-4", summary: { phase: "ready", endedAt: t(1) } }),
    ]);
    expect(await storage.archive({ endedBefore: t(99), limit: 10 })).toBe(0);
  });

  it("trap 21: knows commands, dossiers and codes that rest there", async () => {
    const storage = await kit.open();
    await anEnded(storage);
    await storage.archive({ endedBefore: t(91), limit: 10 });
    const outcomes = await storage.commit([
      aCommit({ dossier: "d-1", events: 2 }),
      aCommit({ dossier: "d-2", command: "d-1-c1", body: "another" }),
      aCommit({ dossier: "d-3", summary: { code } }),
    ]);
    expect(outcomes).toEqual([
      { kind: "duplicate_command", version: 2 },
      { kind: "command_reused" },
      { kind: "code_taken" },
    ]);
    expect(await storage.commit([aCommit({ dossier: "d-1", command: "new" })])).toEqual([
      { kind: "version_conflict", actual: 3 },
    ]);
    await storage.commit([aCommit({ dossier: "d-4" })]);
    expect(await storage.commit([aCommit({ dossier: "d-4", on: 1, summary: { code } })])).toEqual([
      { kind: "code_taken" },
    ]);
    expect(await rowsOf("dossier_archive")).toBe(1);
  });

  it("gives a dossier back for a later command, with all it had", async () => {
    const storage = await kit.open();
    await anEnded(storage);
    const rowsBefore = await liveRows();
    await storage.archive({ endedBefore: t(91), limit: 10 });
    expect(await liveRows()).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const rectified = aCommit({ on: 3, outbox: [{ position: 2 }], summary: { code, phase: "ended", endedAt: t(90) } });
    expect(await storage.commit([rectified])).toEqual([{ kind: "committed", version: 4 }]);
    expect(await rowsOf("dossier_archive")).toBe(0);
    const [dossiers = 0, events = 0, ...rest] = rowsBefore;
    expect(await liveRows()).toEqual([dossiers, events + 1, rest[0], 2, ...rest.slice(2)]);
    expect((await storage.claimOutbox({ dueThrough: t(0), leaseMs: 1, limit: 9 })).length).toBe(1);
  });

  it("erases content there too", async () => {
    const storage = await kit.open();
    await anEnded(storage);
    await storage.archive({ endedBefore: t(91), limit: 10 });
    expect(await storage.eraseContent(asDossier("d-1"))).toBe(1);
    expect(await storage.contentOf(asDossier("d-1"))).toEqual([]);
    expect((await storage.reader.search({ officeId: office, words: ["nguyen"] }, { limit: 9 })).items).toEqual([]);
    expect([await rowsOf("search_token_archive"), await rowsOf("content_archive")]).toEqual([0, 0]);
  });

  it("loses nothing while commands, archiving and erasing meet", async () => {
    const storage = await kit.open();
    const ended = { phase: "ended", endedAt: t(1) } as const;
    const ids = Array.from({ length: 8 }, (_, i) => `d-${i}`);
    await storage.commit(ids.map((dossier) => aCommit({ dossier, content: [{}], summary: ended })));
    let working = true;
    let moved = 0;
    const archiving = (async () => {
      while (working) moved += await storage.archive({ endedBefore: t(9), limit: 3 });
    })();
    await Promise.all(
      ids.map(async (dossier) => {
        for (let on = 1; on <= 15; on++) {
          const [outcome] = await storage.commit([aCommit({ dossier, on, summary: ended })]);
          expect(outcome).toEqual({ kind: "committed", version: on + 1 });
          if (on === 7) await storage.eraseContent(asDossier(dossier));
        }
      }),
    );
    working = false;
    await archiving;
    expect(moved).toBeGreaterThan(8);
    for (const dossier of ids) {
      const history = await storage.reader.history(asDossier(dossier), { limit: 100 });
      expect(history.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
      expect(await storage.contentOf(asDossier(dossier))).toEqual([]);
    }
    expect((await rowsOf("dossier")) + (await rowsOf("dossier_archive"))).toBe(8);
    expect((await rowsOf("commit")) + (await rowsOf("commit_archive"))).toBe(8 * 16);
  });
});
