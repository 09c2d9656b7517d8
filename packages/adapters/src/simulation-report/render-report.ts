import { createHash } from "node:crypto";
import { type Format, formatWith, plain } from "./format.ts";
import { both, Html, html, jsonInScript } from "./html.ts";
import type { ReportInput, ReportText } from "./input.ts";
import { keyFigures } from "./key-figures.ts";
import { type NumbersData, numbersOf } from "./numbers.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import {
  latenessSection,
  overTimeSection,
  proceduresSection,
  responsibilitySection,
  type Section,
  staffSection,
} from "./sections-figures.ts";
import { logsSections, tablesSection } from "./sections-logs.ts";
import { comparisonSection, forecastSection, mapsSection, sampleSection, staffingSection } from "./sections-more.ts";

/**
 * One HTML file that needs nothing else: no network, no fonts, no other files. The same input gives the same bytes. Charts
 * are drawings in the page; a small script adds tips, the table of every number and its download.
 * @returns the whole document, UTF-8
 */
export function renderReport(input: ReportInput): string {
  const format = formatWith(input.simulation);
  const numbers = numbersOf(input, format);
  const sections = sectionsOf(input, numbers, format);
  const page = html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${input.title}</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
${headOf(input, sections, format)}
<main>
${sections.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${both(title)}</h2>${body}</section>\n`)}
</main>
${footOf(input)}
<script>${new Html(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}

/** Nothing may be fetched or sent, and no script runs but the page's own. */
function policy(): string {
  const hash = createHash("sha256").update(pageScript).digest("base64");
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
}

function sectionsOf(input: ReportInput, numbers: NumbersData, format: Format): readonly Section[] {
  const { figures, maps, sample, comparison, staffing, forecast, simulation, logs, tables } = input;
  const sections: readonly (Section | undefined)[] = [
    figures && {
      id: "key",
      title: { vi: "Con số chính", en: "Key figures" },
      body: html`${keyFigures(figures, format)}${replicationNote(figures.replications)}`,
    },
    ...(logs === undefined ? [] : logsSections(logs, format)),
    tables && tablesSection(tables, format),
    forecast && forecastSection(forecast, format),
    staffing && staffingSection(staffing, figures, format),
    comparison && comparisonSection(comparison, figures, format),
    figures && proceduresSection(figures, format),
    maps && mapsSection(maps, format),
    figures && overTimeSection(figures, simulation.startAt, format),
    figures && latenessSection(figures, format),
    figures && staffSection(figures, format),
    figures && responsibilitySection(figures, format),
    sample && sampleSection(sample, format),
    numbers.rows.length > 0 ? numbersSection(numbers, input.title) : undefined,
    notesSection(input.notes),
  ];
  return sections.filter((section) => section !== undefined);
}

function replicationNote(replications: number): Html {
  const note: ReportText =
    replications < 2
      ? {
          vi: "Chỉ có một lần lặp: chưa biết các con số dao động bao nhiêu.",
          en: "One replication only: there is no telling how much the figures vary.",
        }
      : {
          vi: `Trung bình của ${replications} lần lặp; ± là nửa khoảng tin cậy 95 %, [a–b] là khoảng ấy nơi mọi lần lặp đều bằng nhau. Thời gian tính cả giờ đóng cửa, trừ khi ghi khác; một ngày là 24 giờ.`,
          en: `Means of ${replications} replications; ± is half of the 95 % interval, [a–b] that interval where all replications agree. Times include closed hours unless said otherwise; a day is 24 hours. Numbers are written the Vietnamese way: 1.234,5.`,
        };
  return html`<p class="note">${both(note)}</p>`;
}

interface KindTexts {
  readonly name: ReportText;
  /** What `simulation.scenario` is. */
  readonly source: readonly [vi: string, en: string];
  /** What the dates at the head are. */
  readonly period: readonly [vi: string, en: string];
  readonly caution: ReportText;
}
const simulated: ReportText = {
  vi: "Kết quả mô phỏng là ước lượng, không phải số liệu đã xảy ra.",
  en: "A simulation estimates; it does not record what happened.",
};
const kinds: { readonly [kind in NonNullable<ReportInput["kind"]>]: KindTexts } = {
  simulation: {
    name: { vi: "Báo cáo mô phỏng", en: "Simulation report" },
    source: ["Kịch bản", "Scenario"],
    period: ["Mô phỏng", "Simulated"],
    caution: simulated,
  },
  calibration: {
    name: { vi: "Báo cáo hiệu chỉnh", en: "Calibration report" },
    source: ["Nhật ký", "Log"],
    period: ["Thời gian", "Period"],
    caution: simulated,
  },
  distance: {
    name: { vi: "So hai nhật ký", en: "Two logs compared" },
    source: ["Nhật ký", "Logs"],
    period: ["Thời gian", "Period"],
    caution: { vi: "Khoảng cách không nói nhật ký nào đúng.", en: "A distance does not say which log is right." },
  },
};

function headOf(
  { title, kind = "simulation", simulation, warnings = [] }: ReportInput,
  sections: readonly Section[],
  format: Format,
): Html {
  const { scenario, seed, replications, offices, startAt, endAt, madeAt } = simulation;
  const period = endAt === undefined ? format.date(startAt) : `${format.date(startAt)} – ${format.date(endAt)}`;
  const facts: readonly (readonly [vi: string, en: string, value: string | undefined])[] = [
    [...kinds[kind].source, scenario],
    [...kinds[kind].period, period],
    ["Số lần lặp", "Replications", replications === undefined ? undefined : plain(replications)],
    ["Số đơn vị", "Offices", offices === undefined || offices === 1 ? undefined : plain(offices)],
    ["Số gốc ngẫu nhiên", "Seed", seed === undefined ? undefined : String(seed)],
    ["Lập lúc", "Made", madeAt === undefined ? undefined : format.instant(madeAt)],
  ];
  const language = (id: string, text: string, checked: boolean): Html =>
    html`<label><input type="radio" name="language" id="lang-${id}"${checked ? html` checked` : undefined}>${text}</label>`;
  return html`<header class="page">
<div class="bar"><span>${both(kinds[kind].name)}</span><fieldset class="language screen-only"><legend>Ngôn ngữ / Language</legend>${language("vi", "Tiếng Việt", true)}${language("en", "English", false)}${language("both", "Cả hai / Both", false)}</fieldset></div>
<h1>${title}</h1>
<ul class="facts">${facts.map(([vi, en, value]) => value && html`<li>${both({ vi, en })}: <b>${value}</b></li>`)}</ul>
${warnings.map((warning) => html`<p class="warning" role="note">${both(warning)}</p>`)}
<nav class="contents" aria-label="Nội dung / Contents"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${both(name)}</a></li>`)}</ul></nav>
</header>`;
}

function numbersSection(numbers: NumbersData, title: string): Section {
  const file = `${
    title
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[đĐ]/g, "d")
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .toLowerCase()
      .slice(0, 60) || "mo-phong"
  }.csv`;
  const head = [
    html`<th scope="col">${both({ vi: "Đối tượng", en: "Of" })}</th>`,
    html`<th scope="col">${both({ vi: "Chỉ tiêu", en: "Figure" })}</th>`,
    html`<th scope="col" class="num">${both({ vi: "Trung bình", en: "Mean" })}</th>`,
    html`<th scope="col" class="num">± 95 %</th>`,
    html`<th scope="col" class="num wide-only">${both({ vi: "Độ lệch chuẩn", en: "Std. dev." })}</th>`,
    html`<th scope="col" class="num wide-only">n</th>`,
  ];
  const body = html`<noscript><p>${both({ vi: "Bảng này cần JavaScript của trang.", en: "This table needs the page's own JavaScript." })}</p></noscript>
<div id="numbers-tools" hidden>
<div class="tools screen-only">
<label>${both({ vi: "Tìm trong bảng", en: "Find in the table" })}<input type="search" id="numbers-filter" autocomplete="off"></label>
<label>${both({ vi: "Nhóm", en: "Group" })}<select id="numbers-group"></select></label>
<button type="button" class="main" id="numbers-csv">${both({ vi: "Tải CSV cho Excel", en: "CSV for Excel" })} (1,5 ;)</button>
<button type="button" id="numbers-csv-plain">CSV (1.5 ,)</button>
</div>
<div class="scroll" tabindex="0" role="region" aria-labelledby="numbers-title"><table id="numbers-table"><thead><tr>${head}</tr></thead><tbody id="numbers-body"></tbody></table></div>
<div class="pages"><button type="button" class="screen-only" id="numbers-before">‹ ${both({ vi: "Trước", en: "Previous" })}</button><span id="numbers-status" role="status"></span><button type="button" class="screen-only" id="numbers-after">${both({ vi: "Sau", en: "Next" })} ›</button></div>
</div>
<script type="application/json" id="numbers-data" data-file="${file}">${jsonInScript(numbers)}</script>`;
  return { id: "numbers", title: { vi: "Mọi con số", en: "Every number" }, body };
}

function notesSection(notes: readonly ReportText[] = []): Section | undefined {
  if (notes.length === 0) return undefined;
  return {
    id: "notes",
    title: { vi: "Giả định và quy ước", en: "Assumptions and conventions" },
    body: html`<ul>${notes.map((note) => html`<li>${both(note)}</li>`)}</ul>`,
  };
}

function footOf({ kind = "simulation", simulation: { utcOffsetMinutes = 420 } }: ReportInput): Html {
  const hours = utcOffsetMinutes / 60;
  const zone = `UTC${hours < 0 ? "−" : "+"}${plain(Math.abs(hours))}`;
  return html`<footer class="page"><p>${both({
    vi: `Ngày giờ theo ${zone}. ${kinds[kind].caution.vi}`,
    en: `Dates and times are ${zone}. ${kinds[kind].caution.en}`,
  })}</p></footer>`;
}
