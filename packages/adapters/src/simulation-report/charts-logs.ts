import { type Chart, colours } from "./chart.ts";
import { categoryAxis, labelRoom, shortened, textsAtEdge, valueAxis } from "./chart-parts.ts";
import { overTime } from "./charts-time.ts";
import { elapsed, type Format, percent, plain } from "./format.ts";
import type { ReportText } from "./input.ts";
import type { ReportLog, ReportLogs } from "./input-logs.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** The colours of both logs, in every chart. */
export const logColours = { a: colours.blue, b: colours.orange } as const;
const pointsOfTimes = 80;

/** Dossiers that arrive by day, or by week where there are many days. */
export function arrivalsChart({ a, b }: ReportLogs, format: Format): Chart {
  const firstDay = Math.min(a.firstDay, b.firstDay);
  const lastDay = Math.max(...[a, b].map((log) => log.firstDay + log.arrivalsByDay.length));
  const days = lastDay - firstDay > 70 ? 7 : 1;
  const bins = (log: ReportLog): readonly number[] => {
    const sums = new Array<number>(Math.ceil((lastDay - firstDay) / days)).fill(0);
    log.arrivalsByDay.forEach((count, i) => {
      const bin = Math.floor((log.firstDay + i - firstDay) / days);
      sums[bin] = (sums[bin] ?? 0) + count;
    });
    return sums;
  };
  const lines = (["a", "b"] as const).map((side) => ({
    name: { a, b }[side].name,
    band: { mean: bins({ a, b }[side]), half95: null },
    colour: logColours[side],
  }));
  const each = days === 7 ? { vi: "mỗi tuần", en: "a week" } : { vi: "mỗi ngày", en: "a day" };
  const title = { vi: `Hồ sơ đến ${each.vi}`, en: `Dossiers arriving ${each.en}` };
  // An instant of the office's midnight, as the axis counts.
  const startAt = firstDay * dayMs - format.localMs(0);
  return overTime("log-arrivals", title, lines, { binMs: days * dayMs, startAt, format });
}

/** The share of dossiers that are done within a time, of both. */
export function timesChart({ a, b }: ReportLogs): Chart {
  const topMs = Math.max(hourMs, ...[a, b].map(({ cycleMs }) => cycleMs[99] ?? 0));
  const [unitMs, unit] = topMs > 3 * dayMs ? [dayMs, { vi: "ngày", en: "days" }] : [hourMs, { vi: "giờ", en: "hours" }];
  const at = (i: number): number => (i * topMs) / (pointsOfTimes - 1);
  const points = Array.from({ length: pointsOfTimes }, (_, i) => i);
  const line = (log: ReportLog, colour: string): object => ({
    type: "line",
    silent: true,
    showSymbol: false,
    data: points.map((i) => [at(i) / unitMs, shareWithin(log, at(i))]),
    lineStyle: { color: colour, width: 2 },
  });
  return {
    id: "log-times",
    title: { vi: `Tỷ lệ hồ sơ xong trong số ${unit.vi}`, en: `Share of dossiers done within so many ${unit.en}` },
    height: ({ name }) => (name === "wide" ? 260 : 220),
    margin: () => ({ left: 52, right: 18, top: 12, bottom: 28 }),
    option: ({ name }) => ({
      xAxis: valueAxis({
        min: 0,
        max: topMs / unitMs,
        splitNumber: name === "wide" ? 8 : 4,
        axisLabel: { color: colours.muted, formatter: plain, hideOverlap: true, showMaxLabel: false },
      }),
      yAxis: valueAxis({ min: 0, max: 1, interval: 0.25, axisLabel: { color: colours.muted, formatter: percent } }),
      series: [line(a, logColours.a), line(b, logColours.b)],
    }),
    tips: {
      along: "points",
      texts: points.map((i) => {
        const within = elapsed(at(i));
        const told = (of: (text: ReportText) => string): string =>
          [a, b]
            .map((log) => `${of(log.name)}: ${percent(Math.round(shareWithin(log, at(i)) * 1000) / 1000)}`)
            .join("\n");
        return { vi: `≤ ${within.vi}\n${told(({ vi }) => vi)}`, en: `≤ ${within.en}\n${told(({ en }) => en)}` };
      }),
    },
  };
}

/** Read off the hundredths, straight between two of them. */
export function shareWithin({ cycleMs }: ReportLog, ms: number): number {
  const above = cycleMs.findIndex((each) => each > ms);
  if (above < 0) return cycleMs.length === 0 ? 0 : 1;
  if (above === 0) return 0;
  const [low = 0, high = 0] = [cycleMs[above - 1], cycleMs[above]];
  return (above - 1 + (ms - low) / (high - low)) / 100;
}

