import type { Estimate, Figures, LawFiguresOf } from "@motcua/core/simulator";
import { drawChart } from "./chart.ts";
import { hoursOfPeople, hoursOfTheWeek, loadColour, loadSteps } from "./chart-hours.ts";
import { type Bar, barsAcross, barsUpright } from "./charts-bars.ts";
import { openOverTime, workOverTime } from "./charts-time.ts";
import { type Format, percent, type Unit } from "./format.ts";
import { both, type Html, html } from "./html.ts";
import type { ReportText } from "./input.ts";
import { figureLabel, keyText } from "./labels.ts";
import { column, estimateCell, nameColumn, tableBeside, tableOf } from "./tables.ts";

export interface Section {
  readonly id: string;
  readonly title: ReportText;
  readonly body: Html;
}

const barsMax = 40;

/** Lateness: by days over, and the verdicts of each procedure. */
export function latenessSection({ whole: { law } }: Figures, format: Format): Section | undefined {
  if (law === undefined) return undefined;
  const bars = daysInOrder(law.lateByDays).map(([key, value]): Bar => ({ name: daysName(key), value }));
  const title = { vi: "Hồ sơ quá hạn, theo số ngày quá hạn", en: "Dossiers late, by days over" };
  const chart =
    bars.length === 0
      ? html`<p class="none">${both({ vi: "Không có hồ sơ nào quá hạn.", en: "No dossier was late." })}</p>`
      : html`${figure(title, drawChart(barsUpright("lateness", title, bars, "count", format)))}${tableBeside(
          tableOf(
            title,
            [nameColumn("Quá hạn", "Days over"), column("Số hồ sơ", "Dossiers")],
            bars.map(({ name, value }) => [both(name), estimateCell(value, "count", format)]),
          ),
        )}`;
  const body = html`${chart}${marginTable(law, format)}${keyedTables(law, format)}`;
  return { id: "lateness", title: { vi: "Quá hạn và còn dư bao lâu", en: "Lateness and margin" }, body };
}

const daysName = (key: string): ReportText =>
  key.startsWith("over-") ? { vi: `>${key.slice(5)}`, en: `>${key.slice(5)}` } : { vi: key, en: key };

/** Days without any between the first and the last are shown as 0. */
function daysInOrder(late: LawFiguresOf<Estimate>["lateByDays"]): readonly (readonly [string, Estimate])[] {
  const days = Object.keys(late)
    .filter((key) => /^\d+$/.test(key))
    .map(Number);
  const none: Estimate = { mean: 0, sd: 0, half95: 0, n: Object.values(late)[0]?.n ?? 0 };
  const last = Math.max(0, ...days);
  const first = Math.min(1, ...days);
  const listed = days.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
  return [
    ...listed.map((key) => [key, late[key] ?? none] as const),
    ...Object.entries(late).filter(([key]) => !/^\d+$/.test(key)),
  ];
}

function marginTable(law: LawFiguresOf<Estimate>, format: Format): Html {
  const spreads = [
    ["earlyMs", law.earlyMs, "elapsed"],
    ["lateMs", law.lateMs, "elapsed"],
    ["daysOver", law.daysOver, "days"],
  ] as const;
  return tableOf(
    { vi: "Khoảng cách tới hạn của các hồ sơ", en: "How far from the due time dossiers ended" },
    [
      nameColumn("Chỉ tiêu", "Figure"),
      column("Trung bình", "Mean"),
      column("Một nửa không quá", "Half within"),
      column("90 % không quá", "90 % within"),
      column("Lớn nhất", "Greatest"),
    ],
    spreads.map(([name, spread, unit]) => [
      both(figureLabel([name])),
      ...[spread.mean, spread.p50, spread.p90, spread.max].map((value) => estimateCell(value, unit, format)),
    ]),
  );
}

