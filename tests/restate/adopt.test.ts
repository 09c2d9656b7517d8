import { memoryStorage } from "@motcua/adapters/memory";
import { adoptDossiers, restateEngine, restateServices } from "@motcua/adapters/restate";
import {
  AdapterError,
  type CommandRequest,
  createEngine,
  type Engine,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withFaults } from "../engine/engine-kit.ts";
import { type RestateCluster, type ServedServices, serveRestate, startRestate } from "../servers/restate.ts";
import { asId, askAt, firstCommands, insist, office, projected, rungsOf, startAt, until } from "./kit.ts";
import { ScaledClock } from "./scaled-clock.ts";

const { directory, numbering } = office;

describe("dossiers that lived elsewhere", () => {
  let cluster: RestateCluster;
  const served: ServedServices[] = [];
  beforeAll(async () => {
    cluster = await startRestate();
  });
  afterEach(async () => {
    for (const each of served.splice(0)) await each.stop();
  });
  afterAll(() => cluster?.stop());

  /** Objects of their own on the cluster: another prefix is another, empty cluster. */
  async function open(prefix: string, storage: Storage, clock: ScaledClock) {
    const services = await serveRestate(restateServices({ storage, clock, law: vietnamLaw(), directory, prefix }));
    served.push(services);
    await cluster.register(services.uri);
    return restateEngine({ ingressUrl: cluster.ingressUrl, storage, clock, directory, numbering, prefix });
  }

  /** So fast that a question comes after so many real milliseconds. */
  const clockOf = (askAfterMs: number) =>
    new ScaledClock({ startAt, startedMs: Date.now(), scale: (askAt - startAt) / askAfterMs });

  async function lead(engine: Engine, dossiers: readonly string[], commands = 2): Promise<CommandRequest[]> {
    const sent = dossiers.flatMap((dossier) => firstCommands(office, dossier).slice(0, commands));
    for (const command of sent) await insist(engine, command);
    return sent;
  }

  it("are taken over with their clocks; what they took before is a duplicate, and their history goes on without a gap", async () => {
    const storage = memoryStorage();
    const clock = clockOf(6_000);
    const before = createEngine({ storage, clock, directory, numbering, law: vietnamLaw() });
    clock.restart(startAt);
    const dossiers = ["m-1", "m-2", "m-3"];
    const sent = await lead(before, dossiers);
    await before.close();

    const engine = await open("adopt", storage, clock);
    expect((await engine.read(asId("m-1")))?.version).toBe((await storage.load([asId("m-1")]))[0]?.version);
    expect(await adoptDossiers(engine, storage)).toEqual({ adopted: 3, known: 0, left: 0, failed: [] });
    expect(await adoptDossiers(engine, storage)).toEqual({ adopted: 0, known: 3, left: 0, failed: [] });

    for (const command of sent)
      expect(await engine.submit(command)).toMatchObject({ ok: true, value: { duplicate: true } });
    const [submit] = sent;
    const reused = { ...submit, intakeRef: "another" } as CommandRequest;
    expect(await engine.submit(reused)).toMatchObject({ ok: false, error: { code: "command.reused" } });

    const [, , forward] = firstCommands(office, "m-1");
    expect(await engine.submit(forward as CommandRequest)).toMatchObject({ ok: true, value: { duplicate: false } });
    await until(async () => (await Promise.all(dossiers.map((id) => rungsOf(storage, id)))).every((r) => r.length > 0));
    for (const dossier of dossiers) {
      const [ask] = await rungsOf(storage, dossier);
      expect(ask?.at).toBeGreaterThanOrEqual(ask?.dueAt ?? Number.POSITIVE_INFINITY);
    }
    await projected(engine, storage, dossiers);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    expect(await engine.incidents(office.officeId)).toEqual([]);
    await engine.close();
  });

  it("are found by their next command when nobody took them over, and only storage is asked for those there never were", async () => {
    const storage = memoryStorage();
    const clock = clockOf(3_600_000);
    const before = createEngine({ storage, clock, directory, numbering, law: vietnamLaw() });
    await lead(before, ["t-1"]);
    await before.close();
    const engine = await open("touch", storage, clock);
    const [, , forward] = firstCommands(office, "t-1");
    const answer = await engine.submit(forward as CommandRequest);
    expect(answer).toMatchObject({ ok: true, value: { duplicate: false } });
    const [, accept] = firstCommands(office, "nobody");
    expect(await engine.submit(accept as CommandRequest)).toMatchObject({
      ok: false,
      error: { code: "command.no_dossier" },
    });
    await projected(engine, storage, ["t-1"]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    await engine.close();
  });

  it("trap 22: what began elsewhere is never begun anew: its first command sent again is a duplicate, open or ended, taken over or not", async () => {
    const storage = memoryStorage();
    const clock = clockOf(3_600_000);
    const before = createEngine({ storage, clock, directory, numbering, law: vietnamLaw() });
    const [submitOpen, , submitEnded] = await lead(before, ["r-1", "r-2"]);
    const desk = office.person("one-stop", "one-stop-officer");
    await insist(before, { ...office.envelope("r-2", desk), type: "withdraw" } as CommandRequest);
    await before.close();
    const versions = async () => (await storage.load([asId("r-1"), asId("r-2")])).map((row) => row?.version);
    const versionsBefore = await versions();

    const engine = await open("again", storage, clock);
    for (const submit of [submitOpen, submitEnded] as CommandRequest[]) {
      expect(await engine.submit(submit)).toMatchObject({ ok: true, value: { version: 1, duplicate: true } });
      // Another that would begin the same dossier is refused as on every engine.
      const another = { ...submit, commandId: `${submit.commandId}-b` } as CommandRequest;
      expect(await engine.submit(another)).toMatchObject({ ok: false, error: { code: "command.already_exists" } });
    }
    const [, , forward] = firstCommands(office, "r-1");
    expect(await engine.submit(forward as CommandRequest)).toMatchObject({ ok: true, value: { duplicate: false } });
    await projected(engine, storage, ["r-1", "r-2"]);
    expect((await versions())[1]).toBe(versionsBefore[1]);
    expect(await engine.incidents(office.officeId)).toEqual([]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    await engine.close();
  });

  it("a cluster that was lost with all it held is built anew from its projection", async () => {
    const storage = memoryStorage();
    const clock = clockOf(9_000);
    const first = await open("lost", storage, clock);
    clock.restart(startAt);
    const dossiers = ["l-1", "l-2"];
    const sent = await lead(first, dossiers, 3);
    await projected(first, storage, dossiers);
    await first.close();
    for (const each of served.splice(0)) await each.stop();

    const engine = await open("anew", storage, clock);
    expect(await adoptDossiers(engine, storage, { ended: true })).toMatchObject({ adopted: 2, failed: [] });
    for (const command of sent)
      expect(await engine.submit(command)).toMatchObject({ ok: true, value: { duplicate: true } });
    await until(async () => (await Promise.all(dossiers.map((id) => rungsOf(storage, id)))).every((r) => r.length > 0));
    await projected(engine, storage, dossiers);
    for (const dossier of dossiers) {
      const rungs = (await rungsOf(storage, dossier)).map(({ rung }) => rung);
      expect(new Set(rungs).size).toBe(rungs.length);
    }
    expect((await verifyStorage(storage)).damages).toEqual([]);
    await engine.close();
  });

  it("one that cannot be read is named, stays where it is and is not begun anew; storage out of order says so", async () => {
    const good = memoryStorage();
    const clock = clockOf(3_600_000);
    const before = createEngine({ storage: good, clock, directory, numbering, law: vietnamLaw() });
    await lead(before, ["f-1", "f-2"]);
    await before.close();
    let asked = 0;
    const storage = withFaults(good, {
      async load(ids) {
        asked += 1;
        if (asked === 1) throw new AdapterError("storage.gone", "out of order", { retry: "later" });
        const rows = await good.load(ids);
        return rows.map((row) => row && (row.dossierId === "f-1" ? { ...row, since: row.since.slice(1) } : row));
      },
    });
    const engine = await open("faulty", storage, clock);
    await expect(adoptDossiers(engine, storage)).rejects.toMatchObject({ code: "storage.gone", retry: "later" });
    const report = await adoptDossiers(engine, storage);
    expect(report).toMatchObject({ failed: [{ dossierId: "f-1", because: "damaged" }] });
    for (const command of firstCommands(office, "f-1"))
      expect(await engine.submit(command)).toMatchObject({ ok: false, error: { code: "dossier.unreadable" } });
    await engine.close();
  });

  it("trap 23: while storage does not say whether it holds one, or what it took before, its command fails and its key is free", async () => {
    const good = memoryStorage();
    const clock = clockOf(3_600_000);
    const before = createEngine({ storage: good, clock, directory, numbering, law: vietnamLaw() });
    await lead(before, ["s-1", "s-2"]);
    await before.close();
    let down = false;
    const storage = withFaults(good, {
      async load(ids) {
        if (down) throw new AdapterError("storage.gone", "out of order", { retry: "later" });
        return await good.load(ids);
      },
      async findCommand(officeId, commandId) {
        if (down) throw new AdapterError("storage.gone", "out of order", { retry: "later" });
        return await good.findCommand(officeId, commandId);
      },
    });
    const engine = await open("silent", storage, clock);
    expect(await engine.adopt(asId("s-1"))).toBe("adopted");
    down = true;
    const forwards = ["s-1", "s-2"].map((id) => firstCommands(office, id)[2] as CommandRequest);
    for (const forward of forwards) {
      const failed = await engine.submit(forward).catch((error: unknown) => error);
      expect(AdapterError.is(failed) && [failed.code, failed.retry]).toEqual(["storage.gone", "later"]);
    }
    down = false;
    for (const forward of forwards)
      expect(await engine.submit(forward)).toMatchObject({ ok: true, value: { duplicate: false } });
    await engine.close();
  });
});
