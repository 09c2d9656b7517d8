import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { AdapterError, createWorker, type DossierId, type OutboxMessage, type Storage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { act, people, why } from "../dossier/kit.ts";
import { freshFile, openOffice, withFaults } from "../engine/engine-kit.ts";

const lanes = ["citizen/sms", "citizen/email", "portal/national", "portal/webhook"] as const;
const stores: readonly (readonly [string, (now: () => number) => Storage])[] = [
  ["memory", (now) => memoryStorage({ now })],
  ["sqlite", (now) => sqliteStorage({ file: freshFile(), now })],
];

/** What the world does to one call: a channel that fails, one that has the message but whose answer is lost, and a process
 *  that falls between sending and writing it down. */
const fates = fc.constantFrom("well", "well", "fails", "answer lost", "crash after sending");

describe.each(stores)("random outages and crashes on %s", (_name, open) => {
  it("at least once, in order within a lane, and a dead lane holds no other", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fates).map((stream) => stream[Symbol.iterator]()),
        fc.constantFrom(...lanes),
        async (fate, dead) => {
          const clock = virtualClock("2026-08-20T09:00:00+07:00");
          let stormy = true;
          let crash: string | undefined;
          const good = open(clock.now);
          const storage = withFaults(good, {
            settleOutbox: (token, result) => {
              if (crash !== undefined && token.length > 0 && result.kind === "delivered" && stormy) {
                crash = undefined;
                return Promise.reject(new AdapterError("storage.gone", "the process fell", { retry: "later" }));
              }
              return good.settleOutbox(token, result);
            },
          });
          const office = openOffice(storage, { adapters: lanes, clock });
          const arrived: OutboxMessage[] = [];
          const send = async (message: OutboxMessage) => {
            const now = stormy ? fate.next().value : "well";
            const down = new AdapterError("sms.down", "out of order", { retry: "later" });
            if (message.adapter === dead || now === "fails") throw down;
            arrived.push(message);
            if (now === "answer lost") throw down;
            if (now === "crash after sending") crash = message.messageId;
            return undefined;
          };
          const ports = { engine: office.engine, storage, clock, directory: { resolve: () => ({}) as never } };
          const worker = createWorker({
            ...ports,
            deliver: Object.fromEntries(lanes.map((lane) => [lane, send])),
            circuit: { failures: 4, waitMsMin: 60_000, waitMsMax: 600_000, now: clock.now, random: () => 0.5 },
          });
          const look = async (hours: number): Promise<void> => {
            for (let n = 0; n < hours; n += 1) {
              clock.advanceTo(clock.now() + 600_000);
              await worker.tick();
            }
          };
          const dossiers = ["d1", "d2", "d3"];
          for (const dossier of dossiers) {
            await office.accept(dossier);
            await look(2);
            await office.good(dossier, people.desk, act("intake", "forward"));
            await office.good(dossier, people.officer, { type: "request-supplement", reason: why("missing-paper") });
            await look(3);
          }
          stormy = false;
          await look(60);

          for (const dossier of dossiers) {
            const rows = await good.reader.messages(dossier as DossierId);
            for (const lane of lanes) {
              const due = rows.filter((row) => row.adapter === lane);
              expect(due.length).toBeGreaterThan(1);
              const got = arrived.filter((message) => message.dossierId === dossier && message.adapter === lane);
              if (lane === dead) {
                expect([got, due.some(({ status }) => status === "delivered")]).toEqual([[], false]);
                continue;
              }
              expect(due.map(({ status }) => status)).toEqual(due.map(() => "delivered"));
              // Repeats stand together: nothing later arrives before what it follows is written down.
              const inOrder = got.map(({ position }) => position);
              expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
              expect([...new Set(got.map(({ messageId }) => messageId))]).toEqual(
                due.map(({ messageId }) => messageId),
              );
              expect(
                got.every(({ body, position }) => due.some((row) => row.position === position && row.body === body)),
              ).toBe(true);
            }
          }
          await office.engine.close();
          await good.close();
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});
