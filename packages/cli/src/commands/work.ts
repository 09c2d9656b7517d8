import type { Fault } from "@motcua/core";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { directoryFile } from "../work/directory-file.ts";
import { lanesNamed } from "../work/lanes-named.ts";
import { logLines } from "../work/log-lines.ts";
import { type WorkOptions, work } from "../work/run.ts";

const help = `motcua work: tiến trình thực hiện mốc thời hạn và gửi thông báo / a process that fires timers and delivers

  motcua work --db FILE|URL --directory FILE [--concurrency 100] [--batch 100] [--lease-ms 30000] [--poll-ms 1000]
              [--channels FILE] [--lanes citizen,desk,portal,agency] [--health-port P] [--health-host 127.0.0.1]
              [--json-logs]

  Chạy bao nhiêu tiến trình cũng được, trên một hay nhiều máy. SIGTERM, SIGINT: làm nốt việc đang giữ rồi thoát; lần thứ
  hai: thoát ngay, không mất gì.
  Any number of processes, on one machine or many. SIGTERM, SIGINT: finishes what it holds and ends; a second one: ends
  at once, and nothing is lost.

  --directory    YAML hoặc JSON: ai phụ trách đơn vị nào, theo cơ quan / who heads which unit, by office
  --concurrency  số việc cùng lúc / under way at once
  --batch        số việc nhận một lần / claimed at once
  --lease-ms     thời gian giữ việc, theo đồng hồ của cơ sở dữ liệu / how long a claim holds, by the database's clock
  --poll-ms      lâu nhất giữa hai lần xem / longest time between two looks
  --channels     YAML hoặc JSON: gửi qua kênh nào; không có thì thông báo nằm chờ / where messages go; without it they wait
  --lanes        các nơi nhận có người phục vụ, kèm kênh nếu cần (citizen/sms); thông báo cho nơi khác không được ghi
                 whom somebody serves, by which channel if you like; messages for others are not written
  --health-port  /healthz, /readyz; 0: cổng bất kỳ / any port
`;

const options = {
  db: { type: "string" },
  directory: { type: "string" },
  concurrency: { type: "string", default: "100" },
  batch: { type: "string", default: "100" },
  "lease-ms": { type: "string", default: "30000" },
  "poll-ms": { type: "string", default: "1000" },
  channels: { type: "string" },
  lanes: { type: "string" },
  "health-port": { type: "string" },
  "health-host": { type: "string", default: "127.0.0.1" },
  "json-logs": { type: "boolean" },
} as const;

/** Exit status: 0 told to stop, 1 the database or the directory cannot be used, 2 wrong use. */
export async function runWork(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
  const asked = readOptions(values);
  const { directory: file } = values;
  if ("code" in asked || file === undefined) {
    printFault(io, "code" in asked ? asked : usageFault("thiếu --directory", "--directory is required"));
    return exitUsage;
  }
  const signals = listenToSignals();
  try {
    const log = logLines((line) => io.stdout(line), values["json-logs"] === true);
    const directory = directoryFile(file, () => log.tell("warn", "directory.malformed", {}));
    await work(asked, directory, log, signals.stopping);
    return exitDone;
  } catch (error) {
    return failed(io, error);
  } finally {
    signals.off();
  }
}

type Values = { readonly [option in Exclude<keyof typeof options, "json-logs">]?: string };

const ranges = {
  concurrency: [1, 10_000],
  batch: [1, 1_000],
  "lease-ms": [1_000, 3_600_000],
  "poll-ms": [10, 60_000],
  "health-port": [0, 65_535],
} as const;

function readOptions(values: Values): WorkOptions | Fault {
  if (values.db === undefined) return usageFault("thiếu --db", "--db is required");
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const text = values[name as keyof typeof ranges];
    if (text !== undefined && !(/^\d{1,8}$/.test(text) && Number(text) >= least && Number(text) <= most))
      return usageFault(`--${name} từ ${least} đến ${most}`, `--${name} is ${least} to ${most}`);
  }
  const named = values.lanes === undefined ? undefined : lanesNamed(values.lanes);
  if (named !== undefined && "code" in named) return named;
  const port = values["health-port"];
  return {
    db: values.db,
    lanes: named,
    channels: values.channels,
    concurrency: Number(values.concurrency),
    batch: Number(values.batch),
    leaseMs: Number(values["lease-ms"]),
    pollMs: Number(values["poll-ms"]),
    health: port === undefined ? undefined : { host: values["health-host"] ?? "127.0.0.1", port: Number(port) },
  };
}

/** The first one asks to stop, the second one does not ask. */
function listenToSignals() {
  const controller = new AbortController();
  const told = (signal: NodeJS.Signals): void => {
    // As a shell reports a process that a signal ended.
    if (controller.signal.aborted) process.exit(signal === "SIGINT" ? 130 : 143);
    controller.abort();
  };
  process.on("SIGTERM", told).on("SIGINT", told);
  return {
    stopping: controller.signal,
    off: () => void process.off("SIGTERM", told).off("SIGINT", told),
  };
}
