import { dossierOrder, type LogDistances, logDistanceNames, logDistances } from "@motcua/core/simulator";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { distanceMeanings } from "../log/distance-words.ts";
import { readLog, readMap } from "../log/read.ts";
import { type NamedLog, writeDistanceReport } from "../log/write-report.ts";
import { partOf, progressBar } from "../progress.ts";
import { reportNameFault } from "../simulate/write-report.ts";

const help = `motcua distance: hai nhật ký khác nhau bao nhiêu / how far two event logs are apart

  motcua distance A B [--map FILE]... [--report FILE.html] [--json]

  A, B       .csv, .xes hoặc/or .ocel.json (cả/also .gz)
  --map      tên cột, múi giờ / names of columns, zone: {"caseId", "activity", "start", "end", "resource", "zone", …}
             một lần: cho cả hai; hai lần: A rồi B; - = không / once: for both; twice: A, then B; - = none
  --report   trang HTML: hai nhật ký đặt cạnh nhau / a page with both logs side by side
`;

const options = {
  map: { type: "string", multiple: true },
  report: { type: "string" },
  json: { type: "boolean" },
} as const;
/** Most of the time goes into reading. */
const readShare = 0.45;

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
  const report = reportNameFault(values.report);
  if (report !== undefined) return wrong(io, report.text.vi, report.text.en);
  const { onProgress } = progressBar();
  try {
    const logs: NamedLog[] = [];
    let worst = exitDone;
    const mapA = await readMap(mapFileA, io);
    // Once for both: what is wrong with it is told once.
    const mapB = mapFileB === mapFileA ? mapA : await readMap(mapFileB, io);
    if (typeof mapA === "number") return mapA;
    if (typeof mapB === "number") return mapB;
    for (const [place, [file, map]] of [[fileA, mapA] as const, [fileB, mapB] as const].entries()) {
      const log = await readLog(file, map, io, partOf(onProgress, place * readShare, (place + 1) * readShare));
      if (typeof log === "number") {
        worst = Math.max(worst, log);
        // The same again: what is wrong with it is told once.
        if (fileA === fileB && mapA === mapB) break;
      } else logs.push({ file, log: log.log });
    }
    const [a, b] = logs;
    if (a === undefined || b === undefined) return worst;
    const distances = logDistances(a.log, b.log);
    if (values.report !== undefined) await writeDistanceReport(values.report, [a, b], distances);
    onProgress?.(1);
    io.stdout(values.json ? `${JSON.stringify(distances)}\n` : render([a, b], distances));
    return exitDone;
  } catch (error) {
    return failed(io, error);
  } finally {
    onProgress?.(1);
  }
}

function wrong(io: CliIo, vi: string, en: string): number {
  printFault(io, usageFault(vi, en));
  return exitUsage;
}

function render(logs: readonly NamedLog[], distances: LogDistances): string {
  const heads = logs.map(({ file, log: { items } }, place) => {
    const dossiers = dossierOrder(items).dossiers.length;
    return `${"AB"[place]}: ${file.replaceAll(/\p{Cc}+/gu, " ")}, ${dossiers} hồ sơ / dossiers, ${items.count} việc / work items`;
  });
  const lines = logDistanceNames.map((name) => {
    const { vi, en } = distanceMeanings[name];
    return `${name.padEnd(27)} ${distances[name].toFixed(4).padStart(11)}  ${vi} / ${en}`;
  });
  return `${[...heads, ...lines].join("\n")}\n`;
}
