import type { DoubleProfile, Fields } from "./types.ts";

// What the double insists on, written from the tables of national-portal.md §3 and §4 and not from the adapter: the two are
// to disagree when one of them is wrong.

export interface Complaint {
  readonly field: string;
  readonly why: string;
}

const dossierFields: { readonly [field: string]: { readonly required?: true; readonly max?: number } } = {
  MaHoSo: { required: true, max: 100 },
  MaTTHC: { required: true },
  TenTTHC: { required: true },
  MaLinhVuc: { required: true },
  TenLinhVuc: { required: true },
  KenhThucHien: { required: true },
  LoaiDoiTuong: { required: true },
  TrichYeuHoSo: { required: true, max: 1_000 },
  NgayNopHoSo: { required: true },
  TrangThaiHoSo: { required: true },
  HinhThuc: { required: true },
  DonViXuLy: { required: true },
  NoiNopHoSo: { required: true },
  HoSoCoThanhPhanSoHoa: { required: true },
  TaiKhoanDuocXacThucVoiVNeID: { required: true },
  DuocThanhToanTrucTuyen: { required: true },
  GhiChu: { max: 2_000 },
};

const oneOf: { readonly [field: string]: readonly string[] } = {
  KenhThucHien: ["1", "2", "3"],
  LoaiDoiTuong: ["1", "2", "3", "4"],
  HinhThuc: ["0", "1"],
  HoSoCoThanhPhanSoHoa: ["0", "1"],
  TaiKhoanDuocXacThucVoiVNeID: ["0", "1"],
  DuocThanhToanTrucTuyen: ["0", "1", "2", "3"],
  TrangThaiHoSo: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
};

const dates = ["NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy", "NgayTuChoi"];
const codePattern = /^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6,8}-\d{4,}$/;

/** What is wrong with a dossier record of G1 or its relay. */
export function wrongInDossier(profile: DoubleProfile, dossier: Fields): Complaint | undefined {
  for (const [field, { required, max }] of Object.entries(dossierFields)) {
    const value = dossier[field];
    if (required && (typeof value !== "string" || value === "")) return { field, why: "bắt buộc" };
    if (max !== undefined && typeof value === "string" && value.length > max) return { field, why: "quá dài" };
  }
  for (const [field, values] of Object.entries(oneOf))
    if (!values.includes(String(dossier[field]))) return { field, why: "sai mã" };
  for (const field of dates) {
    const value = dossier[field];
    if (value !== "" && !isDate(value, profile.dossierDate)) return { field, why: "sai định dạng ngày" };
  }
  if (!codePattern.test(String(dossier.MaHoSo))) return { field: "MaHoSo", why: "sai mẫu" };
  // Accepted or refused: one of the two days is there.
  const status = String(dossier.TrangThaiHoSo);
  if (status !== "1" && status !== "3" && dossier.NgayTiepNhan === "")
    return { field: "NgayTiepNhan", why: "bắt buộc" };
  return wrongInRounds(profile, dossier.DanhSachHoSoBoSung);
}

function wrongInRounds(profile: DoubleProfile, rounds: unknown): Complaint | undefined {
  if (!Array.isArray(rounds)) return { field: "DanhSachHoSoBoSung", why: "không phải danh sách" };
  for (const round of rounds as readonly Fields[]) {
    if (!isDate(round.NgayBoSung, profile.dossierDate)) return { field: "NgayBoSung", why: "sai định dạng ngày" };
    const done = round.TrangThaiBoSung === true;
    if (done !== isDate(round.NgayTiepNhanBoSung, profile.dossierDate))
      return { field: "NgayTiepNhanBoSung", why: "không khớp trạng thái" };
  }
  return undefined;
}

