import { defaultPolicies } from "../rules/policies.ts";
import type { Policies } from "../rules/types.ts";

type MemberPolicy = "memberLimitCounts" | "memberAnswerWithin" | "memberLateApology";

/** A policy on members; the library's own reading where the office's set is older than the policy. */
export const memberPolicy = <P extends MemberPolicy>(policies: Policies, name: P): NonNullable<Policies[P]> =>
  (policies[name] ?? defaultPolicies[name]) as NonNullable<Policies[P]>;
