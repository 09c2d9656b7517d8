import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import {
  type Accepted,
  type Actor,
  type CommandRequest,
  type ContentDraft,
  createEngine,
  createWorker,
  type Deliver,
  type DossierId,
  type Engine,
  type Rejected,
  type Result,
  type Storage,
  type StoredEvent,
  type ToldTo,
  type Worker,
} from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { type VietnamLaw, vietnamLaw } from "@motcua/core/vietnam";
import { afterEach } from "vitest";
import { act, at, type Body, business, people, resolved, why } from "../dossier/kit.ts";

export { withFaults } from "./with-faults.ts";

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A file in a folder of its own, gone after the test. */
export function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "motcua-engine-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "office.db");
}

export function openSqlite(file: string): Storage {
  const storage = sqliteStorage({ file });
  cleanups.push(() => storage.close());
  return storage;
}

export const storages: readonly { readonly name: string; readonly open: () => Storage }[] = [
  { name: "memory", open: () => memoryStorage() },
  { name: "sqlite", open: () => openSqlite(freshFile()) },
];

const law = vietnamLaw();

export interface Office {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: VirtualClock;
  readonly worker: Worker;
  readonly incidents: string[];
  /** Sends a command on a dossier; ids count up unless one is given. */
  send(dossier: string, by: Actor, body: Body, content?: readonly ContentDraft[]): Promise<Result<Accepted, Rejected>>;
  /** The same, and it must be taken. */
  good(dossier: string, by: Actor, body: Body, content?: readonly ContentDraft[]): Promise<Accepted>;
  /** Handed in and accepted. */
  accept(dossier: string, code?: string): Promise<void>;
  history(dossier: string): Promise<readonly StoredEvent[]>;
}

export interface OfficeOptions extends ToldTo {
  readonly start?: string;
  readonly clock?: VirtualClock;
  readonly deliver?: { readonly [adapter: string]: Deliver };
  readonly adapters?: readonly string[];
  readonly law?: VietnamLaw;
  readonly prefix?: string;
  readonly cachedDossiersMax?: number;
}

export function openOffice(storage: Storage, options: OfficeOptions = {}): Office {
  const clock = options.clock ?? virtualClock(at(options.start ?? "2026-08-20 09:00"));
  const adapters = options.adapters ?? ["citizen", "desk", "portal", "agency"];
  const directory = { resolve: () => resolved };
  const { telemetry, log } = options;
  const told: ToldTo = { ...(telemetry === undefined ? {} : { telemetry }), ...(log === undefined ? {} : { log }) };
  const { cachedDossiersMax: most } = options;
  const cached = most === undefined ? {} : { cachedDossiersMax: most };
  const engine = createEngine({ storage, clock, law: options.law ?? law, adapters, directory, ...told, ...cached });
  const incidents: string[] = [];
  engine.observe.on("incident", ({ dossierId, code }) => incidents.push(`${dossierId} ${code}`));
  const deliver = options.deliver === undefined ? {} : { deliver: options.deliver };
  // Here the world goes by the virtual clock, backends included.
  const circuit = { now: clock.now };
  const worker = createWorker({ engine, storage, clock, directory, circuit, ...deliver, ...told });
  let commands = 0;
  const office: Office = {
    engine,
    storage,
    clock,
    worker,
    incidents,
    send(dossier, by, body, content) {
      commands += 1;
      const code = `H26.1-260820-${dossier.replace(/\D/g, "").padStart(4, "0")}`;
      const facts = { ...resolved, code };
      const envelope = {
        commandId: `${options.prefix ?? ""}${dossier}-${commands}`,
        dossierId: dossier,
        officeId: "xa-1",
        by,
        resolved: facts,
      };
      return engine.submit({ ...envelope, ...body } as unknown as CommandRequest, content);
    },
    async good(dossier, by, body, content) {
      const answer = await office.send(dossier, by, body, content);
      if (!answer.ok) throw new Error(`${body.type} refused: ${answer.error.code} ${answer.error.text.en}`);
      return answer.value;
    },
    async accept(dossier, code = business) {
      await office.good(dossier, people.desk, filing(code));
      await office.good(dossier, people.desk, { type: "accept" });
    },
    async history(dossier) {
      const events: StoredEvent[] = [];
      let after: string | undefined;
      do {
        const page = await storage.reader.history(dossier as DossierId, {
          limit: 1_000,
          ...(after === undefined ? {} : { after }),
        });
        events.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return events;
    },
  };
  return office;
}

export const filing = (procedure: string): Body => ({
  type: "submit",
  procedure,
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "r1",
});

/** Passes until nothing is due. */
export async function drain(worker: Worker): Promise<{ wakes: number; messages: number }> {
  const total = { wakes: 0, messages: 0 };
  for (let pass = 0; pass < 1_000; pass += 1) {
    const { wakes, messages } = await worker.tick();
    if (wakes + messages === 0) return total;
    total.wakes += wakes;
    total.messages += messages;
  }
  throw new Error("the worker finds work for ever");
}

/** Accepted and handed to and fro, until there are more events than are folded without a snapshot. */
export async function longLife(office: Office, dossier: string): Promise<void> {
  await office.accept(dossier);
  await office.good(dossier, people.desk, act("intake", "forward"));
  await office.good(dossier, people.officer, { type: "claim" });
  for (let n = 0; n < 20; n += 1) {
    await office.good(dossier, people.officer, { type: "hand-back", reason: why("overload") });
    await office.good(dossier, people.officer, { type: "claim" });
  }
}
