import { describe, expect, it } from "vitest";
import { at, business, people } from "../dossier/kit.ts";
import { filing, openOffice } from "../engine/engine-kit.ts";
import { faultsOf, startWorker, useDatabases } from "./process-kit.ts";

const { kinds } = useDatabases();
const morning = at("2026-08-26 08:00");
const batch = 50;
/** How long a command may wait beside a herd. A herd taken in one piece is caught by the count of
 *  commands that went before its end. */
const waitMsMax = 1_000;

// The whole herd of 100,000 is in bench/herd.ts.
describe.each(kinds)("trap 16: a herd due at one instant, on $name", (database) => {
  it("is taken in bounded batches by a worker, and commands of another process go between them", async () => {
    const address = await database.address();
    const storage = await database.open(address);
    const office = openOffice(storage);
    const herd = Array.from({ length: 600 }, (_, n) => `d${n + 1}`);
    await Promise.all(herd.map((id) => office.accept(id)));
    office.clock.advanceTo(morning);
    const worker = startWorker({ db: address, lawAt: morning, leaseMs: 30_000, batch });
    await worker.line("outcomes");
    const waits: number[] = [];
    let before = 0;
    for (let n = 0, due = 1; due > 0; n += 1) {
      const begunAt = performance.now();
      await office.good(`p${n}`, people.desk, filing(business));
      waits.push(performance.now() - begunAt);
      due = (await storage.reader.gauges(morning)).dueWakes;
      if (due > 0) before = waits.length;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    waits.sort((a, b) => a - b);
    expect(before).toBeGreaterThan(3);
    expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThan(waitMsMax);
    const groups = worker.lines
      .filter((line) => line.startsWith("outcomes "))
      .map((line) => line.split(" ").length - 1);
    expect(Math.max(...groups)).toBeLessThanOrEqual(batch);
    worker.child.kill("SIGTERM");
    await worker.line("ended");
    expect(await faultsOf(storage, herd.slice(0, 50))).toEqual([]);
  });
});
