import { expect, it } from "vitest";
import { Heap, type HeapEntry } from "./heap.ts";

interface Entry extends HeapEntry {
  readonly key: number;
}

it("gives the smallest first, whatever was added and taken out in between", () => {
  const heap = new Heap<Entry>((a, b) => a.key < b.key);
  const inside = new Set<Entry>();
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 5_000; round++) {
    const victim = [...inside][next(40)];
    if (victim !== undefined && next(3) === 0) {
      heap.remove(victim);
      inside.delete(victim);
      expect(victim.place).toBe(-1);
    } else {
      const entry: Entry = { key: next(50), place: -1 };
      heap.push(entry);
      inside.add(entry);
    }
    expect(heap.peek()?.key).toBe(inside.size === 0 ? undefined : Math.min(...[...inside].map((entry) => entry.key)));
  }
});
