import {
  type Channel,
  civilDateOf,
  type DossierId,
  dayOf,
  type EpochDay,
  type EpochMs,
  instantAt,
  isWorkingDay,
  type ProcedureDefinition,
} from "@motcua/core";
import { vietnamProcedures, vietnamRulesOn } from "@motcua/core/vietnam";
import type { Draws } from "./draws.ts";
import { gridMs, type Hours, minuteMs } from "./hours.ts";

/** One dossier as it will be handed in: when, for what, how. */
export interface Filing {
  readonly ordinal: number;
  readonly dossierId: DossierId;
  readonly at: EpochMs;
  readonly procedure: ProcedureDefinition;
  readonly caseId: string;
  readonly channel: Channel;
  readonly facts: { readonly [fact: string]: boolean };
  readonly returnBy: "counter" | "post" | "electronic";
  readonly intakeRef: string;
  /** Served on the spot: handed in, decided and returned at once. */
  readonly served: boolean;
}

export interface RunArguments {
  readonly from: string;
  readonly days: number;
  readonly seed: number;
  readonly perDay: number;
}

/** What people come for most: copies, births, residence; land and construction seldom. By code, then by family. */
const weightByCode: { readonly [code: string]: number } = {
  "2.000815": 300,
  "2.000884": 110,
  "2.000635": 90,
  "1.001193": 85,
  "1.004873": 70,
  "1.000894": 35,
  "1.000656": 35,
  "1.004222": 60,
  "1.004194": 45,
  "1.010041": 30,
  "2.001159": 30,
  "1.001612": 32,
  "1.014062": 40,
  "1.013949": 6,
  "1.013978": 9,
};
const weightByFamily: { readonly [family: string]: number } = {
  certification: 18,
  "civil-status": 10,
  residence: 14,
  "household-business": 12,
  social: 7,
  land: 7,
  construction: 9,
};

const channelWeight: { readonly [channel in Channel]: number } = { counter: 60, online: 27, post: 5, vneid: 8 };

/** Every dossier of the run in order of arrival. A pure function of the arguments. */
export function filingsOf(run: RunArguments, first: EpochDay, draws: Draws, hours: Hours): readonly Filing[] {
  const rows = vietnamProcedures().map((procedure) => ({
    procedure,
    weight: weightByCode[procedure.code] ?? weightByFamily[procedure.family] ?? 5,
  }));
  const filings: Filing[] = [];
  for (let day = first; day < first + run.days; day += 1) {
    if (!isWorkingDay(hours.time.calendar, day)) continue;
    const spread = Math.floor(run.perDay / 6);
    const count = run.perDay - spread + (spread === 0 ? 0 : draws.of(day, "arrivals") % (2 * spread + 1));
    // VNeID is a channel from its own decree on.
    const rules = vietnamRulesOn(civilDateOf(day));
    const lawful = rules.ok ? rules.value.rules.channels.value : [];
    const today: Filing[] = [];
    for (let i = 0; i < count; i += 1) today.push(filingOf(run, rows, day, i, lawful, draws, hours));
    // By time, then by the order drawn; the ordinal was given before sorting, so ties are never open.
    filings.push(...today.sort((a, b) => a.at - b.at || a.ordinal - b.ordinal));
  }
  return filings;
}

function filingOf(
  run: RunArguments,
  rows: readonly { readonly procedure: ProcedureDefinition; readonly weight: number }[],
  day: EpochDay,
  index: number,
  lawful: readonly Channel[],
  draws: Draws,
  hours: Hours,
): Filing {
  const ordinal = (day - 16_000) * 10_000 + index;
  const { procedure } = draws.weighted(rows, ordinal, "procedure");
  const offered = procedure.channels
    .filter(({ channel }) => lawful.includes(channel))
    .map(({ channel }) => ({ channel, weight: channelWeight[channel] }));
  const { channel } = draws.weighted(offered, ordinal, "channel");
  const atCounter = channel === "counter" || channel === "post";
  // The counter is busiest in the morning; some file online until late in the evening.
  const minute = atCounter
    ? draws.chance(6_000, ordinal, "morning")
      ? draws.between(7 * 60 + 30, 11 * 60 + 15, ordinal, "minute")
      : draws.between(13 * 60, 16 * 60 + 40, ordinal, "minute")
    : draws.chance(8_000, ordinal, "in-hours")
      ? draws.between(7 * 60 + 30, 16 * 60, ordinal, "minute")
      : draws.between(6 * 60, 22 * 60, ordinal, "minute");
  const at = instantAt(day, Math.floor((minute * minuteMs) / gridMs) * gridMs);
  const online = channel === "online" || channel === "vneid";
  const known = new Set(procedure.facts.map((fact) => fact.id));
  return {
    ordinal,
    dossierId: `hs-${run.seed}-${ordinal}` as DossierId,
    at: atCounter ? hours.open(at) : at,
    procedure,
    caseId: draws.pick(procedure.cases, ordinal, "case").id,
    channel,
    facts: online && known.has("filedOnline") ? { filedOnline: true } : {},
    returnBy: online ? "electronic" : channel === "post" ? "post" : "counter",
    intakeRef: `TN-${dayOf(at)}-${index}`,
    served: channel === "counter" && isServable(procedure.code) && draws.chance(5_500, ordinal, "served"),
  };
}

/** Copies and signatures: certified while the citizen waits. */
const isServable = (code: string): boolean => code === "2.000815" || code === "2.000884";
