import { type Bilingual, bilingual } from "../base/text.ts";
import { type LintCode, lintCodes } from "./lint-codes.ts";
import { builtInFacts, declaredFactsMax, endStates, endTargets, readFact, waitingKinds } from "./names.ts";
import type { ActionDefinition, ProcedureDefinition, StepDefinition, StepKind, When } from "./types.ts";

/** One thing lint has to say about a definition, and where. */
export interface Finding {
  readonly code: LintCode;
  readonly severity: "error" | "warning";
  /** Path in the definition, e.g. `steps[2].actions[0].to`. */
  readonly path: string;
  readonly text: Bilingual;
}

export type LintRule = (definition: ProcedureDefinition) => readonly Finding[];

/** Everything lint has to say, errors before warnings, in the order of the definition within each. */
export function lintProcedure(definition: ProcedureDefinition): readonly Finding[] {
  return inOrder(lintRules.flatMap((rule) => rule(definition)));
}

export const inOrder = (findings: readonly Finding[]): readonly Finding[] => [
  ...findings.filter((finding) => finding.severity === "error"),
  ...findings.filter((finding) => finding.severity === "warning"),
];

const find = (code: LintCode, path: string, vi: string, en: string): Finding => ({
  code,
  severity: lintCodes[code][0],
  path,
  text: bilingual(vi, en),
});

// ------------------------------------------------------------------------------------------------- head and names

const head: LintRule = (definition) => {
  const findings: Finding[] = [];
  const { code, effective, channels, applicant, facts, confidence, fees } = definition;
  if (!/^[1-9]\.\d{6}$/.test(code))
    findings.push(
      find(
        "code.malformed",
        "code",
        `mã "${code}" không đúng dạng 1.001193`,
        `code "${code}" is not of the form 1.001193`,
      ),
    );
  if (effective.to !== undefined && effective.to < effective.from)
    findings.push(
      find(
        "effective.reversed",
        "effective",
        `hết hiệu lực ${effective.to} trước ngày có hiệu lực ${effective.from}`,
        `ends on ${effective.to}, before it begins on ${effective.from}`,
      ),
    );
  if (channels.length === 0 && applicant === "required")
    findings.push(find("channel.missing", "channels", "không có kênh nộp hồ sơ", "no channel to apply through"));
  for (const [index, item] of channels.entries()) {
    const electronic = item.channel === "online" || item.channel === "vneid";
    // A level that is openly not known is no oversight.
    if (electronic && item.level === undefined && confidence.onlineLevel !== "U")
      findings.push(
        find(
          "channel.level-missing",
          `channels[${index}].level`,
          `kênh ${item.channel} chưa ghi toàn trình hay một phần`,
          `channel ${item.channel} does not say full or partial`,
        ),
      );
  }
  if (facts.length > declaredFactsMax)
    findings.push(
      find(
        "facts.too-many",
        "facts",
        `khai báo ${facts.length} dữ kiện, tối đa ${declaredFactsMax}`,
        `${facts.length} facts declared, at most ${declaredFactsMax}`,
      ),
    );
  for (const [index, fee] of fees.entries())
    if (fee.amountVnd === undefined && fee.setBy === undefined)
      findings.push(
        find(
          "fee.open",
          `fees[${index}]`,
          `phí "${fee.id}" không có mức và không ghi ai quy định`,
          `fee "${fee.id}" has no amount and no word on who sets it`,
        ),
      );
  return findings;
};

const ids: LintRule = (definition) => [
  ...duplicates("steps", definition.steps),
  ...definition.steps.flatMap((step, index) => [
    ...duplicates(`steps[${index}].actions`, step.actions),
    ...step.actions.flatMap((action, at) => duplicates(`steps[${index}].actions[${at}].input`, action.input ?? [])),
  ]),
  ...duplicates("facts", definition.facts),
  ...duplicates("cases", definition.cases),
  ...definition.cases.flatMap((item, index) => duplicates(`cases[${index}].documents`, item.documents)),
  ...duplicates("extensions", definition.extensions),
  ...duplicates("fees", definition.fees),
  ...definition.steps.flatMap((step, index) => reserved(step, index)),
  ...definition.facts.flatMap((fact, index) =>
    fact.id.startsWith("$") || builtInFacts.some((name) => name === fact.id)
      ? [find("id.reserved", `facts[${index}].id`, `tên "${fact.id}" dành riêng`, `the name "${fact.id}" is reserved`)]
      : [],
  ),
];

