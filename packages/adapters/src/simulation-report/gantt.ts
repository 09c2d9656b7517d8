import { colours } from "./chart.ts";
import { shortened } from "./chart-parts.ts";
import type { Format } from "./format.ts";
import { type Html, html } from "./html.ts";
import type { ReportItem, ReportMark, ReportSample, ReportText } from "./input.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const axisSteps = [1, 2, 4, 12, 24, 48, 168, 336, 672, 1344, 2688].map((hours) => hours * hourMs);
export const dossiersDrawnMax = 14;

const palette = [
  "#1f5fa8",
  "#0f766e",
  "#b45309",
  "#6b4fa0",
  "#a21c5b",
  "#4d7c0f",
  "#0e7490",
  "#92400e",
  "#475569",
  "#be123c",
  "#15803d",
  "#7c2d12",
];

export const markStyles: { readonly [kind in ReportMark["kind"]]: ReportText & { readonly colour: string } } = {
  received: { vi: "tiếp nhận", en: "received", colour: colours.muted },
  due: { vi: "đến hạn", en: "due", colour: colours.red },
  "apology-owed": { vi: "phải xin lỗi", en: "apology owed", colour: colours.orange },
  "apology-issued": { vi: "đã xin lỗi", en: "apology issued", colour: colours.purple },
  escalated: { vi: "báo cáo cấp trên", en: "escalated", colour: "#a21c5b" },
  suspended: { vi: "tạm dừng", en: "suspended", colour: colours.grey },
  resumed: { vi: "tiếp tục", en: "resumed", colour: colours.grey },
  resolved: { vi: "có kết quả", en: "resolved", colour: colours.green },
};

/** Dossiers of a sample that are drawn: those that came first. */
export interface GanttRows {
  readonly rows: readonly GanttRow[];
  readonly from: number;
  readonly to: number;
  /** Steps in the order in which they come, with the colour of each. */
  readonly steps: ReadonlyMap<string, string>;
  readonly marks: readonly ReportMark["kind"][];
}
interface GanttRow {
  readonly dossier: string;
  readonly flow: string | undefined;
  /** Work at the same time lies on lanes of its own. */
  readonly lanes: readonly (readonly ReportItem[])[];
  readonly marks: readonly ReportMark[];
}

export function ganttRows({ items, marks = [] }: ReportSample): GanttRows | undefined {
  const byDossier = new Map<string, ReportItem[]>();
  for (const item of [...items].sort((left, right) => firstOf(left) - firstOf(right) || left.startAt - right.startAt)) {
    const list = byDossier.get(item.dossier) ?? [];
    list.push(item);
    byDossier.set(item.dossier, list);
  }
  const drawn = [...byDossier].slice(0, dossiersDrawnMax);
  if (drawn.length === 0) return undefined;
  const rows = drawn.map(([dossier, own]) => ({
    dossier,
    flow: own.find(({ flow }) => flow !== undefined)?.flow,
    lanes: lanesOf(own),
    marks: marks.filter((mark) => mark.dossier === dossier),
  }));
  const kept = drawn.flatMap(([, own]) => own);
  const instants = [
    ...kept.flatMap((item) => [firstOf(item), item.endAt]),
    ...rows.flatMap((row) => row.marks.map(({ at }) => at)),
  ];
  const names = [...new Set(kept.map(({ step }) => step))];
  return {
    rows,
    from: instants.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY),
    to: instants.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY),
    steps: new Map(names.map((name, i) => [name, palette[i] ?? colours.grey])),
    marks: [...new Set(rows.flatMap((row) => row.marks.map(({ kind }) => kind)))],
  };
}

const firstOf = ({ enabledAt, startAt }: ReportItem): number => enabledAt ?? startAt;

