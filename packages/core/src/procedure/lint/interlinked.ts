import { chainWorkingDays, takingPart } from "../interlinked.ts";
import type { ActionDefinition, Interlinked, MemberDefinition, ProcedureDefinition } from "../types.ts";
import { whenHolds } from "../when.ts";
import { type Finding, find, type LintRule } from "./finding.ts";

/** Members and the one step in which they work (model.md §8). */
export const interlinked: LintRule = (definition) => {
  const group = definition.interlinked;
  const steps = definition.steps.filter(({ kind }) => kind === "interlinked");
  if (steps.length !== (group === undefined ? 0 : 1))
    return [
      find(
        "member.no-step",
        group === undefined ? "steps" : "interlinked",
        `nhóm liên thông cần đúng một bước loại interlinked, và bước ấy cần nhóm (có ${steps.length} bước)`,
        `a group needs exactly one step of kind interlinked, and such a step a group (there are ${steps.length})`,
      ),
    ];
  if (group === undefined) return [];
  return [...members(group), ...actions(definition), ...waits(definition), ...chains(definition, group)];
};

function members({ members: all }: Interlinked): readonly Finding[] {
  const findings = all.flatMap((member, index) => memberFindings(all, member, index));
  if (all.every(({ when }) => when !== undefined))
    findings.push(
      find(
        "member.all-conditional",
        "interlinked.members",
        "mọi thành phần đều có điều kiện, nên có hồ sơ không có thành phần nào",
        "every member has a condition, so some dossier would have none",
      ),
    );
  const second = all.map(({ lead }) => lead === true).lastIndexOf(true);
  if (all.filter(({ lead }) => lead === true).length > 1)
    findings.push(
      find(
        "member.two-leads",
        `interlinked.members[${second}].lead`,
        "nhóm có hơn một cơ quan chủ trì",
        "the group has more than one lead",
      ),
    );
  return findings;
}

function memberFindings(all: readonly MemberDefinition[], member: MemberDefinition, index: number): readonly Finding[] {
  const at = `interlinked.members[${index}]`;
  const findings: Finding[] = [];
  for (const [place, other] of (member.dependsOn ?? []).entries()) {
    const stands = all.findIndex(({ id }) => id === other);
    if (stands < 0 || stands >= index)
      findings.push(
        find(
          "member.order",
          `${at}.dependsOn[${place}]`,
          `"${member.id}" chỉ được chờ thành phần đứng trước trong nhóm, không phải "${other}"`,
          `"${member.id}" may wait for a member that stands before it, and "${other}" does not`,
        ),
      );
  }
  const last = member.limits.at(-1);
  if (last === undefined || last.when !== undefined)
    findings.push(
      find(
        "member.limit",
        `${at}.limits`,
        `thành phần "${member.id}" phải có thời hạn không điều kiện ở cuối`,
        `the last limit of member "${member.id}" must have no condition`,
      ),
    );
  return findings;
}

const needed = ["granted", "partly-granted", "refused"] as const;

/** One action for each outcome, which the last result takes without asking anybody. */
function actions({ steps }: ProcedureDefinition): readonly Finding[] {
  const index = steps.findIndex(({ kind }) => kind === "interlinked");
  const own = steps[index]?.actions ?? [];
  const findings = own.flatMap((action, at) =>
    takenBySystem(action)
      ? []
      : [
          find(
            "member.by-hand",
            `steps[${index}].actions[${at}]`,
            `thao tác "${action.id}" do kết quả cuối cùng thực hiện nên không có điều kiện, không hỏi gì và phải kết thúc thời hạn`,
            `action "${action.id}" is taken by the last result: no guard, no input, and it stops the clock`,
          ),
        ],
  );
  const missing = needed.filter((outcome) => !own.some((action) => action.outcome === outcome));
  if (missing.length > 0)
    findings.push(
      find(
        "member.no-outcome",
        `steps[${index}].actions`,
        `bước liên thông thiếu thao tác cho: ${missing.join(", ")}`,
        `the interlinked step lacks an action for: ${missing.join(", ")}`,
      ),
    );
  return findings;
}

