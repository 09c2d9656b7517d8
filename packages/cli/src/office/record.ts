import {
  AdapterError,
  type CommandRequest,
  type DossierId,
  type EpochMs,
  type OfficeId,
  type ResolvedFacts,
  type Storage,
} from "@motcua/core";
import type { RunArguments } from "./filings.ts";

export const officeOf = "H26.99" as OfficeId;

/** A command as it stands in a plan: what all share is beside, only what is its own is here. */
export interface PlannedCommand {
  readonly ordinal: number;
  readonly request: Omit<CommandRequest, "resolved" | "expectedVersion"> & { readonly expectedVersion: number };
  readonly own: Pick<ResolvedFacts, "assignee" | "code" | "letterNumber" | "signing">;
}

/** All that happens at one instant of the grid, written down before the first of it is sent. */
export interface Plan {
  readonly at: EpochMs;
  readonly facts: ResolvedFacts;
  readonly commands: readonly PlannedCommand[];
}

const runKey = "office.run";
const planKey = "office.plan";
const resultKey = "office.result";
const asideKey = "office.set-aside";

/** The driver's own durable notes: whose run this file is, the plan under way, and the answer once it is done. */
export class RunRecord {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Makes the file this run's own. @throws AdapterError `office.other_run` when it is another's */
  async claim(run: RunArguments, file: string): Promise<void> {
    const text = JSON.stringify({ from: run.from, days: run.days, seed: run.seed, perDay: run.perDay });
    const known = await this.#read(runKey);
    if (known === text) return;
    const used = known !== undefined || (await this.#storage.reader.scan({ limit: 1 })).items.length > 0;
    if (used)
      throw new AdapterError(
        "office.other_run",
        `${file} chứa một lần chạy khác (${known ?? "không phải của lệnh này"}); hãy dùng tệp khác / ` +
          `${file} holds another run (${known ?? "not one of this command"}); use another file`,
        { retry: "operator" },
      );
    await this.#write(runKey, text);
  }

  async plan(): Promise<Plan | undefined> {
    const text = await this.#read(planKey);
    return text === undefined ? undefined : (JSON.parse(text) as Plan);
  }

  keepPlan(plan: Plan): Promise<void> {
    return this.#write(planKey, JSON.stringify(plan));
  }

  async result<T>(): Promise<T | undefined> {
    const text = await this.#read(resultKey);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  keepResult(result: unknown): Promise<void> {
    return this.#write(resultKey, JSON.stringify(result));
  }

  /** Dossiers left alone at a version because a planned command was refused there. */
  async setAside(): Promise<Map<DossierId, number>> {
    const text = await this.#read(asideKey);
    return new Map(text === undefined ? [] : (JSON.parse(text) as [DossierId, number][]));
  }

  keepSetAside(aside: ReadonlyMap<DossierId, number>): Promise<void> {
    return this.#write(asideKey, JSON.stringify([...aside]));
  }

  #read(key: string): Promise<string | undefined> {
    return this.#storage.readHostRecord(officeOf, key);
  }

  #write(key: string, text: string): Promise<void> {
    return this.#storage.writeHostRecord(officeOf, key, text);
  }
}

/** Where the clock of a file's `office` run stands: the instant of its last plan. */
export async function endOfRun(storage: Storage, officeId: OfficeId): Promise<EpochMs | undefined> {
  const text = await storage.readHostRecord(officeId, runKey);
  if (text === undefined) return undefined;
  const plan = await storage.readHostRecord(officeId, planKey);
  return plan === undefined ? undefined : (JSON.parse(plan) as Plan).at;
}
