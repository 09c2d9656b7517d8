import type { DossierState, Storage } from "@motcua/core";
import { type ForecastScore, type ScoredForecast, scoreForecasts } from "@motcua/core/simulator";

/** The part of a written forecast that is scored. */
export interface WrittenForecast {
  readonly at: string;
  readonly scenario?: string;
  readonly dossiers: readonly {
    readonly id: string;
    readonly code?: string | null;
    readonly dueAt?: string | null;
    readonly known: boolean;
    readonly lateProbability: number | null;
    readonly finishP50: string | null;
    readonly finishP90: string | null;
  }[];
}

export interface ForecastOutcome {
  /** Against what happened, of those that were open questions then. */
  readonly score: ForecastScore;
  /** Forecast then, and neither finished nor late now. */
  readonly stillOpen: number;
  /** Forecast then, and not in this database. */
  readonly missing: number;
  /** Results that were ready by the instant named as even chance, and as nine in ten; `null` of none. */
  readonly readyByP50Share: number | null;
  readonly readyByP90Share: number | null;
}

/** Reads a forecast that `motcua forecast --json` wrote; `undefined` for anything else. */
export function readForecast(text: string): WrittenForecast | undefined {
  try {
    const value = JSON.parse(text) as Partial<WrittenForecast> | null;
    const fits =
      Array.isArray(value?.dossiers) &&
      typeof value.at === "string" &&
      !Number.isNaN(Date.parse(value.at)) &&
      value.dossiers.every(
        ({ id, known, lateProbability }) =>
          typeof id === "string" &&
          typeof known === "boolean" &&
          (lateProbability === null ||
            (typeof lateProbability === "number" && lateProbability >= 0 && lateProbability <= 1)),
      );
    return fits ? (value as WrittenForecast) : undefined;
  } catch {
    return undefined;
  }
}

/** What became of the dossiers of an earlier forecast. */
export async function scoreAgainst(
  { dossiers }: WrittenForecast,
  storage: Storage,
  stateOf: (row: NonNullable<Awaited<ReturnType<Storage["load"]>>[number]>) => DossierState,
): Promise<ForecastOutcome> {
  const open = dossiers.filter(({ known, lateProbability }) => !known && lateProbability !== null);
  const scored: ScoredForecast[] = [];
  const ready = { p50: 0, p90: 0, of: 0 };
  let stillOpen = 0;
  let missing = 0;
  for (let from = 0; from < open.length; from += batch) {
    const some = open.slice(from, from + batch);
    const rows = await storage.load(some.map(({ id }) => id as DossierState["dossierId"]));
    some.forEach(({ lateProbability, finishP50, finishP90 }, i) => {
      const row = rows[i];
      if (row === undefined) {
        missing += 1;
        return;
      }
      const state = stateOf(row);
      const happened = wasLate(state);
      if (happened === undefined) stillOpen += 1;
      else scored.push({ probability: lateProbability ?? 0, happened });
      const readyAt = state.resolvedAt ?? state.endedAt;
      if (readyAt === undefined) return;
      ready.of += 1;
      if (finishP50 !== null && readyAt <= Date.parse(finishP50)) ready.p50 += 1;
      if (finishP90 !== null && readyAt <= Date.parse(finishP90)) ready.p90 += 1;
    });
  }
  return {
    score: scoreForecasts(scored),
    stillOpen,
    missing,
    readyByP50Share: ready.of === 0 ? null : ready.p50 / ready.of,
    readyByP90Share: ready.of === 0 ? null : ready.p90 / ready.of,
  };
}

const batch = 500;

/** As the forecast means it: late by its verdict; without one, its promise missed. `undefined`: nobody knows yet. */
function wasLate({ verdict, promiseMissedAt, endedAt }: DossierState): boolean | undefined {
  if (verdict !== undefined) return verdict === "late";
  if (promiseMissedAt !== undefined) return true;
  return endedAt === undefined ? undefined : false;
}
