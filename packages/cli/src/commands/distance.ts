import {
  dossierOrder,
  type EventLog,
  type LogDistanceName,
  type LogDistances,
  logDistances,
} from "@motcua/core/simulator";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { readLog, readMap } from "../log/read.ts";

const help = `motcua distance: hai nhật ký khác nhau bao nhiêu / how far two event logs are apart

  motcua distance A B [--map FILE]... [--json]

  A, B       .csv, .xes hoặc/or .ocel.json (cả/also .gz)
  --map      tên cột, múi giờ / names of columns, zone: {"caseId", "activity", "start", "end", "resource", "zone", …}
             một lần: cho cả hai; hai lần: A rồi B; - = không / once: for both; twice: A, then B; - = none
`;

const options = { map: { type: "string", multiple: true }, json: { type: "boolean" } } as const;

/** Exit status: 0 answered, 1 a log or a map is faulty, 2 wrong use. */
export async function runDistance(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { positionals, values } = read;
  const [fileA, fileB, ...more] = positionals;
  if (fileA === undefined || fileB === undefined || more.length > 0)
    return wrong(io, "cần đúng hai tệp nhật ký", "exactly two logs are required");
  const [mapFileA = "-", mapFileB = mapFileA, ...moreMaps] = values.map ?? [];
  if (moreMaps.length > 0) return wrong(io, "--map nhiều nhất hai lần", "--map is given twice at most");
  const logs: EventLog[] = [];
  let worst = exitDone;
  for (const [file, mapFile] of [
    [fileA, mapFileA],
    [fileB, mapFileB],
  ] as const) {
    const log = await readOne(file, mapFile, io);
    if (typeof log === "number") worst = Math.max(worst, log);
    else logs.push(log);
  }
  const [a, b] = logs;
  if (a === undefined || b === undefined) return worst;
  const distances = logDistances(a, b);
  io.stdout(
    values.json
      ? `${JSON.stringify(distances)}\n`
      : render(
          [
            [fileA, a],
            [fileB, b],
          ],
          distances,
        ),
  );
  return exitDone;
}

async function readOne(file: string, mapFile: string, io: CliIo): Promise<EventLog | number> {
  const map = await readMap(mapFile, io);
  if (typeof map === "number") return map;
  const read = await readLog(file, map, io);
  return typeof read === "number" ? read : read.log;
}

function wrong(io: CliIo, vi: string, en: string): number {
  printFault(io, usageFault(vi, en));
  return exitUsage;
}

const meanings: { readonly [name in LogDistanceName]: string } = {
  n_gram_2_normalised: "trình tự hai việc, 0 giống hệt, 1 khác hẳn / pairs in a row, 0 the same, 1 all different",
  n_gram_2_absolute: "số trình tự hai việc khác nhau / pairs in a row that differ",
  n_gram_3_normalised: "trình tự ba việc, 0 đến 1 / three in a row, 0 to 1",
  n_gram_3_absolute: "số trình tự ba việc khác nhau / three in a row that differ",
  absolute_event_hours_both: "lúc bắt đầu và kết thúc, giờ / starts and ends, hours",
  relative_event_hours_both: "tính từ khi hồ sơ bắt đầu, giờ / since the dossier began, hours",
  absolute_event_hours_start: "lúc bắt đầu, giờ / starts, hours",
  relative_event_hours_start: "bắt đầu, tính từ khi hồ sơ bắt đầu, giờ / starts since it began, hours",
  absolute_event_hours_end: "lúc kết thúc, giờ / ends, hours",
  relative_event_hours_end: "kết thúc, tính từ khi hồ sơ bắt đầu, giờ / ends since it began, hours",
  case_arrival_hours: "lúc hồ sơ đến, giờ / arrivals, hours",
  circadian_event: "giờ trong ngày theo thứ, giờ / hour of the day by weekday, hours",
  cycle_time_1h_bins: "thời gian giải quyết, ô 1 giờ / time from first to last, bins of 1 h",
  cycle_time_15min_bins: "thời gian giải quyết, ô 15 phút / time from first to last, bins of 15 min",
};

function render(logs: readonly (readonly [file: string, log: EventLog])[], distances: LogDistances): string {
  const heads = logs.map(([file, { items }], place) => {
    const dossiers = dossierOrder(items).dossiers.length;
    return `${"AB"[place]}: ${file.replaceAll(/\p{Cc}+/gu, " ")}, ${dossiers} hồ sơ / dossiers, ${items.count} việc / work items`;
  });
  const lines = (Object.keys(meanings) as LogDistanceName[]).map(
    (name) => `${name.padEnd(27)} ${distances[name].toFixed(4).padStart(11)}  ${meanings[name]}`,
  );
  return `${[...heads, ...lines].join("\n")}\n`;
}
