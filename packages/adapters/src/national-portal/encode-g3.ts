import type { EpochMs, PortalStep } from "../shared/core.ts";
import { writeDate } from "./dates.ts";
import { feeWire, resultWire, stepWire, type Wire } from "./encode-g1.ts";
import { fitted, type OnShortened } from "./fit.ts";
import { type Outgoing, stepWords, unitName } from "./outgoing.ts";
import type { PortalProfile } from "./profile.ts";

// G3 numbers its owners otherwise than G1 (shifted by one), and knows no state agency.
const ownerKinds = { citizen: 0, business: 1, "state-agency": 1, organisation: 1 } as const;

/** `CreateDossier` (§6.4): once, at acceptance. What changes afterwards goes with the status. */
export function createWire(profile: PortalProfile, out: Outgoing, onShortened: OnShortened): Wire {
  const { record, facts, office, code } = out;
  const { definition } = record.law.procedure;
  const date = (at: EpochMs | undefined): string => (at === undefined ? "" : writeDate(at, profile.dates.dossier));
  const { owner } = facts;
  const kind = ownerKinds[owner?.kind ?? "citizen"];
  const wire: Wire = {
    MaHoSo: code,
    MaTTHC: definition.code,
    MaDichVuCong: definition.code,
    ChuHoSo: owner?.name ?? "",
    LoaiDoiTuong: kind,
    MaDonViTiepNhan: office.agencyCode,
    NgayNop: date(record.submittedAt),
    NgayTiepNhan: date(record.acceptedAt),
    // Our own code, where the portal gave the number; its form has no field for it.
    EformThongTinChiTiet: { MaHoSoDonVi: record.state.code ?? "" },
    ThanhPhanHoSo: facts.documents.map((document) => ({
      MaThanhPhanHoSo: document.component ?? "",
      TenThanhPhanHoSo: document.name,
      SoLuong: 1,
      LoaiBan: 2,
      GiayToDinhKem:
        document.uploaded === undefined
          ? []
          : [
              {
                IdGiayTo: document.uploaded.IdTepTin,
                HashTepTin: document.uploaded.HashTepTin,
                TenGiayTo: document.name,
                MaKetQua: document.replacingResult ?? "",
              },
            ],
    })),
    ThongTinNguoiNop: {
      LoaiDoiTuong: kind,
      IdDoiTuong: owner?.portalAccount ?? "",
      ThongTinChiTiet: {
        TenNguoiNop: owner?.name ?? "",
        SoDinhDanh: owner?.idNumber ?? "",
        SoDienThoai: owner?.phone ?? "",
        Email: owner?.email ?? "",
        Fax: "",
        TenChuHs: owner?.name ?? "",
        SoDinhDanhChuHs: owner?.idNumber ?? "",
      },
    },
  };
  return fitted(profile, wire, onShortened);
}

const withLists: ReadonlySet<number> = new Set([5, 6, 9]);

/** `CapNhatTrangThai` (§6.6): the state, and money and results where the portal takes them. */
export function statusWire(profile: PortalProfile, out: Outgoing, onShortened: OnShortened): Wire {
  const { record, facts, code } = out;
  const last = record.steps.at(-1);
  const lists = withLists.has(record.status)
    ? {
        DanhSachLePhi: facts.fees.map((fee) => feeWire(profile, fee)),
        DanhSachGiayToKetQua: facts.results.map(resultWire),
      }
    : {};
  const wire: Wire = {
    IdHoSo: "",
    MaHoSo: code,
    TrangThai: record.status,
    PhongBanXuLy: last === undefined ? "" : unitName(out, last.by.unit),
    NoiDungXuLy: last === undefined ? "" : stepWords(last),
    ...lists,
  };
  return fitted(profile, wire, onShortened);
}

/** `CapNhatTienTrinh` (§6.5); the id is spelt otherwise than in the status. */
export function progressWire(profile: PortalProfile, out: Outgoing, step: PortalStep, onShortened: OnShortened): Wire {
  const { ChucDanh: _, ...wire } = stepWire(profile, out, step, onShortened);
  return { IDHoSo: "", ...wire };
}
