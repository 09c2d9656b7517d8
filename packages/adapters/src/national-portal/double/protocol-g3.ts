import { createHash } from "node:crypto";
import type { Book } from "./book.ts";
import { fieldsOf, type Incoming, listOf, type Protocol, type Understood } from "./protocol.ts";
import type { Sessions } from "./sessions.ts";
import { doneWith, type Fields, type Reply, refusedFor } from "./types.ts";

/** G3: token, number, upload, create, progress, status; HTTP statuses and `{code, message, data}` (§6). */
export const protocolG3: Protocol = {
  profile: { id: "g3", dossierDate: "spaced", stepDate: "iso-ms", numericStatus: true, stepsMax: 10 },
  understand(call: Incoming, book: Book, sessions: Sessions): Understood | undefined {
    const { path } = call;
    if (path === "/GetToken") return token(fieldsOf(call.body), sessions);
    const session = /^Bearer (.+)$/.exec(String(call.headers.authorization ?? ""))?.[1];
    const about = { login: false, ...(session === undefined ? {} : { session }) };
    if (!sessions.knows(session)) return { ...about, creates: false, run: () => refusedFor("Token không hợp lệ", 401) };
    const run = runOf(call, book);
    return run === undefined ? undefined : { ...about, creates: path === "/CreateDossier", run };
  },
};

function token({ client_id, client_secret }: Fields, sessions: Sessions): Understood {
  return {
    login: true,
    creates: false,
    run() {
      const access_token = sessions.login(client_id, client_secret);
      return access_token === undefined
        ? refusedFor("Sai client_id hoặc client_secret", 403)
        : { kind: "done", plain: { access_token, expires_in: 3_600, token_type: "Bearer", scope: "default" } };
    },
  };
}

function runOf({ path, query, body, raw, headers }: Incoming, book: Book): (() => Reply) | undefined {
  switch (path) {
    case "/GetNextValue":
      return () => ({ kind: "done", plain: { value: book.nextNumber(query.get("code") ?? "") } });
    case "/UploadFile":
      return () => upload(raw, String(headers["content-type"] ?? ""));
    case "/CreateDossier":
      return () => book.createG3(fieldsOf(body));
    case "/CapNhatTienTrinh":
      return () => named(listOf(body), "IDHoSo", book) ?? book.append(listOf(body));
    case "/CapNhatTrangThai":
      return () => status(listOf(body), book);
    case "/TraCuuHoSo":
      return () => {
        const held = book.dossiers.get(query.get("maHoSo") ?? "");
        const data = held === undefined ? null : { ...held.dossier, idHoSo: held.id, TienTrinh: held.steps };
        return doneWith({ data });
      };
    default:
      return undefined;
  }
}

/** Progress spells the id `IDHoSo`, the status `IdHoSo`; neither is taken for the other. */
function named(items: readonly Fields[], field: "IDHoSo" | "IdHoSo", book: Book): Reply | undefined {
  if (items.length === 0) return refusedFor("Danh sách trống", 400);
  for (const item of items) {
    const held = book.dossiers.get(String(item.MaHoSo));
    if (held === undefined) return book.unknown(String(item.MaHoSo), "tiến trình");
    if (item[field] !== held.id) return refusedFor(`Thiếu hoặc sai ${field}`, 400);
  }
  return undefined;
}

function status(items: readonly Fields[], book: Book): Reply {
  const wrong = named(items, "IdHoSo", book);
  if (wrong !== undefined) return wrong;
  for (const item of items) {
    const { TrangThai } = item;
    if (typeof TrangThai !== "number" || TrangThai < 1 || TrangThai > 10) return refusedFor("Sai TrangThai", 400);
    const lists = "DanhSachLePhi" in item || "DanhSachGiayToKetQua" in item;
    if (lists && ![5, 6, 9].includes(TrangThai)) return refusedFor("Danh sách chỉ kèm trạng thái 5, 6, 9", 400);
  }
  for (const item of items) book.setStatus(item);
  return doneWith();
}

function upload(raw: Buffer, type: string): Reply {
  const boundary = /boundary=(.+)$/.exec(type)?.[1];
  if (boundary === undefined) return refusedFor("Phải gửi multipart", 400);
  const parts = raw.toString("latin1").split(`--${boundary}`).slice(1, -1);
  if (parts.length === 0) return refusedFor("Không có tệp", 400);
  const data = parts.map((part) => {
    const HashTepTin = createHash("sha256")
      .update(part.slice(part.indexOf("\r\n\r\n") + 4, -2), "latin1")
      .digest("hex");
    return { IdTepTin: `tep-${HashTepTin.slice(0, 12)}`, HashTepTin };
  });
  return doneWith({ data });
}
