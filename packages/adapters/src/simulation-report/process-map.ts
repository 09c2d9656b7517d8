import { colours } from "./chart.ts";
import { loadColour } from "./chart-hours.ts";
import { decimal, type Format, percent, plain } from "./format.ts";
import { bothInSvg, Html, html } from "./html.ts";
import type { ReportMap, ReportMapNode, ReportText } from "./input.ts";
import { layOut, type MapDirection, type PlacedEdge, type PlacedNode, type Point, signOf } from "./map-layout.ts";

const hourMs = 3_600_000;

/** Fill of a step by the mean wait before it: dark letters can be read on all of them. */
export const waitingSteps: readonly { readonly fromMs: number; readonly colour: string; readonly text: ReportText }[] =
  [
    { fromMs: 0, colour: "#eef3f8", text: { vi: "dưới 30 phút", en: "under 30 min" } },
    { fromMs: 0.5 * hourMs, colour: "#fdf1d3", text: { vi: "dưới 4 giờ", en: "under 4 h" } },
    { fromMs: 4 * hourMs, colour: "#f9d99b", text: { vi: "dưới 1 ngày", en: "under 1 day" } },
    { fromMs: 24 * hourMs, colour: "#f3b56a", text: { vi: "dưới 3 ngày", en: "under 3 days" } },
    { fromMs: 72 * hourMs, colour: "#ea9462", text: { vi: "từ 3 ngày", en: "3 days and more" } },
  ];

const waitingColour = (ms: number | undefined): string =>
  ms === undefined
    ? "#ffffff"
    : waitingSteps.reduce((colour, step) => (ms >= step.fromMs ? step.colour : colour), "#eef3f8");

/** @param id unique in the page */
export function mapDrawing(map: ReportMap, id: string, direction: MapDirection, format: Format): Html {
  const { width, height, nodes, edges } = layOut(map, direction);
  const most = Math.max(1, ...edges.map(({ edge }) => edge.count ?? 0));
  const arrow = `${id}-arrow`;
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${`Sơ đồ quy trình / Process map: ${map.name}`}">
<defs><marker id="${arrow}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colours.muted}"/></marker></defs>
${edges.map((edge) => edgePath(edge, most, arrow))}${nodes.map((node) => nodeDrawing(node, direction, format))}${edges.map(edgeLabel)}</svg>`;
}

function edgePath({ edge, points }: PlacedEdge, most: number, arrow: string): Html {
  const width = 1.2 + 3.3 * Math.sqrt((edge.count ?? 0) / most);
  const dash = edge.count === 0 ? html` stroke-dasharray="4 4"` : undefined;
  return html`<path d="${smooth(points)}" fill="none" stroke="#9aa7b4" stroke-width="${width.toFixed(1)}"${dash} marker-end="url(#${arrow})"/>`;
}

/** Through the middles between the corners, which bend it. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (first === undefined || last === undefined) return "";
  const place = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  let path = `M${place(first)}`;
  rest.forEach((corner, i) => {
    const next = rest[i + 1] ?? last;
    const end = rest[i + 1] === undefined ? last : { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 };
    path += `Q${place(corner)} ${place(end)}`;
  });
  return rest.length === 0 ? `${path}L${place(last)}` : path;
}

function edgeLabel({ edge, label }: PlacedEdge): Html {
  const { share, count, estimated } = edge;
  if (label === undefined || (share === undefined && count === undefined)) return new Html("");
  const counted = count === undefined ? "" : `${estimated ? "≈ " : ""}${rounded(count)}`;
  const text = [share === undefined ? "" : percent(share), counted].filter((part) => part !== "").join(" · ");
  const width = text.length * 6.3 + 8;
  return html`<rect x="${(label.x - width / 2).toFixed(1)}" y="${label.y - 8}" width="${width.toFixed(1)}" height="16" rx="3" fill="#ffffff" fill-opacity="0.88"/><text x="${label.x}" y="${label.y + 4}" class="small">${text}</text>`;
}

const rounded = (value: number): string => (value >= 10 ? decimal(value) : plain(Math.round(value * 10) / 10));

function nodeDrawing(placed: PlacedNode, direction: MapDirection, format: Format): Html {
  const { node, x, y, width } = placed;
  // A phone has no pointer and paper neither: the table beside the map tells the same.
  const title = direction === "down" ? undefined : html`<title>${toldOf(node, format)}</title>`;
  if (node.kind === "task" || node.kind === "delay")
    return html`<g>${title}${box(placed)}${boxText(placed, format)}</g>`;
  const sign = signOf(placed, direction);
  const lines = width > 40 ? nameLines(node.name, direction === "across" ? 17 : 12) : [];
  const names = lines.map((line, i) =>
    direction === "across"
      ? nameLine(line, x, sign.y + 27 + 12 * i, "small")
      : html`<text x="${x + 21}" y="${y + 4 + 12 * (i - (lines.length - 1) / 2)}" class="small beside">${line}</text>`,
  );
  return html`<g>${title}${gatewayShape(node.kind, sign.x, sign.y)}${names}</g>`;
}

function box({ node, x, y, width, height }: PlacedNode): Html {
  const radius = node.kind === "delay" ? height / 2 : 7;
  const fill = node.kind === "delay" ? "#f4f1f9" : waitingColour(node.waitingMs);
  const shape = html`<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${node.kind === "delay" ? colours.purple : "#75828f"}"${node.kind === "delay" ? html` stroke-dasharray="5 3"` : undefined}/>`;
  if (node.loadShare === undefined) return shape;
  const [left, top, room] = [x - width / 2 + 8, y + height / 2 - 10, width - 16];
  const load = room * Math.min(1, node.loadShare);
  return html`${shape}<rect x="${left}" y="${top}" width="${room}" height="5" rx="2.5" fill="#ffffff" stroke="#75828f" stroke-width="0.6"/><rect x="${left}" y="${top}" width="${load.toFixed(1)}" height="5" rx="2.5" fill="${loadColour(node.loadShare)}" stroke="#75828f" stroke-width="0.6"/>`;
}

