import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { type DossierEvent, type DossierState, LawBook, openingMsBetween, type Storage } from "@motcua/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { storedStates } from "../../packages/cli/src/office/figures.ts";
import { documentOf, motcua, type OfficeDocument, tempFolder } from "./helpers.ts";

const folder = tempFolder();
const db = join(folder, "month.db");
let figures: OfficeDocument;
let storage: Storage;
let states: readonly DossierState[];
const events = new Map<string, readonly DossierEvent[]>();
beforeAll(async () => {
  figures = documentOf(await motcua("office", "--db", db, "--json"));
  storage = sqliteStorage({ file: db, mode: "read-only" });
  states = (await storedStates(storage)).map(({ state }) => state);
  for (const { dossierId } of states) {
    const page = await storage.reader.history(dossierId, { limit: 1000 });
    expect(page.next).toBeUndefined();
    events.set(
      dossierId,
      page.items.map((stored) => JSON.parse(stored.bytes) as DossierEvent),
    );
  }
});
afterAll(async () => {
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});

const count = (fits: (state: DossierState) => boolean): number => states.filter(fits).length;
const eventsOf = (state: DossierState): readonly DossierEvent[] => events.get(state.dossierId) ?? [];
const allEvents = (): DossierEvent[] => [...events.values()].flat();

it("adds up: everything received is somewhere, once", () => {
  const intake = count((state) => state.acceptedAt === undefined && state.endedAt === undefined);
  const before = count((state) => state.acceptedAt === undefined && state.outcome === "withdrawn");
  expect(figures.received).toBe(figures.accepted + figures.refused + intake + before);
  const stopped = count(
    (state) => state.acceptedAt !== undefined && state.resolvedAt === undefined && state.endedAt !== undefined,
  );
  expect(figures.accepted).toBe(figures.resolved + figures.open + stopped);
  const unlimited = count((state) => state.verdict === "no-limit");
  expect(figures.resolved).toBe(figures.early + figures.onTime + figures.late + unlimited);
  expect(figures.events).toBe(allEvents().length);
  expect(figures.dossiers).toBe(states.length);
  expect(figures.received).toBeGreaterThan(1_100);
});

it("has no command refused: what the staff does is what the law lets them do", async () => {
  const file = new DatabaseSync(db, { readOnly: true });
  const rows = file.prepare("SELECT key FROM host_record ORDER BY key").all() as { key: string }[];
  file.close();
  expect(rows.map(({ key }) => key)).not.toContain("office.set-aside");
});

it("lets no dossier be late without an apology on record, owed or missed", () => {
  for (const state of states) {
    const broken = state.verdict === "late" || (state.promiseMissedAt !== undefined && state.resolvedAt === undefined);
    if (!broken) continue;
    const late = state.apologies.filter((apology) => apology.kind === "late");
    expect(late.length, state.dossierId).toBeGreaterThan(0);
    expect(
      late.some((apology) => apology.status !== "lapsed"),
      state.dossierId,
    ).toBe(true);
    expect(
      eventsOf(state).some((event) => event.type === "escalated"),
      state.dossierId,
    ).toBe(true);
  }
});

function isHeldAt(history: readonly DossierEvent[], seq: number): boolean {
  const open = new Set<string>();
  for (const event of history) {
    if (event.seq >= seq) break;
    if (event.type === "limit-suspended") open.add(event.groundId);
    if (event.type === "limit-resumed") open.delete(event.groundId);
  }
  return open.size > 0;
}

it("calls late exactly what came after the promise in force", () => {
  for (const state of states) {
    const resolved = eventsOf(state).find((event) => event.type === "resolved");
    if (resolved === undefined || resolved.verdict === "no-limit" || resolved.promiseOn === undefined) continue;
    // A result that ends a wait of the citizen has no due date to miss: the clock stands.
    if (isHeldAt(eventsOf(state), resolved.seq)) continue;
    const day = new Date(resolved.resolvedAt + 7 * 3_600_000).toISOString().slice(0, 10);
    expect(resolved.verdict === "late", `${state.dossierId} ${day} ${resolved.promiseOn}`).toBe(
      day > resolved.promiseOn,
    );
    expect(resolved.verdict === "early", state.dossierId).toBe(day < resolved.promiseOn);
  }
});

it("books every opening minute from acceptance to result on exactly one holder", async () => {
  const laws = new LawBook(storage, undefined);
  for (const state of states) {
    const end = state.resolvedAt ?? state.endedAt;
    if (state.acceptedAt === undefined || end === undefined) continue;
    const { time } = await laws.load(state.law);
    const booked = Object.values(state.responsibility?.booked ?? {}).reduce((sum, ms) => sum + ms, 0);
    expect(booked, state.dossierId).toBe(openingMsBetween(time, state.acceptedAt, end));
  }
});

