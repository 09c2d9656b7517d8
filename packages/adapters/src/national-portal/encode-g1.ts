import type { EpochMs, PortalStep, PortalSupplement } from "../shared/core.ts";
import { writeDate } from "./dates.ts";
import type { PortalDocument, PortalFee, PortalResult } from "./facts.ts";
import { fitted, type OnShortened } from "./fit.ts";
import { type Outgoing, stepWords, unitName } from "./outgoing.ts";
import type { PortalProfile } from "./profile.ts";

export type Wire = { readonly [field: string]: unknown };

const flag = (value: boolean): string => (value ? "1" : "0");
const bool = (value: boolean): string => (value ? "True" : "False");

/** The dossier record of `DongBoHoSoMC` (§3), for the envelope and for relays. */
export function dossierWire(profile: PortalProfile, out: Outgoing, onShortened: OnShortened): Wire {
  const { record, facts, office, code } = out;
  const { definition } = record.law.procedure;
  const { codes } = profile;
  const { owner } = facts;
  const date = (at: EpochMs | undefined): string => (at === undefined ? "" : writeDate(at, profile.dates.dossier));
  const online = codes.channel[record.channel] === codes.channel.online;
  const wire: Wire = {
    MaHoSo: code,
    MaTTHC: definition.code,
    TenTTHC: definition.name.vi,
    MaLinhVuc: office.fieldCodes?.[definition.field.vi] ?? definition.field.vi,
    TenLinhVuc: definition.field.vi,
    KenhThucHien: codes.channel[record.channel] ?? "",
    SoBienNhan: "",
    ChuHoSo: owner?.name ?? "",
    LoaiDoiTuong: codes.ownerKind[owner?.kind ?? "citizen"],
    // Only who filed through an account of the portal has one there.
    MaDoiTuong: online ? (owner?.portalAccount ?? "") : "",
    ThongTinKhac: owner?.other ?? "",
    Email: owner?.email ?? "",
    Fax: "",
    SoDienThoai: owner?.phone ?? "",
    TrichYeuHoSo: facts.summary ?? definition.name.vi,
    NgayTiepNhan: date(record.acceptedAt),
    NgayHenTra: date(record.appointment),
    TrangThaiHoSo: String(record.status),
    NgayTra: date(record.returnedAt),
    ThongTinTra: "",
    HinhThuc: codes.returnBy[record.state.returnBy ?? "counter"] ?? codes.returnBy.counter,
    NgayKetThucXuLy: date(record.finishedAt),
    DonViXuLy: office.agencyName,
    GhiChu: facts.note ?? "",
    TaiLieuNop: facts.documents.map((document) => documentWire(profile, document)),
    DanhSachLePhi: facts.fees.map((fee) => feeWire(profile, fee)),
    DanhSachTepDinhKemKhac: [],
    DanhSachHoSoBoSung: record.supplements.map((round) => roundWire(profile, out, round)),
    DanhSachGiayToKetQua: facts.results.map(resultWire),
    ...(profile.fields === "2023" ? scored(profile, out, date) : {}),
  };
  return fitted(profile, wire, onShortened);
}

/** Fields that came with the indicators of 2022 (§3, "2023+"). */
function scored(profile: PortalProfile, out: Outgoing, date: (at: EpochMs | undefined) => string): Wire {
  const { record, facts } = out;
  const { owner } = facts;
  return {
    SoGiayToChuHoSo: owner?.idNumber ?? "",
    NgayNopHoSo: date(record.submittedAt),
    NgayTuChoi: date(record.refusedAt),
    NoiNopHoSo: profile.codes.filedAt,
    HoSoCoThanhPhanSoHoa: flag(facts.digitised),
    TaiKhoanDuocXacThucVoiVNeID: flag(facts.vneidVerified),
    DuocThanhToanTrucTuyen: profile.codes.payment[facts.payment],
    DinhDanhCHS: identity(owner?.idNumber),
    DSKetNoiCSDL: facts.databases.map((MaCSDL) => ({ MaCSDL })),
  };
}

/** `1`: a personal number of 12 digits, `2`: an identity card of 9. Other papers have no code. */
function identity(idNumber: string | undefined): readonly Wire[] {
  if (idNumber === undefined || !/^(\d{9}|\d{12})$/.test(idNumber)) return [];
  return [{ LoaiDinhDanh: idNumber.length === 12 ? "1" : "2", SoDinhDanh: idNumber }];
}

const documentWire = ({ codes }: PortalProfile, document: PortalDocument): Wire => ({
  TepDinhKemId: document.id,
  TenTepDinhKem: document.name,
  IsDeleted: bool(false),
  MaThanhPhanHoSo: document.component ?? "",
  DuongDanTaiTepTin: document.url,
  DuocSoHoa: flag(document.digitised),
  DuocTaiSuDung: codes.reused[document.reused],
  DuocLayTuKhoDMQG: flag(document.fromStore),
  MaKetQuaThayThe: document.replacingResult ?? "",
});

export const feeWire = ({ codes }: PortalProfile, fee: PortalFee): Wire => ({
  TenPhiLePhi: fee.name,
  MaPhiLePhi: fee.code,
  HinhThucThu: codes.feeCollected[fee.collected],
  Gia: String(fee.amountVnd),
  LoaiPhiLePhi: codes.feeKind[fee.kind],
});

export const resultWire = (result: PortalResult): Wire => ({
  TenGiayTo: result.name,
  MaThanhPhanHoSo: result.component ?? "",
  GiayToId: result.id,
  DuongDanTepTinKetQua: result.url,
  MaGiayToKetQua: result.code ?? "",
});

/** A round is an interval and carries both appointments (§3.3); what is missing is content and goes by its reason code. */
function roundWire(profile: PortalProfile, out: Outgoing, round: PortalSupplement): Wire {
  const date = (at: EpochMs | undefined): string => (at === undefined ? "" : writeDate(at, profile.dates.dossier));
  const name = (person: string | undefined): string | null =>
    person === undefined ? null : (out.personOf(person)?.name ?? profile.unnamedOfficer);
  return {
    HoSoBoSungId: String(round.round),
    NguoiYeuCauBoSung: name(round.requestedBy),
    NoiDungBoSung: round.reason,
    NgayBoSung: date(round.requestedAt),
    NguoiTiepNhanBoSung: name(round.receivedBy),
    ThongTinTiepNhan: null,
    NgayTiepNhanBoSung: date(round.completedAt),
    TrangThaiBoSung: round.completedAt !== undefined,
    DanhSachGiayToBoSung: [],
    DanhSachLePhiBoSung: [],
    NgayHenTraTruoc: date(round.appointmentBefore),
    NgayHenTraMoi: date(round.appointmentAfter),
  };
}

/** A progress record of `CapNhatTienDoHoSoMC` (§3.5). */
export function stepWire(profile: PortalProfile, out: Outgoing, step: PortalStep, onShortened: OnShortened): Wire {
  const person = out.personOf(step.by.person);
  const wire: Wire = {
    MaHoSo: out.code,
    NguoiXuLy: person?.name ?? profile.unnamedOfficer,
    ChucDanh: person?.title ?? "",
    ThoiDiemXuLy: writeDate(step.at, profile.dates.progress),
    PhongBanXuLy: unitName(out, step.by.unit),
    NoiDungXuLy: stepWords(step),
    TrangThai: profile.scalars === "numbers" ? step.status : String(step.status),
    NgayBatDau: "",
    NgayKetThucTheoQuyDinh: "",
  };
  return fitted(profile, wire, onShortened);
}
