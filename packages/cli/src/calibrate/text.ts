import type { Calibration } from "@motcua/core/simulator";
import { goodnessNames } from "@motcua/core/simulator";
import { distanceMeanings } from "../log/distance-words.ts";

/** What people read of a calibration. */
export function calibrationText(calibration: Calibration): string {
  return `${[...foundLines(calibration), "", ...goodnessLines(calibration)].join("\n")}\n`;
}

/** What programs read of it. */
export function calibrationDocument({ scenario, findings, goodness, warnings }: Calibration) {
  const { traces, staff, flows, times } = findings;
  return {
    scenario,
    found: {
      dossiers: traces.length,
      items: traces.reduce((sum, { visits }) => sum + visits.length, 0),
      people: staff.people.map(({ name, does, pool, hoursFrom, support, items, multitasking }) => ({
        name,
        does,
        pool,
        hoursFrom,
        support,
        items,
        multitasking,
      })),
      arrivals: flows.map(({ id, arrivals: { count, hoursFrom, aic } }) => ({ flow: id, count, hoursFrom, aic })),
      work: times.flatMap(({ work }) =>
        [...work.values()].map(({ activity, all, byPerson, unattended }) => ({
          activity,
          ...all,
          byPerson: Object.fromEntries(byPerson),
          unattended,
        })),
      ),
      extraneousWaiting: times.flatMap(({ waiting }) => [...waiting.values()]),
      concurrent: findings.concurrency.pairs,
    },
    goodness: goodness ?? null,
    warnings,
  };
}

const minutes = (ms: number): string => (ms / 60_000).toFixed(1);
const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");

function foundLines({ findings }: Calibration): readonly string[] {
  const { traces, staff, flows, times } = findings;
  const items = traces.reduce((sum, { visits }) => sum + visits.length, 0);
  const lines = [
    `Hồ sơ / dossiers ${traces.length}, việc / work items ${items}, người / people ${staff.people.length}`,
    "",
    "VIỆC / WORK               phút/min  phân phối/spread  chờ ngoài / waits besides",
  ];
  for (const { work, waiting, unattended } of times)
    for (const { activity, all, byPerson } of work.values()) {
      const wait = waiting.get(activity);
      const kind = unattended.has(activity) ? "không người làm / nobody's" : all.distribution.kind;
      const apart = byPerson.size > 0 ? `, ${byPerson.size} người riêng / people apart` : "";
      const waits =
        wait === undefined ? "" : `${Math.round(wait.share * 100)} %, ${(wait.wait.meanMs / 3_600_000).toFixed(1)} h`;
      lines.push(
        `  ${plain(activity).padEnd(22)} ${minutes(all.meanMs).padStart(9)}  ${`${kind}${apart}`.padEnd(16)}  ${waits}`,
      );
    }
  lines.push("", "ĐẾN / ARRIVALS             hồ sơ/dossiers  cách đến / pattern");
  for (const { id, arrivals } of flows) {
    const { pattern } = arrivals;
    const how = pattern.kind === "between" ? `${pattern.gap.kind}` : "theo giờ trong tuần / by hour of the week";
    lines.push(`  ${plain(id).padEnd(22)} ${String(arrivals.count).padStart(14)}  ${how}`);
  }
  return lines;
}

const verdictWords = { close: "sát / close", fair: "tạm được / fair", poor: "KÉM / POOR" } as const;

function goodnessLines({ goodness }: Calibration): readonly string[] {
  if (goodness === undefined) return ["Chưa thử / not tried"];
  const { calibratedOn, heldOut, replications, by } = goodness;
  return [
    `THỬ / TRIED: hiệu chỉnh trên ${calibratedOn} hồ sơ, thử trên ${heldOut} hồ sơ sau đó, ${replications} lần / calibrated on ${calibratedOn}, tried on the ${heldOut} after them, ${replications} times`,
    "                              xa/distance  sàn/floor",
    ...goodnessNames.map((name) => {
      const { distance, floor, verdict } = by[name];
      const { vi, en } = distanceMeanings[name];
      return `  ${name.padEnd(27)} ${distance.toFixed(3).padStart(11)} ${floor.toFixed(3).padStart(10)}  ${verdictWords[verdict].padEnd(16)}  ${vi} / ${en}`;
    }),
    "  sàn: khoảng cách giữa hai nửa của chính các hồ sơ thử / floor: between two halves of the dossiers tried on",
  ];
}
