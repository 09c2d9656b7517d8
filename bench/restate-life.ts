import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import type { ResolvedFacts } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { type ObjectContext, object, rpc, type VirtualObjectDefinition } from "@restatedev/restate-sdk";
import { connect } from "@restatedev/restate-sdk-clients";
import { serveRestate, startRestate } from "../tests/servers/restate.ts";
import { compare, print, seconds } from "./harness.ts";
import { clockFrom, operations, runLives } from "./life.ts";

interface RawCommand {
  readonly step: number;
  readonly at: number;
  readonly by: string;
}
interface RawCase {
  readonly version: number;
  readonly history: readonly string[];
}
interface RawHandlers {
  apply(context: unknown, command: RawCommand): Promise<number>;
  wake(context: unknown, version: number): Promise<void>;
}
const rawCase: VirtualObjectDefinition<string, RawHandlers> = { name: "raw-case" };
const rawOutbox: VirtualObjectDefinition<string, { take(context: unknown, event: string): Promise<void> }> = {
  name: "raw-outbox",
};
const delay = 3 * 86_400_000;

/** The limit to measure against, as one would write it by hand: with every transition one delayed call to itself and one
 *  one-way send. No ledger, no hash, no record of commands, nothing written to storage. */
function rawServices() {
  const options = { journalRetention: 0 };
  return [
    object({
      ...rawCase,
      handlers: {
        async apply(context: ObjectContext, { step, at, by }: RawCommand) {
          const known = (await context.get<RawCase>("case")) ?? { version: 0, history: [] };
          const version = known.version + 1;
          const event = JSON.stringify({ type: "moved", step, at, by });
          context.set<RawCase>("case", { version, history: [...known.history, event] });
          context.objectSendClient(rawCase, context.key).wake(version, rpc.sendOpts({ delay }));
          context.objectSendClient(rawOutbox, context.key).take(event);
          return version;
        },
        async wake(context: ObjectContext, version: number) {
          const known = await context.get<RawCase>("case");
          if (known?.version === version) context.set("late", true);
        },
      },
      options,
    }),
    object({ ...rawOutbox, handlers: { take: async (_context: ObjectContext, _event: string) => {} }, options }),
  ];
}

/** So many dossiers at once, each operation waiting for its durable answer, as `runLives` does it. */
async function rawLives(ingressUrl: string, batch: number, dossiers: number, inFlight: number): Promise<void> {
  const ingress = connect({ url: ingressUrl });
  for (let first = 0; first < dossiers; first += inFlight) {
    const ids = Array.from({ length: Math.min(inFlight, dossiers - first) }, (_, n) => `b${batch}d${first + n}`);
    for (let step = 0; step < operations; step += 1)
      await Promise.all(
        ids.map((id) => ingress.objectClient(rawCase, id).apply({ step, at: 1_787_000_000_000 + step, by: "minh" })),
      );
  }
}

const nobody = { resolve: () => ({ units: {} }) as ResolvedFacts };

/** The life on a Restate of one node, with wakes, projected to memory: ours beside a virtual object written by hand. */
export async function restateLife(dossiers = 96, inFlight = 16, rounds = 5): Promise<void> {
  const cluster = await startRestate({ partitions: 6 });
  const clock = clockFrom();
  const storage = memoryStorage();
  const ours = restateServices({
    storage,
    clock: { now: () => clock.now(), delayUntil: (at) => at - clock.now() },
    law: vietnamLaw(),
    directory: nobody,
    adapters: ["citizen", "portal"],
  });
  const served = await serveRestate([...ours, ...rawServices()]);
  try {
    await cluster.register(served.uri);
    const { ingressUrl } = cluster;
    const engine = restateEngine({ ingressUrl, storage, clock });
    let batch = 0;
    const figure = await compare(
      dossiers,
      () => seconds(() => runLives(engine, clock, dossiers, inFlight)),
      () => {
        batch += 1;
        return seconds(() => rawLives(ingressUrl, batch, dossiers, inFlight));
      },
      rounds,
    );
    print({ bench: "restate-life", unit: "dossiers/s", inFlight, ...figure, atLeast: 0.8 });
    await engine.close();
  } finally {
    await served.stop();
    await cluster.stop();
  }
}
