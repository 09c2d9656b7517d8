import type { Delay, Distribution, FlowNode, Model, Person, Stream, TaskNode } from "@motcua/core/simulator";

/** One unit of time of the reference is an hour of the simulator, so that whole milliseconds round off nothing. */
export const hourMs = 3_600_000;

export type ServiceLaw =
  | { readonly distribution: "fixed"; readonly value: number }
  | { readonly distribution: "exponential"; readonly mean: number }
  | { readonly distribution: "erlang"; readonly k: number; readonly mean: number }
  | { readonly distribution: "uniform"; readonly min: number; readonly max: number }
  | { readonly distribution: "triangular"; readonly min: number; readonly mode: number; readonly max: number }
  | { readonly distribution: "lognormal"; readonly mean: number; readonly variance: number }
  | { readonly distribution: "gamma"; readonly shape: number; readonly scale: number }
  | { readonly distribution: "weibull"; readonly shape: number; readonly scale: number }
  | {
      readonly distribution: "hyperexponential";
      readonly probabilities: readonly number[];
      readonly means: readonly number[];
    };

/** A distribution of the reference in the words of the model. */
export function distributionOf(law: ServiceLaw): Distribution {
  switch (law.distribution) {
    case "fixed":
      return { kind: "fixed", ms: law.value * hourMs };
    case "exponential":
      return exponential(law.mean);
    case "erlang":
      return { kind: "gamma", meanMs: law.mean * hourMs, sdMs: (law.mean / Math.sqrt(law.k)) * hourMs };
    case "uniform":
      return { kind: "uniform", minMs: law.min * hourMs, maxMs: law.max * hourMs };
    case "triangular":
      return { kind: "triangular", minMs: law.min * hourMs, modeMs: law.mode * hourMs, maxMs: law.max * hourMs };
    case "lognormal":
      return { kind: "log-normal", meanMs: law.mean * hourMs, sdMs: Math.sqrt(law.variance) * hourMs };
    case "gamma":
      return {
        kind: "gamma",
        meanMs: law.shape * law.scale * hourMs,
        sdMs: Math.sqrt(law.shape) * law.scale * hourMs,
      };
    case "weibull":
      return { kind: "weibull", shape: law.shape, scaleMs: law.scale * hourMs };
    case "hyperexponential":
      return {
        kind: "mixture",
        of: law.probabilities.map((share, i) => ({ share, ms: exponential(law.means[i] ?? 0) })),
      };
  }
}

export const exponential = (meanHours: number): Distribution => ({ kind: "exponential", meanMs: meanHours * hourMs });

/** How the model of a queue is put together: flows with their arrival rates, and people by skill. */
export interface QueueSpec {
  readonly flows: readonly {
    readonly perHour: number;
    readonly nodes: readonly FlowNode[];
    readonly priority?: number;
    readonly openMax?: number;
  }[];
  readonly staff: { readonly [skill: string]: number };
  readonly preemption?: Model["conventions"]["preemption"];
}

/** Arrivals begin at 0 and end after warm-up and counted hours; what is open then is worked off, so that no long wait is
 *  left out. */
export function queueModel(spec: QueueSpec, warmUpHours: number, countedHours: number): Model {
  const people = Object.entries(spec.staff).flatMap(([skill, count]) =>
    Array.from(
      { length: count },
      (_, i): Person => ({
        id: `${skill}${i}`,
        name: `${skill} ${i}`,
        unit: "office",
        role: skill,
        skills: [skill],
        calendar: "always",
      }),
    ),
  );
  return {
    flows: spec.flows.map(({ nodes, priority, openMax }, i) => ({
      id: `f${i}`,
      name: `Flow ${i}`,
      start: nodes[0]?.id ?? "end",
      nodes: [...nodes, { kind: "end", id: "end", name: "End" }],
      ...(priority === undefined ? {} : { priority }),
      ...(openMax === undefined ? {} : { openMax }),
    })),
    people,
    calendars: [{ id: "always", kind: "always" }],
    streams: spec.flows.map(
      ({ perHour }, i): Stream => ({
        id: `s${i}`,
        flow: `f${i}`,
        arrivals: { kind: "between", ms: exponential(1 / perHour) },
      }),
    ),
    conventions: {
      arrivals: "open-time",
      dispatch: "when-free",
      allocation: "fair",
      shiftEnd: "pause",
      preemption: spec.preemption ?? "none",
    },
    startAt: 0,
    countFrom: warmUpHours * hourMs,
    endAt: (warmUpHours + countedHours) * hourMs,
  };
}

export const taskNode = (
  id: string,
  duration: Distribution,
  more: Partial<Pick<TaskNode, "next" | "skill" | "patience" | "boundary">> = {},
): TaskNode => ({ kind: "task", id, name: id, next: "end", skill: "s", duration: { all: duration }, ...more });

export const after = (ms: Distribution): Delay => ({ ms });
