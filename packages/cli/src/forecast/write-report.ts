import type { ReportInput } from "@motcua/adapters/simulation-report";
import type { Forecast } from "@motcua/core/simulator";
import { writeWhole } from "../write-whole.ts";
import type { ForecastDocument } from "./document.ts";
import type { ForecastOutcome, WrittenForecast } from "./score.ts";

/** The forecast as one HTML file: dossiers that may be late, the likeliest first. */
export async function writeForecastReport(file: string, document: ForecastDocument, forecast: Forecast): Promise<void> {
  const { renderReport } = await import("@motcua/adapters/simulation-report");
  const { at, until, seed, replications, dossiers } = forecast;
  const input: ReportInput = {
    title: document.scenario,
    simulation: { seed, replications, startAt: at, endAt: until },
    forecast: {
      at,
      dossiers: dossiers
        .flatMap(({ id, node, dueAt, late, known, finish, help }, i) => {
          if (known || late === null) return [];
          const { code, procedure } = document.dossiers[i] ?? { code: null, procedure: "" };
          return {
            id: code ?? id,
            flow: procedure,
            step: node,
            ...(dueAt === undefined ? {} : { dueAt }),
            lateShare: late.share,
            ...(finish.p50 === null ? {} : { finishP50At: finish.p50 }),
            ...(finish.p90 === null ? {} : { finishP90At: finish.p90 }),
            helps: help.savedShare,
          };
        })
        .sort((a, b) => b.lateShare - a.lateShare),
    },
  };
  await writeWhole(file, renderReport(input));
}

/** How an earlier forecast came out, as one HTML file. */
export async function writeScoreReport(
  file: string,
  { at, scenario, dossiers }: WrittenForecast,
  { score }: ForecastOutcome,
): Promise<void> {
  const { renderReport } = await import("@motcua/adapters/simulation-report");
  const input: ReportInput = {
    title: scenario ?? "Dự báo / forecast",
    simulation: { startAt: Date.parse(at) },
    forecast: {
      at: Date.parse(at),
      dossiers: dossiers.flatMap(({ id, code, known, lateProbability, dueAt }) =>
        known || lateProbability === null
          ? []
          : [
              {
                id: code ?? id,
                lateShare: lateProbability,
                ...(typeof dueAt === "string" ? { dueAt: Date.parse(dueAt) } : {}),
              },
            ],
      ),
      score,
    },
  };
  await writeWhole(file, renderReport(input));
}
