import { createReadStream } from "node:fs";
import type { Fault } from "@motcua/core";
import type { CliIo } from "../cli-io.ts";
import { exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { answerBatch } from "../due/batch.ts";
import { DueDesk } from "../due/desk.ts";

const help = `motcua due: tính hạn / when a limit is due

  motcua due --start ISO --limit L [--policy end-of-day|same-time] [--hours H] [--explain] [--json]
  motcua due --batch FILE [--policy P] [--hours H] [--explain]

  --start    2026-08-17T09:00:00+07:00
  --limit    3wd, 16wh, 2h, 10d, 2mo, same-day@15:00, until:2026-12-31
  --hours    07:30-11:30,13:00-17:00
  --batch    các dòng JSON / JSON lines {id, start, limit, policy?, hours?}; - = stdin
`;

const options = {
  start: { type: "string" },
  limit: { type: "string" },
  policy: { type: "string" },
  hours: { type: "string" },
  batch: { type: "string" },
  explain: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 answered, 1 refused (beyond the calendar, bad lines in a batch), 2 wrong use. */
export async function runDue(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
  const { start, limit, policy, hours, batch } = values;
  const explain = values.explain === true;
  if (batch !== undefined) {
    if (start !== undefined || limit !== undefined)
      return fail(io, usageFault("--batch không đi cùng --start, --limit", "--batch excludes --start and --limit"));
    return runBatch(batch, { policy, hours, explain }, io);
  }
  if (start === undefined || limit === undefined)
    return fail(io, usageFault("thiếu --start hoặc --limit", "--start and --limit are required"));
  const desk = new DueDesk();
  const question = { start, limit, policy, hours };
  if (values.json !== true) {
    const text = desk.text(question, explain);
    if (!text.ok) return fail(io, text.error);
    io.stdout(text.value);
    return exitDone;
  }
  const answer = desk.answer(question, explain);
  if (!answer.ok) return fail(io, answer.error);
  io.stdout(`${JSON.stringify(answer.value)}\n`);
  return exitDone;
}

async function runBatch(file: string, defaults: Parameters<typeof answerBatch>[2], io: CliIo): Promise<number> {
  const input = file === "-" ? io.stdin?.() : createReadStream(file);
  if (input === undefined) return fail(io, usageFault("không có đầu vào chuẩn", "there is no standard input"));
  const desk = new DueDesk();
  const wrong = desk.wrongDefault(defaults);
  if (wrong !== undefined) return fail(io, wrong);
  try {
    return await answerBatch(desk, input, defaults, io);
  } catch (error) {
    // Only reading can fail here in a way people can mend; anything else is ours and goes on.
    if (!(error instanceof Error && "syscall" in error)) throw error;
    const reason = "code" in error ? String(error.code) : "";
    return fail(io, usageFault(`không đọc được ${file} (${reason})`, `cannot read ${file} (${reason})`));
  }
}

function fail(io: CliIo, fault: Fault): number {
  printFault(io, fault);
  return fault.code === "calendar.horizon" ? exitRefused : exitUsage;
}
