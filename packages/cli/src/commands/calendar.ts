import {
  type AnnouncementReport,
  announceCalendar,
  announcedCalendar,
  announcementsOf,
  formatInstant,
  previewAnnouncement,
  readCalendar,
  type Storage,
} from "@motcua/core";
import { vietnamCalendar } from "@motcua/core/vietnam";
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
import { readDocument } from "../definition/read.ts";

const help = `motcua calendar: lịch làm việc được công bố / announced working calendars

  motcua calendar list --db FILE|URL [--json]
  motcua calendar show [--db FILE|URL]
  motcua calendar announce FILE|shipped --db FILE|URL [--directory FILE] [--by ID] [--at INSTANT] [--lanes A,B]
                   [--dry-run] [--json]

  list         các lần công bố trong cơ sở dữ liệu / what was announced in this database
  show         lịch đang dùng, dạng JSON / the calendar in force, as JSON
  announce     mọi hồ sơ nhận từ nay theo lịch này; hạn của hồ sơ đang mở được tính lại, ngày hẹn đầu tiên vẫn lưu
               every dossier received from now on lives on it; open limits are counted again, first promises stay on record

  FILE         YAML hoặc JSON: cả lịch, hoặc phần thay đổi (extends, revision, add, remove, announced)
               a whole calendar, or what changes in the one in force
  shipped      lịch kèm theo phiên bản này / the calendar this release comes with
  --directory  ai phụ trách đơn vị nào; thiếu thì hồ sơ có mốc đến hạn được để lại cho tiến trình / who heads which unit;
               without it a dossier with a rung due is left to a worker
  --lanes      nơi nhận, như --lanes của tiến trình thực hiện / as the office's workers have it
  --dry-run    chỉ xem / look only
`;

/** Exit status: 0 done and nothing left behind, 1 refused or some dossiers stayed, 2 wrong use. */
export async function runCalendar(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, operatorOptions, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [action, file, ...more] = positionals;
  const { db } = values;
  const announces = action === "announce";
  if (more.length > 0 || (!announces && action !== "list" && action !== "show") || announces === (file === undefined)) {
    printFault(io, usageFault("dùng list, show hoặc announce TỆP", "say list, show or announce FILE"));
    return exitUsage;
  }
  if (action === "show" && db === undefined) return show(io, undefined);
  if (db === undefined) {
    printFault(io, usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  if (action === "show") return withDatabase(io, db, (storage) => show(io, storage));
  if (action === "list") return withDatabase(io, db, (storage) => list(io, storage, values.json === true));
  const value = file === "shipped" ? { ok: true as const, value: vietnamCalendar } : await readDocument(file ?? "", io);
  if (value === undefined) return exitUsage;
  if (!value.ok) {
    printFault(io, { ...value.error, code: "calendar.malformed" });
    return exitRefused;
  }
  const dry = values["dry-run"] === true;
  const use = async (storage: Storage): Promise<number> => {
    const operator = operatorOf(values);
    if (isFault(operator)) {
      printFault(io, operator);
      return exitUsage;
    }
    return announce(io, storage, value.value, operator, { dry, json: values.json === true });
  };
  return withDatabase(io, db, use, dry ? "read-only" : "read-write");
}

const inForce = async (storage: Storage | undefined) =>
  (storage === undefined ? undefined : await announcedCalendar(storage, vietnamCalendar.id)) ?? vietnamCalendar;

async function show(io: CliIo, storage: Storage | undefined): Promise<number> {
  io.stdout(`${JSON.stringify(await inForce(storage), undefined, 2)}\n`);
  return exitDone;
}

async function list(io: CliIo, storage: Storage, json: boolean): Promise<number> {
  const all = await announcementsOf(storage, vietnamCalendar.id);
  if (json) io.stdout(`${JSON.stringify(all)}\n`);
  else if (all.length === 0)
    io.stdout("Chưa công bố lịch nào; dùng lịch của chương trình / nothing announced; programs bring their own\n");
  else for (const { number, at, revision } of all) io.stdout(`${number}  ${formatInstant(at)}  ${revision}\n`);
  return exitDone;
}

async function announce(
  io: CliIo,
  storage: Storage,
  value: unknown,
  operator: Operator,
  { dry, json }: { readonly dry: boolean; readonly json: boolean },
): Promise<number> {
  const calendar = readCalendar(value, await inForce(storage));
  if (!calendar.ok) {
    printFaults(io, calendar.error);
    return exitRefused;
  }
  const options = { ...operator, storage };
  const engine = dry ? undefined : operatorEngine(storage, operator);
  const report =
    engine === undefined
      ? await previewAnnouncement(calendar.value, options)
      : await announceCalendar(engine, calendar.value, options);
  await engine?.close();
  printFaults(io, report.faults);
  if (report.faults.length > 0) return exitRefused;
  io.stdout(json ? `${JSON.stringify(report)}\n` : render(report, dry));
  return report.notMoved.length === 0 ? exitDone : exitRefused;
}

function render({ revision, moved, notMoved }: AnnouncementReport, dry: boolean): string {
  const dates = moved.flatMap(({ dossierId, limits }) => limits.map((limit) => ({ dossierId, ...limit })));
  const lines = [
    `${dry ? "Sẽ công bố" : "Đã công bố"} lịch ${revision} / ${dry ? "would announce" : "announced"} calendar ${revision}`,
    `Hồ sơ theo lịch mới / dossiers on it now  ${moved.length}`,
    `Hạn thay đổi / dates moved                ${dates.length}`,
    ...dates.slice(0, shownMax).map(({ dossierId, limit, from, to, because }) => {
      const days = because.map(({ change, date }) => `${change === "added" ? "+" : "-"}${date}`).join(" ");
      return `  ${dossierId}  ${limit}: ${from ?? "-"} → ${to ?? "-"}  (${days})`;
    }),
    ...moreLine(shownMax, dates.length),
    `Không chuyển / not moved                  ${notMoved.length}`,
    ...stayedLines(notMoved),
    ...moreLine(shownMax, notMoved.length),
  ];
  return `${lines.join("\n")}\n`;
}
