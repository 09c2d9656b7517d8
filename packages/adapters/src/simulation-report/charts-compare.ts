import type { Comparison } from "@motcua/core/simulator";
import { type Chart, colours } from "./chart.ts";
import { categoryAxis, shortened, textsAtEdge, valueAxis, type Whisker, whiskers } from "./chart-parts.ts";
import { decimal, type Format, percent, plain } from "./format.ts";
import type { ReportComparison, ReportStaffing, ReportText } from "./input.ts";
import type { Label } from "./labels.ts";
import { measureOf, type NameOf } from "./measures.ts";

const rowsMax = 24;

export interface ComparedRow {
  readonly variant: string;
  readonly label: Label;
  readonly one: Comparison;
  /** What it means for the office. `unclear`: no more than chance, or nothing is said about which way is good. */
  readonly judged: "better" | "worse" | "changed" | "unclear";
}

/** Measure by measure, the variants of each beside one another. */
export function comparedRows({ variants }: ReportComparison, nameOf: NameOf): readonly ComparedRow[] {
  const measures = [...new Set(variants.flatMap(({ compared }) => compared.map(({ measure }) => measure)))];
  return measures.flatMap((measure) => {
    const label = measureOf(measure, nameOf);
    return variants.flatMap(({ name, compared }) =>
      compared
        .filter((one) => one.measure === measure)
        .map((one) => ({ variant: name, label, one, judged: judge(one, label) })),
    );
  });
}

function judge({ matters, difference }: Comparison, { better }: Label): ComparedRow["judged"] {
  if (matters !== true || difference.mean === null || difference.mean === 0) return "unclear";
  if (better === undefined) return "changed";
  return difference.mean > 0 === (better === "more") ? "better" : "worse";
}

const judgedColours = {
  better: colours.green,
  worse: colours.red,
  changed: colours.purple,
  unclear: colours.grey,
} as const;

/** Differences as points with their intervals: shares in percentage points, everything else in percent of the base. */
export function comparisonCharts(rows: readonly ComparedRow[], format: Format): readonly Chart[] {
  const shares = rows.filter(({ label }) => label.unit === "share");
  const others = rows.filter(({ label, one }) => label.unit !== "share" && (one.base.mean ?? 0) !== 0);
  return [
    ...drawn(
      "compared-points",
      { vi: "Khác biệt, điểm phần trăm", en: "Difference, percentage points" },
      shares,
      format,
      () => 1,
    ),
    ...drawn(
      "compared-percent",
      { vi: "Khác biệt, phần trăm so với gốc", en: "Difference, percent of the base" },
      others,
      format,
      (row) => Math.abs(row.one.base.mean ?? 1),
    ),
  ];
}

function drawn(
  id: string,
  title: ReportText,
  all: readonly ComparedRow[],
  format: Format,
  over: (row: ComparedRow) => number,
): readonly Chart[] {
  const rows = all.filter(({ one }) => one.difference.mean !== null).slice(0, rowsMax);
  if (rows.length === 0) return [];
  const several = new Set(rows.map(({ variant }) => variant)).size > 1;
  const names = rows.map(({ label, variant }) => ({
    vi: several ? `${label.vi} · ${variant}` : label.vi,
    en: several ? `${label.en} · ${variant}` : label.en,
  }));
  const points = rows.map((row) => {
    const mean = row.one.difference.mean ?? 0;
    const half = row.one.difference.half95 ?? 0;
    return { mean: mean / over(row), low: (mean - half) / over(row), high: (mean + half) / over(row), row };
  });
  const intervals = points.map(({ low, high, row }, i): Whisker => [i, low, high, judgedColours[row.judged]]);
  return [
    {
      id,
      title,
      height: () => rows.length * 42 + 34,
      margin: () => ({ left: 26, right: 26, top: 4, bottom: 28 }),
      option: ({ name, px }, texts) => {
        const letters = Math.floor((px - 40) / 6.6);
        const labels = names.map(({ vi, en }) =>
          texts.mark({ vi: shortened(vi, letters), en: shortened(en, letters) }),
        );
        return {
          xAxis: valueAxis({
            splitNumber: name === "wide" ? 6 : 3,
            axisLabel: { color: colours.muted, hideOverlap: true, formatter: signedPercent },
          }),
          yAxis: categoryAxis(labels, { inverse: true, axisLine: { show: false }, axisLabel: { show: false } }),
          series: [
            {
              type: "line",
              silent: true,
              symbol: "circle",
              symbolSize: 9,
              lineStyle: { opacity: 0, width: 0 },
              data: points.map(({ mean, row }, i) => ({
                value: [mean, i],
                itemStyle: { color: judgedColours[row.judged] },
              })),
              markLine: {
                silent: true,
                symbol: "none",
                label: { show: false },
                lineStyle: { color: colours.ink, width: 1.2, type: "solid" },
                data: [{ xAxis: 0 }],
              },
            },
            whiskers(intervals, "x", 5),
            // Names are long: each stands above its line.
            textsAtEdge(labels, "left", -14),
          ],
        };
      },
      tips: {
        along: "y",
        texts: points.map(({ row }, i) => {
          const text = format.estimate(row.one.difference, row.label.unit);
          return { vi: `${names[i]?.vi}\n${text.vi}`, en: `${names[i]?.en}\n${text.en}` };
        }),
      },
    },
  ];
}

