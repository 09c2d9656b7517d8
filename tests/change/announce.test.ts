import {
  announceCalendar,
  announcementsOf,
  type CalendarChangeFile,
  createEngine,
  previewAnnouncement,
  readCalendar,
  replayStorage,
  type Storage,
  type WorkCalendar,
} from "@motcua/core";
import { vietnamCalendar } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, people, resolved } from "../dossier/kit.ts";
import { drain, type Office, openOffice } from "../engine/engine-kit.ts";
import { goneAfterOneCommit } from "../engine/with-faults.ts";
import { everyStorage } from "./every-storage.ts";

/** A day off announced a week before: Monday 24 August 2026. */
const change = {
  extends: vietnamCalendar.revision,
  revision: "vn-2026-08-18",
  add: [
    { date: "2026-08-24", kind: "holiday", name: { vi: "Nghỉ", en: "Day off" }, source: "Thông báo 1/TB" },
  ] as unknown as NonNullable<CalendarChangeFile["add"]>,
};

function read(value: unknown, base: WorkCalendar = vietnamCalendar): WorkCalendar {
  const calendar = readCalendar(value, base);
  if (!calendar.ok) throw new TypeError(calendar.error.map(({ code, path }) => `${code} ${path}`).join());
  return calendar.value;
}
const announced = read(change);
const promises = async (office: Office, dossier: string) =>
  ((await office.engine.read(dossier as never))?.state.promises ?? []).map(({ date, cause }) => `${date} ${cause}`);

/** d7 is late, d1 is due on the 24th, d2 before it, d9 has ended; d3 stands at intake. */
async function before(office: Office): Promise<void> {
  await office.accept("d7");
  office.clock.advanceTo(Date.parse("2026-08-18T09:00:00+07:00"));
  await drain(office.worker);
  await office.accept("d2");
  for (const dossier of ["d1", "d9"]) {
    office.clock.advanceTo(Math.max(office.clock.now(), Date.parse("2026-08-20T09:00:00+07:00")));
    await office.accept(dossier);
    await office.good(dossier, people.desk, act("intake", "forward"));
  }
  await office.good("d9", people.desk, { type: "withdraw" });
  await office.good("d3", people.desk, {
    type: "submit",
    procedure: "1.001612",
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: "r3",
  });
  await drain(office.worker);
}
const openBefore = async (storage: Storage) => {
  const office = openOffice(storage, { start: "2026-08-12 09:00" });
  await before(office);
  const options = {
    storage,
    by: people.leader,
    directory: { resolve: () => resolved },
    now: () => office.clock.now(),
    batchSize: 2,
  };
  return { office, options };
};

