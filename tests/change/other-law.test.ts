import { applyMigration, contentHash, replayStorage, verifyStorage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, atOfficer, business, inForce, mornings, people, resolved } from "../dossier/kit.ts";
import { openOffice } from "../engine/engine-kit.ts";
import { changes, lawWith, move, plan, raised, takeBack } from "./change-kit.ts";
import { everyStorage } from "./every-storage.ts";

const hour = 3_600_000;
const policies = { verdictCompares: "by-instant" } as const;
const moveTo = inForce(business, { definition: raised, hours: mornings, policies, on: "2025-07-01" });
const { rules, hours, policies: policiesHash } = moveTo.hashes;
const otherLaw = plan(business, { law: { rules, hours, policies: policiesHash } });

/** At the officer, who took it at once, since Monday nine o'clock. */
const monday = () => atOfficer(business, "2026-08-17 09:00");
const bookedOn = (d: ReturnType<typeof monday>) => d.dossier.responsibility?.booked["economic/minh"];

describe("a plan that names other law", () => {
  it("moves to it as well: rules, hours and policies, and the instants of the limit follow the hours", () => {
    const d = monday();
    expect(Object.entries(moveTo.hashes).filter(([part, hash]) => d.dossier.law[part as "rules"] === hash)).toEqual([
      ["calendar", d.dossier.law.calendar],
    ]);
    d.at("2026-08-18 09:00").ok(people.leader, move(otherLaw), moveTo);
    expect(d.dossier.law).toEqual(moveTo.hashes);
    expect(d.one("definition-adopted").law).toEqual(moveTo.hashes);
    expect(d.all("limit-reprojected").find(({ limit }) => limit === "principal")).toMatchObject({
      from: "2026-08-20",
      to: "2026-08-20",
      because: [],
    });
    expect(d.dossier.promises.at(-1)).toMatchObject({ date: "2026-08-20", dueAt: at("2026-08-20 11:30") });
  });

  it("is refused unless that very law is found", () => {
    const d = monday().at("2026-08-18 09:00");
    const other = inForce(business, { definition: raised, hours: mornings, policies });
    expect(d.refused(people.leader, move(otherLaw), other)).toBe("migration.unknown_target");
    expect(d.refused(people.leader, move(plan(business)), moveTo)).toBe("migration.unknown_target");
  });

  it("books what was answered for under the old hours by the old hours, and only what follows by the new", () => {
    const d = monday().at("2026-08-18 09:00").ok(people.leader, move(otherLaw), moveTo);
    // Monday 09:00 to 17:00 without the noon break, Tuesday from 07:30.
    expect(bookedOn(d)).toBe(8 * hour);
    expect(d.one("definition-adopted").booked).toEqual({
      from: "economic/minh",
      to: "economic/minh",
      workingMs: 8 * hour,
      upTo: d.now,
    });
    d.at("2026-08-19 09:00").ok(people.officer, act("officer", "submit"));
    // The rest of Tuesday's morning and an hour and a half on Wednesday.
    expect(bookedOn(d)).toBe(12 * hour);
  });

  it("books on whoever had it when the step goes to another unit in the same breath", () => {
    const elsewhere = inForce(business, {
      hours: mornings,
      definition: changes(raised, (definition) => ({
        ...definition,
        steps: definition.steps.map((step) => (step.id === "officer" ? { ...step, unit: "justice" } : step)),
      })),
    });
    const d = monday().at("2026-08-18 09:00");
    d.ok(people.leader, move(plan(business, { law: { hours } })), elsewhere);
    expect(bookedOn(d)).toBe(8 * hour);
    expect(d.dossier.responsibility).toMatchObject({ holder: "justice/yen", since: d.now });
    d.at("2026-08-19 09:00").ok(people.justice, { type: "claim" });
    expect(d.dossier.responsibility?.booked["justice/yen"]).toBe(4 * hour);
  });

  it("taken back, the hours in between stay booked as they were counted", () => {
    const d = monday().at("2026-08-18 09:00").ok(people.leader, move(otherLaw), moveTo);
    d.at("2026-08-18 09:30").ok(people.leader, takeBack(otherLaw), inForce(business));
    expect([bookedOn(d), d.dossier.law]).toEqual([8.5 * hour, inForce(business).hashes]);
    d.at("2026-08-18 17:00").ok(people.officer, act("officer", "submit"));
    expect(bookedOn(d)).toBe(14.5 * hour);
  });
});

describe("an announced calendar", () => {
  it("a day already answered for is not taken back, and one that is off from now on is not booked", () => {
    const { data } = inForce(business).time.calendar;
    const off = (date: string) =>
      ({ date, kind: "holiday", name: { vi: "Nghỉ", en: "Day off" }, source: "Thông báo" }) as (typeof data.entries)[0];
    const revision = { ...data, revision: "two-off", entries: [...data.entries, off("2026-08-17"), off("2026-08-19")] };
    const d = monday().at("2026-08-18 09:00");
    const command = { type: "reproject", calendarRevision: revision.revision };
    d.ok(people.leader, command, inForce(business, { calendar: revision }));
    expect(d.one("calendar-adopted").booked?.workingMs).toBe(8 * hour);
    d.at("2026-08-20 09:00").ok(people.officer, act("officer", "submit"));
    // The rest of Tuesday, and Thursday's first hour and a half.
    expect(bookedOn(d)).toBe((8 + 6.5 + 1.5) * hour);
  });
});

describe.each(everyStorage())("other law for every open dossier, on $name", ({ open }) => {
  it("is found by its hash where it is stored, and waited for where it is not", async () => {
    const storage = await open();
    const office = openOffice(storage);
    await office.accept("d1");
    await office.good("d1", people.desk, act("intake", "forward"));
    const law = { ...lawWith(business, raised), hours: mornings };
    const next = openOffice(storage, { law, clock: office.clock, prefix: "next-" });
    const options = {
      storage,
      by: people.leader,
      directory: { resolve: () => resolved },
      law,
      now: () => office.clock.now(),
    };
    const named = plan(business, { law: { hours: contentHash(mornings).hash } });
    const early = await applyMigration(next.engine, named, options);
    expect(early.notMoved.map(({ reason }) => reason.code)).toEqual(["migration.unknown_target"]);
    // The first dossier that is received under it stores it.
    await next.accept("d2");
    const report = await applyMigration(next.engine, named, options);
    expect(report.moved.map(({ dossierId }) => dossierId)).toEqual(["d1"]);
    expect((await next.engine.read("d1" as never))?.state.law.hours).toBe(contentHash(mornings).hash);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    expect((await replayStorage(storage)).differences).toEqual([]);
  });
});
