import type { DueWake, Leased, OutboxMessage, Settled, Storage } from "../shared/core.ts";
import { assertClaim, assertResult } from "../shared/group.ts";
import { attemptsMax, letOthersPass } from "./contention.ts";
import type { PgValue } from "./driver.ts";
import { isCollision } from "./errors.ts";
import { inOurTerms, type Session } from "./session.ts";

type Claim = Parameters<Storage["claimWakes"]>[0];
type OutboxClaim = Parameters<Storage["claimOutbox"]>[0];
type WakeResult = Parameters<Storage["settleWake"]>[1];
type MessageResult = Parameters<Storage["settleOutbox"]>[1];

// Law time (`due_at <= $1`) comes from the caller; only `lease_until` is compared with the database's own clock. Rows that
// another process is just claiming are passed over, never waited for.
const CLAIM_WAKES = `
  WITH clock AS MATERIALIZED (SELECT @lease_clock() AS now), due AS MATERIALIZED (
    SELECT dossier_no FROM @wake WHERE NOT parked AND due_at <= $1 AND lease_until <= (SELECT now FROM clock)
    ORDER BY due_at, dossier_id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
  ), leased AS (
    UPDATE @wake w SET fence = fence + 1, attempts = attempts + 1, lease_until = (SELECT now FROM clock) + $2
    WHERE w.dossier_no = ANY (ARRAY(SELECT dossier_no FROM due))
    RETURNING w.dossier_no, w.dossier_id, w.office_id, w.version, w.wake_at, w.due_at, w.fence, w.attempts
  )
  SELECT dossier_id AS "dossierId", office_id AS "officeId", wake_at AS "wakeAt", version,
    dossier_no || '.' || version || '.' || fence AS token, attempts
  FROM leased ORDER BY due_at, dossier_id`;

const claimMessages = (someAdapters: boolean): string => `
  WITH clock AS MATERIALIZED (SELECT @lease_clock() AS now), due AS MATERIALIZED (
    SELECT message_no FROM @outbox
    WHERE is_head AND status = 'pending' AND due_at <= $1 AND lease_until <= (SELECT now FROM clock)
      ${someAdapters ? "AND adapter = ANY ($4)" : ""}
    ORDER BY due_at, message_no LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
  ), leased AS (
    UPDATE @outbox o SET fence = fence + 1, attempts = attempts + 1, lease_until = (SELECT now FROM clock) + $2
    WHERE o.message_no = ANY (ARRAY(SELECT message_no FROM due)) RETURNING o.*
  )
  SELECT l.message_id AS "messageId", (SELECT dossier_id FROM @dossier d WHERE d.dossier_no = l.dossier_no) AS "dossierId", l.office_id AS "officeId", l.adapter, l.position,
    l.kind, l.body, l.not_before AS "notBefore", l.message_no || '.' || l.fence AS token, l.attempts
  FROM leased l ORDER BY l.due_at, l.message_no`;

const nextDue = (someAdapters: boolean): string => `
  WITH clock AS MATERIALIZED (SELECT @lease_clock() AS now)
  SELECT least(
    (SELECT due_at FROM @wake WHERE NOT parked AND lease_until <= (SELECT now FROM clock) ORDER BY due_at LIMIT 1),
    (SELECT due_at FROM @outbox WHERE is_head AND status = 'pending' AND lease_until <= (SELECT now FROM clock)
      ${someAdapters ? "AND adapter = ANY ($1)" : ""} ORDER BY due_at LIMIT 1)
  ) AS due`;

const SETTLE_WAKE = `
  UPDATE @wake SET fence = fence + 1, lease_until = 0, code = $4, parked = $5, due_at = coalesce($6::bigint, due_at)
  WHERE dossier_no = $1 AND version = $2 AND fence = $3 AND NOT parked RETURNING 1 AS done`;

const RELEASE_WAKE = `
  UPDATE @wake SET parked = false, attempts = 0, code = NULL, due_at = wake_at
  WHERE parked AND dossier_id = $1 RETURNING 1 AS done`;

const RETRY_MESSAGE = `
  UPDATE @outbox SET status = 'pending', attempts = 0, due_at = not_before
  WHERE status = 'parked' AND message_id = $1 RETURNING 1 AS done`;

/** An instant of a claim may be far beyond what a database counts to. */
const bounded = (instant: number): number =>
  Math.trunc(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, instant)));

export function claimWakes(session: Session, claim: Claim): Promise<readonly Leased<DueWake>[]> {
  assertClaim(claim);
  return session.run<Leased<DueWake>>(CLAIM_WAKES, [bounded(claim.dueThrough), claim.leaseMs, claim.limit]);
}

