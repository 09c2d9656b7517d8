import { type DossierId, formatInstant, type Storage } from "@motcua/core";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";
import { allOf } from "../pages.ts";

const help = `motcua incidents: việc chờ người vận hành / what waits for an operator

  motcua incidents --db FILE|URL [list] [--json]
  motcua incidents --db FILE|URL retry ID [--json]
  motcua incidents --db FILE|URL retry --code CODE [--json]
  motcua incidents --db FILE|URL skip ID --reason CODE [--json]

  list   mốc và thông báo đang dừng, vì sao / timers and messages that stand, and why
  retry  thử lại ngay, một hoặc mọi cái có mã đó / due again at once, one or all with that code
  skip   bỏ một thông báo, ghi lý do; thời hạn thì không bỏ được / gives a message up; a deadline cannot be given up
`;

const options = {
  db: { type: "string" },
  code: { type: "string" },
  reason: { type: "string" },
  json: { type: "boolean" },
} as const;

interface Incident {
  readonly kind: "wake" | "message";
  /** Dossier of a wake, or id of a message: what `retry` and `skip` take. */
  readonly id: string;
  readonly officeId: string;
  readonly dossierId: string;
  readonly code: string;
  /** Law time it was due at. */
  readonly dueAt: string;
  readonly adapter?: string;
  readonly messageKind?: string;
}

type Values = { readonly code?: string; readonly reason?: string; readonly json?: boolean };

/** Exit status: 0 shown or done, 1 no such incident or an unusable database, 2 wrong use. */
export async function runIncidents(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [action = "list", id, ...more] = positionals;
  const wrong = wrongUse(action, id, more, values);
  if (wrong !== undefined || values.db === undefined) {
    printFault(io, wrong ?? usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  const mode = action === "list" ? "read-only" : "read-write";
  return withDatabase(
    io,
    values.db,
    async (storage) => {
      if (action === "list") return list(storage, io, values);
      if (action === "skip") return skip(storage, io, id ?? "", values.reason ?? "", values);
      return retry(storage, io, id, values);
    },
    mode,
  );
}

/** A reason is stored beside the message and stands in reports: a code, so that nobody's name gets there. */
const isCode = (text: string): boolean => /^(?!.*\d{4})[a-z][a-z0-9._-]{0,63}$/.test(text);

function wrongUse(action: string, id: string | undefined, more: readonly string[], { code, reason }: Values) {
  if (!["list", "retry", "skip"].includes(action))
    return usageFault("dùng list, retry hoặc skip", "say list, retry or skip");
  if (more.length > 0 || (action === "list" && id !== undefined))
    return usageFault("thừa tham số", "too many arguments");
  if (action === "retry" && (id === undefined) === (code === undefined))
    return usageFault("retry cần một mã việc hoặc --code", "retry takes one id, or --code");
  if (action !== "retry" && code !== undefined)
    return usageFault("--code chỉ dùng với retry", "--code goes with retry");
  if (action === "skip" && (id === undefined || reason === undefined || !isCode(reason)))
    return usageFault(
      "skip cần một mã thông báo và --reason là một mã như wrong-number",
      "skip takes one message and --reason, a code such as wrong-number",
    );
  return undefined;
}

async function list(storage: Storage, io: CliIo, { json }: Values): Promise<number> {
  let shown = 0;
  for await (const incident of incidentsOf(storage)) {
    shown += 1;
    io.stdout(json ? `${JSON.stringify(incident)}\n` : line(incident));
  }
  if (shown === 0 && !json) io.stdout("Không có việc nào chờ / nothing waits\n");
  return exitDone;
}

async function retry(storage: Storage, io: CliIo, id: string | undefined, { code, json }: Values): Promise<number> {
  const released: string[] = [];
  if (id !== undefined) {
    if (!(await release(storage, id))) return unknown(io);
    released.push(id);
  } else {
    // Collected first: pages of what is parked shift while some of it is released.
    const wanted: string[] = [];
    for await (const incident of incidentsOf(storage)) if (incident.code === code) wanted.push(incident.id);
    for (const each of wanted) if (await release(storage, each)) released.push(each);
  }
  io.stdout(
    json
      ? `${JSON.stringify({ released })}\n`
      : `Sẽ thử lại ${released.length} / to be tried again: ${released.length}\n`,
  );
  return exitDone;
}

const release = async (storage: Storage, id: string): Promise<boolean> =>
  (await storage.releaseWake(id as DossierId)) || (await storage.releaseParked(id, { kind: "retry" }));

async function skip(storage: Storage, io: CliIo, id: string, reason: string, { json }: Values): Promise<number> {
  if (await storage.releaseParked(id, { kind: "skip", reason })) {
    io.stdout(json ? `${JSON.stringify({ skipped: id, reason })}\n` : `Đã bỏ / given up: ${id} (${reason})\n`);
    return exitDone;
  }
  for await (const incident of incidentsOf(storage))
    if (incident.kind === "wake" && incident.id === id) {
      printFault(io, {
        code: "incident.not_skippable",
        text: {
          vi: "thời hạn do luật định, không bỏ được; hãy sửa nguyên nhân rồi retry",
          en: "the law sets this deadline and nobody gives it up; mend the cause, then retry",
        },
      });
      return exitRefused;
    }
  return unknown(io);
}

function unknown(io: CliIo): number {
  printFault(io, {
    code: "incident.unknown",
    text: { vi: "không có việc nào chờ với mã này", en: "nothing with this id waits for an operator" },
  });
  return exitRefused;
}

async function* incidentsOf(storage: Storage): AsyncGenerator<Incident> {
  const { reader } = storage;
  for await (const { dossierId, officeId, wakeAt, code } of allOf((page) => reader.parkedWakes(page)))
    yield { kind: "wake", id: dossierId, officeId, dossierId, code, dueAt: formatInstant(wakeAt) };
  for await (const row of allOf((page) => reader.parkedMessages(page))) {
    const { messageId: id, officeId, dossierId, adapter, kind: messageKind, notBefore } = row;
    yield {
      kind: "message",
      id,
      officeId,
      dossierId,
      code: row.code ?? "",
      dueAt: formatInstant(notBefore),
      adapter,
      messageKind,
    };
  }
}

function line(incident: Incident): string {
  const what =
    incident.kind === "wake" ? "mốc / timer" : `thông báo / message ${incident.adapter}.${incident.messageKind}`;
  return `${incident.id}  ${incident.code}  ${what}  ${incident.officeId}  ${incident.dueAt}\n`;
}
