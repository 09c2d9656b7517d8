import type { EpochMs } from "../../calendar/types.ts";
import type { PinnedLaw } from "../../dossier/law.ts";
import type { DossierState } from "../../dossier/state.ts";
import type { Flow, FlowNode } from "../model.ts";
import { defaultSettings, defaultSupplement } from "../scenario/defaults.ts";
import { ids } from "../scenario/flow-builder.ts";
import { delayOf, type TimeBase } from "../scenario/spread.ts";

/** Where a stored dossier stands in a flow, and a node the flow lacks for it. */
export interface StandingPlace {
  readonly node: string;
  readonly since: EpochMs;
  readonly missing?: FlowNode;
}

/** The place of an open dossier in the flow of its procedure; `undefined` when the flow does not have its step. */
export function standingPlace(
  state: DossierState,
  flow: Flow,
  law: PinnedLaw,
  base: TimeBase,
): StandingPlace | undefined {
  const { work } = law.procedure.stateByKey(state.control);
  const has = (id: string): boolean => flow.nodes.some((node) => node.id === id);
  if (work === "received") return beforeAcceptance(state, flow, base, has);
  if (work.endsWith(supplementEnd)) return inSupplement(state, work, base, has);
  const step = law.procedure.definition.steps.find(({ id }) => id === work);
  const since = state.task?.openedAt ?? state.lastAt;
  const tries = step?.kind === "return" ? returnNodesOf(work, state.returnBy) : [`${work}~wait`, work];
  // The entry of a return has the name of the step and is a choice.
  const node = tries.find((id) => flow.nodes.some((known) => known.id === id && standsIn.has(known.kind)));
  if (node !== undefined) return { node, since };
  const entry = [`${work}!`, work].find(has);
  return entry === undefined ? undefined : atOnce(entry, since);
}

const supplementEnd = "~supplement";
const standsIn: ReadonlySet<FlowNode["kind"]> = new Set(["task", "delay"]);

function beforeAcceptance(
  { channel, intakeRounds, submittedAt, lastAt }: DossierState,
  { start }: Flow,
  base: TimeBase,
  has: (id: string) => boolean,
): StandingPlace {
  if (intakeRounds > 0) {
    if (has(ids.comesBack)) return { node: ids.comesBack, since: lastAt };
    const wait = defaultSettings.intake?.comesBack ?? { kind: "fixed", value: 1, unit: "working-day" };
    const missing = delayNode(ids.comesBack, "Công dân hoàn thiện hồ sơ", delayOf(wait, base), start);
    return { node: missing.id, since: lastAt, missing };
  }
  const node = [`${ids.receive}:${channel}`, `${ids.receive}:other`].find(has);
  return node === undefined ? atOnce(start, submittedAt) : { node, since: submittedAt };
}

function inSupplement(
  { supplement, lastAt }: DossierState,
  work: string,
  base: TimeBase,
  has: (id: string) => boolean,
): StandingPlace | undefined {
  const since = supplement?.askedAt ?? lastAt;
  if (has(work)) return { node: work, since };
  const step = work.slice(0, -supplementEnd.length);
  const next = [`${step}~wait`, step, `${step}!`].find(has);
  if (next === undefined) return undefined;
  const delay = delayOf(defaultSupplement.citizen, base);
  const missing = {
    ...delayNode(work, "Công dân bổ sung hồ sơ", delay, next),
    law: { is: "receive-supplement" } as const,
  };
  return { node: work, since, missing };
}

/** Nodes of a step that hands results over, the way that was asked for first. */
function returnNodesOf(step: string, returnBy: string | undefined): readonly string[] {
  const counter = [`${step}~collect`, `${step}:counter`];
  const all = [...counter, `${step}:electronic`, `${step}:post`];
  if (returnBy === undefined || returnBy === "counter") return all;
  return [`${step}:${returnBy}`, ...all];
}

/** Where nobody works and nothing is waited for, a dossier goes on at once. */
function atOnce(to: string, since: EpochMs): StandingPlace {
  const missing = delayNode(`~now:${to}`, "Đi tiếp ngay", { ms: { kind: "fixed", ms: 0 } }, to);
  return { node: missing.id, since, missing };
}

const delayNode = (id: string, name: string, delay: ReturnType<typeof delayOf>, next: string) =>
  ({ id, name, kind: "delay", delay, next }) as const;
