import type { CustomSeriesRenderItem } from "echarts";
import { colours } from "./chart.ts";

/** Axis lines and labels as everywhere in the report. */
export const valueAxis = (more: object = {}): object => ({
  type: "value",
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: colours.muted, fontSize: 12 },
  splitLine: { lineStyle: { color: colours.line } },
  ...more,
});

export const categoryAxis = (data: readonly string[], more: object = {}): object => ({
  type: "category",
  data,
  axisLine: { lineStyle: { color: colours.grey } },
  axisTick: { show: false },
  axisLabel: { color: colours.ink, fontSize: 12, interval: 0 },
  ...more,
});

/** A name that fits its place; the table beside the chart has it whole. */
export const shortened = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1).trimEnd()}…`;

/** Room for labels at the left of horizontal bars, and how many letters go into it. */
export const labelRoom = (
  names: readonly string[],
  px: number,
): { readonly left: number; readonly letters: number } => {
  const letters = Math.min(px < 500 ? 16 : 34, Math.max(0, ...names.map((name) => name.length)));
  return { left: Math.round(letters * 7.2) + 14, letters };
};

/** One interval: place of the category, low, high, colour. */
export type Whisker = readonly [place: number, low: number, high: number, colour?: string];

/** Intervals as lines with a short stroke at both ends. @param along the axis on which the values are */
export const whiskers = (data: readonly Whisker[], along: "x" | "y", capPx = 4): object => ({
  type: "custom",
  silent: true,
  z: 5,
  renderItem: drawWhisker(data, along, capPx),
  data: data.map(([place, low, high]) => (along === "x" ? [low, place, high] : [place, low, high])),
  encode: along === "x" ? { x: [0, 2], y: 1 } : { x: 0, y: [1, 2] },
});

const drawWhisker =
  (data: readonly Whisker[], along: "x" | "y", cap: number): CustomSeriesRenderItem =>
  (params, api) => {
    const [place, low, high, colour = colours.ink] = data[params.dataIndex] ?? [0, 0, 0];
    const [fromX = 0, fromY = 0] = api.coord(along === "x" ? [low, place] : [place, low]);
    const [toX = 0, toY = 0] = api.coord(along === "x" ? [high, place] : [place, high]);
    const line = (x1: number, y1: number, x2: number, y2: number) =>
      ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth: 1.5 } }) as const;
    const ends =
      along === "x"
        ? [line(fromX, fromY - cap, fromX, fromY + cap), line(toX, toY - cap, toX, toY + cap)]
        : [line(fromX - cap, fromY, fromX + cap, fromY), line(toX - cap, toY, toX + cap, toY)];
    return { type: "group", children: [line(fromX, fromY, toX, toY), ...ends] };
  };

/** A text at each place of a category axis, at the left or the right edge of the data and so much higher or lower. */
export const textsAtEdge = (labels: readonly string[], edge: "left" | "right", byPx = 0): object => {
  const renderItem: CustomSeriesRenderItem = (params, api) => {
    const area = params.coordSys as unknown as { readonly x: number; readonly width: number };
    const place = Number(api.value(1));
    const [, y = 0] = api.coord([0, place]);
    const x = edge === "left" ? area.x : area.x + area.width + 8;
    return {
      type: "text",
      style: { x, y: y + byPx, text: labels[place] ?? "", fill: colours.ink, fontSize: 12, verticalAlign: "middle" },
    };
  };
  return { type: "custom", silent: true, z: 6, clip: false, data: labels.map((_, i) => [0, i]), renderItem };
};
