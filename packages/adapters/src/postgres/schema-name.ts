import { AdapterError } from "../shared/core.ts";

/** The schema of an installation, quoted for use in SQL. One database may hold several. */
export type QuotedSchema = string & { readonly quotedSchema: true };

/** @throws AdapterError `storage.bad_schema_name`: it goes into SQL as it is, so it is plain */
export function quoteSchema(schema: string): QuotedSchema {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith("pg_") || schema === "information_schema")
    throw new AdapterError(
      "storage.bad_schema_name",
      "A schema name is 1 to 63 lower-case letters, digits and underscores, begins with no digit, and is not PostgreSQL's own.",
      { retry: "never" },
    );
  return `"${schema}"` as QuotedSchema;
}

/** Statements name their tables as `@dossier`; this puts the schema there. */
export const inSchema = (sql: string, schema: QuotedSchema): string => sql.replaceAll(/@(?=[a-z])/g, `${schema}.`);
