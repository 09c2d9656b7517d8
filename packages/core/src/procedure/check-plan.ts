import { type Fault, fault } from "../base/errors.ts";
import { type EntryClock, entryClocks } from "./clock-walk.ts";
import type { ControlState } from "./compiled-types.ts";
import type { MigrationPlan } from "./migration-plan.ts";
import { closableKinds, endStates, supplementState } from "./names.ts";
import type { ProcedureDefinition, StepDefinition } from "./types.ts";

type Place = Pick<ControlState, "work" | "step"> & { readonly key?: string };

/** Where a plan brings a dossier that stands at a control state: the work state of the new definition. Names only;
 *  `planFaults` says whether it may stand there. */
export function landingOf(plan: MigrationPlan, { key, work, step }: Place): string {
  const named = (key === undefined ? undefined : plan.states[key]) ?? plan.states[work];
  if (named !== undefined) return named;
  if (step === undefined || work === step.id) return work;
  const behind = plan.states[step.id];
  return behind === undefined ? work : supplementState(behind);
}

/** The step behind a work state, `undefined` for the built-in ones and for names the definition does not have. */
export function stepBehind(definition: ProcedureDefinition, work: string): StepDefinition | undefined {
  const step = definition.steps.find((known) => known.id === work || supplementState(known.id) === work);
  return step === undefined || work === step.id || asksSupplement(step) ? step : undefined;
}

const asksSupplement = (step: StepDefinition): boolean => step.mayAskSupplement && step.kind !== "return";
const builtIn: ReadonlySet<string> = new Set(["received", ...endStates]);

/**
 * May a dossier that stands at `from` go on at `target`? The clock must be able to stand there as it does, a citizen who
 * completes the dossier must find a place to bring it back to, and a wait that ends by itself must end where it is moved.
 * @param clock how it stands by the procedure's own acts; absent for a dossier without a limit
 */
export function landingFault(
  to: ProcedureDefinition,
  from: Place,
  target: string,
  clock: EntryClock | undefined,
  path: string,
): Fault | undefined {
  if (builtIn.has(from.work)) return target === from.work ? undefined : unknownTarget(from.work, target, path);
  const step = stepBehind(to, target);
  const supplement = from.work !== from.step?.id;
  if (step === undefined || (target !== step.id) !== supplement) return unknownTarget(from.work, target, path);
  if (supplement) return undefined;
  if (clock !== undefined && !(entryClocks(to).get(step.id)?.has(clock) ?? false))
    return fault(
      "migration.clock_differs",
      `"${from.work}" có thời hạn ${clockWords[clock].vi}, còn "${target}" thì không bao giờ như vậy`,
      `at "${from.work}" the clock is ${clockWords[clock].en}, which it never is at "${target}"`,
      path,
    );
  const waits = from.step?.wait !== undefined;
  if (waits && (step.wait === undefined || closable(step) !== (from.step !== undefined && closable(from.step))))
    return fault(
      "migration.wait_differs",
      `"${from.work}" là bước chờ, "${target}" không kết thúc việc chờ theo cùng cách`,
      `"${from.work}" waits, and "${target}" does not end a wait in the same way`,
      path,
    );
  return undefined;
}

const closable = (step: StepDefinition): boolean => closableKinds.has(step.kind);
const clockWords: { readonly [clock in EntryClock]: { readonly vi: string; readonly en: string } } = {
  running: { vi: "đang chạy", en: "running" },
  suspended: { vi: "đang tạm dừng", en: "suspended" },
  ended: { vi: "đã kết thúc", en: "ended" },
};

const unknownTarget = (work: string, target: string, path: string): Fault =>
  target === work
    ? fault(
        "migration.state_unmapped",
        `trạng thái "${work}" không có trong định nghĩa mới; hãy chỉ ra trạng thái tương ứng`,
        `state "${work}" is not in the new definition; say where it goes`,
        path,
      )
    : fault(
        "migration.target_unknown",
        `"${work}" không thể chuyển tới "${target}"`,
        `"${work}" cannot go to "${target}"`,
        path,
      );

/**
 * Everything wrong with a plan between two definitions, at once, with paths; empty when any dossier of the old one has a
 * place in the new. What depends on a single dossier (a promise already past, a unit the office lacks) is said when it moves.
 */
export function planFaults(plan: MigrationPlan, from: ProcedureDefinition, to: ProcedureDefinition): readonly Fault[] {
  return [...sides(plan, from, to), ...unknownStates(plan, from), ...landings(plan, from, to), ...missing(from, to)];
}

