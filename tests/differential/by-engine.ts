import { memoryStorage } from "@motcua/adapters/memory";
import {
  type CommandRequest,
  createEngine,
  createWorker,
  type DossierEvent,
  type DossierId,
  type DossierState,
  type Engine,
  type ResolvedFacts,
  type Storage,
  type Worker,
} from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import type { Told } from "./by-track.ts";
import { Crew } from "./crew.ts";
import { Numbering } from "./numbering.ts";
import { actionAt, everybody, policiesOf, standingOf, takerOf } from "./office.ts";
import { Projection } from "./project.ts";
import { definitions, type Move, type PolicyName, type Script, watchedUntil } from "./script.ts";

export type Body = { readonly type: string; readonly [field: string]: unknown };

interface Desk {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly worker: Worker;
  readonly clock: VirtualClock;
  /** Who stands where for the dossier that is being lived. */
  standing: ResolvedFacts;
  hear: (events: readonly DossierEvent[]) => void;
}

/** One script may be lived more than once. */
let dossiers = 0;
const desks = new Map<PolicyName, Desk>();

/** One engine over memory for each set of policies; dossiers are lived one after another, the clock set back between them. */
function deskOf(policy: PolicyName): Desk {
  const known = desks.get(policy);
  if (known !== undefined) return known;
  const storage = memoryStorage();
  const clock = virtualClock(0);
  const law = vietnamLaw({ procedures: definitions, policies: policiesOf(policy) });
  const directory = { resolve: () => desk.standing };
  const engine = createEngine({ storage, clock, law, directory });
  const worker = createWorker({ engine, storage, clock, directory });
  const desk: Desk = { engine, storage, worker, clock, standing: standingOf("plain"), hear: () => undefined };
  engine.observe.on("committed", ({ events }) => desk.hear(events));
  desks.set(policy, desk);
  return desk;
}

/** Lives a script through the real engine: commands, a punctual worker, and people who react to what it records. */
export class EngineLife {
  readonly told: Told[] = [];
  readonly #script: Script;
  readonly #desk: Desk;
  readonly #crew: Crew;
  readonly #id: DossierId;
  /** What went wrong while listening, which the engine would only warn of. */
  readonly #failed: unknown[] = [];
  #commands = 0;

  constructor(script: Script) {
    this.#script = script;
    this.#desk = deskOf(script.policy);
    dossiers += 1;
    this.#desk.standing = { ...standingOf(script.standing), code: codeOf(dossiers) };
    this.#id = `d${dossiers}` as DossierId;
    const numbering = new Numbering();
    const projection = new Projection(numbering);
    this.#crew = new Crew(script, numbering);
    this.#desk.hear = (committed) => {
      try {
        const events = numbering.order(committed);
        this.told.push(...projection.of(events));
        this.#crew.hear(events);
      } catch (error) {
        this.#failed.push(error);
      }
    };
    this.#desk.clock.stepTo(script.submittedAt);
  }

  /** @param most plays only so many of its moves, and stops there */
  async live(most = Number.POSITIVE_INFINITY): Promise<readonly Told[]> {
    const { moves, code, channel, caseId, facts } = this.#script;
    const filed = await this.#send({ type: "submit", procedure: code, channel, caseId, facts, intakeRef: "r" });
    if (!filed) throw new Error("the dossier could not be handed in");
    await this.#play(moves.slice(0, most));
    return most < moves.length ? this.told : await this.#watch();
  }

  /** Goes on after `most` moves. */
  async goOn(most: number): Promise<readonly Told[]> {
    await this.#play(this.#script.moves.slice(most));
    return await this.#watch();
  }

  async #play(moves: readonly Move[]): Promise<void> {
    for (const move of moves) {
      await this.until(move.at - 1);
      await this.make(move);
    }
  }

  async #watch(): Promise<readonly Told[]> {
    await this.until(watchedUntil(this.#script));
    if (this.#failed.length > 0) throw this.#failed[0];
    return this.told;
  }

  /** Everything that comes up to an instant, people before timers at the same one. */
  async until(through: number): Promise<void> {
    const { clock, worker } = this.#desk;
    for (let count = 0; count < 4_000; count += 1) {
      const wakeAt = await this.#wakeAt();
      const reactsAt = this.#crew.nextAt;
      const next = Math.min(wakeAt, reactsAt);
      if (next > through || next === Number.POSITIVE_INFINITY) return;
      clock.advanceTo(Math.max(next, clock.now()));
      if (reactsAt <= wakeAt) await this.#crew.react(await this.state(), async (body) => await this.#send(body));
      else if ((await worker.tick()).wakes !== 1) throw new Error("the worker takes the one wake there is");
    }
    throw new Error("a dossier wakes for ever");
  }

  async make(move: Move): Promise<void> {
    this.#desk.clock.advanceTo(move.at);
    if (!(await this.#made(move))) this.told.push({ at: move.at, kind: "not-taken", what: move.do });
  }

  async #made({ do: what, pick, action, person: named }: Move): Promise<boolean> {
    const reason = { code: "r" };
    const { task, supplement } = await this.state();
    const step = supplement === undefined ? task?.step : undefined;
    switch (what) {
      case "accept":
        return await this.#send({ type: "accept" });
      case "act":
        return (
          step !== undefined &&
          (await this.#send({ type: "act", step, action: action ?? actionAt(this.#script, step, pick) ?? "none" }))
        );
      case "claim": {
        if (step === undefined || task === undefined) return false;
        const person = named ?? takerOf(pick, step, task.head);
        return task.person === person || (await this.#send({ type: "assign", person }));
      }
      case "ask-supplement":
        return await this.#send({ type: "request-supplement", reason });
      case "receive-supplement":
        return await this.#send({ type: "receive-supplement", complete: true });
      case "withdraw":
        return await this.#send({ type: "withdraw" });
      case "refuse-intake":
        return await this.#send({ type: "refuse-intake", reason });
    }
  }

  async state(): Promise<DossierState> {
    const view = await this.#desk.engine.read(this.#id);
    if (view === undefined) throw new Error("no dossier yet");
    return view.state;
  }

  async #wakeAt(): Promise<number> {
    const [stored] = await this.#desk.storage.load([this.#id]);
    return stored?.wakeAt ?? Number.POSITIVE_INFINITY;
  }

  /** Sends a command; whether it was taken. Whoever acts has every role. `as`: in the name of this person. */
  async #send(body: Body): Promise<boolean> {
    this.#commands += 1;
    const state = body.type === "submit" ? undefined : await this.state();
    const task = state?.task;
    const { as, ...told } = body;
    const person = typeof as === "string" ? as : `${task?.step ?? "desk"}.worker`;
    const actor = everybody(person, task?.unit ?? "one-stop");
    const holder = task?.person;
    // Who holds the task may not have done another step; somebody stands in, so that no other rule is in the way.
    const by =
      as !== undefined || holder === undefined ? actor : { ...actor, standsInFor: { person: holder, document: "d" } };
    const answer = await this.#desk.engine.submit({
      commandId: `${this.#id}-${this.#commands}`,
      dossierId: this.#id,
      officeId: "xa-1",
      ...told,
      by,
      resolved: this.#desk.standing,
    } as unknown as CommandRequest);
    return answer.ok;
  }
}

const codeOf = (number: number) =>
  `H26.1-260820-${String(number).padStart(4, "0")}` as NonNullable<ResolvedFacts["code"]>;
