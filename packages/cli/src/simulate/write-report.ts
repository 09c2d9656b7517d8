import { writeFile } from "node:fs/promises";
import type { ReportInput, ReportText } from "@motcua/adapters/simulation-report";
import type { Fault } from "@motcua/core";
import { type Comparison, compileModel, type Figures, LogRecorder, type Model, runUnit } from "@motcua/core/simulator";
import { usageFault } from "../cli-io.ts";
import { outputFault } from "./output-file.ts";

export interface ReportParts {
  readonly title: string;
  /** File of the scenario, as it was named. */
  readonly scenario: string;
  readonly seed: number;
  readonly model: Model;
  readonly figures: Figures;
  /** As authors of scenarios write them, or in both languages. */
  readonly notes?: readonly (string | ReportText)[];
  /** Names and what they brought, for a comparison; the figures are the base's. */
  readonly variants?: readonly { readonly name: string; readonly comparisons: readonly Comparison[] }[];
}

/** Maps are the largest part of a report: those of the procedures in which most time is waited. */
const mapsMax = 4;

/** Before anything runs: a report is one HTML file, and there is a place for it. */
export const reportNameFault = (file: string | undefined): Fault | undefined =>
  file === undefined
    ? undefined
    : /\.html?$/i.test(file)
      ? outputFault(file)
      : usageFault(`--report ${file}: tên phải kết thúc bằng .html`, `--report ${file}: name it .html`);

/** Writes the report of a run. A sample of dossiers is played through once more for it: the first office, the same again. */
export async function writeReport(file: string, parts: ReportParts): Promise<void> {
  const { renderReport, reportMaps, reportSample } = await import("@motcua/adapters/simulation-report");
  const { title, scenario, seed, model, figures, notes, variants } = parts;
  const recorder = new LogRecorder(model);
  runUnit(compileModel(model), { seed, replication: 0, office: 0, sink: recorder, byHour: false });
  const { replications, offices } = figures;
  const input: ReportInput = {
    title,
    simulation: {
      scenario,
      seed,
      replications,
      offices,
      startAt: model.startAt,
      ...(model.endAt === undefined ? {} : { endAt: model.endAt }),
    },
    ...(notes === undefined || notes.length === 0 ? {} : { notes: notes.map(bilingual) }),
    figures,
    maps: reportMaps(model, figures, mapsMax),
    sample: reportSample(recorder.log(), model),
    ...(variants === undefined
      ? {}
      : {
          comparison: {
            base: title,
            variants: variants.map(({ name, comparisons }) => ({ name, compared: comparisons })),
          },
        }),
  };
  await writeFile(file, renderReport(input));
}

/** Notes of scenarios are written in whichever language their author speaks. */
const bilingual = (text: string | ReportText): ReportText => (typeof text === "string" ? { vi: text, en: text } : text);