function duplicates(path: string, items: readonly { readonly id: string }[]): readonly Finding[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const before = first.get(item.id);
    if (before === undefined) {
      first.set(item.id, index);
      return [];
    }
    return [
      find(
        "id.duplicate",
        `${path}[${index}].id`,
        `trùng mã "${item.id}" với mục ${before}`,
        `id "${item.id}" is already that of item ${before}`,
      ),
    ];
  });
}

const reservedStates: ReadonlySet<string> = new Set(["received", ...endStates]);

const reserved = (step: StepDefinition, index: number): readonly Finding[] =>
  reservedStates.has(step.id) || /[~;/.\s]/.test(step.id)
    ? [find("id.reserved", `steps[${index}].id`, `tên "${step.id}" dành riêng`, `the name "${step.id}" is reserved`)]
    : [];

const names: LintRule = (definition) => {
  const findings: Finding[] = [];
  const steps = new Set(definition.steps.map((step) => step.id));
  if (!steps.has(definition.startStep))
    findings.push(
      find(
        "name.unknown-start",
        "startStep",
        `không có bước "${definition.startStep}"`,
        `there is no step "${definition.startStep}"`,
      ),
    );
  for (const [index, step] of definition.steps.entries()) {
    for (const [at, action] of step.actions.entries()) {
      if (!steps.has(action.to) && !isEnd(action.to))
        findings.push(
          find(
            "name.unknown-target",
            `steps[${index}].actions[${at}].to`,
            `thao tác "${action.id}" dẫn tới "${action.to}" không tồn tại`,
            `action "${action.id}" leads to "${action.to}", which does not exist`,
          ),
        );
      findings.push(...factNames(definition, action.guard ?? [], `steps[${index}].actions[${at}].guard`));
      for (const [field, input] of (action.input ?? []).entries())
        if (input.type === "choice" && (input.choices ?? []).length === 0)
          findings.push(
            find(
              "input.no-choices",
              `steps[${index}].actions[${at}].input[${field}].choices`,
              `trường "${input.id}" không có lựa chọn`,
              `input "${input.id}" offers no choices`,
            ),
          );
    }
    for (const [at, other] of (step.notSamePersonAs ?? []).entries()) {
      const path = `steps[${index}].notSamePersonAs[${at}]`;
      if (other === step.id)
        findings.push(
          find(
            "four-eyes.self",
            path,
            `bước "${other}" tự khác chính nó`,
            `step "${other}" asks for another than itself`,
          ),
        );
      else if (!steps.has(other))
        findings.push(find("name.unknown-step", path, `không có bước "${other}"`, `there is no step "${other}"`));
    }
  }
  for (const [index, rule] of definition.limits.entries())
    findings.push(...whenNames(definition, rule.when, `limits[${index}].when`));
  for (const [index, fee] of definition.fees.entries())
    findings.push(...whenNames(definition, fee.when, `fees[${index}].when`));
  return findings;
};

const isEnd = (target: string): boolean => endTargets.some((end) => end === target);

function factNames(definition: ProcedureDefinition, facts: readonly string[], path: string): readonly Finding[] {
  const declared = new Set<string>([...builtInFacts, ...definition.facts.map((fact) => fact.id)]);
  const findings: Finding[] = [];
  for (const [index, text] of facts.entries()) {
    const { fact, holds } = readFact(text);
    if (!declared.has(fact))
      findings.push(
        find(
          "name.unknown-fact",
          `${path}[${index}]`,
          `dữ kiện "${fact}" chưa khai báo`,
          `fact "${fact}" is not declared`,
        ),
      );
    if (holds && facts.includes(`!${fact}`))
      findings.push(
        find(
          "guard.contradictory",
          path,
          `vừa yêu cầu "${fact}" vừa yêu cầu ngược lại`,
          `asks for "${fact}" and for its opposite`,
        ),
      );
  }
  return findings;
}

function whenNames(definition: ProcedureDefinition, when: When | undefined, path: string): readonly Finding[] {
  if (when === undefined) return [];
  const findings = [...factNames(definition, when.facts ?? [], `${path}.facts`)];
  if (when.case !== undefined && !definition.cases.some((item) => item.id === when.case))
    findings.push(
      find(
        "name.unknown-case",
        `${path}.case`,
        `không có trường hợp "${when.case}"`,
        `there is no case "${when.case}"`,
      ),
    );
  if (when.channel !== undefined && !definition.channels.some((item) => item.channel === when.channel))
    findings.push(
      find(
        "name.unknown-channel",
        `${path}.channel`,
        `thủ tục không có kênh "${when.channel}"`,
        `the procedure has no channel "${when.channel}"`,
      ),
    );
  return findings;
}