/** First fit; items come in the order of their beginning. */
function lanesOf(items: readonly ReportItem[]): readonly (readonly ReportItem[])[] {
  const lanes: ReportItem[][] = [];
  for (const item of items) {
    const lane = lanes.find((one) => (one[one.length - 1]?.endAt ?? 0) <= firstOf(item));
    if (lane === undefined) lanes.push([item]);
    else lane.push(item);
  }
  return lanes;
}

const laneHeight = 14;
const headHeight = 17;
/** A strip of its own for marks, below the lanes. */
const stripHeight = 15;
const side = 8;

export function ganttDrawing(gantt: GanttRows, closed: ReportSample["closed"], px: number, format: Format): Html {
  const spanMs = Math.max(hourMs, gantt.to - gantt.from);
  const scale = (px - 2 * side) / spanMs;
  const place = (at: number): number => Math.round((side + (at - gantt.from) * scale) * 10) / 10;
  const top = 24;
  const heights = gantt.rows.map((row) => headHeight + row.lanes.length * laneHeight + stripHeight + 6);
  const height = top + heights.reduce((sum, one) => sum + one, 0) + 4;
  let y = top;
  const rows = gantt.rows.map((row, i) => {
    const drawn = rowDrawing(row, y, place, gantt.steps, px, format);
    y += heights[i] ?? 0;
    const line = html`<path d="M0 ${y - 3}H${px}" stroke="${colours.line}"/>`;
    return html`${drawn}${line}`;
  });
  return html`<svg viewBox="0 0 ${px} ${height}" role="img" aria-label="Tiến trình của một số hồ sơ / Some dossiers over time">${shades(closed ?? [], gantt, place, top, height)}${axis(gantt, place, px, height, format)}${rows}</svg>`;
}

/** Closed hours, unless so narrow that they would be noise. */
function shades(
  closed: readonly (readonly [number, number])[],
  { from, to }: GanttRows,
  place: (at: number) => number,
  top: number,
  height: number,
): readonly Html[] {
  return closed.flatMap(([start, end]) => {
    if (end <= from || start >= to) return [];
    const [left, right] = [place(Math.max(start, from)), place(Math.min(end, to))];
    if (right - left < 3) return [];
    return [
      html`<rect x="${left}" y="${top - 4}" width="${(right - left).toFixed(1)}" height="${height - top}" fill="#eceff2"/>`,
    ];
  });
}

function axis(
  { from, to }: GanttRows,
  place: (at: number) => number,
  px: number,
  height: number,
  format: Format,
): readonly Html[] {
  const ticksMax = Math.floor(px / 66);
  const step = axisSteps.find((ms) => (to - from) / ms <= ticksMax) ?? axisSteps[axisSteps.length - 1] ?? dayMs;
  // Days begin at midnight of the office, weeks on Monday (1970-01-05).
  const origin = (step >= 7 * dayMs ? 4 * dayMs : 0) - format.localMs(0);
  const ticks: Html[] = [];
  for (let at = origin + Math.ceil((from - origin) / step) * step; at <= to; at += step) {
    const x = place(at);
    const anchor = x < 24 ? "start" : x > px - 24 ? "end" : "middle";
    const text = step < dayMs && format.hour(at) !== "00:00" ? format.hour(at) : format.dayMonth(at);
    ticks.push(
      html`<path d="M${x} 18V${height - 4}" stroke="#cfd6dd" stroke-width="0.8"/><text x="${x}" y="12" text-anchor="${anchor}" class="small">${text}</text>`,
    );
  }
  return ticks;
}

function rowDrawing(
  { dossier, flow, lanes, marks }: GanttRow,
  y: number,
  place: (at: number) => number,
  steps: ReadonlyMap<string, string>,
  px: number,
  format: Format,
): Html {
  const name = flow === undefined ? dossier : `${dossier} · ${flow}`;
  const middle = y + headHeight + (lanes.length * laneHeight) / 2;
  const strip = y + headHeight + lanes.length * laneHeight + stripHeight / 2;
  return html`<text x="${side}" y="${y + 12}" class="name">${shortened(name, Math.floor((px - 2 * side) / 6.9))}</text>${suspensions(marks, middle, lanes.length, place)}${lanes.map(
    (lane, i) => lane.map((item) => itemDrawing(item, y + headHeight + i * laneHeight, place, steps, format)),
  )}${marks.map((mark) => markDrawing(mark, place(mark.at), strip, format))}`;
}

