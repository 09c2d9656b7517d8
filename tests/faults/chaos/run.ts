import { createEngine, createWorker, type Storage, type Worker } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { openStorage } from "../../../packages/cli/src/database.ts";
import { at } from "../../dossier/kit.ts";
import { checkHistory, type HistoryFault } from "../history-checker.ts";
import { SeededRandom } from "../random.ts";
import { factsOf } from "../simulation/clients.ts";
import { lanes } from "../simulation/process.ts";
import { Office } from "./processes.ts";
import { lawTime, type Timescale } from "./protocol.ts";
import { Recorder } from "./recorder.ts";
import type { Battlefield } from "./storages.ts";

export interface ChaosOptions {
  readonly seed: number;
  /** At most; shorter when everything below is reached. */
  readonly seconds: number;
  /** Processes and servers to kill. Default: as many as the time allows. */
  readonly kills?: number;
  /** Commands to be acknowledged meanwhile. */
  readonly acknowledged?: number;
  readonly processes?: number;
}

export interface ChaosReport {
  readonly storage: string;
  readonly seed: number;
  readonly seconds: number;
  /** SIGKILLs of processes. */
  readonly kills: number;
  /** Kills of the server: SIGKILL, and PostgreSQL's own `immediate`. */
  readonly serverKills: number;
  /** Processes stopped past their leases and let go on. */
  readonly freezes: number;
  /** What was done to server and network, by name. */
  readonly disasters: { readonly [name: string]: number };
  readonly acknowledged: number;
  readonly sent: number;
  readonly dossiers: number;
  readonly events: number;
  readonly commands: number;
  readonly messages: number;
  readonly arrived: number;
  /** Nothing lost, nothing doubled: none. */
  readonly faults: readonly (HistoryFault | string)[];
}

const leaseMs = 400;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Processes under load on one database, killed at random; then everything is read back and compared with what was told. */
export async function chaos(field: Battlefield, options: ChaosOptions): Promise<ChaosReport> {
  const run = new ChaosRun(field, options);
  return await run.report();
}

class ChaosRun {
  readonly #field: Battlefield;
  readonly #options: ChaosOptions;
  readonly #random: SeededRandom;
  readonly #recorder = new Recorder();
  readonly #timescale: Timescale = { realAt: Date.now(), lawAt: at("2026-08-17 07:30"), speed: 4_000 };
  readonly #offices: Office[] = [];
  readonly #disasters: { [name: string]: number } = {};
  #kills = 0;
  #freezes = 0;
  #lives = 0;

  constructor(field: Battlefield, options: ChaosOptions) {
    this.#field = field;
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
  }

