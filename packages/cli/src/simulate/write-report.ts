import type { ReportInput, ReportText } from "@motcua/adapters/simulation-report";
import type { Fault } from "@motcua/core";
import { type Comparison, compileModel, type Figures, LogRecorder, type Model, runUnit } from "@motcua/core/simulator";
import { usageFault } from "../cli-io.ts";
import { writeWhole } from "../write-whole.ts";
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
  /** Of the clocks that the model's hours are on. Default 420 (Vietnam). */
  readonly utcOffsetMinutes?: number;
  /** Of costs. Default "đồng". */
  readonly currency?: string;
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
  const { title, scenario, seed, model, notes, variants, utcOffsetMinutes = officeOffsetMinutes, currency } = parts;
  const figures = onClocksAt(parts.figures, utcOffsetMinutes);
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
      utcOffsetMinutes,
      ...(currency === undefined ? {} : { currency }),
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
  await writeWhole(file, renderReport(input));
}

/** The kernel counts hours of the week on an office's clocks. */
const officeOffsetMinutes = 420;

/** Hours of the week as clocks elsewhere show them; to the hour. */
function onClocksAt(figures: Figures, utcOffsetMinutes: number): Figures {
  const later = Math.round((officeOffsetMinutes - utcOffsetMinutes) / 60);
  if (later === 0) return figures;
  const turned = (hours: readonly number[]): readonly number[] =>
    hours.map((_, hour) => hours[(hour + later + hours.length) % hours.length] ?? 0);
  return {
    ...figures,
    people: figures.people.map((person) => {
      const { mean, half95 } = person.utilisationByHourShare;
      return { ...person, utilisationByHourShare: { mean: turned(mean), half95: half95 && turned(half95) } };
    }),
  };
}

/** Notes of scenarios are written in whichever language their author speaks. */
const bilingual = (text: string | ReportText): ReportText => (typeof text === "string" ? { vi: text, en: text } : text);
