import type { DossierId, OfficeId } from "../base/ids.ts";
import { sha256 } from "./chain.ts";

/** One request for one member. */
export interface MemberPart {
  readonly groupId: DossierId;
  readonly groupOfficeId: OfficeId;
  readonly member: string;
  readonly attempt: number;
}

type PartKey = Pick<MemberPart, "groupId" | "member" | "attempt">;

/** Characters that an id of a dossier, a reference and a code may have. */
const idMax = 128;
const refMax = 200;
const codeMax = 64;

const shortOf = (text: string, chars: number): string => sha256(text).slice(0, chars);

/** A request makes one dossier at the agency, and the same request the same one. A group's id that leaves no room for the
 *  member's is written as a hash of it. */
export function memberDossierId({ groupId, member, attempt }: PartKey): DossierId {
  const plain = `${groupId}~${member}~${attempt}`;
  return (plain.length <= idMax ? plain : `${shortOf(groupId, 40)}~${member}~${attempt}`) as DossierId;
}

/** The reference a member's dossier is handed in under: which part of which group it is. Where it would be too long it
 *  names no office, which the group's own id leads to as well. */
export function refOf({ groupOfficeId, groupId, member, attempt }: MemberPart): string {
  const plain = `liên thông ${groupOfficeId} ${groupId} ${member} ${attempt}`;
  return plain.length <= refMax ? plain : `lt ${groupId} ${member} ${attempt}`;
}

/** Reads such a reference again; `undefined`: it is none. */
export function partOf(intakeRef: string): PartKey | undefined {
  const found = /^(?:liên thông \S+|lt) (\S+) (\S+) (\d{1,3})$/.exec(intakeRef);
  const [, groupId, member, attempt] = found ?? [];
  if (groupId === undefined || member === undefined) return undefined;
  return { groupId: groupId as DossierId, member, attempt: Number(attempt) };
}

/** A ground of the group's under a name of its own in the member's dossier, which may have grounds by the same name. */
export function groundThere(groundId: string): string {
  const plain = `group:${groundId}`;
  return plain.length <= codeMax ? plain : `group:${shortOf(groundId, 40)}`;
}
