import {
  type Command,
  type DossierState,
  decide,
  defaultPolicies,
  type EpochMs,
  type PinnedLaw,
  parseInstant,
} from "@motcua/core";
import type { Model, Scenario } from "@motcua/core/simulator";
import { officeAt } from "@motcua/core/simulator";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

// Open dossiers of one procedure, made by `decide`, and an office that works on them.

export const instant = (text: string): EpochMs => {
  const read = parseInstant(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};
/** A Thursday morning. */
export const presentAt = instant("2026-08-27T08:00:00+07:00");

const by = (person: string, unit: string, ...roles: string[]) => ({ person, unit, roles });
const desk = by("mc-1", "one-stop", "one-stop-officer");
const officer = by("kt-1", "economic", "officer");
const head = by("kt-truong", "economic", "unit-head");
const resolved = {
  units: {
    "one-stop": { unit: "one-stop", head: "mc-truong" },
    economic: { unit: "economic", head: "kt-truong" },
    justice: { unit: "justice", head: "tp-truong" },
  },
  leadership: { signer: "ct", director: "pct", chairperson: "ct", province: "tinh" },
};

/** What is done, in order, from filing to the result; a dossier stands wherever it was left. */
const life = {
  submit: {
    type: "submit",
    procedure: "1.001612",
    by: desk,
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: "ref",
  },
  guide: { type: "guide-intake", by: desk, reason: { code: "missing-paper" } },
  accept: { type: "accept", by: desk },
  forward: { type: "act", by: desk, step: "intake", action: "forward" },
  assign: { type: "assign", by: head, person: "kt-1" },
  ask: { type: "request-supplement", by: officer, reason: { code: "missing-paper" } },
  answer: { type: "receive-supplement", by: desk, complete: true },
  finish: { type: "act", by: officer, step: "officer", action: "submit" },
  approve: { type: "act", by: head, step: "leader", action: "approve" },
  // A birth, filed online: who registers it confirms a draft within a day.
  birth: {
    type: "submit",
    procedure: "1.001193",
    by: desk,
    channel: "online",
    caseId: "general",
    facts: { filedOnline: true },
    intakeRef: "ref",
  },
  "send-draft": { type: "act", by: by("tp-1", "justice", "officer"), step: "officer", action: "sendDraft" },
} as const;
export type Deed = keyof typeof life;

/** The law of a procedure as the scenario has it; with another definition when told. */
export function lawOfTests(version = 1, code = "1.001612"): PinnedLaw {
  const sources = vietnamSources();
  const known = sources.procedure(code);
  const calendar = sources.calendar("vietnam");
  const hours = sources.hours("office");
  if (known === undefined || calendar === undefined || hours === undefined) throw new Error("no law");
  const definition = version === known.version ? known : { ...known, version };
  const on = "2026-08-27" as Scenario["start"];
  const law = sources.law({ definition, on, calendar, hours, policies: defaultPolicies });
  if (!law.ok) throw new Error(law.error.text.en);
  return law.value;
}

/** A dossier as far as these deeds bring it, ten minutes apart. */
export function dossier(id: string, from: EpochMs, deeds: readonly Deed[], law = lawOfTests()): DossierState {
  let state: DossierState | undefined;
  deeds.forEach((deed, i) => {
    const command = {
      commandId: `${id}.${i}`,
      dossierId: id,
      officeId: "xa",
      at: from + i * 600_000,
      resolved: { ...resolved, ...(deed === "accept" ? { code: `H26.1-260820-${id.padStart(4, "0")}` } : {}) },
      ...life[deed],
    } as unknown as Command;
    const decided = decide(law, state, command);
    if (!decided.ok) throw new Error(`${deed}: ${decided.error.code} ${decided.error.text.en}`);
    state = decided.value.state;
  });
  return state as DossierState;
}

export const scenario = (officers: number): Scenario => ({
  format: "motcua-scenario/1",
  name: "test",
  start: "2026-08-27" as Scenario["start"],
  length: { days: 30 },
  procedures: [{ code: "1.001612" }],
  arrivals: [{ procedure: "1.001612", arrive: { kind: "per-working-day", mean: 18 } }],
  staff: [
    { id: "mc", unit: "one-stop", roles: ["one-stop-officer"], count: 2 },
    { id: "kt", unit: "economic", roles: ["officer"], count: officers },
    { id: "kt-truong", unit: "economic", roles: ["unit-head"] },
  ],
});

/** Dossiers of the last days, wherever they have come: some have their promise behind them, most not. */
export function someDossiers(count: number): readonly DossierState[] {
  const ways: readonly (readonly Deed[])[] = [
    ["submit"],
    ["submit", "accept"],
    ["submit", "accept", "forward"],
    ["submit", "accept", "forward", "assign"],
    ["submit", "accept", "forward", "assign"],
    ["submit", "accept", "forward"],
    ["submit", "accept", "forward", "assign", "ask"],
    ["submit", "accept", "forward", "assign", "finish"],
    ["submit", "accept", "forward", "assign", "finish", "approve"],
  ];
  const law = lawOfTests();
  const days = [-1, -2, -3, -6, -2, -3];
  return Array.from({ length: count }, (_, i) => {
    const from = presentAt + (days[i % days.length] ?? -1) * 86_400_000 + (i % 40) * 300_000;
    return dossier(String(i + 1), from, ways[i % ways.length] ?? ["submit"], law);
  });
}

export interface TestOffice {
  readonly dossiers: number;
  readonly officers: number;
}

/** Made anew in a thread. */
export function modelOfOffice({ dossiers, officers }: TestOffice): Model {
  const law = lawOfTests();
  const office = officeAt({
    scenario: scenario(officers),
    sources: vietnamSources(),
    at: presentAt,
    days: 60,
    states: someDossiers(dossiers),
    lawOf: () => law,
  });
  if (!office.ok) throw new Error(office.error[0]?.text.en);
  return office.value.model;
}
