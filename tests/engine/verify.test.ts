import { DatabaseSync } from "node:sqlite";
import {
  type DossierId,
  type StoredDossier,
  type StoredEvent,
  sha256,
  verifyDossier,
  verifyStorage,
} from "@motcua/core";
import { beforeAll, describe, expect, it } from "vitest";
import { act, at, people } from "../dossier/kit.ts";
import { drain, freshFile, longLife, openOffice, openSqlite, storages } from "./engine-kit.ts";

let dossier: StoredDossier;
let history: readonly StoredEvent[];

beforeAll(async () => {
  const storage = storages[0]?.open();
  if (storage === undefined) throw new Error("no storage");
  const office = openOffice(storage);
  await office.accept("d1");
  await office.good("d1", people.desk, act("intake", "forward"));
  office.clock.advanceTo(at("2026-08-25 08:00"));
  await drain(office.worker);
  await office.good("d1", people.officer, act("officer", "submit"));
  const [row] = await storage.load(["d1" as DossierId]);
  if (row === undefined) throw new Error("no row");
  dossier = row;
  history = await office.history("d1");
});

describe("verify", () => {
  it("finds nothing wrong with what the engine wrote", () => {
    expect(verifyDossier(dossier, history)).toEqual([]);
  });

  it("detects every single changed byte of every event", () => {
    for (const [index, stored] of history.entries())
      for (let at = 0; at < stored.bytes.length; at += 1) {
        const changed = stored.bytes[at] === "7" ? "8" : "7";
        const bytes = stored.bytes.slice(0, at) + changed + stored.bytes.slice(at + 1);
        const damaged = history.with(index, { ...stored, bytes });
        if (verifyDossier(dossier, damaged).length === 0) throw new Error(`event ${stored.seq}, byte ${at} not seen`);
      }
  });

  it.each([
    ["an event taken out", () => history.toSpliced(3, 1)],
    ["two events exchanged", () => history.with(3, history[4] as StoredEvent).with(4, history[3] as StoredEvent)],
    ["another type in the column", () => history.with(3, { ...(history[3] as StoredEvent), type: "resolved" })],
    ["another time in the column", () => history.with(3, { ...(history[3] as StoredEvent), at: 0 })],
    [
      "another command in the column",
      () => history.with(3, { ...(history[3] as StoredEvent), commandId: "x" as StoredEvent["commandId"] }),
    ],
    ["a hash that fits another event", () => history.with(3, { ...(history[3] as StoredEvent), hash: sha256("x") })],
    ["everything cut off", () => []],
  ])("detects %s", (_name, damaged) => {
    expect(verifyDossier(dossier, damaged()).length).toBeGreaterThan(0);
  });

  it("a cut tail whose row was cut as well shows against an anchor only", () => {
    const cut = history.slice(0, -2);
    const head = cut.at(-1)?.hash as StoredDossier["head"];
    const row = { ...dossier, version: cut.length, head, snapshot: undefined, since: cut };
    expect(verifyDossier(row, cut)).toEqual([]);
    const anchor = { version: dossier.version, head: dossier.head };
    expect(verifyDossier(row, cut, anchor).map((damage) => damage.kind)).toContain("anchor");
  });

  it("a history written anew to the same length shows against an anchor", () => {
    const anchor = { version: history.length, head: sha256("another") };
    expect(verifyDossier(dossier, history, anchor).map((damage) => damage.kind)).toEqual(["anchor"]);
  });

  it("a dossier gone from the file shows against the anchor, and the anchor is the same again and again", async () => {
    const file = freshFile();
    const storage = openSqlite(file);
    const office = openOffice(storage);
    await office.accept("d1");
    await office.accept("d2");
    const whole = await verifyStorage(storage);
    expect([whole.dossiers, whole.damages, (await verifyStorage(storage)).anchor]).toEqual([2, [], whole.anchor]);
    const expected = new Map([["d3", { version: 1, head: sha256("x") }]]);
    expect((await verifyStorage(storage, expected)).damages.map((damage) => [damage.dossierId, damage.kind])).toEqual([
      ["d3", "anchor"],
    ]);
  });

  it("detects a changed state, kept beside the events", async () => {
    const file = freshFile();
    const storage = openSqlite(file);
    const office = openOffice(storage);
    await longLife(office, "d1");
    const raw = new DatabaseSync(file);
    const tables = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    const columns = tables.flatMap(({ name }) =>
      (raw.prepare(`PRAGMA table_info("${name}")`).all() as { name: string }[]).map((column) => ({
        table: name,
        column: column.name,
      })),
    );
    const kept =
      columns.find(({ column, table }) => column === "state" && table !== "outbox") ??
      columns.find(({ column }) => column === "snapshot");
    if (kept === undefined) throw new Error("no column keeps the state");
    raw.exec(`UPDATE ${kept.table} SET ${kept.column} = replace(${kept.column}, '"counter"', '"online"')`);
    raw.close();
    expect((await verifyStorage(storage)).damages.map((damage) => damage.kind)).toContain("fold");
  });

  it.each([
    ["changed", `UPDATE law SET bytes = replace(bytes, '"working-day"', '"calendar-day"') WHERE kind = 'procedure'`],
    ["gone", "DELETE FROM law WHERE kind = 'calendar'"],
  ])("detects a law that is %s, for each dossier received under it", async (_name, sql) => {
    const file = freshFile();
    const storage = openSqlite(file);
    const office = openOffice(storage);
    await office.accept("d1");
    await office.accept("d2");
    const raw = new DatabaseSync(file);
    raw.exec(sql);
    raw.close();
    expect((await verifyStorage(storage)).damages.map((damage) => [damage.dossierId, damage.kind, damage.seq])).toEqual(
      [
        ["d1", "law", 1],
        ["d2", "law", 1],
      ],
    );
  });
});
