import {
  type Command,
  compileCalendar,
  compileOfficeTime,
  compileProcedure,
  contentHash,
  type DossierState,
  decide,
  defaultPolicies,
  type PinnedLaw,
} from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours, vietnamProcedure, vietnamRulesOn } from "@motcua/core/vietnam";
import { median, print } from "./harness.ts";
import { clockFrom, operation, operations } from "./life.ts";

// `decide` alone over the nine-operation life: no hash, no storage, no engine. Target: median 8 µs, aim 4 µs.

function law(): PinnedLaw {
  const definition = vietnamProcedure("1.001612");
  const rules = vietnamRulesOn("2026-08-17" as Parameters<typeof vietnamRulesOn>[0]);
  if (definition === undefined || !rules.ok) throw new Error("the law of the benchmark is not there");
  const documents = [definition, rules.value, vietnamCalendar, vietnamOpeningHours, defaultPolicies];
  const [procedure, ruleHash, calendar, hours, policies] = documents.map((document) => contentHash(document).hash);
  return {
    hashes: { procedure, rules: ruleHash, calendar, hours, policies } as PinnedLaw["hashes"],
    procedure: compileProcedure(definition),
    ruleSet: rules.value,
    time: compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours),
    policies: defaultPolicies,
  };
}

/** One life; the nanoseconds of each decision go to `took`. */
function live(pinned: PinnedLaw, dossier: number, took: readonly number[][]): number {
  const clock = clockFrom();
  let state: DossierState | undefined;
  let events = 0;
  for (let step = 0; step < operations; step += 1) {
    clock.minute += 1;
    const command = { ...operation(`d${dossier}`, "H26.1-260817-0001", step), at: clock.now() } as unknown as Command;
    const started = process.hrtime.bigint();
    const decided = decide(pinned, state, command);
    took[step]?.push(Number(process.hrtime.bigint() - started));
    if (!decided.ok) throw new Error(decided.error.text.en);
    state = decided.value.state;
    events += decided.value.events.length;
  }
  return events;
}

const columns = (): number[][] => Array.from({ length: operations }, () => []);
const us = (ns: number): number => Math.round(ns / 10) / 100;

export async function decideAlone(lives = 20_000): Promise<void> {
  const pinned = law();
  for (let dossier = 0; dossier < 3_000; dossier += 1) live(pinned, dossier, columns());
  const took = columns();
  let events = 0;
  for (let dossier = 0; dossier < lives; dossier += 1) events += live(pinned, dossier, took);
  const all = took.flat();
  print({
    bench: "decide",
    lives,
    eventsPerLife: events / lives,
    medianUs: us(median(all)),
    meanUs: us(all.reduce((sum, ns) => sum + ns, 0) / all.length),
    byOperationUs: took.map((column) => us(median(column))).join(" "),
  });
}
