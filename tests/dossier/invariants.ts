import {
  type Command,
  canonicalJson,
  type Decision,
  type DossierEvent,
  type DossierState,
  decide,
  earliestRung,
  evolve,
  isHeld,
  type Json,
  type LimitLedger,
  openingMsBetween,
  type PinnedLaw,
  projectLimit,
  type Result,
  rungDueAt,
  usageAt,
} from "@motcua/core";

export function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
  return value;
}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** What a move taken back restores: not time, promises made and time booked, and not the apologies a promise that moved
 *  twice may have settled. */
function takenBack(state: DossierState): string {
  const own = new Set(["version", "lastAt", "promises", "responsibility", "migration", "apologies"]);
  const rest = Object.entries(state).filter(([name]) => !own.has(name));
  return canonicalJson(Object.fromEntries(rest) as unknown as Json);
}

/** Under other hours a due instant may move, a generation more, and what is carried stands beside; the rest stays, to the
 *  letter. */
function underOldHours({ earlierHours: _now, ...now }: LimitLedger, old: LimitLedger): LimitLedger {
  const { generation, earlierHours } = old;
  return { ...now, generation, ...(earlierHours === undefined ? {} : { earlierHours }) };
}

const same = (a: object, b: object): boolean =>
  canonicalJson(a as unknown as Json) === canonicalJson(b as unknown as Json);

const identity = (state: DossierState) => ({ dossierId: state.dossierId, officeId: state.officeId });

/** Watches one dossier: `decide` under guard, and what must hold after every decision (design §8). */
export class Watch {
  /** The law the dossier lives under; another one once it has moved. */
  law: PinnedLaw;
  readonly events: DossierEvent[] = [];
  readonly #taken = new Set<string>();
  readonly #instances = new Map<string, number>();
  #beforeMove: DossierState | undefined;
  /** Opening time under laws the dossier has left, and until when that is. */
  #counted = { ms: 0, through: undefined as number | undefined };

  constructor(law: PinnedLaw) {
    this.law = law;
  }

  decide(
    state: DossierState | undefined,
    command: Command,
    moveTo?: PinnedLaw,
  ): Result<Decision, { readonly code: string }> {
    freeze(state);
    freeze(command);
    const decided = decide(this.law, state, command, moveTo);
    const again = decide(this.law, state, command, moveTo);
    must(JSON.stringify(decided) === JSON.stringify(again), "decide is deterministic");
    if (!decided.ok) return decided;
    const { events, state: after, wakeAt } = decided.value;
    const taken = this.#beforeMove;
    this.follow(state, events, after, command, moveTo);
    this.#checkMove(command, command.type === "undo-migration" ? taken : this.#beforeMove, after);
    this.checkWake(after, wakeAt);
    this.#checkOutbox(decided.value);
    return decided;
  }

  /** What must hold of the events of one command, decided here or found in storage.
   *  @param moveTo the law the dossier lives under afterwards, where it moved */
  follow(
    before: DossierState | undefined,
    events: readonly DossierEvent[],
    after: DossierState,
    command: Pick<Command, "at" | "commandId" | "dossierId" | "officeId">,
    moveTo?: PinnedLaw,
  ): void {
    this.#checkFold(before, events, after, command);
    this.events.push(...events);
    if (moveTo !== undefined) {
      const { hours, calendar } = this.law.hashes;
      if (moveTo.hashes.hours !== hours || moveTo.hashes.calendar !== calendar) this.#countUntil(after);
      this.law = moveTo;
    }
    this.#checkClock(after);
    this.#checkBudget(after, command.at);
    this.#checkResponsibility(after, command.at);
    this.#checkPromises(before, after);
    this.#checkApologies(after);
  }

