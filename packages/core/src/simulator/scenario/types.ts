import type { CivilDate } from "../../calendar/types.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import type { PolicyChanges } from "../../rules/policies.ts";
import type { LawHabits } from "../law/reactions.ts";
import type { Batch, Condition, Conventions } from "../model.ts";

/** A scenario as people write it: an office, its procedures, its staff, what arrives. `modelOfScenario` makes a `Model` of it. */
export interface Scenario {
  readonly format: "motcua-scenario/1";
  readonly name: string;
  /** Where figures come from, and which are assumptions. */
  readonly notes?: readonly string[];
  /** Which conventions hold where `conventions` names none. Default `motcua`. */
  readonly preset?: "motcua" | "prosimos";
  /** First day, from 00:00. */
  readonly start: CivilDate;
  /** How long dossiers arrive. `until` is the last day. */
  readonly length: { readonly days: number } | { readonly until: CivilDate } | { readonly dossiers: number };
  /** Dossiers of the first days are simulated and not counted. Default 0. */
  readonly warmUp?: { readonly days: number };
  /** Dossiers still open at the end are worked off (default), or counted as open. */
  readonly atEnd?: "work-off" | "stop";
  /** Offices like this one. Default 1. */
  readonly offices?: number;
  /** Name of the work calendar. Default `vietnam`. */
  readonly calendar?: string;
  /** Name of the office's opening hours, or hours of its own. Default `office`. */
  readonly hours?: string | WeeklyHours;
  readonly conventions?: ScenarioConventions;
  /** For all procedures that say nothing else. */
  readonly settings?: ProcedureSettings;
  readonly procedures: readonly ScenarioProcedure[];
  readonly staff: readonly StaffEntry[];
  readonly arrivals: readonly ArrivalEntry[];
  /** Share of each channel, for arrivals that name none. Default all at the counter. */
  readonly channels?: { readonly [channel: string]: number };
  /** Everything arrives so many times as often. Default 1. */
  readonly arrivalsFactor?: number;
  readonly law?: ScenarioLaw;
  /** Who is absent on which day is drawn once, by this number, and the same in every replication. Default 1. */
  readonly absenceSeed?: number;
}

export type ScenarioConventions = {
  readonly [name in Exclude<keyof Conventions, "handOver">]?: Extract<Conventions[name], string>;
} & {
  /** Work begun by somebody who is away for longer passes to others. Default `never`. */
  readonly handOver?: "never" | { readonly workingDays: number };
};

export interface ScenarioLaw {
  /** `none`: no limits, no apologies. Default `vietnam`. */
  readonly rules?: "vietnam" | "none";
  /** Changes of policies (see `withPolicies`), each with its reason. */
  readonly policies?: PolicyChanges;
  readonly reasons?: { readonly [policy: string]: string };
  /** How people answer what the law asks of them beside the work. */
  readonly habits?: Partial<LawHabits>;
}

export type TimeUnit = "second" | "minute" | "hour" | "day" | "working-hour" | "working-day";
/** A time, or how times are spread. `working-hour` and `working-day` of a wait are opening time of the office; of work a
 *  `working-day` is as long as the office is open on a usual day. */
export type Spread = SpreadShape & { readonly unit: TimeUnit };
export type SpreadShape =
  | SimpleSpread
  /** Now one, now another, each as often as its share. */
  | { readonly kind: "mixture"; readonly of: readonly { readonly share: number; readonly time: SimpleSpread }[] };
export type SimpleSpread =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | ({ readonly kind: "exponential"; readonly mean: number } & SpreadBounds)
  /** Mean and standard deviation of the variable itself. */
  | ({ readonly kind: "normal" | "log-normal" | "gamma"; readonly mean: number; readonly sd: number } & SpreadBounds)
  | ({ readonly kind: "weibull"; readonly shape: number; readonly scale: number } & SpreadBounds)
  | { readonly kind: "triangular"; readonly min: number; readonly mode: number; readonly max: number }
  | { readonly kind: "histogram"; readonly edges: readonly number[]; readonly shares: readonly number[] }
  | { readonly kind: "sample"; readonly values: readonly number[] };
interface SpreadBounds {
  readonly min?: number;
  readonly max?: number;
}

/** How dossiers of a procedure go. What a procedure does not say is taken from the scenario's `settings`, then from
 *  `defaultSettings`. */
