import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import type { ResolvedFacts } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { type ObjectContext, object, rpc, type VirtualObjectDefinition } from "@restatedev/restate-sdk";
import { connect } from "@restatedev/restate-sdk-clients";
import { serveRestate, startRestate } from "../tests/servers/restate.ts";
import { compare, median, print, seconds } from "./harness.ts";
import { clockFrom, operation, operations, runLives } from "./life.ts";

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

/** One node with both sides on it, projected to memory. */
async function openBoth() {
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
  await cluster.register(served.uri);
  const { ingressUrl } = cluster;
  const engine = restateEngine({ ingressUrl, storage, clock });
  const close = async (): Promise<void> => {
    await engine.close();
    await served.stop();
    await cluster.stop();
  };
  return { ingressUrl, engine, clock, close };
}

/** The life on a Restate of one node, with wakes, projected to memory: ours beside a virtual object written by hand. */
export async function restateLife(dossiers = 96, inFlight = 16, rounds = 5): Promise<void> {
  const { ingressUrl, engine, clock, close } = await openBoth();
  try {
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
  } finally {
    await close();
  }
}

/** Where the time of a life goes: milliseconds each of its operations takes for so many dossiers at once, medians of
 *  interleaved batches. */
export async function restateSteps(inFlight = 16, batches = 24): Promise<void> {
  const { ingressUrl, engine, clock, close } = await openBoth();
  try {
    const ingress = connect({ url: ingressUrl });
    const own = async (batch: number, n: number, step: number): Promise<void> => {
      const answer = await engine.submit(operation(`s${batch}d${n}`, `H26.1-27${four(batch)}-${four(n)}`, step));
      if (!answer.ok) throw new Error(answer.error.code);
    };
    const byHand = async (batch: number, n: number, step: number): Promise<void> => {
      const command = { step, at: 1_787_000_000_000 + step, by: "minh" };
      await ingress.objectClient(rawCase, `s${batch}d${n}`).apply(command);
    };
    const times = (of: typeof own) => ({ of, ms: Array.from({ length: operations }, (): number[] => []) });
    const [ours, raw] = [times(own), times(byHand)];
    for (let batch = 0; batch < batches; batch += 1)
      for (const { of, ms } of batch % 2 === 0 ? [ours, raw] : [raw, ours])
        for (const [step, each] of ms.entries()) {
          clock.minute = step;
          const all = () => Promise.all(Array.from({ length: inFlight }, (_, n) => of(batch, n, step)));
          const took = await seconds(async () => void (await all()));
          // The first batches warm up.
          if (batch >= 3) each.push(took * 1_000);
        }
    const medians = ({ ms }: typeof ours) => ms.map((each) => Math.round(median(each)));
    const [a, b] = [medians(ours), medians(raw)];
    const sum = (each: readonly number[]) => each.reduce((total, one) => total + one, 0);
    const ratio = Number((sum(b) / sum(a)).toFixed(3));
    print({ bench: "restate-steps", unit: "ms", inFlight, ours: a.join(" "), raw: b.join(" "), ratio });
  } finally {
    await close();
  }
}

const four = (n: number): string => String(n).padStart(4, "0");