function keyedTables(law: LawFiguresOf<Estimate>, format: Format): Html {
  const lists = [
    ["escalations", law.escalations, { vi: "Báo cáo tới", en: "Escalated to" }],
    ["rungs", law.rungs, { vi: "Mốc đôn đốc", en: "Rung" }],
    ["outcomes", law.outcomes, { vi: "Kết quả", en: "Outcome" }],
  ] as const;
  const tables = lists
    .filter(([, values]) => Object.keys(values).length > 0)
    .map(([name, values, head]) =>
      tableOf(
        figureLabel([name]),
        [{ name: head }, column("Lần", "Times")],
        Object.entries(values).map(([key, value]) => [both(keyText(key)), estimateCell(value, "count", format)]),
      ),
    );
  return html`<div class="side-by-side">${tables}</div>`;
}

/** All procedures, a row each. */
export function proceduresSection({ flows, whole }: Figures, format: Format): Section {
  const withLaw = whole.law !== undefined;
  const withCost = (whole.costTotal.mean ?? 0) > 0;
  const rows = [...flows].sort((left, right) => (right.arrived.mean ?? 0) - (left.arrived.mean ?? 0));
  return {
    id: "procedures",
    title: { vi: "Từng thủ tục", en: "Each procedure" },
    body: tableOf(
      { vi: "Kết quả theo thủ tục", en: "Results by procedure" },
      [
        nameColumn("Thủ tục", "Procedure"),
        column("Hồ sơ xong", "Finished"),
        ...(withLaw
          ? [
              column("Đúng hạn, tại xã", "On time, local"),
              column("Đúng hạn, quốc gia", "On time, national"),
              column("Phải xin lỗi", "Apologies owed"),
            ]
          : []),
        column("Chờ", "Waiting"),
        column("Giải quyết, 90 % không quá", "Cycle time, 90 % within"),
        ...(withCost ? [column("Chi phí", "Cost")] : []),
      ],
      rows.map(({ name, finished, law, waitingMs, cycleMs, cost }) => [
        name,
        estimateCell(finished, "count", format),
        ...(withLaw
          ? [
              shareCell(law?.onTimeLocalShare, format),
              shareCell(law?.onTimeNationalShare, format),
              estimateCell(law?.apologiesOwed, "count", format),
            ]
          : []),
        estimateCell(waitingMs.mean, "elapsed", format),
        estimateCell(cycleMs.p90, "elapsed", format),
        ...(withCost ? [estimateCell(cost.mean, "money", format)] : []),
      ]),
    ),
  };
}

/** A share with a bar behind it. */
function shareCell(value: Estimate | undefined, format: Format): Html {
  if (value === undefined || value.mean === null) return html`–`;
  const width = Math.round(Math.min(1, Math.max(0, value.mean)) * 1000) / 10;
  return html`${estimateCell(value, "share", format)}<span class="meter" aria-hidden="true"><span style="width:${width}%"></span></span>`;
}

export function overTimeSection(figures: Figures, startAt: number, format: Format): Section {
  const open = { vi: "Hồ sơ đang mở", en: "Dossiers open" };
  const work = {
    vi: "Việc đang chờ (cam) và người đang làm (xanh)",
    en: "Work waiting (orange) and people at work (teal)",
  };
  const note = {
    vi: "Đường: trung bình các lần lặp. Dải: khoảng tin cậy 95 %.",
    en: "Line: mean over replications. Band: 95 % interval.",
  };
  return {
    id: "over-time",
    title: { vi: "Hàng chờ theo thời gian", en: "Queues over time" },
    body: html`${figure(open, drawChart(openOverTime(figures, startAt, format)))}${figure(work, drawChart(workOverTime(figures, startAt, format)))}<p class="note">${both(note)}</p>`,
  };
}