export function claimOutbox(session: Session, claim: OutboxClaim): Promise<readonly Leased<OutboxMessage>[]> {
  assertClaim(claim);
  const { adapters } = claim;
  const values: PgValue[] = [bounded(claim.dueThrough), claim.leaseMs, claim.limit];
  if (adapters !== undefined) values.push(adapters);
  return session.run<Leased<OutboxMessage>>(claimMessages(adapters !== undefined), values);
}

export async function nextDueAt(session: Session, adapters?: readonly string[]): Promise<number | undefined> {
  const some = adapters !== undefined;
  const [row] = await session.run<{ readonly due: number | null }>(nextDue(some), some ? [adapters] : []);
  return row?.due ?? undefined;
}

export async function settleWake(session: Session, token: string, result: WakeResult): Promise<Settled> {
  assertResult(result);
  const at = result.kind === "retry" ? result.at : null;
  const values = [...readToken(token, 3), result.code, result.kind === "parked", at];
  const rows = await session.run(SETTLE_WAKE, values);
  return rows.length === 0 ? "lease_lost" : "settled";
}

export const releaseWake = async (session: Session, dossierId: string): Promise<boolean> =>
  (await session.run(RELEASE_WAKE, [dossierId])).length > 0;

export async function releaseParked(
  session: Session,
  messageId: string,
  how: Parameters<Storage["releaseParked"]>[1],
): Promise<boolean> {
  if (how.kind === "retry") return (await session.run(RETRY_MESSAGE, [messageId])).length > 0;
  const sql = "SELECT @skip_message($1, $2) AS done";
  const [row] = await session.run<{ readonly done: boolean }>(sql, [messageId, how.reason]);
  return row?.done === true;
}

interface Settling {
  readonly token: string;
  readonly result: MessageResult;
  readonly answer: (settled: Settled) => void;
  readonly fail: (error: unknown) => void;
}

const SETTLE_MESSAGES =
  "SELECT @settle_messages($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[]) AS no";

/** Apart from the others, which are many: what the other side is at is looked at now and then. */
const SETTLE_AFRESH = `
  UPDATE @outbox SET fence = fence + 1, lease_until = 0, attempts = 0, code = $4, due_at = $3::bigint
  WHERE message_no = $1 AND fence = $2 AND status = 'pending' AND is_head RETURNING 1 AS done`;

/** Deliveries that end in one turn of the event loop are written down together: one round trip, one wait for the disk. */
export class MessageSettler {
  readonly #session: Session;
  #waiting: Settling[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  settle(token: string, result: MessageResult): Promise<Settled> {
    assertResult(result);
    if (result.kind === "retry" && result.afresh === true) return inOurTerms(this.#settleAfresh(token, result));
    return inOurTerms(
      new Promise((answer, fail) => {
        this.#waiting.push({ token, result, answer, fail });
        if (this.#waiting.length === 1) setImmediate(() => void this.#write());
      }),
    );
  }

  async #write(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    // A token handed in twice is settled once; the second has lost its lease to the first.
    const first = new Map(group.map((one) => [one.token, one] as const).reverse());
    const distinct = [...first.values()];
    const tokens = distinct.map(({ token }) => readToken(token, 2));
    const results = distinct.map(({ result }) => result);
    try {
      const rows = await this.#settleAll([
        tokens.map(([no]) => no ?? -1),
        tokens.map(([, fence]) => fence ?? -1),
        results.map(({ kind }) => kind),
        results.map((result) => (result.kind === "retry" ? result.at : null)),
        results.map((result) => (result.kind === "delivered" ? null : result.code)),
        results.map((result) => (result.kind === "delivered" ? (result.providerRef ?? null) : null)),
      ]);
      const settled = new Set(rows.map(({ no }) => no));
      for (const one of group) {
        const won = first.get(one.token) === one && settled.has(readToken(one.token, 2)[0] ?? -1);
        one.answer(won ? "settled" : "lease_lost");
      }
    } catch (error) {
      for (const one of group) one.fail(error);
    }
  }

  async #settleAfresh(
    token: string,
    { at, code }: Extract<MessageResult, { readonly kind: "retry" }>,
  ): Promise<Settled> {
    const rows = await this.#session.run(SETTLE_AFRESH, [...readToken(token, 2), at, code]);
    return rows.length === 0 ? "lease_lost" : "settled";
  }

  /** Deliveries and a group of commits may wait for each other's rows in a circle; PostgreSQL ends one of them. */
  async #settleAll(values: PgValue[]): Promise<readonly { readonly no: number }[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#session.run<{ readonly no: number }>(SETTLE_MESSAGES, values);
      } catch (error) {
        if (!isCollision(error) || attempt >= attemptsMax) throw error;
        await letOthersPass(attempt);
      }
    }
  }
}

/** Numbers between dots, three for a wake and two for a message; a foreign token becomes -1 and fits no row. */
function readToken(token: string, parts: 2 | 3): readonly number[] {
  const numbers = token.split(".").map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : -1));
  return numbers.length === parts ? numbers : Array.from({ length: parts }, () => -1);
}
