import { createHash } from "node:crypto";
import type { DossierId, DossierState, OfficeId } from "../shared/core.ts";
import { leftNothing, type PortalClient, portalError, requireTaken } from "./client.ts";
import { writeDate } from "./dates.ts";
import type { Wire } from "./encode-g1.ts";
import { type Mark, noMark, type PortalMarks } from "./marks.ts";
import { type Outgoing, stepWords } from "./outgoing.ts";
import type { PortalProfile } from "./profile.ts";

// Dossiers that were filed through the portal's own form are told by a service of their own besides, under the portal's reference
// (`DongBoTrangThaiHoSo`, §3.6). It has one state and no list: the last one told is what stands there.

/** How the ten codes are told there; the sources do not agree (§3.6). */
export type BornThereCodes =
  /** Each as it is. */
  | "as-is"
  /** 4, 6, 9, 10 are 2, and 3, 7, 8 are 5 (client A). */
  | "folded"
  /** As they are, but a refusal (3) is 11 (client B). */
  | "refused-11"
  | { readonly [status: number]: string };

export interface BornThere {
  /** The portal's reference of a dossier; `undefined` for one that was not filed there. Default: what `portalIntake` put into its id. */
  readonly referenceOf?: (dossierId: DossierId, state: DossierState) => string | undefined;
  /** Default `as-is`. */
  readonly codes?: BornThereCodes;
}

const idPrefix = "dvcqg:";

/** The id under which a dossier of the portal is kept here. */
export const idOfReference = (reference: string): DossierId => `${idPrefix}${reference}` as DossierId;

export const referenceInId = (dossierId: DossierId): string | undefined =>
  dossierId.startsWith(idPrefix) ? dossierId.slice(idPrefix.length) : undefined;

const folded: { readonly [status: number]: string } = { 3: "5", 4: "2", 6: "2", 7: "5", 8: "5", 9: "2", 10: "2" };

function codeFor(status: number, codes: BornThereCodes): string {
  if (codes === "as-is") return String(status);
  if (codes === "refused-11") return status === 3 ? "11" : String(status);
  return (codes === "folded" ? folded : codes)[status] ?? String(status);
}

/** @returns `undefined` for a dossier not filed there, and while it is only handed in: that it was, the portal knows */
export function bornThereWire(
  profile: PortalProfile,
  out: Omit<Outgoing, "code">,
  dossierId: DossierId,
  { referenceOf = referenceInId, codes = "as-is" }: BornThere,
): Wire | undefined {
  const { record, facts } = out;
  const reference = referenceOf(dossierId, record.state);
  const last = record.steps.at(-1);
  if (reference === undefined || last === undefined || record.status === 1) return undefined;
  return {
    MaHoSo: reference,
    MaHoSoDonVi: record.state.code ?? "",
    MaDoiTuong: facts.owner?.portalAccount ?? "",
    NoiDung: stepWords(last),
    // Mandatory there; when it happened, not when it is sent.
    NgayXuLy: writeDate(last.at, profile.dates.dossier),
    TrangThai: codeFor(record.status, codes),
    TaiLieuXuLy: facts.results.map((result) => ({
      TepDinhKemId: result.id,
      TenTepDinhKem: result.name,
      IsDeleted: "False",
      MaThanhPhanHoSo: result.component ?? "",
      DuongDanTaiTepTin: result.url,
    })),
  };
}

export interface BornThereParts {
  readonly client: PortalClient;
  readonly marks: PortalMarks;
}

/** Tells it unless that is what was told last, or something later was. Told twice it is the same state. */
export async function tellBornThere(
  { client, marks }: BornThereParts,
  dossier: { readonly officeId: OfficeId; readonly dossierId: DossierId },
  seq: number,
  wire: Wire,
): Promise<void> {
  if (client.tell === undefined)
    throw portalError("portal.not_configured", "This generation has no service for dossiers filed at the portal.");
  const key = `${dossier.dossierId} status`;
  const mark = await marks.read(dossier.officeId, key);
  const keep = (next: Mark): Promise<void> => marks.write(dossier.officeId, key, next);
  const hash = createHash("sha256").update(JSON.stringify(wire)).digest("hex");
  if (mark.seq > seq || (mark.record === hash && mark.doubt === undefined)) return;
  await keep({ ...mark, doubt: "record" });
  try {
    requireTaken(await client.tell("DongBoTrangThaiHoSo", wire, { type: "2" }));
  } catch (error) {
    if (leftNothing(error)) await keep(mark);
    throw error;
  }
  await keep({ ...noMark, known: true, record: hash, seq });
}
