import type {
  Actor,
  Command,
  ContentRef,
  DossierState,
  EpochMs,
  PersonId,
  ResolvedFacts,
  StepDefinition,
} from "@motcua/core";
import type { Draws } from "./draws.ts";
import type { Filing } from "./filings.ts";
import { gridMs, type Hours } from "./hours.ts";
import type { People } from "./people.ts";

type Body<C> = C extends Command
  ? Omit<C, "commandId" | "dossierId" | "officeId" | "by" | "at" | "resolved" | "expectedVersion">
  : never;
/** A command without what every command has. */
export type ActBody = Body<Command>;

/** What somebody will do next about a dossier, and when. */
export interface Act {
  readonly at: EpochMs;
  readonly by: Actor;
  readonly body: ActBody;
  /** Who gets the work when the dossier moves on. */
  readonly assignee?: PersonId;
  /** A number of the register that the driver draws: what crosses dossiers is never drawn here. */
  readonly needs?: "code" | "letter";
  readonly signing?: NonNullable<ResolvedFacts["signing"]>;
}

/** The world a dossier is planned in. */
export interface World {
  readonly draws: Draws;
  readonly people: People;
  readonly hours: Hours;
}

/** A dossier as the planner sees it. Everything answered here follows from seed and state alone. */
export class Case {
  readonly world: World;
  readonly filing: Filing;
  readonly state: DossierState;
  /** Nobody acts on a dossier twice in one instant. */
  readonly floor: EpochMs;

  constructor(world: World, filing: Filing, state: DossierState) {
    this.world = world;
    this.filing = filing;
    this.state = state;
    this.floor = world.hours.open(state.lastAt + gridMs);
  }

  chance(of10000: number, key: string, visit = 0): boolean {
    return this.world.draws.chance(of10000, this.filing.ordinal, key, visit);
  }

  between(least: number, most: number, key: string, visit = 0): number {
    return this.world.draws.between(least, most, this.filing.ordinal, key, visit);
  }

  turn(key: string, visit = 0): number {
    return this.world.draws.of(this.filing.ordinal, key, visit);
  }

  /** Some opening minutes after something, and never before the floor. */
  soon(base: EpochMs, key: string, least: number, most: number, visit = 0): EpochMs {
    return Math.max(this.floor, this.world.hours.after(base, this.between(least, most, key, visit)));
  }

  /** As `soon`, for what is done once: nothing when that moment has passed. The state need not remember that it was. */
  once(base: EpochMs, key: string, least: number, most: number, visit = 0): EpochMs | undefined {
    const at = this.world.hours.after(base, this.between(least, most, key, visit));
    return this.state.lastAt >= at ? undefined : Math.max(this.floor, at);
  }

  step(id: string | undefined): StepDefinition | undefined {
    return this.filing.procedure.steps.find((step) => step.id === id);
  }

  /** Where the matter itself is examined: the step that is slow when a dossier is late. */
  get mainStep(): string {
    const { steps, startStep } = this.filing.procedure;
    return steps.find((step) => step.mayAskSupplement)?.id ?? startStep;
  }

  /** Somebody present at the one-stop, or at the police desk for procedures that start there. */
  desk(at: EpochMs, key: string): Actor {
    const unit = this.step(this.filing.procedure.startStep)?.unit ?? "one-stop";
    const member = this.world.people.pick(unit, "one-stop-officer", this.turn(key), at);
    return this.world.people.actor(member?.person ?? "mc-1");
  }

  /** Who gets the next step: whoever had it before, else by turn; now and then nobody, so that it is claimed. */
  assignee(stepId: string, at: EpochMs): { readonly assignee?: PersonId } {
    const step = this.step(stepId);
    if (step === undefined) return {};
    const visit = (this.state.visits[stepId] ?? 0) + 1;
    if (this.leftUnassigned(stepId, visit)) return {};
    const before = this.state.performed[stepId];
    if (before !== undefined && this.world.people.isPresent(before, at)) return { assignee: before };
    const member = this.world.people.pick(step.unit, step.role, this.turn(`turn:${stepId}`, visit), at);
    return member === undefined ? {} : { assignee: member.person };
  }

  leftUnassigned(stepId: string, visit: number): boolean {
    return this.chance(500, `unassigned:${stepId}`, visit);
  }

  /** Free text and papers: content, derived from the seed when it is sent; here only its name. */
  note(kind: string): ContentRef {
    return { contentId: `${this.filing.dossierId}:${kind}:${this.state.version}`, version: 1 };
  }
}
