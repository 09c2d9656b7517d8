import type { Fault } from "@motcua/core";
import type { CliIo } from "../cli-io.ts";
import { exitDone, exitRefused, faultMessage, usageFault } from "../cli-io.ts";
import type { DueDesk, DueQuestion } from "./desk.ts";

interface BatchDefaults {
  readonly policy: string | undefined;
  readonly hours: string | undefined;
  readonly explain: boolean;
}

// Written in pieces of this size: one system call for some hundred answers, and memory stays flat.
const pieceLength = 65_536;

/** Answers JSON lines `{id, start, limit, policy?, hours?}` with one JSON line each, in order. A bad line is answered
 *  with its error and the rest goes on; the exit status says whether there was one. Empty lines are passed over. */
export async function answerBatch(
  desk: DueDesk,
  input: AsyncIterable<string | Uint8Array>,
  defaults: BatchDefaults,
  io: CliIo,
): Promise<number> {
  let status = exitDone;
  let piece = "";
  for await (const line of linesOf(input)) {
    if (line.trim() === "") continue;
    const { text, good } = answerLine(desk, line, defaults);
    if (!good) status = exitRefused;
    piece += `${text}\n`;
    if (piece.length >= pieceLength) {
      io.stdout(piece);
      piece = "";
    }
  }
  if (piece !== "") io.stdout(piece);
  return status;
}

async function* linesOf(input: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  // The decoder keeps a letter cut in two by a piece's end, and drops a byte order mark.
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of input) {
    const lines = (rest + (typeof piece === "string" ? piece : decoder.decode(piece, { stream: true }))).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest + decoder.decode();
}

function answerLine(
  desk: DueDesk,
  line: string,
  defaults: BatchDefaults,
): { readonly text: string; readonly good: boolean } {
  const read = readLine(line);
  if ("error" in read) return { text: errorLine(read.id, read.error), good: false };
  const { question } = read;
  const merged = { ...question, policy: question.policy ?? defaults.policy, hours: question.hours ?? defaults.hours };
  const answer = desk.answer(merged, defaults.explain);
  return answer.ok
    ? { text: JSON.stringify({ id: read.id, ...answer.value }), good: true }
    : { text: errorLine(read.id, answer.error), good: false };
}

type Read = { readonly id: unknown; readonly question: DueQuestion } | { readonly id: unknown; readonly error: Fault };

function readLine(line: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, error: usageFault("dòng không phải JSON", "the line is not JSON") };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { id: null, error: usageFault("dòng không phải đối tượng JSON", "the line is not a JSON object") };
  const { id = null, start, limit, policy, hours } = value as { readonly [key: string]: unknown };
  if (typeof start !== "string" || typeof limit !== "string")
    return { id, error: usageFault("cần start và limit dạng chuỗi", "start and limit are required texts") };
  const [ownPolicy, ownHours] = [policy ?? undefined, hours ?? undefined];
  if (!isOptionalText(ownPolicy) || !isOptionalText(ownHours))
    return { id, error: usageFault("policy và hours phải là chuỗi", "policy and hours are texts") };
  return { id, question: { start, limit, policy: ownPolicy, hours: ownHours } };
}

const isOptionalText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string";

const errorLine = (id: unknown, error: Fault): string =>
  JSON.stringify({ id, error: { code: error.code, message: faultMessage(error) } });
