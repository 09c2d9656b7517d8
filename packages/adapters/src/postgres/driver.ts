import pg from "pg";
import { AdapterError } from "../shared/core.ts";
import { type QuotedSchema, quoteSchema } from "./schema-name.ts";

/** Bytes are sent as they are: a value in binary. */
export type PgValue = string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null)[];

/** The part of a `pg` client used here; a client of the host application fits as well as one of ours. */
export interface PgClient {
  query(request: PgRequest): Promise<{ readonly rows: unknown[] }>;
}

export interface PgRequest {
  /** A named statement is prepared once per connection. */
  readonly name?: string;
  readonly text: string;
  readonly values?: PgValue[];
  readonly types?: { readonly getTypeParser: (oid: number, format?: string) => (text: string) => unknown };
}

const INT8 = 20;
const NUMERIC = 1700;
/** Counts and instants are whole and safe: `pg` gives them as text otherwise. Said per statement, so that a host's own
 *  choice is left alone. */
export const types: NonNullable<PgRequest["types"]> = {
  getTypeParser: (oid, format) =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text"),
};

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Its own schema in that database. Default `motcua`. */
  readonly schema?: string;
  /** Connections, and so groups committed side by side. Default 8. */
  readonly connections?: number;
  /** `read-only` refuses every write. Default `read-write`. */
  readonly mode?: "read-write" | "read-only";
  /** How long a request waits for a free connection, or a connection for the server. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long one statement may take. Default 30,000. */
  readonly statementTimeoutMs?: number;
}

export interface Settings extends Required<Omit<PostgresOptions, "schema">> {
  readonly schema: QuotedSchema;
  readonly schemaName: string;
}

/** @throws AdapterError when the address or the schema name cannot be one */
export function settingsOf(options: PostgresOptions): Settings {
  const { schema = "motcua", connections = 8, mode = "read-write" } = options;
  assertUrl(options.url);
  return {
    url: options.url,
    schema: quoteSchema(schema),
    schemaName: schema,
    connections,
    mode,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
  };
}

// Not quoted in the message: it may hold a password.
function assertUrl(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return;
  throw new AdapterError("storage.bad_address", "This is not an address like postgres://user@host:port/database.", {
    retry: "never",
  });
}

/**
 * What every connection of ours asks of the server. Plans are made once and go through indexes whatever the tables
 * looked like on the day: a plan made while they were empty would still be in use when they are not.
 */
const SESSION = [
  "jit=off",
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_bitmapscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
  "default_transaction_isolation=read\\ committed",
];

/** @param durable sets synchronous_commit, where a server or a role was told to do without */
export function clientConfig(settings: Settings, durable: boolean): pg.PoolConfig {
  const flags = [...SESSION, ...(durable ? ["synchronous_commit=on"] : [])];
  if (settings.mode === "read-only") flags.push("default_transaction_read_only=on");
  return {
    connectionString: settings.url,
    options: flags.map((flag) => `-c ${flag}`).join(" "),
    application_name: "motcua",
    connectionTimeoutMillis: settings.connectTimeoutMs,
    statement_timeout: settings.statementTimeoutMs,
    // A server that was cut off says nothing at all: the driver stops waiting a little later than the server would.
    query_timeout: settings.statementTimeoutMs + 5_000,
    keepAlive: true,
  };
}

export type OwnPool = pg.Pool;
export type OwnClient = pg.Client;
export const openPool = (config: pg.PoolConfig): OwnPool => new pg.Pool(config);
export const makeClient = (config: pg.ClientConfig): OwnClient => new pg.Client(config);