function itemDrawing(
  item: ReportItem,
  y: number,
  place: (at: number) => number,
  steps: ReadonlyMap<string, string>,
  format: Format,
): Html {
  const colour = steps.get(item.step) ?? colours.grey;
  const [enabled, start, end] = [place(firstOf(item)), place(item.startAt), place(item.endAt)];
  const who = item.person === undefined ? "" : ` – ${item.person}`;
  const told = `${item.step}${who}\n${format.instant(item.startAt)} → ${format.instant(item.endAt)}`;
  const wait =
    start - enabled < 0.5
      ? undefined
      : html`<rect x="${enabled}" y="${y + 4}" width="${(start - enabled).toFixed(1)}" height="4" fill="${colour}" fill-opacity="0.35"/>`;
  return html`<g><title>${told}</title>${wait}<rect x="${start}" y="${y}" width="${Math.max(3, end - start).toFixed(1)}" height="12" rx="2" fill="${colour}"/></g>`;
}

/** From each suspension to the resumption that follows it. */
function suspensions(
  marks: readonly ReportMark[],
  middle: number,
  lanes: number,
  place: (at: number) => number,
): readonly Html[] {
  const ordered = [...marks].sort((left, right) => left.at - right.at);
  return ordered.flatMap(({ kind, at }, i) => {
    if (kind !== "suspended") return [];
    const end = ordered.slice(i + 1).find((mark) => mark.kind === "resumed");
    if (end === undefined) return [];
    const half = (lanes * laneHeight) / 2;
    return [
      html`<rect x="${place(at)}" y="${middle - half}" width="${(place(end.at) - place(at)).toFixed(1)}" height="${half * 2}" fill="${colours.grey}" fill-opacity="0.22"/>`,
    ];
  });
}

/** Each kind has a shape of its own, for those who see few colours. */
export function markShape(kind: ReportMark["kind"], x: number, y: number): Html {
  const { colour } = markStyles[kind];
  switch (kind) {
    case "due":
      return html`<path d="M${x} ${y - 7}V${y + 7}" stroke="${colour}" stroke-width="2"/><path d="M${x} ${y - 7}h7l-2 3l2 3h-7z" fill="${colour}"/>`;
    case "apology-owed":
      return html`<path d="M${x} ${y - 6}l6 6l-6 6l-6 -6z" fill="#ffffff" stroke="${colour}" stroke-width="2"/>`;
    case "apology-issued":
      return html`<path d="M${x} ${y - 6}l6 6l-6 6l-6 -6z" fill="${colour}"/>`;
    case "escalated":
      return html`<path d="M${x} ${y - 6}l6 10h-12z" fill="${colour}"/>`;
    case "resolved":
      return html`<circle cx="${x}" cy="${y}" r="5.5" fill="${colour}"/><path d="M${x - 2.6} ${y}l2 2.2l3.4 -4" fill="none" stroke="#ffffff" stroke-width="1.5"/>`;
    case "received":
      return html`<circle cx="${x}" cy="${y}" r="3.5" fill="#ffffff" stroke="${colour}" stroke-width="1.5"/>`;
    default:
      return html`<path d="M${x} ${y - 6}V${y + 6}" stroke="${colour}" stroke-width="1.5" stroke-dasharray="2 2"/>`;
  }
}

function markDrawing({ kind, at }: ReportMark, x: number, y: number, format: Format): Html {
  const { vi, en } = markStyles[kind];
  return html`<g><title>${`${vi} / ${en}: ${format.instant(at)}`}</title>${markShape(kind, x, y)}</g>`;
}
