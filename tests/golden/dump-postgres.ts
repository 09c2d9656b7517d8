import type { PostgresServer } from "../servers/postgres.ts";

/**
 * A schema of PostgreSQL as text: how it was made, and what is in it. The migrations stand there as they were released,
 * so what is restored is the schema of that day and not the one today's code would make.
 */
export interface PostgresDump {
  /** In order; `@` stands for the schema. */
  readonly migrations: readonly string[];
  /** Rows of each table as the server writes them in JSON, in one order. */
  readonly tables: { readonly [table: string]: readonly string[] };
  /** Last number given by each sequence that has given one. */
  readonly sequences: { readonly [sequence: string]: number };
}

type Server = Pick<PostgresServer, "run">;

// Made by the program that migrates, beside the migrations; its rows follow from their number.
const marks = "motcua_migration";

/** @param migrations those that made the schema */
export async function dumpPostgres(
  server: Server,
  schema: string,
  migrations: readonly string[],
): Promise<PostgresDump> {
  const named = await server.run<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = '${schema}' AND tablename <> '${marks}' ORDER BY 1`,
  );
  const tables = Object.fromEntries(named.map(({ name }): [string, string[]] => [name, []]));
  const each = named.map(
    ({ name }) => `SELECT '${name}' AS name, row_to_json(t)::text AS row FROM ${schema}.${name} t`,
  );
  const rows = `SELECT name, row FROM (${each.join(" UNION ALL ")}) every ORDER BY name, row COLLATE "C"`;
  for (const { name, row } of await server.run<{ name: string; row: string }>(rows)) tables[name]?.push(row);
  const counted = await server.run<{ name: string; last: string }>(
    `SELECT sequencename AS name, last_value AS last FROM pg_sequences
     WHERE schemaname = '${schema}' AND last_value IS NOT NULL ORDER BY 1`,
  );
  return { migrations, tables, sequences: Object.fromEntries(counted.map(({ name, last }) => [name, Number(last)])) };
}

/** Makes a schema of that name and fills it. */
export async function restorePostgres(server: Server, schema: string, dump: PostgresDump): Promise<void> {
  const here = (sql: string): string => sql.replaceAll(/@(?=[a-z])/g, `${schema}.`);
  const made = dump.migrations.map(
    (sql, index) => `${here(sql)};
    INSERT INTO ${schema}.${marks} VALUES (${index + 1}, '2026-08-17T08:00:00+07:00');`,
  );
  const filled = Object.entries(dump.tables).map(
    ([table, rows]) => `INSERT INTO ${schema}.${table}
      SELECT * FROM json_populate_recordset(NULL::${schema}.${table}, ${literal(`[${rows.join()}]`)});`,
  );
  const counted = Object.entries(dump.sequences).map(
    ([sequence, last]) => `SELECT setval('${schema}.${sequence}', ${last});`,
  );
  await server.run(`CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.${marks} (number integer PRIMARY KEY, applied_at timestamptz);
    ${[...made, ...filled, ...counted].join("\n")}`);
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** One line for each row, so that two dumps can be laid side by side. */
export function writeDump(dump: PostgresDump): string {
  const lines = Object.entries(dump.tables).flatMap(([table, rows]) => rows.map((row) => `${table} ${row}`));
  const { migrations, sequences } = dump;
  return `${[JSON.stringify({ migrations, tables: Object.keys(dump.tables), sequences }), ...lines].join("\n")}\n`;
}

export function readDump(text: string): PostgresDump {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const { migrations, tables: names, sequences } = JSON.parse(head);
  const tables = Object.fromEntries((names as string[]).map((name): [string, string[]] => [name, []]));
  for (const line of lines) {
    const gap = line.indexOf(" ");
    tables[line.slice(0, gap)]?.push(line.slice(gap + 1));
  }
  return { migrations, tables, sequences };
}
