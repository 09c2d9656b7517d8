import { invariant } from "../base/invariant.ts";
import type { EventOf } from "./events.ts";
import { happenedAt, type OwnState } from "./own-state.ts";
import type { PapersState } from "./state.ts";

type TransferEvent = EventOf<"handed-over" | "taken-over" | "hand-over-declined">;

/** Only ever one office has a dossier: each event follows from the one before, and names the same hand-over. */
export function applyTransfer(next: OwnState, event: TransferEvent): void {
  const { transfer } = next;
  if (event.type === "handed-over") {
    const { epoch, from, to, partner } = event;
    const holds = transfer === undefined || transfer.holder === from;
    invariant(holds && epoch === (transfer?.epoch ?? 0) + 1, "who hands a dossier over has it");
    const origin = transfer?.origin ?? from;
    if (event.papers === "follow") next.papers = sentOn(next, event);
    next.transfer = { epoch, from, to, partner, handedOverAt: happenedAt(event), origin };
    return;
  }
  const { epoch, from, to } = event;
  invariant(transfer?.holder === undefined && transfer?.epoch === epoch, "only what is on its way is taken over");
  invariant(from === transfer.from, "a hand-over names who it came from");
  if (event.type === "hand-over-declined") {
    invariant(to === transfer.to && transfer.declined !== true, "who declines is who it was meant for");
    next.transfer = { ...transfer, declined: true };
    return;
  }
  invariant(to === (transfer.declined === true ? from : transfer.to), "who takes it over is who it was meant for");
  next.transfer = { ...transfer, holder: to };
  const { papers } = next;
  // Papers of a hand-over before go on to where they were sent.
  if (transfer.declined === true && papers?.to === transfer.to && papers.receivedAt === undefined)
    next.papers = { ...papers, to };
  const { task } = next;
  if (event.task === undefined || task === undefined) return;
  // Whoever had claimed it, or stood in, belongs to the other office.
  const { person: _p, delegate: _d, substituteFor: _s, ...open } = task;
  next.task = { ...open, ...event.task };
}

/** Papers that have not come yet are due from who sent them first, since then, wherever the dossier goes meanwhile. */
function sentOn({ papers }: OwnState, event: EventOf<"handed-over">): PapersState {
  const { from, to } = event;
  const underWay = papers !== undefined && papers.receivedAt === undefined;
  return underWay ? { ...papers, to } : { from, to, since: happenedAt(event) };
}

export function applyPapers(next: OwnState, event: EventOf<"papers-received">): void {
  const { papers } = next;
  invariant(papers !== undefined && papers.receivedAt === undefined, "only papers under way are received");
  next.papers = { ...papers, receivedAt: happenedAt(event), late: event.late };
}
