import { err, ok, type Result } from "./result.ts";

declare const brand: unique symbol;
/** A string of one meaning; two kinds cannot be mixed up. */
export type Nominal<Name extends string> = string & { readonly [brand]: Name };

/** Opaque, globally unique key of a dossier. */
export type DossierId = Nominal<"DossierId">;
/** Mã số hồ sơ: given at acceptance (NĐ 118/2025 Art. 28); unique, an attribute, never the key. */
export type DossierCode = Nominal<"DossierCode">;
/** The commune or other office that owns the row. Readers never cross offices. */
export type OfficeId = Nominal<"OfficeId">;
/** Idempotency key of a command, kept for ever with its events. */
export type CommandId = Nominal<"CommandId">;
export type PersonId = Nominal<"PersonId">;
export type UnitId = Nominal<"UnitId">;
/** National procedure code, e.g. `1.001193`. */
export type ProcedureCode = Nominal<"ProcedureCode">;
/** SHA-256 in lower-case hex. */
export type Hash = Nominal<"Hash">;

const door =
  <Name extends string>(pattern: RegExp) =>
  (raw: string): Result<Nominal<Name>, "malformed"> =>
    pattern.test(raw) ? ok(raw as Nominal<Name>) : err("malformed");

// Ids are printed in logs and file names, so they keep to a safe alphabet. These casts are the only ones.
const token = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$/;

export const dossierId = door<"DossierId">(token);
export const officeId = door<"OfficeId">(token);
export const commandId = door<"CommandId">(token);
export const personId = door<"PersonId">(token);
export const unitId = door<"UnitId">(token);
export const procedureCode = door<"ProcedureCode">(/^[1-9]\.\d{6}$/);
/** Agency identifier, date of receipt, running number of the day; the date's order is never derived from the text. */
export const dossierCode = door<"DossierCode">(/^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6,8}-\d{4,}$/);
export const hash = door<"Hash">(/^[0-9a-f]{64}$/);

/** For literals in programs and tests: an id that must be well-formed. */
export function must<T>(result: Result<T, string>): T {
  if (!result.ok) throw new TypeError(`malformed identifier: ${result.error}`);
  return result.value;
}
