import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import { createWorker, type Directory } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RestateCluster, serveRestate, startRestate } from "../servers/restate.ts";
import { asId, askAt, firstCommands, insist, office, pause, projected, rungsOf, startAt, until } from "./kit.ts";
import { ScaledClock } from "./scaled-clock.ts";

/** How late a timer may be on a machine that does much else. */
const lateMsMax = 10_000;

describe("delayed calls", () => {
  let cluster: RestateCluster;
  beforeAll(async () => {
    cluster = await startRestate();
  });
  afterAll(() => cluster?.stop());

  /** An installation of its own whose law runs so fast that a question comes after so many real milliseconds. */
  async function open(prefix: string, askAfterMs: number) {
    const storage = memoryStorage();
    const clock = new ScaledClock({ startAt, startedMs: Date.now(), scale: (askAt - startAt) / askAfterMs });
    let woken = 0;
    const directory: Directory = {
      resolve({ command }) {
        if (command === "wake") woken += 1;
        return office.directory.resolve();
      },
    };
    const served = await serveRestate(restateServices({ storage, clock, law: vietnamLaw(), directory, prefix }));
    await cluster.register(served.uri);
    const { ingressUrl } = cluster;
    const { numbering } = office;
    const engine = restateEngine({ ingressUrl, storage, clock, directory, numbering, prefix });
    clock.restart(startAt);
    return { storage, clock, engine, served, directory, woken: () => woken };
  }

  it("a delay delays: nothing comes at once, nothing early, and nobody asks in between", async () => {
    const { storage, clock, engine, served, woken } = await open("delay", 4_000);
    const dossiers = ["a-1", "a-2", "a-3"];
    for (const dossier of dossiers)
      for (const command of firstCommands(office, dossier).slice(0, 2)) await insist(engine, command);
    await projected(engine, storage, dossiers);
    // Dossiers have a duty or two before the question; what matters is that nothing of it is early or asked for in vain.
    await until(async () => clock.now() > askAt - 12 * 3_600_000);
    for (const dossier of dossiers) expect(await rungsOf(storage, dossier)).toEqual([]);
    await until(async () => (await Promise.all(dossiers.map((id) => rungsOf(storage, id)))).every((r) => r.length > 0));
    for (const dossier of dossiers) {
      const [ask] = await rungsOf(storage, dossier);
      expect(ask?.at).toBeGreaterThanOrEqual(ask?.dueAt ?? 0);
      expect(clock.realMs(ask?.dueAt ?? 0, ask?.at ?? 0)).toBeLessThan(lateMsMax);
    }
    // A call that came at once would be armed again and again until its time.
    expect(clock.delays).toBeLessThan(dossiers.length * 30);
    expect(woken()).toBeLessThan(dossiers.length * 15);
    await engine.close();
    await served.stop();
  });

  it("trap 13: a worker on the projection is a second pair of hands, and each rung is taken once", async () => {
    const { storage, clock, engine, served, directory } = await open("hands", 2_500);
    const worker = createWorker({ engine, storage, clock, directory, pollMs: 50 });
    worker.start();
    for (const command of firstCommands(office, "b-1").slice(0, 2)) await insist(engine, command);
    await until(async () => (await rungsOf(storage, "b-1")).length >= 2);
    await worker.stop();
    await projected(engine, storage, ["b-1"]);
    const rungs = (await rungsOf(storage, "b-1")).map(({ rung }) => rung);
    expect(new Set(rungs).size).toBe(rungs.length);
    expect((await storage.reader.parkedWakes({ limit: 10 })).items).toEqual([]);
    await engine.close();
    await served.stop();
  });

  it("a delayed call armed by one deployment is taken by the next", async () => {
    const { storage, clock, engine, served, directory } = await open("next", 4_000);
    for (const command of firstCommands(office, "c-1").slice(0, 2)) await insist(engine, command);
    await pause(100);
    const next = await serveRestate(restateServices({ storage, clock, law: vietnamLaw(), directory, prefix: "next" }));
    await cluster.register(next.uri);
    await served.stop();
    await until(async () => (await rungsOf(storage, "c-1")).length > 0);
    expect((await engine.read(asId("c-1")))?.state.question).toBeDefined();
    await engine.close();
    await next.stop();
  });
});
