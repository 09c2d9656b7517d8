import { basename } from "node:path";
import { readLogMap } from "@motcua/adapters/event-log";
import type { Fault } from "@motcua/core";
import { type Calibration, calibrateLog } from "@motcua/core/simulator";
import { stringify } from "yaml";
import { type CalibrateLog, readAnyLog } from "../calibrate/read-any-log.ts";
import { calibrationDocument, calibrationText } from "../calibrate/text.ts";
import { type CalibrationSettings, writeCalibrationReport } from "../calibrate/write-report.ts";
import {
  type CliIo,
  exitDone,
  exitRefused,
  exitUsage,
  faultMessage,
  printFault,
  readArguments,
  usageFault,
} from "../cli-io.ts";
import { failed } from "../failed.ts";
import { partOf, progressBar } from "../progress.ts";
import { readSeed } from "../simulate/options.ts";
import { outputFault } from "../simulate/output-file.ts";
import { vietnamSources } from "../simulate/sources.ts";
import { reportNameFault } from "../simulate/write-report.ts";
import { writeWhole } from "../write-whole.ts";

const help = `motcua calibrate: nhật ký thành kịch bản / a scenario from an event log

  motcua calibrate LOG [--map FILE] [--zone +07:00] [--out scenario.yaml] [--report FILE.html] [--json]

  LOG            .csv, .xes, .ocel.json (cả/also .gz), tệp SQLite hoặc/or postgres://…
  --map          tên cột, múi giờ / names of columns, zone: {"caseId", "activity", "start", "end", "resource", "zone", …}
  --zone         múi giờ của thời điểm không ghi múi giờ / zone of instants written without one
  --office       đơn vị, khi cơ sở dữ liệu có nhiều / which office, of a database with several
  --out          ghi kịch bản vào tệp; không có thì in ra / write the scenario there; else it is printed
  --report       trang HTML để đọc và in / a page to read and print
  --calendar     vietnam | no-holidays; mặc định: theo nhật ký / by default as the log shows
  --hours        auto | person | pool | office: giờ của ai / whose hours (auto)
  --granule      15 | 30 | 60 phút, độ mịn của giờ làm việc / minutes to which hours are told (30)
  --hold-out     phần hồ sơ sau cùng để thử / share of the dossiers, the latest, to try it on (0.3)
  --replications số lần thử / times it is tried (5)
  --seed         số ngẫu nhiên / of the random numbers (1)
`;

const options = {
  map: { type: "string" },
  zone: { type: "string" },
  office: { type: "string" },
  out: { type: "string" },
  report: { type: "string" },
  calendar: { type: "string" },
  hours: { type: "string" },
  granule: { type: "string" },
  "hold-out": { type: "string" },
  replications: { type: "string" },
  seed: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 calibrated, 1 a log or a map is faulty, or nothing can be calibrated from it, 2 wrong use. */
export async function runCalibrate(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { positionals, values } = read;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    return wrong(io, usageFault("cần đúng một nhật ký", "exactly one log is required"));
  const settings = settingsOf(values);
  if ("code" in settings) return wrong(io, settings);
  const output = (values.out === undefined ? undefined : outputFault(values.out)) ?? reportNameFault(values.report);
  if (output !== undefined) return wrong(io, output);
  const { onProgress } = progressBar();
  try {
    const from = await readAnyLog(file, values, io, partOf(onProgress, 0, readShare));
    if (typeof from === "number") return from;
    const { log, acts, startsGuessed, recordedUntil } = from;
    const name = values.out?.replace(/^.*[\\/]/, "").replace(/\.(ya?ml|json)$/i, "");
    const calibrated = calibrateLog(log, vietnamSources(), {
      ...settings,
      acts,
      startsGuessed,
      onProgress: partOf(onProgress, readShare, 1),
      ...(recordedUntil === undefined ? {} : { recordedUntil }),
      ...(name === undefined ? {} : { name }),
    });
    if (!calibrated.ok) {
      for (const fault of calibrated.error) printFault(io, inLog(file, fault));
      return exitRefused;
    }
    return await give(file, from, calibrated.value, settings, values, io);
  } catch (error) {
    return failed(io, error);
  } finally {
    onProgress?.(1);
  }
}

/** About how much of the time reading takes. */
const readShare = 0.2;

const inLog = (file: string, fault: Fault): Fault => ({
  ...fault,
  text: { vi: `${file}: ${fault.text.vi}`, en: `${file}: ${fault.text.en}` },
});

const wrong = (io: CliIo, fault: Fault): number => {
  printFault(io, fault);
  return exitUsage;
};

type Values = { readonly [option in keyof typeof options]?: string | boolean };

async function give(
  file: string,
  from: CalibrateLog,
  calibration: Calibration,
  settings: CalibrationSettings,
  values: Values,
  io: CliIo,
): Promise<number> {
  const { scenario, warnings } = calibration;
  for (const warning of [...from.warnings, ...warnings]) {
    const where = warning.path === undefined ? "" : `${warning.path}: `;
    io.stderr(`warning ${warning.code}: ${where}${faultMessage(warning).replaceAll(/\p{Cc}+/gu, " ")}\n`);
  }
  const { out, report, json } = values;
  if (typeof out === "string") await writeWhole(out, textOf(scenario, out));
  if (typeof report === "string") await writeCalibrationReport(report, basename(file), calibration, settings);
  if (json === true) io.stdout(`${JSON.stringify(calibrationDocument(calibration))}\n`);
  else if (typeof out === "string") io.stdout(calibrationText(calibration));
  else io.stdout(textOf(scenario, ""));
  return exitDone;
}

const textOf = (scenario: object, file: string): string =>
  /\.json$/i.test(file)
    ? `${JSON.stringify(scenario, null, 2)}\n`
    : stringify(scenario, { lineWidth: 0, aliasDuplicateObjects: false });

function settingsOf(values: Values) {
  const { calendar, hours = "auto", granule = "30" } = values;
  const holdOut = Number(values["hold-out"] ?? 0.3);
  const replications = Number(values.replications ?? 5);
  const seed = readSeed(typeof values.seed === "string" ? values.seed : "1");
  if (hours !== "auto" && hours !== "person" && hours !== "pool" && hours !== "office")
    return usageFault("--hours phải là auto, person, pool hoặc office", "--hours is auto, person, pool or office");
  if (granule !== "15" && granule !== "30" && granule !== "60")
    return usageFault("--granule phải là 15, 30 hoặc 60", "--granule is 15, 30 or 60");
  if (!(holdOut >= 0 && holdOut < 1))
    return usageFault("--hold-out phải từ 0 đến dưới 1", "--hold-out is 0 to less than 1");
  if (!(Number.isInteger(replications) && replications >= 1 && replications <= 1000))
    return usageFault("--replications phải từ 1 đến 1000", "--replications is 1 to 1000");
  if (typeof seed === "object") return seed;
  if (typeof values.zone === "string" && !readLogMap({ zone: values.zone }).ok)
    return usageFault(
      `không có múi giờ ${values.zone}; ghi +07:00 hoặc Asia/Ho_Chi_Minh`,
      `there is no zone ${values.zone}; write +07:00 or Asia/Ho_Chi_Minh`,
    );
  const granuleMinutes = Number(granule) as 15 | 30 | 60;
  const named = typeof calendar === "string" ? { calendar } : {};
  return { hoursOf: hours, granuleMinutes, holdOut, replications, seed, ...named } as const;
}
