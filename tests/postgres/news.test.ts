import { describe, expect, it, vi } from "vitest";
import { aCommit, t } from "../../packages/core/src/conformance/builders.ts";
import { usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** News comes within a moment; a server that was away is asked again every second. */
const until = (condition: () => boolean): Promise<true> => vi.waitUntil(condition, { timeout: 10_000, interval: 25 });

describe("news of work", () => {
  it("reaches a worker of another process when something comes due earlier than it knows, and not otherwise", async () => {
    const [worker, desk] = [await kit.open(), await kit.open()];
    let told = 0;
    const stop = worker.subscribe?.(() => {
      told += 1;
    });
    // Once at the beginning, for what came while nobody listened.
    await until(() => told === 1);
    expect(await worker.nextDueAt()).toBe(undefined);
    await desk.commit([aCommit({ dossier: "d-1", wakeAt: t(50) })]);
    await until(() => told === 2);
    expect(await worker.nextDueAt()).toBe(t(50));
    await desk.commit([aCommit({ dossier: "d-2", wakeAt: t(60) })]);
    await desk.commit([aCommit({ dossier: "d-3" })]);
    await pause(300);
    expect(told).toBe(2);
    await desk.commit([aCommit({ dossier: "d-4", outbox: [{ notBefore: t(1) }] })]);
    await until(() => told === 3);
    stop?.();
    await desk.commit([aCommit({ dossier: "d-5", wakeAt: t(0) })]);
    await pause(300);
    expect(told).toBe(3);
  });

  it("goes on after the server was away", async () => {
    const [worker, desk] = [await kit.open(), await kit.open()];
    let told = 0;
    worker.subscribe?.(() => {
      told += 1;
    });
    await until(() => told === 1);
    await kit.server.kill("immediate");
    await kit.server.start();
    await until(() => told === 2);
    await desk.commit([aCommit({ wakeAt: t(1) })]);
    await until(() => told === 3);
  });
});
