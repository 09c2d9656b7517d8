import { clockAfter, type EntryClock } from "../clock-walk.ts";
import { waitingKinds } from "../names.ts";
import type { StepDefinition } from "../types.ts";
import { type Finding, find, type LintRule } from "./finding.ts";

/** Follows the clock along every path, without the grounds that come from outside the procedure. */
export const clock: LintRule = (definition) => {
  const byId = new Map(definition.steps.map((step, index) => [step.id, { step, index }]));
  const seen = new Set<string>();
  const findings = new Map<string, Finding>();
  const open: (readonly [string, EntryClock, string])[] = [[definition.startStep, "running", "startStep"]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [id, state, path] = next;
    const here = byId.get(id);
    if (here === undefined) continue;
    const wrong = arrival(here.step, state, path);
    if (wrong !== undefined) findings.set(`${wrong.code} ${wrong.path}`, wrong);
    if (seen.has(`${id} ${state}`)) continue;
    seen.add(`${id} ${state}`);
    // What follows a clock stopped too early would repeat the one finding that matters.
    if (state === "ended" && here.step.kind !== "return") continue;
    for (const [at, action] of here.step.actions.entries())
      open.push([action.to, clockAfter(state, action), `steps[${here.index}].actions[${at}].clock`]);
  }
  return [...findings.values()];
};

function arrival(step: StepDefinition, state: EntryClock, path: string): Finding | undefined {
  if (state === "ended" && step.kind !== "return")
    return find(
      "clock.stopped-at-work",
      path,
      `thời hạn đã kết thúc khi tới bước "${step.id}"`,
      `the clock is stopped before step "${step.id}"`,
    );
  if (state !== "ended" && step.kind === "return")
    return find(
      "clock.return-running",
      path,
      `tới bước trả kết quả "${step.id}" khi thời hạn chưa kết thúc`,
      `return step "${step.id}" is reached before the clock is stopped`,
    );
  if (state === "running" && step.kind === "wait-payment")
    return find(
      "clock.payment-running",
      path,
      `tới bước chờ nộp tiền "${step.id}" mà không tạm dừng thời hạn`,
      `the wait for payment "${step.id}" is reached without suspending the clock`,
    );
  if (state !== "suspended") return undefined;
  if (step.actions.every((action) => action.clock === "suspend"))
    return find(
      "clock.never-resumes",
      path,
      `bước "${step.id}" không có thao tác chạy lại, tính lại hay kết thúc thời hạn`,
      `step "${step.id}" has no action that runs, restarts or stops the clock`,
    );
  if (!waitingKinds.has(step.kind) && step.kind !== "session")
    return find(
      "clock.suspended-at-work",
      path,
      `tạm dừng thời hạn trong khi cơ quan làm việc ở bước "${step.id}"`,
      `the clock is suspended while the office works on step "${step.id}"`,
    );
  return undefined;
}
