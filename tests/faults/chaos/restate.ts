import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restateEngine } from "@motcua/adapters/restate";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { AdapterError, bodyHash, type CommandRequest, type Engine } from "@motcua/core";
import { firstCommands, office, pause, projected, ServiceProcess, startAt } from "../../restate/kit.ts";
import { ScaledClock } from "../../restate/scaled-clock.ts";
import { freePort } from "../../servers/free-port.ts";
import { startRestate } from "../../servers/restate.ts";
import { checkHistory } from "../history-checker.ts";
import { SeededRandom } from "../random.ts";
import { Recorder } from "./recorder.ts";
import type { ChaosOptions, ChaosReport } from "./run.ts";

/** Law time of a day goes by in three seconds. */
const scale = 86_400_000 / 3_000;
const clients = 6;

/** A server and a service that are both back answer within seconds; one that never does is a fault to be told. */
const answerMsMax = 120_000;

/** Sends until there is an answer, and tells of every sending. @throws Error when there is none for too long */
async function insist(engine: Engine, recorder: Recorder, request: CommandRequest): Promise<void> {
  const { officeId, commandId } = request;
  const giveUpAt = performance.now() + answerMsMax;
  for (;;) {
    recorder.take({ t: "sent", request, bodyHash: bodyHash(request) });
    try {
      const answer = await engine.submit(request);
      const heard = answer.ok
        ? { kind: "acknowledged" as const, version: answer.value.version, duplicate: answer.value.duplicate }
        : { kind: "refused" as const, code: answer.error.code };
      recorder.take({ t: "heard", officeId, commandId, heard });
      return;
    } catch (error) {
      if (!AdapterError.is(error)) throw error;
      recorder.take({ t: "heard", officeId, commandId, heard: { kind: "unknown" } });
      if (performance.now() > giveUpAt) throw new Error(`no answer to ${commandId} for two minutes`, { cause: error });
      await pause(50);
    }
  }
}

/** The distributed engine with its projection in one SQLite file: server and service are killed, alone and together. */
export async function restateChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, seconds, kills: killsMax = Number.POSITIVE_INFINITY, acknowledged = 0 } = options;
  const random = new SeededRandom(seed);
  const recorder = new Recorder();
  const folder = mkdtempSync(join(tmpdir(), "motcua-chaos-restate-"));
  const file = join(folder, "office.db");
  const cluster = await startRestate();
  const storage = sqliteStorage({ file });
  const startedMs = Date.now();
  const time = { startAt, startedMs, scale };
  const service = new ServiceProcess({ file, port: await freePort(), time });
  const { directory, numbering } = office;
  const { ingressUrl } = cluster;
  const clock = new ScaledClock(time);
  const engine = restateEngine({ ingressUrl, storage, clock, directory, numbering, timeoutMs: 4_000 });
  const count = { service: 0, server: 0 };
  // Servers do not keep their starter alive, and there are moments in which only they are waited for.
  const alive = setInterval(() => {}, 1_000);
  try {
    await service.start();
    await cluster.register(service.uri);
    const dossiers: string[] = [];
    let sending = true;
    const client = async (lane: number): Promise<void> => {
      for (let n = 0; sending; n += 1) {
        const dossier = `d-${lane}-${n}`;
        dossiers.push(dossier);
        for (const command of firstCommands(office, dossier)) await insist(engine, recorder, command);
      }
    };
    const working = Promise.all(Array.from({ length: clients }, (_, lane) => client(lane)));
    // Told where it is waited for, after the last kill.
    working.catch(() => undefined);
    const enough = () => count.service + count.server >= killsMax && recorder.acknowledged >= acknowledged;
    while (Date.now() - startedMs < seconds * 1_000 && !enough()) {
      // Some progress, or some time when there is none.
      const heard = recorder.acknowledged + random.below(25);
      for (let wait = 0; recorder.acknowledged < heard && wait < 40; wait += 1) await pause(50);
      const whom = random.pick(["service", "server", "both"] as const);
      const [node] = cluster.nodes;
      if (whom !== "server") await service.kill();
      if (whom !== "service") await node?.kill();
      count.service += whom === "server" ? 0 : 1;
      count.server += whom === "service" ? 0 : 1;
      await pause(random.below(150));
      if (whom !== "service") await node?.start();
      if (whom !== "server") await service.start();
    }
    sending = false;
    await working;
    await projected(engine, storage, dossiers);
    // Its timers would go on firing while everything is read.
    await service.kill();
    const history = recorder.history();
    // Who commits is the projector in the cluster; nobody delivers here.
    const { faults, ...counts } = await checkHistory(storage, { sent: history.sent, arrived: [] });
    await engine.close();
    return {
      storage: "restate",
      seed,
      seconds: Math.round((Date.now() - startedMs) / 1_000),
      kills: count.service,
      serverKills: count.server,
      freezes: 0,
      disasters: {},
      acknowledged: recorder.acknowledged,
      sent: history.sent.length,
      arrived: 0,
      ...counts,
      faults: [...recorder.faults, ...faults],
    };
  } finally {
    await service.kill();
    await cluster.stop();
    await storage.close();
    clearInterval(alive);
    rmSync(folder, { recursive: true, force: true });
  }
}
