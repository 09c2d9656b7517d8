import type { Figures } from "@motcua/core/simulator";
import { drawChart } from "./chart.ts";
import { barsUpright } from "./charts-bars.ts";
import { type ComparedRow, comparedRows, comparisonCharts, staffingChart } from "./charts-compare.ts";
import { type Format, percent, plain } from "./format.ts";
import { dossiersDrawnMax, ganttDrawing, ganttRows, markShape, markStyles } from "./gantt.ts";
import { both, type Html, html } from "./html.ts";
import type { ReportComparison, ReportForecast, ReportMap, ReportSample, ReportStaffing, ReportText } from "./input.ts";
import { measureOf, namesIn } from "./measures.ts";
import { mapDrawing, waitingSteps } from "./process-map.ts";
import { figure, loadLegend, type Section } from "./sections-figures.ts";
import { type Cell, column, estimateCell, nameColumn, tableBeside, tableOf } from "./tables.ts";

const forecastRowsMax = 200;

export function mapsSection(maps: readonly ReportMap[], format: Format): Section | undefined {
  if (maps.length === 0) return undefined;
  const drawings = maps.map((map, i) => {
    const drawing = html`<div class="map across" tabindex="0" role="region" aria-label="${map.name}">${mapDrawing(map, `map-${i}-across`, "across", format)}</div><div class="map down">${mapDrawing(map, `map-${i}-down`, "down", format)}</div>`;
    const table = tableBeside(stepsTable(map, format));
    return html`<details class="one-map"${i === 0 ? html` open` : undefined}><summary>${map.name}</summary>${drawing}${table}</details>`;
  });
  const waiting = waitingSteps.map(
    ({ colour, text }) => html`<li><span class="swatch" style="background:${colour}"></span>${both(text)}</li>`,
  );
  const note = {
    vi: "Màu ô: thời gian chờ trung bình trước bước. Vạch dưới ô: tải của những người làm được bước. Nét đậm: nhiều hồ sơ đi qua. Số trên đường: tỷ lệ và số hồ sơ trung bình mỗi lần lặp; ≈ là ước theo tỷ lệ.",
    en: "Colour of a box: mean wait before the step. Bar below: load of those who can do it. Thick lines: many dossiers. Numbers on lines: share and dossiers, mean of a replication; ≈ where it follows from shares.",
  };
  return {
    id: "maps",
    title: { vi: "Sơ đồ quy trình", en: "Process maps" },
    body: html`<ul class="legend"><li class="legend-name">${both({ vi: "Chờ", en: "Wait" })}</li>${waiting}</ul>${loadLegend()}<p class="note">${both(note)}</p>${drawings}`,
  };
}

function stepsTable({ nodes, name }: ReportMap, format: Format): Html {
  const steps = nodes.filter(({ kind }) => kind === "task" || kind === "delay");
  const cell = (value: number | undefined, unit: "count" | "elapsed" | "work" | "share"): Cell =>
    value === undefined ? "–" : both(format.value(value, unit));
  return tableOf(
    { vi: name, en: name },
    [
      nameColumn("Bước", "Step"),
      nameColumn("Ai làm", "Done by"),
      column("Lượt", "Passes"),
      column("Chờ", "Waiting"),
      column("Xử lý", "Processing"),
      column("Tải", "Load"),
    ],
    steps.map((node) => [
      node.name,
      node.by ?? "–",
      cell(node.count, "count"),
      cell(node.waitingMs, "elapsed"),
      cell(node.processingMs, "work"),
      cell(node.loadShare, "share"),
    ]),
  );
}

