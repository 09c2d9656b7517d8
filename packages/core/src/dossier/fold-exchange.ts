import { invariant } from "../base/invariant.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { EventOf } from "./events.ts";
import type { ExchangeState } from "./exchange-types.ts";
import { dropLimit } from "./fold-limits.ts";
import { happenedAt, type OwnState } from "./own-state.ts";

export const exchangeLimit = (exchangeId: string): string => `exchange:${exchangeId}`;

export function applyExchangeBegun(next: OwnState, event: EventOf<"exchange-begun">): void {
  const { exchangeId, profile, party, purpose, basis, question } = event;
  const begun = { profile, party, purpose, basis, question, askedAt: happenedAt(event) };
  next.exchanges = { ...next.exchanges, [exchangeId]: begun };
}

export function applyExchangeEnded(next: OwnState, event: EventOf<"exchange-ended">): void {
  const { exchangeId, outcome, answer } = event;
  const open = next.exchanges?.[exchangeId];
  invariant(open !== undefined && open.outcome === undefined, `exchange ${exchangeId} is not open`);
  const ended = { ...open, outcome, endedAt: happenedAt(event), ...(answer === undefined ? {} : { answer }) };
  next.exchanges = { ...next.exchanges, [exchangeId]: ended };
  dropLimit(next, exchangeLimit(exchangeId));
}

/** Withdrawn, closed, voided: what is still asked has lost its purpose. Its limit goes with those of the dossier. */
export function endExchanges(next: OwnState, endedAt: EpochMs): void {
  if (next.exchanges === undefined) return;
  next.exchanges = Object.fromEntries(
    Object.entries(next.exchanges).map(([id, one]): readonly [string, ExchangeState] => [
      id,
      one.outcome === undefined ? { ...one, outcome: "dossier-ended", endedAt } : one,
    ]),
  );
}
