import type { StepDefinition } from "../../procedure/types.ts";
import type { StaffClock } from "../kernel/staff-clock.ts";
import type { EventLog } from "../log/event-log.ts";
import { legalFactKinds } from "../log/facts.ts";
import { defaultSettings } from "../scenario/defaults.ts";
import type { IntakeSettings, ProcedureSettings, Spread, StepSettings } from "../scenario/types.ts";
import { type Fit, fitValues } from "./fit.ts";
import type { WaitUnit } from "./flow-of.ts";
import { type CountedActions, intakeActivity, type KnownProcedure } from "./known.ts";
import { rounded, spreadOf } from "./spread-of.ts";
import type { Trace } from "./traces.ts";
import type { FoundWaiting } from "./waiting.ts";
import type { FoundWork } from "./work.ts";

const none: Spread = { kind: "fixed", value: 0, unit: "minute" };
/** Shares of actions of fewer visits are taken from all procedures together. */
export const actsMin = 30;

/** What holds for all procedures of the catalogue in a log: times by step, intake, supplements, withdrawals. */
export function settingsOf(
  work: ReadonlyMap<string, FoundWork>,
  waiting: ReadonlyMap<string, FoundWaiting>,
  unattended: ReadonlySet<string>,
  life: FoundLife,
  waitUnit: WaitUnit,
  kindOf: (step: string) => string | undefined,
  shares: { readonly [step: string]: StepSettings },
  comeBack: IntakeSettings,
): ProcedureSettings {
  const steps: { [step: string]: StepSettings } = { ...shares };
  for (const [step, found] of work) {
    if (step === intakeActivity) continue;
    const spread = (fit: Fit): Spread => spreadOf(fit.distribution, "minute");
    if (unattended.has(step)) {
      steps[step] = { ...shares[step], wait: spread(found.all) };
      continue;
    }
    const wait = waiting.get(step);
    const usuallyWaits = defaultSettings.kinds?.[kindOf(step) ?? ""]?.wait !== undefined;
    const byPerson = Object.fromEntries([...found.byPerson].map(([person, fit]) => [person, spread(fit)]));
    steps[step] = {
      ...shares[step],
      work: spread(found.all),
      ...(wait !== undefined
        ? { wait: spreadOf(wait.all.distribution, waitUnit) }
        : usuallyWaits
          ? { wait: none }
          : {}),
      ...(Object.keys(byPerson).length === 0 ? {} : { byPerson }),
    };
  }
  const intake = work.get(intakeActivity);
  const receive = intake === undefined ? undefined : spreadOf(intake.all.distribution, "minute");
  const returns = [...waiting.values()].filter(({ activity }) => kindOf(activity) === "return");
  const [collected] = returns.sort((a, b) => b.items - a.items);
  return {
    intake: {
      ...(receive === undefined ? {} : { receive: { other: receive, online: receive, vneid: receive } }),
      refuseShare: rounded(life.refuseShare),
      ...comeBack,
    },
    return: {
      collect: collected === undefined ? none : spreadOf(collected.all.distribution, waitUnit),
    },
    withdrawShare: rounded(life.withdrawShare),
    steps,
  };
}

/** Shares of the actions of a step other than the first, which takes the rest. Those that hang on facts of the dossier are
 *  left to the facts. @param least of fewer visits nothing is said */
function actionShares({ actions }: StepDefinition, ofStep: ReadonlyMap<string, number>, least: number) {
  const total = [...ofStep.values()].reduce((sum, count) => sum + count, 0);
  if (total < least || actions.some(({ guard = [] }) => guard.length > 0)) return undefined;
  return Object.fromEntries(actions.slice(1).map(({ id }) => [id, rounded((ofStep.get(id) ?? 0) / total)]));
}

/** Shares of actions over all procedures that have the step and the action, for those with too few visits of their own. */
export function pooledShares(
  flows: readonly { readonly known: KnownProcedure; readonly counts: CountedActions["counts"] }[],
): { readonly [step: string]: StepSettings } {
  const sums = new Map<string, Map<string, { hits: number; of: number }>>();
  for (const { known, counts } of flows)
    for (const step of known.definition.steps) {
      const ofStep = counts.get(step.id) ?? new Map<string, number>();
      const total = [...ofStep.values()].reduce((sum, count) => sum + count, 0);
      for (const [action, share] of Object.entries(actionShares(step, ofStep, 1) ?? {})) {
        const ofAction = sums.get(step.id) ?? new Map<string, { hits: number; of: number }>();
        const sum = ofAction.get(action) ?? { hits: 0, of: 0 };
        sum.hits += share * total;
        sum.of += total;
        sums.set(step.id, ofAction.set(action, sum));
      }
    }
  return Object.fromEntries(
    [...sums].flatMap(([step, ofAction]) => {
      const told = [...ofAction].filter(([, { of }]) => of >= actsMin);
      if (told.length === 0) return [];
      return [[step, { actions: Object.fromEntries(told.map(([id, { hits, of }]) => [id, rounded(hits / of)])) }]];
    }),
  );
}

