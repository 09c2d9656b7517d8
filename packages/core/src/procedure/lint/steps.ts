import { readFact, returnStepCode, waitingKinds, workStepCodes } from "../names.ts";
import type { ActionDefinition, ProcedureDefinition, StepDefinition } from "../types.ts";
import { type Finding, find, isEnd, type LintRule } from "./finding.ts";

export const steps: LintRule = (definition) =>
  definition.steps.flatMap((step, index) => {
    const findings: Finding[] = [];
    const at = `steps[${index}]`;
    const { portalStatus } = step;
    if (!Number.isInteger(portalStatus) || portalStatus < 1 || portalStatus > 10)
      findings.push(
        find(
          "portal.invalid",
          `${at}.portalStatus`,
          `bước "${step.id}" không có mã trạng thái Cổng quốc gia hợp lệ (1 đến 10)`,
          `step "${step.id}" has no valid status code of the national portal (1 to 10)`,
        ),
      );
    else if (step.kind !== "return" && (portalStatus === 9 || portalStatus === 10))
      findings.push(
        find(
          "portal.finished-early",
          `${at}.portalStatus`,
          `bước "${step.id}" báo đã xong (${portalStatus}) khi chưa có kết quả`,
          `step "${step.id}" reports itself finished (${portalStatus}) before the outcome`,
        ),
      );
    else if (step.kind === "return" ? portalStatus !== returnStepCode : !workStepCodes.has(portalStatus))
      findings.push(
        find(
          "portal.not-a-step",
          `${at}.portalStatus`,
          `bước "${step.id}" báo mã ${portalStatus}, mã này chỉ do thao tác trên hồ sơ báo`,
          `step "${step.id}" reports code ${portalStatus}, which only an act on the dossier brings`,
        ),
      );
    for (const field of ["role", "unit"] as const)
      if (step[field] === undefined || step[field].trim() === "")
        findings.push(
          find(
            "owner.missing",
            `${at}.${field}`,
            `bước "${step.id}" không có ${field === "role" ? "vai trò" : "đơn vị"} chịu trách nhiệm`,
            `step "${step.id}" has no ${field} to answer for it`,
          ),
        );
    if (waitingKinds.has(step.kind) && step.wait === undefined)
      findings.push(
        find(
          "wait.no-limit",
          `${at}.wait`,
          `bước chờ "${step.id}" không có thời hạn chờ`,
          `waiting step "${step.id}" has no limit of the wait`,
        ),
      );
    if (step.kind === "return" && step.mayAskSupplement)
      findings.push(
        find(
          "supplement.after-outcome",
          `${at}.mayAskSupplement`,
          `bước trả kết quả "${step.id}" không thể yêu cầu bổ sung`,
          `return step "${step.id}" cannot ask for a supplement`,
        ),
      );
    findings.push(...outcomes(step, at), ...stuck(definition, step, at));
    return findings;
  });

const outcomes = (step: StepDefinition, at: string): readonly Finding[] =>
  step.actions.flatMap((action, index) => {
    const path = `${at}.actions[${index}]`;
    const findings: Finding[] = [];
    if (action.clock === "stop" && action.outcome === undefined)
      findings.push(
        find(
          "outcome.missing",
          `${path}.outcome`,
          `thao tác "${action.id}" kết thúc thời hạn mà không có kết quả`,
          `action "${action.id}" stops the clock without an outcome`,
        ),
      );
    if (action.clock !== "stop" && action.outcome !== undefined)
      findings.push(
        find(
          "outcome.unexpected",
          `${path}.outcome`,
          `thao tác "${action.id}" có kết quả mà không kết thúc thời hạn`,
          `action "${action.id}" has an outcome and does not stop the clock`,
        ),
      );
    if (isEnd(action.to) && step.kind !== "return")
      findings.push(
        find(
          "clock.end-outside-return",
          `${path}.to`,
          `thao tác "${action.id}" kết thúc hồ sơ ngoài bước trả kết quả`,
          `action "${action.id}" ends the dossier outside a return step`,
        ),
      );
    return findings;
  });

/** Beyond this, counting every combination of facts would take longer than the finding is worth. */
const factsCountedMax = 12;

function stuck(definition: ProcedureDefinition, step: StepDefinition, at: string): readonly Finding[] {
  if (step.actions.length === 0 || step.actions.some((action) => (action.guard ?? []).length === 0)) return [];
  const declared = new Set(definition.facts.map((fact) => fact.id));
  const facts = [...new Set(step.actions.flatMap((action) => (action.guard ?? []).map((text) => readFact(text).fact)))];
  // Undeclared facts have a finding of their own.
  if (facts.length > factsCountedMax || facts.some((fact) => !declared.has(fact))) return [];
  for (let bits = 0; bits < 1 << facts.length; bits += 1) {
    const holding = facts.filter((_, index) => (bits & (1 << index)) !== 0);
    if (step.actions.some((action) => allows(action, holding))) continue;
    const shown = facts.map((fact) => (holding.includes(fact) ? fact : `!${fact}`)).join(", ");
    return [
      find(
        "guard.stuck",
        `${at}.actions`,
        `bước "${step.id}" không có thao tác nào khi ${shown}`,
        `step "${step.id}" has no action under ${shown}`,
      ),
    ];
  }
  return [];
}

const allows = (action: ActionDefinition, holding: readonly string[]): boolean =>
  (action.guard ?? []).every((text) => {
    const { fact, holds } = readFact(text);
    return holding.includes(fact) === holds;
  });
