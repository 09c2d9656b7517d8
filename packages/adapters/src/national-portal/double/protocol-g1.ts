import type { Book } from "./book.ts";
import { fieldsOf, type Incoming, listOf, type Protocol, type Understood } from "./protocol.ts";
import type { Sessions } from "./sessions.ts";
import { doneWith, type Fields, type Reply, refusedFor } from "./types.ts";

/** The envelope: one address, the call named in the body. */
export const protocolG1: Protocol = {
  profile: { id: "g1", dossierDate: "compact", stepDate: "compact", numericStatus: false, stepsMax: 10 },
  understand({ body }: Incoming, book: Book, sessions: Sessions): Understood | undefined {
    const fields = fieldsOf(body);
    if ("username" in fields) return login(fields, sessions);
    const { session, service } = fields;
    const about = { login: false, ...(typeof session === "string" ? { session } : {}) };
    if (!sessions.knows(session))
      return { ...about, creates: false, run: () => refusedFor("Phiên làm việc không hợp lệ (session)") };
    const creates = service === "DongBoHoSoMC" && fields.isUpdating === "False";
    return { ...about, creates, run: () => serve(service, fields, book) };
  },
};

function login(fields: Fields, sessions: Sessions): Understood {
  return {
    login: true,
    creates: false,
    run() {
      const session = sessions.login(fields.username, fields.password);
      return session === undefined ? refusedFor("Sai tên đăng nhập hoặc mật khẩu") : { kind: "done", session };
    },
  };
}

function serve(service: unknown, fields: Fields, book: Book): Reply {
  if (typeof fields.madonvi !== "string" || fields.madonvi === "") return refusedFor("Thiếu madonvi");
  switch (service) {
    case "DongBoHoSoMC":
      return write(fields, book);
    case "CapNhatTienDoHoSoMC":
      return book.append(listOf(fields.data));
    case "TraCuuHoSo":
      return doneWith({ result: lookUp(fields.mahoso, book) });
    case "LayDanhSachTTHC":
      return doneWith({ result: book.catalogue });
    case "LayThuTuc":
      return doneWith({ result: procedure(fields.maTTHC, book) });
    case "DongBoDanhGia":
      return book.takeSurveys(listOf(fields.data));
    case "DongBoTrangThaiHoSo":
      return fields.type === "2" ? book.takeStatus(fieldsOf(fields.data)) : refusedFor("type phải là 2");
    default:
      return refusedFor("Không có dịch vụ này");
  }
}

function write({ isUpdating, data }: Fields, book: Book): Reply {
  const [dossier, more] = listOf(data);
  if (dossier === undefined || more !== undefined) return refusedFor("Mỗi lần gửi một hồ sơ");
  if (isUpdating === "True") return book.update(dossier);
  return isUpdating === "False" ? book.create(dossier) : refusedFor("isUpdating phải là True hoặc False");
}

export const procedure = (code: unknown, book: Book): readonly Fields[] =>
  book.catalogue.filter(({ MATTHC }) => MATTHC === code);

/** What is held, with its steps: whether the portal tells them is an open point (§12.3), here it does. */
export function lookUp(code: unknown, book: Book): readonly Fields[] {
  const held = book.dossiers.get(String(code));
  return held === undefined ? [] : [{ ...held.dossier, TienDoXuLy: held.steps }];
}
