import type { CommandId, DossierId, OfficeId, UnitId } from "../base/ids.ts";
import type { EpochMs } from "../calendar/types.ts";
import { hasEnded } from "../dossier/fold-members.ts";
import { type Actor, systemActor } from "../dossier/people.ts";
import type { MemberStatus } from "../dossier/state.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { OutboxMessage } from "../ports/storage.ts";
import type { Channel } from "../procedure/types.ts";
import { sha256 } from "./chain.ts";
import type { CommandRequest, ContentDraft, Engine } from "./engine-types.ts";
import type { Deliver } from "./lane-options.ts";
import { groundThere, type MemberPart, memberDossierId, partOf, refOf } from "./member-part.ts";

/** Where an agency keeps its parts of interlinked groups: an office of an engine, the same one or another. */
export interface MemberPost {
  readonly officeId: OfficeId;
  /** Hands the part in there, as the one-stop that passes it on. */
  readonly filedBy: Actor;
  /** As whom the agency's answers come back to the group: somebody of the member's unit. */
  readonly answersAs: Actor;
  /** What each member is there, by the member's id. A member not named is answered some other way. */
  readonly procedures: { readonly [member: string]: MemberFiling };
}
export interface MemberFiling {
  readonly procedure: string;
  readonly caseId: string;
  /** Default `online`: data goes to the agency, not paper. */
  readonly channel?: Channel;
  readonly facts?: { readonly [fact: string]: boolean };
}

export interface MemberOfficeOptions {
  /** The engine of the groups. */
  readonly groups: Engine;
  /** The engine of the agencies' own dossiers; it may be the same. */
  readonly members: Engine;
  /** By the unit a member belongs to in the group. */
  readonly posts: { readonly [unit: string]: MemberPost };
  /** Personal data of the group that the member's dossier takes along, under ids of its own. Absent: none. */
  readonly contentOf?: (part: MemberPart) => Promise<readonly ContentDraft[]>;
}

/**
 * Lanes by which members of a group live as dossiers of their agencies: `agency/members` beside the engine of the groups
 * opens, completes and withdraws them, `citizen/members` beside the engine of the members tells the group what became of
 * each. Everything is an ordinary command with an id made of the message, so that nothing is done twice; what the other side
 * refuses is parked for an operator (`member.refused_there`), and what either side has gone on from is skipped.
 */
export function memberOffice(options: MemberOfficeOptions): {
  readonly "agency/members": Deliver;
  readonly "citizen/members": Deliver;
} {
  return {
    "agency/members": (message) => toAgency(options, message),
    "citizen/members": (message) => toGroup(options, message),
  };
}

interface AgencyBody {
  readonly memberId: string;
  readonly unit: UnitId;
  readonly attempt: number;
  readonly at: EpochMs;
  /** When it happened, where that is another moment than when it was recorded. */
  readonly occurredAt?: EpochMs;
  /** What holds the whole, or held it. */
  readonly groundId?: string;
  readonly ground?: string;
  readonly source?: string;
  readonly party?: string;
}

async function toAgency(options: MemberOfficeOptions, message: OutboxMessage): ReturnType<Deliver> {
  const body = JSON.parse(message.body) as AgencyBody;
  const { memberId, unit, attempt, at, occurredAt = at } = body;
  const post = postOf(options, unit);
  const filing = memberId === undefined ? undefined : post?.procedures[memberId];
  if (post === undefined || filing === undefined) return { skipped: "member.elsewhere" };
  const part = { groupId: message.dossierId, groupOfficeId: message.officeId, member: memberId, attempt };
  const envelope = {
    commandId: commandIdOf(message),
    dossierId: memberDossierId(part),
    officeId: post.officeId,
    by: post.filedBy,
  };
  const { procedure, caseId, channel = "online", facts = {} } = filing;
  switch (message.kind) {
    case "member-requested": {
      const content = (await options.contentOf?.(part)) ?? [];
      const intakeRef = refOf(part);
      const filed = {
        ...envelope,
        type: "submit",
        procedure,
        caseId,
        channel,
        facts,
        intakeRef,
        ...since(occurredAt),
      } as const;
      return await sent(options.members, filed, noneOvertakes, content);
    }
    case "member-supplemented": {
      const askedAt = (await options.members.read(envelope.dossierId))?.state.supplement?.askedAt ?? occurredAt;
      const complete = { type: "receive-supplement", complete: true, ...since(Math.max(occurredAt, askedAt)) } as const;
      return await sent(options.members, { ...envelope, ...complete }, async (code) => code === "supplement.not_open");
    }
    case "member-suspended":
    case "member-resumed":
      return await sent(options.members, { ...envelope, ...groundCommand(message.kind, body) }, neverHeld);
    case "member-refused":
    case "member-cancelled": {
      const reason = message.kind === "member-cancelled" ? cancelled : refused;
      const withdrawn = { ...envelope, type: "withdraw", ...since(occurredAt), reason } as const;
      return await sent(options.members, withdrawn, async () => isOver(options.members, envelope.dossierId));
    }
    default:
      // Reminders: the agency's own ladder has its own.
      return { skipped: "member.reminder" };
  }
}

const postOf = ({ posts }: MemberOfficeOptions, unit: UnitId): MemberPost | undefined =>
  Object.hasOwn(posts, unit) ? posts[unit] : undefined;

const cancelled = { code: "group-ended" };
const refused = { code: "refused-by-group" };

