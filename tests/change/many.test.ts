import { applyMigration, createEngine, planMigration, replayStorage, undoMigration, verifyStorage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, business, people, resolved, why } from "../dossier/kit.ts";
import { drain, type Office, openOffice } from "../engine/engine-kit.ts";
import { goneAfterOneCommit } from "../engine/with-faults.ts";
import { changes, lawWith, limitedTo, plan, raised, renamed } from "./change-kit.ts";
import { everyStorage } from "./every-storage.ts";

const law = lawWith(business, changes(raised, renamed("officer", "appraiser"), limitedTo(5)));
const recompute = plan(business, { states: { officer: "appraiser" }, limits: { principal: "recompute" } });

/** One at intake, two at work, one late, one ended, one in another office; then the law of the next version. */
async function before(office: Office): Promise<void> {
  await office.accept("d7");
  office.clock.advanceTo(Date.parse("2026-08-26T09:00:00+07:00"));
  await drain(office.worker);
  for (const dossier of ["d1", "d2", "d9"]) {
    await office.accept(dossier);
    await office.good(dossier, people.desk, act("intake", "forward"));
  }
  await office.good("d9", people.desk, { type: "withdraw" });
}

const state = async (office: Office, dossier: string) => (await office.engine.read(dossier as never))?.state;

describe.each(everyStorage())("moving every open dossier, on $name", ({ open }) => {
  const directory = { resolve: () => resolved };
  const by = people.leader;

  it("says first what would move and what not, writes nothing; then moves just that, and can be done again", async () => {
    const storage = await open();
    const office = openOffice(storage);
    await before(office);
    const options = { storage, by, directory, law, now: () => office.clock.now(), batchSize: 2 };
    const laws = (await storage.findLaw("procedure")).length;
    const preview = await planMigration(recompute, options);
    expect(preview.faults).toEqual([]);
    expect(
      preview.moved.map(({ dossierId, from, to, promiseBefore, promiseAfter }) => [
        dossierId,
        from,
        to,
        promiseBefore,
        promiseAfter,
      ]),
    ).toEqual([
      ["d1", "officer", "appraiser", "2026-09-03", "2026-09-07"],
      ["d2", "officer", "appraiser", "2026-09-03", "2026-09-07"],
    ]);
    expect(preview.notMoved.map(({ dossierId, reason }) => `${dossierId} ${reason.code}`)).toEqual([
      "d7 migration.past_due",
    ]);
    expect((await storage.findLaw("procedure")).length).toBe(laws);
    expect((await state(office, "d1"))?.procedureVersion).toBe(1);

    const next = openOffice(storage, { law, clock: office.clock, prefix: "next-" });
    expect(await applyMigration(next.engine, recompute, options)).toEqual(preview);
    expect((await state(next, "d1"))?.task?.step).toBe("appraiser");
    const again = await applyMigration(next.engine, recompute, options);
    expect([again.moved, again.notMoved.length]).toEqual([[], 1]);
    await next.good("d1", people.officer, { type: "claim" });
    await next.good("d1", people.officer, act("appraiser", "submit"));
    expect((await verifyStorage(storage)).damages).toEqual([]);
    expect((await replayStorage(storage)).differences).toEqual([]);
  });

  it("stopped in the middle it goes on with the rest, and nobody moves twice", async () => {
    const storage = await open();
    const office = openOffice(storage);
    await before(office);
    const options = { storage, by, directory, law, now: () => office.clock.now(), batchSize: 1 };
    const broken = createEngine({ storage: goneAfterOneCommit(storage), clock: office.clock, law, directory });
    await expect(applyMigration(broken, recompute, options)).rejects.toThrow();
    const next = openOffice(storage, { law, clock: office.clock });
    const rest = await applyMigration(next.engine, recompute, options);
    expect(rest.moved.map(({ dossierId }) => dossierId)).toEqual(["d2"]);
    for (const dossier of ["d1", "d2"])
      expect((await next.history(dossier)).filter(({ type }) => type === "definition-adopted")).toHaveLength(1);
  });

  it("taken back where nothing happened since; the others are told", async () => {
    const storage = await open();
    const office = openOffice(storage);
    await before(office);
    const next = openOffice(storage, { law, clock: office.clock });
    const options = { storage, by, directory, law, now: () => office.clock.now() };
    await applyMigration(next.engine, recompute, options);
    await next.good("d2", people.officer, { type: "claim" });
    await next.good("d2", people.officer, { type: "hand-back", reason: why("overload") });
    const undone = await undoMigration(next.engine, recompute, options);
    expect(undone.undone.map(({ dossierId }) => dossierId)).toEqual(["d1"]);
    expect(undone.notUndone.map(({ dossierId, reason }) => `${dossierId} ${reason.code}`)).toEqual([
      "d2 migration.not_last",
    ]);
    const [d1, d2] = [await state(next, "d1"), await state(next, "d2")];
    expect([d1?.procedureVersion, d1?.task?.step, d2?.procedureVersion]).toEqual([1, "officer", 2]);
    expect(d1?.promises.map(({ date }) => date)).toEqual(["2026-09-03", "2026-09-07", "2026-09-03"]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    expect((await replayStorage(storage)).differences).toEqual([]);
  });

  it("an unsound plan, or one to a version nobody knows, moves nothing", async () => {
    const storage = await open();
    const office = openOffice(storage);
    await before(office);
    const options = { storage, by, directory, now: () => office.clock.now() };
    const unknown = await applyMigration(office.engine, recompute, options);
    expect(unknown.faults.map(({ code, path }) => `${code} ${path}`)).toEqual(["migration.unknown_target to"]);
    const unmapped = await applyMigration(office.engine, plan(business), { ...options, law });
    expect(unmapped.faults.map(({ code }) => code)).toContain("migration.state_unmapped");
    expect([unknown.moved, unmapped.moved]).toEqual([[], []]);
  });

  it("without anybody who knows the office's people, a dossier with a rung due is left to the worker", async () => {
    const storage = await open();
    const office = openOffice(storage);
    await before(office);
    office.clock.advanceTo(Date.parse("2026-09-03T09:00:00+07:00"));
    const { directory: _nobody, ...options } = { storage, by, directory, law, now: () => office.clock.now() };
    const preview = await planMigration(recompute, options);
    expect(preview.moved).toEqual([]);
    expect(new Set(preview.notMoved.map(({ reason }) => reason.code))).toEqual(new Set(["office.rungs_due"]));
  });
});
