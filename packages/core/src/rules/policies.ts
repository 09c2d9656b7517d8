import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import { checkBudget } from "../calendar/parse.ts";
import type { Budget } from "../calendar/types.ts";
import type { Policies, PolicyName } from "./types.ts";

/** The library's reading of what the law leaves open (model.md, every point marked P). */
export const defaultPolicies: Policies = {
  format: "motcua-policies/1",
  dueTime: "end-of-day",
  workingHoursRunOn: "legal-working-days",
  suspensionCounts: "day-of-suspension-consumed",
  verdictCompares: "by-date",
  apologyTrigger: "asked",
  appointmentReported: "first",
  lateSupplementRequest: "suspend-flagged",
  secondSupplementRequest: "refuse-unless-override",
  memberSupplementRestarts: "member",
  calendarAnnouncementMovesPromise: true,
  backDatingAllowanceMinutes: 30,
  ladderUpToOneDay: "up-to-one-day",
  ladderTwoToFiveDays: "two-to-five-days",
  ladderLonger: "longer",
  digestMinute: 780,
  acknowledgeWithin: { unit: "working-hour", amount: 4 },
  apologyAtOnceWithin: { unit: "working-hour", amount: 2 },
  changed: {},
};

/** The same for members of interlinked groups. They stand beside `defaultPolicies`, whose content every dossier received so
 *  far is pinned to by its hash: an office that sets one has it in its policies, any other goes by these. */
export const memberPolicies = {
  memberLimitCounts: "from-request",
  memberAnswerWithin: { unit: "working-hour", amount: 8 },
  memberLateApology: "member",
  refusedMember: "dependants-impossible",
} as const satisfies Partial<Policies>;

/** The same for payments. */
export const paymentPolicies = { refundOwed: "refused" } as const satisfies Partial<Policies>;

/** The same for what is recorded of a step. */
export const momentPolicies = { silenceGraceMinutes: 0 } as const satisfies Partial<Policies>;

export type PolicyChanges = { readonly [name in PolicyName]?: Policies[name] };

const choices: { readonly [name in PolicyName]: readonly string[] | ((value: unknown) => boolean) } = {
  dueTime: ["end-of-day", "same-time"],
  workingHoursRunOn: ["legal-working-days"],
  suspensionCounts: ["day-of-suspension-consumed"],
  verdictCompares: ["by-date", "by-instant"],
  apologyTrigger: ["asked", "open-at-last-day"],
  appointmentReported: ["first", "new"],
  lateSupplementRequest: ["suspend-flagged"],
  secondSupplementRequest: ["refuse-unless-override"],
  memberSupplementRestarts: ["member", "group"],
  memberLimitCounts: ["from-request", "from-acceptance"],
  memberAnswerWithin: isBudget,
  memberLateApology: ["member", "lead"],
  refusedMember: ["dependants-impossible"],
  refundOwed: ["never", "refused", "without-result"],
  calendarAnnouncementMovesPromise: (value) => typeof value === "boolean",
  backDatingAllowanceMinutes: isWithin(0, 1440),
  silenceGraceMinutes: isWithin(0, 2400),
  ladderUpToOneDay: isName,
  ladderTwoToFiveDays: isName,
  ladderLonger: isName,
  digestMinute: isWithin(0, 1439),
  acknowledgeWithin: isBudget,
  apologyAtOnceWithin: isBudget,
};

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isBudget(value: unknown): boolean {
  return typeof value === "object" && value !== null && "unit" in value && checkBudget(value as Budget) === undefined;
}

function isWithin(least: number, most: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** The default policies with an office's changes, each with its reason; every fault at once (`policies.malformed`): an
 *  unknown name, a value that is no choice, a change without a reason, a reason without a change. */
export function withPolicies(
  changes: PolicyChanges,
  reasons: { readonly [policy: string]: string },
): Result<Policies, readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const choice = Object.hasOwn(choices, name) ? choices[name as PolicyName] : undefined;
    if (choice === undefined) {
      const known = Object.keys(choices).join(", ");
      faults.push(
        malformed(
          name,
          `không có chính sách '${name}' (có: ${known})`,
          `there is no policy '${name}' (there are ${known})`,
        ),
      );
      continue;
    }
    const fitting = typeof choice === "function" ? choice(value) : choice.some((one) => one === value);
    if (!fitting) faults.push(malformed(name, "giá trị không được chấp nhận", "the value is not one of its choices"));
    if ((reasons[name] ?? "").trim() === "")
      faults.push(malformed(name, `thay đổi '${name}' phải ghi lý do`, `a change of '${name}' needs a reason`));
  }
  for (const name of Object.keys(reasons)) {
    if (!Object.hasOwn(changes, name))
      faults.push(
        malformed(name, `lý do cho '${name}' nhưng không có thay đổi`, `a reason for '${name}', but no change of it`),
      );
  }
  return faults.length > 0 ? err(faults) : ok({ ...defaultPolicies, ...changes, changed: { ...reasons } });
}

function malformed(name: string, vi: string, en: string): Fault {
  return fault("policies.malformed", vi, en, name);
}

/** Name of the ladder of a principal limit, by its class (model.md §6): up to one working day (8 working hours, 24 plain
 *  hours, same day), two to five days (40 working hours, 120 plain hours), longer (months and fixed dates too). */
export function ladderFor(policies: Policies, budget: Budget): string {
  const days = daysOf(budget);
  if (days <= 1) return policies.ladderUpToOneDay;
  return days <= 5 ? policies.ladderTwoToFiveDays : policies.ladderLonger;
}

function daysOf(budget: Budget): number {
  switch (budget.unit) {
    case "same-day":
      return 0;
    case "working-hour":
      return budget.amount / 8;
    case "working-minute":
      return budget.amount / 480;
    case "hour":
      return budget.amount / 24;
    case "working-day":
    case "calendar-day":
      return budget.amount;
    case "month":
    case "until":
      return Number.POSITIVE_INFINITY;
  }
}
