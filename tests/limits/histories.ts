import type { Budget, CivilDate } from "../../packages/core/src/calendar/types.ts";
import {
  extendLimit,
  restartLimit,
  resumeLimit,
  startLimit,
  supersedeLimit,
  suspendLimit,
} from "../../packages/core/src/limit/ledger.ts";
import type { LimitLedger } from "../../packages/core/src/limit/types.ts";
import { atMinute, dayAt, dayNumber, pick, type Rng, type SlowLimit } from "./oracle.ts";

export interface History {
  readonly ledger: LimitLedger;
  readonly slow: SlowLimit;
  /** What was done, for the report of a difference. */
  readonly told: readonly string[];
}

const source = "test";

export type Kinds = "days" | "hours";

function randomBudget(random: Rng, kinds: Kinds): Budget {
  if (kinds === "hours")
    return random() < 0.75
      ? { unit: "working-hour", amount: pick(random, 1, 24) }
      : { unit: "hour", amount: pick(random, 1, 40) };
  const roll = random();
  if (roll < 0.4) return { unit: "working-day", amount: pick(random, 1, 15) };
  if (roll < 0.65) return { unit: "calendar-day", amount: pick(random, 1, 30) };
  if (roll < 0.8) return { unit: "same-day", cutoffMinute: pick(random, 0, 5) === 0 ? 1000 : 900 };
  return { unit: "month", amount: pick(random, 1, 3) };
}

/** A history with several grounds, overlapping, back-dated, out of order, restarts, extensions and supersession. */
export function randomHistory(random: Rng, kinds: Kinds): History {
  const first = dayNumber("2026-02-02");
  const minutes = kinds === "hours" ? () => pick(random, 0, 1439) : () => pick(random, 420, 1050);
  const at = atMinute(first + pick(random, 0, 60), minutes());
  let budget = randomBudget(random, kinds);
  let ledger = startLimit(at, budget, "end-of-day");
  const slow: SlowLimit = { startAt: at, budget, extra: 0, latestDate: "", grounds: [] };
  const told: string[] = [`start ${new Date(at).toISOString()} ${JSON.stringify(budget)}`];
  const operations = pick(random, 0, 7);
  const span = kinds === "hours" ? 5 : 24;
  let serial = 0;
  const accept = (result: { ok: boolean; value?: LimitLedger; error?: unknown }, what: string): void => {
    if (!result.ok || result.value === undefined)
      throw new Error(`${what}: ${JSON.stringify(result.error)}\n${told.join("\n")}`);
    ledger = result.value;
    told.push(what);
  };
  const anyInstant = (): number =>
    Math.max(slow.startAt, atMinute(dayAt(slow.startAt) + pick(random, 0, span), minutes()));
  for (let i = 0; i < operations; i += 1) {
    const open = slow.grounds.filter((ground) => ground.to === undefined);
    const roll = random();
    if (roll < 0.5) {
      serial += 1;
      const id = `g${serial}`;
      const from = anyInstant();
      if (random() < 0.5) {
        const to = Math.max(from, atMinute(dayAt(from) + (random() < 0.3 ? 0 : pick(random, 0, 9)), minutes()));
        accept(
          suspendLimit(ledger, { groundId: id, ground: "payment", source, from, to }),
          `suspend ${id} ${iso(from)}..${iso(to)}`,
        );
        slow.grounds.push({ id, from, to });
      } else {
        accept(suspendLimit(ledger, { groundId: id, ground: "payment", source, from }), `suspend ${id} ${iso(from)}..`);
        slow.grounds.push({ id, from, to: undefined });
      }
    } else if (roll < 0.8) {
      const ground = open[pick(random, 0, Math.max(0, open.length - 1))];
      if (ground === undefined) continue;
      const to = Math.max(
        ground.from,
        atMinute(dayAt(ground.from) + (random() < 0.3 ? 0 : pick(random, 0, 9)), minutes()),
      );
      accept(resumeLimit(ledger, ground.id, to), `resume ${ground.id} ${iso(to)}`);
      ground.to = to;
    } else if (roll < 0.88) {
      const startAt = anyInstant();
      accept(restartLimit(ledger, startAt), `restart ${iso(startAt)}`);
      slow.startAt = startAt;
      slow.grounds = slow.grounds
        .filter((ground) => ground.to === undefined)
        .map((ground) => ({ ...ground, from: Math.max(ground.from, startAt) }));
    } else if (roll < 0.95) {
      const amount = pick(random, 1, 5);
      const unit = budget.unit === "same-day" ? "working-day" : budget.unit;
      if (unit === "until" || (unit === "month" && amount > 2)) continue;
      accept(
        extendLimit(ledger, { amount: { unit, amount }, at: anyInstant(), ground: "agreed", source }),
        `extend ${amount}`,
      );
      slow.extra += amount;
    } else {
      const next = randomBudget(random, kinds);
      accept(supersedeLimit(ledger, next), `supersede ${JSON.stringify(next)}`);
      const unit = (b: Budget): string => (b.unit === "same-day" ? "working-day" : b.unit);
      if (unit(next) !== unit(budget)) slow.extra = 0;
      budget = next;
      slow.budget = next;
    }
  }
  if (random() < 0.75) {
    for (const ground of slow.grounds) {
      if (ground.to !== undefined) continue;
      const to = Math.max(ground.from, atMinute(dayAt(ground.from) + pick(random, 0, 9), minutes()));
      accept(resumeLimit(ledger, ground.id, to), `resume ${ground.id} ${iso(to)}`);
      ground.to = to;
    }
  }
  return { ledger, slow, told };
}

const iso = (at: number): string => new Date(at + 7 * 3_600_000).toISOString().slice(0, 16);

export type { CivilDate };