it("takes a rung once per generation and never early", () => {
  for (const state of states) {
    const taken = new Set<string>();
    for (const event of eventsOf(state)) {
      if (event.type === "limit-started")
        for (const key of taken) if (key.startsWith(`${event.limit}/`)) taken.delete(key);
      if (event.type === "task-opened")
        for (const key of taken) if (key.startsWith("step/") || key.startsWith("wait/")) taken.delete(key);
      if (event.type !== "rung-taken") continue;
      const key = `${event.limit}/${event.generation}/${event.rung}`;
      expect(taken.has(key), `${state.dossierId} ${key}`).toBe(false);
      expect(event.at, state.dossierId).toBeGreaterThanOrEqual(event.dueAt);
      taken.add(key);
    }
  }
});

it("keeps apologies to their three acts and three actors, and reschedules once", () => {
  for (const state of states) {
    expect(state.rescheduledTo.length, state.dossierId).toBeLessThanOrEqual(1);
    for (const { apologyId, status } of state.apologies) {
      const of = (type: string): DossierEvent | undefined =>
        eventsOf(state).findLast(
          (event) => event.type === type && "apologyId" in event && event.apologyId === apologyId,
        );
      const sent = of("apology-sent");
      if (status === "sent") expect(sent, state.dossierId).toBeDefined();
      if (sent === undefined) continue;
      const [drafted, signed, rescheduled] = [of("apology-drafted"), of("apology-signed"), of("rescheduled")];
      expect(drafted?.by.person, state.dossierId).not.toBe(signed?.by.person);
      expect(drafted?.seq).toBeLessThan(signed?.seq ?? 0);
      expect(signed?.seq).toBeLessThan(sent.seq);
      if (rescheduled !== undefined) expect(rescheduled.by.unit, state.dossierId).toMatch(/^(one-stop|police)$/);
    }
  }
});

it("numbers dossiers and letters without a gap, each once", () => {
  const codes = states.flatMap((state) => (state.code === undefined ? [] : [state.code]));
  expect(new Set(codes).size).toBe(codes.length);
  const byDay = new Map<string, number[]>();
  for (const code of codes) {
    const [, day = "", number = ""] = code.split("-");
    byDay.set(day, [...(byDay.get(day) ?? []), Number(number)]);
  }
  for (const [day, numbers] of byDay) expect(Math.max(...numbers), day).toBe(numbers.length);
  const letters = states.flatMap((state) => state.apologies.flatMap((apology) => apology.letterNumber ?? []));
  expect(new Set(letters).size).toBe(letters.length);
});

it("has the month's whole life in it", () => {
  const seen = new Set(allEvents().map((event) => event.type));
  for (const type of [
    "intake-guided",
    "intake-refused",
    "supplement-requested",
    "supplement-received",
    "closed",
    "withdrawn",
    "voided",
    "corrected",
    "amended",
    "limit-suspended",
    "limit-resumed",
    "limit-restarted",
    "limit-superseded",
    "promise-missed",
    "asked-on-time",
    "answered-on-time",
    "apology-owed",
    "apology-missed",
    "apology-drafted",
    "apology-signed",
    "apology-sent",
    "rescheduled",
    "escalated",
    "escalation-acknowledged",
    "task-claimed",
    "task-assigned",
    "task-delegated",
    "task-resolved",
    "task-handed-back",
    "task-substituted",
    "consulted",
    "consultation-answered",
    "consultation-silent",
    "rectification-requested",
    "rectified",
    "returned",
  ] as const)
    expect(seen, type).toContain(type);
});

it("keeps names, phones and addresses out of events, messages and the driver's notes", () => {
  const file = new DatabaseSync(db, { readOnly: true });
  const people = file.prepare("SELECT body FROM content WHERE kind = 'applicant'").all() as { body: string }[];
  const open = [
    ...file.prepare('SELECT events AS text FROM "commit"').all(),
    ...file.prepare("SELECT body AS text FROM outbox").all(),
    ...file.prepare("SELECT text FROM host_record").all(),
  ] as { text: string }[];
  file.close();
  expect(people.length).toBe(states.length);
  const text = open.map((row) => row.text).join("\n");
  // Every tenth is enough to find a leak, and keeps the test short.
  for (const { body } of people.filter((_row, index) => index % 10 === 0)) {
    const { name, phone } = JSON.parse(body) as { name: string; phone: string };
    expect(text.includes(name), name).toBe(false);
    expect(text.includes(phone), phone).toBe(false);
  }
});
