import { DatabaseSync } from "node:sqlite";

/** How far off the crowd's wakes are: no bench comes that far. */
const farMs = 20 * 365 * 86_400_000;

/**
 * Copies one dossier many times by SQL, its wake far off: what stands beside the dossiers a bench works on. A copy has the
 * template's row and its last commit; ids, codes and instants are its own.
 */
export function crowdSqlite(file: string, template: string, copies: number): void {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF;");
  const [row] = db.prepare("SELECT dossier_no AS no FROM dossier WHERE dossier_id = ?").all(template);
  const [last] = db.prepare("SELECT max(dossier_no) AS no FROM dossier").all();
  if (row === undefined || last === undefined) throw new Error("no template to copy");
  const from = { no: Number(row.no), base: Number(last.no) };
  const copy = (table: string, own: { readonly [column: string]: string }, where: string): void => {
    const columns = db
      .prepare("SELECT name FROM pragma_table_info(?)")
      .all(table)
      .map(({ name }) => String(name))
      .filter((name) => !(name in own) || own[name] !== "");
    const values = columns.map((name) => own[name] ?? `t.${name}`);
    db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies})
      INSERT INTO "${table}" (${columns.join(", ")}) SELECT ${values.join(", ")} FROM n, "${table}" AS t
      WHERE t.dossier_no = ${from.no} ${where}`);
  };
  const id = `printf('${template}-%08d', i)`;
  const far = (column: string): string => `t.${column} + ${farMs} + i * 1000`;
  const no = `${from.base} + i`;
  db.exec("BEGIN");
  copy(
    "dossier",
    { dossier_no: no, dossier_id: id, code: "t.code || '.' || i", wake_at: far("wake_at"), due_at: far("due_at") },
    "",
  );
  copy(
    "commit",
    { commit_no: "", dossier_no: no, command_id: "t.command_id || '.' || i" },
    "AND t.version = (SELECT version FROM dossier AS d WHERE d.dossier_no = t.dossier_no)",
  );
  copy("wake", { dossier_no: no, dossier_id: id, wake_at: far("wake_at"), due_at: far("due_at") }, "");
  db.exec("COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
  db.close();
}
