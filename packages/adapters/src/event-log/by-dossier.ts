import { dossierOrder, type EventLog } from "@motcua/core/simulator";

/** Rows of work items, of legal facts and of waits of one dossier. */
export interface DossierRows {
  readonly dossier: number;
  /** By start, then end. */
  readonly items: Int32Array;
  /** As they were added. */
  readonly facts: readonly number[];
  readonly waits: readonly number[];
}

/** The dossiers of a log that anything happened to, with what happened. */
export function* byDossier(log: EventLog): Generator<DossierRows, void, undefined> {
  const facts = rowsOf(log.facts.count, (row) => log.facts.dossier[row] ?? -1);
  const waits = rowsOf(log.waits?.count ?? 0, (row) => log.waits?.row(row)?.dossier ?? -1);
  const { rows, from, dossiers } = dossierOrder(log.items);
  const seen = new Set(dossiers);
  for (const [place, dossier] of dossiers.entries())
    yield {
      dossier,
      items: rows.subarray(from[place], from[place + 1]),
      facts: facts.get(dossier) ?? [],
      waits: waits.get(dossier) ?? [],
    };
  for (const dossier of new Set([...facts.keys(), ...waits.keys()]))
    if (!seen.has(dossier))
      yield {
        dossier,
        items: new Int32Array(),
        facts: facts.get(dossier) ?? [],
        waits: waits.get(dossier) ?? [],
      };
}

function rowsOf(count: number, dossierOf: (row: number) => number): ReadonlyMap<number, readonly number[]> {
  const by = new Map<number, number[]>();
  for (let row = 0; row < count; row += 1) {
    const dossier = dossierOf(row);
    const rows = by.get(dossier);
    if (rows === undefined) by.set(dossier, [row]);
    else rows.push(row);
  }
  return by;
}