// --------------------------------------------------------------------------------------------------------- limits

const limits: LintRule = (definition) => {
  const findings: Finding[] = [];
  const rules = definition.limits;
  if (rules.length === 0)
    return [find("limit.missing", "limits", "không có quy định thời hạn", "there is no limit rule")];
  for (const [index, rule] of rules.entries()) {
    const before = rules.slice(0, index).findIndex((earlier) => implies(rule.when, earlier.when));
    if (before >= 0)
      findings.push(
        find(
          "limit.unreachable",
          `limits[${index}]`,
          `limits[${before}] luôn áp dụng trước`,
          `limits[${before}] always applies first`,
        ),
      );
  }
  const last = rules.length - 1;
  if (conditions(rules[last]?.when).length > 0)
    findings.push(
      find(
        "limit.last-conditional",
        `limits[${last}].when`,
        "quy định cuối cùng phải không có điều kiện",
        "the last rule must have no condition",
      ),
    );
  for (const [index, extension] of definition.extensions.entries())
    if (extension.upTo === undefined && !extension.orLongerByAgreement)
      findings.push(
        find(
          "extension.empty",
          `extensions[${index}]`,
          `gia hạn "${extension.id}" không có mức và không theo thỏa thuận`,
          `extension "${extension.id}" has no amount and no agreement`,
        ),
      );
  return findings;
};

const conditions = (when: When | undefined): readonly string[] => [
  ...(when?.case === undefined ? [] : [`case ${when.case}`]),
  ...(when?.channel === undefined ? [] : [`channel ${when.channel}`]),
  ...(when?.facts ?? []),
];

/** Whenever `narrow` holds, `wide` holds too. */
const implies = (narrow: When | undefined, wide: When | undefined): boolean => {
  const known = conditions(narrow);
  return conditions(wide).every((condition) => known.includes(condition));
};

/** Shares are targets; they are compared with the limit only where one unit measures both. */
const shares: LintRule = (definition) => {
  const budget = definition.limits.find((rule) => conditions(rule.when).length === 0)?.budget;
  const parts = definition.steps.flatMap((step) => (step.within === undefined ? [] : [step.within]));
  const unit = parts[0]?.unit;
  if (budget === undefined || unit === undefined || parts.some((part) => part.unit !== unit)) return [];
  const whole = hundredthsOf(budget, unit);
  if (whole === undefined) return [];
  const sum = parts.reduce((total, part) => total + part.hundredths, 0);
  if (sum === whole) return [];
  const vi = `các bước cộng lại ${decimal(sum)}, thời hạn ${decimal(whole)} (${unit})`;
  const en = `the steps add up to ${decimal(sum)}, the limit is ${decimal(whole)} (${unit})`;
  return [find(sum > whole ? "share.exceeds-limit" : "share.short-of-limit", "steps", vi, en)];
};

/** The whole limit in hundredths of the shares' unit; `undefined` where they cannot be compared. A day that ends on the
 *  day itself is a working day of eight hours. */
export function hundredthsOf(
  budget: ProcedureDefinition["limits"][number]["budget"],
  unit: "working-day" | "calendar-day" | "working-hour",
): number | undefined {
  if (budget.unit === "same-day") return unit === "working-hour" ? 800 : unit === "working-day" ? 100 : undefined;
  if (budget.unit === unit) return budget.amount * 100;
  return undefined;
}

