import {
  awayDossiers,
  type DossierId,
  type DossierRow,
  type DossierState,
  formatInstant,
  isReceipted,
  type OfficeId,
  type OutboxRow,
  type Storage,
  type TransferState,
} from "@motcua/core";
import { type CliIo, exitDone, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";
import { allOf } from "../pages.ts";

const help = `motcua transfers: hồ sơ đã bàn giao cho cơ quan khác / dossiers handed over to other offices

  motcua transfers --db FILE|URL [--office ID] [--waiting] [--json]

  --waiting  chỉ những hồ sơ chưa có giấy nhận / only those without a receipt

  Mỗi dòng: mã, cơ quan nhận, từ khi nào, đến đâu / each line: its id, who it goes to, since when, how far it is.
  on-its-way: còn gửi lại / still being sent; parked: dừng với mã lỗi, xem \`incidents\` / stopped with a code;
  taken-over: có giấy nhận / there is a receipt.
`;

const options = {
  db: { type: "string" },
  office: { type: "string" },
  waiting: { type: "boolean" },
  json: { type: "boolean" },
} as const;

interface TransferRow {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly code?: string;
  readonly to: OfficeId;
  readonly partner: string;
  readonly epoch: number;
  readonly since: string;
  readonly stands: "on-its-way" | "parked" | "taken-over";
  /** Why it is parked, or why it was last put off. */
  readonly because?: string;
  /** What `incidents retry` takes. */
  readonly messageId?: string;
  readonly papers?: "follow";
}

/** Exit status: 0 shown, 1 an unusable database, 2 wrong use. Reads only. */
export async function runTransfers(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { db, office, waiting, json } = read.values;
  if (db === undefined) {
    printFault(io, usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  return withDatabase(
    io,
    db,
    async (storage) => {
      let shown = 0;
      let parked = 0;
      for await (const row of transfersOf(storage, office as OfficeId | undefined)) {
        if (waiting === true && row.stands === "taken-over") continue;
        shown += 1;
        if (row.stands === "parked") parked += 1;
        io.stdout(json ? `${JSON.stringify(row)}\n` : lineOf(row));
      }
      if (shown === 0 && !json) io.stdout("Không có hồ sơ nào ở cơ quan khác / nothing is elsewhere\n");
      if (parked > 0 && !json) io.stdout(hint);
      return exitDone;
    },
    "read-only",
  );
}

const hint = `Sửa nguyên nhân rồi \`motcua incidents retry ID\`, hoặc gọi sender.recall(hồ sơ) để lấy lại
Mend the cause, then \`motcua incidents retry ID\`, or call sender.recall(dossier) to take it back
`;

async function* transfersOf(storage: Storage, office: OfficeId | undefined): AsyncGenerator<TransferRow> {
  const offices = office === undefined ? allOf((page) => storage.reader.offices(page)) : [office];
  for await (const officeId of offices)
    for await (const away of awayDossiers(storage, officeId))
      for (const { row, state } of away)
        if (state.transfer !== undefined) yield await rowOf(storage, row, state, state.transfer);
}

async function rowOf(
  storage: Storage,
  { dossierId, officeId, code }: DossierRow,
  state: DossierState,
  { to, partner, epoch, handedOverAt }: TransferState,
): Promise<TransferRow> {
  const taken = await isReceipted(storage, officeId, state);
  const messages = taken ? [] : await storage.reader.messages(dossierId);
  const message = messages.findLast((one) => isOf(one, partner, epoch));
  const follow = state.papers?.from === officeId && state.papers.receivedAt === undefined;
  return {
    dossierId,
    officeId,
    ...(code === undefined ? {} : { code }),
    to,
    partner,
    epoch,
    since: formatInstant(handedOverAt),
    stands: taken ? "taken-over" : message?.status === "parked" ? "parked" : "on-its-way",
    ...(message?.code === undefined ? {} : { because: message.code }),
    ...(message === undefined ? {} : { messageId: message.messageId }),
    ...(follow ? { papers: "follow" } : {}),
  };
}

const isOf = ({ adapter, body }: OutboxRow, partner: string, epoch: number): boolean =>
  adapter === `transfer/${partner}` && (JSON.parse(body) as { readonly epoch?: unknown }).epoch === epoch;

function lineOf({ dossierId, code, officeId, to, since, stands, because, messageId, papers }: TransferRow): string {
  const more = [
    ...(because === undefined ? [] : [because]),
    ...(stands === "parked" && messageId !== undefined ? [messageId] : []),
    ...(papers === undefined ? [] : ["giấy chuyển sau / papers follow"]),
  ];
  return `${[dossierId, code ?? "-", `${officeId} → ${to}`, since, stands, ...more].join("  ")}\n`;
}
