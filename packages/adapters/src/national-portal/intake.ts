import type { Accepted, Actor, Fault, InboxCommand, InboxSource, Json, OfficeId, Result } from "../shared/core.ts";
import { isOneOfSecrets, sha256, unverified } from "../shared/shared-secret.ts";
import { idOfReference } from "./born-there.ts";

/** A dossier filed through the portal's form, as it came. */
export interface PortalFiling {
  /** The portal's reference (`MaHoSo`). */
  readonly reference: string;
  /** National code of the procedure (`MaTTHC`). */
  readonly procedure: string;
  /** Agency it is for (`madonvi`, `MaDonVi`). */
  readonly agencyCode: string;
  /** All fields: personal data. */
  readonly fields: { readonly [field: string]: unknown };
}

export interface PortalIntakeOptions {
  /** Whether a message is the portal's; `sharedToken(…)` or a signature, as agreed with its operator. */
  readonly verify: InboxSource["verify"];
  /** Office by agency code. */
  readonly offices: { readonly [agencyCode: string]: string };
  /** Which case of the procedure it is, and its facts; `undefined`: it cannot be told, and the filing is refused. */
  readonly caseOf: (
    filing: PortalFiling,
  ) => { readonly caseId: string; readonly facts: { readonly [fact: string]: boolean } } | undefined;
  /** Who hands it in, in the history: the portal's own entry at the counter, never a person's name. */
  readonly by: Actor;
  readonly bytesMax?: number;
}

const ownerKinds: { readonly [code: string]: string } = {
  1: "citizen",
  2: "business",
  3: "state-agency",
  4: "organisation",
};

/**
 * Dossiers that the portal passes on become intakes: handed in online, under the portal's reference, not accepted yet. The id is
 * made of the reference, so that a filing told again under another message is refused and never doubled. What the applicant
 * wrote is content.
 */
export function portalIntake(options: PortalIntakeOptions): InboxSource {
  return {
    verify: options.verify,
    offices: Object.values(options.offices),
    ...(options.bytesMax === undefined ? {} : { bytesMax: options.bytesMax }),
    read(value): InboxCommand | undefined {
      const filing = filingIn(value);
      if (filing === undefined) return undefined;
      const officeId = Object.hasOwn(options.offices, filing.agencyCode)
        ? options.offices[filing.agencyCode]
        : undefined;
      const found = options.caseOf(filing);
      if (officeId === undefined || found === undefined) return undefined;
      const applicant = { contentId: `portal-${sha256(filing.reference).toString("hex").slice(0, 32)}`, version: 1 };
      return {
        to: { opens: idOfReference(filing.reference), officeId: officeId as OfficeId },
        command: {
          type: "submit",
          procedure: filing.procedure,
          channel: "online",
          caseId: found.caseId,
          facts: found.facts,
          intakeRef: filing.reference,
          applicant,
          by: options.by,
        },
        content: [{ ...applicant, kind: "applicant", body: applicantOf(filing.fields) }],
      };
    },
  };
}

function filingIn(value: unknown): PortalFiling | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const outer = value as { readonly [field: string]: unknown };
  // In an envelope the record is its `data`, alone or as the only one of a list.
  const [data = outer, more] = Array.isArray(outer.data) ? (outer.data as readonly unknown[]) : [outer.data];
  if (typeof data !== "object" || data === null || more !== undefined) return undefined;
  const fields = data as { readonly [field: string]: unknown };
  const [reference, procedure] = [fields.MaHoSo, fields.MaTTHC];
  const agencyCode = fields.MaDonVi ?? outer.madonvi ?? fields.madonvi;
  if (typeof reference !== "string" || typeof procedure !== "string" || typeof agencyCode !== "string")
    return undefined;
  // Part of an id, and of what officers see: nothing but what codes are made of.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(reference)) return undefined;
  return { reference, procedure, agencyCode, fields };
}

function applicantOf(fields: PortalFiling["fields"]): Json {
  const names = {
    name: "ChuHoSo",
    idNumber: "SoGiayToChuHoSo",
    phone: "SoDienThoai",
    email: "Email",
    portalAccount: "MaDoiTuong",
    other: "ThongTinKhac",
  };
  const known = Object.entries(names).flatMap(([ours, theirs]) => {
    const value = fields[theirs];
    return typeof value === "string" && value !== "" ? [[ours, value]] : [];
  });
  const kind = ownerKinds[String(fields.LoaiDoiTuong)];
  return { ...Object.fromEntries(known), ...(kind === undefined ? {} : { kind }), filed: fields as Json };
}

/** The portal shows a token it shares with us. One message is one body: the same bytes again are the same message.
 *  @param header in small letters */
export function sharedToken(header: string, token: string): InboxSource["verify"] {
  if (token.length < 16) throw new RangeError("a shared token has 16 characters at least");
  return ({ headers, body }) =>
    isOneOfSecrets(headers[header] ?? "", [token])
      ? { ok: true, value: { messageId: sha256(body).toString("hex") } }
      : unverified;
}

/** What an inbound call is answered (§7): `error_code` 0 taken, -1 not, and no word of what was in it. */
export function portalReply(
  reference: string,
  answer: Result<Accepted, Fault>,
): { readonly error_code: number; readonly message: string } {
  if (answer.ok) return { error_code: 0, message: `${reference}|Đã tiếp nhận dữ liệu` };
  // Told again in other words: we have it, and what became of it is told by its status.
  if (answer.error.code === "command.already_exists")
    return { error_code: 0, message: `${reference}|Hồ sơ đã tồn tại` };
  return { error_code: -1, message: `${reference}|${answer.error.code}` };
}
