import {
  addWorkingDays,
  type CivilDate,
  civilDateOf,
  type DossierRow,
  dayOf,
  type EpochMs,
  formatInstant,
  LawBook,
  type OfficeId,
  parseInstant,
  type Storage,
} from "@motcua/core";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { officeIn, stateOfRow, withDatabase } from "../database.ts";
import { endOfRun } from "../office/record.ts";
import { unknownOffice } from "../office-name.ts";

const help = `motcua inbox: việc của từng người / everybody's work

  motcua inbox --db FILE|URL [--office ID] [--at ISO] [--json]

  Đến hạn hôm nay, sắp đến hạn (2 ngày làm việc), quá hạn, tạm dừng; chỉ đọc.
  Due today, due soon (2 working days), overdue, suspended; only reads.
  --at      mặc định: thời điểm lần chạy 'office' của tệp đang đứng, nếu không thì bây giờ
            default: where the clock of the file's 'office' run stands, else now
  --office  mặc định: cơ quan đầu tiên trong tệp / default: the first office of the file
`;

const buckets = ["overdue", "today", "soon", "later", "suspended", "noLimit"] as const;
type Bucket = (typeof buckets)[number];

interface Item {
  readonly dossierId: string;
  readonly code: string | undefined;
  readonly procedure: string;
  readonly step: string;
  readonly holder: string;
  readonly promiseOn: string | undefined;
}

const options = {
  db: { type: "string" },
  office: { type: "string" },
  at: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 shown, 1 the file cannot be used, 2 wrong use. */
export async function runInbox(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
  const { db } = values;
  if (db === undefined) {
    printFault(io, usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  const asked = values.at === undefined ? undefined : parseInstant(values.at);
  if (asked !== undefined && !asked.ok) {
    printFault(io, asked.error);
    return exitUsage;
  }
  return withDatabase(io, db, async (storage) => {
    const first = await officeIn(storage);
    // Where nothing has been lodged yet every inbox is empty, whatever the office is called.
    const unknown =
      values.office === undefined || first === undefined ? undefined : await unknownOffice(storage, values.office);
    if (unknown !== undefined) {
      printFault(io, unknown);
      return exitUsage;
    }
    const office = values.office === undefined ? first : (values.office as OfficeId);
    const at = asked?.value ?? (office === undefined ? undefined : await endOfRun(storage, office)) ?? Date.now();
    const inbox = office === undefined ? emptyInbox() : await sortInto(storage, office, at);
    io.stdout(values.json ? `${JSON.stringify({ at: formatInstant(at), office, ...inbox })}\n` : render(inbox, at));
    return exitDone;
  });
}

type Inbox = { readonly [bucket in Bucket]: Item[] };
const emptyInbox = (): Inbox => ({ overdue: [], today: [], soon: [], later: [], suspended: [], noLimit: [] });

async function sortInto(storage: Storage, officeId: OfficeId, at: EpochMs): Promise<Inbox> {
  const inbox = emptyInbox();
  const today = civilDateOf(dayOf(at));
  let soon: CivilDate | undefined;
  let after: string | undefined;
  do {
    const page = await storage.reader.list(
      { officeId, phase: "open", order: "due" },
      { limit: 500, ...(after === undefined ? {} : { after }) },
    );
    for (const row of page.items) {
      soon ??= await twoWorkingDaysOn(storage, row, at);
      inbox[bucketOf(row, today, soon)].push(itemOf(row));
    }
    after = page.next;
  } while (after !== undefined);
  return inbox;
}

/** By the calendar the dossiers of this file live under. */
async function twoWorkingDaysOn(storage: Storage, row: DossierRow, at: EpochMs): Promise<CivilDate> {
  const [stored] = await storage.load([row.dossierId]);
  if (stored === undefined) return civilDateOf(dayOf(at));
  const { time } = await new LawBook(storage, undefined).load(stateOfRow(stored).law);
  return civilDateOf(addWorkingDays(time.calendar, dayOf(at), 2));
}

function bucketOf(row: DossierRow, today: CivilDate, soon: CivilDate): Bucket {
  if (row.suspended) return "suspended";
  if (row.promiseOn === undefined) return "noLimit";
  if (row.promiseOn < today) return "overdue";
  if (row.promiseOn === today) return "today";
  return row.promiseOn <= soon ? "soon" : "later";
}

const itemOf = (row: DossierRow): Item => ({
  dossierId: row.dossierId,
  code: row.code,
  procedure: row.procedure,
  step: row.stepId,
  holder: `${row.holderUnit ?? "-"}/${row.holderPerson ?? "-"}`,
  promiseOn: row.promiseOn,
});

const titles: { readonly [bucket in Bucket]: string } = {
  overdue: "QUÁ HẠN / OVERDUE",
  today: "ĐẾN HẠN HÔM NAY / DUE TODAY",
  soon: "SẮP ĐẾN HẠN / DUE SOON",
  later: "CÒN HẠN / LATER",
  suspended: "TẠM DỪNG / SUSPENDED",
  noLimit: "KHÔNG CÓ THỜI HẠN / NO LIMIT",
};

function render(inbox: Inbox, at: EpochMs): string {
  const lines = [`Lúc / at ${formatInstant(at)}`];
  for (const bucket of buckets) {
    const items = inbox[bucket];
    lines.push("", `${titles[bucket]}: ${items.length}`);
    if (bucket === "later" || bucket === "noLimit") continue;
    const holders = [...new Set(items.map((item) => item.holder))].sort((a, b) => (a < b ? -1 : 1));
    for (const holder of holders) {
      lines.push(`  ${holder}`);
      for (const item of items)
        if (item.holder === holder)
          lines.push(
            `    ${item.promiseOn ?? "          "}  ${item.code ?? item.dossierId}  ${item.procedure}  ${item.step}`,
          );
    }
  }
  return `${lines.join("\n")}\n`;
}
