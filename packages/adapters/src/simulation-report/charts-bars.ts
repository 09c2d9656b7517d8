import type { Estimate } from "@motcua/core/simulator";
import { type Chart, colours } from "./chart.ts";
import { categoryAxis, labelRoom, shortened, textsAtEdge, valueAxis, type Whisker, whiskers } from "./chart-parts.ts";
import { type Format, percent, plain, type Unit } from "./format.ts";
import type { ReportText } from "./input.ts";

export interface Bar {
  readonly name: ReportText;
  readonly value: Estimate;
  readonly colour?: string;
}

const axisNumber =
  (unit: Unit) =>
  (value: number): string =>
    unit === "share" ? percent(value) : plain(value);
const meanOf = ({ mean }: Estimate): number => mean ?? 0;

const whiskersOf = (bars: readonly Bar[], max: number): readonly Whisker[] =>
  bars.flatMap(({ value }, i): readonly Whisker[] => {
    const { mean, half95 } = value;
    if (mean === null || half95 === null || half95 === 0) return [];
    return [[i, Math.max(0, mean - half95), Math.min(max, mean + half95)]];
  });

const tipsOf = (bars: readonly Bar[], unit: Unit, format: Format): readonly ReportText[] =>
  bars.map(({ name, value }) => {
    const text = format.estimate(value, unit);
    return { vi: `${name.vi}\n${text.vi}`, en: `${name.en}\n${text.en}` };
  });

/** Long names, one below the other. Shares reach to 1. */
export function barsAcross(id: string, title: ReportText, bars: readonly Bar[], unit: Unit, format: Format): Chart {
  const max = unit === "share" ? 1 : Number.POSITIVE_INFINITY;
  const names = bars.map(({ name }) => (name.vi.length > name.en.length ? name.vi : name.en));
  const written = bars.map(({ value }) => format.value(value.mean ?? Number.NaN, unit));
  const right = 18 + 7 * Math.max(4, ...written.map(({ vi }) => vi.length));
  return {
    id,
    title,
    height: () => bars.length * 26 + 34,
    margin: ({ px }) => ({ left: labelRoom(names, px).left, right, top: 6, bottom: 26 }),
    option: ({ px, name }, texts) => {
      const { letters } = labelRoom(names, px);
      const labels = bars.map((bar) =>
        texts.mark({ vi: shortened(bar.name.vi, letters), en: shortened(bar.name.en, letters) }),
      );
      return {
        xAxis: valueAxis({
          min: 0,
          ...(unit === "share" ? { max: shareTop(bars) } : {}),
          splitNumber: name === "wide" ? 5 : 2,
          axisLabel: { color: colours.muted, formatter: axisNumber(unit), hideOverlap: true },
        }),
        yAxis: categoryAxis(labels, { inverse: true }),
        series: [
          {
            type: "bar",
            silent: true,
            barWidth: 15,
            data: bars.map(({ value, colour }) => ({
              value: meanOf(value),
              itemStyle: { color: colour ?? colours.blue },
            })),
          },
          whiskers(whiskersOf(bars, max), "x"),
          // At the edge, where whiskers never run through them.
          textsAtEdge(
            written.map((text) => texts.mark(text)),
            "right",
          ),
        ],
      };
    },
    tips: { along: "y", texts: tipsOf(bars, unit, format) },
  };
}

/** Small shares are drawn on a scale that shows them. */
const shareTop = (bars: readonly Bar[]): number => {
  const top = Math.max(...bars.map(({ value }) => meanOf(value) + (value.half95 ?? 0)));
  return top > 0.5 ? 1 : Math.max(0.1, Math.ceil(top * 10) / 10);
};

/** Short names in an order, side by side. */
export function barsUpright(id: string, title: ReportText, bars: readonly Bar[], unit: Unit, format: Format): Chart {
  const tops = bars.map(({ value }) => meanOf(value) + (value.half95 ?? 0));
  const left = Math.max(...[...tops, 10].map((top) => axisNumber(unit)(Math.ceil(top)).length)) * 7 + 18;
  return {
    id,
    title,
    height: ({ name }) => (name === "wide" ? 240 : 200),
    margin: () => ({ left, right: 12, top: 12, bottom: 28 }),
    option: ({ px }, texts) => ({
      xAxis: categoryAxis(
        bars.map(({ name }) => texts.mark(name)),
        { axisLabel: { color: colours.ink, interval: Math.ceil((bars.length * 40) / (px - 60)) - 1, fontSize: 12 } },
      ),
      yAxis: valueAxis({ min: 0, splitNumber: 4, axisLabel: { color: colours.muted, formatter: axisNumber(unit) } }),
      series: [
        {
          type: "bar",
          silent: true,
          barMaxWidth: 34,
          data: bars.map(({ value, colour }) => ({
            value: meanOf(value),
            itemStyle: { color: colour ?? colours.blue },
          })),
        },
        whiskers(whiskersOf(bars, Number.POSITIVE_INFINITY), "y"),
      ],
    }),
    tips: { along: "x", texts: tipsOf(bars, unit, format) },
  };
}
