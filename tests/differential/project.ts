import { type Budget, type DossierEvent, dueOf, epochDayOf } from "@motcua/core";
import type { LawFactBody } from "../../packages/core/src/simulator/law/facts.ts";
import type { Told } from "./by-track.ts";
import type { Numbering } from "./numbering.ts";
import { time } from "./time.ts";

/**
 * What the engine records, in the form in which the simulator tells it. Every event has its counterpart; a type that is not
 * named here stops the test. Left out of an event are the parts that are no matter of law or belong to a desk:
 * - the envelope (sequence, command, who acted, as of when it was recorded), hashes of the law, code, references, facts,
 *   content, input and reasons;
 * - whom a reminder told and whom a question asked; messages are another lane altogether;
 * - the source and the budget of a limit: what is compared is when it is due;
 * - control states: what they allow is compared by what is taken and refused;
 * - `overtaken`: whether a reminder was still worth sending; with a worker on time it comes only where a rung lay behind
 *   already when its limit came to run again.
 * Rungs that stay taken are a set, told by id.
 * Escalations are numbered in their dossier (`numbering.ts`); in the engine their place in the history names them.
 */
export class Projection {
  readonly #numbering: Numbering;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  /** @param events put in order by `Numbering` */
  of(events: readonly DossierEvent[]): readonly Told[] {
    return events.flatMap((event) => this.#told(event));
  }

  #told(event: DossierEvent): readonly Told[] {
    const at = event.occurredAt ?? event.at;
    const told: readonly Told[] = this.#bodies(event).map((body) => ({ at, ...body }));
    if (event.booked === undefined) return told;
    const { from, to, workingMs } = event.booked;
    const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return [...told, { at, kind: "responsible", ...ends, workingMs }];
  }

  #bodies(event: DossierEvent): readonly LawFactBody[] {
    switch (event.type) {
      case "submitted":
        return [{ kind: event.type }];
      case "accepted":
        return [{ kind: event.type, startAt: event.startAt }];
      case "limit-started":
        return [this.#started(event.limit, event.startAt, event.budget, event.dueTime)];
      case "limit-suspended": {
        const { groundId, ground, party, from } = event;
        return [{ kind: event.type, groundId, ground, party, from }];
      }
      case "limit-resumed":
        return [{ kind: event.type, groundId: event.groundId, to: event.to }];
      case "limit-restarted":
        return [{ kind: event.type, startAt: event.startAt }];
      case "limit-ended":
        return [{ kind: event.type, limit: this.#label(event.limit) }];
      case "promised": {
        const { date, dueAt, cause, kept } = event;
        return [
          {
            kind: event.type,
            day: epochDayOf(date),
            dueAt,
            cause,
            ...(kept === undefined ? {} : { kept: [...kept].sort() }),
          },
        ];
      }
      case "promise-missed":
        return [{ kind: event.type, day: epochDayOf(event.date) }];
      case "rung-taken": {
        const { limit, generation, rung, dueAt } = event;
        return [{ kind: event.type, limit: this.#label(limit), generation, rung, dueAt }];
      }
      case "escalated": {
        const escalation = this.#numbering.number(event.escalationId);
        return [{ kind: event.type, escalation, limit: this.#label(event.limit), target: event.target, to: event.to }];
      }
      case "escalation-acknowledged":
        return [{ kind: event.type, escalation: this.#numbering.number(event.escalationId) }];
      case "asked-on-time":
        return [{ kind: event.type, rung: event.rung, answerBy: event.answerBy }];
      case "answered-on-time":
        return [{ kind: event.type, answer: event.answer, ...day("newDay", event.newDate) }];
      case "task-opened": {
        const { step, visit, unit, startAt, limits = [] } = event;
        const own = limits.map(({ limit, budget }) => this.#started(limit, startAt, budget, "end-of-day"));
        return [{ kind: event.type, step, visit, unit }, ...own];
      }
      case "task-assigned":
        return [{ kind: "task-claimed", person: event.person }];
      case "acted":
        return [{ kind: event.type, step: event.step, action: event.action }];
      case "supplement-requested": {
        const { round, effect, late = false } = event;
        return [{ kind: event.type, round, effect, late }];
      }
      case "supplement-received":
        return [{ kind: event.type, round: event.round }];
      case "resolved": {
        const { outcome, verdict, daysOver, promiseOn } = event;
        return [{ kind: event.type, outcome, verdict, daysOver, ...day("promisedDay", promiseOn) }];
      }
      case "returned":
        return [{ kind: event.type }];
      case "withdrawn":
      case "closed":
      case "intake-refused":
        return [{ kind: "ended", outcome: event.type }];
      case "rescheduled": {
        const { apologyId: apology, newDate, times } = event;
        return [{ kind: event.type, apology, newDay: epochDayOf(newDate), times }];
      }
      default:
        return [apologyBody(event)];
    }
  }

  #started(limit: string, startAt: number, budget: Budget, dueTime: "end-of-day" | "same-time"): LawFactBody {
    const due = dueOf(time, startAt, budget, dueTime);
    if (!due.ok) throw new Error(due.error.text.en);
    return { kind: "limit-started", limit: this.#label(limit), startAt, dueAt: due.value.dueAt };
  }

  #label(limit: string): string {
    return limit.startsWith("ack:") ? `ack:${this.#numbering.number(limit.slice(4))}` : limit;
  }
}

function apologyBody(event: DossierEvent): LawFactBody {
  switch (event.type) {
    case "apology-owed": {
      const { apologyId: apology, cause, dueOn, newDate } = event;
      return { kind: event.type, apology, cause, ...day("dueDay", dueOn), ...day("newDay", newDate) };
    }
    case "apology-missed":
      return { kind: event.type, apology: event.apologyId, day: epochDayOf(event.on) };
    case "apology-drafted":
      return { kind: event.type, apology: event.apologyId, ...day("newDay", event.newDate) };
    case "apology-signed":
    case "apology-sent":
    case "apology-lapsed":
    case "apology-unneeded":
      return { kind: event.type, apology: event.apologyId };
    default:
      throw new Error(`the simulator has no counterpart of ${event.type}`);
  }
}

function day<Name extends string>(name: Name, date: Parameters<typeof epochDayOf>[0] | undefined) {
  return (date === undefined ? {} : { [name]: epochDayOf(date) }) as { readonly [name in Name]?: number };
}
