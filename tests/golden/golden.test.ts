import { readFileSync } from "node:fs";
import { openNodeSqlite, sqliteStorage } from "@motcua/adapters/sqlite";
import {
  type CommandRequest,
  createEngine,
  createWorker,
  type DossierId,
  type OfficeId,
  replayStorage,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { migrations } from "../../packages/adapters/src/postgres/migrations.ts";
import { aFolder } from "../faults/storage/helpers.ts";
import { usePostgres } from "../postgres/postgres-kit.ts";
import { readDump } from "./dump-postgres.ts";
import { hashOfMigration, postgresDumpOf, postgresGolden, releasedMigrations } from "./golden-postgres.ts";
import { sqliteCopyOf, sqliteGolden } from "./golden-sqlite.ts";
import { firstCommand, instant, recordOf } from "./lives.ts";

// Stored data of every released version opens in every later one. Before the first release a change of events, hashes or
// the first schema may end up here: then make the files anew with
//   node --conditions=motcua-source tests/golden/make-golden.ts
// After the first release they are never made again; what fails here is then a broken promise to every office.

const kit = usePostgres({ fsync: "off" });
const sqlite = sqliteGolden(aFolder);
const postgres = postgresGolden(() => kit.server);
const stores = [sqlite, postgres];
const newestOf = ({ schemas }: (typeof stores)[number]): number => Math.max(...schemas);
const id = (dossier: string) => dossier as DossierId;
const makeAnew = "before the first release only: node --conditions=motcua-source tests/golden/make-golden.ts";

/** An engine that knows no law of today: what it needs is in the database. */
function openOffice(storage: Storage, at: string) {
  const { person, envelope, directory } = sampleOffice("xa-mau");
  const clock = virtualClock(instant(at));
  const engine = createEngine({ storage, clock, directory, adapters: ["citizen", "portal"] });
  const worker = createWorker({ engine, storage, clock, directory });
  const act = async (dossier: string, by: ReturnType<typeof person>, what: object) => {
    const request = { ...envelope(dossier, by), ...what, commandId: `later:${dossier}:${clock.now()}` };
    const answer = await engine.submit(request as unknown as CommandRequest);
    expect(answer.ok ? undefined : answer.error).toBeUndefined();
  };
  return { clock, engine, worker, person, envelope, act };
}

describe.each(stores)("golden databases on $name", (store) => {
  it("there is one of every schema up to today's, and the lives lived today leave the same behind", async () => {
    const newest = newestOf(store);
    expect(store.schemas).toEqual(Array.from({ length: newest }, (_, i) => i + 1));
    const made = await store.make();
    expect(made.schema).toBe(newest);
    // With the first release this line goes: from then on other code may live other lives.
    expect(made.record, makeAnew).toEqual(store.recordedOf(newest));
  });
});

const kept = stores.flatMap((store) => store.schemas.map((schema) => ({ store, name: store.name, schema })));

describe.each(kept)("the golden database of schema $schema on $name", ({ store, schema }) => {
  const recorded = store.recordedOf(schema);
  const openCopy = async (mode: "read-only" | "read-write") => {
    const copy = await store.copyOf(schema);
    await copy.upgrade();
    return copy.open(mode);
  };

  it.each(["read-only", "read-write"] as const)("opened %s it is whole, and says what it said", async (mode) => {
    const storage = await openCopy(mode);
    expect(await recordOf(storage)).toEqual(recorded);
    const heads = Object.entries(recorded.heads).map(([dossier, text]) => {
      const [version, head] = text.split(":");
      return [dossier, { version: Number(version), head: head as never }] as const;
    });
    expect((await verifyStorage(storage, new Map(heads))).damages).toEqual([]);
    expect((await replayStorage(storage)).differences).toEqual([]);
    await storage.close();
  });

  if (schema < newestOf(store))
    it("is not read as if it were of today: it asks to be brought up to date, and stays as it is", async () => {
      const copy = await store.copyOf(schema);
      const before = await copy.fingerprint();
      await expect(copy.open("read-only")).rejects.toMatchObject({ code: "storage.older_schema" });
      expect(await copy.fingerprint()).toBe(before);
    });

  it("brought up to date, it is searched by words, also those stored before there was a search", async () => {
    const storage = await openCopy("read-only");
    const query = { officeId: "xa-mau" as OfficeId, words: ["nguyen", "da"] };
    const found = (await storage.reader.search(query, { limit: 100 })).items.map((row) => row.dossierId);
    expect(found).toEqual(expect.arrayContaining(["at-intake", "on-time"]));
    expect(found).not.toContain("erased");
    await storage.close();
  });

  it("opened read-only, nothing of it changes", async () => {
    const copy = await store.copyOf(schema);
    await copy.upgrade();
    const before = await copy.fingerprint();
    const storage = await copy.open("read-only");
    await recordOf(storage);
    await storage.close();
    expect(await copy.fingerprint()).toBe(before);
  });

  it("explains a dossier from the database alone, day by day", async () => {
    const storage = await openCopy("read-write");
    const { engine } = openOffice(storage, "2026-08-25 09:00");
    const limits = (await engine.explain(id("late-with-apology"))) ?? [];
    expect(limits.map((each) => each.limit)).toContain("principal");
    const state = (await engine.read(id("late-with-apology")))?.state;
    expect([state?.verdict, state?.apologies[0]?.status]).toEqual(["late", "sent"]);
    await storage.close();
  });

  it("still holds content, save what was erased", async () => {
    const storage = await openCopy("read-only");
    const contentOf = (dossier: string) => storage.loadContent({ contentId: `${dossier}:applicant`, version: 1 });
    for (const dossier of ["at-intake", "on-time"])
      expect((await contentOf(dossier))?.searchTokens).toEqual(["nguyen", "thi", "dao"]);
    expect(await contentOf("erased")).toBeUndefined();
    await storage.close();
  });

  it("answers a command of that time as a duplicate, and goes on with new ones", async () => {
    const storage = await openCopy("read-write");
    const { engine, clock, worker, person, envelope, act } = openOffice(storage, "2026-08-25 09:00");
    const first = firstCommand({ envelope, person });
    expect(await engine.submit(first)).toMatchObject({ ok: true, value: { version: 1, duplicate: true } });

    await act("to-be-continued", person("economic", "officer"), { type: "act", step: "officer", action: "submit" });
    clock.advanceTo(instant("2026-08-26 09:00"));
    while ((await worker.tick()).wakes > 0);
    await act("to-be-continued", person("economic", "unit-head"), { type: "act", step: "leader", action: "approve" });
    clock.advanceTo(instant("2026-08-26 10:00"));
    await act("to-be-continued", person("one-stop", "one-stop-officer"), {
      type: "act",
      step: "return",
      action: "handOver",
    });
    expect((await engine.read(id("to-be-continued")))?.state.verdict).toBe("early");
    // One that ended long ago and, where there is an archive, rests there.
    const error = { type: "request-rectification", reason: { code: "misprint" } };
    await act("on-time", person("one-stop", "one-stop-officer"), error);
    // Received under today's law: no number given before is given to its rows.
    const { applicant: _of, ...form } = first as CommandRequest & { readonly applicant: unknown };
    const today = createEngine({ storage, clock, law: vietnamLaw(), directory: sampleOffice("xa-mau").directory });
    const received = await today.submit({
      ...form,
      dossierId: id("new"),
      commandId: "new",
    } as unknown as CommandRequest);
    expect(received).toMatchObject({ ok: true, value: { version: 1, duplicate: false } });

    expect(await storage.releaseWake(id("parked-wake"))).toBe(true);
    const [parked] = (await storage.reader.parkedMessages({ limit: 1 })).items;
    expect(await storage.releaseParked(parked?.messageId ?? "", { kind: "skip", reason: "sent-by-hand" })).toBe(true);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    expect((await replayStorage(storage)).differences).toEqual([]);
    await engine.close();
    await storage.close();
  });
});

describe.each(sqlite.schemas)("the golden file of schema %i", (schema) => {
  it("is of that schema, and bears our marks", () => {
    const driver = openNodeSqlite(sqliteCopyOf(schema, aFolder()), { readOnly: true });
    expect(driver.prepare("PRAGMA application_id").get()).toEqual({ application_id: 0x4d4f5443 });
    expect(driver.prepare("PRAGMA user_version").get()).toEqual({ user_version: schema });
    driver.close();
  });

  it("is brought up to date by opening it for writing", async () => {
    const file = sqliteCopyOf(schema, aFolder());
    await sqliteStorage({ file }).close();
    const driver = openNodeSqlite(file, { readOnly: true });
    expect(driver.prepare("PRAGMA user_version").get()).toEqual({ user_version: newestOf(sqlite) });
    driver.close();
  });

  it("brought up to date, it holds no word of what is erased afterwards, not between its rows either", async () => {
    const file = sqliteCopyOf(schema, aFolder());
    const storage = sqliteStorage({ file });
    const dossiers = (await storage.reader.scan({ limit: 1000 })).items.map((row) => row.dossierId);
    expect(readFileSync(file, "latin1")).toContain("nguyen");
    for (const dossier of dossiers) await storage.eraseContent(dossier);
    await storage.close();
    expect(readFileSync(file, "latin1")).not.toContain("nguyen");
  });
});

describe.each(postgres.schemas)("the golden dump of PostgreSQL's schema %i", (schema) => {
  const dump = postgresDumpOf(schema);

  it("was made by migrations that stand in today's code to the letter: a released one never changes", () => {
    expect(dump.migrations).toHaveLength(schema);
    expect(migrations.slice(0, schema), makeAnew).toEqual(dump.migrations);
    // The same where a reviewer sees it change.
    expect(dump.migrations.map(hashOfMigration), makeAnew).toEqual(releasedMigrations().slice(0, schema));
  });

  it("holds every table, the archive among them", () => {
    const history = schema < 2 ? "event" : "commit";
    for (const table of ["dossier", history, "outbox", "content", "search_token", "wake", "law", "host_record"])
      expect(dump.tables[table]?.length, table).toBeGreaterThan(0);
    for (const table of ["dossier", history, "outbox", "content", "search_token"])
      expect(dump.tables[`${table}_archive`]?.length, `${table}_archive`).toBeGreaterThan(0);
    expect(Object.keys(dump.sequences)).toHaveLength(3);
  });

  it("restored and dumped again it is the same, to the row", async () => {
    const copy = await postgres.copyOf(schema);
    const { tables, sequences } = readDump(await copy.fingerprint());
    expect({ tables, sequences }).toEqual({ tables: dump.tables, sequences: dump.sequences });
  });
});
