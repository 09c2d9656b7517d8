import { type Chart, colours, drawChart } from "./chart.ts";
import { type Bar, barsAcross } from "./charts-bars.ts";
import { arrivalsChart, durationsChart, hoursChart, logColours, type PairRow, timesChart } from "./charts-logs.ts";
import { elapsed, type Format, percent, plain } from "./format.ts";
import { both, type Html, html } from "./html.ts";
import type { ReportText } from "./input.ts";
import type { ReportActivity, ReportCell, ReportDistance, ReportLog, ReportLogs, ReportTable } from "./input-logs.ts";
import { figure, type Section } from "./sections-figures.ts";
import { type Cell, column, nameColumn, tableBeside, tableOf } from "./tables.ts";

const activitiesMax = 25;
const verdicts: { readonly [verdict in NonNullable<ReportDistance["verdict"]>]: Verdict } = {
  close: { vi: "sát", en: "close", style: "better", colour: colours.green },
  fair: { vi: "tạm được", en: "fair", style: "changed", colour: colours.purple },
  poor: { vi: "kém", en: "poor", style: "worse", colour: colours.red },
};
interface Verdict extends ReportText {
  readonly style: string;
  readonly colour: string;
}

/** Distances between two logs, then both laid side by side. */
export function logsSections(logs: ReportLogs, format: Format): readonly (Section | undefined)[] {
  return [distancesSection(logs, format), arrivalsSection(logs, format), timesSection(logs), workSection(logs)];
}

function legend({ a, b }: ReportLogs): Html {
  const one = (log: ReportLog, side: "a" | "b"): Html =>
    html`<li><span class="swatch" style="background:${logColours[side]}"></span>${both(log.name)}</li>`;
  return html`<ul class="legend">${one(a, "a")}${one(b, "b")}</ul>`;
}

const drawn = (logs: ReportLogs, chart: Chart): Html => html`${legend(logs)}${figure(chart.title, drawChart(chart))}`;

function distancesSection(logs: ReportLogs, format: Format): Section | undefined {
  const { a, b, distances } = logs;
  if (distances.length === 0) return undefined;
  const floors = distances.some(({ floor }) => floor !== undefined);
  const table = tableOf(
    { vi: "Khoảng cách giữa hai nhật ký", en: "Distances between the two logs" },
    [
      nameColumn("Khoảng cách", "Distance"),
      column("Xa", "Apart"),
      ...(floors ? [column("Sàn", "Floor"), nameColumn("Đánh giá", "Verdict")] : []),
    ],
    distances.map(({ name, meaning, distance, floor, verdict }): readonly Cell[] => [
      html`${both(meaning)} <span class="half">${name}</span>`,
      told(distance),
      ...(floors ? [floor === undefined ? "–" : told(floor), verdictCell(verdict)] : []),
    ]),
  );
  const note = floors
    ? {
        vi: "Sàn: khoảng cách giữa hai nửa của chính các hồ sơ đem so; không thể đòi gần hơn. Sát: không quá 1,5 lần sàn, hoặc nhỏ không đáng kể; tạm được: không quá 3 lần.",
        en: "Floor: the distance between two halves of the dossiers compared with; no nearer can be asked for. Close: at most 1.5 floors, or too little to matter; fair: at most 3.",
      }
    : { vi: "0 là giống hệt.", en: "0 is the same." };
  const size = (log: ReportLog): Html =>
    html`<li><span class="swatch" style="background:${log === a ? logColours.a : logColours.b}"></span><span><strong>${both(log.name)}</strong>: ${both({ vi: `${told(log.dossiers)} hồ sơ, ${told(log.items)} việc`, en: `${told(log.dossiers)} dossiers, ${told(log.items)} work items` })}</span></li>`;
  return {
    id: "distances",
    title: { vi: "Xa nhau đến đâu", en: "How far apart" },
    body: html`<ul class="legend">${size(a)}${size(b)}</ul>${floors ? ratioChart(distances, format) : undefined}${table}<p class="note">${both(note)}</p>`,
  };
}

/** By how many floors they are apart. */
function ratioChart(distances: readonly ReportDistance[], format: Format): Html | undefined {
  const bars = distances.flatMap(({ meaning, distance, floor, verdict }): readonly Bar[] => {
    if (floor === undefined || floor === 0) return [];
    const value = { mean: distance / floor, sd: null, half95: null, n: 1 };
    return [{ name: meaning, value, ...(verdict === undefined ? {} : { colour: verdicts[verdict].colour }) }];
  });
  if (bars.length === 0) return undefined;
  const title = {
    vi: "Khoảng cách bằng mấy lần sàn (1: gần nhất có thể)",
    en: "Distance in floors (1: as near as can be)",
  };
  const seen = (["close", "fair", "poor"] as const)
    .filter((verdict) => distances.some((one) => one.verdict === verdict))
    .map((verdict) => verdicts[verdict]);
  const items = seen.map(
    (one) => html`<li><span class="swatch" style="background:${one.colour}"></span>${both(one)}</li>`,
  );
  return html`<ul class="legend">${items}</ul>${figure(title, drawChart(barsAcross("distances", title, bars, "number", format)))}`;
}

