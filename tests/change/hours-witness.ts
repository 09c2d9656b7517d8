import {
  type DossierEvent,
  type DossierState,
  evolve,
  explainLimit,
  type LimitLedger,
  type PinnedLaw,
  projectLimit,
  usageAt,
} from "@motcua/core";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const zoneMs = 7 * 3_600_000;

/** What one command did to a dossier. */
export interface Seen {
  readonly before: DossierState | undefined;
  readonly events: readonly DossierEvent[];
  readonly after: DossierState;
  readonly at: number;
  /** The law it was decided under, and the one it lives under afterwards. */
  readonly law: PinnedLaw;
  readonly lawAfter: PinnedLaw;
}

/** Opening time that a limit had used under hours the dossier has left, and until when that is. */
interface Left {
  readonly startAt: number;
  readonly restarts: number;
  readonly usedMs: number;
  readonly until: number;
}

/**
 * Follows one dossier through law with other opening hours and keeps books of its own, day by day and span by span: what a
 * limit has used under the hours of each time stays used, and no due instant that was reached is reached at another one.
 */
export class HoursWitness {
  #left = new Map<string, Left>();
  #beforeMove = new Map<string, Left>();
  /** What was compared, so that a test can say it was not nothing. */
  readonly seen = { used: 0, dues: 0, passed: 0 };

  watch(seen: Seen): void {
    const moved = stateAtMove(seen);
    if (moved !== undefined) this.#move(moved, seen);
    if (seen.events.some(({ type }) => type === "migration-undone")) this.#left = this.#beforeMove;
    for (const [name, { ledger }] of Object.entries(seen.after.limits)) this.#checkUsed(name, ledger, seen);
  }

