import { ok, type Result } from "../base/result.ts";
import { entryClocks, entryPhases } from "../procedure/clock-walk.ts";
import { partyMax } from "../procedure/moments.ts";
import type { LimitRule, StepDefinition } from "../procedure/types.ts";
import { type Draft, done, type Step } from "./draft.ts";
import type { ImportedAcceptance } from "./import-command.ts";
import { type Refusal, refuse } from "./refusal.ts";

export const waits = ({ supplements = [] }: ImportedAcceptance): boolean =>
  supplements.length > 0 && supplements.at(-1)?.receivedAt === undefined;

export interface Landing {
  readonly control: string;
  readonly step: StepDefinition;
  readonly clock: "notStarted" | "running" | "suspended";
}

/** Where the machine stands then. Beyond the result there is nothing left to promise: that stays where it is. */
export function landingOf(
  draft: Draft,
  accepted: ImportedAcceptance,
  rule: LimitRule | undefined,
): Result<Landing, Refusal> {
  const { definition } = draft.law.procedure;
  const step = definition.steps.find(({ id }) => id === accepted.step);
  if (step === undefined || (waits(accepted) && !step.mayAskSupplement))
    return refuse(
      "import.unknown_step",
      `Thủ tục ${definition.code} không có bước "${accepted.step}", hoặc bước ấy không chờ bổ sung`,
      `procedure ${definition.code} has no step "${accepted.step}", or none that waits for a supplement`,
    );
  if (step.kind === "interlinked")
    return refuse(
      "import.interlinked",
      "Chưa nhập được hồ sơ đang ở các cơ quan liên thông; nhập khi đã về một cửa",
      "a dossier whose members are at work at their agencies is not taken over; import it before or after that step",
    );
  const clocks = entryClocks(definition).get(step.id);
  const entered = clocks?.has("running") ? "running" : clocks?.has("suspended") ? "suspended" : undefined;
  if (entered === undefined)
    return refuse(
      "import.after_result",
      `Bước "${step.id}" đến sau khi có kết quả; hồ sơ ấy trả ở hệ thống cũ`,
      `step "${step.id}" comes after the result; such a dossier is returned where it is`,
    );
  const fits = checkPhase(draft, step, accepted);
  if (!fits.ok) return fits;
  const told = checkMoments(step, accepted);
  if (!told.ok) return told;
  const limited = rule !== undefined && rule.budget.unit !== "none" && rule.budget.unit !== "stages";
  const clock = !limited ? "notStarted" : waits(accepted) ? "suspended" : entered;
  const work = waits(accepted) ? `${step.id}~supplement` : step.id;
  return ok({ control: `work/${work};clock/${clock};promise/${limited ? "inForce" : "none"}`, step, clock });
}

/** A step of two phases may be met in either; what it is in decides the limit, so it is said and never guessed. */
function checkPhase(draft: Draft, step: StepDefinition, { phase }: ImportedAcceptance): Step {
  const { definition } = draft.law.procedure;
  const possible = entryPhases(definition).get(step.id) ?? new Set([undefined]);
  if (possible.has(phase?.id)) return done;
  const names = [...possible].map((id) => id ?? "-").join(", ");
  return refuse(
    "import.phase",
    `Bước "${step.id}" thuộc giai đoạn khác; ghi accepted.phase đúng với bước (có: ${names})`,
    `step "${step.id}" belongs to another phase; say in accepted.phase which (possible: ${names})`,
  );
}

/** A notice belongs to a posting; absences to the parties of a session. */
function checkMoments(step: StepDefinition, accepted: ImportedAcceptance): Step {
  const { posted, absences } = accepted;
  const parties = step.session?.parties ?? [];
  const areKnown = Object.entries(absences ?? {}).every(
    ([id, count]) =>
      parties.some((party) => party.id === id) && Number.isInteger(count) && count > 0 && count <= partyMax,
  );
  if (areKnown && (posted === undefined || (step.kind === "posting" && !waits(accepted)))) return done;
  return refuse(
    "import.moment",
    `Bước "${step.id}" không có niêm yết, hoặc không có bên vắng mặt nêu trong dòng`,
    `step "${step.id}" has no posting, or no such parties that could be absent`,
  );
}