function boxText({ node, x, y, height }: PlacedNode, format: Format): Html {
  const lines = nameLines(node.name, 25);
  const figures = figuresLine(node, format);
  const top =
    y - height / 2 + (node.kind === "task" ? 18 : 20) + (lines.length === 1 ? 7 : 0) + (figures === undefined ? 7 : 0);
  const under =
    figures && html`<text x="${x}" y="${top + 15 * lines.length + 1}" class="small">${bothInSvg(figures)}</text>`;
  return html`${lines.map((line, i) => nameLine(line, x, top + 15 * i, "name"))}${under}`;
}

const nameLine = (line: string, x: number, y: number, style: string): Html =>
  html`<text x="${x}" y="${y}" class="${style}">${line}</text>`;

function figuresLine(
  { kind, waitingMs, processingMs, loadShare }: ReportMapNode,
  format: Format,
): ReportText | undefined {
  if (kind === "delay") {
    const time = waitingMs ?? processingMs;
    return time === undefined ? undefined : format.value(time, "elapsed");
  }
  const wait = waitingMs === undefined ? undefined : format.value(waitingMs, "elapsed");
  const load = loadShare === undefined ? undefined : percent(Math.round(loadShare * 100) / 100);
  if (wait === undefined && load === undefined) return undefined;
  const line = (waitWord: string, waitText: string | undefined, loadWord: string): string =>
    [waitText === undefined ? "" : `${waitWord} ${waitText}`, load === undefined ? "" : `${loadWord} ${load}`]
      .filter((part) => part !== "")
      .join(" · ");
  return { vi: line("chờ", wait?.vi, "tải"), en: line("wait", wait?.en, "load") };
}

/** Everything known of a node, both languages, for whoever points at it or has it read out. */
function toldOf(node: ReportMapNode, format: Format): string {
  const parts: string[] = [node.name || node.id];
  if (node.by !== undefined) parts.push(node.by);
  if (node.count !== undefined) parts.push(`lượt / passes: ${rounded(node.count)}`);
  if (node.waitingMs !== undefined) parts.push(`chờ / waiting: ${format.value(node.waitingMs, "elapsed").vi}`);
  if (node.processingMs !== undefined) parts.push(`xử lý / processing: ${format.value(node.processingMs, "work").vi}`);
  if (node.loadShare !== undefined) parts.push(`tải / load: ${percent(node.loadShare)}`);
  return parts.join("\n");
}

function gatewayShape(kind: ReportMapNode["kind"], x: number, y: number): Html {
  const ink = colours.ink;
  if (kind === "start")
    return html`<circle cx="${x}" cy="${y}" r="11" fill="#ffffff" stroke="${colours.green}" stroke-width="2"/>`;
  if (kind === "end") return html`<circle cx="${x}" cy="${y}" r="11" fill="#ffffff" stroke="${ink}" stroke-width="4"/>`;
  const diamond = html`<path d="M${x} ${y - 15}L${x + 15} ${y}L${x} ${y + 15}L${x - 15} ${y}z" fill="#ffffff" stroke="${ink}"/>`;
  const mark: { readonly [kind: string]: string } = {
    choice: `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`,
    parallel: `M${x - 7} ${y}L${x + 7} ${y}M${x} ${y - 7}L${x} ${y + 7}`,
    join: `M${x - 7} ${y}L${x + 7} ${y}M${x} ${y - 7}L${x} ${y + 7}`,
    inclusive: `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0`,
    race: `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M${x} ${y - 3}L${x} ${y}L${x + 3} ${y + 1}`,
  };
  return html`${diamond}<path d="${mark[kind] ?? ""}" fill="none" stroke="${ink}" stroke-width="1.8"/>`;
}

/** Two lines at most, broken between words where it can be. */
export function nameLines(name: string, lengthMax: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of name.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= lengthMax || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== "") lines.push(line);
  const cut = (text: string, more: boolean): string =>
    text.length > lengthMax || more ? `${text.slice(0, lengthMax - 1).trimEnd()}…` : text;
  return lines.slice(0, 2).map((text, i) => cut(text, i === 1 && lines.length > 2));
}
