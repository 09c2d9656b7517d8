import { BarChart, CustomChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, VisualMapComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { bothInSvg, escapeText, Html, html } from "./html.ts";
import type { ReportText } from "./input.ts";

use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  MarkLineComponent,
  VisualMapComponent,
  SVGRenderer,
]);

/** Drawn twice: for a page or a sheet of paper, and for a phone. Each has letters of a size that can be read there. */
export interface ChartWidth {
  readonly name: "wide" | "narrow";
  readonly px: number;
}
export const chartWidths: readonly ChartWidth[] = [
  { name: "wide", px: 840 },
  { name: "narrow", px: 336 },
];

export const fontFamily =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",sans-serif';

/** Dark enough on white for text and thin lines (4.5:1), told apart by those who see few colours too. */
export const colours = {
  ink: "#1c2733",
  muted: "#56616d",
  line: "#d5dbe1",
  blue: "#1f5fa8",
  blueSoft: "#c5daf0",
  teal: "#0f766e",
  orange: "#b45309",
  orangeSoft: "#f6d5a8",
  red: "#b42318",
  green: "#2e7d32",
  purple: "#6b4fa0",
  grey: "#7a8794",
} as const;

/** Where the data lie in a drawing, in its pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a pointer or a finger on the chart is told. `x`, `y`: one text for each band along the axis; `points`: one for each
 *  point of a line, the first and the last on the frame; `cells`: row by row. */
export interface ChartTips {
  readonly along: "x" | "y" | "points" | "cells";
  readonly columns?: number;
  readonly texts: readonly ReportText[];
}

const textMark = (index: number): string => `\uE000${index}\uE001`;

/** Texts in two languages for a drawing library that knows one: `mark` gives what to draw, `into` puts both in its place. */
export class BilingualTexts {
  readonly #texts: ReportText[] = [];

  mark(text: ReportText): string {
    return text.vi === text.en ? text.vi : textMark(this.#texts.push(text) - 1);
  }

  into(svg: string): string {
    return svg.replace(/\uE000(\d+)\uE001/g, (_, index) => {
      const text = this.#texts[Number(index)];
      return text === undefined ? "" : bothInSvg(text).markup;
    });
  }
}

export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  /** What is seen, for those who do not see it. */
  readonly title: ReportText;
  readonly height: (width: ChartWidth) => number;
  /** Room left for labels at each side of the data. */
  readonly margin: (width: ChartWidth) => Frame;
  /** All but the grid. */
  readonly option: (width: ChartWidth, texts: BilingualTexts) => EChartsCoreOption;
  readonly tips?: ChartTips;
}

/** A chart as drawings in the page: nothing of the library is needed to look at them. */
export function drawChart(chart: Chart): Html {
  const drawings = chartWidths.map((width) => {
    const { left, right, top, bottom } = chart.margin(width);
    const frame = [left, width.px - right, top, chart.height(width) - bottom];
    return html`<div class="drawing ${width.name}" data-frame="${frame.join(" ")}">${svgOf(chart, width)}</div>`;
  });
  const tips = chart.tips && {
    ...chart.tips,
    texts: chart.tips.texts.map(({ vi, en }) => (vi === en ? vi : [vi, en])),
  };
  const data = tips && html` data-tips="${JSON.stringify(tips)}"`;
  return html`<div class="chart" id="chart-${chart.id}"${data}>${drawings}</div>`;
}

function svgOf(chart: Chart, width: ChartWidth): Html {
  const texts = new BilingualTexts();
  const height = Math.round(chart.height(width));
  const canvas = init(null, null, { renderer: "svg", ssr: true, width: width.px, height });
  try {
    canvas.setOption({
      animation: false,
      // A family with quotes would end the attribute that the library puts it in; the page's style names the real one.
      textStyle: { fontFamily: "sans-serif", color: colours.ink, fontSize: 12 },
      grid: { ...chart.margin(width), outerBoundsMode: "none" },
      useUTC: true,
      ...chart.option(width, texts),
    });
    return new Html(tidied(texts.into(canvas.renderToSVGString()), chart, width, height));
  } finally {
    canvas.dispose();
  }
}

/** The library counts its drawings and styles marks under the pointer: neither belongs in a page that must always be the
 *  same. */
function tidied(svg: string, { id, title }: Chart, width: ChartWidth, height: number): string {
  const name = `${title.vi} / ${title.en}`;
  return svg
    .replace(/<style >[\s\S]*?<\/style>\s*/g, "")
    .replace(/ class="zr\d+-cls-\d+"/g, "")
    .replace(/zr\d+-/g, `${id}-${width.name}-`)
    .replace(/ pointer-events="visible"/g, "")
    .replace(/ style="font-size:(\d+)px;font-family:sans-serif;"/g, (_, px) =>
      px === "12" ? "" : ` style="font-size:${px}px"`,
    )
    .replace(/ (?:ecmeta_\w+|xml:space|stroke-linejoin|baseProfile)="[^"]*"/g, "")
    .replace(/>\n</g, "><")
    .replace(/^<svg [^>]*>/, `<svg viewBox="0 0 ${width.px} ${height}" role="img" aria-label="${escapeText(name)}">`);
}
