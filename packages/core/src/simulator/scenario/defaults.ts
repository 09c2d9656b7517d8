import type { Conventions } from "../model.ts";
import type { ProcedureSettings, ScenarioConventions, StepSettings } from "./types.ts";

/** Conventions by preset. */
export const presets: { readonly [preset in "motcua" | "prosimos"]: Conventions } = {
  /** As an office works: people come while it is open, whoever is free and there takes the work, work pauses overnight. */
  motcua: {
    arrivals: "open-time",
    dispatch: "when-free",
    allocation: "fair",
    shiftEnd: "pause",
    preemption: "none",
  },
  /** As that tool does, for figures that are compared with its own. */
  prosimos: {
    arrivals: "elapsed",
    dispatch: "when-enabled",
    allocation: "first",
    shiftEnd: "pause",
    preemption: "none",
  },
};

/** @param changes all but `handOver`, which is counted in an office's own days */
export const conventionsOf = (
  preset: keyof typeof presets = "motcua",
  { handOver: _, ...changes }: ScenarioConventions = {},
): Conventions => ({ ...presets[preset], ...changes });

/**
 * What holds where a scenario says nothing. No source tells touch times or shares of Vietnamese offices: all of these are
 * assumptions, the same as those of the sample office, and meant to be replaced by calibrated ones.
 */
export const defaultSettings: ProcedureSettings = {
  intake: {
    receive: {
      other: { kind: "log-normal", mean: 8, sd: 5, min: 2, max: 60, unit: "minute" },
      // The form is filled in already; the papers are looked through.
      online: { kind: "log-normal", mean: 5, sd: 3, min: 1, max: 40, unit: "minute" },
      vneid: { kind: "log-normal", mean: 5, sd: 3, min: 1, max: 40, unit: "minute" },
    },
    refuseShare: 0.016,
    incompleteShare: 0.062,
    comesBack: { kind: "uniform", min: 1, max: 24, unit: "working-hour" },
    givesUpShare: 0.07,
  },
  return: {
    ways: {
      other: { counter: 1 },
      online: { electronic: 1 },
      vneid: { electronic: 1 },
      post: { post: 1 },
    },
    collect: { kind: "uniform", min: 0.1, max: 15, unit: "working-hour" },
    postal: { kind: "uniform", min: 1, max: 4, unit: "day" },
  },
  withdrawShare: 0.013,
  kinds: {
    work: { work: { kind: "log-normal", mean: 20, sd: 14, min: 3, max: 240, unit: "minute" } },
    decide: { work: { kind: "log-normal", mean: 4, sd: 3, min: 1, max: 60, unit: "minute" } },
    return: { work: { kind: "log-normal", mean: 3, sd: 2, min: 1, max: 30, unit: "minute" } },
    "on-site": {
      wait: { kind: "uniform", min: 0.5, max: 3, unit: "working-day" },
      work: { kind: "log-normal", mean: 120, sd: 60, min: 30, max: 480, unit: "minute" },
    },
    session: {
      wait: { kind: "uniform", min: 3, max: 9, unit: "day" },
      work: { kind: "log-normal", mean: 90, sd: 45, min: 20, max: 480, unit: "minute" },
    },
    posting: { wait: { kind: "uniform", min: 15, max: 16, unit: "day" } },
    "wait-payment": { wait: { kind: "uniform", min: 1, max: 12, unit: "day" } },
    confirm: { wait: { kind: "uniform", min: 0.5, max: 8, unit: "working-hour" } },
    consult: { wait: { kind: "uniform", min: 2, max: 17, unit: "working-hour" } },
    exchange: { wait: { kind: "uniform", min: 2, max: 17, unit: "working-hour" } },
    post: { wait: { kind: "uniform", min: 1, max: 4, unit: "day" } },
    // All members together; whoever wants each of them simulates a group of procedures instead.
    interlinked: { wait: { kind: "uniform", min: 2, max: 12, unit: "working-day" } },
  },
  steps: {
    officer: { supplement: { share: 0.095 } },
    intake: { work: { kind: "log-normal", mean: 6, sd: 4, min: 1, max: 60, unit: "minute" } },
  },
};

/** The citizen's part of a supplement where nothing is said. An assumption too. */
export const defaultSupplement = {
  rounds: 1,
  citizen: { kind: "uniform", min: 15, max: 57, unit: "working-hour" },
  neverShare: 0.18,
} as const;

/** Shares of actions other than a step's first, as in the sample office. Assumptions too. */
export const defaultActionShares: { readonly [action: string]: number } = {
  refuse: 0.013,
  partlyGrant: 0.02,
  sendBack: 0.018,
  sendDraft: 0.5,
  askOtherCommune: 0.09,
  post: 0.35,
  charge: 0.6,
  noCharges: 0.25,
  silent: 0.12,
  corrections: 0.05,
  noAnswer: 0.15,
  debtRecorded: 0.15,
  objection: 0.05,
  adjourn: 0.25,
  notConciliated: 0.3,
  // Two sessions without one of the parties end the conciliation.
  absentTwice: 0.05,
  askCompletion: 0.1,
};

/** Settings over others that are said further out: what they do not say is taken from there. */
export const settingsOver = (under: ProcedureSettings, over: ProcedureSettings): ProcedureSettings => ({
  ...under,
  ...over,
  intake: { ...under.intake, ...over.intake, receive: { ...under.intake?.receive, ...over.intake?.receive } },
  return: { ...under.return, ...over.return, ways: { ...under.return?.ways, ...over.return?.ways } },
  kinds: byName(under.kinds, over.kinds),
  steps: byName(under.steps, over.steps),
});

type Named = { readonly [name: string]: StepSettings };
function byName(under: Named = {}, over: Named = {}): Named {
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, stepSettings(under[name], over[name])]));
}

export const stepSettings = (under: StepSettings = {}, over: StepSettings = {}): StepSettings => ({
  ...under,
  ...over,
  ...(under.actions === undefined && over.actions === undefined
    ? {}
    : { actions: { ...under.actions, ...over.actions } }),
  ...(under.supplement === undefined && over.supplement === undefined
    ? {}
    : { supplement: { ...under.supplement, ...over.supplement } }),
});
