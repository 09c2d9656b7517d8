import type { Source } from "../../base/text.ts";
import type { OfficeTime } from "../../calendar/opening-hours.ts";
import type { Budget, DueTimePolicy } from "../../calendar/types.ts";
import type { PinnedLaw } from "../../dossier/law.ts";
import { limitRuleFor } from "../../dossier/limit-rule.ts";
import { taskLimits } from "../../dossier/task.ts";
import type { BuiltInEvent, ControlState } from "../../procedure/compiled-types.ts";
import { actionEvent } from "../../procedure/names.ts";
import type { ActionDefinition, Channel, StepDefinition } from "../../procedure/types.ts";
import { ladderFor } from "../../rules/policies.ts";
import type { DutyId } from "../../rules/types.ts";
import type { Filing } from "../model.ts";
import { DayMemo } from "./day-memo.ts";
import { type Follow, type Ladder, laddersOf } from "./ladder.ts";
import { Names, type Standing } from "./standing.ts";

/** A kind of limit that many dossiers have, each from its own start. */
export interface LimitTemplate {
  readonly name: string;
  readonly budget: Budget;
  readonly dueTime: DueTimePolicy;
  readonly ladder: Ladder;
  readonly source: Source;
  readonly memo: DayMemo | undefined;
}

export interface PlanStep {
  readonly number: number;
  readonly id: string;
  readonly definition: StepDefinition;
  readonly unit: number;
  readonly head: number;
  /** Share and wait, where anything can follow from them. */
  readonly limits: readonly LimitTemplate[];
}

export interface PlanAction {
  readonly number: number;
  readonly step: PlanStep;
  readonly definition: ActionDefinition;
  readonly event: number;
  readonly ends: boolean;
}

/** What the law needs to know of a dossier handed in, looked up once for all of one stream. */
export interface PlanFiling {
  readonly caseId: string;
  readonly channel: Channel;
  readonly online: boolean;
  readonly byPaper: boolean;
  /** Facts that always hold, as bits, and those drawn. */
  readonly factBits: number;
  readonly drawn: readonly { readonly bit: number; readonly number: number; readonly share: number }[];
  /** The principal limit by fact bits; `null`: none. */
  readonly principals: Map<number, LimitTemplate | null>;
}

/** The law of one flow made ready for many dossiers: names become numbers, limits become templates. */
export class Plan {
  readonly law: PinnedLaw;
  readonly standing: Standing;
  readonly steps: readonly PlanStep[];
  readonly actions: readonly PlanAction[];
  readonly stepNumbers: ReadonlyMap<string, number>;
  readonly actionNumbers: ReadonlyMap<string, number>;
  readonly units = new Names();
  readonly people = new Names();
  readonly bits: { readonly held: number; readonly late: number; readonly limited: number };
  readonly duties: { readonly [duty in "officer-alert" | "online-response" | "paper-transfer"]?: LimitTemplate };
  readonly ladder: (name: string) => Ladder;
  readonly #everything: boolean;
  readonly #events: { [event: string]: number } = {};
  readonly #filings = new Map<Filing, PlanFiling>();
  readonly #settledFilings = new Map<string, Filing>();
  /** By control state. */
  readonly #stepOf: number[] = [];
  readonly #templates = new Map<string, LimitTemplate>();