const verdictCell = (verdict: ReportDistance["verdict"]): Cell =>
  verdict === undefined
    ? "–"
    : html`<span class="judged ${verdicts[verdict].style}">${both({ vi: verdicts[verdict].vi, en: verdicts[verdict].en })}</span>`;

const told = (value: number): string => (Number.isFinite(value) ? plain(Number(value.toPrecision(4))) : "–");

function arrivalsSection(logs: ReportLogs, format: Format): Section {
  return {
    id: "log-arrivals",
    title: { vi: "Hồ sơ đến", en: "Arrivals" },
    body: drawn(logs, arrivalsChart(logs, format)),
  };
}

function timesSection(logs: ReportLogs): Section {
  const shares = [25, 50, 75, 90, 95, 99] as const;
  const table = tableOf(
    { vi: "Từ lúc bắt đầu đến lúc xong", en: "From first begin to last end" },
    [
      nameColumn("Tỷ lệ hồ sơ", "Share of dossiers"),
      column(logs.a.name.vi, logs.a.name.en),
      column(logs.b.name.vi, logs.b.name.en),
    ],
    shares.map((share) => [
      percent(share / 100),
      ...[logs.a, logs.b].map(({ cycleMs }) => (cycleMs[share] === undefined ? "–" : both(elapsed(cycleMs[share])))),
    ]),
  );
  return {
    id: "log-times",
    title: { vi: "Thời gian giải quyết và giờ làm việc", en: "Time to finish, and hours of work" },
    body: html`${drawn(logs, timesChart(logs))}${tableBeside(table)}${drawn(logs, hoursChart(logs))}`,
  };
}

function workSection(logs: ReportLogs): Section | undefined {
  const by = (log: ReportLog): ReadonlyMap<string, ReportActivity> =>
    new Map(log.activities.map((activity) => [activity.name, activity]));
  const [inA, inB] = [by(logs.a), by(logs.b)];
  const names = [...new Set([...inA.keys(), ...inB.keys()])];
  if (names.length === 0) return undefined;
  const rows = names.slice(0, activitiesMax).map((name): PairRow => {
    const [a, b] = [inA.get(name)?.meanMs, inB.get(name)?.meanMs];
    return { name, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
  });
  const time = (ms: number | undefined): Cell => (ms === undefined ? "–" : both(elapsed(ms)));
  const times = (activity: ReportActivity | undefined): string =>
    activity === undefined ? "–" : plain(Number(activity.perDossier.toPrecision(3)));
  const pair = (vi: string, en: string) =>
    [logs.a, logs.b].map(({ name }) => column(`${vi}, ${name.vi}`, `${en}, ${name.en}`));
  const table = tableOf(
    { vi: "Các việc", en: "Activities" },
    [
      nameColumn("Việc", "Activity"),
      ...pair("Lần mỗi hồ sơ", "Per dossier"),
      ...pair("Trung bình", "Mean"),
      ...pair("Một nửa trong", "Half within"),
      ...pair("90 % trong", "90 % within"),
    ],
    names.map((name) => {
      const [a, b] = [inA.get(name), inB.get(name)];
      return [
        name,
        times(a),
        times(b),
        time(a?.meanMs),
        time(b?.meanMs),
        time(a?.p50Ms),
        time(b?.p50Ms),
        time(a?.p90Ms),
        time(b?.p90Ms),
      ];
    }),
  );
  return {
    id: "log-work",
    title: { vi: "Việc và thời lượng", en: "Work and durations" },
    body: html`${drawn(logs, durationsChart(logs, rows))}${tableBeside(table)}`,
  };
}

/** Tables as they were given. */
export function tablesSection(tables: readonly ReportTable[], format: Format): Section | undefined {
  if (tables.length === 0) return undefined;
  const cell = (of: ReportCell): Cell => {
    if (typeof of === "string") return of;
    return "unit" in of ? both(format.value(of.value, of.unit)) : both(of);
  };
  const drawnTables = tables.map(({ title, columns, rows }) =>
    tableOf(
      title,
      columns,
      rows.map((row) => row.map(cell)),
    ),
  );
  return { id: "tables", title: { vi: "Đã tìm thấy gì", en: "What was found" }, body: html`${drawnTables}` };
}
