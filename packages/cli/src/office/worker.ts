import { type Accepted, AdapterError, InvariantError, type Rejected, type Result, type Storage } from "@motcua/core";
import { openStorage } from "../database.ts";
import { Hand } from "./hand.ts";
import type { FromWorker, Refused, ToWorker } from "./messages.ts";
import { RunRecord } from "./record.ts";
import { settingOf } from "./setting.ts";

/** The driver this process belongs to. */
export interface Driver {
  tell(message: FromWorker): void;
}

/**
 * Takes wakes and planned commands as it is told, and plans nothing. It keeps nothing of its own either: what it knows it
 * reads from storage, so that it can be killed at any moment.
 */
export class OfficeWorker {
  readonly #driver: Driver;
  #tools: Tools | undefined;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Never throws: what goes wrong is told to the driver, which stops with it. */
  async hear(message: ToWorker): Promise<void> {
    try {
      this.#driver.tell(await this.#do(message));
    } catch (error) {
      const coded = AdapterError.is(error) || InvariantError.is(error) ? error : undefined;
      const text = error instanceof Error ? error.message : String(error);
      this.#driver.tell({ kind: "failed", code: coded?.code ?? "internal.invariant", message: text });
    }
  }

  async close(): Promise<void> {
    await this.#tools?.hand.close();
    await this.#tools?.storage.close();
  }

  async #do(message: ToWorker): Promise<FromWorker> {
    if (message.kind === "begin") {
      this.#tools = await Tools.open(message);
      return { kind: "ready" };
    }
    if (this.#tools === undefined) throw new InvariantError("a worker is told what run it is before anything else");
    const refused = message.kind === "wake" ? await this.#tools.wake(message.due) : await this.#tools.carryOut(message);
    return { kind: "done", refused };
  }
}

// A server has a hundred connections unless told, and sixteen workers must find room beside the others.
const connectionsOfWorker = 2;

type Answer = Promise<{ readonly ordinal: number; readonly answer: Result<Accepted, Rejected> }>;

class Tools {
  readonly storage: Storage;
  readonly hand: Hand;
  readonly #record: RunRecord;

  constructor(storage: Storage, hand: Hand) {
    this.storage = storage;
    this.hand = hand;
    this.#record = new RunRecord(storage);
  }

  static async open({ db, run }: Extract<ToWorker, { readonly kind: "begin" }>): Promise<Tools> {
    const storage = await openStorage(db, "read-write", connectionsOfWorker);
    return new Tools(storage, new Hand(storage, settingOf(run)));
  }

  wake(due: Extract<ToWorker, { readonly kind: "wake" }>["due"]): Promise<readonly Refused[]> {
    return refusedOf(due.map(async (wake) => ({ ordinal: wake.ordinal, answer: await this.hand.wake(wake) })));
  }

  async carryOut({ at, ordinals }: Extract<ToWorker, { readonly kind: "carry-out" }>): Promise<readonly Refused[]> {
    const plan = await this.#record.plan();
    // Told long ago, before this process was put to sleep: others did it meanwhile.
    if (plan?.at !== at) return [];
    const mine = new Set(ordinals);
    return refusedOf(
      plan.commands
        .filter(({ ordinal }) => mine.has(ordinal))
        .map(async (command) => {
          const state = await this.hand.state(command.request.dossierId);
          return { ordinal: command.ordinal, answer: await this.hand.carryOut(plan, command, state) };
        }),
    );
  }
}

async function refusedOf(answers: readonly Answer[]): Promise<readonly Refused[]> {
  return (await Promise.all(answers)).flatMap(({ ordinal, answer }) =>
    answer.ok ? [] : [{ ordinal, fault: answer.error }],
  );
}
