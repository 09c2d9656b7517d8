import { dossierOrder, type EventLog } from "@motcua/core/simulator";

/** Rows of work items and of legal facts of one dossier. */
export interface DossierRows {
  readonly dossier: number;
  /** By start, then end. */
  readonly items: Int32Array;
  /** As they were added. */
  readonly facts: readonly number[];
}

/** The dossiers of a log that anything happened to, with what happened. */
export function* byDossier(log: EventLog): Generator<DossierRows, void, undefined> {
  const facts = new Map<number, number[]>();
  for (let row = 0; row < log.facts.count; row += 1) {
    const dossier = log.facts.dossier[row] ?? -1;
    const rows = facts.get(dossier);
    if (rows === undefined) facts.set(dossier, [row]);
    else rows.push(row);
  }
  const { rows, from, dossiers } = dossierOrder(log.items);
  for (const [place, dossier] of dossiers.entries()) {
    yield { dossier, items: rows.subarray(from[place], from[place + 1]), facts: facts.get(dossier) ?? [] };
    facts.delete(dossier);
  }
  for (const [dossier, left] of facts) yield { dossier, items: new Int32Array(), facts: left };
}
