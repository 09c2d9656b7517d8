import {
  type Actor,
  compileProcedure,
  composeRules,
  defaultPolicies,
  type Hash,
  type PinnedLaw,
  type Policies,
  type ResolvedFacts,
} from "@motcua/core";
import { vietnamRuleParts } from "@motcua/core/vietnam";
import { dayText, definitions, type PolicyName, type Script } from "./script.ts";
import { time } from "./time.ts";

const changes: { readonly [name in PolicyName]: Partial<Policies> } = {
  default: {},
  "by-instant": { verdictCompares: "by-instant" },
  "open-at-last-day": { apologyTrigger: "open-at-last-day" },
  "same-time": { dueTime: "same-time", appointmentReported: "new" },
};
export const policiesOf = (name: PolicyName): Policies => ({ ...defaultPolicies, ...changes[name] });

const compiled = new Map(definitions.map((definition) => [definition.code, compileProcedure(definition)]));
const none = "" as Hash;

/** The law a dossier of the script is pinned to, as the simulator is given it. */
export function lawOf({ code, submittedAt, policy }: Script): PinnedLaw {
  const rules = composeRules(vietnamRuleParts, dayText(submittedAt) as Parameters<typeof composeRules>[1]);
  const procedure = compiled.get(code);
  if (!rules.ok || procedure === undefined) throw new TypeError(`no law for ${code}`);
  return {
    hashes: { procedure: none, rules: none, calendar: none, hours: none, policies: none },
    procedure,
    ruleSet: rules.value,
    time,
    policies: policiesOf(policy),
  };
}

const functions = [...new Set(["one-stop", ...definitions.flatMap(({ steps }) => steps.map(({ unit }) => unit))])];

/** `double`: one person heads the leadership and signs, another is director and heads the one-stop. */
export function standingOf(kind: Script["standing"]): ResolvedFacts {
  const double = kind === "double";
  const head = (unit: string): string =>
    double && unit === "leadership" ? "chair" : double && unit === "one-stop" ? "director" : `head.${unit}`;
  return {
    units: Object.fromEntries(functions.map((unit) => [unit, { unit, head: head(unit) }])),
    leadership: {
      signer: double ? "chair" : "signer",
      director: "director",
      chairperson: "chair",
      province: "province",
    },
  } as unknown as ResolvedFacts;
}

/** Somebody who may do everything, standing in a unit. */
export const everybody = (person: string, unit: string): Actor => ({
  person: person as Actor["person"],
  unit: unit as Actor["unit"],
  roles: [
    "one-stop-officer",
    "officer",
    "unit-head",
    "leader",
    "director",
    "chairperson",
    "clerk",
    "citizen",
    "registry-officer",
    "registry-head",
  ],
});

/** Who is to take the task of a step: somebody of one's own, the head of the unit, or the director. */
export const takerOf = (pick: number, step: string, head: string): string =>
  pick % 5 === 0 ? head : pick % 7 === 0 ? "director" : `${step}.${pick % 3}`;

/** The action that a pick means at a step: mostly the first. */
export function actionAt(script: Script, step: string, pick: number): string | undefined {
  const definition = compiled.get(script.code)?.definition;
  const actions = definition?.steps.find(({ id }) => id === step)?.actions ?? [];
  if (pick % 3 > 0 && !script.wanders) return actions[0]?.id;
  return actions[Math.floor(pick / 3) % Math.max(1, actions.length)]?.id;
}
