import { migratePostgres, type PostgresStorage } from "@motcua/adapters/postgres";
import { describe, expect, it } from "vitest";
import { archiveEnded } from "../../packages/adapters/src/postgres/archive.ts";
import { HostSession } from "../../packages/adapters/src/postgres/host-session.ts";
import { quoteSchema } from "../../packages/adapters/src/postgres/schema-name.ts";
import { aCommit, asCode, asDossier, asOffice, t } from "../../packages/core/src/conformance/builders.ts";
import { type Held, usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();
const code = asCode("H26-260105-0001");
const ended = { phase: "ended", endedAt: t(1) } as const;
const longAgo = { endedBefore: t(9), limit: 10 };

const rowsOf = async (table: string): Promise<number> =>
  (await kit.sql<{ n: string }>(`SELECT count(*) AS n FROM @${table}`)).map(({ n }) => Number(n))[0] ?? -1;
const found = async (storage: PostgresStorage): Promise<readonly string[]> =>
  (await storage.reader.search({ officeId: asOffice("office-1"), words: ["nguyen"] }, { limit: 9 })).items.map(
    ({ dossierId }) => dossierId,
  );
/** In a transaction of the test's, which ends when the test says so. */
const archiveIn = async ({ client }: Held): Promise<number> =>
  archiveEnded(new HostSession(client, quoteSchema(await kit.schema())), longAgo);

describe("a commit between the archive's look and its lock", () => {
  const gate = 4711;

  /** A schema in which whoever reads wakes stands behind the gate, once its statement has begun. */
  async function openGated(schema: string): Promise<PostgresStorage> {
    await migratePostgres({ url: kit.server.url(), schema });
    await kit.sql(`ALTER TABLE ${schema}.wake RENAME TO wake_behind`);
    await kit.sql(`CREATE VIEW ${schema}.wake AS SELECT * FROM ${schema}.wake_behind
      WHERE (SELECT pg_advisory_xact_lock_shared(${gate})::text) IS NOT NULL`);
    return kit.open({ schema });
  }

  async function archiveMeets(storage: PostgresStorage, commit: Parameters<typeof aCommit>[0]): Promise<number> {
    await storage.commit([aCommit({ summary: ended })]);
    const { client, commit: release } = await kit.begin();
    await client.query(`SELECT pg_advisory_xact_lock(${gate})`);
    const archiving = storage.archive(longAgo);
    await kit.waitsForLock();
    expect(await storage.within(client).commit([aCommit({ on: 1, summary: ended, ...commit })])).toEqual([
      { kind: "committed", version: 2 },
    ]);
    await release();
    return await archiving;
  }

  it("keeps its message where it is claimed", async () => {
    const storage = await openGated("gated_message");
    expect(await archiveMeets(storage, { outbox: [{}] })).toBe(0);
    const [message] = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 1000, limit: 9 });
    expect(message?.dossierId).toBe("d-1");
    expect(await storage.settleOutbox(message?.token ?? "", { kind: "delivered" })).toBe("settled");
    expect(await storage.archive(longAgo)).toBe(1);
  });

  it("keeps its timer and the dossier together", async () => {
    const storage = await openGated("gated_wake");
    expect(await archiveMeets(storage, { wakeAt: t(5) })).toBe(0);
    expect((await storage.claimWakes({ dueThrough: t(9), leaseMs: 1000, limit: 9 })).length).toBe(1);
  });
});