/** Actions and supplements of one procedure. */
export function stepShares(
  { definition }: KnownProcedure,
  { counts, asked, visits }: CountedActions,
  life: FoundLife,
  waitUnit: WaitUnit,
  mainStep: (steps: readonly string[]) => string | undefined,
): { readonly [step: string]: StepSettings } {
  const settings: { [step: string]: StepSettings } = {};
  for (const step of definition.steps) {
    const actions = actionShares(step, counts.get(step.id) ?? new Map(), actsMin);
    if (actions !== undefined && Object.keys(actions).length > 0) settings[step.id] = { actions };
  }
  const main = mainStep([...visits.keys()]);
  const loops = main === undefined ? 0 : (asked.get(main) ?? 0);
  const of = main === undefined ? 0 : (visits.get(main) ?? 0);
  if (main === undefined || of < actsMin) return settings;
  const share = life.asked > 0 ? life.asked / Math.max(1, life.dealtWith) : loops / Math.max(1, of - loops);
  settings[main] = {
    ...settings[main],
    supplement: {
      share: rounded(Math.min(1, share)),
      ...(life.citizen === undefined ? {} : { citizen: spreadOf(life.citizen.distribution, waitUnit) }),
      ...(life.asked > 0 ? { neverShare: rounded(1 - life.answered / life.asked) } : {}),
    },
  };
  return settings;
}

/** Dossiers that were looked through again before acceptance: how many, and until they came back. */
export function comingBack(traces: readonly Trace[], office: StaffClock, waitUnit: WaitUnit): IntakeSettings {
  const waits: number[] = [];
  let looked = 0;
  for (const { visits } of traces)
    visits.forEach(({ activity, readyAt, enabledAt }, place) => {
      if (activity !== intakeActivity) return;
      if (place === 0) looked += 1;
      // Nobody comes back more than once.
      else if (place === 1) waits.push(office.onBetween(readyAt, enabledAt));
    });
  const comesBack = fitValues(Float64Array.from(waits));
  if (comesBack === undefined) return { incompleteShare: 0 };
  return {
    incompleteShare: rounded(waits.length / looked),
    comesBack: spreadOf(comesBack.distribution, waitUnit),
    givesUpShare: 0,
  };
}

/** What the law saw of the dossiers, in shares. */
export interface FoundLife {
  readonly refuseShare: number;
  readonly withdrawShare: number;
  readonly asked: number;
  readonly answered: number;
  readonly dealtWith: number;
  /** From asked to completed, in opening time. */
  readonly citizen: Fit | undefined;
}

/** From the legal facts of a log; nothing but zeros where it has none. */
export function lifeOf(log: EventLog, dossiers: ReadonlySet<string>, office: StaffClock): FoundLife {
  const { facts, names } = log;
  const counts = new Map<string, number>();
  const open = new Map<number, number>();
  const waits: number[] = [];
  for (let row = 0; row < facts.count; row += 1) {
    const dossier = facts.dossier[row] ?? -1;
    if (!dossiers.has(names.dossier(dossier))) continue;
    const kind = legalFactKinds[facts.kind[row] ?? -1] ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const at = facts.at[row] ?? 0;
    if (kind === "supplement-asked") open.set(dossier, at);
    const since = open.get(dossier);
    if (kind === "supplement-received" && since !== undefined) {
      waits.push(office.onBetween(since, at));
      open.delete(dossier);
    }
  }
  const of = (kind: string): number => counts.get(kind) ?? 0;
  const decided = of("accepted") + of("intake-refused");
  return {
    refuseShare: decided === 0 ? 0 : of("intake-refused") / decided,
    withdrawShare: of("accepted") === 0 ? 0 : of("withdrawn") / of("accepted"),
    asked: of("supplement-asked"),
    answered: waits.length,
    dealtWith: of("accepted"),
    citizen: fitValues(Float64Array.from(waits)),
  };
}

/** The step at which supplements are asked for: the first that may, of those the log shows. */
export const mainStepOf =
  (known: readonly KnownProcedure[]) =>
  (steps: readonly string[]): string | undefined => {
    for (const { definition } of known) {
      const step = definition.steps.find(
        ({ id, kind, mayAskSupplement }) => mayAskSupplement && kind !== "return" && steps.includes(id),
      );
      if (step !== undefined) return step.id;
    }
    return undefined;
  };

export const dossiersOf = (traces: readonly Trace[]): ReadonlySet<string> =>
  new Set(traces.map(({ dossier }) => dossier));
