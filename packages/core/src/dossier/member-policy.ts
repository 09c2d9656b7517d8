import { memberPolicies } from "../rules/policies.ts";
import type { Policies } from "../rules/types.ts";

type MemberPolicy = "memberLimitCounts" | "memberAnswerWithin" | "memberLateApology";

/** A policy on members; the library's own reading where the office says nothing. */
export const memberPolicy = <P extends MemberPolicy>(policies: Policies, name: P): NonNullable<Policies[P]> =>
  (policies[name] ?? memberPolicies[name]) as NonNullable<Policies[P]>;
