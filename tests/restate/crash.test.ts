import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restateEngine } from "@motcua/adapters/restate";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { verifyStorage } from "@motcua/core";
import { expect, it } from "vitest";
import { freePort } from "../servers/free-port.ts";
import { startRestate } from "../servers/restate.ts";
import {
  askAt,
  firstCommands,
  historyOf,
  insist,
  office,
  pause,
  projected,
  rungsOf,
  ServiceProcess,
  startAt,
  until,
} from "./kit.ts";
import { ScaledClock } from "./scaled-clock.ts";

const dayMs = 86_400_000;
const rounds = 5;

/** Numbers that look like chance and come again with their seed. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it("trap 22: server and service killed again and again under load: nothing lost, nothing doubled, every deadline taken", async () => {
  const seed = Number(process.env.MOTCUA_SEED ?? "20260820");
  console.info(`seed ${seed}`);
  const draw = chance(seed);
  const folder = mkdtempSync(join(tmpdir(), "motcua-restate-crash-"));
  const file = join(folder, "office.db");
  const cluster = await startRestate();
  const time = { startAt, startedMs: Date.now(), scale: dayMs / 3_000 };
  const clock = new ScaledClock(time);
  const storage = sqliteStorage({ file });
  const service = new ServiceProcess({ file, port: await freePort(), time });
  const { directory, numbering } = office;
  const engine = restateEngine({
    ingressUrl: cluster.ingressUrl,
    storage,
    clock,
    directory,
    numbering,
    timeoutMs: 4_000,
  });
  try {
    await service.start();
    await cluster.register(service.uri);
    const dossiers: string[] = [];
    let finished = 0;
    let sending = true;
    const load = async (lane: number): Promise<void> => {
      for (let n = 0; sending; n += 1) {
        const dossier = `d-${lane}-${n}`;
        dossiers.push(dossier);
        for (const command of firstCommands(office, dossier)) await insist(engine, command);
        finished += 1;
      }
    };
    const lanes = Array.from({ length: 8 }, (_, lane) => load(lane));
    for (let round = 0; round < rounds; round += 1) {
      await pause(400 + draw() * 800);
      const which = Math.floor(draw() * 3);
      if (which !== 1) await service.kill();
      if (which !== 0) await cluster.nodes[0]?.kill();
      await pause(draw() * 200);
      if (which !== 0) await cluster.nodes[0]?.start();
      if (which !== 1) await service.start();
    }
    sending = false;
    await Promise.all(lanes);
    expect(finished).toBe(dossiers.length);

    const lastAsk = askAt + (clock.now() - startAt) + 2 * dayMs;
    await until(async () => clock.now() > lastAsk, 60_000, 100);
    await projected(engine, storage, dossiers);
    await until(async () =>
      (await Promise.all(dossiers.map((id) => rungsOf(storage, id)))).every((taken) => taken.length > 0),
    );
    await projected(engine, storage, dossiers);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    for (const dossier of dossiers) {
      const events = await historyOf(storage, dossier);
      // Every command once: none lost that was answered, none doubled that was sent again.
      for (const [type, commandId] of [
        ["submitted", `${dossier}.1`],
        ["accepted", `${dossier}.2`],
        ["acted", `${dossier}.3`],
      ])
        expect(events.filter((event) => event.type === type).map((event) => event.commandId)).toEqual([commandId]);
      const taken = await rungsOf(storage, dossier);
      expect(new Set(taken.map(({ rung, generation }) => `${rung} ${generation}`)).size).toBe(taken.length);
      for (const rung of taken) expect(rung.at).toBeGreaterThanOrEqual(rung.dueAt);
    }
    await engine.close();
  } finally {
    await service.kill();
    await cluster.stop();
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
