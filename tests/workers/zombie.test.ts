import { createWorker, type DossierId } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { describe, expect, it } from "vitest";
import { at, resolved } from "../dossier/kit.ts";
import { drain, openOffice } from "../engine/engine-kit.ts";
import { faultsOf, historyOf, startWorker, until, useDatabases } from "./process-kit.ts";

const { kinds } = useDatabases();
const ids = ["d1", "d2", "d3"];
const due = at("2026-08-26 08:00");
const leaseMs = 400;

describe.each(kinds)("trap 20: a worker stopped past its lease, on $name", (database) => {
  /** Dossiers whose timers are due, and a process that stops itself at that moment while it works on them. */
  async function stoppedAt(moment: "claim" | "commit" | "deliver") {
    const address = await database.address();
    const storage = await database.open(address);
    const office = openOffice(storage, { deliver: { citizen: async () => ({ providerRef: "by-healthy" }) } });
    for (const id of ids) await office.accept(id);
    const options = { db: address, lawAt: due, leaseMs, deliver: moment === "deliver" };
    const zombie = startWorker({ ...options, stopAt: moment });
    await zombie.line("stopping");
    // Its lease runs out by the database's clock, and somebody else takes what it held.
    office.clock.advanceTo(due + 60_000);
    await until("nothing is due any more", async () => {
      await drain(office.worker);
      const { dueWakes, oldestMessageAt } = await storage.reader.gauges(office.clock.now());
      return dueWakes === 0 && (moment !== "deliver" || oldestMessageAt === undefined || (await undelivered()) === 0);
    });
    async function undelivered(): Promise<number> {
      const rows = await Promise.all(ids.map((id) => storage.reader.messages(id as DossierId)));
      return rows.flat().filter(({ adapter, status }) => adapter === "citizen" && status === "pending").length;
    }
    return { storage, zombie, office };
  }

  it.each(["claim", "commit"] as const)("continued with a %s in its hands, it changes nothing", async (moment) => {
    const { storage, zombie } = await stoppedAt(moment);
    const before = await historyOf(storage, ids);
    expect(before.every((events) => events.some((event) => event.type === "rung-taken"))).toBe(true);
    zombie.child.kill("SIGCONT");
    await zombie.line("continued");
    // Alive again, it ends in order when it is told to: nothing of it waits for an answer that does not come.
    zombie.child.kill("SIGTERM");
    await zombie.line("ended");
    expect(await zombie.ended).toEqual({ status: 0, signal: null });
    const committed = zombie.lines.filter((line) => line.startsWith("outcomes ") && line.includes("committed"));
    expect(committed).toEqual([]);
    expect(await historyOf(storage, ids)).toEqual(before);
    expect((await storage.reader.parkedWakes({ limit: 10 })).items).toEqual([]);
    expect(await faultsOf(storage, ids)).toEqual([]);
  });

  it("continued after its delivery, it settles nothing: what the other one settled stands", async () => {
    const { storage, zombie } = await stoppedAt("deliver");
    const before = await Promise.all(ids.map((id) => storage.reader.messages(id as DossierId)));
    zombie.child.kill("SIGCONT");
    await zombie.line("delivery.lease_lost");
    zombie.child.kill("SIGTERM");
    await zombie.line("ended");
    expect(await Promise.all(ids.map((id) => storage.reader.messages(id as DossierId)))).toEqual(before);
    expect(await faultsOf(storage, ids)).toEqual([]);
  });
});

describe.each(kinds)("trap 19: two workers five minutes apart, on $name", (database) => {
  it("the database's clock decides leases, each worker's own clock what is due", async () => {
    const address = await database.address();
    const storage = await database.open(address);
    const office = openOffice(storage, { start: "2026-08-20 09:00" });
    for (const id of ids) await office.accept(id);
    const wakeAt = (await storage.load(["d1" as DossierId]))[0]?.wakeAt ?? 0;
    // The slow one is three minutes before the timers by its own clock, the fast one two minutes past them.
    const lawAt = wakeAt - 3 * 60_000;
    const slow = startWorker({ db: address, lawAt, leaseMs });
    await slow.line("worker.started");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await historyOf(storage, ids)).flat().some((event) => event.type === "rung-taken")).toBe(false);
    const fast = startWorker({ db: address, lawAt: lawAt + 5 * 60_000, leaseMs });
    await until("every dossier took its rung", async () =>
      (await historyOf(storage, ids)).every((events) => events.some((event) => event.type === "rung-taken")),
    );
    const commits = (lines: readonly string[]) => lines.filter((line) => line.startsWith("outcomes committed"));
    expect(commits(slow.lines)).toEqual([]);
    expect(commits(fast.lines).length).toBeGreaterThan(0);
    for (const one of [slow, fast]) {
      one.child.kill("SIGTERM");
      await one.line("ended");
    }
    // A command of the slow side afterwards: its dossier's time does not run backwards.
    const behind = virtualClock(lawAt);
    const slowOffice = openOffice(storage, { clock: behind, prefix: "slow-" });
    const directory = { resolve: () => resolved };
    await drain(createWorker({ engine: slowOffice.engine, storage, clock: behind, directory }));
    for (const events of await historyOf(storage, ids))
      expect(events.map((event) => event.at)).toEqual(events.map((event) => event.at).toSorted((a, b) => a - b));
    expect(await faultsOf(storage, ids)).toEqual([]);
  });
});