export interface ProcedureSettings {
  readonly intake?: IntakeSettings;
  readonly return?: ReturnSettings;
  /** Share of applicants who withdraw while the matter is dealt with. */
  readonly withdrawShare?: number;
  /** Waiting longer than this for any one step, an applicant withdraws. Default: nobody does. */
  readonly patience?: Spread;
  /** By kind of step, e.g. `decide`. */
  readonly kinds?: { readonly [kind: string]: StepSettings };
  /** By id of the step, e.g. `officer`; goes before `kinds`. */
  readonly steps?: { readonly [step: string]: StepSettings };
}
export interface IntakeSettings {
  /** Looking through the papers and accepting them, by channel; `other` for the rest. */
  readonly receive?: { readonly [channel: string]: Spread };
  /** Share not taken at all. */
  readonly refuseShare?: number;
  /** Share sent home to complete the papers before acceptance, once. */
  readonly incompleteShare?: number;
  /** Until they come back. */
  readonly comesBack?: Spread;
  /** Share of those that never come back. */
  readonly givesUpShare?: number;
}
export interface ReturnSettings {
  /** Ways in which results go out, by channel of the dossier; `other` for the rest. */
  readonly ways?: { readonly [channel: string]: { readonly [way in ReturnWay]?: number } };
  /** From ready until the applicant comes to the counter. */
  readonly collect?: Spread;
  /** From handing it to the post until it is delivered. */
  readonly postal?: Spread;
}
export type ReturnWay = "counter" | "post" | "electronic";
/** How one step is worked on. */
export interface StepSettings {
  /** Somebody works on it; of a wait, at its end. */
  readonly work?: Spread;
  /** Nobody works on it: a citizen, another agency, a posting. */
  readonly wait?: Spread;
  /** Share of each action; the step's first action takes the rest. */
  readonly actions?: { readonly [action: string]: number };
  /** How often a dossier may take the same way back from here. Default 1. */
  readonly loopsMax?: number;
  readonly supplement?: SupplementSettings;
  /** Nobody does it: the step is taken at once. */
  readonly automatic?: boolean;
  /** Who can, instead of the step's role at its unit. */
  readonly skill?: string;
  readonly crew?: readonly { readonly skill: string; readonly count: number }[];
  readonly byPerson?: { readonly [person: string]: Spread };
  readonly batch?: BatchSettings;
  /** Each time, beside the people's time, in the currency of `costPerHour`. Default 0. */
  readonly fixedCost?: number;
  /** Lower is served first; added to the procedure's. Default 0. */
  readonly priority?: number;
}
export interface SupplementSettings {
  /** Share of dossiers that are found wanting. */
  readonly share?: number;
  /** Rounds, within what the rules allow. Default 1. */
  readonly rounds?: number;
  /** Until the applicant has completed them. */
  readonly citizen?: Spread;
  /** Share of applicants who never do: the law closes the dossier when their time is over. */
  readonly neverShare?: number;
}
export type BatchSettings = Omit<Batch, "waitMsMax"> & {
  /** A batch too small goes anyway once its oldest has waited so long. */
  readonly waitMax?: { readonly kind: "fixed"; readonly value: number; readonly unit: TimeUnit };
};

/** What is done in an office: a procedure of the catalogue, one of its own, or a plain flow. */
export type ScenarioProcedure = ProcedureSettings & {
  /** Name within the scenario. Default: the code. */
  readonly id?: string;
  readonly name?: string;
  /** Of the catalogue. One of `code`, `definition` and `flow`. */
  readonly code?: string;
  readonly definition?: ProcedureDefinition;
  /** A small flow of one's own, for studies without law. */
  readonly flow?: ScenarioFlow;
  /** Lower is served first. Default 0. */
  readonly priority?: number;
  readonly openMax?: number;
};

/** A flow spelled out node by node. Nothing is promised in it. */
export interface ScenarioFlow {
  /** Id of the node at which dossiers begin. */
  readonly start: string;
  readonly nodes: readonly ScenarioNode[];
}
interface ScenarioNodeBase {
  readonly id: string;
  readonly name?: string;
}
/** A node of a flow: as `FlowNode`, with times as `Spread`. */
export type ScenarioNode =
  | (ScenarioNodeBase & {
      readonly kind: "task";
      readonly next: string;
      readonly skill: string;
      readonly work: Spread;
      readonly byPerson?: { readonly [person: string]: Spread };
      readonly crew?: readonly { readonly skill: string; readonly count: number }[];
      readonly notSamePersonAs?: readonly string[];
      readonly patience?: Spread;
      readonly onWithdraw?: string;
      readonly boundary?: { readonly after: Spread; readonly to: string };
      readonly priority?: number;
      readonly batch?: BatchSettings;
      readonly fixedCost?: number;
    })
  | (ScenarioNodeBase & { readonly kind: "delay"; readonly next: string; readonly wait: Spread })
  | (ScenarioNodeBase & { readonly kind: "choice" | "inclusive"; readonly branches: readonly ScenarioBranch[] })
  | (ScenarioNodeBase & { readonly kind: "parallel"; readonly to: readonly string[] })
  | (ScenarioNodeBase & { readonly kind: "join"; readonly of: "parallel" | "inclusive"; readonly next: string })
  | (ScenarioNodeBase & {
      readonly kind: "race";
      readonly branches: readonly { readonly after: Spread; readonly to: string }[];
    })
  | (ScenarioNodeBase & { readonly kind: "end"; readonly terminates?: boolean });
