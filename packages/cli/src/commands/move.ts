import { existsSync } from "node:fs";
import { memoryStorage } from "@motcua/adapters/memory";
import { lockOffice } from "@motcua/adapters/sqlite";
import { type MoveReport, moveDossiers, type Storage } from "@motcua/core";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { openExisting, openStorage } from "../database.ts";
import { addressOf, shownName } from "../database-address.ts";
import { failed } from "../failed.ts";

const help = `motcua move: chuyển hồ sơ sang cơ sở dữ liệu khác / carry dossiers to another database

  motcua move --from FILE|URL --to FILE|URL [--open-only] [--dry-run] [--json]

  Dừng mọi chương trình đang làm việc trên cả hai nơi trước khi chuyển. Mỗi hồ sơ mang theo luật, mọi sự kiện và băm, mã
  lệnh, đồng hồ, nội dung và thông báo chưa gửi; hai bên được kiểm tra. Bị ngắt thì chạy lại. Nơi cũ chỉ còn để xem.
  Stop whatever works on either database first. Each dossier brings its law, every event and hash, its commands, clock,
  content and undelivered messages; both sides are verified. Cut off, run it again. The old place is kept to be looked at.

  --open-only  để lại hồ sơ đã kết thúc; cơ quan chưa được đánh dấu là đã chuyển
               leaves ended dossiers behind; the office is not marked as moved yet
  --dry-run    chỉ xem / only look
`;

const options = {
  from: { type: "string" },
  to: { type: "string" },
  "open-only": { type: "boolean" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 all moved, 1 something stayed behind or a database cannot be used, 2 wrong use. */
export async function runMove(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { from, to, "open-only": openOnly = false, "dry-run": dryRun = false, json } = read.values;
  if (from === undefined || to === undefined) {
    printFault(io, usageFault("thiếu --from hoặc --to", "--from and --to are required"));
    return exitUsage;
  }
  if (from === to) {
    printFault(io, usageFault("--from và --to là một", "--from and --to are the same"));
    return exitUsage;
  }
  try {
    const report = await withBoth(from, to, dryRun, (source, target) =>
      moveDossiers(source, target, { to: shownName(to), openOnly, dryRun }),
    );
    io.stdout(json ? `${JSON.stringify(report)}\n` : render(report, dryRun));
    return report.notMoved.length === 0 ? exitDone : exitRefused;
  } catch (error) {
    return failed(io, error);
  }
}

/** Both databases open, and each file held against a second driver. */
async function withBoth<T>(
  from: string,
  to: string,
  dryRun: boolean,
  use: (source: Storage, target: Storage) => Promise<T>,
): Promise<T> {
  const closing: (() => void | Promise<void>)[] = [];
  try {
    const source = await openExisting(from, dryRun ? "read-only" : "read-write");
    closing.push(() => source.close());
    const target = dryRun ? await openToLook(to) : await openStorage(to, "read-write");
    closing.push(() => target.close());
    // A look changes nothing, so nobody needs to be kept out.
    for (const db of dryRun ? [] : [from, to]) {
      const address = addressOf(db);
      if (address.kind !== "sqlite") continue;
      const lock = lockOffice(address.file);
      closing.push(() => lock.release());
    }
    return await use(source, target);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Nothing is made for a look: a file that is not there is as empty as a new one. */
async function openToLook(to: string): Promise<Storage> {
  const address = addressOf(to);
  return address.kind === "sqlite" && !existsSync(address.file) ? memoryStorage() : await openStorage(to, "read-only");
}

const reasons = {
  damaged: ["bị hỏng, hãy chạy verify", "damaged, run verify"],
  unlike: [
    "nơi đến có hồ sơ khác cùng mã, hoặc đã đi tiếp",
    "the target holds another of this id, or has gone on with it",
  ],
  moving: ["đang thay đổi, hãy dừng mọi chương trình", "it is changing, stop what works on it"],
} as const;

function render(report: MoveReport, dryRun: boolean): string {
  const { dossiers, alreadyThere, endedLeft, events, messages, notMoved, anchorFrom, anchorTo } = report;
  const [vi, en] = dryRun ? ["Sẽ chuyển", "Would move"] : ["Đã chuyển", "Moved"];
  const lines = [
    `${vi} ${dossiers} hồ sơ (${alreadyThere} đã có sẵn), ${events} sự kiện, ${messages} thông báo chưa gửi / ` +
      `${en} ${dossiers} dossiers (${alreadyThere} there before), ${events} events, ${messages} undelivered messages`,
  ];
  if (endedLeft > 0)
    lines.push(
      `Để lại ${endedLeft} hồ sơ đã kết thúc, cơ quan chưa được đánh dấu / ` +
        `Left behind: ${endedLeft} ended dossiers, the office is not marked`,
    );
  if (!dryRun) lines.push(`Neo / Anchor: ${anchorFrom} = ${anchorTo}`);
  for (const { dossierId, because } of notMoved)
    lines.push(`  ${dossierId}: ${reasons[because][0]} / ${reasons[because][1]}`);
  return `${lines.join("\n")}\n`;
}
