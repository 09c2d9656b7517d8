import { AdapterError, InvariantError } from "../shared/core.ts";
import type { SqliteDriver, SqliteStatement, SqliteValue } from "./driver.ts";
import { isBusy, toAdapterError } from "./errors.ts";
import { rollback } from "./open-file.ts";

interface Job {
  readonly run: () => void;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** A value that does not fit its column, and not the disk or another process: the others need not fail with it. */
const isFaultOfOne = (error: unknown): boolean =>
  InvariantError.is(error) || (AdapterError.is(error) && error.code === "storage.failed");

/** Asking for a checkpoint does not fail beside a reader, it only says so. */
class LogInUse extends Error {
  readonly code = "SQLITE_BUSY";
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One connection: cached statements, one transaction at a time, patience with other processes, errors in our terms. */
export class Session {
  readonly #driver: SqliteDriver;
  readonly #file: string;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, SqliteStatement>();
  readonly #begin: SqliteStatement;
  readonly #beginReading: SqliteStatement;
  readonly #commit: SqliteStatement;
  #waiting: Job[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(driver: SqliteDriver, file: string, busyTimeoutMs: number) {
    this.#driver = driver;
    this.#file = file;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#begin = driver.prepare("BEGIN IMMEDIATE");
    this.#beginReading = driver.prepare("BEGIN");
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

  /** Runs a reading piece of work; SQLite gives each statement one consistent view. */
  read<T>(work: () => T): Promise<T> {
    return this.#take(() => this.#patiently(work));
  }

  /** Runs reading work of several statements on one consistent view. */
  readAtOnce<T>(work: () => T): Promise<T> {
    return this.read(() => this.#inside(this.#beginReading, work));
  }

  /** Runs `work` in one durable transaction. It is synchronous, so nothing of this process comes in between. */
  transact<T>(work: () => T): Promise<T> {
    return this.#take(() => this.#transact(work));
  }

  /** Small writes asked for in one turn of the event loop share one transaction, and so one wait for the disk. */
  transactTogether<T>(work: () => T): Promise<T> {
    const enqueue = (done: (answer: T) => void, fail: (error: unknown) => void) => {
      let answer: T;
      const run = () => {
        answer = work();
      };
      this.#waiting.push({ run, done: () => done(answer), fail });
      if (this.#waiting.length === 1) queueMicrotask(() => void this.#runTogether());
    };
    return this.#take(() => new Promise<T>(enqueue));
  }

  /** Brings the whole log into the file and cuts it to nothing; waits for readers of it. */
  emptyLog(): Promise<void> {
    return this.read(() => {
      const answer = this.get<{ readonly busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)");
      if (answer?.busy === 1) throw new LogInUse();
    });
  }

  /** Finishes what was asked for, and takes nothing new. */
  close(): Promise<void> {
    this.#closing ??= this.#finish().then(() => void this.#driver.close());
    return this.#closing;
  }

  async #finish(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  #take<T>(begin: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined)
      return Promise.reject(new AdapterError("storage.closed", "The database was closed.", { retry: "never" }));
    const work = begin();
    this.#underWay.add(work);
    const over = () => void this.#underWay.delete(work);
    work.then(over, over);
    return work;
  }

  #transact<T>(work: () => T): Promise<T> {
    return this.#patiently(() => this.#inside(this.#begin, work));
  }

  async #runTogether(): Promise<void> {
    const jobs = this.#waiting;
    this.#waiting = [];
    try {
      await this.#transact(() => {
        for (const job of jobs) job.run();
      });
      for (const job of jobs) job.done();
    } catch (error) {
      if (jobs.length === 1 || !isFaultOfOne(error)) for (const job of jobs) job.fail(error);
      else for (const job of jobs) await this.#transact(job.run).then(job.done, job.fail);
    }
  }

  #inside<T>(begin: SqliteStatement, work: () => T): T {
    begin.run();
    try {
      const answer = work();
      this.#commit.run();
      return answer;
    } catch (error) {
      rollback(this.#driver);
      throw error;
    }
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
