import type { Claim, DueWake, Leased, OutboxMessage, Settled, Storage, Wake } from "../shared/core.ts";
import { assertClaim } from "../shared/group.ts";
import type { Session } from "./session.ts";

type WakeResult = Parameters<Storage["settleWake"]>[1];
type MessageResult = Parameters<Storage["settleOutbox"]>[1];
type OutboxClaim = Parameters<Storage["claimOutbox"]>[0];

// Law time (`due_at <= ?`) comes from the caller; only `lease_until` is compared with the storage's own clock.
const DUE_WAKES = `
  SELECT dossier_no FROM wake WHERE parked = 0 AND due_at <= ? AND lease_until <= ? ORDER BY due_at, dossier_id LIMIT ?`;
const LEASE_WAKES = `
  UPDATE wake SET fence = fence + 1, attempts = attempts + 1, lease_until = ? WHERE dossier_no IN (${DUE_WAKES})
  RETURNING dossier_no, dossier_id, office_id, version, wake_at, due_at, fence, attempts`;

const SOME_ADAPTERS = "AND adapter IN (SELECT value FROM json_each(?))";
const wantedOf = (adapters: readonly string[] | undefined): string[] =>
  adapters === undefined ? [] : [JSON.stringify(adapters)];

const dueMessages = (someAdapters: boolean): string => `
  SELECT message_no FROM outbox WHERE is_head = 1 AND status = 'pending' AND due_at <= ? AND lease_until <= ?
  ${someAdapters ? SOME_ADAPTERS : ""} ORDER BY due_at, message_no LIMIT ?`;
const leaseMessages = (someAdapters: boolean): string => `
  UPDATE outbox SET fence = fence + 1, attempts = attempts + 1, lease_until = ?
  WHERE message_no IN (${dueMessages(someAdapters)})
  RETURNING message_no, message_id, office_id, adapter, position, kind, not_before, due_at, fence, attempts, body,
    (SELECT dossier_id FROM dossier WHERE dossier_no = outbox.dossier_no) AS dossier_id`;

const NEXT_IN_LANE = `
  UPDATE outbox SET is_head = 1 WHERE message_no = (SELECT message_no FROM outbox
    WHERE dossier_no = ? AND adapter = ? AND position > ? ORDER BY position LIMIT 1)`;

interface WakeRow {
  readonly dossier_no: number;
  readonly dossier_id: Wake["dossierId"];
  readonly office_id: Wake["officeId"];
  readonly version: number;
  readonly wake_at: number;
  readonly due_at: number;
  readonly fence: number;
  readonly attempts: number;
}

interface MessageRow {
  readonly message_no: number;
  readonly message_id: string;
  readonly dossier_id: Wake["dossierId"];
  readonly office_id: Wake["officeId"];
  readonly adapter: string;
  readonly position: number;
  readonly kind: string;
  readonly not_before: number;
  readonly due_at: number;
  readonly fence: number;
  readonly attempts: number;
  readonly body: string;
}

interface LanePlace {
  readonly dossier_no: number;
  readonly adapter: string;
  readonly position: number;
}

export async function claimWakes(session: Session, claim: Claim, now: number): Promise<readonly Leased<DueWake>[]> {
  assertClaim(claim);
  const { dueThrough, limit } = claim;
  // Asked without the write lock first: a worker with nothing to do disturbs nobody.
  if ((await session.read(() => session.get(DUE_WAKES, dueThrough, now, 1))) === undefined) return [];
  const rows = await session.transact(() =>
    session.all<WakeRow>(LEASE_WAKES, now + claim.leaseMs, dueThrough, now, limit),
  );
  rows.sort((a, b) => a.due_at - b.due_at || (a.dossier_id < b.dossier_id ? -1 : 1));
  return rows.map((row) => ({
    dossierId: row.dossier_id,
    officeId: row.office_id,
    wakeAt: row.wake_at,
    version: row.version,
    token: `${row.dossier_no}.${row.version}.${row.fence}`,
    attempts: row.attempts,
  }));
}

export function settleWake(session: Session, token: string, result: WakeResult): Settled {
  const [dossierNo, version, fence] = readToken(token, 3);
  const given = "UPDATE wake SET fence = fence + 1, lease_until = 0, code = ?";
  const fits = "WHERE dossier_no = ? AND version = ? AND fence = ? AND parked = 0";
  const changes =
    result.kind === "parked"
      ? session.run(`${given}, parked = 1 ${fits}`, result.code, dossierNo, version, fence)
      : session.run(`${given}, due_at = ? ${fits}`, result.code, result.at, dossierNo, version, fence);
  return changes === 0 ? "lease_lost" : "settled";
}

