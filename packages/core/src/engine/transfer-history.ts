import { canonicalJson, type Json } from "../base/canonical-json.ts";
import { type Fault, fault } from "../base/errors.ts";
import type { CommandId, DossierId, Hash, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { DossierEvent } from "../dossier/events.ts";
import { evolve } from "../dossier/evolve.ts";
import type { DossierState } from "../dossier/state.ts";
import type { StoredEvent } from "../ports/storage.ts";
import type { Arrival } from "./arrival.ts";
import { genesis, sha256 } from "./chain.ts";
import type { TransferStatement } from "./transfer-seal.ts";
import { type LinkedEvent, type OnItsWay, type WalkRules, walkTransfers } from "./transfer-walk.ts";

/** What this side has of a dossier; nothing when it never had it. */
export interface OwnCopy {
  readonly history: readonly StoredEvent[];
  readonly state: DossierState | undefined;
}

export interface HistoryRules extends Pick<WalkRules, "ours" | "keysOf"> {
  /** Office that takes it over. */
  readonly officeId: OfficeId;
  /** No event may be later: law time now, and what clocks may differ by. */
  readonly latest: EpochMs;
}

/**
 * Verifies what follows this side's own copy, up to a sealed hand-over: every byte is chained from our own head (or from the
 * genesis of where it was handed in) to the head that was sealed, every event is of the office that had the dossier then, and
 * all of it folds to a state.
 */
export function verifyArrival(
  own: OwnCopy,
  tail: readonly string[],
  statement: Omit<TransferStatement, "kind">,
  rules: HistoryRules,
): Result<Omit<Arrival, "content">, Fault> {
  const linked = linkTail(own, tail, statement.dossierId);
  if (!linked.ok) return linked;
  const { stored, events, origin } = linked.value;
  if (stored.some(({ at }) => at > rules.latest)) return err(ahead());
  const { dossierId } = statement;
  const walked = walkTransfers(events, { ...rules, dossierId, origin, prefix: own.history.length });
  if (!walked.ok) return walked;
  const head = stored.at(-1)?.hash;
  if (head === undefined || !endsAs(walked.value, statement, stored.at(-1)?.seq)) return err(broken());
  const state = fold(own.state, events.slice(own.history.length), { dossierId, officeId: rules.officeId });
  if (state === undefined || !isWhatItSays(state, statement, rules)) return err(unreadable());
  const base = { version: own.history.length, head: own.history.at(-1)?.hash };
  return ok({ base, events: stored, state, head });
}

/** A history that ends with another hand-over, or elsewhere, is not the one that was sealed. */
function endsAs(
  way: OnItsWay | undefined,
  statement: Omit<TransferStatement, "kind">,
  last: number | undefined,
): boolean {
  const { epoch, from, to, version, head } = statement;
  const same =
    way?.epoch === epoch && way.from === from && way.to === to && way.version === version && way.head === head;
  return same && last === (way.declined ? version + 1 : version);
}

interface Linked {
  readonly origin: OfficeId;
  /** The tail, as it will be stored. */
  readonly stored: readonly StoredEvent[];
  /** Own copy and tail. */
  readonly events: readonly LinkedEvent[];
}

function linkTail(own: OwnCopy, tail: readonly string[], dossierId: DossierId): Result<Linked, Fault> {
  const before = own.history.map(({ bytes, hash }) => ({ event: JSON.parse(bytes) as DossierEvent, hash }));
  const parsed: DossierEvent[] = [];
  for (const bytes of tail) {
    const event = readEvent(bytes, before.length + parsed.length + 1);
    if (event === undefined) return err(unreadable());
    parsed.push(event);
  }
  const origin = originIn([...before.map(({ event }) => event), ...parsed]);
  let head = own.history.at(-1)?.hash ?? beginning(origin, dossierId, parsed[0]);
  let lastAt = own.state?.lastAt ?? 0;
  if (origin === undefined || head === undefined) return err(broken());
  const stored: StoredEvent[] = [];
  for (const [index, event] of parsed.entries()) {
    const bytes = tail[index] as string;
    head = sha256(head + bytes);
    if (event.at < lastAt) return err(unreadable());
    lastAt = event.at;
    stored.push({ seq: event.seq, type: event.type, at: event.at, bytes, hash: head, commandId: event.commandId });
  }
  return ok({
    origin,
    stored,
    events: [...before, ...stored.map(({ hash }, i) => ({ event: parsed[i] as DossierEvent, hash }))],
  });
}

function originIn(events: readonly DossierEvent[]): OfficeId | undefined {
  const first = events.find((event) => event.type === "handed-over");
  return first?.type === "handed-over" ? first.from : undefined;
}

function beginning(
  origin: OfficeId | undefined,
  dossierId: DossierId,
  first: DossierEvent | undefined,
): Hash | undefined {
  if (origin === undefined || first?.type !== "submitted") return undefined;
  const law: { readonly procedure?: unknown } | undefined = first.law;
  return typeof law?.procedure === "string" ? genesis(origin, dossierId, law.procedure as Hash) : undefined;
}

/** The envelope, and that the bytes are the one text of what they say. */
function readEvent(bytes: string, seq: number): DossierEvent | undefined {
  try {
    const event = JSON.parse(bytes) as DossierEvent;
    if (event.seq !== seq || event.schema !== 1 || !Number.isSafeInteger(event.at)) return undefined;
    if (!isWord(event.type) || !isWord(event.commandId)) return undefined;
    return canonicalJson(event as unknown as Json) === bytes ? event : undefined;
  } catch {
    return undefined;
  }
}

const isWord = (value: unknown): value is CommandId =>
  typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,255}$/.test(value);

function fold(
  state: DossierState | undefined,
  events: readonly LinkedEvent[],
  identity: { readonly dossierId: DossierId; readonly officeId: OfficeId },
): DossierState | undefined {
  try {
    return events.reduce<DossierState | undefined>((before, { event }) => evolve(before, event, identity), state);
  } catch {
    return undefined;
  }
}

/** An event may not have reached what is not its own to change. */
const isWhatItSays = (
  { dossierId, officeId, transfer, endedAt }: DossierState,
  statement: Omit<TransferStatement, "kind">,
  rules: HistoryRules,
): boolean =>
  dossierId === statement.dossierId &&
  officeId === rules.officeId &&
  transfer?.epoch === statement.epoch &&
  transfer.holder === undefined &&
  endedAt === undefined;

const broken = (): Fault =>
  fault(
    "transfer.broken_chain",
    "Lịch sử nhận được không dẫn tới dấu đã ký",
    "the history that came does not lead to the head that was sealed",
  );
const unreadable = (): Fault =>
  fault("transfer.unreadable", "Lịch sử nhận được không đọc được", "the history that came cannot be read");
const ahead = (): Fault =>
  fault("transfer.ahead", "Lịch sử nhận được có sự kiện ở tương lai", "the history that came is ahead of our clock");
