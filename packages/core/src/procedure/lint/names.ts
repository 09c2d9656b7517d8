import { builtInFacts, endStates, readFact } from "../names.ts";
import type { ProcedureDefinition, StepDefinition, When } from "../types.ts";
import { type Finding, find, isEnd, type LintRule } from "./finding.ts";

/** Nothing of one kind shares an id, and none takes a name of the machine's own. */
export const ids: LintRule = (definition) => [
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
  ...duplicates("interlinked.members", definition.interlinked?.members ?? []),
  ...duplicates("phases", definition.phases ?? []),
  ...repeated(
    "channels",
    "channel",
    definition.channels.map((item) => item.channel),
  ),
  ...repeated(
    "results",
    "code",
    definition.results.map((item) => item.code),
  ),
  ...definition.steps.flatMap((step, index) => reserved(step, index)),
  ...definition.facts.flatMap((fact, index) =>
    fact.id.startsWith("$") || builtInFacts.some((name) => name === fact.id)
      ? [find("id.reserved", `facts[${index}].id`, `tên "${fact.id}" dành riêng`, `the name "${fact.id}" is reserved`)]
      : [],
  ),
];

const duplicates = (path: string, items: readonly { readonly id: string }[]): readonly Finding[] =>
  repeated(
    path,
    "id",
    items.map((item) => item.id),
  );

function repeated(path: string, key: string, ids: readonly string[]): readonly Finding[] {
  const first = new Map<string, number>();
  return ids.flatMap((id, index) => {
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, index);
      return [];
    }
    return [
      find(
        "id.duplicate",
        `${path}[${index}].${key}`,
        `trùng mã "${id}" với mục ${before}`,
        `id "${id}" is already that of item ${before}`,
      ),
    ];
  });
}

const reservedStates: ReadonlySet<string> = new Set(["received", ...endStates]);

const reserved = (step: StepDefinition, index: number): readonly Finding[] =>
  reservedStates.has(step.id) || /[~;/.\s]/.test(step.id)
    ? [find("id.reserved", `steps[${index}].id`, `tên "${step.id}" dành riêng`, `the name "${step.id}" is reserved`)]
    : [];

/** Every name that is used is declared: steps, ends, facts, cases, channels. */
export const names: LintRule = (definition) => {
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
  for (const [index, phase] of (definition.phases ?? []).entries())
    for (const [at, rule] of phase.limits.entries())
      findings.push(...whenNames(definition, rule.when, `phases[${index}].limits[${at}].when`));
  for (const [index, fee] of definition.fees.entries())
    findings.push(
      ...whenNames(definition, fee.when, `fees[${index}].when`),
      ...duplicates(`fees[${index}].exemptions`, fee.exemptions ?? []),
    );
  for (const [index, member] of (definition.interlinked?.members ?? []).entries()) {
    const at = `interlinked.members[${index}]`;
    findings.push(...whenNames(definition, member.when, `${at}.when`));
    for (const [rule, { when }] of member.limits.entries())
      findings.push(...whenNames(definition, when, `${at}.limits[${rule}].when`));
  }
  return findings;
};

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
