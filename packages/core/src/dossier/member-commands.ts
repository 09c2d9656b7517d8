import type { ContentRef } from "../ports/storage.ts";
import type { CommandBase, Reason } from "./commands.ts";

/** What concerns one member of an interlinked group (model.md §8). Agencies answer by these, through the inbox, through the
 *  engine they work in, or by a one-stop officer who records what came on paper. */
interface MemberCommand extends CommandBase {
  /** Id of the member in the definition. */
  readonly member: string;
  /** The request it answers: one that was asked again refuses answers to the request before. Absent: the last. */
  readonly attempt?: number;
}

/** Asks an agency again that has sent its part back. */
export interface RequestMember extends MemberCommand {
  readonly type: "request-member";
}
/** The agency takes its part on, under a code of its own. */
export interface AcceptMember extends MemberCommand {
  readonly type: "accept-member";
  readonly code?: string;
}
/** The agency sends its part back before working on it: it is not for it, or not complete. No result. */
export interface RejectMember extends MemberCommand {
  readonly type: "reject-member";
  readonly reason: Reason;
}
/** The agency needs something of the applicant (Art. 19(5)); it is asked through the one-stop (Art. 5(1)e). */
export interface RequestMemberSupplement extends MemberCommand {
  readonly type: "request-member-supplement";
  readonly reason: Reason;
}
export interface ReceiveMemberSupplement extends MemberCommand {
  readonly type: "receive-member-supplement";
  /** A partial return changes nothing on the clock. */
  readonly complete: boolean;
  readonly content?: readonly ContentRef[];
}
/** The member's result is ready; it goes out as it comes. */
export interface GrantMember extends MemberCommand {
  readonly type: "grant-member";
  readonly result?: ContentRef;
}
/** Refused with reasons, which is a result (Art. 19(3)). */
export interface RefuseMember extends MemberCommand {
  readonly type: "refuse-member";
  readonly reason: Reason;
}

/** The member's result is handed over, before those of the others or with them. */
export interface ReturnMember extends MemberCommand {
  readonly type: "return-member";
  readonly way: "counter" | "post" | "electronic";
}

export type MemberCommands =
  | RequestMember
  | AcceptMember
  | RejectMember
  | RequestMemberSupplement
  | ReceiveMemberSupplement
  | GrantMember
  | RefuseMember
  | ReturnMember;