/** Supplements and waits there are a member's: of the whole they would keep the last result from moving the dossier on. */
const waits = ({ steps }: ProcedureDefinition): readonly Finding[] =>
  steps.flatMap(({ kind, mayAskSupplement, wait }, index) =>
    kind !== "interlinked" || (!mayAskSupplement && wait === undefined)
      ? []
      : [
          find(
            "member.step-waits",
            `steps[${index}].${mayAskSupplement ? "mayAskSupplement" : "wait"}`,
            "bước liên thông không được yêu cầu bổ sung hay chờ chung; mỗi thành phần yêu cầu phần của mình",
            "the members' step may neither ask for a supplement of the whole nor wait; each member asks for its own part",
          ),
        ],
  );

const takenBySystem = ({ guard = [], input = [], clock, role }: ActionDefinition): boolean =>
  guard.length === 0 && input.length === 0 && clock === "stop" && role === undefined;

/** Facts looked at in every combination; of more, the first, and all of them together. */
const factsMax = 10;

/** By channel: for every case and whichever facts hold, where one unit measures both. The worst is named. */
function chains(definition: ProcedureDefinition, group: Interlinked): readonly Finding[] {
  const situations = definition.cases.flatMap(({ id: caseId }) =>
    combinations(factsOf(definition, group)).map((holding) => ({ caseId, facts: holding })),
  );
  return definition.channels.flatMap(({ channel }) => {
    const over = situations.flatMap((situation) => overrunOf(definition, group, { ...situation, channel }) ?? []);
    const worst = over.toSorted((a, b) => b.days - b.whole - (a.days - a.whole))[0];
    if (worst === undefined) return [];
    const { days, whole, caseId, facts } = worst;
    const told = [caseId, ...Object.keys(facts)].join(", ");
    return [
      find(
        "member.exceeds-limit",
        "interlinked.members",
        `kênh ${channel} (${told}): các thành phần nối nhau cần ${days} ngày làm việc, thời hạn ${whole}`,
        `channel ${channel} (${told}): the members one after the other need ${days} working days, the limit is ${whole}`,
      ),
    ];
  });
}

type Situation = Parameters<typeof takingPart>[1];

/** Working days the members need and the whole has; `undefined` where they fit, or are measured otherwise. */
function overrunOf(definition: ProcedureDefinition, group: Interlinked, situation: Situation) {
  const limit = definition.limits.find(({ when }) => whenHolds(when, situation, situation.facts));
  if (limit?.budget.unit !== "working-day") return undefined;
  const whole = limit.budget.amount;
  const days = chainWorkingDays(takingPart(group, situation));
  return days === undefined || days <= whole ? undefined : { days, whole, ...situation };
}

/** Facts that who takes part, how long, or the limit of the whole depends on. */
function factsOf(definition: ProcedureDefinition, { members: all }: Interlinked): readonly string[] {
  const conditions = [...all.flatMap(({ when, limits }) => [when, ...limits.map((limit) => limit.when)])];
  for (const { when } of definition.limits) conditions.push(when);
  const named = conditions.flatMap((when) => when?.facts ?? []).map((fact) => fact.replace(/^!/, ""));
  return [...new Set(named)];
}

type Facts = Situation["facts"];

function combinations(facts: readonly string[]): readonly Facts[] {
  const some = facts.slice(0, factsMax);
  const every = Array.from(
    { length: 1 << some.length },
    (_, bits): Facts =>
      Object.fromEntries(some.flatMap((fact, index) => ((bits & (1 << index)) === 0 ? [] : [[fact, true]]))),
  );
  return some.length === facts.length ? every : [...every, Object.fromEntries(facts.map((fact) => [fact, true]))];
}
