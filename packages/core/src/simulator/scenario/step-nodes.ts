import { readFact } from "../../procedure/names.ts";
import type { ActionDefinition, ProcedureDefinition, StepDefinition } from "../../procedure/types.ts";
import type { Branch, LawMark } from "../model.ts";
import { defaultActionShares, defaultSupplement } from "./defaults.ts";
import { type FlowBuilder, factAttribute, ids } from "./flow-builder.ts";
import type { StepSettings } from "./types.ts";

/** Days without a word after which an applicant counts as withdrawn where no law closes the dossier first. */
const silentDays = 365;

/** The first node of a step. */
export function stepEntry(builder: FlowBuilder, step: StepDefinition): string {
  if (step.kind === "return") return step.id;
  const { automatic, wait, work } = builder.of(step);
  if (automatic === true || (wait === undefined && work === undefined)) return `${step.id}!`;
  return wait !== undefined && work !== undefined ? `${step.id}~wait` : step.id;
}

/** A step at which somebody works, or waits, or both; then one of its actions. */
export function stepNodes(builder: FlowBuilder, step: StepDefinition): void {
  const settings = builder.of(step);
  const { id, name } = step;
  const { automatic, wait, work } = settings;
  actionNodes(builder, step, settings);
  if (automatic === true) return;
  const after = work === undefined ? `${id}!` : turnNodes(builder, step, settings);
  if (work !== undefined)
    builder.task(id, name.vi, {
      skill: `${step.role}@${step.unit}`,
      work,
      next: after,
      settings,
      more: { law: { is: "enter", step: id }, ...fourEyes(builder, step) },
    });
  if (wait === undefined) return;
  if (work === undefined) builder.delay(id, name.vi, wait, after);
  else builder.delay(`${id}~wait`, name.vi, wait, id);
}

/** Only steps at which somebody works have a person. */
function fourEyes(builder: FlowBuilder, { notSamePersonAs = [] }: StepDefinition) {
  const others = notSamePersonAs.filter((id) => {
    const other = builder.definition.steps.find((known) => known.id === id);
    if (other === undefined || other.kind === "return") return false;
    const { automatic, work } = builder.of(other);
    return automatic !== true && work !== undefined;
  });
  return others.length === 0 ? {} : { notSamePersonAs: others };
}

/** What may turn up while a matter is dealt with: papers are missing, or the applicant withdraws. */
function turnNodes(builder: FlowBuilder, step: StepDefinition, settings: StepSettings): string {
  const act = `${step.id}!`;
  if (step.id !== builder.mainStep) return act;
  const branches: Branch[] = [];
  const { share: wanting = 0, ...supplement } = { ...defaultSupplement, ...settings.supplement };
  const rounds = Math.min(supplement.rounds, builder.roundsMax);
  const asked = rounds > 0 && step.mayAskSupplement ? wanting : 0;
  if (asked > 0) {
    const to = supplementNodes(builder, step, supplement);
    branches.push({ to, share: asked, law: { is: "ask-supplement" }, passesMax: rounds });
  }
  const share = shareBeside(builder.settings.withdrawShare ?? 0, asked);
  if (share > 0 && builder.definition.applicant === "required")
    branches.push({ to: ids.end, share, law: { is: "withdraw" }, passesMax: 1 });
  return builder.choice(`${step.id}?`, step.name.vi, [...branches, { to: act, share: restOf(branches) }]);
}

/** A share beside another: where both are more than all, it is one of what the other leaves. */
export const shareBeside = (share: number, other: number): number =>
  share + other > 1 + 1e-9 ? share * (1 - other) : share;

/** What branches leave of all; sums of decimal fractions may end a hair beyond 1. */
export const restOf = (branches: readonly Branch[]): number =>
  Math.max(0, 1 - branches.reduce((sum, { share }) => sum + share, 0));

