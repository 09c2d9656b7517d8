import { reconcile, recordAsOf } from "@motcua/adapters/national-portal";
import { InvariantError, LawBook, type OfficeId, type Storage } from "@motcua/core";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { findDossier, officeIn, withDatabase } from "../database.ts";
import { shownName } from "../database-address.ts";
import { failed } from "../failed.ts";
import { unknownOffice } from "../office-name.ts";
import { compareWithCatalogue } from "../portal/catalogue.ts";
import { type PortalConfig, readPortalConfig } from "../portal/config.ts";
import { openPortal } from "../portal/open.ts";
import { reconciliationText, recordDocument, recordText } from "../portal/text.ts";

const help = `motcua portal: đối soát với Cổng Dịch vụ công quốc gia / compared with the national portal

  motcua portal reconcile --db FILE|URL --config FILE [--office ID] [--send [--waiting]] [--json]
  motcua portal record CODE|ID --db FILE|URL [--office ID] [--seq N] [--json]
  motcua portal catalogue [CODE|FILE...] --config FILE [--json]

  reconcile  từng hồ sơ khác gì trên Cổng, cần gửi gì; --send gửi phần thiếu
             what differs for each dossier and what to send; --send sends what is missing
  record     Cổng được báo gì về một hồ sơ, sau sự kiện nào / what the portal is told of a dossier, as of which event
  catalogue  danh mục thủ tục trên Cổng khác định nghĩa ở đâu: tên, lĩnh vực, kênh, thời hạn, phí, kết quả
             where the portal's catalogue and definitions differ: name, field, channels, limit, fee, result
  --config   YAML hoặc JSON: profile, url, offices …; tài khoản lấy từ MOTCUA_PORTAL_USERNAME, MOTCUA_PORTAL_PASSWORD,
             MOTCUA_PORTAL_CLIENT_ID, MOTCUA_PORTAL_CLIENT_SECRET hoặc trong tệp, không bao giờ in ra
             accounts from these variables, or from the file, and never printed
  --waiting  gửi cả hồ sơ còn thông báo chờ: chỉ khi tiến trình gửi Cổng đang dừng
             also dossiers with messages that wait: only while the worker that delivers to the portal is stopped
`;

const options = {
  db: { type: "string" },
  config: { type: "string" },
  office: { type: "string" },
  seq: { type: "string" },
  send: { type: "boolean" },
  waiting: { type: "boolean" },
  json: { type: "boolean" },
} as const;

interface Values {
  readonly db?: string;
  readonly config?: string;
  readonly office?: string;
  readonly seq?: string;
  readonly send?: boolean;
  readonly waiting?: boolean;
  readonly json?: boolean;
}

/** Exit status: 0 nothing differs any more, 1 something does, or the portal or the database cannot be used, 2 wrong use. */
export async function runPortal(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [what, ...names] = positionals;
  const [name] = names;
  const { db } = values;
  const wrong = wrongUse(what, names, values);
  if (wrong !== undefined) {
    printFault(io, wrong);
    return exitUsage;
  }
  if (what === "catalogue") return await catalogue(io, names, values);
  if (db === undefined) throw new InvariantError("a database was asked for");
  if (what === "record") return withDatabase(io, db, (storage) => showRecord(storage, io, name ?? "", values));
  return withDatabase(
    io,
    db,
    async (storage) => {
      const config = readPortalConfig(values.config ?? "", process.env);
      return await compare(storage, io, config, values);
    },
    values.send === true ? "read-write" : "read-only",
  );
}

const subcommands = ["reconcile", "record", "catalogue"];

function wrongUse(what: string | undefined, names: readonly string[], values: Values) {
  const { db, config, office, seq, send, waiting } = values;
  if (what === undefined || !subcommands.includes(what))
    return usageFault(`viết: portal ${subcommands.join("|")}`, `write: portal ${subcommands.join("|")}`);
  if (what !== "catalogue" && names.length !== (what === "record" ? 1 : 0))
    return usageFault(
      "record cần đúng một hồ sơ; reconcile không nhận",
      "record takes one dossier; reconcile takes none",
    );
  if (what === "catalogue" && (db !== undefined || office !== undefined))
    return usageFault("catalogue không đọc cơ sở dữ liệu", "catalogue reads no database");
  if (what !== "catalogue" && db === undefined) return usageFault("thiếu --db", "--db is required");
  if (what !== "record" && config === undefined) return usageFault("thiếu --config", "--config is required");
  if (what === "record" && config !== undefined)
    return usageFault("record không dùng --config", "record takes no --config");
  if (what !== "reconcile" && (send || waiting))
    return usageFault("--send, --waiting dùng với reconcile", "--send, --waiting go with reconcile");
  if (waiting && !send) return usageFault("--waiting dùng cùng --send", "--waiting goes with --send");
  if (seq !== undefined && (what !== "record" || !/^[1-9]\d{0,8}$/.test(seq)))
    return usageFault("--seq là số thứ tự sự kiện, dùng với record", "--seq is the number of an event, with record");
  return undefined;
}

async function catalogue(io: CliIo, sources: readonly string[], values: Values): Promise<number> {
  try {
    const config = readPortalConfig(values.config ?? "", process.env);
    return await compareWithCatalogue(config, sources, io, values.json === true);
  } catch (error) {
    return failed(io, error);
  }
}

async function compare(storage: Storage, io: CliIo, config: PortalConfig, values: Values): Promise<number> {
  const unknown = values.office === undefined ? undefined : await unknownOffice(storage, values.office);
  if (unknown !== undefined) {
    printFault(io, unknown);
    return exitUsage;
  }
  const office = values.office === undefined ? await officeIn(storage) : (values.office as OfficeId);
  const portal = await openPortal(storage, config);
  try {
    const send = values.send === true;
    const found =
      office === undefined
        ? { compared: 0, notTold: 0, differences: [] }
        : await reconcile({ portal, storage, send, sendWaiting: values.waiting === true }, office);
    io.stdout(values.json ? `${JSON.stringify({ office: office ?? null, ...found })}\n` : reconciliationText(found));
    return found.differences.every(({ mended }) => mended) ? exitDone : exitRefused;
  } finally {
    portal.close();
  }
}

async function showRecord(storage: Storage, io: CliIo, name: string, values: Values): Promise<number> {
  const found = await findDossier(storage, name, values.office);
  if (found === undefined) {
    const shown = shownName(values.db ?? "");
    const text = { vi: `không có hồ sơ ${name} trong ${shown}`, en: `no dossier ${name} in ${shown}` };
    printFault(io, { code: "command.no_dossier", text });
    return exitRefused;
  }
  const { dossierId, officeId } = found.stored;
  const seq = values.seq === undefined ? undefined : Number(values.seq);
  const record = await recordAsOf(storage, new LawBook(storage, undefined), { dossierId, officeId }, seq);
  const document = recordDocument(record.state.code, record);
  io.stdout(values.json ? `${JSON.stringify(document)}\n` : recordText(document));
  return exitDone;
}
