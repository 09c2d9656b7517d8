import { AdapterError } from "../shared/core.ts";
import type { PgClient, PgValue } from "./driver.ts";
import { sqlStateOf } from "./errors.ts";
import type { QuotedSchema } from "./schema-name.ts";
import { type Run, type Session, Statements } from "./session.ts";

/**
 * The host's own connection in the middle of its transaction. Each statement stands behind a savepoint: one that fails
 * leaves the host's transaction usable. What is asked at once waits in line, because savepoints nest.
 */
export class HostSession implements Session {
  readonly #client: PgClient;
  readonly #statements: Statements;
  #line: Promise<unknown> = Promise.resolve();

  constructor(client: PgClient, schema: QuotedSchema) {
    this.#client = client;
    this.#statements = new Statements(schema);
  }

  readonly run: Run = <Row>(sql: string, values: PgValue[] = []) => this.#inLine(() => this.#on<Row>(sql, values));

  transact<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.#inLine(() => work((sql, values = []) => this.#on(sql, values)));
  }

  /** The connection and its transaction are the host's. */
  async close(): Promise<void> {
    await this.#line;
  }

  async #on<Row>(sql: string, values: PgValue[]): Promise<Row[]> {
    return (await this.#client.query(this.#statements.request(sql, values))).rows as Row[];
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#line.then(() => this.#behindSavepoint(work));
    this.#line = turn.catch(() => {});
    return turn;
  }

  async #behindSavepoint<T>(work: () => Promise<T>): Promise<T> {
    await this.#begin();
    try {
      const answer = await work();
      await this.#client.query({ text: "RELEASE SAVEPOINT motcua_step" });
      return answer;
    } catch (error) {
      await this.#client.query({ text: "ROLLBACK TO SAVEPOINT motcua_step" });
      await this.#client.query({ text: "RELEASE SAVEPOINT motcua_step" });
      throw error;
    }
  }

  async #begin(): Promise<void> {
    try {
      await this.#client.query({ text: "SAVEPOINT motcua_step" });
    } catch (error) {
      const state = sqlStateOf(error);
      if (state !== "25P01" && state !== "25P02") throw error;
      throw new AdapterError(
        "storage.no_transaction",
        state === "25P01"
          ? "The client is in no transaction: begin one before its storage is used."
          : "The client's transaction has failed already: roll it back.",
        { retry: "never", cause: new Error(state) },
      );
    }
  }
}