/** What is wrong with a creation of G3. */
export function wrongInCreation(profile: DoubleProfile, dossier: Fields): Complaint | undefined {
  for (const field of ["MaHoSo", "MaTTHC", "MaDonViTiepNhan"])
    if (typeof dossier[field] !== "string" || dossier[field] === "") return { field, why: "bắt buộc" };
  for (const field of ["NgayNop", "NgayTiepNhan"])
    if (!isDate(dossier[field], profile.dossierDate)) return { field, why: "sai định dạng ngày" };
  if (![0, 1, 2].includes(Number(dossier.LoaiDoiTuong)) || typeof dossier.LoaiDoiTuong !== "number")
    return { field: "LoaiDoiTuong", why: "sai mã" };
  return undefined;
}

/** What is wrong with one step. */
export function wrongInStep(profile: DoubleProfile, step: Fields): Complaint | undefined {
  for (const field of ["MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy"])
    if (typeof step[field] !== "string" || step[field] === "") return { field, why: "bắt buộc" };
  if (String(step.NguoiXuLy).length > 50) return { field: "NguoiXuLy", why: "quá dài" };
  if (!isDate(step.ThoiDiemXuLy, profile.stepDate)) return { field: "ThoiDiemXuLy", why: "sai định dạng ngày" };
  const wanted = profile.numericStatus ? "number" : "string";
  if (typeof step.TrangThai !== wanted || !/^([1-9]|10)$/.test(String(step.TrangThai)))
    return { field: "TrangThai", why: "sai mã" };
  return undefined;
}

/** What is wrong with a line of satisfaction (§8). */
export function wrongInSurvey(line: Fields): Complaint | undefined {
  if (!/^([1-9]|1[0-2])-\d{4}$/.test(String(line.NgayTongHop))) return { field: "NgayTongHop", why: "sai dạng M-yyyy" };
  for (const field of ["NoiDung", "Madonvi", "TenDonVi"])
    if (typeof line[field] !== "string" || line[field] === "") return { field, why: "bắt buộc" };
  if (!Number.isInteger(line.TongSoNguoiDanhGia)) return { field: "TongSoNguoiDanhGia", why: "phải là số nguyên" };
  for (const about of ["PhanTramDanhGia", "PhanTramDanhGiaDichVu"]) {
    const shares = ["RatHaiLong", "HaiLong", "ChuaHaiLong"].map((end) => String(line[`${about}${end}`]));
    if (!shares.every((share) => /^\d{1,3}%$/.test(share))) return { field: about, why: "sai dạng NN%" };
    const sum = shares.reduce((total, share) => total + Number(share.slice(0, -1)), 0);
    if (sum !== (line.TongSoNguoiDanhGia === 0 ? 0 : 100)) return { field: about, why: "không cộng thành 100" };
  }
  return undefined;
}

/** What is wrong with the state of a dossier filed here (§3.6). */
export function wrongInStatus(profile: DoubleProfile, status: Fields): Complaint | undefined {
  for (const field of ["MaHoSo", "NoiDung", "NgayXuLy"])
    if (typeof status[field] !== "string" || status[field] === "") return { field, why: "bắt buộc" };
  if (!isDate(status.NgayXuLy, profile.dossierDate)) return { field: "NgayXuLy", why: "sai định dạng ngày" };
  if (!/^([1-9]|1[01])$/.test(String(status.TrangThai))) return { field: "TrangThai", why: "sai mã" };
  return Array.isArray(status.TaiLieuXuLy) ? undefined : { field: "TaiLieuXuLy", why: "không phải danh sách" };
}

const patterns = {
  compact: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/,
  spaced: /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/,
  "iso-ms": /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.\d{3}$/,
} as const;
export type DateShape = keyof typeof patterns;

const isDate = (value: unknown, shape: DateShape): boolean => instantOf(value, shape) !== undefined;

/** The instant of a date as it was sent, Asia/Ho_Chi_Minh; `undefined` for no such day. */
export function instantOf(value: unknown, shape: DateShape): number | undefined {
  const parts = typeof value === "string" ? patterns[shape].exec(value) : null;
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const real = new Date(utc);
  const exists = real.getUTCMonth() === month - 1 && real.getUTCDate() === day && hour < 24 && minute < 60;
  return exists && second < 60 ? utc - 7 * 3_600_000 : undefined;
}
