import { type DossierStanding, type SignedTransfer, transferMonitor } from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { act, at, type Body, business, people } from "../dossier/kit.ts";
import { drain, filing } from "../engine/engine-kit.ts";
import { openSide, type Party, party, type Side } from "./kit.ts";
import { ofSide, partiesOf } from "./parties.ts";

type Answer = Awaited<ReturnType<Side["receiver"]["receive"]>>;

/** An engine that also asks the others how dossiers stand. */
export interface Watching extends Side {
  readonly monitor: ReturnType<typeof transferMonitor>;
}

export interface Watchers {
  readonly xa: Watching;
  readonly tinh: Watching;
  readonly xb: Watching;
  readonly clock: VirtualClock;
  /** Parties named here take no dossiers; they still answer questions. */
  readonly cut: Set<string>;
  /** What a party answers to questions in place of what it would. */
  readonly instead: Map<string, (asked: SignedTransfer) => Answer | Promise<Answer>>;
}

/** Two communes and their province, without a network between them. */
export function watchers(): Watchers {
  const clock = virtualClock(at("2026-08-20 09:00"));
  const all = [party("xa", "xa-1"), party("tinh", "tinh-1"), party("xb", "xb-1")];
  const cut = new Set<string>();
  const instead: Watchers["instead"] = new Map();
  const sides: { [name: string]: Watching } = {};
  const carry = async (to: string, message: SignedTransfer): Promise<Answer> => {
    const asks = message.body.startsWith('{"query"');
    if (cut.has(to) && !asks) throw new Error("cut");
    const answers = asks ? instead.get(to) : undefined;
    return await (answers?.(message) ?? (sides[to] as Watching).receiver.receive(message));
  };
  for (const own of all) {
    const others = all.filter((one) => one !== own);
    const side = openSide({ own, others, clock, carry });
    const transports = Object.fromEntries(
      others.map(({ name }) => [name, (message: SignedTransfer) => carry(name, message)]),
    );
    const monitor = transferMonitor({ storage: side.storage, clock, parties: partiesOf(own, others), transports });
    sides[own.name] = { ...side, monitor };
  }
  const { xa, tinh, xb } = sides as { readonly xa: Watching; readonly tinh: Watching; readonly xb: Watching };
  return { xa, tinh, xb, clock, cut, instead };
}

export async function all<T extends DossierStanding>(standings: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const standing of standings) found.push(standing);
  return found;
}

/** Accepted at its counter and on the officer's desk. */
export async function filedAt(side: Side, dossier: string, more: object = {}): Promise<void> {
  const desk = ofSide(side, people.desk);
  await side.good(dossier, desk, { ...filing(business), ...more });
  await side.good(dossier, desk, { type: "accept" });
  await side.good(dossier, desk, act("intake", "forward"));
}

/** Handed over and, unless the way is cut, taken over. */
export async function passOn(from: Side, to: Party, dossier: string, more: object = {}): Promise<void> {
  const body = { type: "hand-over", to: to.office, partner: to.name, ...more } as Body;
  await from.good(dossier, ofSide(from, people.director), body);
  await drain(from.worker);
}
