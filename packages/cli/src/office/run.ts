import { lockOffice, sqliteStorage } from "@motcua/adapters/sqlite";
import {
  type Accepted,
  type CivilDate,
  type CommandId,
  type CommandRequest,
  createEngine,
  type DossierId,
  type Engine,
  type EpochMs,
  epochDayOf,
  instantAt,
  invariant,
  type Rejected,
  type Result,
  type Storage,
  systemActor,
} from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { Cabinet } from "./cabinet.ts";
import type { World } from "./case.ts";
import { contentOf } from "./content.ts";
import { Draws } from "./draws.ts";
import { type RunResult, resultOf } from "./figures.ts";
import { filingsOf, type RunArguments } from "./filings.ts";
import { gridMs, Hours, onGrid } from "./hours.ts";
import { People } from "./people.ts";
import { planOf } from "./plan.ts";
import { lanes, PostRoom } from "./post-room.ts";
import { type Plan, RunRecord } from "./record.ts";

export interface OfficeRun extends RunArguments {
  readonly file: string;
  /** Told now and then how much of the time has gone by, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Works through the whole period, or what is left of it, and says what came of it. A finished file only answers. */
export async function runOffice(run: OfficeRun): Promise<RunResult> {
  const startedAt = performance.now();
  const storage = sqliteStorage({ file: run.file });
  try {
    const lock = lockOffice(run.file);
    try {
      const record = new RunRecord(storage);
      await record.claim(run, run.file);
      const known = await record.result<RunResult>();
      if (known !== undefined) return known;
      await new Driver(run, storage, record).work();
      const result = await resultOf(storage, () => performance.now() - startedAt);
      await record.keepResult(result);
      return result;
    } finally {
      lock.release();
    }
  } finally {
    await storage.close();
  }
}

class Driver {
  readonly #run: OfficeRun;
  readonly #storage: Storage;
  readonly #record: RunRecord;
  readonly #world: World;
  readonly #clock: VirtualClock;
  readonly #engine: Engine;
  readonly #post: PostRoom;
  readonly #start: EpochMs;
  readonly #end: EpochMs;
  #cabinet: Cabinet;
  #aside = new Map<DossierId, number>();

  constructor(run: OfficeRun, storage: Storage, record: RunRecord) {
    const draws = new Draws(run.seed);
    this.#run = run;
    this.#storage = storage;
    this.#record = record;
    this.#world = { draws, people: new People(draws), hours: new Hours() };
    const first = epochDayOf(run.from as CivilDate);
    this.#start = instantAt(first, 0);
    this.#end = instantAt(first + run.days, 0);
    this.#clock = virtualClock(this.#start);
    this.#engine = createEngine({
      storage,
      clock: this.#clock,
      law: vietnamLaw(),
      adapters: lanes,
      groupMax: 256,
    });
    this.#post = new PostRoom(storage);
    this.#cabinet = new Cabinet(storage, this.#world, [], this.#aside);
  }

  async work(): Promise<void> {
    const { draws, hours } = this.#world;
    const first = epochDayOf(this.#run.from as CivilDate);
    this.#aside = await this.#record.setAside();
    this.#cabinet = new Cabinet(this.#storage, this.#world, filingsOf(this.#run, first, draws, hours), this.#aside);
    await this.#cabinet.fill(this.#storage);
    let at = this.#start - gridMs;
    const unfinished = await this.#record.plan();
    if (unfinished !== undefined) {
      at = unfinished.at;
      await this.#carryOut(unfinished);
    }
    for (let next = await this.#nextInstant(at); next <= this.#end; next = await this.#nextInstant(at)) {
      at = next;
      await this.#step(at);
      this.#run.onProgress?.((at - this.#start) / (this.#end - this.#start));
    }
    await this.#post.empty(this.#end);
    this.#run.onProgress?.(1);
    await this.#engine.close();
  }

  /** The next instant of the grid at which anything is due: a wake, a message or somebody's act. */
  async #nextInstant(after: EpochMs): Promise<EpochMs> {
    const planned = this.#cabinet.agenda.peek() ?? Number.POSITIVE_INFINITY;
    const due = (await this.#storage.nextDueAt()) ?? Number.POSITIVE_INFINITY;
    const wake = this.#cabinet.wakes.peek() ?? Number.POSITIVE_INFINITY;
    return Math.max(onGrid(Math.min(planned, due, wake)), after + gridMs);
  }

  async #step(at: EpochMs): Promise<void> {
    await this.#fireWakes(at);
    const plan = planOf(this.#world, this.#cabinet, at);
    // Written before the first command; what the last instant delivered is settled in the same transaction.
    const kept = plan.commands.length > 0 ? this.#record.keepPlan(plan) : undefined;
    await Promise.all([kept, this.#post.settle()]);
    await this.#carryOut(plan);
  }

  /** Every wake due up to an instant, each at its own time; per dossier in order, since it has one wake at a time. */
  async #fireWakes(through: EpochMs): Promise<void> {
    for (let due = this.#cabinet.wakes.takeThrough(through); due.length > 0; ) {
      await Promise.all(due.map((ordinal) => this.#fireWake(ordinal)));
      due = this.#cabinet.wakes.takeThrough(through);
    }
  }

  async #fireWake(ordinal: number): Promise<void> {
    const state = this.#cabinet.state(ordinal);
    const wakeAt = this.#cabinet.wakeAt(ordinal);
    if (state === undefined || wakeAt === undefined) return;
    this.#clock.stepTo(Math.max(wakeAt, state.lastAt));
    const { dossierId, officeId, version } = state;
    const answer = await this.#engine.submit({
      type: "wake",
      commandId: `wake:${dossierId}:${version}:${wakeAt}` as CommandId,
      dossierId,
      officeId,
      by: systemActor,
      resolved: this.#world.people.factsAt(this.#clock.now()),
    });
    invariant(answer.ok, `a due wake of ${dossierId} was refused`);
    await this.#cabinet.learn(this.#engine, ordinal, answer.value);
  }

  async #carryOut(plan: Plan): Promise<void> {
    this.#clock.stepTo(plan.at);
    const answers = await Promise.all(
      plan.commands.map(async ({ ordinal, request, own }) => {
        const command = { ...request, resolved: { ...plan.facts, ...own } } as CommandRequest;
        const state = this.#cabinet.state(ordinal);
        const content = contentOf(this.#world.draws, this.#cabinet.filing(ordinal), command, state);
        return { ordinal, command, answer: await this.#engine.submit(command, content) };
      }),
    );
    for (const { ordinal, command, answer } of answers) {
      if (answer.ok) await this.#cabinet.learn(this.#engine, ordinal, answer.value);
      else await this.#leaveAlone(ordinal, command, answer);
    }
    await this.#post.deliver(plan.at);
  }

  /** A refusal is a planner's mistake. The dossier rests until something else moves it; the office goes on. */
  async #leaveAlone(
    ordinal: number,
    command: CommandRequest,
    answer: Extract<Result<Accepted, Rejected>, { readonly ok: false }>,
  ): Promise<void> {
    if (process.env.MOTCUA_TRACE === "1")
      process.stderr.write(
        `${command.commandId} ${JSON.stringify(command)} refused: ${JSON.stringify(answer.error)}\n`,
      );
    this.#aside.set(command.dossierId, this.#cabinet.state(ordinal)?.version ?? 0);
    await this.#record.keepSetAside(this.#aside);
    this.#cabinet.schedule(ordinal);
  }
}