const signedPercent = (value: number): string => (value > 0 ? `+${percent(value)}` : percent(value));

/** The target's figure by how many people there are. */
export function staffingChart(staffing: ReportStaffing, label: Label, format: Format): Chart {
  const people = (tried: ReportStaffing["tried"][number]): number =>
    tried.people.reduce((sum, { count }) => sum + count, 0);
  const points = staffing.tried
    .map((tried, i) => ({ tried, count: people(tried), chosen: i === staffing.chosen }))
    .filter(({ tried }) => tried.value.mean !== null)
    .sort((left, right) => left.count - right.count);
  const share = label.unit === "share";
  const number = (value: number): string => (share ? percent(value) : scaled(value));
  const scaled = (value: number): string => {
    const hours = label.unit === "elapsed" || label.unit === "work";
    return hours ? `${decimal(value / 3_600_000, 1)} h` : plain(value);
  };
  const counts = [...new Set(points.map(({ count }) => count))];
  const least = Math.min(
    staffing.target.value,
    ...points.map(({ tried: { value } }) => (value.mean ?? 0) - (value.half95 ?? 0)),
  );
  const colour = (point: (typeof points)[number]): string =>
    point.chosen ? colours.green : point.tried.reached ? colours.blue : colours.orange;
  return {
    id: "staffing",
    title: { vi: `${label.vi} theo số người`, en: `${label.en} by number of people` },
    height: ({ name }) => (name === "wide" ? 280 : 230),
    margin: () => ({ left: 62, right: 24, top: 18, bottom: 28 }),
    option: () => ({
      xAxis: categoryAxis(counts.map(String)),
      yAxis: valueAxis({
        ...(share ? { min: Math.max(0, Math.floor(least * 20) / 20), max: 1 } : { min: 0 }),
        axisLabel: { color: colours.muted, formatter: number },
      }),
      series: [
        {
          type: "line",
          silent: true,
          lineStyle: { width: 0, opacity: 0 },
          symbol: "circle",
          symbolSize: 10,
          data: points.map((point) => ({
            value: [counts.indexOf(point.count), point.tried.value.mean],
            itemStyle: { color: colour(point) },
          })),
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: colours.red, type: "dashed", width: 1.5 },
            label: { formatter: number(staffing.target.value), position: "insideStartTop", color: colours.red },
            data: [{ yAxis: staffing.target.value }],
          },
        },
        whiskers(
          points.map((point): Whisker => {
            const { mean, half95 } = point.tried.value;
            const [low, high] = [(mean ?? 0) - (half95 ?? 0), (mean ?? 0) + (half95 ?? 0)];
            return [counts.indexOf(point.count), Math.max(0, low), share ? Math.min(1, high) : high, colour(point)];
          }),
          "y",
        ),
      ],
    }),
    tips: {
      along: "x",
      texts: counts.map((count) => {
        const here = points.filter((point) => point.count === count);
        const told = (of: (text: ReportText) => string): string =>
          here.map(({ tried }) => of(format.estimate(tried.value, label.unit))).join("\n");
        return { vi: `${count} người\n${told(({ vi }) => vi)}`, en: `${count} people\n${told(({ en }) => en)}` };
      }),
    },
  };
}
