import type { EpochMs } from "../calendar/types.ts";
import type { PinnedLaw } from "../dossier/law.ts";
import type { LawHabits } from "./law/reactions.ts";
import type { Standing } from "./law/standing.ts";
import type { Condition, OpenCase, Stream } from "./model-arrivals.ts";
import type { Delay, Distribution, Duration, StaffCalendar } from "./model-time.ts";

export type { Arrivals, Attribute, Condition, Filing, OpenCase, Stream, StreamMember } from "./model-arrivals.ts";
export type { Delay, Distribution, Duration, StaffCalendar } from "./model-time.ts";

/**
 * What the kernel runs: one kind of office, its people, the flows its dossiers take and the streams in which they arrive.
 * Scenario files and BPMN both compile to this; a program may write it by hand. Plain data but for the pinned law.
 */
export interface Model {
  readonly flows: readonly Flow[];
  readonly people: readonly Person[];
  readonly calendars: readonly StaffCalendar[];
  readonly streams: readonly Stream[];
  readonly conventions: Conventions;
  /** How many offices of this kind there are; each is a unit of work of its own. Default 1. */
  readonly offices?: number;
  /** When the clock starts, and until when dossiers arrive; those open at the end are worked off unless `stopAtEnd`. */
  readonly startAt: EpochMs;
  /** Absent where each stream ends by itself (`dossiersMax`, a list). */
  readonly endAt?: EpochMs;
  /** From `endAt` on nothing happens: dossiers still open are counted as open. */
  readonly stopAtEnd?: boolean;
  /** Dossiers that arrive before are simulated and not counted. */
  readonly countFrom?: EpochMs;
  /** Dossiers that are open when the simulation starts, in order of preference: they are numbered first. Not with several
   *  offices. */
  readonly open?: readonly OpenCase[];
  /** Ends once all of `open` have ended. */
  readonly stopWithOpen?: boolean;
}

/** Everything that simulators decide differently, by name.
 *
 *  What holds for all: at one instant shifts begin first, then things happen in the order in which they were planned, what the
 *  law asks for last. Work waits in one line by skill, the more urgent first, then what was enabled first; whoever becomes free
 *  takes the first that they can begin. Someone just free gets the next work of the dossier they have just worked on, unless
 *  something they could take goes before it. Where several begin their shift at one instant, or become free together, what
 *  waits is given out in its order, each by `allocation`. */
export interface Conventions {
  /** `open-time`: the time to the next arrival runs only while the stream's calendar is open. `elapsed`: it always runs,
   *  and an arrival outside the calendar moves to the next opening. */
  readonly arrivals: "open-time" | "elapsed";
  /** `when-free`: whoever is free and on shift takes the work. `when-enabled`: the eligible person who becomes free first
   *  gets it at the moment it is enabled, whatever that person's shifts. Then crews, priorities, `allocation` and `preemption`
   *  are not looked at, and whoever has work that an event at its boundary will cut short is free again at that event; a
   *  boundary at the very instant at which the work would end or begin comes first. */
  readonly dispatch: "when-free" | "when-enabled";
  readonly allocation: Allocation;
  /** At the end of a shift work pauses and the same person resumes it, is finished over time, or is not begun when it
   *  cannot be finished (unless no later shift is long enough for it). A crew works while all of it are there. A batch counts
   *  as one piece of work, a row of one-after-another to its end. */
  readonly shiftEnd: "pause" | "finish" | "no-late-start";
  /** `resume`: work of a higher priority that nobody free can take interrupts the least urgent work of a person on shift who
   *  can do it. What was interrupted asks for somebody at once, keeps its place in line and goes on, with what is left of it,
   *  with whoever takes it. At the begin of a shift those free are asked first, then what waits interrupts in its order. Work
   *  of a crew is not interrupted. */
  readonly preemption: "none" | "resume";
  /** Of members of a linked group that begin after others have ended. `from-begin` (default): each agency has a limit of its
   *  own, from when the dossier is handed on to it. `from-lodging`: what the applicant was promised counts for all of them, from
   *  when the first of the group was accepted. No source settles it. */
  readonly linkedLimits?: "from-begin" | "from-lodging";
  /** Work that somebody has begun is handed on once they have been off shift for so much open time of a calendar, counted
   *  from the end of the shift: it asks for somebody at once, keeps its place in line and goes on, with what is left of it, with
   *  whoever takes it. Work of a crew, and what is held for one person alone, waits. Default: begun work waits until they are
   *  back. Not with `when-enabled`. */
  readonly handOver?: { readonly afterMs: number; readonly calendar: string };
}

