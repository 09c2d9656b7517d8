import { rmSync } from "node:fs";
import { join } from "node:path";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { type DossierEvent, type DossierId, dayOf, epochDayOf, isOpen, isWorkingDay, minuteOfDay } from "@motcua/core";
import { aCommit, t } from "@motcua/core/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Draws } from "../../packages/cli/src/office/draws.ts";
import { storedStates } from "../../packages/cli/src/office/figures.ts";
import { filingsOf } from "../../packages/cli/src/office/filings.ts";
import { Hours } from "../../packages/cli/src/office/hours.ts";
import { counterSigner, People } from "../../packages/cli/src/office/people.ts";
import { act, at, business, people } from "../dossier/kit.ts";
import { drain, openOffice, storages } from "../engine/engine-kit.ts";
import { aFolder } from "../faults/storage/helpers.ts";
import { motcua, tempFolder } from "../office/helpers.ts";

describe.each(storages)("what is due on $name", ({ open }) => {
  it("trap 40: what fell due first is taken first, however much more falls due behind it", async () => {
    const storage = open();
    const add = (name: string, minutes: number) =>
      storage.commit([aCommit({ dossier: name, office: `office-${name[0]}`, wakeAt: t(minutes) })]);
    for (let i = 0; i < 30; i += 1) await add(`a${i}`, i);
    const order: number[] = [];
    for (let pass = 0; pass < 12; pass += 1) {
      // A busy office next door brings more in every pass than a pass takes.
      for (let i = 0; i < 10; i += 1) await add(`b${pass}-${i}`, 100 + pass);
      const claimed = await storage.claimWakes({ dueThrough: t(1_000), leaseMs: 600_000, limit: 5 });
      order.push(...claimed.map(({ wakeAt }) => wakeAt));
    }
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, i) => t(i)));
  });

  it("trap 41: every dossier has a timer of its own, and every limit in it its own rungs", async () => {
    const office = openOffice(open());
    for (const id of ["d1", "d2"]) await office.accept(id, business);
    await office.good("d1", people.desk, act("intake", "forward"));
    office.clock.advanceTo(at("2026-08-27 08:00"));
    await drain(office.worker);
    const taken = await Promise.all(
      ["d1", "d2"].map(async (id) =>
        (await office.history(id))
          .filter(({ type }) => type === "rung-taken")
          .map(({ bytes }) => JSON.parse(bytes) as { limit: string; rung: string }),
      ),
    );
    for (const rungs of taken) {
      const principal = rungs.filter(({ limit }) => limit === "principal").map(({ rung }) => rung);
      expect(principal).toEqual(["ask", "due-day", "due", "after-1"]);
    }
    const others = taken.map((rungs) => new Set(rungs.map(({ limit }) => limit.split(":")[0])).size);
    expect(Math.max(...others)).toBeGreaterThan(1);
  });
});

describe("a week of the sample office", () => {
  const folder = tempFolder();
  const db = join(folder, "week.db");
  const seed = 11;
  let document: { digest: string; dossiers: number };
  beforeAll(async () => {
    const ended = await motcua(
      "office",
      "--days",
      "7",
      "--seed",
      String(seed),
      "--per-day",
      "20",
      "--db",
      db,
      "--json",
    );
    expect(ended.status).toBe(0);
    document = JSON.parse(ended.stdout) as typeof document;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("trap 41: nobody works while they are away or the office is shut, and the last batch is run", async () => {
    const storage = sqliteStorage({ file: db, mode: "read-only" });
    const staff = new People(new Draws(seed));
    const { time } = new Hours();
    const end = (epochDayOf("2026-08-24" as Parameters<typeof epochDayOf>[0]) * 24 - 7) * 3_600_000;
    let acts = 0;
    for (const { state } of await storedStates(storage)) {
      const page = await storage.reader.history(state.dossierId as DossierId, { limit: 1000 });
      for (const event of page.items.map(({ bytes }) => JSON.parse(bytes) as DossierEvent)) {
        if (event.type !== "acted") continue;
        acts += 1;
        expect(isOpen(time, event.at), `${event.by.person} acts at ${new Date(event.at).toISOString()}`).toBe(true);
        if (event.by.person !== counterSigner.person) expect(staff.isPresent(event.by.person, event.at)).toBe(true);
      }
    }
    expect(acts).toBeGreaterThan(100);
    expect((await storage.nextDueAt()) ?? end).toBeGreaterThanOrEqual(end);
    await storage.close();
  });

  it("trap 42: so many arrive per working day, in opening hours at the counter; no rest day takes any or makes up for any", () => {
    const hours = new Hours();
    const first = epochDayOf("2026-08-17" as Parameters<typeof epochDayOf>[0]);
    const run = { from: "2026-08-17", days: 60, seed, perDay: 60 };
    const filings = filingsOf(run, first, new Draws(seed), hours);
    const byDay = new Map<number, number>();
    for (const filing of filings) byDay.set(dayOf(filing.at), (byDay.get(dayOf(filing.at)) ?? 0) + 1);
    for (let day = first; day < first + run.days; day += 1) {
      const count = byDay.get(day) ?? 0;
      if (isWorkingDay(hours.time.calendar, day)) expect(Math.abs(count - run.perDay)).toBeLessThanOrEqual(10);
      else expect(count).toBe(0);
    }
    const working = [...byDay.keys()].length;
    expect(filings.length / working).toBeCloseTo(run.perDay, -1);
    for (const { at: moment, channel } of filings) {
      if (channel === "counter") expect(isOpen(hours.time, moment)).toBe(true);
      expect(minuteOfDay(moment)).toBeGreaterThanOrEqual(6 * 60);
    }
  });

  it("trap 43: a run is told by its seed, comes out the same again and otherwise with another, and says what it is not", async () => {
    const again = (days: string, other: number) =>
      motcua(
        "office",
        "--days",
        days,
        "--seed",
        String(other),
        "--per-day",
        "20",
        "--db",
        join(aFolder(), "again.db"),
        "--json",
      );
    const [same, another] = await Promise.all([again("7", seed), again("7", seed + 1)]);
    expect((JSON.parse(same.stdout) as typeof document).digest).toBe(document.digest);
    expect((JSON.parse(another.stdout) as typeof document).digest).not.toBe(document.digest);
    const told = await motcua("office", "--days", "7", "--seed", String(seed), "--per-day", "20", "--db", db);
    expect(told.stdout).toContain("an example, not a forecast");
    expect(told.stdout).toContain(document.digest);
  });
});