export const releaseWake = (session: Session, dossierId: string): boolean =>
  session.run(
    `UPDATE wake SET parked = 0, attempts = 0, code = NULL, due_at = wake_at
     WHERE parked = 1 AND dossier_no = (SELECT dossier_no FROM dossier WHERE dossier_id = ?)`,
    dossierId,
  ) > 0;

export function nextDueAt(session: Session, now: number, adapters: readonly string[] | undefined): number | undefined {
  const wake = session.get<{ due_at: number }>(
    "SELECT due_at FROM wake WHERE parked = 0 AND lease_until <= ? ORDER BY due_at LIMIT 1",
    now,
  );
  const head = session.get<{ due_at: number }>(
    `SELECT due_at FROM outbox WHERE is_head = 1 AND status = 'pending' AND lease_until <= ?
     ${adapters === undefined ? "" : SOME_ADAPTERS} ORDER BY due_at LIMIT 1`,
    now,
    ...wantedOf(adapters),
  );
  if (wake === undefined || head === undefined) return wake?.due_at ?? head?.due_at;
  return Math.min(wake.due_at, head.due_at);
}

export async function claimOutbox(
  session: Session,
  claim: OutboxClaim,
  now: number,
): Promise<readonly Leased<OutboxMessage>[]> {
  assertClaim(claim);
  const { adapters, dueThrough, limit } = claim;
  const some = adapters !== undefined;
  const wanted = wantedOf(adapters);
  if ((await session.read(() => session.get(dueMessages(some), dueThrough, now, ...wanted, 1))) === undefined)
    return [];
  const rows = await session.transact(() =>
    session.all<MessageRow>(leaseMessages(some), now + claim.leaseMs, dueThrough, now, ...wanted, limit),
  );
  rows.sort((a, b) => a.due_at - b.due_at || a.message_no - b.message_no);
  return rows.map((row) => ({
    messageId: row.message_id,
    dossierId: row.dossier_id,
    officeId: row.office_id,
    adapter: row.adapter,
    position: row.position,
    kind: row.kind,
    body: row.body,
    notBefore: row.not_before,
    token: `${row.message_no}.${row.fence}`,
    attempts: row.attempts,
  }));
}

export function settleOutbox(session: Session, token: string, result: MessageResult): Settled {
  const [messageNo, fence] = readToken(token, 2);
  const given = "UPDATE outbox SET fence = fence + 1, lease_until = 0, code = ?";
  const fits = "WHERE message_no = ? AND fence = ? AND status = 'pending'";
  if (result.kind === "delivered") {
    const place = session.get<LanePlace>(
      `${given}, status = 'delivered', is_head = 0, provider_ref = ? ${fits} RETURNING dossier_no, adapter, position`,
      null,
      result.providerRef ?? null,
      messageNo,
      fence,
    );
    if (place !== undefined) moveOn(session, place);
    return place === undefined ? "lease_lost" : "settled";
  }
  const changes =
    result.kind === "parked"
      ? session.run(`${given}, status = 'parked' ${fits}`, result.code, messageNo, fence)
      : session.run(
          `${given}, due_at = ?${result.afresh === true ? ", attempts = 0" : ""} ${fits}`,
          result.code,
          result.at,
          messageNo,
          fence,
        );
  return changes === 0 ? "lease_lost" : "settled";
}

export function releaseParked(
  session: Session,
  messageId: string,
  how: Parameters<Storage["releaseParked"]>[1],
): boolean {
  const parked = "WHERE status = 'parked' AND message_id = ?";
  if (how.kind === "retry")
    return (
      session.run(`UPDATE outbox SET status = 'pending', attempts = 0, due_at = not_before ${parked}`, messageId) > 0
    );
  const place = session.get<LanePlace>(
    `UPDATE outbox SET status = 'skipped', is_head = 0, code = ? ${parked} RETURNING dossier_no, adapter, position`,
    how.reason,
    messageId,
  );
  if (place !== undefined) moveOn(session, place);
  return place !== undefined;
}

const moveOn = (session: Session, { dossier_no, adapter, position }: LanePlace): void => {
  session.run(NEXT_IN_LANE, dossier_no, adapter, position);
};

/** Numbers between dots, three for a wake and two for a message; a foreign token becomes -1 and fits no row. */
function readToken(token: string, parts: 2 | 3): readonly [number, number, number] {
  const numbers = token.split(".").map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : -1));
  const [a = -1, b = -1, c = -1] = numbers.length === parts ? numbers : [];
  return [a, b, c];
}
