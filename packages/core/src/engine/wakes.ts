import type { CommandId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { systemActor } from "../dossier/people.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import { codeOfError, type WorkOutcome } from "../ports/attributes.ts";
import type { Clock } from "../ports/clock.ts";
import type { DueWake, Leased, Parked, RetryAt, Storage } from "../ports/storage.ts";
import type { Directory, Engine } from "./engine-types.ts";
import type { Source } from "./pump.ts";
import { wakeRetryAt } from "./retry.ts";
import type { ToldTo } from "./told.ts";

export interface WakeContext {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly leaseMs: number;
  readonly told: ToldTo;
}

type DueOne = Leased<DueWake>;

/** Due timers: each becomes a command of its dossier. */
export function wakeSource(context: WakeContext): Source<DueOne> {
  const { storage, clock, leaseMs } = context;
  const { telemetry } = context.told;
  const together = (count: number, work: () => Promise<void>): Promise<void> =>
    telemetry?.span("motcua.wakes", { count }, work) ?? work();
  return {
    together,
    claim: (limit) => storage.claimWakes({ dueThrough: clock.now(), leaseMs, limit }),
    handle: (wake) => fire(context, wake),
    async giveBack(wake) {
      await storage.settleWake(wake.token, { kind: "retry", at: wake.wakeAt, code: "worker.stopping" });
      telemetry?.count("motcua.wakes", { outcome: "given_back" });
    },
  };
}

/** What became of a wake that was not committed. */
interface Undone {
  readonly outcome: WorkOutcome;
  readonly settle: RetryAt | Parked;
}

async function fire(context: WakeContext, wake: DueOne): Promise<void> {
  const { telemetry } = context.told;
  const firedAt = context.clock.now();
  const undone = await submitWake(context, wake);
  if (undone === undefined) {
    telemetry?.count("motcua.wakes", { outcome: "committed" });
    telemetry?.record("motcua.wake.lag", Math.max(0, firedAt - wake.wakeAt), {});
  } else await settle(context, wake, undone);
}

/** Storage that fails now gives the wake to somebody else when its lease is over. */
async function settle({ storage, told }: WakeContext, wake: DueOne, { outcome, settle: how }: Undone): Promise<void> {
  const { telemetry, log } = told;
  const { dossierId, officeId, attempts } = wake;
  const { code } = how;
  const settled = await storage.settleWake(wake.token, how).catch(() => undefined);
  const ended: WorkOutcome = settled === "settled" ? outcome : outcome === "obsolete" ? outcome : "lease_lost";
  telemetry?.count("motcua.wakes", { outcome: ended, code });
  if (ended === "retried") {
    telemetry?.count("motcua.retries", { kind: "wake", code });
    log?.write("warn", "wake.retried", { dossierId, officeId, code, attempts });
  } else if (ended === "parked") {
    telemetry?.count("motcua.incidents", { kind: "wake", code });
    log?.write("error", "wake.parked", { dossierId, officeId, code, attempts });
  } else if (ended === "lease_lost") log?.write("warn", "wake.lease_lost", { dossierId, officeId, code, attempts });
}

async function submitWake(context: WakeContext, wake: DueOne): Promise<Undone | undefined> {
  const { engine, clock, directory } = context;
  const { dossierId, officeId, version: expectedVersion, wakeAt, attempts } = wake;
  const later = (outcome: WorkOutcome, code: string): Undone => ({
    outcome,
    settle: wakeRetryAt(clock.now(), attempts, code),
  });
  const never = (code: string): Undone => ({ outcome: "parked", settle: { kind: "parked", code } });
  // The id follows from what is woken, so that two workers on one wake are one command.
  const commandId = `wake:${dossierId}:${expectedVersion}:${wakeAt}` as CommandId;
  try {
    const resolved = await directory.resolve({ officeId, dossierId, command: "wake", by: systemActor });
    try {
      const envelope = { commandId, dossierId, officeId, by: systemActor, resolved, expectedVersion };
      const answer = await engine.submit({ ...envelope, type: "wake" });
      if (answer.ok) return undefined;
      const { code } = answer.error;
      const outcome = passing.get(code);
      return outcome === undefined ? never(code) : later(outcome, code);
    } catch (error) {
      // The surroundings of all dossiers are broken, not this one: it is tried again until they are well.
      return InvariantError.is(error) ? never(error.code) : later("retried", codeOfError(error));
    }
  } catch (error) {
    // Nobody knows who is in charge there. Unless that passes by itself, a person must say.
    const code = codeOfError(error);
    return AdapterError.is(error) && error.retry === "later" ? later("retried", code) : never(code);
  }
}

/** Refusals that are no incident. Nothing due: this clock went back. Stale: a command was quicker and took the rungs with
 *  it; storage holds another wake by now. Anything else waits for an operator, and holds nobody else up. */
const passing: ReadonlyMap<string, WorkOutcome> = new Map([
  ["wake.nothing_due", "retried"],
  ["command.stale_version", "obsolete"],
  ["engine.closed", "retried"],
  // It rings where the office went; moved back, it rings here.
  ["office.moved", "retried"],
]);
