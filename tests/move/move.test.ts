import { join } from "node:path";
import { memoryStorage } from "@motcua/adapters/memory";
import { postgresStorage } from "@motcua/adapters/postgres";
import { openNodeSqlite, sqliteStorage } from "@motcua/adapters/sqlite";
import {
  AdapterError,
  announceCalendar,
  announcedCalendar,
  type CommandRequest,
  createEngine,
  createWorker,
  type DossierId,
  moveDossiers,
  type OfficeId,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamCalendar, vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { drain, withFaults } from "../engine/engine-kit.ts";
import { aFolder } from "../faults/storage/helpers.ts";
import { sqliteCopyOf } from "../golden/golden-sqlite.ts";
import { firstCommand, instant, recordOf } from "../golden/lives.ts";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { PostgresSchemas } from "../servers/postgres-schemas.ts";

/** A dozen dossiers of two offices in every state, as a release left them behind. */
function anOffice(): { readonly file: string; readonly storage: Storage } {
  const file = sqliteCopyOf(1, aFolder());
  return { file, storage: sqliteStorage({ file }) };
}

let server: PostgresServer;
let schemas: PostgresSchemas;
beforeAll(async () => {
  server = await startPostgres();
  schemas = new PostgresSchemas(server);
});
afterEach(() => schemas.takeBack());
afterAll(() => server?.stop());

/** `everyNth`: at which writes the move is cut off. */
const targets: readonly { readonly name: string; readonly everyNth: number; readonly open: () => Promise<Storage> }[] =
  [
    { name: "memory", everyNth: 2, open: async () => memoryStorage() },
    { name: "SQLite", everyNth: 9, open: async () => sqliteStorage({ file: join(aFolder(), "target.db") }) },
    {
      name: "PostgreSQL",
      everyNth: 19,
      open: async () => postgresStorage({ url: server.url(), schema: await schemas.take(), connections: 2 }),
    },
  ];

const id = (dossier: string) => dossier as DossierId;
const { person, envelope, directory } = sampleOffice("xa-mau");
const desk = person("one-stop", "one-stop-officer");
const submitAgain = firstCommand({ envelope, person });

/** What two databases must agree on. */
async function everything(storage: Storage) {
  const { parkedWakes: _wakes, parkedMessages: _messages, ...record } = await recordOf(storage);
  const { items } = await storage.reader.scan({ limit: 1000 });
  const rows = await Promise.all(
    items.map(async ({ dossierId, officeId, wakeAt }) => ({
      dossierId,
      wakeAt,
      history: (await storage.reader.history(dossierId, { limit: 1000 })).items,
      content: await storage.contentOf(dossierId),
      listed: (await storage.reader.list({ officeId, order: "id" }, { limit: 1000 })).items.find(
        (row) => row.dossierId === dossierId,
      ),
      pending: (await storage.reader.messages(dossierId))
        .filter(({ status }) => status === "pending" || status === "parked")
        .map(({ status: _status, attempts: _attempts, code: _code, ...message }) => message),
    })),
  );
  return { record, rows };
}

describe.each(targets)("moving an office to $name", ({ open, everyNth }) => {
  it("carries histories, hashes, clocks, content and undelivered messages; both sides give one anchor", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    const report = await moveDossiers(from, to);
    expect(report).toMatchObject({ alreadyThere: 0, endedLeft: 0, notMoved: [] });
    expect(report.dossiers).toBe((await verifyStorage(from)).dossiers);
    expect(report.anchorTo).toBe(report.anchorFrom);
    expect(await everything(to)).toEqual(await everything(from));
    expect((await verifyStorage(to)).damages).toEqual([]);
    await from.close();
    await to.close();
  });

  it("leaves ended dossiers behind when asked, and what is undelivered or owed is not ended; later the rest follows", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    const report = await moveDossiers(from, to, { to: "the province", openOnly: true });
    const all = (await from.reader.scan({ limit: 1000 })).items.length;
    expect(report.endedLeft).toBeGreaterThan(0);
    expect(report.dossiers + report.endedLeft).toBe(all);
    const there = new Set((await to.reader.scan({ limit: 1000 })).items.map(({ dossierId }) => dossierId as string));
    expect(there.has("refused-at-intake")).toBe(false);
    // Its message to the portal is parked still.
    expect(there.has("refused-by-portal")).toBe(true);
    // Whoever asks for an ended one still finds it where it is.
    const clock = virtualClock(instant("2026-08-25 09:00"));
    expect(await from.readHostRecord("xa-mau" as OfficeId, "motcua.moved-to")).toBeUndefined();
    // Work goes on at the new place; then the ended ones follow, and what has gone on is no stranger.
    const engine = createEngine({ storage: to, clock, directory });
    const refuse = {
      ...envelope("at-intake", desk),
      commandId: "later-2",
      type: "refuse-intake",
      reason: { code: "x-1" },
    };
    expect(await engine.submit(refuse as unknown as CommandRequest)).toMatchObject({ ok: true });
    const rest = await moveDossiers(from, to, { to: "the province" });
    expect(rest).toMatchObject({ dossiers: all, endedLeft: 0, notMoved: [], anchorTo: rest.anchorFrom });
    expect((await engine.read(id("at-intake")))?.state.outcome).toBe("intake-refused");
    expect(await from.readHostRecord("xa-mau" as OfficeId, "motcua.moved-to")).toBe("the province");
    expect((await verifyStorage(to)).damages).toEqual([]);
    await from.close();
    await to.close();
  });

  it("goes on there: clocks ring, commands are taken, a command of long ago is a duplicate", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    await moveDossiers(from, to, { to: "the province" });
    const clock = virtualClock(instant("2026-08-25 09:00"));
    const sent: string[] = [];
    const deliver = async ({ messageId }: { readonly messageId: string }) => void sent.push(messageId);
    const engine = createEngine({ storage: to, clock, directory, adapters: ["citizen", "portal"] });
    const worker = createWorker({
      engine,
      storage: to,
      clock,
      directory,
      deliver: {
        citizen: async (m) => deliver(m).then(() => undefined),
        portal: async (m) => deliver(m).then(() => undefined),
      },
    });
    expect(await engine.submit(submitAgain)).toMatchObject({ ok: true, value: { version: 1, duplicate: true } });
    clock.advanceTo(instant("2026-09-03 09:00"));
    expect((await drain(worker)).wakes).toBeGreaterThan(0);
    const states = await Promise.all(["to-be-continued", "parked-wake"].map((name) => engine.read(id(name))));
    expect(states.map((view) => view?.state.promiseMissedAt !== undefined)).toEqual([true, true]);
    expect(sent.some((messageId) => messageId.startsWith("refused-by-portal:portal:"))).toBe(true);
    expect((await verifyStorage(to)).damages).toEqual([]);
    await engine.close();
    await from.close();
    await to.close();
  });

  it("cut off at any write, it is begun again and comes to the same", async () => {
    const { storage: from } = anOffice();
    const expected = await open();
    await moveDossiers(from, expected);
    const whole = await everything(expected);
    let writes = 0;
    const counting = await open();
    const counted = withFaults(counting, {
      commit: async (group) => {
        writes += 1;
        return counting.commit(group);
      },
    });
    await moveDossiers(from, counted);
    await counting.close();
    expect(writes).toBeGreaterThan(5);
    for (let cut = 1; cut <= writes; cut += everyNth)
      for (const when of ["before", "after"] as const) {
        const to = await open();
        let left = cut;
        const failing = withFaults(to, {
          commit: async (group) => {
            left -= 1;
            if (left === 0 && when === "before") throw new AdapterError("storage.failed", "gone", { retry: "later" });
            const outcomes = await to.commit(group);
            if (left === 0) throw new AdapterError("storage.failed", "gone", { retry: "later" });
            return outcomes;
          },
        });
        await expect(moveDossiers(from, failing)).rejects.toThrow("gone");
        const report = await moveDossiers(from, to);
        expect(report.notMoved).toEqual([]);
        expect(report.anchorTo).toBe(report.anchorFrom);
        expect(await everything(to)).toEqual(whole);
        await to.close();
      }
    await expected.close();
    await from.close();
  });

  it("marks the office it left: nothing is decided there any more; moved back, it goes on", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    expect((await moveDossiers(from, to, { to: "the province" })).notMoved).toEqual([]);
    const clock = virtualClock(instant("2026-08-25 09:00"));
    const here = createEngine({ storage: from, clock, directory });
    const request = {
      ...envelope("at-intake", desk),
      commandId: "later-1",
      type: "refuse-intake",
      reason: { code: "not-competent" },
    };
    expect(await here.submit(request as unknown as CommandRequest)).toMatchObject({
      ok: false,
      error: { code: "office.moved" },
    });
    // Its timers are nobody's incident either: they ring where the office went.
    const left = createWorker({
      engine: here,
      storage: from,
      clock: virtualClock(instant("2026-09-30 09:00")),
      directory,
    });
    expect((await left.tick()).wakes).toBeGreaterThan(0);
    expect((await from.reader.parkedWakes({ limit: 10 })).items.map(({ code }) => code)).not.toContain("office.moved");
    const there = createEngine({ storage: to, clock, directory });
    expect(await there.submit(request as unknown as CommandRequest)).toMatchObject({ ok: true });

    const back = await moveDossiers(to, from, { to: "the commune again" });
    expect(back).toMatchObject({ notMoved: [], anchorTo: back.anchorFrom });
    const again = createEngine({ storage: from, clock, directory });
    expect((await again.read(id("at-intake")))?.state.outcome).toBe("intake-refused");
    expect(await again.submit(request as unknown as CommandRequest)).toMatchObject({
      ok: true,
      value: { duplicate: true },
    });
    expect((await verifyStorage(from)).damages).toEqual([]);
    await from.close();
    await to.close();
  });

  it("brings what was announced, so that a dossier received there lives on the same calendar", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    const calendar = { ...vietnamCalendar, revision: "vn-announced" };
    const clock = virtualClock(instant("2026-08-25 09:00"));
    const here = createEngine({ storage: from, clock, directory, law: vietnamLaw() });
    const announced = await announceCalendar(here, calendar, {
      storage: from,
      by: desk,
      directory,
      now: () => clock.now(),
    });
    expect(announced.revision).toBe("vn-announced");
    await here.close();
    await moveDossiers(from, to);
    expect((await announcedCalendar(to, vietnamCalendar.id))?.revision).toBe("vn-announced");
    const there = createEngine({ storage: to, clock, directory, law: vietnamLaw() });
    const fresh = { ...submitAgain, commandId: "fresh", dossierId: "fresh", intakeRef: "fresh" } as CommandRequest;
    expect(await there.submit(fresh)).toMatchObject({ ok: true });
    const pinned = (await there.read(id("fresh")))?.state.law.calendar;
    const [document] = await to.loadLaw(pinned === undefined ? [] : [pinned]);
    expect(document?.key).toBe("vn-announced");
    await there.close();
    await from.close();
    await to.close();
  });

  it("no message goes out twice: not from the old place, and not after coming back", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    const clock = virtualClock(instant("2026-10-01 09:00"));
    const workAt = (storage: Storage, sent: string[]) => {
      const send = async ({ messageId }: { readonly messageId: string }) => {
        sent.push(messageId);
        return undefined;
      };
      const engine = createEngine({ storage, clock, directory, adapters: ["citizen", "portal"] });
      return createWorker({ engine, storage, clock, directory, deliver: { citizen: send, portal: send } });
    };
    const waiting = (await from.reader.messages(id("refused-by-portal"))).filter(({ status }) => status === "parked");
    expect(waiting.length).toBeGreaterThan(0);
    await moveDossiers(from, to, { to: "the province" });
    const atOld: string[] = [];
    for (const { messageId } of waiting) await from.releaseParked(messageId, { kind: "retry" });
    await workAt(from, atOld).tick();
    expect(atOld).toEqual([]);

    const atNew: string[] = [];
    await drain(workAt(to, atNew));
    expect(atNew).toEqual(expect.arrayContaining(waiting.map(({ messageId }) => messageId)));
    await moveDossiers(to, from, { to: "home" });
    clock.advanceTo(instant("2026-10-02 09:00"));
    const back: string[] = [];
    await drain(workAt(from, back));
    expect(back.filter((messageId) => atNew.includes(messageId))).toEqual([]);
    const rows = (await from.reader.messages(id("refused-by-portal"))).map(({ status }) => status);
    expect(new Set(rows)).toEqual(new Set(["delivered"]));
    await from.close();
    await to.close();
  });

  it("only looks when asked to", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    const report = await moveDossiers(from, to, { dryRun: true, to: "the province" });
    expect(report.dossiers).toBeGreaterThan(0);
    expect((await to.reader.scan({ limit: 10 })).items).toEqual([]);
    expect(await from.readHostRecord("xa-mau" as OfficeId, "motcua.moved-to")).toBeUndefined();
    await from.close();
    await to.close();
  });

  it("leaves a damaged dossier where it is and names it; the office is not marked as moved", async () => {
    const { file, storage } = anOffice();
    await storage.close();
    const driver = openNodeSqlite(file, { readOnly: false });
    driver.exec(`UPDATE "commit" SET events = replace(events, 'general', 'generel') WHERE dossier_no = 1`);
    driver.close();
    const from = sqliteStorage({ file });
    const to = await open();
    const report = await moveDossiers(from, to, { to: "the province" });
    expect(report.notMoved).toEqual([{ dossierId: "at-intake", officeId: "xa-mau", because: "damaged" }]);
    expect(await to.load([id("at-intake")])).toEqual([undefined]);
    expect(await from.readHostRecord("xa-mau" as OfficeId, "motcua.moved-to")).toBeUndefined();
    await from.close();
    await to.close();
  });

  it("never overwrites: what lives there under the same id stays, and is named", async () => {
    const { storage: from } = anOffice();
    const to = await open();
    const clock = virtualClock(instant("2026-08-25 09:00"));
    const engine = createEngine({ storage: to, clock, directory, law: vietnamLaw() });
    const other = { ...submitAgain, commandId: "other", intakeRef: "another" } as CommandRequest;
    expect(await engine.submit(other)).toMatchObject({ ok: true });
    const report = await moveDossiers(from, to);
    expect(report.notMoved).toEqual([{ dossierId: "at-intake", officeId: "xa-mau", because: "unlike" }]);
    const [row] = await to.load([id("at-intake")]);
    expect(row?.since[0]?.bytes ?? row?.snapshot?.state).toContain("another");
    await engine.close();
    await from.close();
    await to.close();
  });
});
