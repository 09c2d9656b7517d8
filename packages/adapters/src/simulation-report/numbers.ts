import type { Band, Estimate, Figures, FlowFiguresOf } from "@motcua/core/simulator";
import type { Format, Unit } from "./format.ts";
import type { ReportComparison, ReportInput, ReportText } from "./input.ts";
import { figureLabel, type Label } from "./labels.ts";
import { measureOf, namesIn } from "./measures.ts";

/** Every number of a report, small enough to travel in the page: what repeats is told once and named by its place. */
export interface NumbersData {
  readonly groups: readonly ReportText[];
  /** Group, then Vietnamese and English name; one name where both are the same. */
  readonly scopes: readonly (readonly [group: number, vi: string, en?: string])[];
  /** Vietnamese and English name, place in `units`. */
  readonly measures: readonly (readonly [vi: string, en: string, unit: number])[];
  readonly units: readonly ReportText[];
  readonly rows: readonly NumberRow[];
  /** Replications of most figures. */
  readonly n: number;
}
/** Mean, half-width, standard deviation, replications, in the unit of the measure and with five digits. What is left out at the
 *  end: replications as in `n`, others not known; of a figure that no replication had, all of them. */
export type NumberRow = readonly [scope: number, measure: number, ...figures: readonly (number | null)[]];

const hourMs = 3_600_000;
/** Unit in the table, and what a figure is divided by. */
const tableUnits: { readonly [unit in Unit]: readonly [by: number, vi: string, en: string] } = {
  count: [1, "", ""],
  number: [1, "", ""],
  share: [0.01, "%", "%"],
  elapsed: [hourMs, "giờ", "hours"],
  work: [hourMs, "giờ", "hours"],
  money: [1, "", ""],
  days: [1, "ngày", "days"],
};

const groupTexts = {
  whole: { vi: "Cả đơn vị", en: "Whole office" },
  flows: { vi: "Thủ tục", en: "Procedures" },
  nodes: { vi: "Bước", en: "Steps" },
  roles: { vi: "Vai trò", en: "Roles" },
  units: { vi: "Bộ phận", en: "Units" },
  people: { vi: "Người", en: "People" },
  compared: { vi: "So sánh", en: "Comparison" },
  logs: { vi: "Hai nhật ký", en: "Two logs" },
  staffing: { vi: "Số người đã thử", en: "Staffing tried" },
  forecast: { vi: "Dự báo hồ sơ đang mở", en: "Forecast of open dossiers" },
  series: { vi: "Theo thời gian", en: "Over time" },
  hours: { vi: "Theo giờ trong tuần", en: "By hour of the week" },
} as const;
type GroupName = keyof typeof groupTexts;

const weekdays: readonly (readonly [string, string])[] = [
  ["Thứ Hai", "Monday"],
  ["Thứ Ba", "Tuesday"],
  ["Thứ Tư", "Wednesday"],
  ["Thứ Năm", "Thursday"],
  ["Thứ Sáu", "Friday"],
  ["Thứ Bảy", "Saturday"],
  ["Chủ Nhật", "Sunday"],
];

/** Rows in the order of the figures. */
class NumberTable {
  readonly #groups: ReportText[] = [];
  readonly #scopes: [number, string, string?][] = [];
  readonly #measures: [string, string, number][] = [];
  readonly #units: ReportText[] = [];
  readonly #places = new Map<string, number>();
  readonly rows: NumberRow[] = [];
  readonly #money: string;
  readonly #n: number;

  constructor(money: string, n: number) {
    this.#money = money;
    this.#n = n;
  }

  scope(group: GroupName, vi: string, en = vi): number {
    const at = this.#place(`g ${group}`, this.#groups, () => groupTexts[group]);
    return this.#scopes.push(vi === en ? [at, vi] : [at, vi, en]) - 1;
  }

