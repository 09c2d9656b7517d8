import { announceCalendar, type DossierId, readCalendar, replayStorage, type WorkCalendar } from "@motcua/core";
import { vietnamCalendar } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { actor } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { aPair, atWork, type Side } from "./kit.ts";

const id = "d1" as DossierId;
/** Monday 24 August 2026, the day d1 is promised for. */
function dayOff(revision: string): WorkCalendar {
  const name = { vi: "Nghỉ", en: "Day off" };
  const change = { date: "2026-08-24", kind: "holiday", name, source: "Thông báo 1/TB" };
  const read = readCalendar({ extends: vietnamCalendar.revision, revision, add: [change] }, vietnamCalendar);
  if (!read.ok) throw new Error("no calendar");
  return read.value;
}
const announce = async ({ engine, storage }: Side, now: () => number, revision = "vn-2026-08-18") => {
  const report = await announceCalendar(engine, dayOff(revision), {
    storage,
    by: actor("it", "office", "operator"),
    now,
  });
  expect(report.faults).toEqual([]);
  return report;
};
const promises = async (side: Side) => (await side.state("d1")).promises.map(({ date, cause }) => `${date} ${cause}`);

describe("a calendar announced while a dossier is on its way", () => {
  it("is adopted as it is taken over, with its promise, in the same commit", async () => {
    const { xa, tinh, clock } = aPair();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    for (const side of [xa, tinh]) expect((await announce(side, clock.now)).moved).toEqual([]);
    await drain(xa.worker);
    expect(await promises(tinh)).toEqual(["2026-08-24 accepted", "2026-08-25 calendar"]);
    const commands = (await tinh.history("d1")).slice(-4).map(({ type, commandId }) => [type, commandId]);
    expect(new Set(commands.map(([, command]) => command)).size).toBe(1);
    expect((await announce(tinh, clock.now)).moved).toEqual([]);
    // It goes on as any other, and back to where the same was announced.
    await tinh.handOver("d1", xa);
    await drain(tinh.worker);
    expect(await promises(xa)).toEqual(["2026-08-24 accepted", "2026-08-25 calendar"]);
    for (const { storage } of [xa, tinh]) expect((await replayStorage(storage, {})).differences).toEqual([]);
  });

  it("is adopted where the dossier was, when it is taken back", async () => {
    const { xa, tinh, clock } = aPair();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    await announce(xa, clock.now);
    expect(await xa.sender.recall(id)).toMatchObject({ ok: true });
    expect(await promises(xa)).toEqual(["2026-08-24 accepted", "2026-08-25 calendar"]);
  });

  it("of one side does not take the other's place: what is not known here may be the newer one", async () => {
    const { xa, tinh, clock } = aPair();
    await atWork(xa, "d1");
    expect((await announce(xa, clock.now)).moved).toHaveLength(1);
    await announce(tinh, clock.now, "vn-of-the-province");
    const before = await xa.state("d1");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    expect((await tinh.state("d1")).law.calendar).toBe(before.law.calendar);
  });
});
