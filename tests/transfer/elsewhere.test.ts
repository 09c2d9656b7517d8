import { memoryStorage } from "@motcua/adapters/memory";
import {
  awayDossiers,
  type Commit,
  createLookup,
  type DossierPhase,
  type OfficeId,
  openDossiers,
  smsParts,
  transferMonitor,
} from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { aPair, atWork, ofSide, type Side } from "./kit.ts";
import { partiesOf } from "./parties.ts";

const phases: readonly DossierPhase[] = ["intake", "open", "ready", "ended", "elsewhere"];
const counts = async ({ storage, office }: Side) =>
  Object.fromEntries(
    await Promise.all(
      phases.map(async (phase) => [phase, await storage.reader.count({ officeId: office, phase, order: "id" })]),
    ),
  );
const none = { intake: 0, open: 0, ready: 0, ended: 0, elsewhere: 0 };

async function openOf({ storage }: Side): Promise<number> {
  let open = 0;
  for await (const { dossiers } of openDossiers(storage, 100)) open += dossiers.length;
  return open;
}

describe("where a dossier was filed that another office has", () => {
  it("it is elsewhere: no open one in lists, gauges, due lists and sweeps, until it comes back", async () => {
    const { xa, tinh, clock } = aPair();
    await atWork(xa, "d1");
    expect(await counts(xa)).toEqual({ ...none, open: 1 });
    await xa.handOver("d1", tinh);
    // On its way already, whether or not the other side answers.
    expect(await counts(xa)).toEqual({ ...none, elsewhere: 1 });
    await drain(xa.worker);
    expect([await counts(xa), await openOf(xa), await openOf(tinh)]).toEqual([{ ...none, elsewhere: 1 }, 0, 1]);
    const gauges = await xa.storage.reader.gauges(clock.now() + 90 * 86_400_000);
    expect([gauges.openDossiers, gauges.overdueDossiers, gauges.dueWakes]).toEqual([0, 0, 0]);
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    await tinh.good("d1", ofSide(tinh, people.head), act("leader", "approve"));
    await tinh.handOver("d1", xa);
    await drain(tinh.worker);
    expect([await counts(xa), await counts(tinh)]).toEqual([
      { ...none, ready: 1 },
      { ...none, elsewhere: 1 },
    ]);
    await xa.good("d1", people.desk, act("return", "handOver"));
    expect(await counts(xa)).toEqual({ ...none, ended: 1 });
  });

  it("whoever asks by the code on the receipt hears where it is, and since when", async () => {
    const { xa, tinh, clock } = aPair();
    const lookup = createLookup({
      storage: xa.storage,
      clock,
      offices: [xa.office],
      officeNames: { [tinh.office]: { vi: "Sở Công Thương", en: "the province" } },
    });
    const unnamed = createLookup({ storage: xa.storage, clock, offices: [xa.office] });
    const ask = async (text = "HS H26.1-260820-0001", by = lookup, language: "vi" | "en" = "vi") => {
      const answer = await by.ask(`${Math.random()}`, text, language);
      return answer.ok ? answer.value : answer.error.code;
    };
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    expect(await ask()).toBe("Hồ sơ H26.1-260820-0001 đang chuyển đến Sở Công Thương từ 20/08/2026.");
    await drain(xa.worker);
    expect(await ask()).toBe("Hồ sơ H26.1-260820-0001 do Sở Công Thương giải quyết từ 20/08/2026, xin hỏi tại đó.");
    expect(await ask("H26.1-260820-0001", unnamed, "en")).toMatch(
      /^Dossier H26\.1-260820-0001 is at tinh-1 since .*2026; please ask there\.$/,
    );
    const there = createLookup({ storage: tinh.storage, clock, offices: [tinh.office as OfficeId] });
    expect(await ask(undefined, there)).toMatch(/đang giải quyết/);
  });

  it("an answer fits two parts of an SMS, whatever the office is called", async () => {
    const { xa, tinh, clock } = aPair();
    const vi = "Trung tâm Phục vụ hành chính công ".repeat(9);
    const officeNames = { [tinh.office]: { vi, en: vi } };
    const lookup = createLookup({ storage: xa.storage, clock, offices: [xa.office], officeNames });
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    for (const taken of [false, true]) {
      if (taken) await drain(xa.worker);
      for (const language of ["vi", "en"] as const) {
        const answer = await lookup.ask(`${Math.random()}`, "H26.1-260820-0001", language);
        expect(answer.ok && smsParts(answer.value)).toBeLessThanOrEqual(2);
        expect(answer.ok && answer.value).toContain("Trung tâm Phục vụ hành chính công");
      }
    }
  });

  it("a row from before there was the phase is asked what its state says", async () => {
    const storage = memoryStorage();
    // Nothing is decided on such a dossier any more, so its row stays as it was written.
    const commit = storage.commit.bind(storage);
    const asBefore = (given: Commit): Commit =>
      given.summary.phase === "elsewhere" ? { ...given, summary: { ...given.summary, phase: "open" } } : given;
    storage.commit = (commits) => commit(commits.map(asBefore));
    const { xa, tinh, clock } = aPair({ storages: [storage, memoryStorage()] });
    await atWork(xa, "d1");
    await atWork(xa, "d2");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    expect(await counts(xa)).toEqual({ ...none, open: 2 });
    const lookup = createLookup({ storage: xa.storage, clock, offices: [xa.office] });
    expect(await lookup.ask("a", "H26.1-260820-0001")).toMatchObject({ value: expect.stringMatching(/do tinh-1/) });
    const found: string[] = [];
    for await (const away of awayDossiers(xa.storage, xa.office)) found.push(...away.map(({ row }) => row.dossierId));
    expect(found).toEqual(["d1"]);
    const away = transferMonitor({
      storage: xa.storage,
      clock,
      parties: partiesOf(xa, [tinh]),
      transports: { tinh: (message) => tinh.receiver.receive(message) },
    }).elsewhere(xa.office);
    const told: string[] = [];
    for await (const { dossierId, officeId } of away) told.push(`${dossierId} ${officeId}`);
    expect(told).toEqual(["d1 tinh-1"]);
  });

  it("one that was only declined is no dossier of the office that declined it", async () => {
    const { xa, tinh } = aPair();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    expect(await xa.sender.recall("d1" as never)).toMatchObject({ ok: true });
    expect([await counts(xa), await counts(tinh), await openOf(tinh)]).toEqual([
      { ...none, open: 1 },
      { ...none, elsewhere: 1 },
      0,
    ]);
  });
});
