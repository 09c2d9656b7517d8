import { memoryStorage } from "@motcua/adapters/memory";
import { g1, g1r, g3, nationalPortal, type PortalConnection } from "@motcua/adapters/national-portal";
import { type FaultKind, startPortalDouble } from "@motcua/adapters/national-portal/double";
import type { OneStopHarness, OneStopTrouble } from "@motcua/core/conformance";

const account = { username: "xa-mau", password: "mat-khau-cua-xa" };
const agencyCode = "000.00.01.H26";
const profiles = { g1, g1r, g3 } as const;
const connections: { readonly [id in keyof typeof profiles]: (url: string) => PortalConnection } = {
  g1: (url) => ({ url, ...account, agencyCode }),
  g1r: (url) => ({ url, agencyCode }),
  g3: (url) => ({ url, clientId: account.username, clientSecret: account.password, agencyCode }),
};

/** The kit's words for trouble in those of the portal's double. */
const faultOf: { readonly [kind in Exclude<OneStopTrouble, "down">]: FaultKind } = {
  refuse: "refuse",
  busy: "outage",
  "hang-before": "hang",
  "hang-after": "done-then-hang",
  login: "forget-session",
  garbage: "plain-text",
  oversized: "oversized",
  redirect: "redirect",
  exists: "says-exists",
};

/** The national portal in one of its generations, before its double. */
export const portalHarness = (id: keyof typeof profiles): OneStopHarness => ({
  // G3 has no field for the appointment.
  features: ["login", "garbage", "oversized", "redirect", "exists", ...(id === "g3" ? [] : ["appointment" as const])],
  async open({ timeoutMs, officeId }) {
    const double = await startPortalDouble({ profile: id, account });
    const storage = memoryStorage();
    const make = () =>
      nationalPortal({
        profile: profiles[id],
        storage,
        connection: connections[id](double.url),
        offices: { [officeId]: { agencyCode, agencyName: "UBND xã Mẫu" } },
        timeoutMs,
        answerBytesMax: 1_000_000,
        privateHosts: ["127.0.0.1"],
      });
    let portal = make();
    return {
      backend: portal,
      storage,
      secrets: [account.password],
      async held({ code, dossierId }) {
        const mark = await portal.marks.read(officeId, dossierId);
        const held = double.dossiers.get(mark.code ?? code);
        if (held === undefined) return undefined;
        const { dossier, steps } = held;
        const promised = String(dossier.NgayHenTra ?? "");
        return {
          status: Number(dossier[id === "g3" ? "TrangThai" : "TrangThaiHoSo"]),
          ...(promised === "" ? {} : { appointment: instantOf(promised) }),
          steps: steps.map(({ TrangThai, ThoiDiemXuLy }) => ({
            status: Number(TrangThai),
            at: instantOf(String(ThoiDiemXuLy)),
          })),
          // Of each code or number it takes one; a dossier under two numbers would be two.
          records: [...double.dossiers.values()].filter(({ dossier: one }) => ourCodeOf(one) === code).length,
        };
      },
      arrived: () => double.calls.answered,
      trouble: (kind, after = 0) => {
        if (kind !== "down") double.failNext(faultOf[kind], 1, after);
      },
      well: () => double.behave(),
      restart() {
        portal = make();
        return portal;
      },
      async close() {
        portal.close();
        await double.close();
        await storage.close();
      },
    };
  },
});

/** In G3 the portal's number stands in its place. */
function ourCodeOf(dossier: { readonly [field: string]: unknown }): unknown {
  const form = dossier.EformThongTinChiTiet as { readonly MaHoSoDonVi?: unknown } | undefined;
  return form?.MaHoSoDonVi ?? dossier.MaHoSo;
}

/** Digits of a local time, with whatever stands between them. */
function instantOf(text: string): number {
  const digits = text.replace(/\D/g, "").slice(0, 14).padEnd(14, "0");
  const [year, month, day, hour, minute, second] = (/^(....)(..)(..)(..)(..)(..)$/.exec(digits) ?? []).slice(1);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
}
