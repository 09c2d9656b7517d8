import type { SqliteDriver, SqliteStatement, SqliteValue } from "./driver.ts";
import { isBusy, toAdapterError } from "./errors.ts";
import { rollback } from "./open-file.ts";

interface Job {
  readonly run: () => void;
  readonly settle: (error?: unknown) => void;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One connection: cached statements, one transaction at a time, patience with other processes, errors in our terms. */
export class Session {
  readonly #driver: SqliteDriver;
  readonly #file: string;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, SqliteStatement>();
  readonly #begin: SqliteStatement;
  readonly #commit: SqliteStatement;
  #waiting: Job[] = [];
  #closed = false;

  constructor(driver: SqliteDriver, file: string, busyTimeoutMs: number) {
    this.#driver = driver;
    this.#file = file;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#begin = driver.prepare("BEGIN IMMEDIATE");
    this.#commit = driver.prepare("COMMIT");
    // SQLite's own waiting blocks the event loop, so it is short; the rest of the patience is ours.
    driver.exec("PRAGMA busy_timeout = 25");
  }

  /** A statement prepared once. Hot callers keep the answer. */
  statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#driver.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  get<Row>(sql: string, ...values: SqliteValue[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: SqliteValue[]): Row[] {
    return this.statement(sql).all(...values) as Row[];
  }

  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  exec(sql: string): void {
    this.#driver.exec(sql);
  }

  /** Runs a reading piece of work; SQLite gives each statement one consistent view. */
  read<T>(work: () => T): Promise<T> {
    return this.#patiently(work);
  }

  /** Runs `work` in one durable transaction. It is synchronous, so nothing of this process comes in between. */
  transact<T>(work: () => T): Promise<T> {
    return this.#patiently(() => {
      this.#begin.run();
      try {
        const answer = work();
        this.#commit.run();
        return answer;
      } catch (error) {
        rollback(this.#driver);
        throw error;
      }
    });
  }

  /** Small writes asked for in one turn of the event loop share one transaction, and so one wait for the disk. */
  transactTogether<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let answer: T;
      const run = () => {
        answer = work();
      };
      this.#waiting.push({ run, settle: (error) => (error === undefined ? resolve(answer) : reject(error)) });
      if (this.#waiting.length === 1) queueMicrotask(() => void this.#runTogether());
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#driver.close();
  }

  async #runTogether(): Promise<void> {
    const jobs = this.#waiting;
    this.#waiting = [];
    let failure: unknown;
    try {
      await this.transact(() => {
        for (const job of jobs) job.run();
      });
    } catch (error) {
      failure = error;
    }
    for (const job of jobs) job.settle(failure);
  }

  async #patiently<T>(work: () => T): Promise<T> {
    let giveUpAt = 0;
    for (;;) {
      try {
        return work();
      } catch (error) {
        const now = performance.now();
        giveUpAt ||= now + this.#busyTimeoutMs;
        if (!isBusy(error) || now > giveUpAt) throw toAdapterError(error, this.#file);
      }
      // Uneven pauses, so that several processes do not ask in step.
      await pause(1 + (performance.now() % 8));
    }
  }
}
