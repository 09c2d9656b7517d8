import type { memoryStorage } from "@motcua/adapters/memory";
import { AdapterError, createWorker, type LaneOptions, type Log, type OutboxMessage } from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Circuit } from "../../packages/core/src/engine/circuit.ts";
import { retryAt } from "../../packages/core/src/engine/retry.ts";
import { drain, openOffice, storages, withFaults } from "../engine/engine-kit.ts";

const down = new AdapterError("sms.down", "out of order", { retry: "later" });
const refused = new AdapterError("sms.no_number", "no number", { retry: "operator" });

/** An office whose backend clock is moved by hand, and says how long it left whom alone. */
async function switchboard(open: () => ReturnType<typeof memoryStorage>, deliver: { [lane: string]: LaneOptions }) {
  const claims: string[] = [];
  const lines: string[] = [];
  let real = 0;
  const good = open();
  const storage = withFaults(good, {
    claimOutbox: (claim) => {
      claims.push(`${claim.adapters?.join()} ${claim.limit}`);
      return good.claimOutbox(claim);
    },
  });
  const log: Log = {
    write: (_, code, { backend }) => void (backend !== undefined && lines.push(`${code} ${backend}`)),
  };
  const office = openOffice(storage, { adapters: Object.keys(deliver) });
  const { engine, clock } = office;
  const circuit = { failures: 3, waitMsMin: 1_000, waitMsMax: 4_000, now: () => real, random: () => 1 };
  const ports = { engine, storage, clock, directory: { resolve: () => ({}) as never } };
  const worker = createWorker({ ...ports, deliver, circuit, log });
  const later = (ms: number): void => {
    real += ms;
  };
  const oneByOne = async (): Promise<void> => {
    clock.advanceTo(clock.now() + 3_600_000);
    await worker.tick();
  };
  return { office, worker, claims, lines, later, oneByOne, storage, stateOf: () => worker.status().backends[0] };
}

describe.each(storages)("a backend that fails, on $name", ({ open }) => {
  it("is left alone after so many failures in a row: nothing is claimed for any of its lanes until a probe succeeds", async () => {
    let broken = true;
    const sent: OutboxMessage[] = [];
    const send = async (message: OutboxMessage) => {
      if (broken) throw down;
      sent.push(message);
      return undefined;
    };
    const lanes = { "citizen/sms": { send, backend: "gateway" }, "portal/sms": { send, backend: "gateway" } };
    const { office, worker, claims, lines, later, oneByOne, stateOf, storage } = await switchboard(open, lanes);
    for (const dossier of ["d1", "d2", "d3", "d4"]) await office.accept(dossier);
    await worker.tick();
    expect(stateOf()).toMatchObject({ backend: "gateway", state: "open", code: "sms.down", waitMs: 1_000 });
    expect(stateOf()?.lanes).toEqual(["citizen/sms", "portal/sms"]);

    const attempts = async () => (await storage.reader.messages("d1" as never)).map((row) => row.attempts);
    const before = await attempts();
    claims.length = 0;
    await oneByOne();
    expect([claims, await attempts()]).toEqual([[], before]);

    // A probe is one message of one lane; failing, it doubles the wait.
    later(1_000);
    expect(stateOf()?.state).toBe("half-open");
    await oneByOne();
    expect(claims).toEqual(["citizen/sms 1"]);
    expect(stateOf()).toMatchObject({ state: "open", waitMs: 2_000, failures: 2 });
    later(2_000);
    await oneByOne();
    expect(stateOf()).toMatchObject({ waitMs: 4_000 });
    later(4_000);
    await oneByOne();
    expect(stateOf()).toMatchObject({ waitMs: 4_000, failures: 4 });

    broken = false;
    later(4_000);
    await oneByOne();
    expect(stateOf()).toMatchObject({ state: "closed", waitMs: 0, code: undefined });
    for (let hour = 0; hour < 3; hour += 1) await oneByOne();
    await drain(worker);
    expect(sent.length).toBe(12);
    expect(lines).toEqual([...Array(4).fill("backend.opened gateway"), "backend.closed gateway"]);
  });

  it("is there as long as it answers, be it only with refusals", async () => {
    const send = async () => {
      throw refused;
    };
    const { office, worker, stateOf } = await switchboard(open, { "citizen/sms": { send } });
    for (const dossier of ["d1", "d2", "d3", "d4", "d5"]) await office.accept(dossier);
    await drain(worker);
    expect(stateOf()).toMatchObject({ backend: "citizen/sms", state: "closed", failures: 0 });
  });

  it("learns nothing of a message that waits here, and was shown to nobody", async () => {
    let here = false;
    const send = async () => {
      if (here) return { pending: "dossier.handed_over", asked: false } as const;
      throw down;
    };
    const { office, worker, later, oneByOne, stateOf } = await switchboard(open, { "citizen/sms": { send } });
    for (const dossier of ["d1", "d2", "d3"]) await office.accept(dossier);
    await worker.tick();
    expect(stateOf()?.state).toBe("open");
    here = true;
    later(1_000);
    await oneByOne();
    expect(stateOf()).toMatchObject({ state: "half-open", failures: 1, code: "sms.down" });
    // The probe came back unused: the next one finds out.
    here = false;
    await oneByOne();
    expect(stateOf()).toMatchObject({ state: "open", failures: 2 });
  });

  it("keeps its probe when there is nothing to try it with", async () => {
    let broken = true;
    const send = async () => {
      if (broken) throw down;
      return undefined;
    };
    const lanes = { "citizen/sms": { send, backend: "gateway" }, "agency/sms": { send, backend: "gateway" } };
    const { office, worker, later, oneByOne, stateOf } = await switchboard(open, lanes);
    for (const dossier of ["d1", "d2", "d3"]) await office.accept(dossier);
    await worker.tick();
    broken = false;
    later(1_000);
    // Law time stands: what failed is not due yet, so no lane has anything to try.
    await worker.tick();
    expect(stateOf()?.state).toBe("half-open");
    await oneByOne();
    expect(stateOf()?.state).toBe("closed");
  });
});

