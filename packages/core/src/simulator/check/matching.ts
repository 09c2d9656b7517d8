/** How many places can be filled at once with different members, each from its own list (augmenting paths). */
export function largestMatching<T>(places: readonly (readonly T[])[]): number {
  const placeOf = new Map<T, number>();
  const fill = (place: number, tried: Set<T>): boolean => {
    for (const member of places[place] ?? []) {
      if (tried.has(member)) continue;
      tried.add(member);
      const held = placeOf.get(member);
      if (held !== undefined && !fill(held, tried)) continue;
      placeOf.set(member, place);
      return true;
    }
    return false;
  };
  return places.reduce((filled, _, place) => filled + (fill(place, new Set()) ? 1 : 0), 0);
}