/** Who of those free, on shift and able gets the next work. `fair`: whoever has been free longest. `least-busy`: whoever has
 *  worked least so far. `most-skilled`: the highest skill for that step. `same-person`: who has worked on the dossier
 *  before, if free, else as `fair`. `first`: in the order given. */
export type Allocation = "fair" | "least-busy" | "most-skilled" | "same-person" | "first" | ChooseByFunction;
/** A policy of one's own: the place in `candidates` (indices into `people`) of who gets it. Must be pure. */
export type ChooseByFunction = (offer: {
  readonly candidates: readonly number[];
  readonly flow: number;
  readonly node: number;
  readonly dossier: number;
  readonly at: EpochMs;
}) => number;

/** The way that dossiers of one kind take: a procedure under law, or any process. */
export interface Flow {
  /** Stable name; random numbers hang on it. A procedure's code, or a process id. */
  readonly id: string;
  readonly name: string;
  readonly start: string;
  readonly nodes: readonly FlowNode[];
  /** The law this flow's dossiers live under: limits, ladders, apologies. Absent: no promise is made. */
  readonly law?: PinnedLaw;
  /** How people answer what the law asks of them beside the work. Default `defaultHabits`. */
  readonly habits?: Partial<LawHabits>;
  /** Who heads which unit and who stands above them. Default: everybody somebody else. */
  readonly standing?: Standing;
  /** Lower is served first. Default 0. */
  readonly priority?: number;
  /** Arrivals that find so many of this flow's dossiers open are turned away; a linked group as a whole, where one of its
   *  flows is full. */
  readonly openMax?: number;
}

/** A place in a flow, by `kind`. Ways lead to nodes by their ids. */
export type FlowNode = TaskNode | DelayNode | ChoiceNode | InclusiveNode | ParallelNode | JoinNode | RaceNode | EndNode;
interface NodeBase {
  /** Unique in its flow, stable over variants: random numbers hang on it. */
  readonly id: string;
  readonly name: string;
}
/** Work of a person. */
export interface TaskNode extends NodeBase {
  readonly kind: "task";
  readonly next: string;
  /** Who can: everybody who has this skill. */
  readonly skill: string;
  readonly duration: Duration;
  /** Several people at once. Default: one with `skill`. Begins when all are free and on shift; how long it takes is drawn for
   *  whoever is given it. Not with `when-enabled`. */
  readonly crew?: readonly { readonly skill: string; readonly count: number }[];
  /** Nobody who has worked on this dossier at one of these nodes. */
  readonly notSamePersonAs?: readonly string[];
  /** Waiting longer than this, closed hours included, the applicant withdraws. Default: nobody does. */
  readonly patience?: Distribution;
  /** The node to which whoever withdraws goes. Default: the dossier ends. */
  readonly onWithdraw?: string;
  /** An event that interrupts the task, waiting or worked on, and leads elsewhere. */
  readonly boundary?: { readonly after: Delay; readonly to: string };
  /** Lower is served first; added to the flow's. Default 0. */
  readonly priority?: number;
  readonly batch?: Batch;
  /** Cost per execution, beside the cost of people, in the currency of `Person.costPerHour`. Default 0. */
  readonly fixedCost?: number;
  /** What the law sees when the task begins or ends. */
  readonly law?: LawMark;
}
/** Waiting without staff: post, a citizen, another agency, a timer. */
export interface DelayNode extends NodeBase {
  readonly kind: "delay";
  readonly next: string;
  readonly delay: Delay;
  readonly law?: LawMark;
}
/** One branch: the first whose condition holds, else by share among those without a condition. Where all of these have been
 *  passed as often as they may, by share among all. */
