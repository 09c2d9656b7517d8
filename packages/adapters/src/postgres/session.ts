import { createHash } from "node:crypto";
import { AdapterError } from "../shared/core.ts";
import { type OwnPool, openPool, type PgClient, type PgRequest, type PgValue, type Settings, types } from "./driver.ts";
import { isConnectionBroken, toAdapterError } from "./errors.ts";
import { inSchema, type QuotedSchema } from "./schema-name.ts";

/** Runs one statement; its tables are named `@table`. Errors are the driver's own: callers sort them. */
export type Run = <Row>(sql: string, values?: PgValue[]) => Promise<Row[]>;

/** Where statements go: a pool of our own, or a client of the host in the middle of its transaction. */
export interface Session {
  /** One statement, durable when it is answered (in a host's transaction: when that is). */
  readonly run: Run;
  /** Several statements, all or none. */
  transact<T>(work: (run: Run) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Same text, same name: a connection prepares it once. Named by its text, so that a host's own names stay apart. */
export class Statements {
  readonly #schema: QuotedSchema;
  readonly #known = new Map<string, Pick<PgRequest, "name" | "text">>();

  constructor(schema: QuotedSchema) {
    this.#schema = schema;
  }

  request(sql: string, values: PgValue[]): PgRequest {
    let known = this.#known.get(sql);
    if (known === undefined) {
      const text = inSchema(sql, this.#schema);
      known = { text, name: `motcua_${createHash("sha256").update(text).digest("hex").slice(0, 32)}` };
      this.#known.set(sql, known);
    }
    return { ...known, values, types };
  }
}

const ignore = (): void => {};

export class PoolSession implements Session {
  readonly #pool: OwnPool;
  readonly #statements: Statements;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(settings: Settings, config: Parameters<typeof openPool>[0]) {
    this.#pool = openPool({ ...config, max: settings.connections, idleTimeoutMillis: 0 });
    // An idle connection that breaks leaves the pool; whoever asks next gets another, or hears why not.
    this.#pool.on("error", ignore);
    // A connection that breaks fails its statement; said a second time, to nobody, it would end the process. Heard from
    // its first moment on: a server may say that it is ready and that it ends in one breath, before anybody could borrow
    // the connection and listen.
    this.#pool.on("connect", (client) => void client.on("error", ignore));
    this.#statements = new Statements(settings.schema);
  }

  readonly run: Run = <Row>(sql: string, values: PgValue[] = []) =>
    this.lend((client) => this.#on<Row>(client, sql, values));

  transact<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.lend(async (client) => {
      await client.query({ text: "BEGIN" });
      try {
        const answer = await work((sql, values = []) => this.#on(client, sql, values));
        await client.query({ text: "COMMIT" });
        return answer;
      } catch (error) {
        // A broken connection rolls back by itself.
        if (!isConnectionBroken(error)) await client.query({ text: "ROLLBACK" });
        throw error;
      }
    });
  }

  async #on<Row>(client: PgClient, sql: string, values: PgValue[]): Promise<Row[]> {
    return (await client.query(this.#statements.request(sql, values))).rows as Row[];
  }

  /** Finishes what was asked for, and takes nothing new. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#pool.end();
  }

  /** One connection for the length of `work`. */
  lend<T>(work: (client: PgClient) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined)
      return Promise.reject(new AdapterError("storage.closed", "The database was closed.", { retry: "never" }));
    const lent = this.#borrow(work);
    this.#underWay.add(lent);
    const over = () => void this.#underWay.delete(lent);
    lent.then(over, over);
    return lent;
  }

  async #borrow<T>(work: (client: PgClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isConnectionBroken(error) && !AdapterError.is(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** Wraps a session so that whatever it throws is in our terms. */
export async function inOurTerms<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toAdapterError(error);
  }
}