describe("what is written once for ever", () => {
  const refused = "a row contradicts what is stored already";
  const again = { dossier: "d-2", content: [{ id: "d-1:applicant", body: `{"name":"another"}` }] };

  it("is refused of a record in the archive exactly as of a live one, and the archive goes on", async () => {
    const storage = await kit.open();
    await storage.commit([aCommit({ content: [{}], summary: ended }), aCommit({ dossier: "d-3" })]);
    await expect(storage.commit([aCommit(again)])).rejects.toThrow(refused);
    await storage.archive(longAgo);
    await expect(storage.commit([aCommit(again)])).rejects.toThrow(refused);
    await expect(storage.commit([aCommit({ ...again, dossier: "d-3", on: 1 })])).rejects.toThrow(refused);
    expect(await storage.load([asDossier("d-2")])).toEqual([undefined]);
    expect((await storage.loadContent({ contentId: "d-1:applicant", version: 1 }))?.dossierId).toBe("d-1");
    // The next version of it, and a group of others, are welcome.
    const next = [
      aCommit({ on: 1, content: [{ version: 2 }], summary: ended }),
      aCommit({ dossier: "d-4", content: [{}, { dossier: "d-4", id: "d-4:letter" }], summary: ended }),
    ];
    expect((await storage.commit(next)).map(({ kind }) => kind)).toEqual(["committed", "committed"]);
    expect(await storage.archive(longAgo)).toBe(2);
    expect([await rowsOf("content"), await rowsOf("content_archive")]).toEqual([0, 4]);
  });

  /** A commit of d-2 that meets an archive which has moved d-1 and not yet said so. */
  async function commitWhileArchived(storage: PostgresStorage, sketch: Parameters<typeof aCommit>[0]) {
    await storage.commit([aCommit({ content: [{}], summary: { ...ended, code } }), aCommit({ dossier: "d-2" })]);
    const held = await kit.begin();
    expect(await archiveIn(held)).toBe(1);
    const committing = Promise.allSettled([storage.commit([aCommit({ dossier: "d-2", on: 1, ...sketch })])]);
    await kit.waitsForLock(committing);
    await held.commit();
    return (await committing)[0];
  }

  it("content: of a record on its way into the archive too", async () => {
    const storage = await kit.open();
    const outcome = await commitWhileArchived(storage, again);
    expect(outcome).toMatchObject({ status: "rejected", reason: { message: refused } });
    expect((await storage.loadContent({ contentId: "d-1:applicant", version: 1 }))?.dossierId).toBe("d-1");
  });

  it("code: of a dossier on its way into the archive too", async () => {
    const storage = await kit.open();
    const outcome = await commitWhileArchived(storage, { summary: { code } });
    expect(outcome).toEqual({ status: "fulfilled", value: [{ kind: "code_taken" }] });
    expect((await storage.reader.findByCode(asOffice("office-1"), code))?.dossierId).toBe("d-1");
  });
});

describe("erasing what is moved at that very moment", () => {
  async function nothingLeft(storage: PostgresStorage): Promise<void> {
    expect(await storage.contentOf(asDossier("d-1"))).toEqual([]);
    expect(await storage.loadContent({ contentId: "d-1:applicant", version: 1 })).toBeUndefined();
    expect(await found(storage)).toEqual([]);
    for (const table of ["content", "content_archive", "search_token", "search_token_archive"])
      expect(await rowsOf(table), table).toBe(0);
  }
  const filled = aCommit({ content: [{}], summary: ended });
  const rectified = aCommit({ on: 1, summary: ended });

  it("waits for the archive, and finds it there", async () => {
    const storage = await kit.open();
    await storage.commit([filled]);
    const held = await kit.begin();
    expect(await archiveIn(held)).toBe(1);
    const erasing = storage.eraseContent(asDossier("d-1"));
    await kit.waitsForLock();
    await held.commit();
    expect(await erasing).toBe(1);
    await nothingLeft(storage);
  });

  it("waits for a command that brings it back, and finds it among the live", async () => {
    const storage = await kit.open();
    await storage.commit([filled]);
    await storage.archive(longAgo);
    expect(await found(storage)).toEqual(["d-1"]);
    const held = await kit.begin();
    expect((await storage.within(held.client).commit([rectified]))[0]?.kind).toBe("committed");
    const erasing = storage.eraseContent(asDossier("d-1"));
    await kit.waitsForLock();
    await held.commit();
    expect(await erasing).toBe(1);
    await nothingLeft(storage);
  });

  it("is passed over by the archive and waited for by a command, and neither brings anything back", async () => {
    const storage = await kit.open();
    await storage.commit([filled]);
    const first = await kit.begin();
    expect(await storage.within(first.client).eraseContent(asDossier("d-1"))).toBe(1);
    expect(await storage.archive(longAgo)).toBe(0);
    await first.commit();
    await nothingLeft(storage);
    await storage.commit([aCommit({ on: 1, content: [{ version: 2 }], summary: ended })]);
    expect(await storage.archive(longAgo)).toBe(1);
    const second = await kit.begin();
    expect(await storage.within(second.client).eraseContent(asDossier("d-1"))).toBe(1);
    const committing = storage.commit([aCommit({ on: 2, summary: ended })]);
    await kit.waitsForLock();
    await second.commit();
    expect(await committing).toEqual([{ kind: "committed", version: 3 }]);
    await nothingLeft(storage);
  });
});
