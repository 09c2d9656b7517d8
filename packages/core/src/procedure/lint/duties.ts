import { type Finding, find, type LintRule } from "./finding.ts";

export const apology: LintRule = (definition) => {
  const limited = definition.limits.some((rule) => rule.budget.unit !== "none");
  if (!limited) return [];
  const findings: Finding[] = [];
  if (!definition.steps.some((step) => step.actions.some((action) => action.clock === "stop")))
    findings.push(
      find(
        "apology.no-outcome",
        "steps",
        "không bước nào kết thúc thời hạn bằng kết quả",
        "no step ends the clock with an outcome",
      ),
    );
  // Members decide at their own agencies, whose heads sign.
  if (!definition.steps.some((step) => step.kind === "decide" || step.kind === "interlinked"))
    findings.push(
      find(
        "apology.no-signer",
        "steps",
        "không có bước ký duyệt, nên không có người ký phiếu xin lỗi",
        "no step where a person decides, so nobody signs an apology",
      ),
    );
  return findings;
};

export const supplements: LintRule = (definition) =>
  definition.supplement !== undefined && !definition.steps.some((step) => step.mayAskSupplement)
    ? [
        find(
          "supplement.no-step",
          "supplement",
          "có quy định bổ sung mà không bước nào được yêu cầu bổ sung",
          "there are rules for supplements and no step may ask for one",
        ),
      ]
    : [];
