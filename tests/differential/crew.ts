import {
  addOpeningMs,
  addWorkingDays,
  civilDateOf,
  type DossierEvent,
  type DossierState,
  dayOf,
  epochDayOf,
  isWorkingDay,
} from "@motcua/core";
import { stepsCannotFit } from "../../packages/core/src/dossier/fit.ts";
import { purposes } from "../../packages/core/src/simulator/law/reactions.ts";
import type { Body } from "./by-engine.ts";
import type { Numbering } from "./numbering.ts";
import { lawOf } from "./office.ts";
import { drawn, type Script } from "./script.ts";
import { time } from "./time.ts";

interface Task {
  readonly at: number;
  readonly kind: "answer" | "draft" | "sign" | "send" | "reschedule" | "acknowledge";
  /** Apology or escalation. */
  readonly id: string;
}

/** The people of an office with the habits of a script. They see what the engine records and give it commands: nothing here
 *  is taken from the simulator but the names of habits. What the engine refuses has become pointless. */
export class Crew {
  readonly #script: Script;
  readonly #todo: Task[] = [];
  readonly #numbering: Numbering;

  constructor(script: Script, numbering: Numbering) {
    this.#script = script;
    this.#numbering = numbering;
  }

  get nextAt(): number {
    return this.#todo[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  hear(events: readonly DossierEvent[]): void {
    const { habits } = this.#script;
    for (const event of events) {
      const at = event.occurredAt ?? event.at;
      switch (event.type) {
        case "asked-on-time":
          if (habits.answer !== "never") this.#plan("answer", "", at, habits.answerAfterMs);
          break;
        case "apology-owed":
          if (!this.#drawn(habits.apologiesForgotten, purposes.forgotten + numberOf(event.apologyId)))
            this.#plan("draft", event.apologyId, at, habits.draftAfterMs);
          break;
        case "apology-drafted":
          this.#plan("sign", event.apologyId, at, habits.signAfterMs);
          break;
        case "apology-signed":
          this.#plan("send", event.apologyId, at, habits.sendAfterMs);
          break;
        case "apology-sent":
          if (this.#drawn(habits.rescheduled, purposes.rescheduled + numberOf(event.apologyId)))
            this.#plan("reschedule", event.apologyId, at, habits.rescheduleAfterMs);
          break;
        case "escalated":
          if (this.#drawn(habits.acknowledged, purposes.acknowledged + this.#numbering.number(event.escalationId)))
            this.#plan("acknowledge", event.escalationId, at, habits.acknowledgeAfterMs);
          break;
      }
    }
  }

  /** Does what comes first. */
  async react(state: DossierState, send: (body: Body) => Promise<boolean>): Promise<void> {
    const task = this.#todo.shift();
    if (task === undefined) return;
    const { at, kind, id } = task;
    const apology = state.apologies.find(({ apologyId }) => apologyId === id);
    switch (kind) {
      case "answer":
        await this.#answer(state, at, send);
        return;
      case "draft": {
        const newDate = isSettled(state) ? {} : { newDate: this.#dateFor(state, at, apology?.newDate) };
        if (apology?.status === "owed" || apology?.status === "signed")
          await send({ type: "draft-apology", apologyId: id, reason: { code: "r" }, ...newDate, as: "crew.drafts" });
        return;
      }
      case "sign":
        await send({ type: "sign-apology", apologyId: id, as: "crew.signs" });
        return;
      case "send":
        if (!(await send({ type: "send-apology", apologyId: id, as: "crew.sends" })) && apology?.status === "signed")
          this.#plan("draft", id, at, this.#script.habits.draftAfterMs);
        return;
      case "reschedule":
        await send({ type: "reschedule", apologyId: id, as: "crew.reschedules" });
        return;
      case "acknowledge": {
        // Once nobody waits for it any more it is left alone, which the engine would still take.
        if (state.limits[`ack:${id}`] === undefined) return;
        const to = state.escalations.find(({ escalationId }) => escalationId === id)?.to;
        await send({ type: "acknowledge", escalationId: id, as: to });
      }
    }
  }

  async #answer(state: DossierState, at: number, send: (body: Body) => Promise<boolean>): Promise<void> {
    const { answer } = this.#script.habits;
    // Nobody answers what is no longer asked, though being late may be said at any time.
    if (state.question === undefined || state.task === undefined) return;
    const late = answer === "always-late" || (answer === "by-fit" && stepsCannotFit(lawOf(this.#script), state, at));
    const said = late
      ? { answer: "will-be-late", reason: { code: "r" }, newDate: this.#dateFor(state, at, undefined) }
      : { answer: "on-time" };
    await send({ type: "answer-on-time", ...said, as: state.task.head });
  }

  /** The date said before while it can still be told, else another. */
  #dateFor(state: DossierState, at: number, said: string | undefined): string {
    const { calendar } = time;
    const told = [state.promises.at(-1)?.date, state.rescheduledTo.at(-1)].map((date) =>
      date === undefined ? 0 : epochDayOf(date),
    );
    const dayBefore = Math.max(...told);
    const day = said === undefined ? undefined : epochDayOf(said as Parameters<typeof epochDayOf>[0]);
    if (day !== undefined && day > dayBefore && day >= dayOf(at) && isWorkingDay(calendar, day))
      return civilDateOf(day);
    return civilDateOf(addWorkingDays(calendar, Math.max(dayBefore, dayOf(at)), this.#script.habits.newDateAfterDays));
  }

  #plan(kind: Task["kind"], id: string, from: number, afterMs: number): void {
    this.#todo.push({ at: addOpeningMs(time, from, afterMs), kind, id });
    // Stable: of two at one instant the one planned first goes first.
    this.#todo.sort((a, b) => a.at - b.at);
  }

  #drawn(share: number, purpose: number): boolean {
    return share >= 1 || (share > 0 && drawn(this.#script.number, purpose) < share);
  }
}

const numberOf = (apologyId: string): number => Number(apologyId.slice("apology:".length));
const isSettled = ({ resolvedAt, endedAt }: DossierState): boolean => resolvedAt !== undefined || endedAt !== undefined;
