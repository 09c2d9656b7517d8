import { createEngine, createWorker, type DossierId, type Storage, type Worker } from "@motcua/core";
import type { EngineHarness, EngineParts, EngineUnderTest } from "@motcua/core/conformance";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";

/** Storage for a harness: fresh at `open`, the same data again at `reopen`. */
export interface Shelf {
  open(): Promise<Storage>;
  reopen?(): Promise<Storage>;
  dispose?(): Promise<void>;
}

/** `createEngine` and a worker on some storage, under a virtual clock. */
export function durableHarness(shelf: Shelf): EngineHarness {
  const { reopen, dispose } = shelf;
  return {
    open: async (parts) => durable(await shelf.open(), parts, virtualClock(parts.startAt)),
    ...(reopen === undefined
      ? {}
      : {
          async restart(running, parts) {
            // The engine is left as it stands: nothing is finished, nothing told.
            await running.storage.close();
            return durable(await reopen(), parts, virtualClock(running.now()));
          },
        }),
    ...(dispose === undefined ? {} : { dispose }),
  };
}

function durable(storage: Storage, parts: EngineParts, clock: VirtualClock): EngineUnderTest {
  const { law, directory, numbering, adapters } = parts;
  const engine = createEngine({ storage, clock, law, directory, numbering, adapters });
  const worker = createWorker({ engine, storage, clock, directory });
  const stopped: { readonly dossierId: DossierId; readonly code: string }[] = [];
  engine.observe.on("incident", (incident) => stopped.push(incident));
  return {
    engine,
    storage,
    now: () => clock.now(),
    async advanceTo(at) {
      clock.advanceTo(at);
      await drain(worker);
    },
    stepTo: (at) => clock.stepTo(at),
    settled: async () => {},
    async incidents() {
      const parked = (await storage.reader.parkedWakes({ limit: 1_000 })).items;
      // A wake that was parked was an incident of the engine first.
      const ofWakes = new Set(parked.map(({ dossierId }) => dossierId));
      return [
        ...parked.map(({ dossierId, code }) => ({ dossierId, code })),
        ...stopped.filter(({ dossierId }) => !ofWakes.has(dossierId)),
      ];
    },
    async retry(dossierId) {
      await storage.releaseWake(dossierId);
      await drain(worker);
    },
    async close() {
      await engine.close();
      await storage.close();
    },
  };
}

/** Passes until nothing is due. */
async function drain(worker: Worker): Promise<void> {
  for (let pass = 0; pass < 1_000; pass += 1) if ((await worker.tick()).wakes === 0) return;
  throw new Error("the worker finds wakes for ever");
}
