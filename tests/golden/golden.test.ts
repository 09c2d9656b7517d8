import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { migrateSqlite, openNodeSqlite, sqliteStorage } from "@motcua/adapters/sqlite";
import {
  type CommandRequest,
  createEngine,
  createWorker,
  type DossierId,
  type OfficeId,
  replayStorage,
  verifyStorage,
} from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { describe, expect, it } from "vitest";
import { aFolder } from "../faults/storage/helpers.ts";
import {
  type GoldenRecord,
  goldenFileOf,
  goldenRecordOf,
  goldenSchemas,
  instant,
  makeGolden,
  recordOf,
} from "./make-golden.ts";

// Stored data of every released version opens in every later one. Before the first release a change of events, hashes or
// the first schema may end up here: then make the file anew with
//   node --conditions=motcua-source tests/golden/make-golden.ts
// After the first release the file is never made again; what fails here is then a broken promise to every office.

const recordedOf = (schema: number) => JSON.parse(readFileSync(goldenRecordOf(schema), "utf8")) as GoldenRecord;
const newest = Math.max(...goldenSchemas);
const id = (dossier: string) => dossier as DossierId;
const { person, envelope, directory } = sampleOffice("xa-mau");

/** A copy to work on; the golden file itself is only read. */
function copyOf(schema: number): string {
  const file = join(aFolder(), "Sổ vàng.db");
  writeFileSync(file, gunzipSync(readFileSync(goldenFileOf(schema))));
  return file;
}

/** An engine that knows no law of today: what it needs is in the file. */
function openOffice(file: string, at: string) {
  const storage = sqliteStorage({ file });
  const clock = virtualClock(instant(at));
  const engine = createEngine({ storage, clock, directory, adapters: ["citizen", "portal"] });
  const worker = createWorker({ engine, storage, clock, directory });
  return { storage, clock, engine, worker };
}

it("there is a golden database of every schema up to today's", async () => {
  expect(goldenSchemas).toEqual(Array.from({ length: newest }, (_, i) => i + 1));
  const file = join(aFolder(), "today.db");
  expect((await migrateSqlite({ file })).to).toBe(newest);
});

describe.each(goldenSchemas)("the golden database of schema %i", (schema) => {
  const recorded = recordedOf(schema);
  const aCopy = () => copyOf(schema);
  /** The same, brought up to date by opening it once for writing. */
  const aCurrentCopy = async (): Promise<string> => {
    const file = aCopy();
    await sqliteStorage({ file }).close();
    return file;
  };

  it("is of that schema, and bears our marks", () => {
    const driver = openNodeSqlite(aCopy(), { readOnly: true });
    expect(driver.prepare("PRAGMA application_id").get()).toEqual({ application_id: 0x4d4f5443 });
    expect(driver.prepare("PRAGMA user_version").get()).toEqual({ user_version: schema });
    driver.close();
  });

  it.each(["read-only", "read-write"] as const)("opened %s it is whole, and says what it said", async (mode) => {
    const storage = sqliteStorage({ file: mode === "read-only" ? await aCurrentCopy() : aCopy(), mode });
    expect(await recordOf(storage)).toEqual(recorded);
    const heads = Object.entries(recorded.heads).map(([dossier, text]) => {
      const [version, head] = text.split(":");
      return [dossier, { version: Number(version), head: head as never }] as const;
    });
    expect((await verifyStorage(storage, new Map(heads))).damages).toEqual([]);
    expect((await replayStorage(storage)).differences).toEqual([]);
    await storage.close();
  });

  if (schema < newest)
    it("is not read as if it were of today: it asks to be opened once for writing, and stays as it is", () => {
      const file = aCopy();
      const bytes = readFileSync(file);
      expect(() => sqliteStorage({ file, mode: "read-only" })).toThrow(
        expect.objectContaining({ code: "storage.older_schema" }),
      );
      expect(readFileSync(file).equals(bytes)).toBe(true);
    });

  it("brought up to date, it is searched by words that were stored before there was a search", async () => {
    const storage = sqliteStorage({ file: await aCurrentCopy(), mode: "read-only" });
    const query = { officeId: "xa-mau" as OfficeId, words: ["nguyen", "da"] };
    const found = await storage.reader.search(query, { limit: 100 });
    expect(found.items.map((row) => row.dossierId)).toContain("at-intake");
    expect(found.items.map((row) => row.dossierId)).not.toContain("erased");
    await storage.close();
  });

  it("opened read-only, not a byte of it changes", async () => {
    const file = await aCurrentCopy();
    const bytes = readFileSync(file);
    const storage = sqliteStorage({ file, mode: "read-only" });
    await recordOf(storage);
    await storage.close();
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it("explains a dossier from the file alone, day by day", async () => {
    const { engine, storage } = openOffice(aCopy(), "2026-08-25 09:00");
    const limits = (await engine.explain(id("late-with-apology"))) ?? [];
    expect(limits.map((each) => each.limit)).toContain("principal");
    const state = (await engine.read(id("late-with-apology")))?.state;
    expect([state?.verdict, state?.apologies[0]?.status]).toEqual(["late", "sent"]);
    await storage.close();
  });

  it("still holds content, save what was erased", async () => {
    const storage = sqliteStorage({ file: await aCurrentCopy(), mode: "read-only" });
    const contentOf = (dossier: string) => storage.loadContent({ contentId: `${dossier}:applicant`, version: 1 });
    expect((await contentOf("at-intake"))?.searchTokens).toEqual(["nguyen", "thi", "dao"]);
    expect(await contentOf("erased")).toBeUndefined();
    await storage.close();
  });

  it("answers a command of that time as a duplicate, and goes on with new ones", async () => {
    const { engine, storage, clock, worker } = openOffice(aCopy(), "2026-08-25 09:00");
    const act = async (dossier: string, by: ReturnType<typeof person>, what: object) => {
      const request = { ...envelope(dossier, by), ...what, commandId: `later:${dossier}:${clock.now()}` };
      const answer = await engine.submit(request as unknown as CommandRequest);
      expect(answer.ok ? undefined : answer.error).toBeUndefined();
    };
    // The first command of all, word for word.
    const first = {
      ...envelope("at-intake", person("one-stop", "one-stop-officer")),
      commandId: "c1",
      type: "submit",
      procedure: "1.001612",
      channel: "counter",
      caseId: "general",
      facts: {},
      intakeRef: "at-intake",
      applicant: { contentId: "at-intake:applicant", version: 1 },
    } as unknown as CommandRequest;
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

    expect(await storage.releaseWake(id("parked-wake"))).toBe(true);
    const [parked] = (await storage.reader.parkedMessages({ limit: 1 })).items;
    expect(await storage.releaseParked(parked?.messageId ?? "", { kind: "skip", reason: "sent-by-hand" })).toBe(true);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    await engine.close();
    await storage.close();
  });
});

// Before the first release only. Delete this test with the release: from then on other code may live other lives.
it("the script still makes what is kept", async () => {
  const made = await makeGolden(join(aFolder(), "again.db"));
  expect(made, "make it anew: node --conditions=motcua-source tests/golden/make-golden.ts").toEqual(recordedOf(newest));
});