export function sampleSection(sample: ReportSample, format: Format): Section | undefined {
  const gantt = ganttRows(sample);
  if (gantt === undefined) return undefined;
  const steps = [...gantt.steps].map(
    ([name, colour]) => html`<li><span class="swatch" style="background:${colour}"></span>${name}</li>`,
  );
  const marks = gantt.marks.map(
    (kind) =>
      html`<li><svg class="mark" viewBox="-9 -10 18 20" aria-hidden="true">${markShape(kind, 0, 0)}</svg>${both(markStyles[kind])}</li>`,
  );
  const closed =
    sample.closed === undefined || sample.closed.length === 0
      ? undefined
      : html`<li><span class="swatch" style="background:#e3e7eb"></span>${both({ vi: "ngoài giờ làm việc", en: "closed hours" })}</li>`;
  const all = new Set(sample.items.map(({ dossier }) => dossier)).size;
  const more =
    all > dossiersDrawnMax
      ? html`<p class="note">${both({ vi: `Vẽ ${dossiersDrawnMax} trong ${all} hồ sơ.`, en: `${dossiersDrawnMax} of ${all} dossiers are drawn.` })}</p>`
      : undefined;
  const note = { vi: "Vạch mảnh: chờ. Vạch dày: đang làm.", en: "Thin: waiting. Thick: worked on." };
  const drawings = [
    ["wide", 840],
    ["narrow", 336],
  ] as const;
  return {
    id: "sample",
    title: { vi: "Tiến trình của một số hồ sơ", en: "Some dossiers over time" },
    body: html`<figure><figcaption>${both(note)}</figcaption><ul class="legend">${steps}</ul><ul class="legend">${marks}${closed}</ul><div class="chart" id="chart-gantt">${drawings.map(
      ([name, px]) => html`<div class="drawing ${name}">${ganttDrawing(gantt, sample.closed, px, format)}</div>`,
    )}</div></figure>${more}${tableBeside(itemsTable(sample, format))}`,
  };
}

function itemsTable({ items }: ReportSample, format: Format): Html {
  return tableOf(
    { vi: "Các việc của những hồ sơ này", en: "Work on these dossiers" },
    [
      nameColumn("Hồ sơ", "Dossier"),
      nameColumn("Bước", "Step"),
      nameColumn("Người", "Person"),
      column("Có việc từ", "Enabled"),
      column("Bắt đầu", "Begun"),
      column("Xong", "Ended"),
    ],
    items.map(({ dossier, step, person, enabledAt, startAt, endAt }) => [
      ...[dossier, step, person ?? "–"],
      ...[enabledAt, startAt, endAt].map((at) => (at === undefined ? "–" : format.instant(at))),
    ]),
  );
}

const judgedTexts: { readonly [judged in ComparedRow["judged"]]: ReportText } = {
  better: { vi: "tốt hơn", en: "better" },
  worse: { vi: "xấu hơn", en: "worse" },
  changed: { vi: "có thay đổi", en: "changed" },
  unclear: { vi: "chưa rõ, có thể do ngẫu nhiên", en: "no telling, may be chance" },
};