it("what was under way when it opened neither closes it nor opens it further", () => {
  const told: string[] = [];
  const circuit = new Circuit(
    { failures: 2, waitMsMin: 10, now: () => 0 },
    { opened: () => told.push("opened"), closed: () => told.push("closed") },
  );
  const { permit } = circuit.take(100);
  for (let call = 0; call < 50; call += 1) circuit.failed(permit, "sms.down");
  circuit.answered(permit);
  expect([told, circuit.state, circuit.failures]).toEqual([["opened"], "open", 1]);
});

it("a circuit lets exactly one probe through at a time, and never sticks", () => {
  // Random days: whatever was permitted comes back in any order, late, or unused.
  const steps = fc.array(fc.tuple(fc.constantFrom("take", "well", "ill", "unused", "wait"), fc.nat(200)), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (days) => {
      let now = 0;
      const circuit = new Circuit(
        { failures: 3, waitMsMin: 10, waitMsMax: 40, now: () => now },
        {
          opened: () => {},
          closed: () => {},
        },
      );
      const out: { permit: ReturnType<Circuit["take"]>["permit"]; probe: boolean }[] = [];
      for (const [what, n] of days) {
        if (what === "wait") now += n;
        else if (what === "take") {
          const before = circuit.state;
          const { limit, permit } = circuit.take(1);
          if (before === "open") expect(limit).toBe(0);
          if (limit > 0) out.push({ permit, probe: before === "half-open" });
        } else {
          const [one] = out.splice(n % Math.max(1, out.length), 1);
          if (one === undefined) continue;
          if (what === "well") circuit.answered(one.permit);
          else if (what === "ill") circuit.failed(one.permit, "sms.down");
          else circuit.unused(one.permit);
        }
        const { generation } = circuit.take(0).permit;
        void generation;
      }
      for (const { permit } of out) circuit.unused(permit);
      now += 40;
      const { limit, permit } = circuit.take(5);
      expect(limit).toBeGreaterThan(0);
      circuit.answered(permit);
      expect([circuit.state, circuit.take(5).limit]).toEqual(["closed", 5]);
    }),
    { numRuns: 1_000 },
  );
});

it("a probe is not taken by who has no room for a message", () => {
  let now = 0;
  const circuit = new Circuit({ failures: 1, waitMsMin: 10, now: () => now }, { opened: () => {}, closed: () => {} });
  circuit.failed(circuit.take(1).permit, "sms.down");
  now = 10;
  expect([circuit.take(0).limit, circuit.take(5).limit, circuit.take(5).limit]).toEqual([0, 1, 0]);
});

describe("waits between attempts", () => {
  const wait = (messageId: string, attempts: number, error: unknown = down): number => {
    const result = retryAt(error, 0, { messageId, attempts });
    return result.kind === "retry" ? result.at : Number.NaN;
  };

  it("are uneven, the same whenever they are asked, and within what the back-off says", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 49 }), (id, attempts) => {
        const longest = Math.min(3_600_000, 60_000 * 2 ** (attempts - 1));
        expect(wait(id, attempts)).toBe(wait(id, attempts));
        expect(wait(id, attempts)).toBeGreaterThanOrEqual(longest / 2);
        expect(wait(id, attempts)).toBeLessThanOrEqual(longest);
        const asked = new AdapterError("sms.busy", "later", { retry: "later", retryAfterMs: 120_000 });
        expect(wait(id, attempts, asked)).toBeGreaterThanOrEqual(120_000);
        expect(wait(id, attempts, asked)).toBeLessThanOrEqual(150_000);
      }),
    );
  });

  it("spread a day's messages that failed together: no second holds more than twice its share", () => {
    const seconds = new Map<number, number>();
    for (let n = 0; n < 173_000; n += 1) {
      const second = Math.floor(wait(`H26.1-${n}:citizen/sms:16`, 7) / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    // The seventh attempt waits half an hour to an hour: 1,800 seconds for all of them.
    expect(Math.max(...seconds.values())).toBeLessThan((2 * 173_000) / 1_800);
    expect(seconds.size).toBeGreaterThan(1_790);
  });
});
