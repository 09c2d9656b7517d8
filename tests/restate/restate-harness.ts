import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RestateEngine, restateEngine, restateServices } from "@motcua/adapters/restate";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import type { DossierId, Engine, OfficeId } from "@motcua/core";
import type { EngineHarness, EngineParts, EngineUnderTest } from "@motcua/core/conformance";
import { freePort } from "../servers/free-port.ts";
import { type RestateCluster, type ServedServices, serveRestate, startRestate } from "../servers/restate.ts";
import { until } from "./kit.ts";
import { RacingClock } from "./racing-clock.ts";

/** What stays when everything is stopped. */
interface Installation {
  readonly prefix: string;
  readonly port: number;
  readonly file: string;
  /** Dossiers a command was sent for. */
  readonly dossiers: Set<DossierId>;
  readonly offices: Set<OfficeId>;
}

/** The distributed engine on a cluster of the tests' own, each case under names of its own, projected to a SQLite file. */
export function restateHarness(): EngineHarness & { stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), "motcua-restate-kit-"));
  const installations = new WeakMap<EngineUnderTest, Installation>();
  let cluster: RestateCluster | undefined;
  let cases = 0;
  const start = async (installation: Installation, parts: EngineParts, at: number): Promise<EngineUnderTest> => {
    cluster ??= await startRestate();
    const running = await runOn(cluster, installation, parts, new RacingClock(at));
    installations.set(running, installation);
    return running;
  };
  return {
    async open(parts) {
      cases += 1;
      const installation = {
        prefix: `case-${cases}`,
        port: await freePort(),
        file: join(folder, `${cases}.db`),
        dossiers: new Set<DossierId>(),
        offices: new Set<OfficeId>(),
      };
      return await start(installation, parts, parts.startAt);
    },
    async restart(running, parts) {
      const installation = installations.get(running);
      if (installation === undefined) throw new Error("not of this harness");
      await cluster?.nodes[0]?.kill();
      await running.close();
      await cluster?.nodes[0]?.start();
      return await start(installation, parts, running.now());
    },
    async stop() {
      await cluster?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function runOn(
  cluster: RestateCluster,
  { prefix, port, file, dossiers, offices }: Installation,
  parts: EngineParts,
  clock: RacingClock,
): Promise<EngineUnderTest> {
  const { law, directory, numbering, adapters } = parts;
  const storage = sqliteStorage({ file });
  const services = restateServices({ storage, clock, law, directory, adapters, prefix });
  const served: ServedServices = await serveRestate(services, port);
  await cluster.register(served.uri);
  const { ingressUrl } = cluster;
  const engine = restateEngine({ ingressUrl, storage, clock, directory, numbering, prefix });
  const incidentOf = async (id: DossierId): Promise<{ readonly kind: string; readonly code: string } | null> =>
    (await fetch(`${ingressUrl}/${prefix}-dossier/${id}/incident`, { method: "POST" })).json() as never;
  /** The projection has come as far as the dossier, and no wake is due that nobody parked. */
  const quiet = async (id: DossierId): Promise<boolean> => {
    const [view, [row]] = await Promise.all([engine.read(id), storage.load([id])]);
    if (view?.version !== row?.version) return false;
    return row?.wakeAt === undefined || row.wakeAt > clock.now() || (await incidentOf(id))?.kind === "wake";
  };
  const projected = async (id: DossierId): Promise<boolean> =>
    (await engine.read(id))?.version === (await storage.load([id]))[0]?.version;
  const all = (isSo: (id: DossierId) => Promise<boolean>) =>
    until(async () => (await Promise.all([...dossiers].map(isSo))).every(Boolean));
  return {
    engine: remembering(engine, dossiers, offices),
    storage,
    now: () => clock.now(),
    async advanceTo(at) {
      await clock.advanceTo(at);
      await all(quiet);
    },
    stepTo: (at) => clock.stepTo(at),
    settled: () => all(projected),
    async incidents() {
      const own = (await Promise.all([...dossiers].map(incidentOf))).filter((incident) => incident !== null).length;
      let listed: Awaited<ReturnType<RestateEngine["incidents"]>> = [];
      await until(async () => {
        listed = (await Promise.all([...offices].map((office) => engine.incidents(office)))).flat();
        return listed.length === own;
      });
      return listed.map(({ dossierId, code }) => ({ dossierId, code }));
    },
    async retry(dossierId) {
      const done = await engine.releaseIncident({ dossierId, kind: "wake" }, { kind: "retry" });
      if (!done) throw new Error(`${dossierId} does not wait`);
      await all(quiet);
    },
    async close() {
      await engine.close();
      await served.stop();
      await storage.close();
    },
  };
}

/** Notes what it is asked for, so that the harness knows what to wait for. */
function remembering(engine: RestateEngine, dossiers: Set<DossierId>, offices: Set<OfficeId>): Engine {
  return new Proxy<Engine>(engine, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (name !== "submit") return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      return (...[request, content]: Parameters<Engine["submit"]>) => {
        if (typeof request.dossierId === "string") dossiers.add(request.dossierId);
        if (/^[a-z-]+$/.test(request.officeId)) offices.add(request.officeId);
        return engine.submit(request, content);
      };
    },
  });
}
