import type { Offered } from "./offered.ts";

const tiny = 1e-12;

/**
 * Can people with these capacities do all the work, each kind by those who are able? Work flows to people along augmenting
 * paths (Edmonds and Karp); what is left at the end and all it can reach is the part that is pressed too hard.
 * @returns `undefined` when they can; else the kinds of work that are too much for their people
 */
export function saturates(
  offered: readonly Offered[],
  capacityOf: (person: number) => number,
): readonly Offered[] | undefined {
  const total = offered.reduce((sum, one) => sum + one.work, 0);
  const scale = total > 0 ? 1 / total : 1;
  const open = offered.map(({ work }) => work * scale);
  const free = new Map<number, number>();
  for (const { people } of offered) for (const person of people) free.set(person, capacityOf(person) * scale);
  const done: Map<number, number>[] = offered.map(() => new Map());
  for (;;) {
    const search = searchFrom(offered, open, free, done);
    if (search.person === undefined) {
      const pressed = offered.filter((_, kind) => search.kinds.has(kind));
      return pressed.length === 0 || pressed.length === offered.length ? undefined : pressed;
    }
    push(search.path, open, free, done);
  }
}

interface Hop {
  readonly kind: number;
  readonly person: number;
}

function searchFrom(
  offered: readonly Offered[],
  open: readonly number[],
  free: ReadonlyMap<number, number>,
  done: readonly ReadonlyMap<number, number>[],
) {
  const kinds = new Set(open.flatMap((work, kind) => (work > tiny ? [kind] : [])));
  const cameBy = new Map<number, Hop>();
  /** Whose work a kind was reached through: that person could give some of it up. */
  const through = new Map<number, number>();
  for (const kind of kinds)
    for (const person of offered[kind]?.people ?? []) {
      if (cameBy.has(person)) continue;
      cameBy.set(person, { kind, person });
      if ((free.get(person) ?? 0) > tiny) return { kinds, person, path: pathTo(person, cameBy, through) };
      done.forEach((share, other) => {
        if (kinds.has(other) || (share.get(person) ?? 0) <= tiny) return;
        kinds.add(other);
        through.set(other, person);
      });
    }
  return { kinds, person: undefined, path: [] };
}

/** From the person who has time back to work that is left. */
function pathTo(last: number, cameBy: ReadonlyMap<number, Hop>, through: ReadonlyMap<number, number>): readonly Hop[] {
  const path: Hop[] = [];
  for (let person: number | undefined = last; person !== undefined; ) {
    const hop: Hop | undefined = cameBy.get(person);
    if (hop === undefined) break;
    path.push(hop);
    person = through.get(hop.kind);
  }
  return path;
}

function push(path: readonly Hop[], open: number[], free: Map<number, number>, done: Map<number, number>[]): void {
  const last = path[0] as Hop;
  const first = path[path.length - 1] as Hop;
  let amount = Math.min(free.get(last.person) ?? 0, open[first.kind] ?? 0);
  // A kind in the middle hands some of its work with one person over to another.
  for (let i = 0; i + 1 < path.length; i += 1)
    amount = Math.min(amount, done[(path[i] as Hop).kind]?.get((path[i + 1] as Hop).person) ?? 0);
  free.set(last.person, (free.get(last.person) ?? 0) - amount);
  open[first.kind] = (open[first.kind] ?? 0) - amount;
  path.forEach(({ kind, person }, i) => {
    const own = done[kind] as Map<number, number>;
    own.set(person, (own.get(person) ?? 0) + amount);
    const before = path[i + 1];
    if (before !== undefined) own.set(before.person, (own.get(before.person) ?? 0) - amount);
  });
}
