import type { ReportInput, ReportTable, ReportText } from "@motcua/adapters/simulation-report";
import type { Calibration } from "@motcua/core/simulator";
import { goodnessNames } from "@motcua/core/simulator";
import { distanceMeanings } from "../log/distance-words.ts";
import { writeWhole } from "../write-whole.ts";

/** What a calibration was asked for, as far as a reader must know. */
export interface CalibrationSettings {
  readonly seed: number;
  readonly replications: number;
}

const times = (ms: number) => ({ value: ms, unit: "work" }) as const;
const elapsedTime = (ms: number) => ({ value: ms, unit: "elapsed" }) as const;
const count = (value: number) => ({ value, unit: "count" }) as const;
const share = (value: number) => ({ value: Math.round(value * 1000) / 1000, unit: "share" }) as const;
const name = (vi: string, en: string) => ({ name: { vi, en } });
const number = (vi: string, en: string) => ({ name: { vi, en }, isNumber: true });

/** The scenario tried on dossiers held out, beside what was recorded of them; then what was found in the log. */
export async function writeCalibrationReport(
  file: string,
  log: string,
  calibration: Calibration,
  settings: CalibrationSettings,
): Promise<void> {
  const { renderReport, reportLog } = await import("@motcua/adapters/simulation-report");
  const { findings, scenario, goodness, trial, warnings } = calibration;
  const begins = findings.traces.map(({ arrivedAt }) => arrivedAt);
  const ends = findings.traces.flatMap(({ visits }) => visits.map(({ endAt }) => endAt));
  const least = (values: readonly number[]): number =>
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const input: ReportInput = {
    title: scenario.name,
    kind: "calibration",
    simulation: {
      scenario: log,
      ...(goodness === undefined ? {} : settings),
      startAt: least(begins),
      endAt: -least(ends.map((at) => -at)),
    },
    warnings: warnings.map(({ text }) => text),
    notes: notesOf(calibration),
    ...(goodness === undefined || trial === undefined
      ? {}
      : {
          logs: {
            a: reportLog([trial.observed], { vi: "Thực tế", en: "Observed" }),
            b: reportLog(trial.simulated, { vi: "Mô phỏng", en: "Simulated" }),
            distances: goodnessNames.map((each) => {
              const { distance, floor, verdict } = goodness.by[each];
              return { name: each, meaning: distanceMeanings[each], distance, floor, verdict };
            }),
          },
        }),
    tables: [workTable(calibration), arrivalsTable(calibration), peopleTable(calibration)],
  };
  await writeWhole(file, renderReport(input));
}

function notesOf({ goodness, findings, scenario: { notes = [] } }: Calibration): readonly ReportText[] {
  const { traces, staff } = findings;
  const items = traces.reduce((sum, { visits }) => sum + visits.length, 0);
  const size = {
    vi: `Nhật ký có ${traces.length} hồ sơ, ${items} việc, ${staff.people.length} người.`,
    en: `The log has ${traces.length} dossiers, ${items} work items, ${staff.people.length} people.`,
  };
  const tried =
    goodness === undefined
      ? { vi: "Kịch bản chưa được thử: quá ít hồ sơ.", en: "The scenario was not tried: too few dossiers." }
      : {
          vi: `Thử: hiệu chỉnh trên ${goodness.calibratedOn} hồ sơ đầu, mô phỏng ${goodness.replications} lần những ngày của ${goodness.heldOut} hồ sơ đến sau. Kịch bản ghi ra được hiệu chỉnh trên tất cả.`,
          en: `Trial: calibrated on the first ${goodness.calibratedOn} dossiers, simulated ${goodness.replications} times over the days of the ${goodness.heldOut} that came later. The scenario that is written is calibrated on all of them.`,
        };
  return [size, tried, ...notes.map((text) => ({ vi: text, en: text }))];
}

function workTable({ findings }: Calibration): ReportTable {
  return {
    title: { vi: "Việc, và chờ ngoài việc", en: "Work, and waiting that neither hours nor work explain" },
    columns: [
      name("Việc", "Work"),
      number("Số lần", "Items"),
      number("Trung bình", "Mean"),
      name("Phân phối", "Distribution"),
      number("Lệch", "Off by"),
      number("Người riêng", "People apart"),
      number("Phải chờ", "Wait"),
      number("Chờ trung bình", "Mean wait"),
    ],
    rows: findings.times.flatMap(({ work, waiting, unattended }) =>
      [...work.values()].map(({ activity, all, byPerson }) => {
        const wait = waiting.get(activity);
        return [
          activity,
          count(all.count),
          times(all.meanMs),
          unattended.has(activity) ? { vi: "không người làm", en: "nobody's" } : all.distribution.kind,
          times(all.distanceMs),
          byPerson.size > 0 ? count(byPerson.size) : "–",
          wait === undefined ? "–" : share(wait.share),
          wait === undefined ? "–" : elapsedTime(wait.wait.meanMs),
        ];
      }),
    ),
  };
}

function arrivalsTable({ findings }: Calibration): ReportTable {
  return {
    title: { vi: "Hồ sơ đến", en: "Arrivals" },
    columns: [
      name("Thủ tục", "Procedure"),
      number("Hồ sơ", "Dossiers"),
      number("Mỗi giờ mở cửa", "An open hour"),
      name("Cách đến", "Pattern"),
    ],
    rows: findings.flows.map(({ id, arrivals }) => [
      id,
      count(arrivals.count),
      { value: (arrivals.count * 3_600_000) / Math.max(1, arrivals.openMs), unit: "number" },
      arrivals.pattern.kind === "between"
        ? arrivals.pattern.gap.kind
        : { vi: "theo giờ trong tuần", en: "by hour of the week" },
    ]),
  };
}

const hoursFrom: { readonly [from: string]: ReportText } = {
  person: { vi: "chính người đó", en: "the person" },
  pool: { vi: "nhóm", en: "the pool" },
  office: { vi: "cả đơn vị", en: "the office" },
};

function peopleTable({ findings }: Calibration): ReportTable {
  return {
    title: { vi: "Người làm", en: "People" },
    columns: [
      name("Người", "Person"),
      name("Làm", "Does"),
      number("Số lần", "Items"),
      name("Giờ theo", "Hours by"),
      number("Trong giờ", "Inside them"),
      number("Cùng lúc", "At once"),
    ],
    rows: findings.staff.people.map((person) => [
      person.name,
      person.does.join(", "),
      count(person.items),
      hoursFrom[person.hoursFrom] ?? person.hoursFrom,
      share(person.support),
      share(person.multitasking),
    ]),
  };
}
