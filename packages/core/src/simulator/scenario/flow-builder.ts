import type { ProcedureDefinition, StepDefinition } from "../../procedure/types.ts";
import { waysOut } from "../kernel/paths.ts";
import type { Branch, FlowNode, LawMark, TaskNode } from "../model.ts";
import { stepSettings } from "./defaults.ts";
import { delayOf, distributionOf, type TimeBase } from "./spread.ts";
import type { BatchSettings, ProcedureSettings, Spread, StepSettings } from "./types.ts";

/** Nodes that are no step. Ids of steps are letters, digits and hyphens, so these never meet them. */
export const ids = {
  receive: "~receive",
  comesBack: "~comes-back",
  withdraws: "~withdraws",
  end: "~end",
} as const;

/** Attribute that every stream of a procedure has: how the dossier came in. */
export const channelAttribute = "channel";
/** Attribute of a fact that guards ask for, `yes` or `no`. */
export const factAttribute = (fact: string): string => `fact:${fact}`;

/** Work of somebody, before it is a task. */
interface Labour {
  readonly skill: string;
  readonly work: Spread;
  readonly next: string;
  readonly settings?: StepSettings;
  readonly more?: Partial<TaskNode>;
  /** Default true; not once the result is ready. */
  readonly mayWithdraw?: boolean;
}

/** The flow of one procedure while it is built. */
export class FlowBuilder {
  readonly definition: ProcedureDefinition;
  readonly settings: ProcedureSettings;
  readonly base: TimeBase;
  /** How many supplements one dossier may be asked for. */
  readonly roundsMax: number;
  /** Whether a law is there to end a step whose time is over. */
  readonly endsByLaw: boolean;
  readonly #nodes: FlowNode[] = [];

  constructor(
    definition: ProcedureDefinition,
    settings: ProcedureSettings,
    base: TimeBase,
    roundsMax: number,
    endsByLaw: boolean,
  ) {
    this.definition = definition;
    this.settings = settings;
    this.base = base;
    this.roundsMax = roundsMax;
    this.endsByLaw = endsByLaw;
  }

  add(node: FlowNode): void {
    this.#nodes.push(node);
  }

  /** What holds for a step: of its kind, then its own. */
  of(step: StepDefinition): StepSettings {
    return stepSettings(this.settings.kinds?.[step.kind], this.settings.steps?.[step.id]);
  }

  /** The step at which a matter is found wanting: where a supplement is set, else the first that may ask for one. */
  get mainStep(): string {
    const { steps, startStep } = this.definition;
    const asks = steps.filter((step) => step.mayAskSupplement && step.kind !== "return");
    const set = asks.find((step) => (this.of(step).supplement?.share ?? 0) > 0);
    return (set ?? asks[0])?.id ?? startStep;
  }

  task(id: string, name: string, { skill, work, next, settings = {}, more = {}, mayWithdraw = true }: Labour): void {
    const { byPerson, crew, batch, fixedCost, priority } = settings;
    const { patience } = this.settings;
    this.add({
      id,
      name,
      kind: "task",
      next,
      skill: settings.skill ?? skill,
      duration: {
        all: distributionOf(work, this.base),
        ...(byPerson === undefined ? {} : { byPerson: byPersonOf(byPerson, this.base) }),
      },
      ...(crew === undefined ? {} : { crew }),
      ...(batch === undefined ? {} : { batch: batchOf(batch, this.base) }),
      ...(fixedCost === undefined ? {} : { fixedCost }),
      ...(priority === undefined ? {} : { priority }),
      ...(patience === undefined || !mayWithdraw
        ? {}
        : { patience: distributionOf(patience, this.base), onWithdraw: this.#withdraws() }),
      ...more,
    });
  }

  delay(id: string, name: string, wait: Spread, next: string, law?: LawMark): void {
    const delay = delayOf(wait, this.base);
    this.add({ id, name, kind: "delay", next, delay, ...(law === undefined ? {} : { law }) });
  }

  /** One way by share; a single way without a mark is no choice. @returns where to go */
  choice(id: string, name: string, branches: readonly Branch[]): string {
    const [only] = branches;
    if (branches.length === 1 && only !== undefined && only.law === undefined) return only.to;
    this.add({ id, name, kind: "choice", branches });
    return id;
  }

  #withdraws(): string {
    if (!this.#nodes.some(({ id }) => id === ids.withdraws)) this.withdraws(ids.withdraws, 0);
    return ids.withdraws;
  }

  /** The applicant withdraws after so many days without a word. */
  withdraws(id: string, days: number): void {
    this.delay(id, "Rút hồ sơ", { kind: "fixed", value: days, unit: "day" }, ids.end, { is: "withdraw" });
  }

  /** Nodes that can be reached; a refusal that is switched off needs no way to hand it over. */
  reachedFrom(start: string): readonly FlowNode[] {
    const nodes = new Map(this.#nodes.map((node) => [node.id, node]));
    const seen = new Set<string>();
    const next = [start];
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      const node = nodes.get(id);
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      next.push(...waysOut(node));
    }
    return this.#nodes.filter(({ id }) => seen.has(id));
  }
}

export const byPersonOf = (byPerson: { readonly [person: string]: Spread }, base: TimeBase) =>
  Object.fromEntries(Object.entries(byPerson).map(([person, spread]) => [person, distributionOf(spread, base)]));

export function batchOf({ waitMax, ...batch }: BatchSettings, base: TimeBase) {
  const longest = waitMax === undefined ? undefined : distributionOf(waitMax, base);
  return longest?.kind === "fixed" ? { ...batch, waitMsMax: longest.ms } : batch;
}