/** When in the day work is begun and ended. */
export function hoursChart({ a, b }: ReportLogs): Chart {
  const names = Array.from({ length: 24 }, (_, hour) => String(hour));
  const bars = ({ hourShares }: ReportLog, colour: string): object => ({
    type: "bar",
    silent: true,
    barGap: "0%",
    data: hourShares.map((value) => ({ value, itemStyle: { color: colour } })),
  });
  return {
    id: "log-hours",
    title: {
      vi: "Lúc bắt đầu và kết thúc việc, theo giờ trong ngày",
      en: "Begins and ends of work, by hour of the day",
    },
    height: ({ name }) => (name === "wide" ? 220 : 190),
    margin: () => ({ left: 52, right: 12, top: 12, bottom: 28 }),
    option: ({ name }) => ({
      xAxis: categoryAxis(names, {
        axisLabel: { color: colours.ink, interval: name === "wide" ? 0 : 2, fontSize: 12 },
      }),
      yAxis: valueAxis({ min: 0, splitNumber: 3, axisLabel: { color: colours.muted, formatter: percent } }),
      series: [bars(a, logColours.a), bars(b, logColours.b)],
    }),
    tips: {
      along: "x",
      texts: names.map((hour, i) => {
        const told = (of: (text: ReportText) => string): string =>
          [a, b]
            .map((log) => `${of(log.name)}: ${percent(Math.round((log.hourShares[i] ?? 0) * 1000) / 1000)}`)
            .join("\n");
        const span = `${hour}:00–${Number(hour) + 1}:00`;
        return { vi: `${span}\n${told(({ vi }) => vi)}`, en: `${span}\n${told(({ en }) => en)}` };
      }),
    },
  };
}

/** A row of two bars, one for each log; absent where a log has none. */
export interface PairRow {
  readonly name: string;
  readonly a?: number;
  readonly b?: number;
}

/** How long work takes on average, activity by activity. */
export function durationsChart({ a, b }: ReportLogs, rows: readonly PairRow[]): Chart {
  const names = rows.map(({ name }) => name);
  const written = rows.map((row) => pairText(row));
  const textPx = 18 + 6.6 * Math.max(4, ...written.map(({ vi }) => vi.length));
  const bars = (side: "a" | "b"): object => ({
    type: "bar",
    silent: true,
    barGap: "10%",
    barWidth: 9,
    data: rows.map((row) => ({ value: (row[side] ?? 0) / hourMs, itemStyle: { color: logColours[side] } })),
  });
  return {
    id: "log-durations",
    title: { vi: "Mỗi lần làm mất bao lâu (trung bình, giờ)", en: "How long each takes (mean, hours)" },
    height: () => rows.length * 34 + 34,
    // A phone has no room for both bars and words; the table beside has the words.
    margin: ({ px, name }) => ({
      ...{ left: labelRoom(names, px).left, top: 6, bottom: 26 },
      right: name === "wide" ? textPx : 14,
    }),
    option: ({ px, name }, texts) => ({
      xAxis: valueAxis({
        min: 0,
        splitNumber: name === "wide" ? 5 : 3,
        axisLabel: { color: colours.muted, formatter: plain, hideOverlap: true },
      }),
      yAxis: categoryAxis(
        names.map((each) => shortened(each, labelRoom(names, px).letters)),
        { inverse: true },
      ),
      series: [
        bars("a"),
        bars("b"),
        ...(name === "wide"
          ? [
              textsAtEdge(
                written.map((text) => texts.mark(text)),
                "right",
              ),
            ]
          : []),
      ],
    }),
    tips: {
      along: "y",
      texts: rows.map((row) => ({
        vi: `${row.name}\n${sideText(row.a, a.name.vi).vi}\n${sideText(row.b, b.name.vi).vi}`,
        en: `${row.name}\n${sideText(row.a, a.name.en).en}\n${sideText(row.b, b.name.en).en}`,
      })),
    },
  };
}

const timeText = (ms: number | undefined): ReportText => (ms === undefined ? { vi: "–", en: "–" } : elapsed(ms));
const pairText = ({ a, b }: PairRow): ReportText => ({
  vi: `${timeText(a).vi} | ${timeText(b).vi}`,
  en: `${timeText(a).en} | ${timeText(b).en}`,
});
const sideText = (ms: number | undefined, name: string): ReportText => ({
  vi: `${name}: ${timeText(ms).vi}`,
  en: `${name}: ${timeText(ms).en}`,
});
