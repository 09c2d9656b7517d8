import type { KeyObject } from "node:crypto";
import { type Fault, fault } from "../base/errors.ts";
import type { DossierId, Hash, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { DossierEvent, EventOf } from "../dossier/events.ts";
import { isSealed, type TransferStatement } from "./transfer-seal.ts";

export interface LinkedEvent {
  readonly event: DossierEvent;
  readonly hash: Hash;
}

export interface WalkRules {
  readonly dossierId: DossierId;
  readonly origin: OfficeId;
  /** Events up to here are this side's own copy and are not looked at again. */
  readonly prefix: number;
  readonly ours: ReadonlySet<OfficeId>;
  keysOf(office: OfficeId): readonly KeyObject[];
}

/** The hand-over a history ends with. */
export interface OnItsWay extends Omit<TransferStatement, "kind" | "dossierId"> {
  readonly declined: boolean;
}

/**
 * Goes through a history and says whose every event is: of the office that had the dossier then. Who hands it over seals all
 * it wrote; so nobody writes for another. What this side wrote itself is in its own copy: whatever else is said in its name
 * is refused.
 * @returns the hand-over at its end, when it ends with one
 */
export function walkTransfers(events: readonly LinkedEvent[], rules: WalkRules): Result<OnItsWay | undefined, Fault> {
  let holder = rules.origin;
  let epoch = 0;
  let way: OnItsWay | undefined;
  for (const { event, hash } of events) {
    let author = holder;
    if (event.type === "handed-over") {
      const { from, to } = event;
      epoch += 1;
      if (way !== undefined || from !== holder || to === from || event.epoch !== epoch) return outOfTurn();
      way = { epoch, from, to, version: event.seq, head: hash, declined: false };
    } else if (event.type === "taken-over" || event.type === "hand-over-declined") {
      if (way === undefined || !names(event, way)) return outOfTurn();
      const sealed = event.seq <= rules.prefix ? undefined : unsealed(event, way, rules);
      if (sealed !== undefined) return err(sealed);
      author = event.to;
      if (event.type === "taken-over") holder = event.to;
      way = event.type === "taken-over" ? undefined : { ...way, declined: true };
    } else if (way !== undefined) return outOfTurn();
    if (event.seq > rules.prefix && rules.ours.has(author)) return err(ownHistory());
  }
  return ok(way);
}

/** Does the event follow from that hand-over? */
function names(event: EventOf<"taken-over" | "hand-over-declined">, way: OnItsWay): boolean {
  const { epoch, from, to, head } = event;
  const due = event.type === "hand-over-declined" ? !way.declined && way.to : way.declined ? way.from : way.to;
  return epoch === way.epoch && from === way.from && head === way.head && to === due;
}

function unsealed(
  event: EventOf<"taken-over" | "hand-over-declined">,
  { epoch, from, to, version, head }: OnItsWay,
  { dossierId, keysOf }: WalkRules,
): Fault | undefined {
  const declines = event.type === "hand-over-declined";
  const keys = keysOf(declines ? to : from);
  if (keys.length === 0)
    return fault(
      "transfer.unknown_author",
      "Một phần lịch sử do đơn vị chưa khai báo ghi",
      "part of the history was written by an office that is not known here",
    );
  const kind = declines ? "declined" : "handed-over";
  return isSealed(keys, { kind, dossierId, epoch, from, to, version, head }, event.seal)
    ? undefined
    : fault("transfer.unsealed", "Chữ ký bàn giao không đúng", "a hand-over is not signed by whose it is");
}

const outOfTurn = () =>
  err(
    fault(
      "transfer.epoch",
      "Các lần bàn giao trong lịch sử không nối tiếp nhau",
      "hand-overs in the history do not follow from each other",
    ),
  );

const ownHistory = (): Fault =>
  fault(
    "transfer.own_history",
    "Lịch sử có phần ghi tên cơ quan này mà ở đây không có",
    "part of the history is in the name of an office of this side, which does not have it",
  );
