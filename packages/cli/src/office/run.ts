import { AdapterError, type DossierId, type EpochMs, type Storage } from "@motcua/core";
import { shownName } from "../database-address.ts";
import { Cabinet } from "./cabinet.ts";
import { Crew } from "./crew.ts";
import { CrewLabour } from "./crew-labour.ts";
import { type RunResult, resultOf } from "./figures.ts";
import type { RunArguments } from "./filings.ts";
import { gridMs, onGrid } from "./hours.ts";
import { type Labour, OwnLabour, type RefusedCommand } from "./labour.ts";
import { planOf } from "./plan.ts";
import { PostRoom } from "./post-room.ts";
import { openPremises, type Premises } from "./premises.ts";
import { type Plan, RunRecord } from "./record.ts";
import { type Setting, settingOf } from "./setting.ts";

export interface OfficeRun extends RunArguments {
  /** A SQLite file or the address of a PostgreSQL database. */
  readonly db: string;
  /** Processes that do the work, while this one plans; absent: this one does everything. */
  readonly workers?: number;
  /** Lanes whose messages wait for somebody else, e.g. `portal` for a worker with the real thing. */
  readonly leave?: readonly string[];
  /** Told now and then how much of the time has gone by, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Works through the whole period, or what is left of it, and says what came of it. A finished file only answers. */
export async function runOffice(run: OfficeRun): Promise<RunResult> {
  const startedAt = performance.now();
  const premises = await openPremises(run.db);
  try {
    const { storage } = premises;
    const record = new RunRecord(storage);
    await record.claim(run, shownName(run.db));
    const known = await record.result<RunResult>();
    if (known !== undefined) return known;
    await workThrough(run, premises, record);
    const result = await resultOf(storage, () => performance.now() - startedAt);
    await record.keepResult(result);
    return result;
  } finally {
    await premises.close();
  }
}

async function workThrough(run: OfficeRun, premises: Premises, record: RunRecord): Promise<void> {
  const { storage } = premises;
  const setting = settingOf(run);
  const aside = await record.setAside();
  const cabinet = new Cabinet(storage, setting, aside);
  const labour = labourOf(run, storage, setting, cabinet);
  try {
    await cabinet.fill(storage);
    await new Driver({
      setting,
      premises,
      record,
      cabinet,
      labour,
      aside,
      onProgress: run.onProgress,
      leave: run.leave,
    }).work();
  } finally {
    await labour.close();
  }
}

function labourOf(run: OfficeRun, storage: Storage, setting: Setting, cabinet: Cabinet): Labour {
  const { db, from, days, seed, perDay, workers } = run;
  if (workers === undefined) return new OwnLabour(storage, setting, cabinet);
  const begin = { kind: "begin", db, run: { from, days, seed, perDay } } as const;
  return new CrewLabour(storage, cabinet, new Crew({ workers, begin }));
}

/** What was begun under the lock is done by whoever holds it now: the same plan, under the same ids. */
const lockLost = (): AdapterError =>
  new AdapterError(
    "office.lock_lost",
    "mất khóa của cơ quan vì kết nối đã đứt; hãy chạy lại để làm tiếp / " +
      "the office's lock is lost with its connection; run again to go on",
    { retry: "later" },
  );

interface DriverParts {
  readonly setting: Setting;
  readonly premises: Premises;
  readonly record: RunRecord;
  readonly cabinet: Cabinet;
  readonly labour: Labour;
  readonly aside: Map<DossierId, number>;
  readonly onProgress: OfficeRun["onProgress"];
  readonly leave: OfficeRun["leave"];
}

/** Says what happens at each instant of the grid, and has it done. Planning is here alone, whoever does the work. */
class Driver {
  readonly #parts: DriverParts;
  readonly #post: PostRoom;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#post = new PostRoom(parts.premises.storage, parts.leave);
  }

  async work(): Promise<void> {
    const { record, setting, onProgress } = this.#parts;
    const { start, end } = setting;
    let at = start - gridMs;
    const unfinished = await record.plan();
    if (unfinished !== undefined) {
      at = unfinished.at;
      await this.#carryOut(unfinished);
    }
    for (let next = await this.#nextInstant(at); next <= end; next = await this.#nextInstant(at)) {
      at = next;
      await this.#step(at);
      onProgress?.((at - start) / (end - start));
    }
    await this.#post.empty(end);
    onProgress?.(1);
  }

  /** The next instant of the grid at which anything is due: a wake, a message or somebody's act. */
  async #nextInstant(after: EpochMs): Promise<EpochMs> {
    const { cabinet, premises } = this.#parts;
    const planned = cabinet.agenda.peek() ?? Number.POSITIVE_INFINITY;
    const due = (await premises.storage.nextDueAt(this.#post.lanes)) ?? Number.POSITIVE_INFINITY;
    const wake = cabinet.wakes.peek() ?? Number.POSITIVE_INFINITY;
    return Math.max(onGrid(Math.min(planned, due, wake)), after + gridMs);
  }

  async #step(at: EpochMs): Promise<void> {
    const { cabinet, labour, premises, record, setting } = this.#parts;
    if (!premises.isOurs()) throw lockLost();
    // Per dossier in order, since it has one wake at a time.
    for (let due = cabinet.takeWakes(at); due.length > 0; due = cabinet.takeWakes(at)) await labour.wake(due);
    const plan = planOf(setting, cabinet, at);
    // Written before the first command; what the last instant delivered is settled in the same transaction.
    const kept = plan.commands.length > 0 ? record.keepPlan(plan) : undefined;
    await Promise.all([kept, this.#post.settle()]);
    await this.#carryOut(plan);
  }

  async #carryOut(plan: Plan): Promise<void> {
    const refused = plan.commands.length > 0 ? await this.#parts.labour.carryOut(plan) : [];
    for (const one of refused) await this.#leaveAlone(one);
    await this.#post.deliver(plan.at);
  }

  /** A refusal is a planner's mistake. The dossier rests until something else moves it; the office goes on. */
  async #leaveAlone({ command, fault }: RefusedCommand): Promise<void> {
    const { aside, cabinet, record } = this.#parts;
    const { ordinal, request } = command;
    if (process.env.MOTCUA_TRACE === "1")
      process.stderr.write(`${request.commandId} ${JSON.stringify(request)} refused: ${JSON.stringify(fault)}\n`);
    aside.set(request.dossierId, cabinet.version(ordinal));
    await record.keepSetAside(aside);
    cabinet.schedule(ordinal);
  }
}