  #move(moved: DossierState, { after, at, law, lawAfter }: Seen): void {
    this.#beforeMove = this.#left;
    this.#left = new Map(
      Object.entries(moved.limits).map(([name, { ledger }]) => {
        const until = Math.max(ledger.startAt, Math.min(at, ledger.endedAt ?? at));
        const usedMs = this.#usedAt(name, ledger, law, until);
        return [name, { startAt: ledger.startAt, restarts: ledger.restarts, usedMs, until }];
      }),
    );
    for (const [name, { ledger }] of Object.entries(moved.limits)) {
      const now = after.limits[name]?.ledger;
      if (now === undefined || now.startAt !== ledger.startAt || !sameBudget(now, ledger)) continue;
      const [due, dueNow] = [projectLimit(law.time, ledger).due, projectLimit(lawAfter.time, now).due];
      must((due === undefined) === (dueNow === undefined), `${name} has a due date as before`);
      if (due === undefined || dueNow === undefined) continue;
      this.seen.dues += 1;
      if (due.dueAt <= at || now.endedAt !== undefined) {
        this.seen.passed += 1;
        must(due.dueAt === dueNow.dueAt && due.dueOn === dueNow.dueOn, `${name} was due when it was due`);
      } else must(dueNow.dueAt >= at, `${name} is not made late`);
      if (countsOpening(now) && now.endedAt === undefined) this.#checkTold(name, now, lawAfter, at);
      if (!countsOpening(ledger)) must(due.dueOn === dueNow.dueOn, `${name} in days is due on its day`);
    }
  }

  #checkUsed(name: string, ledger: LimitLedger, { after, at, lawAfter }: Seen): void {
    if (!countsOpening(ledger)) return;
    const now = Math.max(ledger.startAt, Math.min(at, ledger.endedAt ?? at));
    const usage = usageAt(lawAfter.time, ledger, now);
    const whole = usage.consumed + usage.remaining;
    // Ended before the hours changed, as was told afterwards: nobody can say any more what was used by then.
    if (now < (this.#leftOf(name, ledger)?.until ?? 0)) return;
    this.seen.used += 1;
    must(
      usage.consumed === Math.min(whole, this.#usedAt(name, ledger, lawAfter, now)),
      `${name} has used what it used`,
    );
    const due = projectLimit(lawAfter.time, ledger).due;
    if (due === undefined || due.dueAt <= (this.#leftOf(name, ledger)?.until ?? 0) || after.endedAt !== undefined)
      return;
    const usedThen = this.#usedAt(name, ledger, lawAfter, due.dueAt);
    must(usedThen === whole, `${name} is due when its budget is used`);
    must(this.#usedAt(name, ledger, lawAfter, due.dueAt - 1) < whole, `${name} is due no later`);
  }

  /** An explanation accounts for the whole budget, the days of earlier hours among it. */
  #checkTold(name: string, ledger: LimitLedger, law: PinnedLaw, at: number): void {
    const { days, whole } = explainLimit(law.time, ledger, at);
    const told = days.reduce((sum, { countedMs = 0 }) => sum + countedMs, 0);
    must(told === whole, `${name} is explained whole`);
  }

  #leftOf(name: string, { startAt, restarts }: LimitLedger): Left | undefined {
    const left = this.#left.get(name);
    return left?.startAt === startAt && left.restarts === restarts ? left : undefined;
  }

  #usedAt(name: string, ledger: LimitLedger, law: PinnedLaw, at: number): number {
    const left = this.#leftOf(name, ledger);
    const from = left?.until ?? ledger.startAt;
    let used = left?.usedMs ?? 0;
    for (const [begin, end] of runningBetween(ledger, from, at)) used += openBetween(law, begin, end);
    return used;
  }
}

/** The dossier just before it moved, rungs due by then taken; absent when no move was made. */
function stateAtMove({ before, events, after }: Seen): DossierState | undefined {
  let state = before;
  for (const event of events) {
    if (event.type === "definition-adopted") return state;
    state = evolve(state, event, after);
  }
  return undefined;
}

const countsOpening = ({ budget }: LimitLedger): boolean =>
  budget.unit === "working-hour" || budget.unit === "working-minute";

const sameBudget = (a: LimitLedger, b: LimitLedger): boolean =>
  JSON.stringify([a.budget, a.restarts]) === JSON.stringify([b.budget, b.restarts]);

/** Stretches in which no ground held the limit, by looking at every boundary. */
function runningBetween({ suspensions }: LimitLedger, from: number, to: number): [number, number][] {
  const inside = suspensions.flatMap((ground) => [ground.from, ground.to ?? to]).filter((at) => at > from && at < to);
  const marks = [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  return marks
    .slice(1)
    .map((end, i): [number, number] => [marks[i] ?? from, end])
    .filter(([begin]) => !suspensions.some((ground) => ground.from <= begin && begin < (ground.to ?? to)));
}

function openBetween(law: PinnedLaw, from: number, to: number): number {
  let open = 0;
  for (let day = dayOf(from); day <= dayOf(to); day += 1)
    for (const [opens, closes] of spansOn(law, day)) {
      const midnight = day * dayMs - zoneMs;
      open += Math.max(0, Math.min(to, midnight + closes * minuteMs) - Math.max(from, midnight + opens * minuteMs));
    }
  return open;
}

const dayOf = (at: number): number => Math.floor((at + zoneMs) / dayMs);

type Spans = readonly (readonly [number, number])[];
const known = new Map<PinnedLaw, Map<number, Spans>>();

/** When a unit is open for work on a day, looked up once. */
function spansOn(law: PinnedLaw, day: number): Spans {
  const days = known.get(law) ?? new Map<number, Spans>();
  known.set(law, days);
  const spans = days.get(day) ?? readSpans(law, day);
  days.set(day, spans);
  return spans;
}

function readSpans({ time }: PinnedLaw, day: number): Spans {
  const { entries, restWeekdays } = time.calendar.data;
  const date = new Date(day * dayMs);
  const weekday = date.getUTCDay() || 7;
  const kind = entries.find((entry) => entry.date === date.toISOString().slice(0, 10))?.kind;
  const works = kind === undefined ? !restWeekdays.includes(weekday) : kind === "make-up";
  const own = time.hours.weekly[weekday] ?? [];
  return works ? (own.length > 0 ? own : time.hours.otherwise) : [];
}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
