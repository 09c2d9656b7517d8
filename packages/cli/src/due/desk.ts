import type {
  Budget,
  CompiledCalendar,
  Due,
  DueTimePolicy,
  ExplainedDay,
  Fault,
  OfficeTime,
  Result,
} from "@motcua/core";
import {
  compileCalendar,
  compileOfficeTime,
  dueOf,
  explainDue,
  formatInstant,
  parseBudget,
  parseHours,
  parseInstant,
  renderExplanation,
} from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";
import { usageFault } from "../cli-io.ts";

/** One question, as texts from arguments or from a line of a batch. */
export interface DueQuestion {
  readonly start: string;
  readonly limit: string;
  readonly policy?: string | undefined;
  readonly hours?: string | undefined;
}

interface ReadQuestion {
  readonly office: OfficeTime;
  readonly startAt: number;
  readonly budget: Budget;
  readonly policy: DueTimePolicy;
}

interface DueAnswer {
  readonly dueOn: string;
  readonly dueAt: string;
  readonly provisional: boolean;
  readonly calendarRevision: string;
  readonly explanation?: readonly ExplainedDay[];
}

// A batch may name a few opening hours a hundred thousand times; more than this many in one run are compiled again.
const officesMax = 1000;

/** Answers questions on the national calendar; keeps what it compiled. */
export class DueDesk {
  readonly #calendar: CompiledCalendar = compileCalendar(vietnamCalendar);
  readonly #offices = new Map<string, Result<OfficeTime, Fault>>();
  #usual: OfficeTime | undefined;

  answer(question: DueQuestion, explain: boolean): Result<DueAnswer, Fault> {
    const read = this.#read(question);
    if (!read.ok) return read;
    const { office, startAt, budget, policy } = read.value;
    const revision = this.#calendar.data.revision;
    if (explain) {
      const explained = explainDue(office, startAt, budget, policy);
      if (!explained.ok) return explained;
      return { ok: true, value: { ...answerOf(explained.value.due, revision), explanation: explained.value.days } };
    }
    const due = dueOf(office, startAt, budget, policy);
    return due.ok ? { ok: true, value: answerOf(due.value, revision) } : due;
  }

  /** The answer for people; with `explain`, a line for every day. */
  text(question: DueQuestion, explain: boolean): Result<string, Fault> {
    const read = this.#read(question);
    if (!read.ok) return read;
    const { office, startAt, budget, policy } = read.value;
    const explained = explainDue(office, startAt, budget, policy);
    if (!explained.ok) return explained;
    const text = renderExplanation(explain ? explained.value : { ...explained.value, days: [] });
    return { ok: true, value: `${text}\n` };
  }

  /** What is wrong with the policy or the opening hours that a whole batch is asked under. */
  wrongDefault({ policy, hours }: Pick<DueQuestion, "policy" | "hours">): Fault | undefined {
    const read = readPolicy(policy);
    if (!read.ok) return read.error;
    const office = this.#office(hours);
    return office.ok ? undefined : office.error;
  }

  #read(question: DueQuestion): Result<ReadQuestion, Fault> {
    const start = parseInstant(question.start);
    if (!start.ok) return start;
    const budget = parseBudget(question.limit);
    if (!budget.ok) return budget;
    const policy = readPolicy(question.policy);
    if (!policy.ok) return policy;
    const office = this.#office(question.hours);
    if (!office.ok) return office;
    const value = { office: office.value, startAt: start.value, budget: budget.value, policy: policy.value };
    return { ok: true, value };
  }

  #office(hours: string | undefined): Result<OfficeTime, Fault> {
    if (hours === undefined) {
      this.#usual ??= compileOfficeTime(this.#calendar, vietnamOpeningHours);
      return { ok: true, value: this.#usual };
    }
    const known = this.#offices.get(hours);
    if (known !== undefined) return known;
    const parsed = parseHours(hours);
    const office: Result<OfficeTime, Fault> = parsed.ok
      ? { ok: true, value: compileOfficeTime(this.#calendar, parsed.value) }
      : parsed;
    if (this.#offices.size >= officesMax) this.#offices.clear();
    this.#offices.set(hours, office);
    return office;
  }
}

function answerOf(due: Due, revision: string): DueAnswer {
  return {
    dueOn: due.dueOn,
    dueAt: formatInstant(due.dueAt),
    provisional: due.provisional,
    calendarRevision: revision,
  };
}

function readPolicy(policy = "end-of-day"): Result<DueTimePolicy, Fault> {
  if (policy === "end-of-day" || policy === "same-time") return { ok: true, value: policy };
  const shown = JSON.stringify(policy.slice(0, 40));
  const error = usageFault(
    `chính sách ${shown} không có; dùng end-of-day hoặc same-time`,
    `unknown policy ${shown}; use end-of-day or same-time`,
  );
  return { ok: false, error };
}