  /** Events are gapless and fold to the state, rungs are taken once per generation, never early, never while held. */
  #checkFold(
    before: DossierState | undefined,
    events: readonly DossierEvent[],
    after: DossierState,
    command: Pick<Command, "at" | "commandId" | "dossierId" | "officeId">,
  ): void {
    let state = before;
    let moved: DossierState | undefined;
    must(events.length > 0, "a decision has events");
    for (const event of events) {
      must(event.seq === (state?.version ?? 0) + 1, "events are gapless");
      must(event.at === command.at && event.commandId === command.commandId, "events carry time and command");
      must((event.occurredAt ?? event.at) <= event.at, "nothing happens after it is recorded");
      if (event.type === "rung-taken" && state !== undefined) this.#checkRung(state, event);
      if (event.type === "definition-adopted") moved = state;
      state = evolve(state, event, command);
      this.#follow(event);
    }
    must(JSON.stringify(state) === JSON.stringify(after), "events fold to the state");
    this.#beforeMove = moved;
  }

  /** A move to other law keeps every suspension unless it counts anew; taken back, it leaves nothing but its record. */
  #checkMove(command: Command, before: DossierState | undefined, after: DossierState): void {
    if (before === undefined) return;
    if (command.type === "undo-migration") must(takenBack(after) === takenBack(before), "taken back, all is as it was");
    if (command.type !== "migrate-definition") return;
    const treatment = command.plan.limits.principal ?? "keep";
    const [old, now] = [before.limits.principal?.ledger, after.limits.principal?.ledger];
    if (old === undefined || now === undefined) return;
    const kept = before.law.hours === after.law.hours ? now : underOldHours(now, old);
    if (treatment === "keep") must(same(kept, old), "a ledger that is kept is the same");
    if (treatment === "restart" && old.endedAt === undefined) return;
    must(JSON.stringify(now.suspensions) === JSON.stringify(old.suspensions), "no suspension is forgotten");
    must(now.startAt === old.startAt && now.generation >= old.generation, "the start stays, generations never fall");
  }

  #follow(event: DossierEvent): void {
    const began =
      event.type === "limit-started"
        ? [event.limit]
        : event.type === "task-opened"
          ? (event.limits ?? []).map((known) => known.limit)
          : [];
    for (const limit of began) this.#instances.set(limit, (this.#instances.get(limit) ?? 0) + 1);
  }

  #checkRung(state: DossierState, event: DossierEvent & { readonly type: "rung-taken" }): void {
    const limit = state.limits[event.limit];
    must(limit !== undefined && limit.ledger.endedAt === undefined, `${event.limit} is open when its rung is taken`);
    if (limit === undefined) return;
    must(!isHeld(limit.ledger), `${event.limit} is not held when its rung is taken`);
    must(event.dueAt <= event.at, "a rung is never early");
    must(event.generation === limit.ledger.generation, "a rung belongs to the generation");
    const rung = this.law.ruleSet.rules.ladders[limit.ladder]?.find((known) => known.id === event.rung);
    must(
      rung !== undefined && rungDueAt(this.law.time, limit.ledger, rung.point) === event.dueAt,
      "a rung has its own instant",
    );
    const key = `${event.limit}#${this.#instances.get(event.limit) ?? 0}/${event.generation}/${event.rung}`;
    must(!this.#taken.has(key), `${key} is taken once`);
    this.#taken.add(key);
  }

  #checkClock(state: DossierState): void {
    const ledger = state.limits.principal?.ledger;
    const expected =
      ledger === undefined
        ? "notStarted"
        : ledger.endedAt !== undefined
          ? "ended"
          : isHeld(ledger)
            ? "suspended"
            : "running";
    must(this.law.procedure.stateByKey(state.control).clock === expected, "the machine mirrors the ledger");
    const open =
      ledger?.endedAt === undefined ? (ledger?.suspensions ?? []).filter((known) => known.to === undefined) : [];
    must(
      open
        .map((known) => known.groundId)
        .sort()
        .join() ===
        state.groundParties
          .map((known) => known.groundId)
          .sort()
          .join(),
      "parties follow grounds",
    );
  }

  #checkBudget(state: DossierState, now: number): void {
    for (const { ledger } of Object.values(state.limits)) {
      const whole = usageAt(this.law.time, ledger, ledger.startAt);
      const projected = projectLimit(this.law.time, ledger);
      const used = usageAt(this.law.time, ledger, now);
      for (const usage of [projected, used]) {
        must(usage.consumed >= 0 && usage.remaining >= 0, "nothing heals");
        must(usage.consumed + usage.remaining === whole.consumed + whole.remaining, "consumed + remaining = budget");
      }
    }
  }

  /** Another calendar or other hours count from here on; after the result nothing more is counted. */
  #countUntil({ acceptedAt, responsibility, lastAt, resolvedAt, endedAt }: DossierState): void {
    if (acceptedAt === undefined || responsibility === undefined) return;
    const over = resolvedAt !== undefined || endedAt !== undefined;
    const start = this.#counted.through ?? acceptedAt;
    const { since } = responsibility;
    must(over || since === Math.max(start, lastAt), "time is booked before it is counted otherwise");
    this.#counted = { ms: this.#counted.ms + openingMsBetween(this.law.time, start, since), through: since };
  }

  #checkResponsibility(state: DossierState, now: number): void {
    const { responsibility, acceptedAt } = state;
    if (responsibility === undefined || acceptedAt === undefined) return;
    const booked = Object.values(responsibility.booked).reduce((sum, ms) => sum + ms, 0);
    const { ms, through = acceptedAt } = this.#counted;
    must(
      booked === ms + openingMsBetween(this.law.time, through, responsibility.since),
      "responsibility sums to opening time",
    );
    must(
      Object.values(responsibility.booked).every((ms) => ms >= 0),
      "nobody is booked less than nothing",
    );
    must(responsibility.since <= now, "nothing is booked ahead");
    const over = state.resolvedAt !== undefined || state.endedAt !== undefined;
    must((responsibility.holder === "") === over, "somebody answers until the result, nobody after");
  }

  #checkPromises(before: DossierState | undefined, after: DossierState): void {
    const old = before?.promises ?? [];
    must(JSON.stringify(after.promises.slice(0, old.length)) === JSON.stringify(old), "promises are only appended");
    after.promises.forEach((row, i) => {
      must(row.number === i + 1 && row.supersedes === (i === 0 ? undefined : i), "promises are numbered");
    });
    must((after.limits.principal === undefined) === (after.promises.length === 0), "a limit has a promise");
    const due = after.limits.principal && projectLimit(this.law.time, after.limits.principal.ledger).due;
    const left = after.endedAt !== undefined && after.resolvedAt === undefined;
    if (due !== undefined && !left)
      must(after.promises.at(-1)?.date === due.dueOn, "the promise in force is the ledger's");
  }

  #checkApologies(state: DossierState): void {
    const { reschedulesMax } = this.law.ruleSet.rules.apology.value;
    must(state.rescheduledTo.length <= reschedulesMax, "reschedulings are limited");
    const overdue = this.law.procedure.stateByKey(state.control).promise === "overdue";
    const standing = state.apologies.some(
      (known) => known.kind === "late" && !["lapsed", "unneeded"].includes(known.status),
    );
    must(!(overdue || state.verdict === "late") || standing, "nobody is late without an apology recorded or owed");
    const late = state.promiseMissedAt !== undefined || state.verdict === "late";
    must(
      !late || this.events.some((event) => event.type === "escalated" && event.limit === "principal"),
      "lateness is escalated",
    );
  }

  /** The earliest open rung. */
  nextWake(state: DossierState): number | undefined {
    return earliestRung(this.law, state)?.dueAt;
  }

  /** Every open rung, the slow way. */
  checkWake(state: DossierState, wakeAt: number | undefined): void {
    const open: number[] = [];
    for (const limit of Object.values(state.limits))
      for (const rung of this.law.ruleSet.rules.ladders[limit.ladder] ?? []) {
        const dueAt = limit.taken.includes(rung.id) ? undefined : rungDueAt(this.law.time, limit.ledger, rung.point);
        if (dueAt !== undefined) open.push(dueAt);
      }
    must(wakeAt === (open.length === 0 ? undefined : Math.min(...open)), "the wake is the earliest open rung");
    must(earliestRung(this.law, state)?.dueAt === wakeAt, "the earliest rung says so too");
  }

  #checkOutbox({ outbox, state }: Decision): void {
    const seen = new Set<string>();
    for (const message of outbox) {
      must(!seen.has(message.messageId), "a message id is used once");
      seen.add(message.messageId);
      must(message.position < (state.version + 1) * 16, "positions stay within their event");
      must(JSON.parse(message.body).seq <= state.version, "a message says which event it follows");
    }
  }

  /** The whole history as bytes, read back and folded from nothing. */
  refold(state: DossierState): void {
    let again: DossierState | undefined;
    for (const event of this.events) {
      const bytes = canonicalJson(event as unknown as Json);
      again = evolve(again, JSON.parse(bytes) as DossierEvent, identity(state));
    }
    must(
      canonicalJson(again as unknown as Json) === canonicalJson(state as unknown as Json),
      "bytes fold to the state",
    );
  }
}