  add(scope: number, label: Label, { mean, half95, sd, n, counted95 }: Estimate): void {
    const [by, vi, en] = tableUnits[label.unit];
    const unit: ReportText = label.unit === "money" ? { vi: this.#money, en: this.#money } : { vi, en };
    const at = this.#place(`u ${unit.vi}`, this.#units, () => unit);
    const measure = this.#place(`m ${label.vi} ${at}`, this.#measures, () => [label.vi, label.en, at]);
    const scaled = (value: number | null): number | null => (value === null ? null : rounded(value / by));
    // Where all replications agree the half-width of 0 would say that nothing else can happen.
    const half = counted95 === undefined ? scaled(half95) : null;
    this.rows.push([scope, measure, ...shortest([scaled(mean), half, scaled(sd), n], this.#n)]);
  }

  #place<T>(key: string, list: T[], make: () => T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, list.length);
    return list.push(make()) - 1;
  }

  data(): NumbersData {
    return {
      groups: this.#groups,
      scopes: this.#scopes,
      measures: this.#measures,
      units: this.#units,
      rows: this.rows,
      n: this.#n,
    };
  }
}

const rounded = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);

/** Without what the reader of the row can tell. */
function shortest(figures: readonly (number | null)[], usual: number): readonly (number | null)[] {
  const [mean, , , n] = figures;
  if (mean === null && n === 0) return [];
  if (n !== usual) return figures;
  const known = figures.slice(0, 3);
  while (known.length > 1 && known[known.length - 1] === null) known.pop();
  return known;
}

const isEstimate = (value: object): value is Estimate => "mean" in value && "half95" in value && "n" in value;

/** Every estimate in a part of the figures, with the path to it; lists of members are left to whoever knows them. */
function eachEstimate(
  part: object,
  path: readonly string[],
  visit: (path: readonly string[], value: Estimate) => void,
): void {
  for (const [key, value] of Object.entries(part) as readonly (readonly [string, unknown])[]) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    if (isEstimate(value)) visit([...path, key], value);
    else if (!isBand(value)) eachEstimate(value, [...path, key], visit);
  }
}
const isBand = (value: object): value is Band => "half95" in value && !("n" in value);

/** @returns every number, the same that the page shows in its table and gives as CSV */
export function numbersOf(input: ReportInput, format: Format): NumbersData {
  const table = new NumberTable(input.simulation.currency ?? "đồng", input.figures?.replications ?? 1);
  if (input.figures !== undefined) addFigures(table, input.figures);
  if (input.comparison !== undefined) addComparison(table, input.comparison, input.figures);
  addLogs(table, input);
  addStaffing(table, input);
  addForecast(table, input);
  if (input.figures !== undefined) addSeries(table, input.figures, input.simulation.startAt, format);
  return table.data();
}

function addAll(table: NumberTable, scope: number, part: object): void {
  eachEstimate(part, [], (path, value) => table.add(scope, figureLabel(path), value));
}

function addFigures(table: NumberTable, figures: Figures): void {
  const whole = table.scope("whole", groupTexts.whole.vi, groupTexts.whole.en);
  table.add(whole, figureLabel(["events"]), figures.events);
  addAll(table, whole, figures.whole);
  addAll(table, whole, figures.staff);
  for (const { nodes: _, ...flow } of figures.flows)
    addAll(table, table.scope("flows", flow.name), flow satisfies FlowFiguresOf<Estimate>);
  for (const flow of figures.flows)
    for (const node of flow.nodes) addAll(table, table.scope("nodes", `${flow.name} › ${node.name}`), node);
  for (const role of figures.roles) addAll(table, table.scope("roles", role.name), role);
  for (const unit of figures.units) addAll(table, table.scope("units", unit.name), unit);
  for (const person of figures.people) addAll(table, table.scope("people", person.name), person);
}

function addComparison(table: NumberTable, { base, variants }: ReportComparison, figures: Figures | undefined): void {
  const nameOf = namesIn(figures);
  for (const { name, compared } of variants) {
    const texts = { difference: ["khác biệt", "difference"], base: [base, base], variant: [name, name] } as const;
    const scope = table.scope("compared", `${name} − ${base}`);
    for (const one of compared) {
      const label = measureOf(one.measure, nameOf);
      for (const part of ["base", "variant", "difference"] as const) {
        const [vi, en] = texts[part];
        table.add(scope, { ...label, vi: `${label.vi} (${vi})`, en: `${label.en} (${en})` }, one[part]);
      }
    }
  }
}

function addLogs(table: NumberTable, { logs }: ReportInput): void {
  if (logs === undefined) return;
  const alone = (mean: number): Estimate => ({ mean, half95: null, sd: null, n: 1 });
  const between = table.scope("logs", `${logs.a.name.vi} − ${logs.b.name.vi}`, `${logs.a.name.en} − ${logs.b.name.en}`);
  for (const { name, distance, floor } of logs.distances) {
    table.add(between, { vi: name, en: name, unit: "number" }, alone(distance));
    if (floor !== undefined)
      table.add(between, { vi: `${name} (sàn)`, en: `${name} (floor)`, unit: "number" }, alone(floor));
  }
  for (const { name: log, activities } of [logs.a, logs.b])
    for (const { name, perDossier, meanMs, p50Ms, p90Ms } of activities) {
      const scope = table.scope("logs", `${log.vi} › ${name}`, `${log.en} › ${name}`);
      table.add(scope, { vi: "Lần mỗi hồ sơ", en: "Per dossier", unit: "number" }, alone(perDossier));
      table.add(scope, { vi: "Thời lượng trung bình", en: "Mean duration", unit: "elapsed" }, alone(meanMs));
      table.add(scope, { vi: "Thời lượng, một nửa trong", en: "Duration, half within", unit: "elapsed" }, alone(p50Ms));
      table.add(scope, { vi: "Thời lượng, 90 % trong", en: "Duration, 90 % within", unit: "elapsed" }, alone(p90Ms));
    }
}

function addStaffing(table: NumberTable, { staffing, figures }: ReportInput): void {
  if (staffing === undefined) return;
  const label = measureOf(staffing.target.measure, namesIn(figures));
  for (const { people, value } of staffing.tried) {
    const name = people.map((one) => `${one.name ?? one.role}: ${one.count}`).join(", ");
    table.add(table.scope("staffing", name), label, value);
  }
}

function addForecast(table: NumberTable, { forecast }: ReportInput): void {
  const label = { vi: "Xác suất quá hạn", en: "Probability of being late", unit: "share" } as const;
  for (const { id, lateShare } of forecast?.dossiers ?? [])
    table.add(table.scope("forecast", id), label, { mean: lateShare, half95: null, sd: null, n: 1 });
}

function addSeries(table: NumberTable, figures: Figures, startAt: number, format: Format): void {
  const { binMs, open, waiting, working } = figures.series;
  const scopes = [
    ["Hồ sơ đang mở", "Dossiers open", open],
    ["Việc đang chờ", "Work waiting", waiting],
    ["Người đang làm", "People at work", working],
  ] as const;
  const n = figures.replications;
  const at = (i: number): string =>
    binMs % 86_400_000 === 0 ? format.date(startAt + i * binMs) : format.instant(startAt + i * binMs);
  for (const [vi, en, band] of scopes) {
    const scope = table.scope("series", vi, en);
    band.mean.forEach((mean, i) => {
      table.add(
        scope,
        { vi: at(i), en: at(i), unit: "number" },
        { mean, half95: band.half95?.[i] ?? null, sd: null, n },
      );
    });
  }
  for (const { name, utilisationByHourShare: band } of figures.people) {
    const scope = table.scope("hours", name);
    band.mean.forEach((mean, hour) => {
      // Hours in which the person never works are no figures.
      if (mean === 0) return;
      const [vi, en] = weekdays[Math.floor(hour / 24)] ?? ["", ""];
      const clock = `${String(hour % 24).padStart(2, "0")}:00`;
      const label = { vi: `${vi} ${clock}`, en: `${en} ${clock}`, unit: "share" } as const;
      table.add(scope, label, { mean, half95: band.half95?.[hour] ?? null, sd: null, n });
    });
  }
}