export interface ScenarioBranch {
  readonly to: string;
  readonly share: number;
  readonly when?: Condition;
  readonly passesMax?: number;
}

/** Weekday 1 (Monday) to 7, or `working-day` for every working day; times as `07:30-11:30`. */
export type WeeklyHours = { readonly [weekday: string]: readonly string[] };

/** People who work alike; `count` of them. */
export interface StaffEntry {
  readonly id: string;
  readonly name?: string;
  readonly unit: string;
  readonly roles: readonly string[];
  /** Default 1. Several are called `id-1`, `id-2`, … */
  readonly count?: number;
  /** `office` (default), `always`, another name the caller knows, or hours of their own. */
  readonly hours?: string | WeeklyHours;
  /** Days off, both included. `of`: which of several, from 1; absent: all. */
  readonly leave?: readonly { readonly from: CivilDate; readonly to: CivilDate; readonly of?: number }[];
  /** Share of days on which one is absent without notice. Default 0. */
  readonly absenceShare?: number;
  /** Hours of one day instead of the usual ones; none for a day off. */
  readonly exceptions?: readonly {
    readonly date: CivilDate;
    readonly hours: readonly string[];
    readonly of?: number;
  }[];
  /** Further skills, such as `officer@land`; every role gives `role@unit`. */
  readonly skills?: readonly string[];
  /** By skill; higher is better. */
  readonly levels?: { readonly [skill: string]: number };
  /** Durations are divided by it. Default 1. */
  readonly speed?: number;
  readonly costPerHour?: number;
}

/** Dossiers of one procedure that arrive in one way. */
export interface ArrivalEntry {
  /** Name within the scenario. Default: the procedure. */
  readonly id?: string;
  readonly procedure: string;
  readonly arrive: ArrivalPattern;
  /** Share of each channel; those that the procedure does not offer come to the counter. */
  readonly channels?: { readonly [channel: string]: number };
  /** Trường hợp. Default: the first of the procedure. */
  readonly case?: string;
  /** Share of the dossiers for which a declared fact holds. */
  readonly facts?: { readonly [fact: string]: number };
  /** When they can come: `office` (default), `always`, another name the caller knows, or hours of their own. */
  readonly hours?: string | WeeklyHours;
  readonly dossiersMax?: number;
  /** Procedures that are lodged together with it (liên thông), each in a dossier of its own. A group counts once. */
  readonly members?: readonly {
    readonly procedure: string;
    /** Procedures of the group whose dossiers must have ended before this one begins. Default: it begins at once. */
    readonly dependsOn?: readonly string[];
    /** Trường hợp. Default: the first of the procedure. */
    readonly case?: string;
  }[];
  /** Drawn for each dossier, by name: texts with their shares, or a time, which conditions compare in milliseconds. */
  readonly attributes?: {
    readonly [name: string]: { readonly [value: string]: number } | Spread;
  };
}
/** When dossiers come, of all channels together. */
export type ArrivalPattern =
  /** Poisson, so many on an average working day. */
  | { readonly kind: "per-working-day"; readonly mean: number }
  /** The same, spread over the hours of the day: shares by hour, `7` to `16`. */
  | { readonly kind: "by-hour"; readonly perWorkingDay: number; readonly shares: { readonly [hour: string]: number } }
  /** Time from one to the next. */
  | { readonly kind: "between"; readonly time: Spread }
  /** Poisson with a rate for each of the 168 hours of the week, Monday 00:00 first. */
  | { readonly kind: "weekly-rate"; readonly perHour: readonly number[] }
  /** At these instants, ISO with zone. */
  | { readonly kind: "list"; readonly at: readonly string[] };
