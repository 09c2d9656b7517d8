import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import { verifyStorage } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RestateCluster, type ServedServices, serveRestate, startRestate } from "../servers/restate.ts";
import { asId, askAt, firstCommands, insist, office, projected, rungsOf, startAt, until } from "./kit.ts";
import { ScaledClock } from "./scaled-clock.ts";

const perNode = 6;
/** Law runs so fast that the question comes this many real milliseconds after acceptance: longer than a failover. */
const askAfterMs = 12_000;
/** How late a timer may be while two nodes of three share two busy processors. */
const lateMsMax = 12_000;

describe("three nodes with every record on two of them", () => {
  let cluster: RestateCluster;
  let served: ServedServices;
  const storage = memoryStorage();
  const clock = new ScaledClock({ startAt, startedMs: Date.now(), scale: (askAt - startAt) / askAfterMs });
  const { directory, numbering } = office;

  beforeAll(async () => {
    cluster = await startRestate({ nodes: 3, partitions: 3 });
    served = await serveRestate(restateServices({ storage, clock, law: vietnamLaw(), directory }));
    await cluster.register(served.uri);
  });
  afterAll(async () => {
    await served?.stop();
    await cluster?.stop();
  });

  it.each([0, 1, 2])(
    "node %i is lost: commands go on through the others, and every timer comes on time",
    async (lost) => {
      const [first, second] = cluster.nodes.filter((_, place) => place !== lost);
      const enginesOf = [cluster.nodes[lost], first, second].map((node) =>
        restateEngine({
          ingressUrl: node?.ingressUrl ?? "",
          storage,
          clock,
          directory,
          numbering,
          timeoutMs: 3_000,
        }),
      );
      const [before, after, other] = enginesOf;
      if (before === undefined || after === undefined || other === undefined) throw new TypeError("three nodes");
      const dossiers = Array.from({ length: perNode }, (_, n) => `d-${lost}-${n}`);
      clock.restart(startAt);
      await Promise.all(
        dossiers.map(async (dossier) => {
          for (const command of firstCommands(office, dossier).slice(0, 2)) await insist(before, command);
        }),
      );
      await cluster.nodes[lost]?.kill();
      // What the lost node took is there, and what comes now is taken by those that are left.
      const forwards = dossiers.map((dossier) => firstCommands(office, dossier)[2]).filter((one) => one !== undefined);
      await Promise.all(forwards.map((forward, n) => insist(n % 2 === 0 ? after : other, forward)));
      const taken = async () => Promise.all(dossiers.map((dossier) => rungsOf(storage, dossier)));
      await until(async () => (await taken()).every((rungs) => rungs.length > 0), 60_000, 50);
      for (const rungs of await taken()) {
        expect(rungs.filter(({ rung }) => rung === "ask")).toHaveLength(1);
        const [ask] = rungs;
        const lateMs = clock.realMs(ask?.dueAt ?? 0, ask?.at ?? 0);
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThan(lateMsMax);
      }
      await projected(after, storage, dossiers);
      // Either of them answers with all that was projected.
      for (const dossier of dossiers) {
        const [row] = await storage.load([asId(dossier)]);
        expect((await other.read(asId(dossier)))?.version).toBeGreaterThanOrEqual(row?.version ?? Number.NaN);
      }
      expect((await verifyStorage(storage)).damages).toEqual([]);
      await cluster.nodes[lost]?.start();
      await until(
        async () => (await before.read(asId(dossiers[0] ?? "")).catch(() => undefined)) !== undefined,
        60_000,
        200,
      );
    },
  );
});
