import type { Figures } from "@motcua/core/simulator";
import { type Chart, colours } from "./chart.ts";
import { categoryAxis, labelRoom, shortened } from "./chart-parts.ts";
import { percent } from "./format.ts";
import type { ReportText } from "./input.ts";

export const weekdaysShort: readonly ReportText[] = [
  { vi: "T2", en: "Mon" },
  { vi: "T3", en: "Tue" },
  { vi: "T4", en: "Wed" },
  { vi: "T5", en: "Thu" },
  { vi: "T6", en: "Fri" },
  { vi: "T7", en: "Sat" },
  { vi: "CN", en: "Sun" },
];

/** Steps of load, from idle to overloaded; the lightest two carry dark letters. */
export const loadSteps = [
  { from: 0, colour: "#e8f0f8" },
  { from: 0.25, colour: "#b9d2ea" },
  { from: 0.5, colour: "#7fb0db" },
  { from: 0.7, colour: "#f2c879" },
  { from: 0.85, colour: "#e08a3c" },
  { from: 0.95, colour: "#b42318" },
] as const;

export const loadColour = (share: number): string =>
  loadSteps.reduce((colour: string, step) => (share >= step.from ? step.colour : colour), loadSteps[0].colour);

interface HourRow {
  readonly name: ReportText;
  /** By hour of the day; `undefined` where there is no work. */
  readonly shares: readonly (number | undefined)[];
}

/** Of the shares that are above 0; `undefined` where none is. */
function meanOf(shares: readonly number[]): number | undefined {
  const busy = shares.filter((share) => share > 0);
  return busy.length === 0 ? undefined : busy.reduce((sum, share) => sum + share, 0) / busy.length;
}
const hoursOfADay = <T>(of: (hour: number) => T): readonly T[] => Array.from({ length: 24 }, (_, hour) => of(hour));

/** A row for each day: mean over those who have work in that hour. `undefined` where nobody ever has. */
export function hoursOfTheWeek({ people }: Figures): Chart | undefined {
  const rows = weekdaysShort.map((name, day) => ({
    name,
    shares: hoursOfADay((hour) => meanOf(people.map((one) => one.utilisationByHourShare.mean[day * 24 + hour] ?? 0))),
  }));
  const worked = rows.slice(5).some(({ shares }) => shares.some((share) => share !== undefined));
  const title = { vi: "Mức sử dụng thời gian theo giờ trong tuần", en: "Utilisation by hour of the week" };
  return heatMap("hours", title, worked ? rows : rows.slice(0, 5));
}

/** A row for each person: mean over the days on which there is work in that hour. */
export function hoursOfPeople(people: Figures["people"]): Chart | undefined {
  const rows = people.map(({ name, utilisationByHourShare: { mean } }) => ({
    name: { vi: name, en: name },
    shares: hoursOfADay((hour) => meanOf(weekdaysShort.map((_, day) => mean[day * 24 + hour] ?? 0))),
  }));
  const title = {
    vi: "Mức sử dụng thời gian của từng người theo giờ trong ngày",
    en: "Utilisation by person and hour of the day",
  };
  return heatMap("people-hours", title, rows);
}

function heatMap(id: string, title: ReportText, rows: readonly HourRow[]): Chart | undefined {
  const used = rows.flatMap(({ shares }) => shares.flatMap((share, hour) => (share === undefined ? [] : [hour])));
  if (used.length === 0) return undefined;
  const first = Math.min(...used);
  const columns = Math.max(...used) - first + 1;
  const cells = rows.flatMap(({ name, shares }, row) =>
    Array.from({ length: columns }, (_, column) => ({ name, row, column, share: shares[first + column] })),
  );
  const clock = (column: number): string => String(first + column).padStart(2, "0");
  const names = rows.flatMap(({ name }) => [name.vi, name.en]);
  return {
    id,
    title,
    height: () => rows.length * 30 + 32,
    margin: ({ px }) => ({ left: Math.max(44, labelRoom(names, px).left), right: 8, top: 4, bottom: 28 }),
    option: ({ px }, texts) => {
      const wide = px >= 500 && columns <= 16;
      const { letters } = labelRoom(names, px);
      const pieces = loadSteps.map(({ from, colour }, i) => ({
        gte: from,
        lt: loadSteps[i + 1]?.from ?? 9,
        color: colour,
      }));
      return {
        xAxis: categoryAxis(
          Array.from({ length: columns }, (_, column) => `${clock(column)}${wide ? ":00" : ""}`),
          {
            axisLine: { show: false },
            axisLabel: { color: colours.muted, interval: px >= 500 || columns <= 10 ? 0 : 1 },
          },
        ),
        yAxis: categoryAxis(
          rows.map(({ name }) => texts.mark({ vi: shortened(name.vi, letters), en: shortened(name.en, letters) })),
          { inverse: true, axisLine: { show: false } },
        ),
        series: [
          {
            type: "heatmap",
            silent: true,
            data: cells.flatMap(({ row, column, share }) =>
              share === undefined ? [] : [{ value: [column, row, share], label: { color: inkOn(share) } }],
            ),
            itemStyle: { borderColor: "#fff", borderWidth: 2 },
            label: {
              show: wide,
              fontSize: 11,
              formatter: ({ value }: { readonly value: readonly number[] }) =>
                String(Math.round((value[2] ?? 0) * 100)),
            },
          },
        ],
        visualMap: { type: "piecewise", show: false, dimension: 2, pieces },
      };
    },
    tips: {
      along: "cells",
      columns,
      texts: cells.map(({ name, column, share }) => {
        const told = share === undefined ? "–" : percent(share);
        return { vi: `${name.vi} ${clock(column)}:00: ${told}`, en: `${name.en} ${clock(column)}:00: ${told}` };
      }),
    },
  };
}

const inkOn = (share: number): string => (share >= 0.95 ? "#ffffff" : colours.ink);
