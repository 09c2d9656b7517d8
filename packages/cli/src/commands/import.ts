import { memoryStorage } from "@motcua/adapters/memory";
import { type Fault, officeId } from "@motcua/core";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";
import { failed } from "../failed.ts";
import { type Imported, importFile } from "../import/run.ts";
import { lanes } from "../office/post-room.ts";
import { directoryFile } from "../work/directory-file.ts";

const help = `motcua import: nhập hồ sơ đang mở của hệ thống cũ / takes over the open dossiers of the system before

  motcua import FILE --db FILE|URL --directory FILE --office ID --system CODE [--dry-run] [--json]

  FILE mỗi dòng một hồ sơ, dạng JSON: procedure, channel, ref, submittedAt, và nếu đã tiếp nhận: accepted { at, code, step,
  promises, supplements }. Mã hồ sơ, ngày hẹn và lần bổ sung giữ nguyên; thời hạn tính từ ngày của nó, việc đã quá thì đến hạn
  ngay. Chạy lại cùng tệp thì hồ sơ đã nhập được bỏ qua.
  FILE has one dossier a line, as JSON. Codes, promises and supplements stay as they were; limits count from their own start,
  and what lies behind is due at once. Given again, what was taken is passed over.
  --system   mã hệ thống cũ / code of the system before
  --dry-run  chỉ kiểm tra, không ghi / looks, and writes nothing
`;

const options = {
  db: { type: "string" },
  directory: { type: "string" },
  office: { type: "string" },
  system: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 all taken or known, 1 some refused or the database cannot be used, 2 wrong use. */
export async function runImport(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [file, ...more] = positionals;
  const { db, directory, system, json = false } = values;
  const office = officeId(values.office ?? "");
  const dryRun = values["dry-run"] === true;
  if (file === undefined || more.length > 0 || (db === undefined && !dryRun) || directory === undefined)
    return wrong(io, "cần FILE, --db, --directory", "FILE, --db and --directory are required");
  if (!office.ok) return wrong(io, "cần --office là một mã", "--office is a code, and required");
  if (system === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(system))
    return wrong(io, "cần --system là một mã", "--system is a code, and required");
  const tell = (line: number, { code, text, path }: Fault): void => {
    const where = `${file}:${line}${path === undefined ? "" : ` ${path}`}`;
    if (json) io.stdout(`${JSON.stringify({ line, code, path, text })}\n`);
    else io.stderr(`error ${code}: ${where}: ${text.vi} / ${text.en}\n`);
  };
  try {
    const people = directoryFile(directory, () => {});
    const given = { file, office: office.value, system, directory: people, lanes, onFault: tell };
    if (dryRun) return told(io, json, true, await importFile({ ...given, storage: memoryStorage() }));
    return await withDatabase(
      io,
      db ?? "",
      async (storage) => told(io, json, false, await importFile({ ...given, storage })),
      "read-write",
    );
  } catch (error) {
    return failed(io, error);
  }
}

function wrong(io: CliIo, vi: string, en: string): number {
  printFault(io, usageFault(vi, en));
  return exitUsage;
}

function told(io: CliIo, json: boolean, dryRun: boolean, counts: Imported): number {
  const { taken, known, refused } = counts;
  if (json) io.stdout(`${JSON.stringify({ ...counts, dryRun })}\n`);
  else {
    const [vi, en] = dryRun ? ["Sẽ nhập", "would be taken"] : ["Đã nhập", "taken"];
    io.stdout(
      `${vi} ${taken}, đã có ${known}, không nhập được ${refused} / ${en} ${taken}, known ${known}, refused ${refused}\n`,
    );
  }
  return refused === 0 ? exitDone : exitRefused;
}