export interface ChoiceNode extends NodeBase {
  readonly kind: "choice";
  readonly branches: readonly Branch[];
}
/** Each branch by its own probability, one with a condition if and only if it holds; when none is taken exactly one that is
 *  still open, in proportion. */
export interface InclusiveNode extends NodeBase {
  readonly kind: "inclusive";
  readonly branches: readonly Branch[];
}
/** One way out of a choice. */
export interface Branch {
  /** The node it leads to. */
  readonly to: string;
  /** 0 to 1. Of a choice they add up to 1, unless a condition or the last branch takes the rest. */
  readonly share: number;
  readonly when?: Condition;
  /** What the law sees when this way is taken. */
  readonly law?: LawMark;
  /** After so many passes through this branch the dossier may not take it again (a loop with a limit). */
  readonly passesMax?: number;
}
/** All at once. */
export interface ParallelNode extends NodeBase {
  readonly kind: "parallel";
  readonly to: readonly string[];
}
/** `parallel`: waits for every way in. `inclusive`: waits for every token of the dossier that can still come; when all that is
 *  left of the dossier waits at such joins for each other, the one that came into being last goes on. A dossier none of whose
 *  tokens is left, because a join waits for what never comes, has ended. */
export interface JoinNode extends NodeBase {
  readonly kind: "join";
  readonly of: "parallel" | "inclusive";
  readonly next: string;
}
/** The first of several events decides (event-based choice). */
export interface RaceNode extends NodeBase {
  readonly kind: "race";
  readonly branches: readonly { readonly after: Delay; readonly to: string; readonly law?: LawMark }[];
}
/** The end of one way; the dossier ends with its last. */
export interface EndNode extends NodeBase {
  readonly kind: "end";
  /** Everything else the dossier still does ends too. */
  readonly terminates?: boolean;
}

/** Work that is done for several dossiers at once. A batch joins the line when it is formed, and grows until somebody takes it.
 *  Dossiers of it that whoever takes it may not see (four eyes) stay behind, as a batch of their own in the same place. */
export interface Batch {
  readonly sizeMin: number;
  readonly sizeMax: number;
  /** A batch too small goes anyway once its oldest has waited so long. */
  readonly waitMsMax?: number;
  /** `together`: one duration for all, all end together. `one-after-another`: the same person, in a row. */
  readonly run: "together" | "one-after-another";
  /** Duration of a batch by size: the factor of the largest `size` not above it. Default 1. */
  readonly durationFactor?: readonly { readonly size: number; readonly factor: number }[];
}

/** Somebody at work, in every office of the model. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly role: string;
  readonly skills: readonly string[];
  /** By skill; higher is better. Default 1. */
  readonly skillLevels?: { readonly [skill: string]: number };
  /** Durations are divided by it. Default 1. */
  readonly speed?: number;
  /** Id of the `StaffCalendar` of their shifts. */
  readonly calendar: string;
  /** Per hour at work, in any currency, the same for all costs of a model. Default 0. */
  readonly costPerHour?: number;
}
/** What a way through a flow is in law. Interpreted by the law's track; ignored in a flow without law. */
export type LawMark =
  | { readonly is: "accept" }
  | { readonly is: "enter"; readonly step: string }
  | { readonly is: "act"; readonly step: string; readonly action: string }
  | { readonly is: "ask-supplement" }
  | { readonly is: "receive-supplement" }
  | { readonly is: "refuse-intake" }
  | { readonly is: "withdraw" };