function sides(plan: MigrationPlan, from: ProcedureDefinition, to: ProcedureDefinition): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [path, definition] of [
    ["from", from],
    ["to", to],
  ] as const) {
    const { code, version } = plan[path];
    if (definition.code !== code || definition.version !== version)
      faults.push(
        fault(
          "migration.other_definition",
          `kế hoạch nói ${code}@${version}, định nghĩa là ${definition.code}@${definition.version}`,
          `the plan says ${code}@${version}, the definition is ${definition.code}@${definition.version}`,
          path,
        ),
      );
  }
  if (plan.from.code === plan.to.code && plan.from.version === plan.to.version)
    faults.push(
      fault(
        "migration.same_version",
        "kế hoạch chuyển tới chính phiên bản cũ",
        "the plan leads to the version it comes from",
        "to.version",
      ),
    );
  return faults;
}

const keyPattern = /^work\/([^;]+);clock\/(notStarted|running|suspended|ended);promise\/[A-Za-z]+$/;

function unknownStates(plan: MigrationPlan, from: ProcedureDefinition): readonly Fault[] {
  return Object.keys(plan.states).flatMap((name) => {
    const work = keyPattern.exec(name)?.[1] ?? name;
    if (stepBehind(from, work) !== undefined) return [];
    return [
      fault(
        "migration.state_unknown",
        builtIn.has(work) ? `"${work}" luôn giữ nguyên` : `định nghĩa cũ không có trạng thái "${work}"`,
        builtIn.has(work) ? `"${work}" always stays as it is` : `the old definition has no state "${work}"`,
        `states["${name}"]`,
      ),
    ];
  });
}

/** Every state a dossier of the old definition can stand at, and every more precise one the plan names. */
function landings(plan: MigrationPlan, from: ProcedureDefinition, to: ProcedureDefinition): readonly Fault[] {
  const faults: Fault[] = [];
  const add = (found: Fault | undefined): void => {
    if (found !== undefined) faults.push(found);
  };
  for (const [id, clocks] of entryClocks(from)) {
    const step = from.steps.find((known) => known.id === id);
    if (step === undefined) continue;
    const place = { work: id, step };
    const path = `states["${id}"]`;
    add(keptWaitFault(plan, step, stepBehind(to, landingOf(plan, place)), path));
    for (const clock of clocks) add(landingFault(to, place, landingOf(plan, place), clock, path));
    if (!asksSupplement(step)) continue;
    const waiting = { work: supplementState(id), step };
    add(landingFault(to, waiting, landingOf(plan, waiting), undefined, `states["${waiting.work}"]`));
  }
  for (const [key, target] of Object.entries(plan.states)) {
    const work = keyPattern.exec(key)?.[1];
    const step = work === undefined ? undefined : stepBehind(from, work);
    // Which clock it has there is known only of a dossier: an external ground may hold any step.
    if (work !== undefined && step !== undefined && work === step.id)
      add(keptWaitFault(plan, step, stepBehind(to, target), `states["${key}"]`));
    if (work !== undefined && step !== undefined)
      add(landingFault(to, { work, step }, target, undefined, `states["${key}"]`));
  }
  return unique(faults);
}

/**
 * A wait that is kept ends as it did, and nobody may end by hand what ends by itself: where the new step says that an action
 * follows from the end, the wait must bring that one. How a ladder of the rule set ends is known only when a dossier moves.
 */
function keptWaitFault(
  { limits }: MigrationPlan,
  step: StepDefinition,
  target: StepDefinition | undefined,
  path: string,
): Fault | undefined {
  if ((limits.wait ?? "keep") !== "keep" || target === undefined) return undefined;
  const [brought, awaited] = [step.follows?.over, target.follows?.over];
  const ownLadder = step.wait?.ladder !== undefined;
  const ends = awaited === undefined || awaited === brought || ownLadder;
  const fits = brought === undefined || target.actions.some(({ id }) => id === brought);
  if (ends && fits) return undefined;
  return fault(
    "migration.wait_differs",
    `thời gian chờ giữ từ "${step.id}" không kết thúc như bước "${target.id}" cần; hãy tính lại thời gian chờ`,
    `the wait kept from "${step.id}" does not end as step "${target.id}" has it; recompute the wait`,
    path,
  );
}

const unique = (faults: readonly Fault[]): readonly Fault[] => [
  ...new Map(faults.map((one) => [`${one.code} ${one.path}`, one])).values(),
];

/** What a dossier carries along must mean something under the new definition. */
function missing(from: ProcedureDefinition, to: ProcedureDefinition): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [index, { id }] of from.facts.entries())
    if (!to.facts.some((known) => known.id === id))
      faults.push(
        fault(
          "migration.fact_missing",
          `dữ kiện "${id}" không có trong định nghĩa mới`,
          `fact "${id}" is not in the new definition`,
          `from.facts[${index}]`,
        ),
      );
  for (const [index, { id }] of from.cases.entries())
    if (!to.cases.some((known) => known.id === id))
      faults.push(
        fault(
          "migration.case_missing",
          `trường hợp "${id}" không có trong định nghĩa mới`,
          `case "${id}" is not in the new definition`,
          `from.cases[${index}]`,
        ),
      );
  return faults;
}
