import {
  applyMigration,
  type Fault,
  type LawInForce,
  type MigrationPlan,
  type MigrationReport,
  openDossiers,
  type ProcedureDefinition,
  planMigration,
  readMigrationPlan,
  type Storage,
  type UndoReport,
  undoMigration,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import {
  isFault,
  moreLine,
  type Operator,
  operatorEngine,
  operatorOf,
  operatorOptions,
  printFaults,
  shownMax,
  stayedLines,
} from "../change/operator.ts";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";
import { hasErrors, readDocument, readProcedure, statusOfUnread } from "../definition/read.ts";

const help = `motcua definition: phiên bản định nghĩa và chuyển hồ sơ / versions of definitions, and moving dossiers

  motcua definition list --db FILE|URL [--json]
  motcua definition migrate PLAN --db FILE|URL [--definition FILE] [--directory FILE] [--by ID] [--at INSTANT]
                    [--lanes A,B] [--dry-run | --undo] [--json]

  list          phiên bản đã lưu và số hồ sơ đang mở / versions stored, and how many open dossiers live under each
  migrate       chuyển hồ sơ đang mở theo kế hoạch, từng đợt; chạy lại thì làm tiếp
                moves open dossiers by a plan, in batches; run again it goes on

  PLAN          YAML hoặc JSON: from, to, states, limits, reason
  --definition  định nghĩa của phiên bản mới / the definition of the new version
  --directory   ai phụ trách đơn vị nào / who heads which unit
  --lanes       nơi nhận, như --lanes của tiến trình thực hiện / as the office's workers have it
  --dry-run     chỉ xem / look only
  --undo        hoàn tác ở hồ sơ chưa có thao tác nào khác / takes it back where nothing has happened since
`;

const options = { ...operatorOptions, definition: { type: "string" }, undo: { type: "boolean" } } as const;

/** Exit status: 0 done and nothing left behind, 1 refused or some dossiers stayed, 2 wrong use. */
export async function runDefinition(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [action, file, ...more] = positionals;
  const { db, json = false, undo = false } = values;
  const dry = values["dry-run"] === true;
  const wrong = wrongUse(action, file, more, db, dry && undo);
  if (wrong !== undefined || db === undefined) {
    printFault(io, wrong ?? usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  if (action === "list") return withDatabase(io, db, (storage) => list(io, storage, json));
  const plan = await readPlan(file ?? "", io);
  if (typeof plan === "number") return plan;
  const law = await lawWith(values.definition, io);
  if (typeof law === "number") return law;
  const use = async (storage: Storage): Promise<number> => {
    const operator = operatorOf(values);
    if (isFault(operator)) {
      printFault(io, operator);
      return exitUsage;
    }
    if (undo) return takeBack(io, storage, plan, operator, json);
    return migrate(io, storage, plan, { operator, law, dry, json });
  };
  return withDatabase(io, db, use, dry ? "read-only" : "read-write");
}

function wrongUse(
  action: string | undefined,
  file: string | undefined,
  more: readonly string[],
  db: string | undefined,
  both: boolean,
): Fault | undefined {
  if (action !== "list" && action !== "migrate")
    return usageFault("dùng list hoặc migrate KẾ-HOẠCH", "say list or migrate PLAN");
  if (more.length > 0 || (action === "migrate") === (file === undefined))
    return usageFault("migrate cần đúng một kế hoạch, list không cần", "migrate takes one plan, list takes none");
  if (db === undefined) return usageFault("thiếu --db", "--db is required");
  return both ? usageFault("chọn --dry-run hoặc --undo", "say --dry-run or --undo, not both") : undefined;
}

async function readPlan(file: string, io: CliIo): Promise<MigrationPlan | number> {
  const value = await readDocument(file, io);
  if (value === undefined) return exitUsage;
  const plan = value.ok ? readMigrationPlan(value.value) : { ok: false as const, error: [value.error] };
  if (plan.ok) return plan.value;
  printFaults(
    io,
    plan.error.map((fault) => ({ ...fault, code: "migration.plan_malformed" as const })),
  );
  return exitRefused;
}

/** The law of this release, with the definition of the new version beside. */
async function lawWith(file: string | undefined, io: CliIo): Promise<LawInForce | number> {
  const law = vietnamLaw();
  if (file === undefined) return law;
  const read = await readProcedure(file, io);
  if (read === undefined) return statusOfUnread(file);
  if (read.definition === undefined || hasErrors(read)) {
    printFaults(io, [
      ...read.faults,
      ...read.findings.map((found) => ({ ...found, code: "definition.faulty" as const })),
    ]);
    return exitRefused;
  }
  const given: ProcedureDefinition = read.definition;
  const others = law.procedures.filter(({ code, version }) => code !== given.code || version !== given.version);
  return { ...law, procedures: [...others, given] };
}

interface MigrateAsked {
  readonly operator: Operator;
  readonly law: LawInForce;
  readonly dry: boolean;
  readonly json: boolean;
}

async function migrate(io: CliIo, storage: Storage, plan: MigrationPlan, asked: MigrateAsked): Promise<number> {
  const { operator, law, dry, json } = asked;
  const engine = dry ? undefined : operatorEngine(storage, operator, law);
  const how = { ...operator, storage, law };
  const report = engine === undefined ? await planMigration(plan, how) : await applyMigration(engine, plan, how);
  await engine?.close();
  printFaults(io, report.faults);
  if (report.faults.length > 0) return exitRefused;
  io.stdout(json ? `${JSON.stringify(report)}\n` : render(report, dry));
  return report.notMoved.length === 0 ? exitDone : exitRefused;
}

async function takeBack(
  io: CliIo,
  storage: Storage,
  plan: MigrationPlan,
  operator: Operator,
  json: boolean,
): Promise<number> {
  const engine = operatorEngine(storage, operator);
  const report = await undoMigration(engine, plan, { ...operator, storage });
  await engine.close();
  io.stdout(json ? `${JSON.stringify(report)}\n` : renderUndo(report));
  return report.notUndone.length === 0 ? exitDone : exitRefused;
}

function render({ planHash, moved, notMoved }: MigrationReport, dry: boolean): string {
  const lines = [
    `Kế hoạch / plan            ${planHash.slice(0, 12)}`,
    `${dry ? "Sẽ chuyển / would move   " : "Đã chuyển / moved        "}  ${moved.length}`,
    ...moved.slice(0, shownMax).map(({ dossierId, from, to, promiseBefore, promiseAfter }) => {
      const date =
        promiseBefore === promiseAfter ? (promiseBefore ?? "-") : `${promiseBefore ?? "-"} → ${promiseAfter ?? "-"}`;
      return `  ${dossierId}  ${from === to ? from : `${from} → ${to}`}  hẹn trả / promised ${date}`;
    }),
    ...moreLine(shownMax, moved.length),
    `Không chuyển / not moved   ${notMoved.length}`,
    ...stayedLines(notMoved),
    ...moreLine(shownMax, notMoved.length),
  ];
  return `${lines.join("\n")}\n`;
}

function renderUndo({ undone, notUndone }: UndoReport): string {
  const lines = [
    `Đã hoàn tác / taken back   ${undone.length}`,
    `Không hoàn tác / not       ${notUndone.length}`,
    ...stayedLines(notUndone),
    ...moreLine(shownMax, notUndone.length),
  ];
  return `${lines.join("\n")}\n`;
}

interface Version {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  /** Dossiers that have not ended. */
  open: number;
}

async function list(io: CliIo, storage: Storage, json: boolean): Promise<number> {
  const versions = new Map<string, Version>();
  for (const { hash, key } of await storage.findLaw("procedure")) {
    const [code = "", version] = key.split("@");
    versions.set(hash, { code, version: Number(version), hash, open: 0 });
  }
  for await (const { dossiers } of openDossiers(storage, 500))
    for (const { state } of dossiers) {
      const known = versions.get(state.law.procedure);
      // A dossier whose definition is gone is listed all the same: it is what an operator looks for.
      const { procedure: code, procedureVersion: version } = state;
      if (known === undefined) versions.set(state.law.procedure, { code, version, hash: state.law.procedure, open: 1 });
      else known.open += 1;
    }
  const sorted = [...versions.values()].sort((a, b) =>
    a.code < b.code ? -1 : a.code > b.code ? 1 : a.version - b.version,
  );
  if (json) io.stdout(`${JSON.stringify(sorted)}\n`);
  else {
    io.stdout("thủ tục / procedure  phiên bản / version  đang mở / open  băm / hash\n");
    for (const { code, version, open, hash } of sorted)
      io.stdout(`${code.padEnd(21)}${String(version).padEnd(21)}${String(open).padEnd(16)}${hash.slice(0, 12)}\n`);
  }
  return exitDone;
}
