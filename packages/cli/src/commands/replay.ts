import { type DifferenceKind, type Replay, replayStorage } from "@motcua/core";
import { moreLine, shownMax } from "../change/operator.ts";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";

const help = `motcua replay: phiên bản này có đọc đúng hồ sơ đã ghi không / does this release read what was recorded

  motcua replay --db FILE|URL [--json]

  Tính lại mọi hồ sơ từ sự kiện bằng mã hiện tại và so với những gì đã lưu. verify thì kiểm tra chuỗi băm.
  Folds every dossier again from its events with today's code and compares with what is kept. verify checks the hashes.
`;

const options = { db: { type: "string" }, json: { type: "boolean" } } as const;

/** Exit status: 0 no difference, 1 differences or an unusable database, 2 wrong use. */
export async function runReplay(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { db, json } = read.values;
  if (db === undefined) {
    printFault(io, usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  return withDatabase(io, db, async (storage) => {
    const replay = await replayStorage(storage);
    io.stdout(json ? `${JSON.stringify(replay)}\n` : render(replay));
    return replay.differences.length === 0 ? exitDone : exitRefused;
  });
}

const kinds: { readonly [kind in DifferenceKind]: string } = {
  fold: "sự kiện không đọc được nữa / an event folds no more",
  promise: "nay tính ra ngày hẹn khác / another date would be promised",
  rung: "nay tính ra mốc khác / the rung has another instant",
  snapshot: "trạng thái đã lưu khác / the kept state differs",
  state: "trạng thái đọc từ tệp khác / the state of the row differs",
  summary: "cột tra cứu khác / a column of the desk differs",
  wake: "giờ đánh thức khác / it would be woken at another time",
  law: "không tải được luật / its law cannot be loaded",
  explain: "không giải thích được thời hạn / a limit cannot be explained",
};

function render({ dossiers, events, differences }: Replay): string {
  const lines = [
    `Hồ sơ / dossiers  ${dossiers}`,
    `Sự kiện / events  ${events}`,
    differences.length === 0 ? "Không khác biệt / no difference" : `Khác biệt / differences  ${differences.length}`,
    ...differences.slice(0, shownMax).map(({ dossierId, seq, kind }) => `  ${dossierId} #${seq}  ${kinds[kind]}`),
    ...moreLine(shownMax, differences.length),
  ];
  return `${lines.join("\n")}\n`;
}