export function comparisonSection(
  comparison: ReportComparison,
  figures: Figures | undefined,
  format: Format,
): Section | undefined {
  const rows = comparedRows(comparison, namesIn(figures));
  if (rows.length === 0) return undefined;
  const changes = comparison.variants
    .filter(({ changes: listed }) => listed !== undefined && listed.length > 0)
    .map(
      ({ name, changes: listed = [] }) =>
        html`<li><strong>${name}</strong><ul>${listed.map((change) => html`<li>${both(change)}</li>`)}</ul></li>`,
    );
  const table = tableOf(
    { vi: "Khác biệt từng cặp, cùng số ngẫu nhiên", en: "Paired differences, same random numbers" },
    [
      nameColumn("Chỉ tiêu", "Figure"),
      nameColumn("Phương án", "Variant"),
      column(comparison.base, comparison.base),
      column("Phương án", "Variant"),
      column("Khác biệt", "Difference"),
      column("p (đã chỉnh)", "p (adjusted)"),
      nameColumn("Nghĩa là", "Meaning"),
    ],
    rows.map(({ label, variant, one, judged }) => [
      both(label),
      variant,
      estimateCell(one.base, label.unit, format),
      estimateCell(one.variant, label.unit, format),
      html`<strong>${(one.difference.mean ?? 0) > 0 ? "+" : ""}</strong>${estimateCell(one.difference, label.unit, format)}`,
      one.pAdjusted === null ? "–" : one.pAdjusted < 0.001 ? "< 0,001" : plain(Number(one.pAdjusted.toFixed(3))),
      html`<span class="judged ${judged}">${both(judgedTexts[judged])}</span>`,
    ]),
  );
  const legend = (["better", "worse", "changed", "unclear"] as const)
    .filter((judged) => rows.some((row) => row.judged === judged))
    .map((judged) => html`<li><span class="judged ${judged}">${both(judgedTexts[judged])}</span></li>`);
  return {
    id: "comparison",
    title: { vi: "So sánh các phương án", en: "Comparison" },
    body: html`<p>${both({ vi: "So với", en: "Against" })} <strong>${comparison.base}</strong>.</p>${changes.length > 0 ? html`<ul class="changes">${changes}</ul>` : undefined}<ul class="legend">${legend}</ul>${comparisonCharts(rows, format).map((chart) => figure(chart.title, drawChart(chart)))}${table}`,
  };
}

export function staffingSection(
  staffing: ReportStaffing,
  figures: Figures | undefined,
  format: Format,
): Section | undefined {
  if (staffing.tried.length === 0) return undefined;
  const label = measureOf(staffing.target.measure, namesIn(figures));
  const chosen = staffing.chosen === undefined ? undefined : staffing.tried[staffing.chosen];
  const roles = (people: ReportStaffing["tried"][number]["people"]): string =>
    people.map(({ role, name, count }) => `${name ?? role}: ${count}`).join("; ");
  const goal = format.value(staffing.target.value, label.unit);
  const sign = staffing.target.is === "at-least" ? "≥" : "≤";
  const verdict =
    chosen === undefined
      ? { vi: "Chưa có phương án nào đạt.", en: "Nothing tried reaches it." }
      : {
          vi: `Ít người nhất mà đạt: ${roles(chosen.people)}.`,
          en: `The least that reaches it: ${roles(chosen.people)}.`,
        };
  const chart = staffingChart(staffing, label, format);
  const money = staffing.tried.some(({ costTotal }) => costTotal !== undefined);
  return {
    id: "staffing",
    title: { vi: "Cần bao nhiêu người", en: "How many people it takes" },
    body: html`<p>${both({ vi: `Mục tiêu: ${label.vi} ${sign} ${goal.vi}.`, en: `Target: ${label.en} ${sign} ${goal.en}.` })} <strong>${both(verdict)}</strong></p>${figure(chart.title, drawChart(chart))}${tableOf(
      { vi: "Các phương án đã thử", en: "What was tried" },
      [
        nameColumn("Nhân lực", "Staff"),
        column("Tổng số người", "People"),
        column(label.vi, label.en),
        nameColumn("Đạt", "Reached"),
        ...(money ? [column("Chi phí", "Cost")] : []),
      ],
      staffing.tried.map(({ people, value, reached, costTotal }, i) => [
        html`${i === staffing.chosen ? "★ " : ""}${roles(people)}`,
        String(people.reduce((sum, { count }) => sum + count, 0)),
        estimateCell(value, label.unit, format),
        both(reached ? { vi: "đạt", en: "yes" } : { vi: "chưa", en: "no" }),
        ...(money ? [costTotal === undefined ? "–" : both(format.value(costTotal, "money"))] : []),
      ]),
    )}`,
  };
}

