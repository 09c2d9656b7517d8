import type { Band, Figures } from "@motcua/core/simulator";
import { type Chart, colours } from "./chart.ts";
import { valueAxis } from "./chart-parts.ts";
import { type Format, plain } from "./format.ts";
import type { ReportText } from "./input.ts";

const pointsMax = 240;
const dayMs = 86_400_000;

interface Line {
  readonly name: ReportText;
  readonly band: Band;
  readonly colour: string;
  readonly soft?: string;
}

/** Dossiers open over time, with the band in which their mean lies. */
export function openOverTime({ series }: Figures, startAt: number, format: Format): Chart {
  const name = { vi: "Hồ sơ đang mở", en: "Dossiers open" };
  return overTime("open", name, [{ name, band: series.open, colour: colours.blue, soft: colours.blueSoft }], {
    binMs: series.binMs,
    startAt,
    format,
  });
}

/** Work that waits beside people at work. */
export function workOverTime({ series }: Figures, startAt: number, format: Format): Chart {
  const lines: readonly Line[] = [
    {
      name: { vi: "Việc đang chờ", en: "Work waiting" },
      band: series.waiting,
      colour: colours.orange,
      soft: colours.orangeSoft,
    },
    { name: { vi: "Người đang làm", en: "People at work" }, band: series.working, colour: colours.teal },
  ];
  const title = { vi: "Việc đang chờ và người đang làm", en: "Work waiting and people at work" };
  return overTime("work", title, lines, { binMs: series.binMs, startAt, format });
}

interface Scale {
  readonly binMs: number;
  readonly startAt: number;
  readonly format: Format;
}

/** Lines over time, of equal bins. */
export function overTime(
  id: string,
  title: ReportText,
  lines: readonly Line[],
  { binMs, startAt, format }: Scale,
): Chart {
  const length = Math.max(1, ...lines.map(({ band }) => lengthOf(band.mean)));
  const bins = Math.ceil(length / pointsMax);
  const drawn = lines.map((line) => ({ ...line, band: coarser(line.band, bins, length) }));
  const points = drawn[0]?.band.mean.length ?? 0;
  const at = (i: number): number => startAt + (i + 0.5) * binMs * bins;
  const local = (i: number): number => format.localMs(at(i));
  const spanMs = points * binMs * bins;
  const label = (localAt: number): string => {
    const instant = localAt - format.localMs(0);
    return spanMs <= 3 * dayMs ? format.hour(instant) : format.dayMonth(instant);
  };
  return {
    id,
    title,
    height: ({ name }) => (name === "wide" ? 260 : 220),
    margin: () => ({ left: 46, right: 14, top: 12, bottom: 28 }),
    option: ({ name }) => ({
      xAxis: {
        type: "time",
        min: local(0),
        max: local(points - 1),
        splitNumber: name === "wide" ? 9 : 4,
        axisLine: { lineStyle: { color: colours.grey } },
        axisTick: { show: false },
        axisLabel: { color: colours.muted, hideOverlap: true, formatter: label },
        splitLine: { show: false },
      },
      yAxis: valueAxis({ min: 0, splitNumber: 4, axisLabel: { color: colours.muted, formatter: plain } }),
      series: drawn.flatMap((line) => seriesOf(line, local)),
    }),
    tips: {
      along: "points",
      texts: Array.from({ length: points }, (_, i) => {
        const when = binMs * bins < dayMs ? format.instant(at(i)) : format.date(at(i));
        const told = (of: (text: ReportText) => string): string =>
          drawn.map(({ name, band }) => `${of(name)}: ${figureAt(band, i)}`).join("\n");
        return { vi: `${when}\n${told(({ vi }) => vi)}`, en: `${when}\n${told(({ en }) => en)}` };
      }),
    },
  };
}

const figureAt = ({ mean, half95 }: Band, i: number): string => {
  const half = half95?.[i];
  const two = (value: number): string => plain(Number(value.toPrecision(3)));
  return half === undefined ? two(mean[i] ?? 0) : `${two(mean[i] ?? 0)} ± ${two(half)}`;
};

function seriesOf({ band, colour, soft }: Line, local: (i: number) => number): readonly object[] {
  const { mean, half95 } = band;
  const line = (values: readonly number[], more: object): object => ({
    type: "line",
    silent: true,
    showSymbol: false,
    data: values.map((value, i) => [local(i), value]),
    ...more,
  });
  const main = line(mean, { lineStyle: { color: colour, width: 2 } });
  if (half95 === null || soft === undefined) return [main];
  const low = mean.map((value, i) => Math.max(0, value - (half95[i] ?? 0)));
  const over = mean.map((value, i) => value + (half95[i] ?? 0) - (low[i] ?? 0));
  const none = { width: 0, opacity: 0 };
  return [
    line(low, { stack: colour, lineStyle: none }),
    line(over, { stack: colour, lineStyle: none, areaStyle: { color: soft, opacity: 0.75 } }),
    main,
  ];
}

/** Bins after the last with something in it are not drawn. */
function lengthOf(values: readonly number[]): number {
  let length = values.length;
  while (length > 1 && values[length - 1] === 0) length -= 1;
  return length;
}

/** Fewer points, each the mean of some bins; of half-widths too, which is on the safe side. */
function coarser({ mean, half95 }: Band, bins: number, length: number): Band {
  const merge = (values: readonly number[]): readonly number[] =>
    Array.from({ length: Math.ceil(length / bins) }, (_, i) => {
      const part = values.slice(i * bins, Math.min(length, (i + 1) * bins));
      return part.reduce((sum, value) => sum + value, 0) / Math.max(1, part.length);
    });
  return { mean: merge(mean), half95: half95 === null ? null : merge(half95) };
}
