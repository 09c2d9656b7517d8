import type { Attribute } from "@motcua/core/simulator";
import { readNumbers } from "./distribution.ts";
import { type FaultList, inParameters } from "./faults.ts";
import type { Parameters, Rule } from "./parameters.ts";
import { unknown } from "./shares.ts";

/** One test of one attribute. Ranges hold their ends, as the file means them. */
export type Test =
  | { readonly attribute: string; readonly is: string }
  | { readonly attribute: string; readonly from: number; readonly to: number };
/** One of several groups holds when all of its tests do. */
export type Rules = readonly (readonly Test[])[];

const sumTolerance = 1e-6;

export function readAttributes(parameters: Parameters, faults: FaultList): readonly Attribute[] {
  const attributes: Attribute[] = [];
  for (const [i, given] of parameters.case_attributes.entries()) {
    const path = inParameters(["case_attributes", i]);
    const bad = (vi: string, en: string): void =>
      faults.add("bpmn.bad_shares", `thuộc tính ${given.name}: ${vi}`, `attribute ${given.name}: ${en}`, path);
    if (attributes.some(({ name }) => name === given.name)) bad("khai hai lần", "it is declared twice");
    if (given.type === "continuous") {
      const of = readNumbers(given.values, path, faults);
      if (of !== undefined) attributes.push({ name: given.name, values: { kind: "number", of } });
      continue;
    }
    const sum = given.values.reduce((total, { value }) => total + value, 0);
    if (given.values.some(({ value }) => value < 0) || Math.abs(sum - 1) > sumTolerance)
      bad(`tổng xác suất là ${sum}, phải là 1`, `its probabilities add up to ${sum}, not 1`);
    const of = given.values.map(({ key, value }) => ({ value: key, share: value }));
    attributes.push({ name: given.name, values: { kind: "shares", of } });
  }
  return attributes;
}

export function readRules(
  rules: readonly (readonly Rule[])[],
  attributes: readonly Attribute[],
  path: readonly PropertyKey[],
  faults: FaultList,
): Rules {
  return rules.map((group, i) =>
    group.flatMap((rule, j) => readTest(rule, attributes, inParameters([...path, i, j]), faults) ?? []),
  );
}

function readTest(
  { attribute, comparison, value }: Rule,
  attributes: readonly Attribute[],
  path: string,
  faults: FaultList,
): Test | undefined {
  const kind = attributes.find(({ name }) => name === attribute)?.values.kind;
  if (kind === undefined) {
    unknown(path.slice("params:".length), attribute, faults);
    return undefined;
  }
  if (kind === "shares" && comparison === "=" && !Array.isArray(value)) return { attribute, is: String(value) };
  const ends = Array.isArray(value) ? value : comparison === "=" ? [value, value] : [];
  const [from = Number.NaN, to = Number.NaN] = ends.map(numberOf);
  const ranged = kind === "number" && (comparison === "in" || comparison === "=") && from <= to;
  if (ranged) return { attribute, from, to };
  const shown = `${attribute} ${comparison} ${JSON.stringify(value)}`;
  faults.add("bpmn.unsupported", `không hỗ trợ điều kiện ${shown}`, `the condition ${shown} is not supported`, path);
  return undefined;
}

const numberOf = (value: string | number): number =>
  value === "inf" ? Number.POSITIVE_INFINITY : value === "-inf" ? Number.NEGATIVE_INFINITY : Number(value);

const bits = new DataView(new ArrayBuffer(8));
/** The next number a computer knows. */
export function justAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/** Dossiers that go before others: lower first, and whom no rule knows last. */
export interface PriorityClass {
  readonly priority: number;
  readonly rules: Rules;
}

/** In the order in which rules are asked. */
export const readPriorities = (
  parameters: Parameters,
  attributes: readonly Attribute[],
  faults: FaultList,
): readonly PriorityClass[] =>
  parameters.prioritisation_rules
    .map(({ priority_level: priority, rules }, i) => ({
      priority,
      rules: readRules(rules, attributes, ["prioritisation_rules", i, "rules"], faults),
    }))
    .sort((a, b) => a.priority - b.priority);
