import type { DossierState } from "@motcua/core";
import type { BuiltOffice, DossierForecast, Forecast } from "@motcua/core/simulator";
import type { ForecastInput } from "./office-model.ts";

/** A forecast as programs read it. No personal data: a dossier is its id and its code. */
export function forecastDocument(input: ForecastInput, office: BuiltOffice, forecast: Forecast) {
  const states = new Map(input.open.states.map((state) => [state.dossierId as string, state]));
  const { at, until, seed, replications, dossiers, helpFirst, lateExpected } = forecast;
  return {
    format: "motcua-forecast/1",
    scenario: input.scenario.name,
    at: isoOf(at),
    until: isoOf(until),
    seed,
    replications,
    open: dossiers.length,
    lateExpected: rounded(lateExpected),
    dossiers: dossiers.map((one) => dossierOf(one, states.get(one.id))),
    /** Ids, the first first. */
    helpFirst: helpFirst.map((place) => dossiers[place]?.id ?? ""),
    underOtherLaw: office.underOtherLaw,
    unplaced: [
      ...office.unplaced,
      ...input.open.unreadable.map((dossierId) => ({ dossierId, reason: "unreadable" as const })),
    ],
  };
}
export type ForecastDocument = ReturnType<typeof forecastDocument>;

function dossierOf(one: DossierForecast, state: DossierState | undefined) {
  const { id, node, dueAt, known, late, nationallyLate, undecidedShare, daysOverIfLate, finish, longest, help } = one;
  return {
    id,
    code: state?.code ?? null,
    procedure: state?.procedure ?? one.flow,
    node,
    dueAt: dueAt === undefined ? null : isoOf(dueAt),
    known,
    lateProbability: late === null ? null : rounded(late.share),
    late95: late === null ? null : [rounded(late.low), rounded(late.high)],
    nationallyLateProbability: nationallyLate === null ? null : rounded(nationallyLate.share),
    undecidedShare: rounded(undecidedShare),
    daysOverIfLate: daysOverIfLate === null ? null : rounded(daysOverIfLate),
    finishP10: instantOrNull(finish.p10),
    finishP50: instantOrNull(finish.p50),
    finishP90: instantOrNull(finish.p90),
    longest:
      longest === undefined
        ? null
        : { node: longest.node, name: longest.name, of: longest.of, hours: rounded(longest.meanMs / 3_600_000) },
    savedProbability: rounded(help.savedShare),
    savedDays: rounded(help.savedDays),
  };
}

const rounded = (value: number): number => Number(value.toFixed(4));
const instantOrNull = (at: number | null): string | null => (at === null ? null : isoOf(at));

const officeOffsetMs = 7 * 3_600_000;
/** At the office's clock. */
export const isoOf = (at: number): string => `${new Date(at + officeOffsetMs).toISOString().slice(0, 19)}+07:00`;
