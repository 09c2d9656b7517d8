/**
 * What the page does by itself, as text: it is put into the page whole and works on nothing but the page. Everything in it
 * that comes from data goes through `textContent`. Without it there is still all but the table of every number.
 */
export const pageScript = String.raw`(() => {
"use strict";
const $ = (id) => document.getElementById(id);
const english = () => $("lang-en").checked;
const pick = (text) => (Array.isArray(text) ? text[english() ? 1 : 0] : text);
const make = (tag, text, style) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (style) made.className = style;
  return made;
};

// Tips on charts.
for (const chart of document.querySelectorAll(".chart[data-tips]")) {
  const tips = JSON.parse(chart.dataset.tips);
  const tip = make("div", "", "tip");
  tip.hidden = true;
  chart.append(tip);
  const indexAt = (x, y, [left, right, top, bottom]) => {
    const across = (x - left) / (right - left), down = (y - top) / (bottom - top);
    if (across < -0.02 || across > 1.02 || down < -0.02 || down > 1.02) return -1;
    const clamp = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    const count = tips.texts.length;
    if (tips.along === "points") return Math.min(count - 1, Math.max(0, Math.round(across * (count - 1))));
    if (tips.along === "cells") return clamp(down, count / tips.columns) * tips.columns + clamp(across, tips.columns);
    return clamp(tips.along === "x" ? across : down, count);
  };
  const show = (event) => {
    const drawing = event.target.closest && event.target.closest(".drawing");
    const svg = drawing && drawing.querySelector("svg");
    if (!svg) { tip.hidden = true; return; }
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const index = indexAt((event.clientX - box.left) * scale, (event.clientY - box.top) * scale, drawing.dataset.frame.split(" ").map(Number));
    tip.hidden = index < 0;
    if (index < 0) return;
    tip.textContent = pick(tips.texts[index]);
    const outer = chart.getBoundingClientRect();
    const x = event.clientX - outer.left, y = event.clientY - outer.top;
    tip.style.left = Math.max(0, Math.min(outer.width - tip.offsetWidth, x + 12)) + "px";
    tip.style.top = Math.max(0, y - tip.offsetHeight - 10) + "px";
  };
  chart.addEventListener("pointermove", show);
  chart.addEventListener("pointerdown", show);
  chart.addEventListener("pointerleave", () => { tip.hidden = true; });
}

// Language: the style shows and hides; the document says which it is.
const inputs = document.querySelectorAll("fieldset.language input");
const languageChanged = () => {
  document.documentElement.lang = english() ? "en" : "vi";
  if (data) { texts(); draw(); }
};
for (const input of inputs) input.addEventListener("change", languageChanged);

// Everything is open on paper, and as it was afterwards.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details.one-map:not([open])")];
  for (const one of closed) one.open = true;
});
addEventListener("afterprint", () => { for (const one of closed) one.open = false; });

// The table of every number.
const element = $("numbers-data");
const data = element && JSON.parse(element.textContent);
if (!data) return;
const pageRows = 25;
let page = 0;
let shown = [];
const language = () => (english() ? 1 : 0);
const scopeOf = (row) => data.scopes[row[0]];
const groupOf = (row) => { const group = data.groups[scopeOf(row)[0]]; return english() ? group.en : group.vi; };
const nameOf = (row) => scopeOf(row)[1 + language()] ?? scopeOf(row)[1];
const countOf = (row) => (row.length === 2 ? 0 : (row[5] ?? data.n));
const measureOf = (row) => data.measures[row[1]][language()];
const unitOf = (row) => { const unit = data.units[data.measures[row[1]][2]]; return english() ? unit.en : unit.vi; };

const number = (value) => {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  let [whole, part] = size.toFixed(digits).split(".");
  whole = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  part = (part || "").replace(/0+$/, "");
  return (value < 0 && /[1-9]/.test(whole + part) ? "−" : "") + whole + (part ? "," + part : "");
};
const plainText = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

let haystack = [];
function texts() {
  haystack = data.rows.map((row) => plainText(scopeOf(row).slice(1).join(" ") + " " + data.measures[row[1]].slice(0, 2).join(" ")));
  const select = $("numbers-group");
  const chosen = select.value;
  const all = make("option", english() ? "All" : "Tất cả");
  all.value = "";
  select.replaceChildren(all, ...data.groups.map((group, i) => {
    const option = make("option", english() ? group.en : group.vi);
    option.value = String(i);
    return option;
  }));
  select.value = chosen;
}

function filter() {
  const words = plainText($("numbers-filter").value).split(/\s+/).filter(Boolean);
  const group = $("numbers-group").value;
  shown = [];
  data.rows.forEach((row, i) => {
    if (group !== "" && String(scopeOf(row)[0]) !== group) return;
    if (words.every((word) => haystack[i].includes(word))) shown.push(row);
  });
  page = 0;
  draw();
}

function draw() {
  const pages = Math.max(1, Math.ceil(shown.length / pageRows));
  page = Math.min(page, pages - 1);
  const rows = shown.slice(page * pageRows, (page + 1) * pageRows);
  $("numbers-body").replaceChildren(...rows.map((row) => {
    const line = make("tr");
    const head = make("th");
    head.scope = "row";
    if (groupOf(row) !== nameOf(row)) head.append(make("span", groupOf(row) + " › ", "of"));
    head.append(nameOf(row));
    const value = make("td", number(row[2]), "num");
    const unit = unitOf(row);
    if (unit) value.append(" ", make("span", unit, "of"));
    line.append(head, make("td", measureOf(row)), value, make("td", row[3] === null || row[3] === undefined ? "" : "± " + number(row[3]), "num"), make("td", number(row[4]), "num wide-only"), make("td", number(countOf(row)), "num wide-only"));
    return line;
  }));
  const from = shown.length === 0 ? 0 : page * pageRows + 1, to = Math.min(shown.length, (page + 1) * pageRows);
  $("numbers-status").textContent = english()
    ? number(from) + " to " + number(to) + " of " + number(shown.length) + " rows"
    : "Dòng " + number(from) + " đến " + number(to) + " trong " + number(shown.length);
  $("numbers-before").disabled = page === 0;
  $("numbers-after").disabled = page >= pages - 1;
}

// A cell that a spreadsheet would take for a formula is made text.
const safe = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text);
const quoted = (text, separator) => (text.includes(separator) || /["\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text);
function csv(separator, comma) {
  const figure = (value) => (value === null || value === undefined ? "" : String(value).replace(".", comma));
  const head = english()
    ? ["group", "of", "figure", "unit", "mean", "half-width of the 95 % interval", "standard deviation", "replications"]
    : ["nhóm", "đối tượng", "chỉ tiêu", "đơn vị", "trung bình", "nửa khoảng tin cậy 95 %", "độ lệch chuẩn", "số lần lặp"];
  const lines = data.rows.map((row) => [groupOf(row), nameOf(row), measureOf(row), unitOf(row)].map((text) => quoted(safe(text), separator)).concat([row[2], row[3], row[4], countOf(row)].map(figure)).join(separator));
  return "\ufeff" + [head.join(separator), ...lines].join("\r\n") + "\r\n";
}
function download(separator, comma) {
  const url = URL.createObjectURL(new Blob([csv(separator, comma)], { type: "text/csv;charset=utf-8" }));
  const link = make("a");
  link.href = url;
  link.download = element.dataset.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

$("numbers-filter").addEventListener("input", filter);
$("numbers-group").addEventListener("change", filter);
$("numbers-before").addEventListener("click", () => { page -= 1; draw(); });
$("numbers-after").addEventListener("click", () => { page += 1; draw(); });
$("numbers-csv").addEventListener("click", () => download(";", ","));
$("numbers-csv-plain").addEventListener("click", () => download(",", "."));
$("numbers-tools").hidden = false;
texts();
filter();
})();`;
