import { basename } from "node:path";
import type { ReportInput } from "@motcua/adapters/simulation-report";
import { type EventLog, type LogDistances, logDistanceNames } from "@motcua/core/simulator";
import { writeWhole } from "../write-whole.ts";
import { distanceMeanings } from "./distance-words.ts";

/** A log and the file it came from. */
export interface NamedLog {
  readonly file: string;
  readonly log: EventLog;
}

/** Two logs laid side by side, as one HTML file. */
export async function writeDistanceReport(
  file: string,
  [first, second]: readonly [NamedLog, NamedLog],
  distances: LogDistances,
): Promise<void> {
  const { renderReport, reportLog } = await import("@motcua/adapters/simulation-report");
  const named = ({ file: from, log }: NamedLog, place: "A" | "B") => {
    const text = `${place}: ${basename(from)}`;
    return reportLog([log], { vi: text, en: text });
  };
  const [a, b] = [named(first, "A"), named(second, "B")];
  const input: ReportInput = {
    title: `${basename(first.file)} – ${basename(second.file)}`,
    kind: "distance",
    simulation: { startAt: Math.min(a.startAt, b.startAt), endAt: lastEnd([first.log, second.log]) },
    logs: {
      a,
      b,
      distances: logDistanceNames.map((name) => ({ name, meaning: distanceMeanings[name], distance: distances[name] })),
    },
  };
  await writeWhole(file, renderReport(input));
}

function lastEnd(logs: readonly EventLog[]): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const { items } of logs) for (let row = 0; row < items.count; row += 1) last = Math.max(last, items.endAt(row));
  return last;
}
