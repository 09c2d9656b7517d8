import type { DossierEvent, PortalRecord, PortalStep } from "../shared/core.ts";
import type { DossierFacts } from "./facts.ts";

/** The office as the portal knows it. Codes changed with the mergers of 2025: they are configuration, never constants. */
export interface PortalOffice {
  /** `madonvi`, e.g. `000.00.01.H22`. */
  readonly agencyCode: string;
  readonly agencyName: string;
  /** National code of a field by its name in the definition; the name itself where there is none. */
  readonly fieldCodes?: { readonly [field: string]: string };
  /** Name of a unit as people know it. */
  readonly unitNames?: { readonly [unit: string]: string };
}

/** Whom a step names. Absent: nobody is named, the profile's `unnamedOfficer` stands there. */
export type PersonOf = (person: string) => { readonly name: string; readonly title?: string } | undefined;

/** All that is known when a dossier is sent. */
export interface Outgoing {
  /** `MaHoSo`. */
  readonly code: string;
  readonly record: PortalRecord;
  readonly facts: DossierFacts;
  readonly office: PortalOffice;
  readonly personOf: PersonOf;
}

export const unitName = ({ office }: Outgoing, unit: string): string => office.unitNames?.[unit] ?? unit;

const doneWords: { readonly [done in DossierEvent["type"]]?: string } = {
  submitted: "Nộp hồ sơ",
  accepted: "Tiếp nhận hồ sơ",
  "intake-refused": "Từ chối tiếp nhận hồ sơ",
  "supplement-requested": "Yêu cầu bổ sung giấy tờ",
  "member-supplement-requested": "Yêu cầu bổ sung giấy tờ",
  resolved: "Đã có kết quả giải quyết",
  returned: "Trả kết quả",
  withdrawn: "Người nộp yêu cầu rút hồ sơ",
  closed: "Dừng giải quyết, đóng hồ sơ",
  voided: "Hủy tiếp nhận",
};

/** What a step says (`NoiDungXuLy`): never free text, which is content. */
export const stepWords = ({ done, name }: PortalStep): string => doneWords[done] ?? name ?? "Xử lý hồ sơ";
