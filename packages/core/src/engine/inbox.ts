import { type Fault, fault } from "../base/errors.ts";
import type { DossierCode, DossierId, OfficeId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { err, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import { refuse } from "../dossier/refusal.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Clock } from "../ports/clock.ts";
import { sha256 } from "./chain.ts";
import type { Accepted, CommandRequest, ContentDraft, Engine } from "./engine-types.ts";
import { guarded, type ToldTo } from "./told.ts";

/** What came in, as it came: nothing has been read of it. */
export interface InboxMessage {
  /** Names in small letters. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Uint8Array;
}

// Distributes over the union, so that each command keeps its own fields.
type Unaddressed<C> = C extends CommandRequest ? Omit<C, "commandId" | "dossierId" | "officeId"> : never;

/** One command that a message asks for. Who it is for is looked up; the sender never says which office. */
export interface InboxCommand {
  readonly to:
    | { readonly dossierId: DossierId }
    | { readonly officeId: OfficeId; readonly code: DossierCode }
    /** A dossier that the message begins, with `submit`. The id is made of the sender's own name for it. */
    | { readonly opens: DossierId; readonly officeId: OfficeId };
  readonly command: Unaddressed<CommandRequest>;
  readonly content?: readonly ContentDraft[];
}

/** Somebody outside who may send: the portal, a payment gateway, the citizen's SMS. */
export interface InboxSource {
  /**
   * Whether it is theirs, from bytes and headers alone, and how they call the message: the same name is the same message for
   * ever. What throws here verifies nothing.
   */
  readonly verify: (
    message: InboxMessage,
    now: EpochMs,
  ) => Result<{ readonly messageId: string }, Fault> | Promise<Result<{ readonly messageId: string }, Fault>>;
  /**
   * Makes the command out of what was parsed; the same message must make the same command. `undefined`, or anything thrown
   * that is no `AdapterError`: it is malformed.
   * @param ref the message's name as a digest: fit for ids of content, and no telephone number
   */
  readonly read: (value: unknown, ref: string) => InboxCommand | undefined | Promise<InboxCommand | undefined>;
  /** Offices whose dossiers it may write to; for any other there is no such dossier. Absent: every office. */
  readonly offices?: readonly string[];
  /** Default 65,536. */
  readonly bytesMax?: number;
}

export interface InboxOptions extends ToldTo {
  readonly engine: Engine;
  readonly clock: Clock;
  /** By name; the name stands in command ids, so it is for ever. */
  readonly sources: { readonly [source: string]: InboxSource };
}

export interface Inbox {
  /**
   * Takes a message once: verifies, reads, and sends one command whose id is made of source and message id. The same again
   * gets the answer of the first, with `duplicate`; another command under the same id is refused. A refusal changed nothing
   * and says nothing of what the message held.
   * @throws AdapterError the surroundings are broken and the outcome is unknown: let the sender send it again
   */
  receive(source: string, message: InboxMessage): Promise<Result<Accepted, Fault>>;
}

const bytesMaxDefault = 65_536;
const sourcePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws InvariantError `inbox.unknown_source`: a source's name is not one */
export function createInbox(options: InboxOptions): Inbox {
  for (const name of Object.keys(options.sources))
    if (!sourcePattern.test(name))
      throw new InvariantError("a source is named in small letters, digits and hyphens", "inbox.unknown_source");
  const { log } = guarded(options);
  return {
    async receive(name, message) {
      const answer = await receive(options, name, message);
      // Who is not a source has no name that may stand in a log.
      const kind = Object.hasOwn(options.sources, name) ? name : "unknown";
      if (!answer.ok) log?.write("warn", "inbox.refused", { kind, code: answer.error.code });
      return answer;
    },
  };
}

async function receive(
  { engine, clock, sources }: InboxOptions,
  name: string,
  message: InboxMessage,
): Promise<Result<Accepted, Fault>> {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (source === undefined)
    return refuse("inbox.unknown_source", "Không nhận tin từ nguồn này", "nothing is taken from this source");
  // Before the signature: that reads the whole of it.
  if (message.body.byteLength > (source.bytesMax ?? bytesMaxDefault))
    return refuse("inbox.too_large", "Tin nhận được quá lớn", "the message is too large");
  const verified = await verify(source, message, clock.now());
  if (!verified.ok) return verified;
  // A message id may be anything, and is a person's telephone number now and then: what is kept is its digest.
  const { messageId } = verified.value;
  const ref = sha256(messageId);
  const asked = await readBody(source, message.body, ref);
  if (asked === undefined) return refuse("inbox.malformed", "Tin nhận được sai dạng", "the message is malformed");
  const found = "opens" in asked.to ? beginning(source, asked) : await dossierOf(engine, source, asked.to);
  if (found === undefined) return refuse("command.no_dossier", "Không có hồ sơ này", "there is no such dossier");
  const request = { ...asked.command, ...found, commandId: `in:${name}:${ref}` } as CommandRequest;
  return await engine.submit(request, asked.content);
}

export const unverified = (): Result<never, Fault> =>
  err(fault("inbox.unverified", "Không xác thực được tin nhận", "the message is not verified"));

async function verify(
  source: InboxSource,
  message: InboxMessage,
  now: EpochMs,
): Promise<Result<{ readonly messageId: string }, Fault>> {
  try {
    const verified = await source.verify(message, now);
    if (!verified.ok) return verified;
    const { messageId } = verified.value;
    return typeof messageId === "string" && messageId.length > 0 && messageId.length <= 256 ? verified : unverified();
  } catch (error) {
    // A key server that is away is no forgery: the sender tries again.
    if (AdapterError.is(error)) throw error;
    return unverified();
  }
}

async function readBody(source: InboxSource, body: Uint8Array, ref: string): Promise<InboxCommand | undefined> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return await source.read(value, ref);
  } catch (error) {
    if (AdapterError.is(error)) throw error;
    return undefined;
  }
}

/** Only a filing begins a dossier: no other command says who filed what. */
function beginning({ offices }: InboxSource, { to, command }: InboxCommand) {
  if (!("opens" in to) || command.type !== "submit") return undefined;
  const { opens: dossierId, officeId } = to;
  return offices === undefined || offices.includes(officeId) ? { dossierId, officeId } : undefined;
}

async function dossierOf(
  engine: Engine,
  { offices }: InboxSource,
  to: Exclude<InboxCommand["to"], { readonly opens: DossierId }>,
): Promise<{ readonly dossierId: DossierId; readonly officeId: OfficeId } | undefined> {
  const view = "dossierId" in to ? await engine.read(to.dossierId) : await engine.findByCode(to.officeId, to.code);
  if (view === undefined) return undefined;
  const { dossierId, officeId } = view.state;
  return offices === undefined || offices.includes(officeId) ? { dossierId, officeId } : undefined;
}

const statuses: { readonly [code: string]: number } = {
  "inbox.unknown_source": 404,
  "inbox.too_large": 413,
  "inbox.unverified": 401,
  "inbox.stale": 401,
  "inbox.malformed": 400,
  "command.input": 400,
  "command.no_dossier": 404,
  "command.already_exists": 409,
  "command.reused": 409,
  "engine.closed": 503,
};

/** What a web server answers: 200 taken, now or before; 4xx do not send it again as it is; 503 later. */
export const inboxStatus = (answer: Result<Accepted, Fault>): number =>
  answer.ok ? 200 : (statuses[answer.error.code] ?? 422);