export const decimal = (hundredths: number): string => {
  const rest = hundredths % 100;
  const whole = Math.trunc(hundredths / 100);
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, "0").replace(/0$/, "")}`;
};

// ---------------------------------------------------------------------------------------------------------- steps

const steps: LintRule = (definition) =>
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

// ---------------------------------------------------------------------------------------------------------- paths

const reachability: LintRule = (definition) => {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const reached = new Set<string>();
  const open = [definition.startStep];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = byId.get(id);
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const action of step.actions) open.push(action.to);
  }
  const findings: Finding[] = [];
  for (const [index, step] of definition.steps.entries())
    if (byId.has(definition.startStep) && !reached.has(step.id))
      findings.push(
        find(
          "step.unreachable",
          `steps[${index}]`,
          `không bao giờ tới bước "${step.id}"`,
          `step "${step.id}" is never reached`,
        ),
      );
  const closed = cycles(definition, () => true).filter((cycle) => leaving(byId, cycle).length === 0);
  const inClosed = new Set(closed.flat());
  for (const cycle of closed)
    findings.push(
      find(
        "loop.closed",
        pathOf(definition, cycle[0] ?? ""),
        `vòng lặp không có lối ra: ${cycle.join(" → ")}`,
        `a circle that nothing leaves: ${cycle.join(" → ")}`,
      ),
    );
  const alive = reachingAnEnd(definition);
  for (const [index, step] of definition.steps.entries())
    if (!alive.has(step.id) && !inClosed.has(step.id))
      findings.push(
        find(
          "step.no-way-out",
          `steps[${index}]`,
          `từ bước "${step.id}" không tới được kết thúc`,
          `no end can be reached from step "${step.id}"`,
        ),
      );
  return findings;
};

function reachingAnEnd(definition: ProcedureDefinition): ReadonlySet<string> {
  const alive = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const step of definition.steps)
      if (!alive.has(step.id) && step.actions.some((action) => isEnd(action.to) || alive.has(action.to))) {
        alive.add(step.id);
        grew = true;
      }
  }
  return alive;
}

const leaving = (byId: ReadonlyMap<string, StepDefinition>, cycle: readonly string[]): readonly string[] =>
  cycle.flatMap((id) => (byId.get(id)?.actions ?? []).map((action) => action.to)).filter((to) => !cycle.includes(to));

/** Kinds in which no person of the office acts: another system, a post, silence, or time moves the dossier on. */
const automaticKinds: ReadonlySet<StepKind> = new Set(["exchange", "confirm", "posting", "post"]);

const loops: LintRule = (definition) =>
  cycles(definition, (step) => automaticKinds.has(step.kind)).map((cycle) =>
    find(
      "loop.automatic",
      pathOf(definition, cycle[0] ?? ""),
      `vòng lặp không có người xử lý: ${cycle.join(" → ")}`,
      `a circle in which no person acts: ${cycle.join(" → ")}`,
    ),
  );

/** Groups of steps that lead to one another (Tarjan would be quicker; procedures have tens of steps, not thousands). */
function cycles(
  definition: ProcedureDefinition,
  included: (step: StepDefinition) => boolean,
): readonly (readonly string[])[] {
  const members = definition.steps.filter(included);
  const ids = new Set(members.map((step) => step.id));
  const ahead = new Map(members.map((step) => [step.id, new Set<string>()]));
  for (const step of members) {
    const seen = ahead.get(step.id) ?? new Set();
    const open = step.actions.map((action) => action.to);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (!ids.has(id) || seen.has(id)) continue;
      seen.add(id);
      for (const action of members.find((other) => other.id === id)?.actions ?? []) open.push(action.to);
    }
  }
  const leads = (from: string, to: string): boolean => ahead.get(from)?.has(to) ?? false;
  const done = new Set<string>();
  const found: (readonly string[])[] = [];
  for (const { id } of members) {
    if (done.has(id) || !leads(id, id)) continue;
    const cycle = [...ids].filter((other) => leads(id, other) && leads(other, id));
    for (const other of cycle) done.add(other);
    found.push(cycle);
  }
  return found;
}

const pathOf = (definition: ProcedureDefinition, id: string): string =>
  `steps[${definition.steps.findIndex((step) => step.id === id)}]`;

// ---------------------------------------------------------------------------------------------------------- clock

type Clock = "running" | "suspended" | "ended";

/** Follows the clock along every path, without the grounds that come from outside the procedure. */
const clock: LintRule = (definition) => {
  const byId = new Map(definition.steps.map((step, index) => [step.id, { step, index }]));
  const seen = new Set<string>();
  const findings = new Map<string, Finding>();
  const open: (readonly [string, Clock, string])[] = [[definition.startStep, "running", "startStep"]];
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
      open.push([action.to, after(state, action), `steps[${here.index}].actions[${at}].clock`]);
  }
  return [...findings.values()];
};

const after = (before: Clock, action: ActionDefinition): Clock =>
  before === "ended" || action.clock === "stop" ? "ended" : action.clock === "suspend" ? "suspended" : "running";

function arrival(step: StepDefinition, state: Clock, path: string): Finding | undefined {
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

const apology: LintRule = (definition) => {
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
  if (!definition.steps.some((step) => step.kind === "decide"))
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

const supplements: LintRule = (definition) =>
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

/** Each rule alone, so that a value of the wrong shape can still be read as far as it goes. */
export const lintRules: readonly LintRule[] = [
  head,
  ids,
  names,
  limits,
  steps,
  reachability,
  loops,
  clock,
  apology,
  supplements,
  shares,
];
