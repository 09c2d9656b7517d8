import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { migrateDatabase } from "../database.ts";
import { addressOf, shownName } from "../database-address.ts";
import { failed } from "../failed.ts";

const help = `motcua migrate: nâng cấp cơ sở dữ liệu / bring a database up to date

  motcua migrate --db FILE|URL [--schema NAME] [--json]

  Tạo mới nếu chưa có. Dừng các chương trình phiên bản cũ trước. Chỉ đi tới, tất cả hoặc không gì cả.
  Makes it when there is none. Stop programs of the older release first. Forward only, all or nothing.
  --schema  chỉ cho PostgreSQL; các lệnh khác đọc schema trong địa chỉ: postgres://…?schema=NAME
            PostgreSQL only; the other commands read it in the address: postgres://…?schema=NAME
`;

const options = { db: { type: "string" }, schema: { type: "string" }, json: { type: "boolean" } } as const;

/** Exit status: 0 up to date, 1 the database cannot be used, 2 wrong use. */
export async function runMigrate(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { db, schema, json } = read.values;
  if (db === undefined) {
    printFault(io, usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  try {
    if (schema !== undefined && addressOf(db).kind === "sqlite") {
      printFault(io, usageFault("--schema chỉ dùng cho PostgreSQL", "--schema is for PostgreSQL only"));
      return exitUsage;
    }
    const { from, to } = await migrateDatabase(db, schema);
    io.stdout(json ? `${JSON.stringify({ db: shownName(db), from, to })}\n` : render(from, to));
    return exitDone;
  } catch (error) {
    return failed(io, error);
  }
}

function render(from: number, to: number): string {
  if (from === to) return `Đã ở phiên bản ${to} / at version ${to} already\n`;
  if (from === 0) return `Đã tạo, phiên bản ${to} / made at version ${to}\n`;
  return `Đã nâng cấp từ phiên bản ${from} lên ${to} / brought from version ${from} to ${to}\n`;
}