/** Who is busy, and when. */
export function staffSection(figures: Figures, format: Format): Section {
  const people = [...figures.people].sort(
    (left, right) => (right.utilisationShare.mean ?? 0) - (left.utilisationShare.mean ?? 0),
  );
  const bars = people
    .slice(0, barsMax)
    .map(
      ({ name, utilisationShare: value }): Bar => ({ name: { vi: name, en: name }, value, colour: barColour(value) }),
    );
  const title = { vi: "Mức sử dụng thời gian của từng người", en: "Utilisation by person" };
  const hours = hoursOfTheWeek(figures);
  const ofPeople = hoursOfPeople(people.slice(0, barsMax));
  const byHour = [hours, ofPeople].map(
    (chart) => chart && figure(chart.title, html`${drawChart(chart)}${loadLegend()}`),
  );
  const staffColumns = [
    column("Sử dụng", "Utilisation"),
    column("Giờ làm", "Hours worked"),
    column("Giờ có mặt", "On shift"),
    column("Việc", "Tasks"),
    column("Chi phí", "Cost"),
  ];
  const cells = (
    staff: { readonly [key in "utilisationShare" | "workedMs" | "onShiftMs" | "tasks" | "cost"]: Estimate },
  ): readonly Html[] => [
    shareCell(staff.utilisationShare, format),
    ...(["workedMs", "onShiftMs", "tasks", "cost"] as const).map((key) =>
      estimateCell(staff[key], figureUnit(key), format),
    ),
  ];
  return {
    id: "staff",
    title: { vi: "Mức sử dụng nhân lực", en: "Utilisation of staff" },
    body: html`${bars.length > 0 ? figure(title, drawChart(barsAcross("people", title, bars, "share", format))) : undefined}${tableBeside(
      tableOf(
        title,
        [nameColumn("Người", "Person"), nameColumn("Bộ phận", "Unit"), nameColumn("Vai trò", "Role"), ...staffColumns],
        people.map((person) => [person.name, person.unit, person.role, ...cells(person)]),
      ),
    )}${byHour}${tableOf(
      { vi: "Theo vai trò", en: "By role" },
      [nameColumn("Vai trò", "Role"), ...staffColumns],
      figures.roles.map((role) => [role.name, ...cells(role)]),
    )}`,
  };
}

const figureUnit = (name: string): Unit => figureLabel([name]).unit;

/** Bars in the colours of the load legend would be too light on white: the upper steps only. */
const barColour = ({ mean }: Estimate): string => ((mean ?? 0) >= 0.7 ? loadColour(mean ?? 0) : "#5b8fc4");

export function loadLegend(): Html {
  const steps = loadSteps.map(({ from, colour }, i) => {
    const to = loadSteps[i + 1]?.from;
    const text = to === undefined ? `≥ ${percent(from)}` : `${percent(from).replace(" %", "")}–${percent(to)}`;
    return html`<li><span class="swatch" style="background:${colour}"></span>${text}</li>`;
  });
  return html`<ul class="legend"><li class="legend-name">${both({ vi: "Tải", en: "Load" })}</li>${steps}</ul>`;
}

/** Whose time it was. */
export function responsibilitySection({ whole: { law } }: Figures, format: Format): Section | undefined {
  const entries = Object.entries(law?.responsibleShare ?? {}).sort(
    ([, left], [, right]) => (right.mean ?? 0) - (left.mean ?? 0),
  );
  if (law === undefined || entries.length === 0) return undefined;
  const title = { vi: "Thời gian mỗi bên chịu trách nhiệm", en: "Time for which each answered" };
  const bars = entries
    .slice(0, barsMax)
    .map(
      ([key, value]): Bar => ({ name: keyText(key), value, colour: key.startsWith("party:") ? "#7a8794" : "#1f5fa8" }),
    );
  const table = tableOf(
    title,
    [nameColumn("Bên", "Party"), column("Tỷ trọng", "Share"), column("Thời gian", "Time")],
    entries.map(([key, value]) => [
      both(keyText(key)),
      estimateCell(value, "share", format),
      estimateCell(law.responsibleMs[key], "elapsed", format),
    ]),
  );
  return {
    id: "responsibility",
    title: { vi: "Trách nhiệm theo đơn vị", en: "Responsibility by unit" },
    body: html`${figure(title, drawChart(barsAcross("responsible", title, bars, "share", format)))}${tableBeside(table)}`,
  };
}

/** A drawing with its name. */
export const figure = (title: ReportText, drawing: Html): Html =>
  html`<figure><figcaption>${both(title)}</figcaption>${drawing}</figure>`;
