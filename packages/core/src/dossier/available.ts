import type { CommandId } from "../base/ids.ts";
import type { Bilingual } from "../base/text.ts";
import type { EpochMs } from "../calendar/types.ts";
import { recordedAt } from "../procedure/moments.ts";
import type { RecordedMoment } from "../procedure/types.ts";
import { momentNames } from "../procedure/words.ts";
import type { Act, CommandType } from "./commands.ts";
import { decide } from "./decide.ts";
import type { PinnedLaw } from "./law.ts";
import type { Actor, ResolvedFacts } from "./people.ts";
import type { Refusal } from "./refusal.ts";
import type { DossierState } from "./state.ts";

/** A button, and why it is grey. */
export interface Available {
  readonly command: CommandType;
  /** For `act` and `record`. */
  readonly step?: string;
  readonly action?: string;
  readonly moment?: RecordedMoment;
  readonly name: Bilingual;
  readonly allowed: boolean;
  /** Why not; absent when allowed. */
  readonly because?: Refusal;
  /** Allowed once its required input is given. */
  readonly needsInput?: true;
}

const plain: readonly { readonly command: "claim" | "withdraw" | "resolve"; readonly name: Bilingual }[] = [
  { command: "claim", name: { vi: "Nhận việc", en: "Claim" } },
  { command: "resolve", name: { vi: "Hoàn thành việc được giao lại", en: "Resolve the delegated task" } },
  { command: "withdraw", name: { vi: "Dừng thực hiện theo yêu cầu người nộp", en: "Withdraw" } },
];

/** Which acts this person could take now, found by deciding each on trial: the same rules, nothing recorded. */
export function availableActions(
  law: PinnedLaw,
  state: DossierState,
  by: Actor,
  at: EpochMs,
  resolved: ResolvedFacts,
): readonly Available[] {
  const base = {
    commandId: "trial" as CommandId,
    dossierId: state.dossierId,
    officeId: state.officeId,
    by,
    at: Math.max(at, state.lastAt),
    resolved,
  };
  const answers: Available[] = [];
  if (state.acceptedAt === undefined && state.endedAt === undefined) {
    const tried = decide(law, state, { ...base, type: "accept" });
    answers.push(
      answer({ command: "accept", name: { vi: "Tiếp nhận", en: "Accept" } }, tried.ok ? undefined : tried.error),
    );
  }
  const step = law.procedure.definition.steps.find((known) => known.id === state.task?.step);
  for (const action of step?.actions ?? []) {
    const command: Act = { ...base, type: "act", step: step?.id ?? "", action: action.id };
    const tried = decide(law, state, command);
    const button = { command: "act" as const, step: command.step, action: action.id, name: action.name };
    answers.push(answer(button, tried.ok ? undefined : tried.error));
  }
  // Where nothing is said of moments, recording one leads nowhere: no button.
  const tells = step?.follows !== undefined || step?.session !== undefined;
  for (const moment of tells ? (recordedAt[step.kind] ?? []) : []) {
    const button = { command: "record" as const, step: step?.id ?? "", moment };
    const tried = decide(law, state, { ...base, type: "record", step: button.step, moment });
    answers.push(answer({ ...button, name: momentNames[moment] }, tried.ok ? undefined : tried.error));
  }
  for (const button of plain) {
    const tried = decide(law, state, { ...base, type: button.command });
    answers.push(answer(button, tried.ok ? undefined : tried.error));
  }
  return answers;
}

function answer(
  button: Pick<Available, "command" | "step" | "action" | "moment" | "name">,
  refusal: Refusal | undefined,
): Available {
  if (refusal === undefined) return { ...button, allowed: true };
  if (refusal.code === "command.input") return { ...button, allowed: true, needsInput: true };
  return { ...button, allowed: false, because: refusal };
}