export function forecastSection(forecast: ReportForecast, format: Format): Section {
  const { dossiers, score } = forecast;
  const rows = [...dossiers].sort(
    (left, right) => right.lateShare - left.lateShare || (left.dueAt ?? 0) - (right.dueAt ?? 0),
  );
  const expected = dossiers.reduce((sum, { lateShare }) => sum + lateShare, 0);
  const bins = Array.from({ length: 10 }, (_, bin) => {
    const count = dossiers.filter(({ lateShare }) => Math.min(9, Math.floor(lateShare * 10)) === bin).length;
    const name = `${bin * 10}–${bin * 10 + 10} %`;
    return { name: { vi: name, en: name }, value: { mean: count, sd: null, half95: null, n: 1 } };
  });
  const title = { vi: "Số hồ sơ theo xác suất quá hạn", en: "Dossiers by probability of being late" };
  const helps = dossiers.some((dossier) => dossier.helps !== undefined);
  const time = (at: number | undefined): string => (at === undefined ? "–" : format.instant(at));
  const more =
    rows.length > forecastRowsMax
      ? html`<p class="note">${both({ vi: `Bảng có ${forecastRowsMax} hồ sơ dễ quá hạn nhất trong ${rows.length}.`, en: `The table has the ${forecastRowsMax} most at risk of ${rows.length}.` })}</p>`
      : undefined;
  const scored =
    score &&
    html`<p>${both({ vi: `Dự báo trước đây, ${score.count} hồ sơ: điểm Brier ${told(score.brier)}, AUC ${told(score.auc)}.`, en: `An earlier forecast of ${score.count} dossiers: Brier score ${told(score.brier)}, AUC ${told(score.auc)}.` })}</p>${tableOf(
      { vi: "Đã nói và đã xảy ra", en: "Said and happened" },
      [
        nameColumn("Xác suất đã nói", "Probability said"),
        column("Thực tế quá hạn", "Happened"),
        column("Hồ sơ", "Dossiers"),
      ],
      score.calibration.map(({ meanProbability, happenedShare, count }) => [
        percent(meanProbability),
        percent(happenedShare),
        String(count),
      ]),
    )}`;
  return {
    id: "forecast",
    title: { vi: "Dự báo hồ sơ đang mở", en: "Forecast of open dossiers" },
    body: html`<p>${both({ vi: `${dossiers.length} hồ sơ đang mở lúc ${format.instant(forecast.at)}; dự kiến khoảng ${plain(Math.round(expected * 10) / 10)} hồ sơ quá hạn.`, en: `${dossiers.length} dossiers open at ${format.instant(forecast.at)}; about ${plain(Math.round(expected * 10) / 10)} are expected to be late.` })}</p>${figure(title, drawChart(barsUpright("forecast-bins", title, bins, "count", format)))}${scored}${more}${tableOf(
      { vi: "Hồ sơ, dễ quá hạn nhất trước", en: "Dossiers, most at risk first" },
      [
        nameColumn("Hồ sơ", "Dossier"),
        column("Xác suất quá hạn", "Probability late"),
        column("Hạn", "Due"),
        column("Có thể xong", "Likely finish"),
        column("90 % xong trước", "90 % by"),
        ...(helps ? [column("Giúp trước đỡ", "Helping first saves")] : []),
        nameColumn("Thủ tục", "Procedure"),
        nameColumn("Đang ở", "Stands at"),
        nameColumn("Ai giữ", "Held by"),
      ],
      rows
        .slice(0, forecastRowsMax)
        .map((one) => [
          one.id,
          html`<span class="risk ${one.lateShare >= 0.5 ? "high" : one.lateShare >= 0.2 ? "some" : ""}">${percent(one.lateShare)}</span>`,
          time(one.dueAt),
          ...[one.finishP50At, one.finishP90At].map((at) => (at === undefined ? "–" : format.date(at))),
          ...(helps ? [one.helps === undefined ? "–" : plain(Math.round(one.helps * 100) / 100)] : []),
          ...[one.flow ?? "–", one.step ?? "–", one.person ?? "–"],
        ]),
    )}`,
  };
}

const told = (value: number | null): string => (value === null ? "–" : plain(Math.round(value * 1000) / 1000));