describe.each(everyStorage())("trap 8: an announced calendar, on $name", ({ open }) => {
  it("moves every open limit on purpose, says which and why, and keeps the first promise", async () => {
    const storage = await open();
    const { office, options } = await openBefore(storage);
    const preview = await previewAnnouncement(announced, options);
    expect(await announcementsOf(storage, "vn")).toEqual([]);
    expect(await promises(office, "d1")).toEqual(["2026-08-24 accepted"]);

    const report = await announceCalendar(office.engine, announced, options);
    expect(report).toEqual(preview);
    expect(report.moved.map(({ dossierId, promise }) => [dossierId, promise?.from, promise?.to])).toEqual([
      ["d3", undefined, undefined],
      ["d1", "2026-08-24", "2026-08-25"],
      ["d2", undefined, undefined],
    ]);
    expect(report.moved.find(({ dossierId }) => dossierId === "d1")?.limits).toContainEqual({
      limit: "principal",
      from: "2026-08-24",
      to: "2026-08-25",
      because: [{ change: "added", date: "2026-08-24" }],
    });
    expect(report.notMoved.map(({ dossierId, reason }) => `${dossierId} ${reason.code}`)).toEqual([
      "d7 reproject.past_due",
    ]);
    expect(await promises(office, "d1")).toEqual(["2026-08-24 accepted", "2026-08-25 calendar"]);
    const told = (await storage.reader.messages("d1" as never)).filter(({ kind }) => kind === "promise-moved");
    expect(told).toHaveLength(1);

    const again = await announceCalendar(office.engine, announced, options);
    expect([again.moved, again.notMoved.length]).toEqual([[], 1]);
    expect(await announcementsOf(storage, "vn")).toHaveLength(1);
    expect((await replayStorage(storage)).differences).toEqual([]);
  });

  it("whoever is received afterwards lives on it, in every process, whatever calendar the process came with", async () => {
    const storage = await open();
    const { office, options } = await openBefore(storage);
    const elsewhere = openOffice(storage, { clock: office.clock, prefix: "elsewhere-" });
    await elsewhere.accept("d4");
    await announceCalendar(office.engine, announced, options);
    await elsewhere.accept("d5");
    expect(await promises(elsewhere, "d5")).toEqual(["2026-08-25 accepted"]);
    expect(await promises(openOffice(storage, { clock: office.clock }), "d4")).toEqual([
      "2026-08-24 accepted",
      "2026-08-25 calendar",
    ]);
  });

  it("undoing is announcing the one before; every promise stays on record", async () => {
    const storage = await open();
    const { office, options } = await openBefore(storage);
    await announceCalendar(office.engine, announced, options);
    const back = await announceCalendar(office.engine, vietnamCalendar, options);
    expect(back.moved.map(({ dossierId }) => dossierId)).toEqual(["d3", "d1", "d2"]);
    expect(await promises(office, "d1")).toEqual(["2026-08-24 accepted", "2026-08-25 calendar", "2026-08-24 calendar"]);
    expect((await announcementsOf(storage, "vn")).map(({ number, revision }) => `${number} ${revision}`)).toEqual([
      `1 ${announced.revision}`,
      `2 ${vietnamCalendar.revision}`,
    ]);
    await office.accept("d6");
    expect(await promises(office, "d6")).toEqual(["2026-08-24 accepted"]);
  });

  it("stopped in the middle it goes on with the rest", async () => {
    const storage = await open();
    const { office, options } = await openBefore(storage);
    const broken = createEngine({
      storage: goneAfterOneCommit(storage),
      clock: office.clock,
      directory: options.directory,
    });
    await expect(announceCalendar(broken, announced, { ...options, batchSize: 1 })).rejects.toThrow();
    const report = await announceCalendar(openOffice(storage, { clock: office.clock }).engine, announced, options);
    expect(report.moved.map(({ dossierId }) => dossierId)).toEqual(["d1", "d2"]);
  });

  it("the same revision with other content is refused, and a faulty calendar announces nothing", async () => {
    const storage = await open();
    const { office, options } = await openBefore(storage);
    await announceCalendar(office.engine, announced, options);
    const other = { ...announced, entries: announced.entries.slice(1) };
    const refused = await announceCalendar(office.engine, other, options);
    expect(refused.faults.map(({ code }) => code)).toEqual(["calendar.revision_changed"]);
    const faulty = { ...announced, revision: "x", restWeekdays: [9] };
    expect((await announceCalendar(office.engine, faulty, options)).faults[0]?.code).toBe("calendar.malformed");
    expect(await announcementsOf(storage, "vn")).toHaveLength(1);
  });
});

describe("a revision of a calendar as a file", () => {
  const codes = (value: unknown) => {
    const calendar = readCalendar(value, vietnamCalendar);
    return calendar.ok ? [] : calendar.error.map(({ code, path }) => `${code} ${path}`);
  };

  it("is a whole calendar, or what changes in the one in force", () => {
    expect(read(JSON.parse(JSON.stringify(announced)))).toEqual(announced);
    expect(announced.entries.length).toBe(vietnamCalendar.entries.length + 1);
    const plain = read({ extends: vietnamCalendar.revision, revision: "r", remove: ["2026-08-31"] });
    expect(plain.entries.length).toBe(vietnamCalendar.entries.length - 1);
    const year = read({ extends: vietnamCalendar.revision, revision: "r", announced: ["2018-01-01", "2027-12-31"] });
    expect(year.announced[1]).toBe("2027-12-31");
  });

  it("tells everything that is wrong with it", () => {
    expect(codes({ ...change, extends: "vn-2020" })).toEqual(["calendar.other_base extends"]);
    expect(codes({ ...change, remove: ["2026-08-25"] })).toEqual(["calendar.malformed remove[0]"]);
    expect(codes({ ...change, add: [{ date: "2026-09-02", kind: "holiday", name: "x", source: 1 }], more: 1 })).toEqual(
      ["calendar.malformed more", "calendar.malformed add[0].name", "calendar.malformed add[0].source"],
    );
    expect(codes({ id: "vn" }).length).toBe(5);
    expect(codes([])).toEqual(["calendar.malformed "]);
    const twice = { ...change, add: [...change.add, ...change.add] };
    expect(codes(twice)[0]).toMatch(/^calendar\.malformed entries/);
  });
});
