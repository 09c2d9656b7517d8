import type { LogColumns } from "./columns.ts";

/** Rows by dossier, and within one by start, then end, then as they were added. */
export interface DossierOrder {
  readonly rows: Int32Array;
  /** The rows of the n-th dossier that has any begin at `from[n]` and end before `from[n + 1]`. */
  readonly from: Int32Array;
  /** Its number in the log. */
  readonly dossiers: Int32Array;
}

/** Dossiers come in the order of their numbers. O(n log n), and O(n) where rows come in the order of their starts. */
export function dossierOrder(items: LogColumns): DossierOrder {
  const { count } = items;
  let size = 0;
  for (let row = 0; row < count; row += 1) size = Math.max(size, items.dossier(row) + 1);
  const ends = new Int32Array(size + 1);
  for (let row = 0; row < count; row += 1) {
    const next = items.dossier(row) + 1;
    ends[next] = (ends[next] ?? 0) + 1;
  }
  for (let place = 1; place <= size; place += 1) ends[place] = (ends[place] ?? 0) + (ends[place - 1] ?? 0);
  const rows = new Int32Array(count);
  const filled = ends.slice();
  for (let row = 0; row < count; row += 1) {
    const place = items.dossier(row);
    const at = filled[place] ?? 0;
    rows[at] = row;
    filled[place] = at + 1;
  }
  const earlier = (x: number, y: number): number =>
    items.startAt(x) - items.startAt(y) || items.endAt(x) - items.endAt(y) || x - y;
  const from: number[] = [];
  const dossiers: number[] = [];
  for (let place = 0; place < size; place += 1) {
    const [begin = 0, end = 0] = [ends[place], ends[place + 1]];
    if (begin === end) continue;
    from.push(begin);
    dossiers.push(place);
    const ofDossier = rows.subarray(begin, end);
    if (!inOrder(ofDossier, earlier)) ofDossier.sort(earlier);
  }
  from.push(count);
  return { rows, from: Int32Array.from(from), dossiers: Int32Array.from(dossiers) };
}

function inOrder(rows: Int32Array, earlier: (x: number, y: number) => number): boolean {
  for (let at = 1; at < rows.length; at += 1) if (earlier(rows[at - 1] ?? 0, rows[at] ?? 0) > 0) return false;
  return true;
}
