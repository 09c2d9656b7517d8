import { type ObjectContext, rpc } from "@restatedev/restate-sdk";
import {
  type Command,
  type CommandId,
  type DossierState,
  type EpochMs,
  InvariantError,
  type LawBook,
  type ResolvedFacts,
  systemActor,
} from "../shared/core.ts";
import type { KeptDossier, WakeCall } from "./contract.ts";
import type { DossierParts } from "./deciding.ts";

/** When the directory or storage was out of order, a wake is tried again after so long. */
const retryWakeMs = 60_000;

/** One delayed call at a time. One that comes too early is cheaper than a new one with every command: it is left alone,
 *  and arms the next when it arrives. */
export function armed(parts: DossierParts, context: ObjectContext, kept: KeptDossier): KeptDossier {
  const { wakeAt, timer } = kept;
  if (wakeAt === undefined || (timer !== undefined && timer.dueAt <= wakeAt)) return kept;
  return rearmed(parts, context, kept, wakeAt, parts.clock.delayUntil(wakeAt));
}

/** A delayed call instead of the one before, which finds itself overtaken when it arrives. */
export function rearmed(
  { names }: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
  dueAt: EpochMs,
  delayMs: number,
): KeptDossier {
  const timer: WakeCall = { dueAt, generation: kept.generation + 1 };
  const self = context.objectSendClient(names.dossier, context.key);
  self.wake(timer, rpc.sendOpts({ delay: Math.max(0, Math.ceil(delayMs)) }));
  return { ...kept, timer, generation: timer.generation };
}

export type Due =
  | { readonly kind: "later"; readonly delayMs: number }
  | { readonly kind: "due"; readonly now: EpochMs; readonly resolved: ResolvedFacts; readonly retryMs: number };

/**
 * Reads the clock, asks the directory and sees that the law is at hand. The delay was computed on one machine's clock and is
 * over by another's: a call that came early is sent again and never taken. The answer is recorded, so that a handler run
 * again decides the same.
 */
export async function whatIsDue(
  { clock, directory, laws }: DossierParts,
  { officeId, dossierId, law }: DossierState,
  wakeAt: EpochMs,
): Promise<Due> {
  const now = clock.now();
  if (now < wakeAt) return { kind: "later", delayMs: clock.delayUntil(wakeAt) };
  const retryMs = clock.delayUntil(now + retryWakeMs);
  try {
    const resolved = await directory.resolve({ officeId, dossierId, command: "wake", by: systemActor });
    await atHand(laws, law);
    return { kind: "due", now, resolved, retryMs };
  } catch {
    return { kind: "later", delayMs: retryMs };
  }
}

/** Law that storage does not have is found missing when it is needed. @throws AdapterError when storage does not answer */
async function atHand(laws: LawBook, law: DossierState["law"]): Promise<void> {
  try {
    await laws.load(law);
  } catch (error) {
    if (!InvariantError.is(error)) throw error;
  }
}

/** The id follows from what is woken, as that of a worker does: whoever comes first takes it. */
export function wakeCommand(
  { dossierId, officeId, version }: DossierState,
  wakeAt: EpochMs,
  { now, resolved }: Extract<Due, { readonly kind: "due" }>,
): Command {
  const commandId = `wake:${dossierId}:${version}:${wakeAt}` as CommandId;
  return { type: "wake", commandId, dossierId, officeId, by: systemActor, at: now, resolved };
}
