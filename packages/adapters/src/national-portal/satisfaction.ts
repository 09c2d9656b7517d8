import type { Wire } from "./encode-g1.ts";

/** What was answered to one question of the survey in a month; counts only, nobody's name. */
export interface SatisfactionCounts {
  readonly month: { readonly year: number; readonly month: number };
  /** The question. */
  readonly question: string;
  readonly verySatisfied: number;
  readonly satisfied: number;
  readonly dissatisfied: number;
  /** What was written beside; it is public at the portal, so whoever gives it here has taken names out. */
  readonly opinions?: readonly string[];
  /** Of one procedure; absent: of all. */
  readonly procedure?: string;
  /** Of the service, where it was asked by itself; the same counts by default. */
  readonly service?: {
    readonly verySatisfied: number;
    readonly satisfied: number;
    readonly dissatisfied: number;
  };
}

type Counts = Pick<SatisfactionCounts, "verySatisfied" | "satisfied" | "dissatisfied">;

/**
 * Whole percents of three counts that add up to 100: the first two are rounded, the last has the remainder, as the portal is sent
 * them (§8). The last can then be one off its own rounding, and never below 0. All are 0 where nobody answered.
 */
export function percents({ verySatisfied, satisfied, dissatisfied }: Counts): readonly [number, number, number] {
  const all = verySatisfied + satisfied + dissatisfied;
  for (const count of [verySatisfied, satisfied, dissatisfied])
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError("counts are whole numbers from 0 on");
  if (all === 0) return [0, 0, 0];
  const first = Math.round((verySatisfied * 100) / all);
  // Two halves rounded up come to more than the whole.
  const second = Math.min(100 - first, Math.round((satisfied * 100) / all));
  return [first, second, 100 - first - second];
}

/** One line of `DongBoDanhGia` (§8). */
export function satisfactionWire(
  counts: SatisfactionCounts,
  office: { readonly agencyCode: string; readonly agencyName: string },
): Wire {
  const { month, year } = counts.month;
  if (!Number.isInteger(month) || month < 1 || month > 12) throw new RangeError("a month is 1 to 12");
  const [very, well, badly] = percents(counts).map((share) => `${share}%`);
  const [serviceVery, serviceWell, serviceBadly] = percents(counts.service ?? counts).map((share) => `${share}%`);
  return {
    NgayTongHop: `${month}-${year}`,
    TongSoNguoiDanhGia: counts.verySatisfied + counts.satisfied + counts.dissatisfied,
    PhanTramDanhGiaRatHaiLong: very,
    PhanTramDanhGiaHaiLong: well,
    PhanTramDanhGiaChuaHaiLong: badly,
    DanhSachNoiDungYKien: counts.opinions ?? [],
    MaThuTuc: counts.procedure ?? "",
    NoiDung: counts.question,
    PhanTramDanhGiaDichVuRatHaiLong: serviceVery,
    PhanTramDanhGiaDichVuHaiLong: serviceWell,
    PhanTramDanhGiaDichVuChuaHaiLong: serviceBadly,
    Madonvi: office.agencyCode,
    TenDonVi: office.agencyName,
  };
}
