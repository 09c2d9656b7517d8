import type { FeeRule, FeeSituation } from "@motcua/core";

/** The slow way: rule by rule, unit by unit, in whole numbers without end. Says the same or one of the two is wrong. */
export function naiveOwed(rules: readonly FeeRule[], situation: FeeSituation): readonly (readonly [string, bigint])[] {
  const owed: (readonly [string, bigint])[] = [];
  for (let at = 0; at < rules.length; at += 1) {
    const rule = rules[at];
    if (rule === undefined || !holds(rule, situation)) continue;
    let earlier = false;
    for (let before = 0; before < at; before += 1) {
      const other = rules[before];
      if (other !== undefined && rule.line !== undefined && other.line === rule.line && holds(other, situation))
        earlier = true;
    }
    if (!earlier) owed.push([rule.id, less(rule, situation, full(rule, situation))]);
  }
  return owed;
}

function holds({ when }: FeeRule, { caseId, channel, facts }: FeeSituation): boolean {
  if (when?.case !== undefined && when.case !== caseId) return false;
  if (when?.channel !== undefined && when.channel !== channel) return false;
  for (const fact of when?.facts ?? []) {
    if (fact === "urgent" && facts.urgent !== true) return false;
    if (fact === "!urgent" && facts.urgent === true) return false;
  }
  return true;
}

function full(rule: FeeRule, { units = {} }: FeeSituation): bigint {
  const number =
    { dossier: 1, page: units.pages, copy: units.copies, person: units.persons }[rule.per ?? "dossier"] ?? 0;
  let sum = 0n;
  for (let unit = 1; unit <= number; unit += 1) {
    let price = rule.amountVnd ?? 0;
    for (const tier of rule.tiers ?? []) if (unit >= tier.from) price = tier.amountVnd;
    sum += BigInt(price);
  }
  if (rule.atMostVnd !== undefined && sum > BigInt(rule.atMostVnd)) sum = BigInt(rule.atMostVnd);
  let all = 0n;
  for (let copy = 1; copy <= (rule.per === "page" ? (units.copies ?? 1) : 1); copy += 1) all += sum;
  return all;
}

function less(rule: FeeRule, { grounds = [] }: FeeSituation, sum: bigint): bigint {
  let least = sum;
  for (const { id, percentOff } of rule.exemptions ?? [])
    for (const ground of grounds) {
      const left = (sum * BigInt(100 - percentOff)) / 100n;
      if (ground === id && left < least) least = left;
    }
  return least;
}
