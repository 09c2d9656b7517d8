import { AdapterError, actMany, type Commit, type DossierId, verifyStorage } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, at, business, people, why } from "../dossier/kit.ts";
import { filing, openOffice, storages, withFaults } from "./engine-kit.ts";

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `d${i + 1}`);
const seqs = (events: readonly { readonly seq: number }[]) => events.map((event) => event.seq);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe.each(storages)("commands on $name", ({ open }) => {
  it("commits what waits in one turn together, at most one command per dossier, in order", async () => {
    const groups: number[] = [];
    const storage = open();
    const counting = withFaults(storage, {
      commit: (group) => {
        groups.push(group.length);
        expect(new Set(group.map((one: Commit) => one.dossierId)).size).toBe(group.length);
        return storage.commit(group);
      },
    });
    const office = openOffice(counting);
    // More than a group takes where transactions stand in line.
    await Promise.all(
      names(600).flatMap((id) => [
        office.good(id, people.desk, filing(business)),
        office.good(id, people.desk, { type: "accept" }),
      ]),
    );
    expect(Math.max(...groups)).toBe(512);
    expect(groups.reduce((sum, size) => sum + size, 0)).toBe(1_200);
    expect(groups.length).toBeLessThan(8);
    for (const id of names(600)) expect(seqs(await office.history(id))).toEqual(upTo(6));
  });

  it("a refused command leaves the others of its group standing, and is not recorded", async () => {
    const office = openOffice(open());
    const [good, bad] = await Promise.all([
      office.send("d1", people.desk, filing(business)),
      office.send("d2", people.desk, { ...filing(business), caseId: "moon" }),
    ]);
    expect([good.ok, bad.ok ? "" : bad.error.code]).toEqual([true, "command.unknown_case"]);
    expect(await office.engine.read("d2" as DossierId)).toBeUndefined();
  });

  it("trap 21: a duplicate gets its original answer, also when the command would be refused by now", async () => {
    const office = openOffice(open());
    await office.accept("d1");
    const first = await office.good("d1", people.desk, { ...act("intake", "forward"), commandId: "once" });
    await office.good("d1", people.officer, act("officer", "submit"));
    await office.good("d1", people.head, act("leader", "approve"));
    await office.good("d1", people.desk, act("return", "handOver"));
    office.clock.advanceTo(at("2031-01-06 09:00"));
    const before = (await office.history("d1")).length;
    const again = await office.good("d1", people.desk, { ...act("intake", "forward"), commandId: "once" });
    expect(again).toEqual({ dossierId: "d1", version: first.version, duplicate: true, events: [] });
    expect((await office.history("d1")).length).toBe(before);
  });

  it("trap 21: sent again by somebody whose roles have changed since, it is still the same command", async () => {
    const office = openOffice(open());
    await office.good("d1", people.desk, { ...filing(business), commandId: "once" });
    const later = { ...people.desk, roles: ["one-stop-officer", "unit-head"] };
    expect((await office.good("d1", later, { ...filing(business), commandId: "once" })).duplicate).toBe(true);
  });

  it("trap 21: a duplicate of the beginning is answered although the definition is no longer in force", async () => {
    const storage = open();
    const office = openOffice(storage);
    const first = await office.good("d1", people.desk, { ...filing(business), commandId: "begin" });
    const later = openOffice(storage, { law: { ...vietnamLaw(), procedures: [] } });
    const again = await later.good("d1", people.desk, { ...filing(business), commandId: "begin" });
    expect(again).toMatchObject({ version: first.version, duplicate: true });
    const fresh = await later.send("d2", people.desk, filing(business));
    expect(fresh.ok ? "" : fresh.error.code).toBe("definition.unknown_procedure");
  });

  it.each([
    ["another body", { ...filing(business), intakeRef: "r2" }],
    ["another procedure", filing("1.001193")],
    ["another person", { ...filing(business), by: people.desk2 }],
  ])("trap 21: the same id with %s is refused, nothing changed", async (_name, body) => {
    const office = openOffice(open());
    await office.good("d1", people.desk, { ...filing(business), commandId: "once" });
    const answer = await office.send("d1", people.desk, { ...body, commandId: "once" });
    expect(answer.ok ? "" : answer.error.code).toBe("command.reused");
    expect(await office.history("d1")).toHaveLength(1);
  });

  it("the same command twice in one turn is one", async () => {
    const office = openOffice(open());
    const both = await Promise.all(
      [1, 2].map(() => office.good("d1", people.desk, { ...filing(business), commandId: "once" })),
    );
    expect(both.map((answer) => answer.duplicate)).toEqual([false, true]);
    expect(await office.history("d1")).toHaveLength(1);
  });

  it("a stale version is refused, another office's dossier is not touched", async () => {
    const office = openOffice(open());
    await office.accept("d1");
    const stale = await office.send("d1", people.desk, { ...act("intake", "forward"), expectedVersion: 1 });
    expect(stale.ok ? "" : stale.error.code).toBe("command.stale_version");
    const foreign = await office.send("d1", people.desk, { ...act("intake", "forward"), officeId: "xa-2" });
    expect(foreign.ok ? "" : foreign.error.code).toBe("command.other_office");
  });

  it("trap 19: a clock that steps back an hour locks nobody out; the dossier's own time never runs backwards", async () => {
    const office = openOffice(open());
    await office.accept("d1");
    office.clock.stepTo(at("2026-08-20 08:00"));
    await office.good("d1", people.desk, act("intake", "forward"));
    const times = (await office.history("d1")).map((event) => event.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(at("2026-08-20 09:00"));
  });

  it("trap 22: a throw before the commit: each is tried alone, nothing lost or doubled", async () => {
    const storage = open();
    let throws = 1;
    const faulty = withFaults(storage, {
      commit: async (group) => {
        if (group.length > 1 && throws > 0) {
          throws -= 1;
          throw new AdapterError("storage.busy", "out of order", { retry: "later" });
        }
        return await storage.commit(group);
      },
    });
    const office = openOffice(faulty);
    const answers = await Promise.all(names(5).map((id) => office.send(id, people.desk, filing(business))));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    for (const id of names(5)) expect(await office.history(id)).toHaveLength(1);
  });

  it("trap 22: a throw after the commit: all had been taken, nothing is doubled", async () => {
    const storage = open();
    let throws = 1;
    const faulty = withFaults(storage, {
      commit: async (group) => {
        const outcomes = await storage.commit(group);
        if (throws-- > 0) throw new AdapterError("storage.lost", "out of order", { retry: "later" });
        return outcomes;
      },
    });
    const office = openOffice(faulty);
    const answers = await Promise.all(names(5).map((id) => office.good(id, people.desk, filing(business))));
    expect(answers.map((answer) => answer.version)).toEqual([1, 1, 1, 1, 1]);
    for (const id of names(5)) expect(await office.history(id)).toHaveLength(1);
    throws = 1;
    // Alone: the record says that it was taken.
    expect((await office.good("d1", people.desk, { type: "accept" })).version).toBe(6);
    expect((await verifyStorage(storage)).damages).toEqual([]);
  });

  it("trap 22, trap 23: one row that always fails, fails by itself; the caller sends it again", async () => {
    const storage = open();
    let broken = true;
    const faulty = withFaults(storage, {
      commit: async (group) => {
        if (broken && group.some((one: Commit) => one.dossierId === "d3"))
          throw new AdapterError("storage.row", "out of order", { retry: "later" });
        return await storage.commit(group);
      },
    });
    const office = openOffice(faulty);
    const answers = await Promise.allSettled(
      names(5).map((id) => office.good(id, people.desk, { ...filing(business), commandId: `begin-${id}` })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    broken = false;
    expect((await office.good("d3", people.desk, { ...filing(business), commandId: "begin-d3" })).duplicate).toBe(
      false,
    );
  });

  it("trap 23: a poison dossier stops alone, its wake is parked, an operator releases it", async () => {
    const storage = open();
    let poisoned = true;
    const faulty = withFaults(storage, {
      load: async (ids) => {
        const rows = await storage.load(ids);
        return rows.map((row) => (poisoned && row?.dossierId === "d2" ? { ...row, version: 99 } : row));
      },
    });
    const before = openOffice(storage, { prefix: "before-" });
    for (const id of names(3)) await before.accept(id);
    const office = openOffice(faulty, { clock: before.clock });
    const answers = await Promise.all(names(3).map((id) => office.send(id, people.desk, act("intake", "forward"))));
    expect(answers.map((answer) => (answer.ok ? "ok" : answer.error.code))).toEqual(["ok", "dossier.unreadable", "ok"]);
    expect(office.incidents).toEqual(["d2 dossier.unreadable"]);
    office.clock.advanceTo(at("2026-08-22 08:00"));
    while ((await office.worker.tick()).wakes > 0);
    const parked = await storage.reader.parkedWakes({ limit: 10 });
    expect(parked.items.map((wake) => [wake.dossierId, wake.code])).toEqual([["d2", "dossier.unreadable"]]);
    expect((await office.engine.read("d1" as DossierId))?.state.question).toBeDefined();
    poisoned = false;
    await storage.releaseWake("d2" as DossierId);
    const healed = openOffice(storage, { clock: office.clock });
    while ((await healed.worker.tick()).wakes > 0);
    expect((await healed.engine.read("d2" as DossierId))?.state.question).toBeDefined();
  });

  it("actMany: a leader signs sixty, one answer per dossier", async () => {
    const office = openOffice(open());
    for (const id of names(60)) {
      await office.accept(id);
      await office.good(id, people.desk, act("intake", "forward"));
      if (id !== "d7") await office.good(id, people.officer, act("officer", "submit"));
    }
    const request = {
      by: people.head,
      officeId: "xa-1" as Commit["officeId"],
      step: "leader",
      action: "approve",
      dossiers: names(60).map((id) => ({ dossierId: id as DossierId, commandId: `sign-${id}` as Commit["commandId"] })),
    };
    const answers = await actMany(office.engine, request);
    expect(answers).toHaveLength(60);
    expect(
      answers
        .filter(({ answer }) => !answer.ok)
        .map(({ dossierId, answer }) => [dossierId, answer.ok ? "" : answer.error.code]),
    ).toEqual([["d7", "task.wrong_step"]]);
    const again = await actMany(office.engine, request);
    expect(again.filter(({ answer }) => answer.ok && answer.value.duplicate)).toHaveLength(59);
  });

  it("no content ever enters an event, a message, a summary or an error (design §8, 10)", async () => {
    const storage = open();
    const office = openOffice(storage);
    const secret = "Nguyễn Thị Bí Mật 012345678901";
    const content = [{ contentId: "form", version: 1, kind: "form", body: { name: secret }, searchText: secret }];
    const ref = { contentId: "form", version: 1 };
    await office.good("d1", people.desk, { ...filing(business), applicant: ref }, content);
    await office.good("d1", people.desk, { type: "accept" });
    await office.good("d1", people.desk, act("intake", "forward", { content: [ref] }));
    const refused = await office.send("d1", people.officer, act("officer", "refuse", { input: { reason: secret } }));
    await office.good("d1", people.officer, { type: "request-supplement", reason: { code: "x", content: ref } });
    const row = (await storage.reader.list({ officeId: "xa-1" as Commit["officeId"], order: "id" }, { limit: 10 }))
      .items;
    const all = JSON.stringify([
      await office.history("d1"),
      await storage.reader.messages("d1" as DossierId),
      row,
      refused,
    ]);
    for (const word of ["Nguyễn", "Bí Mật", "012345678901", "bi mat"]) expect(all).not.toContain(word);
    expect((await storage.loadContent(ref))?.body).toContain("Bí Mật");
  });

  it("reproject through the engine: the calendar of today, stored by hash before any dossier refers to it", async () => {
    const storage = open();
    const old = openOffice(storage);
    await old.accept("d1");
    await old.accept("d2");
    const announced = vietnamLaw();
    const calendar = {
      ...announced.calendar,
      revision: "announced-2",
      entries: [
        ...announced.calendar.entries,
        { date: "2026-08-21", kind: "holiday", name: { vi: "Nghỉ", en: "Day off" }, source: "TB" },
      ] as typeof announced.calendar.entries,
    };
    const office = openOffice(storage, { law: { ...announced, calendar }, clock: old.clock, prefix: "new-" });
    await office.good("d1", people.leader, { type: "reproject", calendarRevision: "announced-2" });
    expect((await office.engine.read("d1" as DossierId))?.state.promises.map((row) => row.date)).toEqual([
      "2026-08-24",
      "2026-08-25",
    ]);
    // The other one lives on as it was promised; a later engine finds both laws in the file.
    await office.good("d2", people.desk, act("intake", "forward"));
    const fresh = openOffice(storage, { law: { ...announced, calendar }, clock: old.clock, prefix: "again-" });
    expect((await fresh.engine.read("d2" as DossierId))?.state.promises.map((row) => row.date)).toEqual(["2026-08-24"]);
    await fresh.good("d1", people.desk, act("intake", "forward"));
    expect((await verifyStorage(storage)).damages).toEqual([]);
  });

  it("trap 24: a long history stays workable, and the state does not grow with it", async () => {
    const storage = open();
    const office = openOffice(storage);
    await office.accept("d1");
    await office.good("d1", people.desk, act("intake", "forward"));
    const size = async () => JSON.stringify((await office.engine.read("d1" as DossierId))?.state).length;
    const before = await size();
    for (let n = 0; n < 300; n += 1) {
      await office.good("d1", people.officer, { type: "claim" });
      await office.good("d1", people.officer, { type: "hand-back", reason: why("not-mine") });
    }
    expect(await size()).toBeLessThan(before + 300);
    expect((await verifyStorage(storage)).damages).toEqual([]);
  });
});