/** The law that holds the group's clock holds the member's there, whoever has it: by no person's hand. */
function groundCommand(kind: "member-suspended" | "member-resumed", body: AgencyBody) {
  const { at, occurredAt = at, groundId = "", ground = "", source = "", party = "" } = body;
  const told = { ...since(occurredAt), by: systemActor, groundId: groundThere(groundId) };
  return kind === "member-resumed"
    ? ({ ...told, type: "resume" } as const)
    : ({ ...told, type: "suspend", ground, source, party } as const);
}

/** Not accepted there yet, when its acceptance brings the ground along; over already; or heard before. */
const neverHeld: Overtakes = async (code) =>
  code === "command.not_available" ||
  code === "command.no_dossier" ||
  code === "clock.ground_in_use" ||
  code === "clock.unknown_ground";

/** When the group's event happened, so that the member's clock and the group's begin at the same moment. */
const since = (at: EpochMs): { readonly occurredAt: EpochMs; readonly reason: { readonly code: string } } => ({
  occurredAt: at,
  reason: { code: "told-by-group" },
});

/** Nothing is left there to withdraw: its result is out or on its way, it was never opened, or it has ended. */
async function isOver(members: Engine, dossierId: DossierId): Promise<boolean> {
  const view = await members.read(dossierId);
  return view === undefined || view.state.resolvedAt !== undefined || view.state.endedAt !== undefined;
}

interface MemberBody {
  readonly code?: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly at: EpochMs;
  readonly occurredAt?: EpochMs;
}

async function toGroup(options: MemberOfficeOptions, message: OutboxMessage): ReturnType<Deliver> {
  const view = await options.members.read(message.dossierId);
  const part = view === undefined ? undefined : partOf(view.state.intakeRef);
  if (part === undefined || memberDossierId(part) !== message.dossierId) return { skipped: "member.no_part" };
  const group = await options.groups.read(part.groupId);
  const track = group?.state.members?.[part.member];
  const post = track === undefined ? undefined : postOf(options, track.unit);
  if (group === undefined || track === undefined || post === undefined || post.officeId !== message.officeId)
    return { skipped: "member.no_part" };
  const body = JSON.parse(message.body) as MemberBody;
  const answer = answerOf(message.kind, body);
  if (answer === undefined) return { skipped: "member.no_answer" };
  const { groupId, member, attempt } = part;
  const request = {
    reason: { code: "told-by-agency" },
    ...answer,
    commandId: commandIdOf(message),
    dossierId: groupId,
    officeId: group.state.officeId,
    by: post.answersAs,
    // The agency's clock may go behind the group's: nothing comes before what it answers.
    occurredAt: Math.max(body.occurredAt ?? body.at, track.since),
    member,
    attempt,
  } as CommandRequest;
  return await sent(options.groups, request, async (code) => {
    if (code === "member.stale_answer") return true;
    const now = (await options.groups.read(groupId))?.state.members?.[member];
    return code === "member.state" && now !== undefined && (hasEnded(now) || leadsTo(answer.type, now.status));
  });
}

/** Stands the member where the answer would bring it, or beyond? */
function leadsTo(answer: CommandRequest["type"], status: MemberStatus): boolean {
  switch (answer) {
    case "accept-member":
      return status === "accepted" || status === "supplementing";
    case "receive-member-supplement":
      return status === "accepted";
    case "request-member-supplement":
      return status === "supplementing";
    case "reject-member":
      return status === "rejected";
    default:
      return false;
  }
}

/** What a message of the member's dossier to its applicant says to the group; `undefined`: nothing. */
function answerOf(
  kind: string,
  body: MemberBody,
): { readonly type: CommandRequest["type"]; readonly complete?: boolean } | undefined {
  const because = (code: string) => ({ reason: { code: body.reason ?? code } });
  switch (kind) {
    case "accepted":
      return { type: "accept-member", ...(body.code === undefined ? {} : { code: body.code }) };
    case "intake-refused":
      return { type: "reject-member", ...because("intake-refused") };
    case "supplement-requested":
      return { type: "request-member-supplement", ...because("supplement") };
    case "supplement-received":
      return { type: "receive-member-supplement", complete: true };
    case "resolved":
      return body.outcome === "refused" ? { type: "refuse-member", ...because("refused") } : { type: "grant-member" };
    case "withdrawn":
    case "closed":
    case "voided":
      return { type: "refuse-member", ...because(kind) };
    default:
      return undefined;
  }
}

/** Does a refusal say that the other side has gone on, so that nothing is left to do? */
type Overtakes = (code: string) => Promise<boolean>;
const noneOvertakes: Overtakes = async () => false;

async function sent(
  engine: Engine,
  request: CommandRequest,
  overtakes: Overtakes,
  content: readonly ContentDraft[] = [],
): ReturnType<Deliver> {
  let answer = await engine.submit(request, content);
  // Clocks of two offices are never the same: what has not happened yet over there happens there now.
  if (!answer.ok && answer.error.code === "command.backdated" && "occurredAt" in request) {
    const { occurredAt: _ahead, ...now } = request;
    answer = await engine.submit(now as CommandRequest, content);
  }
  // The id is made of the message: it came before, and was taken under another of the two times.
  if (answer.ok || answer.error.code === "command.reused") return undefined;
  const { code } = answer.error;
  if (await overtakes(code)) return { skipped: code };
  throw new AdapterError("member.refused_there", `The other office refuses ${request.type}: ${code}.`, {
    retry: "operator",
  });
}

/** A message's id names its lane, which no command id may. */
const commandIdOf = ({ messageId }: OutboxMessage): CommandId => `member:${sha256(messageId)}` as CommandId;
