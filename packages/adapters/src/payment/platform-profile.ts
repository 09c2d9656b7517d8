import { AdapterError } from "../shared/core.ts";
import type { SharedKeys, SignatureWay } from "./signature.ts";

/** Which values of a message are signed, and in which order; each message has its own. */
export interface PlatformOrders {
  readonly start: readonly string[];
  readonly startAnswer: readonly string[];
  readonly callback: readonly string[];
  readonly callbackAnswer: readonly string[];
  readonly query: readonly string[];
  readonly queryAnswer: readonly string[];
}

/** The portal's payment platform as one partner sees it. All that the page marks M or L is here, with a default. */
export interface PlatformProfile {
  readonly partner: string;
  readonly keys: SharedKeys;
  readonly startUrl: string;
  readonly queryUrl: string;
  readonly version: string;
  readonly way: SignatureWay;
  readonly orders: PlatformOrders;
  readonly types: { readonly start: string; readonly query: string };
  /** Sent with a start as they stand. */
  readonly constants: { readonly [name: string]: string };
  /** Codes in `MaLoi`. */
  readonly codes: { readonly paid: readonly string[]; readonly noSuchOrder: readonly string[] };
  /** Field of a start's answer that has the address for the payer. */
  readonly payUrlField: string;
  /** Whose account is credited, and what the platform calls us; part of `ThongTinBienLai`. */
  readonly receipt: { readonly [name: string]: string };
  /** `LoaiPhiLePhi` by kind of levy: the clients of source A use 1 = phí, 2 = lệ phí (L). */
  readonly levyCodes: { readonly phi: string; readonly "le-phi": string };
}

/** The orders of §11's lists (M); `startAnswer`, `query` and `queryAnswer` are an assumption (L). */
export const platformOrders: PlatformOrders = {
  start: [
    ...["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan"],
    ...["MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip"],
  ],
  startAnswer: ["MaLoi", "MoTaLoi", "MaDoiTac", "MaThamChieu", "UrlThanhToan", "ThoiGianGD"],
  callback: [
    ...["LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"],
    ...["ThoiGianGD", "ThongTinGiaoDich"],
  ],
  callbackAnswer: ["MaLoi", "MoTaLoi", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
  query: ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
  queryAnswer: ["MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "ThoiGianGD"],
};

const believed = {
  startAnswer: ["MaLoi", "MaThamChieu"],
  callback: ["MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "ThoiGianGD"],
  queryAnswer: ["MaLoi", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "ThoiGianGD"],
};

export type PlatformSettings = Pick<PlatformProfile, "partner" | "keys" | "startUrl" | "queryUrl"> &
  Partial<Omit<PlatformProfile, "orders">> & { readonly orders?: Partial<PlatformOrders> };

/** The profile with its defaults.
 *  @throws AdapterError `payment.bad_profile` where a value that is believed would not be signed, or a key is weak */
export function platformProfile(settings: PlatformSettings): PlatformProfile {
  const profile: PlatformProfile = {
    version: "1.0.1",
    way: "sha256",
    types: { start: "THANHTOAN", query: "TRACUU" },
    constants: { LoaiHinhThanhToan: "", MaKenhThanhToan: "", MaThietBi: "", NgonNgu: "vi", MaNganHang: "" },
    codes: { paid: ["00"], noSuchOrder: ["01"] },
    payUrlField: "UrlThanhToan",
    receipt: {},
    levyCodes: { phi: "1", "le-phi": "2" },
    ...settings,
    orders: { ...platformOrders, ...settings.orders },
  };
  requireKeys(profile.keys);
  for (const [message, names] of Object.entries(believed)) {
    const order = profile.orders[message as keyof typeof believed];
    const open = [...names, ...(message === "startAnswer" ? [profile.payUrlField] : [])].filter(
      (name) => !order.includes(name),
    );
    if (open.length > 0)
      throw new AdapterError("payment.bad_profile", `${message}: ${open.join(", ")} would be believed unsigned.`, {
        retry: "operator",
      });
  }
  return profile;
}

/** A key that is empty or short signs for everybody. */
export function requireKeys(keys: readonly string[]): void {
  if (keys.length === 0 || keys.some((key) => key.length < 16))
    throw new AdapterError("payment.bad_profile", "A shared key has at least 16 characters.", { retry: "operator" });
}
