import {
  announceCalendar,
  applyMigration,
  type CommandRequest,
  type ManyDossiers,
  planMigration,
  readCalendar,
  replayStorage,
  undoMigration,
  verifyStorage,
} from "@motcua/core";
import type { EngineParts, EngineUnderTest } from "@motcua/core/conformance";
import { sampleOffice } from "@motcua/core/testing";
import { vietnamCalendar, vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { business } from "../dossier/kit.ts";
import { asId, firstCommands, startAt } from "../restate/kit.ts";
import { restateHarness } from "../restate/restate-harness.ts";
import { changes, lawWith, limitedTo, plan, raised, renamed } from "./change-kit.ts";

const harness = restateHarness();
let running: EngineUnderTest | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});
afterAll(() => harness.stop());

const office = sampleOffice();
const parts = (law = vietnamLaw()): EngineParts => ({
  startAt,
  law,
  directory: office.directory,
  numbering: office.numbering,
  adapters: ["citizen", "portal"],
});
const by = office.person("leadership", "leader");
const optionsOn = ({ storage, now }: EngineUnderTest): ManyDossiers => ({
  storage,
  by,
  directory: office.directory,
  now,
});

async function good({ engine }: EngineUnderTest, command: CommandRequest): Promise<void> {
  const answer = await engine.submit(command);
  if (!answer.ok) throw new Error(`${command.type} refused: ${answer.error.code}`);
}

/** At the officer, or only accepted; what was answered is in the projection. */
async function openWith(dossiers: { readonly [dossier: string]: number }): Promise<EngineUnderTest> {
  const opened = await harness.open(parts());
  running = opened;
  for (const [dossier, commands] of Object.entries(dossiers))
    for (const command of firstCommands(office, dossier).slice(0, commands)) await good(opened, command);
  await opened.settled();
  return opened;
}

async function nothingDiffers({ storage }: EngineUnderTest): Promise<void> {
  expect((await verifyStorage(storage)).damages).toEqual([]);
  expect((await replayStorage(storage)).differences).toEqual([]);
}
const stateOf = async ({ engine }: EngineUnderTest, dossier: string) => (await engine.read(asId(dossier)))?.state;
const promises = async (on: EngineUnderTest, dossier: string) =>
  (await stateOf(on, dossier))?.promises.map(({ date, cause }) => `${date} ${cause}`);

describe("law that changes under dossiers on a cluster", () => {
  it("a plan moves every open one, as was said before; once; and it is taken back where nothing happened since", async () => {
    const law = lawWith(business, changes(raised, renamed("officer", "appraiser"), limitedTo(5)));
    const recompute = plan(business, { states: { officer: "appraiser" }, limits: { principal: "recompute" } });
    const first = await openWith({ "p-1": 3, "p-2": 3, "p-3": 2 });
    // Services that know the new version take the place of those that did not.
    const next = await (harness.restart ?? expect.fail)(first, parts(law));
    running = next;
    const options = { ...optionsOn(next), law };
    const preview = await planMigration(recompute, options);
    expect(preview.moved.map(({ dossierId, from, to }) => `${dossierId} ${from} ${to}`)).toEqual([
      "p-1 officer appraiser",
      "p-2 officer appraiser",
      "p-3 intake intake",
    ]);
    expect(await applyMigration(next.engine, recompute, options)).toEqual(preview);
    expect((await stateOf(next, "p-1"))?.task?.step).toBe("appraiser");
    await next.settled();
    expect((await applyMigration(next.engine, recompute, options)).moved).toEqual([]);

    await good(next, { ...office.envelope("p-2", office.person("economic", "officer")), type: "claim" });
    await next.settled();
    const undone = await undoMigration(next.engine, recompute, options);
    expect(undone.undone.map(({ dossierId }) => dossierId).sort()).toEqual(["p-1", "p-3"]);
    expect(undone.notUndone.map(({ dossierId, reason }) => `${dossierId} ${reason.code}`)).toEqual([
      "p-2 migration.not_last",
    ]);
    expect((await stateOf(next, "p-1"))?.task?.step).toBe("officer");
    await next.settled();
    await nothingDiffers(next);
  });

  it("an announced calendar reaches every open one and whoever is received afterwards", async () => {
    const calendar = readCalendar(
      {
        extends: vietnamCalendar.revision,
        revision: "vn-2026-08-20",
        add: [{ date: "2026-08-24", kind: "holiday", name: { vi: "Nghỉ", en: "Day off" }, source: "Thông báo 1/TB" }],
      },
      vietnamCalendar,
    );
    if (!calendar.ok) throw new TypeError("the notice is faulty");
    const on = await openWith({ "c-1": 3, "c-2": 1 });
    const report = await announceCalendar(on.engine, calendar.value, optionsOn(on));
    expect(report.moved.map(({ dossierId, promise }) => `${dossierId} ${promise?.from} ${promise?.to}`)).toEqual([
      "c-2 undefined undefined",
      "c-1 2026-08-24 2026-08-25",
    ]);
    expect(await promises(on, "c-1")).toEqual(["2026-08-24 accepted", "2026-08-25 calendar"]);
    for (const command of firstCommands(office, "c-3")) await good(on, command);
    expect(await promises(on, "c-3")).toEqual(["2026-08-25 accepted"]);
    await on.settled();
    expect((await announceCalendar(on.engine, calendar.value, optionsOn(on))).moved).toEqual([]);
    // The wake moved with the date: it fires once, on the new one.
    await on.advanceTo(Date.parse("2026-08-25T08:00:00+07:00"));
    const taken = (await on.storage.reader.history(asId("c-1"), { limit: 1_000 })).items
      .map(({ bytes }) => JSON.parse(bytes) as { type: string; limit?: string; rung?: string; dueAt?: number })
      .filter(({ type, limit, rung }) => type === "rung-taken" && limit === "principal" && rung === "due-day");
    expect(taken.map(({ dueAt }) => dueAt)).toEqual([Date.parse("2026-08-25T07:30:00+07:00")]);
    await nothingDiffers(on);
  });
});