function supplementNodes(
  builder: FlowBuilder,
  { id }: StepDefinition,
  { citizen, neverShare }: Pick<Required<NonNullable<StepSettings["supplement"]>>, "citizen" | "neverShare">,
): string {
  const wait = `${id}~supplement`;
  builder.delay(wait, "Công dân bổ sung hồ sơ", citizen, id, { is: "receive-supplement" });
  if (neverShare === 0) return wait;
  builder.withdraws(`${id}~silent`, silentDays);
  return builder.choice(`${id}~supplement?`, "Có bổ sung", [
    { to: `${id}~silent`, share: neverShare },
    { to: wait, share: 1 - neverShare },
  ]);
}

/** The actions of a step, those whose guards hold for the facts of the dossier. */
export function actionNodes(
  builder: FlowBuilder,
  step: StepDefinition,
  settings: StepSettings,
  from = step.id,
  endAt: string = ids.end,
): void {
  const facts = [...new Set(step.actions.flatMap(({ guard = [] }) => guard.map((text) => readFact(text).fact)))];
  const build = (id: string, left: readonly string[], holding: ReadonlyMap<string, boolean>): void => {
    const [fact, ...others] = left;
    if (fact === undefined) {
      const open = step.actions.filter(({ guard = [] }) =>
        guard.every((text) => holding.get(readFact(text).fact) === readFact(text).holds),
      );
      const branches = branchesOf(builder, step, settings, open, endAt);
      builder.add({ id, name: step.name.vi, kind: "choice", branches });
      return;
    }
    const [yes, no] = [`${id}${fact}`, `${id}-${fact}`];
    builder.add({
      id,
      name: step.name.vi,
      kind: "choice",
      branches: [
        { to: yes, share: 0, when: { attribute: factAttribute(fact), is: "yes" } },
        { to: no, share: 1 },
      ],
    });
    build(yes, others, new Map([...holding, [fact, true]]));
    build(no, others, new Map([...holding, [fact, false]]));
  };
  build(`${from}!`, facts, new Map());
}

function branchesOf(
  builder: FlowBuilder,
  step: StepDefinition,
  settings: StepSettings,
  open: readonly ActionDefinition[],
  endAt: string,
): readonly Branch[] {
  const said = settings.actions ?? {};
  const shareOf = ({ id }: ActionDefinition): number => said[id] ?? defaultActionShares[id] ?? 0;
  const [first, ...others] = open;
  const rest = 1 - others.reduce((sum, action) => sum + shareOf(action), 0);
  return open.map((action) => {
    const share = action === first ? (said[action.id] ?? rest) : shareOf(action);
    const back = action !== first && leadsTo(builder.definition, action.to, step.id);
    const law: LawMark = { is: "act", step: step.id, action: action.id };
    const to = action.to.startsWith("end:") ? endAt : entryOf(builder, action.to);
    const more = back ? { passesMax: settings.loopsMax ?? 1 } : {};
    return builder.endsByLaw && action.id === step.follows?.over
      ? { to: untilOver(builder, step, { to, share: 1, law }), share, ...more }
      : { to, share, law, ...more };
  });
}

/** Nothing happened by the time drawn: the dossier waits for the last day of the step to end, which the law's own rung does.
 *  @returns where it waits */
function untilOver(builder: FlowBuilder, { id, name, wait }: StepDefinition, over: Branch): string {
  const waiting = `${id}~over`;
  const amount = wait !== undefined && "amount" in wait.budget ? wait.budget.amount : 0;
  const days = silentDays + amount * (wait?.budget.unit === "month" ? 62 : 2);
  builder.add({ id: `${waiting}!`, name: name.vi, kind: "choice", branches: [over] });
  builder.delay(waiting, name.vi, { kind: "fixed", value: days, unit: "day" }, `${waiting}!`);
  return waiting;
}

function entryOf(builder: FlowBuilder, id: string): string {
  const step = builder.definition.steps.find((known) => known.id === id);
  return step === undefined ? ids.end : stepEntry(builder, step);
}

/** Can a dossier that goes to a step come to another from there? */
function leadsTo({ steps }: ProcedureDefinition, from: string, to: string): boolean {
  const seen = new Set<string>();
  const next = [from];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    next.push(...(steps.find((step) => step.id === id)?.actions.map((action) => action.to) ?? []));
  }
  return false;
}
