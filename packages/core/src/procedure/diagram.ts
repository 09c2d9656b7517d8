import { momentOf } from "./moments.ts";
import { closableKinds, supplementState, waitingKinds } from "./names.ts";
import type { ActionDefinition, ProcedureDefinition, StepDefinition } from "./types.ts";
import { budgetText, clockMarks, momentNames, nameOf, outcomeNames, shareText, unitNames } from "./words.ts";

/** A Mermaid state diagram of a procedure, in Vietnamese. Clock effects are marked: ▶ runs, ⏸ suspends, ↻ is counted again
 *  from the start, ⏹ ends. Withdrawal and undoing are left out: they leave every step before the outcome. */
export function mermaidDiagram(definition: ProcedureDefinition): string {
  const lines = ["stateDiagram-v2", `  %% ${definition.code} ${oneLine(definition.name.vi)}`, "  direction TB"];
  const state = (id: string, label: string): number => lines.push(`  state "${label}" as ${nodeId(id)}`);
  const arrow = (from: string, to: string, label: string): number =>
    lines.push(`  ${from === "[*]" ? from : nodeId(from)} --> ${to === "[*]" ? to : nodeId(to)}: ${label}`);

  state("received", "Chờ tiếp nhận");
  for (const step of definition.steps) {
    state(step.id, stepLabel(step));
    if (asks(step)) state(supplementState(step.id), "Chờ người nộp bổ sung");
  }
  const ends = usedEnds(definition);
  const suspended = new Set(
    definition.steps.flatMap((step) => step.actions.filter((one) => one.clock === "suspend").map((one) => one.to)),
  );
  for (const end of ends) state(end, endLabel(end));

  arrow("[*]", "received", "Nộp hồ sơ");
  arrow("received", definition.startStep, "▶ Tiếp nhận");
  arrow("received", "[*]", "Từ chối tiếp nhận");
  for (const step of definition.steps) {
    for (const action of step.actions)
      arrow(step.id, action.to, `${moment(step, action)}${actionLabel(action, suspended.has(step.id))}`);
    if (asks(step)) {
      const waiting = supplementState(step.id);
      arrow(step.id, waiting, "⏸ Yêu cầu bổ sung");
      arrow(waiting, step.id, "↻ Đã bổ sung đủ, tính lại từ đầu");
      arrow(waiting, "[*]", "⏹ Quá hạn bổ sung, đóng hồ sơ");
    }
    if (closableKinds.has(step.kind)) arrow(step.id, "[*]", "⏹ Quá hạn chờ, đóng hồ sơ");
  }
  for (const end of ends) lines.push(`  ${nodeId(end)} --> [*]`);

  const waits = definition.steps.filter((step) => waitingKinds.has(step.kind)).map((step) => nodeId(step.id));
  const supplements = definition.steps.filter(asks).map((step) => nodeId(supplementState(step.id)));
  if (waits.length + supplements.length > 0) {
    lines.push("  classDef wait fill:#fff4d6,stroke:#b7791f");
    lines.push(`  class ${[...waits, ...supplements].join(",")} wait`);
  }
  return `${lines.join("\n")}\n`;
}

const asks = (step: StepDefinition): boolean => step.mayAskSupplement && step.kind !== "return";

const usedEnds = (definition: ProcedureDefinition): readonly string[] => [
  ...new Set(
    definition.steps.flatMap((step) => step.actions.map((action) => action.to)).filter((to) => to.startsWith("end:")),
  ),
];

function stepLabel(step: StepDefinition): string {
  const parts = [oneLine(step.name.vi), `(${nameOf(unitNames, step.unit).vi})`];
  if (step.within !== undefined) parts.push(shareText(step.within));
  if (step.wait !== undefined) parts.push(`chờ tối đa ${budgetText(step.wait.budget).vi}`);
  return parts.join("<br/>");
}

function actionLabel(action: ActionDefinition, suspended: boolean): string {
  const guard = action.guard === undefined || action.guard.length === 0 ? "" : ` [${action.guard.join(", ")}]`;
  const outcome = action.outcome === undefined ? "" : ` (${nameOf(outcomeNames, action.outcome).vi})`;
  // Going on while the clock runs is the ordinary case and carries no mark.
  const mark = action.clock === "run" && !suspended ? "" : `${clockMarks[action.clock]} `;
  return `${mark}${oneLine(action.name.vi)}${outcome}${guard}`;
}

/** What nobody does by hand says from what it follows. */
function moment(step: StepDefinition, action: ActionDefinition): string {
  const from = momentOf(step, action.id);
  return from === undefined ? "" : `⏱ ${oneLine(momentNames[from].vi)}, `;
}

const endLabel = (end: string): string => `Kết thúc: ${nameOf(outcomeNames, end.slice("end:".length)).vi}`;

/** Mermaid ends a label at a line break and reads quotes, colons and semicolons as its own. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ").replace(/"/g, "'").replace(/[:;]/g, ",").trim();

/** Ids have hyphens of their own; what the machine adds (`~supplement`, `end:`) is set apart by two lines. */
const nodeId = (id: string): string => `s_${id.replace(/[~:]/g, "__").replace(/-/g, "_")}`;
