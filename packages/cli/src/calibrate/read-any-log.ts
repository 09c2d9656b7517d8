import { open } from "node:fs/promises";
import type { EpochMs, Fault, OfficeId, Storage } from "@motcua/core";
import type { EventLog, RecordedAct } from "@motcua/core/simulator";
import { type CliIo, exitUsage, printFault, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";
import { readLog, readMap } from "../log/read.ts";
import { unknownOffice } from "../office-name.ts";
import type { OnProgress } from "../progress.ts";
import { logOfDatabase } from "./database-log.ts";

/** A log from wherever it was kept. */
export interface CalibrateLog {
  readonly log: EventLog;
  readonly acts: readonly RecordedAct[];
  readonly startsGuessed: boolean;
  /** Of a database: when its last event was. */
  readonly recordedUntil?: EpochMs;
  readonly warnings: readonly Fault[];
}

interface From {
  readonly map?: string;
  readonly zone?: string;
  readonly office?: string;
}

/** A file of a known format, or a database; else the exit status, and what is wrong on standard error. */
export async function readAnyLog(
  file: string,
  { map: mapFile, zone, office }: From,
  io: CliIo,
  onProgress: OnProgress,
): Promise<CalibrateLog | number> {
  if (/^postgres(ql)?:/i.test(file) || (await isSqlite(file))) return await readDatabase(file, office, io);
  if (office !== undefined)
    return wrong(io, "--office chỉ đi với cơ sở dữ liệu", "--office goes with a database alone");
  const map = await readMap(mapFile ?? "-", io);
  if (typeof map === "number") return map;
  const read = await readLog(file, zone === undefined ? map : { ...map, zone }, io, onProgress);
  return typeof read === "number" ? read : { log: read.log, acts: [], startsGuessed: false, warnings: [] };
}

function wrong(io: CliIo, vi: string, en: string): number {
  printFault(io, usageFault(vi, en));
  return exitUsage;
}

const sqliteHeader = "SQLite format 3\u0000";

/** By what it begins with: a name tells nothing. False for a file that cannot be read, which is said elsewhere. */
async function isSqlite(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer } = await handle.read(Buffer.alloc(sqliteHeader.length), 0, sqliteHeader.length, 0);
      return buffer.toString("latin1") === sqliteHeader;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

async function readDatabase(db: string, office: string | undefined, io: CliIo): Promise<CalibrateLog | number> {
  let found: CalibrateLog | undefined;
  const status = await withDatabase(io, db, async (storage) => {
    const officeId = await officeOf(storage, office, io);
    if (typeof officeId === "number") return officeId;
    const { log, acts, guessedStarts, items, recordedUntil } = await logOfDatabase(storage, officeId);
    const startsGuessed = guessedStarts * 2 > items;
    const warnings = guessedStarts === 0 ? [] : [guessed(guessedStarts, items)];
    found = { log, acts, startsGuessed, recordedUntil, warnings };
    return 0;
  });
  return found ?? status;
}

async function officeOf(storage: Storage, office: string | undefined, io: CliIo): Promise<OfficeId | number> {
  if (office !== undefined) {
    const unknown = await unknownOffice(storage, office);
    if (unknown === undefined) return office as OfficeId;
    printFault(io, unknown);
    return exitUsage;
  }
  const { items, next } = await storage.reader.offices({ limit: 20 });
  const [only] = items;
  const names = `${items.join(", ")}${next === undefined ? "" : ", …"}`;
  // An empty database has no office; that its log is empty is said further on.
  if (items.length <= 1) return only ?? ("" as OfficeId);
  return wrong(
    io,
    `cơ sở dữ liệu có nhiều đơn vị, hãy chọn một bằng --office: ${names}`,
    `the database has several offices, choose one with --office: ${names}`,
  );
}

const guessed = (starts: number, items: number): Fault => ({
  code: "calibrate.starts_guessed",
  text: {
    vi: `${starts} trong ${items} việc không ghi lúc bắt đầu (nhận việc); lúc bắt đầu được ước từ việc trước của cùng người và thời gian thường thấy, nên thời gian làm chỉ là ước lượng`,
    en: `${starts} of ${items} work items were never claimed; their starts are guessed from what the person did before and from what such work usually takes, so times of work are estimates`,
  },
});
