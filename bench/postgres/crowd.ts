import pg from "pg";

/** How far off the crowd's wakes are: no bench comes that far. */
const farMs = 20 * 365 * 86_400_000;

interface Crowd {
  /** Dossier to copy: its row and its last commit. */
  readonly template: string;
  readonly copies: number;
  /** `open`: live rows with a wake far off. `archived`: where ended dossiers are moved. */
  readonly as: "open" | "archived";
}

/** Copies one dossier many times by SQL; ids, codes and instants are its own. */
export async function crowdPostgres(url: string, { template, copies, as }: Crowd): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: "-c synchronous_commit=off" });
  await client.connect();
  const archived = as === "archived";
  const suffix = archived ? "_archive" : "";
  const base = "(SELECT max(dossier_no) FROM motcua.dossier)";
  const id = `'${as}-' || lpad(i::text, 8, '0')`;
  const far = (column: string): string => `t.${column} + ${farMs} + i * 1000`;
  const wakes = archived ? "NULL" : far("wake_at");
  const dossier = {
    dossier_no: `${base} + i`,
    dossier_id: id,
    code: `'${as}-' || i`,
    wake_at: wakes,
    due_at: far("due_at"),
  };
  const commit = { dossier_no: `${base} + i`, command_id: `t.command_id || '.${as}.' || i` };
  try {
    const copy = async (from: string, to: string, own: { readonly [column: string]: string }, where = "") => {
      const sql =
        "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'motcua' AND table_name = $1";
      const columns = (await client.query<{ name: string }>(sql, [to])).rows.map(({ name }) => name);
      await client.query(`INSERT INTO motcua.${to} (${columns.join(", ")})
        SELECT ${columns.map((name) => own[name] ?? `t.${name}`).join(", ")}
        FROM motcua.${from} t CROSS JOIN generate_series(1::bigint, ${copies}) AS i
        WHERE t.dossier_no = (SELECT dossier_no FROM motcua.dossier WHERE dossier_id = '${template}') ${where}`);
    };
    // Commits and wakes first: all take their numbers after the last live dossier.
    await copy(
      "commit",
      `commit${suffix}`,
      commit,
      "AND t.version = (SELECT max(version) FROM motcua.commit c WHERE c.dossier_no = t.dossier_no)",
    );
    if (!archived) {
      const own = { dossier_no: `${base} + i`, dossier_id: id, wake_at: far("wake_at"), due_at: far("due_at") };
      await copy("wake", "wake", own);
    }
    await copy(
      "dossier",
      `dossier${suffix}`,
      archived ? { ...dossier, phase: "'ended'", ended_at: "t.received_at" } : dossier,
    );
    await client.query(`SELECT setval(pg_get_serial_sequence('motcua.dossier', 'dossier_no'), ${base} + ${copies})`);
    await client.query("VACUUM ANALYZE");
    await client.query("CHECKPOINT");
  } finally {
    await client.end();
  }
}
