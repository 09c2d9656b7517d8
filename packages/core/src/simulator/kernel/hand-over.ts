import { accountFor } from "./account.ts";
import type { CompiledNode, CompiledPerson, HandOver } from "./compiled.ts";
import { handOverEvent, type Unit } from "./unit.ts";
import { leave, release, submitWork } from "./work.ts";

/** Plans when work that goes on from now passes to others: in the first absence long enough, if it is not done before. */
export function planHandOver(unit: Unit, token: number, { afterMs, clock }: HandOver, endAt: number): void {
  // Held for one person alone: nobody else may.
  if ((unit.tokenHolder[token] as number) >= 0) return;
  const own = (unit.compiled.people[unit.tokenPerson[token] as number] as CompiledPerson).clock;
  if (own.always) return;
  for (let from = own.endOfShift(unit.now); from < endAt; ) {
    const back = own.nextOn(from);
    const at = clock.finish(from, afterMs);
    if (at < back) {
      unit.heap.push(at, handOverEvent, token, unit.tokenStint[token] as number);
      return;
    }
    from = own.endOfShift(back);
  }
}

/** Whoever has begun it has been away for too long. */
export function handOver(unit: Unit, token: number, node: CompiledNode): void {
  const doneMs = accountFor(unit, token);
  unit.tokenLeftMs[token] = Math.max(0, (unit.tokenLeftMs[token] as number) - doneMs);
  const people = leave(unit, token);
  submitWork(unit, token, node);
  release(unit, people);
}
