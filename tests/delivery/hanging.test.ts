import { memoryStorage } from "@motcua/adapters/memory";
import { createWorker, type Deliver, type OutboxMessage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { expect, it } from "vitest";
import { openOffice } from "../engine/engine-kit.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends commands for a while and measures how long each lane's messages took to go out, in real time. */
async function lagBeside(sms: Deliver) {
  const storage = memoryStorage();
  const clock = virtualClock("2026-08-20T09:00:00+07:00");
  const office = openOffice(storage, { adapters: ["citizen/sms", "citizen/email", "portal"], clock });
  const committedAt = new Map<string, number>();
  const lags: number[] = [];
  let calls = 0;
  const arrive = async ({ dossierId }: OutboxMessage) => {
    lags.push(performance.now() - (committedAt.get(dossierId) ?? Number.NaN));
    return undefined;
  };
  const counted: Deliver = (message, call) => {
    calls += 1;
    return sms(message, call);
  };
  const worker = createWorker({
    ...{ engine: office.engine, storage, clock, directory: { resolve: () => ({}) as never } },
    deliver: { "citizen/sms": counted, "citizen/email": arrive, portal: arrive },
    circuit: { waitMsMin: 60_000 },
    leaseMs: 250,
    concurrency: 20,
    batch: 20,
    pollMs: 20,
  });
  worker.start();
  let most = 0;
  for (let n = 0; n < 150; n += 1) {
    committedAt.set(`d${n}`, performance.now());
    await office.accept(`d${n}`);
    most = Math.max(most, worker.status().underWay);
    await pause(4);
  }
  for (let n = 0; n < 500 && lags.length < 3 * 150; n += 1) await pause(10);
  const status = worker.status();
  await worker.stop();
  lags.sort((a, b) => a - b);
  return { lags, calls, most, status, typical: lags[Math.floor(lags.length * 0.9)] ?? Number.NaN };
}

it("a backend that hangs for ever leaves the others' lag as it was, and holds a bounded number of messages", async () => {
  const well = await lagBeside(async () => undefined);
  const hung = await lagBeside(() => new Promise(() => {}));
  // Each dossier writes one message to e-mail and two to the portal: submitted, accepted and where it stands.
  expect(hung.lags.length).toBe(well.lags.length);
  expect(hung.lags.length).toBeGreaterThanOrEqual(300);
  expect(hung.typical).toBeLessThan(well.typical * 2 + 25);
  // Far below the lease: nobody waited for the backend that hangs.
  expect(hung.typical).toBeLessThan(150);
  const gateway = hung.status.backends.find(({ backend }) => backend === "citizen/sms");
  expect(gateway).toMatchObject({ state: "open", code: "delivery.timed_out" });
  expect(hung.status.backends.filter(({ state }) => state === "closed").length).toBe(2);
  // At most what it may hold at once, and once more before the tenth has timed out; then nothing.
  expect(hung.calls).toBeLessThanOrEqual(40);
  expect(hung.most).toBeLessThanOrEqual(60);
}, 30_000);
