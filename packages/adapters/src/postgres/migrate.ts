import { AdapterError } from "../shared/core.ts";
import {
  clientConfig,
  makeClient,
  type OwnClient,
  type PgClient,
  type PostgresOptions,
  type Settings,
  settingsOf,
} from "./driver.ts";
import { sqlStateOf, toAdapterError } from "./errors.ts";
import { migrations, SCHEMA_VERSION } from "./migrations.ts";
import { inSchema } from "./schema-name.ts";

export interface MigrateOptions extends Pick<PostgresOptions, "url" | "schema" | "connectTimeoutMs"> {
  /** How long it waits for another migration of the same schema. Default 10,000. */
  readonly lockTimeoutMs?: number;
}

/** What a schema is, as far as it can be told before anything of it is used. */
type Found = { readonly kind: "ours"; readonly version: number } | { readonly kind: "absent" | "empty" | "foreign" };

/**
 * Makes the schema, or brings an older one up to date; running programs of the older release must have ended. One at a
 * time under an advisory lock, all or nothing.
 * @returns the schema's version before and after; 0 when there was none
 * @throws AdapterError when the database cannot be used; it is left as it was
 */
export async function migratePostgres(
  options: MigrateOptions,
): Promise<{ readonly from: number; readonly to: number }> {
  const settings = settingsOf({ ...options, statementTimeoutMs: 0 });
  const { lockTimeoutMs = 10_000 } = options;
  return withClient(settings, async (client) => {
    await assertEncoding(client);
    await client.query({ text: "BEGIN" });
    await client.query({ text: `SET LOCAL lock_timeout = ${Math.max(1, Math.round(lockTimeoutMs))}` });
    await lockMigrations(client, settings);
    const found = await findSchema(client, settings.schemaName);
    if (found.kind === "foreign") throw foreignSchema();
    const from = found.kind === "ours" ? found.version : 0;
    if (from > SCHEMA_VERSION) throw newerSchema();
    if (from < SCHEMA_VERSION) await migrate(client, settings, found.kind, from);
    await client.query({ text: "COMMIT" });
    return { from, to: SCHEMA_VERSION };
  });
}

async function migrate(client: PgClient, { schema }: Settings, kind: Found["kind"], from: number): Promise<void> {
  if (kind === "absent") await client.query({ text: `CREATE SCHEMA ${schema}` });
  if (from === 0)
    await client.query({
      text: inSchema("CREATE TABLE @motcua_migration (number integer PRIMARY KEY, applied_at timestamptz)", schema),
    });
  for (const [index, sql] of migrations.entries()) {
    if (index < from) continue;
    await client.query({ text: inSchema(sql, schema) });
    const mark = inSchema("INSERT INTO @motcua_migration VALUES ($1, clock_timestamp())", schema);
    await client.query({ text: mark, values: [index + 1] });
  }
}

async function lockMigrations(client: PgClient, { schemaName }: Settings): Promise<void> {
  try {
    await client.query({
      text: "SELECT pg_advisory_xact_lock(hashtext('motcua'), hashtext($1))",
      values: [schemaName],
    });
  } catch (error) {
    if (sqlStateOf(error) !== "55P03") throw error;
    throw new AdapterError(
      "storage.migration_running",
      "Another migration of this schema is under way. Wait for it to end, then try again.",
      { retry: "later" },
    );
  }
}

async function findSchema(client: PgClient, schemaName: string): Promise<Found> {
  const { rows } = await client.query({
    text: `SELECT to_regclass(quote_ident($1) || '.motcua_migration') IS NOT NULL AS ours,
        EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid) AS used
      FROM pg_namespace n WHERE n.nspname = $1`,
    values: [schemaName],
  });
  const [row] = rows as { readonly ours: boolean; readonly used: boolean }[];
  if (row === undefined) return { kind: "absent" };
  if (!row.ours) return { kind: row.used ? "foreign" : "empty" };
  const text = `SELECT coalesce(max(number), 0)::integer AS version FROM "${schemaName}".motcua_migration`;
  const [mark] = (await client.query({ text })).rows as { readonly version: number }[];
  return { kind: "ours", version: mark?.version ?? 0 };
}

/**
 * Looks at a database before it is used.
 * @returns whether the server has to be told to keep what it answered
 * @throws AdapterError when there is no motcua of this release in the schema
 */
export async function inspect(
  client: PgClient,
  schemaName: string,
): Promise<{ readonly mustAskForDurability: boolean }> {
  const found = await findSchema(client, schemaName);
  if (found.kind === "foreign") throw foreignSchema();
  if (found.kind !== "ours") throw notMigrated();
  if (found.version > SCHEMA_VERSION) throw newerSchema();
  if (found.version < SCHEMA_VERSION) throw olderSchema();
  const { rows } = await client.query({ text: "SELECT current_setting('synchronous_commit') AS mode" });
  return { mustAskForDurability: (rows as { readonly mode: string }[])[0]?.mode === "off" };
}

async function withClient<T>(settings: Settings, work: (client: OwnClient) => Promise<T>): Promise<T> {
  let client: OwnClient | undefined;
  try {
    client = makeClient(clientConfig(settings, false));
    client.on("error", () => {});
    await client.connect();
    return await work(client);
  } catch (error) {
    throw toAdapterError(error);
  } finally {
    // Ends an open transaction as well. What is broken already has nothing to say.
    await client?.end().catch(() => {});
  }
}

async function assertEncoding(client: PgClient): Promise<void> {
  const { rows } = await client.query({ text: "SELECT current_setting('server_encoding') AS encoding" });
  if ((rows as { readonly encoding: string }[])[0]?.encoding === "UTF8") return;
  throw new AdapterError("storage.wrong_encoding", "The database must be made with encoding UTF8.", {
    retry: "operator",
  });
}

const foreignSchema = (): AdapterError =>
  new AdapterError("storage.foreign_schema", "The schema of this name holds tables of another program.", {
    retry: "operator",
  });
const notMigrated = (): AdapterError =>
  new AdapterError("storage.not_migrated", "The database has no such motcua schema yet. Run: motcua migrate --db URL", {
    retry: "operator",
  });
const newerSchema = (): AdapterError =>
  new AdapterError(
    "storage.newer_schema",
    "The schema was written by a newer release of motcua. Update this program.",
    {
      retry: "operator",
    },
  );
const olderSchema = (): AdapterError =>
  new AdapterError("storage.older_schema", "The schema is of an older release. Run: motcua migrate --db URL", {
    retry: "operator",
  });