  async report(): Promise<ChaosReport> {
    const { seed, seconds, processes = 4 } = this.#options;
    const started = Date.now();
    for (let place = 0; place < processes; place += 1) this.#begin(place);
    await Promise.all(this.#offices.map((office) => office.up));
    while (Date.now() - started < seconds * 1_000 && !this.#enough()) await this.#strike();
    // The end is a kill of everybody at once.
    await Promise.all(this.#offices.map((office) => office.kill()));
    this.#kills += this.#offices.length;
    return {
      ...(await this.#lookBack()),
      storage: this.#field.name,
      seed,
      seconds: Math.round((Date.now() - started) / 1_000),
    };
  }

  #enough(): boolean {
    const { kills = Number.POSITIVE_INFINITY, acknowledged = 0 } = this.#options;
    return this.#kills + this.#serverKills() >= kills && this.#recorder.acknowledged >= acknowledged;
  }

  #serverKills(): number {
    return Object.entries(this.#disasters).reduce((sum, [name, times]) => sum + (name.includes("kill") ? times : 0), 0);
  }

  #begin(place: number): void {
    this.#lives += 1;
    const before = this.#offices[place];
    const again = before === undefined ? [] : this.#recorder.unanswered(before.order.name).slice(-20);
    // Five minutes apart at most, as machines of one office are.
    const offsetMs = (this.#random.below(11) - 5) * 60_000;
    const { db } = this.#field;
    const order = { db, name: `p${place}.${this.#lives}`, seed: this.#options.seed * 1_000 + this.#lives, clients: 3 };
    this.#offices[place] = new Office(
      { ...order, timescale: this.#timescale, offsetMs, leaseMs, again },
      this.#recorder,
    );
  }

  /** One blow, at an uneven moment. */
  async #strike(): Promise<void> {
    const place = this.#random.below(this.#offices.length);
    const office = this.#offices[place];
    if (office === undefined) return;
    const disasters = Object.keys(this.#field.disasters);
    const blow = this.#random.weighted({ kill: 30, killAll: 50, freeze: 4, disaster: disasters.length > 0 ? 18 : 0 });
    if (blow === "kill" || blow === "killAll") {
      // Somewhere in its work; now and then as early as when it opens the database.
      if (this.#random.chance(0.9)) await office.up;
      await office.said(this.#random.below(20), 2_000);
      const places = blow === "kill" ? [place] : [...this.#offices.keys()];
      await Promise.all(places.map((one) => this.#offices[one]?.kill()));
      this.#kills += places.length;
      for (const one of places) this.#begin(one);
    } else if (blow === "freeze") {
      office.freeze();
      await pause(2 * leaseMs);
      office.thaw();
      this.#freezes += 1;
    } else {
      const name = this.#random.pick(disasters);
      await this.#field.disasters[name]?.();
      this.#disasters[name] = (this.#disasters[name] ?? 0) + 1;
    }
  }

  /** Lets a last worker do what is due, then reads everything. */
  async #lookBack(): Promise<Omit<ChaosReport, "storage" | "seed" | "seconds">> {
    const storage = await openStorage(this.#field.directDb, "read-write");
    try {
      await pause(leaseMs);
      await this.#drain(storage);
      const history = this.#recorder.history();
      const { faults, ...counts } = await checkHistory(storage, history);
      return {
        kills: this.#kills,
        serverKills: this.#serverKills(),
        freezes: this.#freezes,
        disasters: this.#disasters,
        acknowledged: this.#recorder.acknowledged,
        sent: history.sent.length,
        arrived: history.arrived.length,
        ...counts,
        faults: [...this.#recorder.faults, ...(await undone(storage)), ...faults],
      };
    } finally {
      await storage.close();
    }
  }

  async #drain(storage: Storage): Promise<void> {
    // A day later: every retry is due.
    const end = lawTime(this.#timescale) + 86_400_000;
    const clock = { now: () => end, delayUntil: (dueAt: number) => Math.max(0, dueAt - end) };
    const directory = {
      resolve: ({ dossierId }: { readonly dossierId: Parameters<typeof factsOf>[0] }) => factsOf(dossierId),
    };
    const { commit } = storage;
    const told: Storage["commit"] = (group) => {
      for (const { dossierId, commandId, head, outbox } of group)
        this.#recorder.take({
          t: "attempt",
          dossierId,
          commandId,
          head,
          messageIds: outbox.map((one) => one.messageId),
        });
      return commit.call(storage, group);
    };
    const watched = new Proxy(storage, {
      get(target, name) {
        const value: unknown = name === "commit" ? told : Reflect.get(target, name, target);
        return typeof value === "function" && name !== "commit" ? value.bind(target) : value;
      },
    });
    const arrive: Parameters<typeof createWorker>[0]["deliver"] = Object.fromEntries(
      lanes.map((lane) => [
        lane,
        async ({ messageId, dossierId, adapter, position, body }) => {
          const ns = String(process.hrtime.bigint());
          this.#recorder.take({ t: "arrived", ns, messageId, dossierId, adapter, position, body });
          return undefined;
        },
      ]),
    );
    const engine = createEngine({ storage: watched, clock, law: vietnamLaw(), adapters: lanes, directory });
    const worker: Worker = createWorker({ engine, storage: watched, clock, directory, deliver: arrive });
    for (let found = 1; found > 0; ) {
      const { wakes, messages } = await worker.tick();
      found = wakes + messages;
    }
    await engine.close();
  }
}

/** What a drained database must not hold: timers or messages that somebody must look at. */
async function undone(storage: Storage): Promise<readonly string[]> {
  const wakes = (await storage.reader.parkedWakes({ limit: 10 })).items.map(
    (one) => `parked wake ${one.dossierId} ${one.code}`,
  );
  const messages = (await storage.reader.parkedMessages({ limit: 10 })).items.map(
    (one) => `parked ${one.messageId} ${one.code}`,
  );
  return [...wakes, ...messages];
}