  constructor(law: PinnedLaw, standing: Standing, follow: Follow) {
    const { definition } = law.procedure;
    this.law = law;
    this.standing = standing;
    this.#everything = follow === "everything";
    this.ladder = laddersOf(law.ruleSet, follow);
    this.steps = definition.steps.map((step, number) => this.#step(step, number));
    this.stepNumbers = new Map(this.steps.map(({ id, number }) => [id, number]));
    this.actions = this.#actions();
    this.actionNumbers = new Map(this.actions.map((action) => [nameOf(action), action.number]));
    const bit = (fact: string) => law.procedure.factBit(fact) ?? 0;
    this.bits = { held: bit("$held"), late: bit("$late"), limited: bit("$limited") };
    this.duties = {
      ...this.#duty("officer-alert"),
      ...this.#duty("online-response"),
      ...this.#duty("paper-transfer"),
    };
  }

  get time(): OfficeTime {
    return this.law.time;
  }

  event(name: BuiltInEvent): number {
    const known = this.#events[name];
    if (known !== undefined) return known;
    const id = this.law.procedure.eventId(name) ?? -1;
    this.#events[name] = id;
    return id;
  }

  control(id: number): ControlState {
    return this.law.procedure.state(id);
  }

  /** The step behind a control state, -1 where there is none. */
  stepAt(control: number): number {
    const known = this.#stepOf[control];
    if (known !== undefined) return known;
    const { step } = this.control(control);
    const number = step === undefined ? -1 : (this.stepNumbers.get(step.id) ?? -1);
    this.#stepOf[control] = number;
    return number;
  }

  filing(filing: Filing): PlanFiling {
    let known = this.#filings.get(filing);
    if (known === undefined) {
      known = this.#filing(filing);
      this.#filings.set(filing, known);
    }
    return known;
  }

  /** For a dossier whose facts are settled already. */
  filingOf(channel: string, caseId: string): PlanFiling {
    const key = `${channel} ${caseId}`;
    const filing = this.#settledFilings.get(key) ?? { channel, caseId };
    this.#settledFilings.set(key, filing);
    return this.filing(filing);
  }

  /** The principal limit of a dossier accepted with these facts. */
  principal(filing: PlanFiling, factBits: number): LimitTemplate | null {
    let found = filing.principals.get(factBits);
    if (found === undefined) {
      found = this.#principal(filing, factBits);
      filing.principals.set(factBits, found);
    }
    return found;
  }

  /** A template for a limit that has always the same budget; made once for a name. */
  template(name: string, budget: Budget, ladder: string, source: Source, dueTime: DueTimePolicy): LimitTemplate {
    const key = `${name} ${ladder} ${JSON.stringify(budget)}`;
    let template = this.#templates.get(key);
    if (template === undefined) {
      const walked = this.ladder(ladder);
      const memo =
        DayMemo.fits(budget) && dueTime === "end-of-day" ? new DayMemo(this.time, budget, walked) : undefined;
      template = { name, budget, dueTime, ladder: walked, source, memo };
      this.#templates.set(key, template);
    }
    return template;
  }

  /** Whether a limit is worth following: without a log, one that only reminds is not. */
  matters({ ladder }: LimitTemplate): boolean {
    return this.#everything || ladder.watched !== 0;
  }

  #step(definition: StepDefinition, number: number): PlanStep {
    const post = this.standing.units[definition.unit];
    const templates = taskLimits(definition, this.law.policies).map(({ limit, budget, ladder, source }) =>
      this.template(limit, budget, ladder, source, "end-of-day"),
    );
    return {
      number,
      id: definition.id,
      definition,
      unit: this.units.number(post?.unit ?? definition.unit),
      head: this.people.number(post?.head ?? `${definition.unit}.unit-head`),
      limits: templates.filter((template) => this.matters(template)),
    };
  }

  #actions(): readonly PlanAction[] {
    const actions: PlanAction[] = [];
    for (const step of this.steps)
      for (const definition of step.definition.actions)
        actions.push({
          number: actions.length,
          step,
          definition,
          event: this.law.procedure.eventId(actionEvent(step.id, definition.id)) ?? -1,
          ends: definition.to.startsWith("end:"),
        });
    return actions;
  }

  #duty(id: DutyId): { readonly [duty: string]: LimitTemplate } {
    const duty = this.law.ruleSet.rules.duties[id];
    if (duty === undefined) return {};
    const template = this.template(id, duty.budget, duty.ladder, duty.source, "end-of-day");
    return this.matters(template) ? { [id]: template } : {};
  }

  #filing({ channel, caseId, facts = {} }: Filing): PlanFiling {
    const { definition } = this.law.procedure;
    let factBits = 0;
    const drawn: PlanFiling["drawn"][number][] = [];
    for (const [number, { id }] of definition.facts.entries()) {
      const share = facts[id] ?? 0;
      const bit = this.law.procedure.factBit(id) ?? 0;
      if (share >= 1) factBits |= bit;
      else if (share > 0) drawn.push({ bit, number, share });
    }
    return {
      caseId: caseId ?? definition.cases[0]?.id ?? "",
      channel: channel as Channel,
      online: channel === "online" || channel === "vneid",
      byPaper: (channel === "counter" || channel === "post") && definition.applicant === "required",
      factBits,
      drawn,
      principals: new Map(),
    };
  }

  /** The limit of a later phase. */
  phase(filing: PlanFiling, factBits: number, phase: string): LimitTemplate | null {
    return this.#principal({ ...filing, phase }, factBits);
  }

  #principal(filing: PlanFiling & { readonly phase?: string }, factBits: number): LimitTemplate | null {
    const { definition } = this.law.procedure;
    const facts: { [fact: string]: boolean } = {};
    for (const { id } of definition.facts)
      if ((factBits & (this.law.procedure.factBit(id) ?? 0)) !== 0) facts[id] = true;
    const rule = limitRuleFor(definition, filing, facts);
    if (rule === undefined || rule.budget.unit === "none" || rule.budget.unit === "stages") return null;
    const { policies } = this.law;
    return this.template("principal", rule.budget, ladderFor(policies, rule.budget), rule.source, policies.dueTime);
  }
}

const nameOf = ({ step, definition }: PlanAction): string => `${step.id}.${definition.id}`;
