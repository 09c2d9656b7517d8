import type { Book } from "./book.ts";
import { fieldsOf, type Incoming, listOf, type Protocol, type Understood } from "./protocol.ts";
import { lookUp, procedure, protocolG1 } from "./protocol-g1.ts";
import { doneWith, type Reply, refusedFor } from "./types.ts";

/** The relay: an address per call, agency and `isUpdating` in the query, bare arrays. The network is the login. */
export const protocolG1r: Protocol = {
  profile: { ...protocolG1.profile, id: "g1r" },
  understand(call: Incoming, book: Book): Understood | undefined {
    const run = runOf(call, book);
    const creates = call.path === "/DongBoHoSoMC" && call.query.get("isUpdating") === "False";
    return run === undefined ? undefined : { login: false, creates, run };
  },
};

function runOf({ path, query, body }: Incoming, book: Book): (() => Reply) | undefined {
  if ((query.get("madonvi") ?? "") === "") return () => refusedFor("Thiếu madonvi");
  switch (path) {
    case "/DongBoHoSoMC":
      return () => {
        const [dossier, more] = listOf(body);
        if (dossier === undefined || more !== undefined) return refusedFor("Mỗi lần gửi một hồ sơ");
        const updating = query.get("isUpdating");
        if (updating === "True") return book.update(dossier);
        return updating === "False" ? book.create(dossier) : refusedFor("isUpdating phải là True hoặc False");
      };
    case "/CapNhatTienDoHoSoMC":
      return () => book.append(listOf(body));
    case "/TraCuuHoSo":
      return () => doneWith({ result: lookUp(query.get("mahoso"), book) });
    case "/LayDanhSachTTHC":
      return () => doneWith({ result: book.catalogue });
    case "/LayThuTuc":
      return () => doneWith({ result: procedure(query.get("maTTHC"), book) });
    case "/DongBoDanhGia":
      return () => book.takeSurveys(listOf(body));
    case "/DongBoTrangThaiHoSo":
      return () => (query.get("type") === "2" ? book.takeStatus(fieldsOf(body)) : refusedFor("type phải là 2"));
    default:
      return undefined;
  }
}
